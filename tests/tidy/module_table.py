"""The table of modules (cmake/modules.txt) and what is checked against it."""

import re
from pathlib import Path

from source_tree import Violation

TABLE = "cmake/modules.txt"
ARCHITECTURE = "docs/architecture.md"


def read_table(root):
    """Maps each module, in the order of the table, to the modules it may declare."""
    table = {}
    for line in (Path(root) / TABLE).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            module, _, dependencies = line.partition(":")
            table[module] = list(table) if dependencies.strip() == "*" else dependencies.split()
    return table


def check_includes(tree):
    """A file includes its own module and those its row lists; a module's tests may use any module."""
    table = read_table(tree.root)
    for file in tree.files:
        if not file.is_cpp:
            continue
        for line, path, quoted in file.includes():
            if ".." in path.split("/"):
                yield file.violation(line, "include", f"`{path}` leaves its folder by `..`")
            elif quoted and "/" not in path:
                yield file.violation(line, "include", f"`{path}` does not name its module; write `module/{path}`")
            elif quoted and file.module and not file.is_test:
                included = path.split("/")[0]
                if included != file.module and included not in table.get(file.module, []):
                    yield file.violation(
                        line, "include", f"the row of `{file.module}` in {TABLE} does not list `{included}`"
                    )


def check_modules(tree):
    """Every folder of src/ is in the table, has a README, and builds all of its sources."""
    table = read_table(tree.root)
    for module in tree.modules_present():
        files = {file.path: file for file in tree.under("src", module)}
        first = next(iter(files.values()))
        if module not in table:
            yield first.violation(1, "module", f"`{module}` has no row in {TABLE}")
        if f"src/{module}/README.md" not in files:
            yield Violation(f"src/{module}/README.md", 1, "readme", "every module says what it is for")
        lists = [file for path, file in files.items() if path.endswith("/CMakeLists.txt")]
        for path, file in files.items():
            if path.endswith(".cpp") and not any(_lists_source(cmake, path) for cmake in lists):
                name = path.removeprefix(f"src/{module}/")
                yield file.violation(1, "unbuilt", f"src/{module}/CMakeLists.txt does not list {name}")


def _lists_source(cmake, path):
    """A CMakeLists.txt lists sources of its own folder and of folders below it, relative to itself."""
    folder = cmake.path.removesuffix("CMakeLists.txt")
    return path.startswith(folder) and _names_file(cmake.text, path.removeprefix(folder))


def check_architecture(tree):
    """The table in the architecture page says what the build enforces."""
    page = tree.file(ARCHITECTURE)
    if page is None:
        return
    table = read_table(tree.root)
    documented = {}
    for number, line in enumerate(page.lines, start=1):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        module = cells[0].strip("`/ ")
        if line.startswith("|") and module in table:
            documented[module] = number
            if _dependencies_in(cells[-1], table, module) != set(table[module]):
                expected = " ".join(table[module]) or "nothing"
                yield page.violation(number, "architecture", f"{TABLE} lets `{module}` use {expected}")
    for module in table.keys() - documented.keys():
        yield page.violation(1, "architecture", f"no row of a table starts with `{module}`, which {TABLE} lists")


def _names_file(cmake_text, name):
    return re.search(rf"(?<![\w/.-]){re.escape(name)}(?![\w/.-])", cmake_text) is not None


def _dependencies_in(cell, table, module):
    words = set(re.findall(r"[a-z_]+", cell))
    if words & {"everyone", "everything", "all"}:
        return set(list(table)[: list(table).index(module)])
    return words & table.keys()
