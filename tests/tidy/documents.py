"""Relative links of Markdown pages lead to files that exist."""

import re

_LINK = re.compile(r"\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")


def check_links(tree):
    for file in tree.files:
        if not file.path.endswith(".md"):
            continue
        in_code = False
        for number, line in enumerate(file.lines, start=1):
            if line.lstrip().startswith("```"):
                in_code = not in_code
            if in_code:
                continue
            for target in _LINK.findall(re.sub(r"`[^`]*`", "", line)):
                if not _resolves(tree, file, target):
                    yield file.violation(number, "link", f"`{target}` leads nowhere")


def _resolves(tree, file, target):
    if re.match(r"[a-z][a-z0-9+.-]*:|#", target):
        return True
    path = target.partition("#")[0]
    return ((tree.root / file.path).parent / path).exists()
