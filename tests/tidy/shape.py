"""Sizes of files and functions, and unfinished work."""

import re

# Twice what the style asks for; a file beyond it says why in its first lines.
LINES_MAX = {".cpp": 600, ".hpp": 300, ".py": 600}
FUNCTION_LINES_MAX = 140
REASON_WITHIN_LINES = 15


def check_file_sizes(tree):
    for file in tree.files:
        limit = next((limit for suffix, limit in LINES_MAX.items() if file.path.endswith(suffix)), None)
        if limit is None or len(file.lines) <= limit:
            continue
        if not any(re.search(r"\bsize:\s*\w+", line) for line in file.lines[:REASON_WITHIN_LINES]):
            yield file.violation(
                1,
                "file-size",
                f"{len(file.lines)} lines, at most {limit}; split it, or say why not at the top (`size: the reason`)",
            )


def check_function_sizes(tree):
    for file in tree.files:
        if not file.is_cpp:
            continue
        for first, last in outermost_bodies(file.code):
            if last - first + 1 > FUNCTION_LINES_MAX:
                yield file.violation(
                    first, "function-size", f"{last - first + 1} lines in one function, at most {FUNCTION_LINES_MAX}"
                )


def check_unfinished(tree):
    for file in tree.files:
        for number, line in enumerate(file.lines, start=1):
            # XXX alone is the currency that ISO 4217 gives to "no currency".
            if found := re.search(r"\b(?:TODO|FIXME|HACK|XXX(?=[:(]))\b", line):
                yield file.violation(number, "unfinished", f"`{found[0]}`: finish it, or write down what is missing")


def outermost_bodies(code):
    """Yields (first line, last line) of each block that lies directly in a namespace or type and is a function's body.

    An approximation by braces: the block of a namespace or type is entered, an initialiser is passed over, and every
    other block counts as a body.
    """
    code = _without_preprocessor(code)
    line = 1
    header = ""
    depth_inside_body = 0
    body_starts = 0
    counts = False
    for character in code:
        if character == "\n":
            line += 1
        if depth_inside_body > 0:
            depth_inside_body += (character == "{") - (character == "}")
            if depth_inside_body == 0:
                if counts:
                    yield body_starts, line
                header = ""
        elif character == "{":
            if not _opens_scope(header):
                depth_inside_body = 1
                body_starts = line
                counts = not _is_initialiser(header)
            header = ""
        elif character in ";}":
            header = ""
        else:
            header += character


def _opens_scope(header):
    return re.search(r"\b(?:namespace|class|struct|union|enum|extern)\b", header) and not re.search(r"\)\s*$", header)


def _is_initialiser(header):
    """`table = {` and `table{`; a constructor's body behind its initialisers has an empty header."""
    return bool(header.strip()) and ")" not in header


def _without_preprocessor(code):
    """Blanks directives and all but the first branch of a condition, so that braces stay balanced."""
    kept = []
    in_first_branch = [True]
    continued = False
    for line in code.split("\n"):
        directive = re.match(r"\s*#\s*(\w+)", line)
        if directive:
            if directive[1] in ("if", "ifdef", "ifndef"):
                in_first_branch.append(in_first_branch[-1])
            elif directive[1] in ("else", "elif"):
                in_first_branch[-1] = False
            elif directive[1] == "endif" and len(in_first_branch) > 1:
                in_first_branch.pop()
        blank = continued or directive or not in_first_branch[-1]
        continued = bool(blank and (directive or continued) and line.rstrip().endswith("\\"))
        kept.append("" if blank else line)
    return "\n".join(kept)
