#!/usr/bin/env python3
"""The house rules that no compiler checks:  tests/tidy/tidy.py [CHECKOUT]

Prints `file:line: rule: message` for each violation and fails if there is one. Each rule is proved by tidy_test.py.
"""

import sys
from pathlib import Path

import determinism
import documents
import module_table
import shape
import wording
from source_tree import SourceTree

CODE_RULES = [
    module_table.check_includes,
    module_table.check_modules,
    module_table.check_architecture,
    determinism.check_forbidden,
    determinism.check_hash_iteration,
    shape.check_file_sizes,
    shape.check_function_sizes,
    documents.check_links,
]
TEXT_RULES = [
    shape.check_unfinished,
    wording.check_wording,
    wording.check_lock_files,
]
# The rules' own sources and tests name what the text rules refuse.
OWN_FOLDER = "tests/tidy/"


def violations_of(tree):
    for rule in CODE_RULES:
        yield from rule(tree)
    for rule in TEXT_RULES:
        yield from (found for found in rule(tree) if not found.path.startswith(OWN_FOLDER))


def main(arguments):
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parents[2]
    tree = SourceTree(root)
    violations = sorted(violations_of(tree), key=lambda found: (found.path, found.line, found.rule))
    for violation in violations:
        print(violation)
    print(f"note: {len(tree.files)} files, {len(violations)} violations")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
