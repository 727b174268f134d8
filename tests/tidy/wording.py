"""What must not stand in any text of the repository: paths and hosts of one machine, and who or what wrote it."""

import re
from pathlib import Path

_PHRASES = re.compile(
    r"\bclaude\b|\banthropic\b|\bas an ai\b|\bai (?:agent|assistant|session)\b|\bthis workplace\b", re.IGNORECASE
)
_MACHINE_PATHS = re.compile(r"(?<![\w.~-])(?:/work/|/root/|/home/\w+)")
_REGISTRY_HOSTS = re.compile(
    r"\b(?:registry\.npmjs\.org|registry\.yarnpkg\.com|npm\.pkg\.github\.com|(?:deb|security|ftp)\.debian\.org"
    r"|archive\.ubuntu\.com|files\.pythonhosted\.org|pypi\.org)\b"
)


def check_wording(tree):
    own_paths = _own_paths(tree.root)
    for file in tree.files:
        for number, line in enumerate(file.lines, start=1):
            if found := _PHRASES.search(line):
                yield file.violation(number, "wording", f"`{found[0]}` says who wrote the text, not what it does")
            if found := _MACHINE_PATHS.search(line) or own_paths.search(line):
                yield file.violation(number, "machine-path", f"`{found[0]}` is a path of one machine")
            if found := _REGISTRY_HOSTS.search(line):
                yield file.violation(number, "registry", f"`{found[0]}`: which registry serves is the machine's affair")


def check_lock_files(tree):
    for file in tree.files:
        if file.parts[-1] == "package-lock.json":
            for number, line in enumerate(file.lines, start=1):
                if '"resolved"' in line:
                    yield file.violation(number, "registry", "a `resolved` address binds the lock file to one registry")


def _own_paths(root):
    """The checkout's own folder and the user's, where they are long enough not to be a word of the text."""
    paths = [str(path) for path in (root, Path.home()) if len(path.parts) > 2]
    return re.compile("|".join(re.escape(path) + r"\b" for path in paths) or r"(?!)")
