"""The determinism contract: what the core must not contain, so that a replay decides as the first run did.

Where a foreign interface asks for one of these and it reaches no decision, the line or the one above it says why:
`// determinism: the reason`.
"""

import re

# Code of these modules runs inside `apply` or decides what its results look like; base too, since the others are made of
# it.
DETERMINISTIC_MODULES = {"base", "model", "codec", "engine", "counter"}

_FORBIDDEN = [
    (r"\b(?:float|double)\b", "no floating point: amounts are integers with a scale"),
    (
        r"\b(?:system|steady|high_resolution|utc|tai|gps|file)_clock\b|::now\s*\(|\bgettimeofday\b|\bclock_gettime\b|\bstd::clock\b"
        r"|\btime\s*\(\s*(?:nullptr|NULL|0|&)",
        "no clock: time comes inside the command",
    ),
    (
        r"\bstd::(?:jthread|thread|\w*mutex|\w*_lock|lock_guard|condition_variable\w*|atomic\w*|async|future|promise"
        r"|call_once|once_flag|latch|barrier|\w+_semaphore)\b|\bthread_local\b|\bpthread_\w+",
        "no threads: one command is applied at a time",
    ),
    (
        r"\bs?rand\s*\(|\brandom_device\b|\bgetrandom\b|\barc4random\w*|\b(?:secure_)?getenv\b",
        "no random source and no environment: a replay would see others",
    ),
]

_FORBIDDEN_INCLUDES = {
    **dict.fromkeys(("atomic", "condition_variable", "future", "mutex", "shared_mutex", "thread"), "no threads"),
    **dict.fromkeys(("fstream", "iostream", "filesystem", "fcntl.h", "unistd.h", "sys/socket.h"), "no files or sockets"),
    **dict.fromkeys(("ctime", "time.h", "sys/time.h"), "no clock"),
    "random": "no random source",
}

_HASH_CONTAINER = (
    r"(?:std::unordered_(?:multi)?(?:map|set)|absl::(?:flat|node)_hash_(?:map|set)"
    r"|boost::unordered_\w+|boost::unordered::unordered_\w+)"
)


def check_forbidden(tree):
    for file in tree.cpp_of_modules(DETERMINISTIC_MODULES):
        for number, line in enumerate(file.code_lines, start=1):
            for pattern, reason in _FORBIDDEN:
                found = re.search(pattern, line)
                if found and not _is_explained(file, number):
                    yield file.violation(number, "determinism", f"`{found[0].strip()}`: {reason}")
        for number, path, _ in file.includes():
            if path in _FORBIDDEN_INCLUDES:
                yield file.violation(number, "determinism", f"<{path}>: {_FORBIDDEN_INCLUDES[path]}")


def _is_explained(file, number):
    return any(re.search(r"//\s*determinism: \w", line) for line in file.lines[max(number - 2, 0) : number])


def check_hash_iteration(tree):
    """Hash containers may be asked for a key; their order must not reach events, hash or snapshots."""
    for module in sorted(DETERMINISTIC_MODULES):
        files = tree.cpp_of_modules({module})
        names = _names_of_hash_containers(files)
        if not names:
            continue
        iteration = _iteration_over(names)
        for file in files:
            for found in iteration.finditer(file.code):
                number = file.code.count("\n", 0, found.start()) + 1
                name = next(group for group in found.groups() if group)
                yield file.violation(
                    number,
                    "hash-iteration",
                    f"`{name}` is a hash container: look keys up in it, but walk through something ordered",
                )


def _names_of_hash_containers(files):
    """Variables, members and parameters declared as a hash container, or as an alias of one."""
    codes = [file.code for file in files]
    aliases = {found for code in codes for found in re.findall(rf"\busing\s+(\w+)\s*=\s*{_HASH_CONTAINER}\s*<", code)}
    types = "|".join([_HASH_CONTAINER, *sorted(rf"\b{alias}\b" for alias in aliases)])
    names = set()
    for code in codes:
        for found in re.finditer(types, code):
            rest = _behind_template_arguments(code, found.end())
            if declared := re.match(r"\s*(?:const\b\s*)?[&*]?\s*([A-Za-z_]\w*)\s*(?:[;={,)]|$)", rest):
                names.add(declared[1])
    return names - aliases


def _behind_template_arguments(code, start):
    rest = code[start:]
    opening = re.match(r"\s*<", rest)
    if not opening:
        return rest
    depth = 0
    for index, character in enumerate(rest):
        depth += (character == "<") - (character == ">")
        if character == ">" and depth == 0:
            return rest[index + 1 :]
    return ""


def _iteration_over(names):
    name = "(" + "|".join(sorted(map(re.escape, names))) + ")"
    owner = r"(?:\w+(?:\(\))?\s*(?:\.|->)\s*)*"
    return re.compile(
        rf"\bfor\s*\([^;{{}}]*?[^:]:\s*\*?{owner}{name}\s*\)"
        rf"|\b{name}\s*(?:\.|->)\s*c?begin\s*\("
        rf"|\bstd::(?:c?begin|ranges::\w+|views::\w+)\s*\(\s*{owner}{name}\b"
        rf"|\b{name}\s*\|\s*std::"
    )
