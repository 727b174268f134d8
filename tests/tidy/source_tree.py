"""The files of a checkout as the rules see them."""

import functools
import os
import re
from dataclasses import dataclass
from pathlib import Path

SKIPPED_FOLDERS = {".git", "build", "data", "node_modules", "__pycache__"}
# Inputs of fuzzers are bytes of any form.
SKIPPED_PATHS = {"tests/fuzz/corpus"}


@dataclass(frozen=True)
class Violation:
    path: str
    line: int
    rule: str
    message: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.rule}: {self.message}"


class SourceFile:
    """One text file; `path` is relative to the checkout, with slashes."""

    def __init__(self, root, path):
        self.path = path
        self.text = (root / path).read_text(encoding="utf-8")
        self.lines = self.text.splitlines()

    @property
    def parts(self):
        return self.path.split("/")

    @property
    def is_cpp(self):
        return self.path.endswith((".cpp", ".hpp"))

    @property
    def module(self):
        """The module of src/ that the file belongs to, or None."""
        return self.parts[1] if self.parts[0] == "src" and len(self.parts) > 2 else None

    @property
    def is_test(self):
        return "tests" in self.parts

    @functools.cached_property
    def code(self):
        """The text without comments and without what stands inside literals; lines keep their numbers."""
        return blank_comments_and_literals(self.text)

    @functools.cached_property
    def code_lines(self):
        return self.code.splitlines()

    def violation(self, line, rule, message):
        return Violation(self.path, line, rule, message)

    def includes(self):
        """Yields (line number, path, quoted) for each #include."""
        for number, (line, code) in enumerate(zip(self.lines, self.code_lines), start=1):
            if found := re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line):
                if code.lstrip().startswith("#"):
                    yield number, found[2], found[1] == '"'


class SourceTree:
    def __init__(self, root):
        self.root = Path(root).resolve()
        self.files = list(self._read_files())

    def under(self, *parts):
        return [file for file in self.files if tuple(file.parts[: len(parts)]) == parts]

    def cpp_of_modules(self, modules):
        """The files of the product itself in these modules, without their tests."""
        return [file for file in self.files if file.is_cpp and file.module in modules and not file.is_test]

    def modules_present(self):
        return sorted({file.module for file in self.files if file.module})

    def file(self, path):
        return next((file for file in self.files if file.path == path), None)

    def _read_files(self):
        for folder, folders, names in os.walk(self.root):
            relative = Path(folder).relative_to(self.root)
            folders[:] = sorted(name for name in folders if not self._is_skipped(relative / name))
            for name in sorted(names):
                try:
                    yield SourceFile(self.root, (relative / name).as_posix())
                except UnicodeDecodeError:
                    continue

    @staticmethod
    def _is_skipped(folder):
        return folder.name in SKIPPED_FOLDERS or folder.as_posix() in SKIPPED_PATHS


# In the order in which they are tried. A quote between digits (1'000) separates them and starts no literal.
_TOKEN = re.compile(
    r"""
    (?P<comment>//(?:\\\n|[^\n])* | /\*.*?\*/)
  | (?P<raw>R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)")
  | (?P<string>"(?:\\.|[^"\\\n])*")
  | (?P<separator>(?<=[0-9a-fA-F])'(?=[0-9a-fA-F]))
  | (?P<character>'(?:\\.|[^'\\\n])+')
    """,
    re.VERBOSE | re.DOTALL,
)


def blank_comments_and_literals(text):
    def blank(match):
        token = match[0]
        if match["separator"]:
            return token
        blanked = re.sub(r"[^\n]", " ", token)
        if match["comment"]:
            return blanked
        return token[0] + blanked[1:-1] + token[-1]

    return _TOKEN.sub(blank, text)
