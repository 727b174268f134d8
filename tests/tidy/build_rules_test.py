#!/usr/bin/env python3
"""Shows that the build refuses what the table of modules does not allow, on a small project made for each test."""

import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

CMAKE = Path(__file__).resolve().parents[2] / "cmake"

PROJECT = """
cmake_minimum_required(VERSION 3.25)
project(sample LANGUAGES CXX)
set(CMAKE_BUILD_TYPE Debug)
find_package(Threads REQUIRED)
include(cmake/trireme_module.cmake)
add_subdirectory(src/base)
add_subdirectory(src/journal)
"""

FILES = {
    "CMakeLists.txt": PROJECT,
    "src/base/CMakeLists.txt": "trireme_module(NAME base SOURCES one.cpp)",
    "src/base/one.hpp": "#pragma once\nint one();\n",
    "src/base/one.cpp": '#include "base/one.hpp"\nint one() { return 1; }\n',
    "src/journal/CMakeLists.txt": "trireme_module(NAME journal SOURCES two.cpp PRIVATE base)",
    "src/journal/two.hpp": "#pragma once\nint two();\n",
    "src/journal/two.cpp": '#include "journal/two.hpp"\n#include "base/one.hpp"\nint two() { return one() + one(); }\n',
}


class BuildTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        shutil.copytree(CMAKE, self.root / "cmake")
        for path, text in FILES.items():
            self.write(path, text)

    def write(self, path, text):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def configure(self):
        return self.run_command("cmake", "-G", "Ninja", "-S", ".", "-B", "build")

    def build(self, *targets):
        return self.run_command("ninja", "-C", "build", *targets)

    def run_command(self, *command):
        return subprocess.run(command, cwd=self.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def assert_succeeds(self, outcome):
        self.assertEqual(outcome.returncode, 0, outcome.stdout)

    def assert_fails(self, outcome, saying):
        self.assertNotEqual(outcome.returncode, 0, outcome.stdout)
        # CMake breaks the lines of its messages.
        self.assertIn(saying, " ".join(outcome.stdout.split()))

    def test_a_declared_include_compiles(self):
        self.assert_succeeds(self.configure())
        self.assert_succeeds(self.build("trireme_journal", "trireme_verify_headers"))

    def test_an_undeclared_include_does_not_compile(self):
        self.write("src/journal/CMakeLists.txt", "trireme_module(NAME journal SOURCES two.cpp)")
        self.assert_succeeds(self.configure())
        self.assert_fails(self.build("trireme_journal"), "base/one.hpp: No such file or directory")

    def test_a_withdrawn_declaration_takes_its_link_away(self):
        self.assert_succeeds(self.configure())
        self.assertTrue((self.root / "build/include_roots/journal/base").is_symlink())
        self.write("src/journal/CMakeLists.txt", "trireme_module(NAME journal SOURCES two.cpp)")
        self.assert_succeeds(self.configure())
        self.assertFalse((self.root / "build/include_roots/journal/base").exists())

    def test_a_declaration_outside_the_table_does_not_configure(self):
        self.write("src/base/CMakeLists.txt", "trireme_module(NAME base SOURCES one.cpp PUBLIC journal)")
        self.assert_fails(self.configure(), "module `base` declares `journal`")

    def test_a_module_without_row_does_not_configure(self):
        self.write("src/base/CMakeLists.txt", "trireme_module(NAME basement SOURCES one.cpp)")
        self.assert_fails(self.configure(), "module `basement` has no row")

    def test_a_header_that_leans_on_its_includers_is_found(self):
        self.write("src/journal/three.hpp", "#pragma once\nstd::size_t three();\n")
        self.assert_succeeds(self.configure())
        self.assert_succeeds(self.build("trireme_journal"))
        self.assert_fails(self.build("trireme_verify_headers"), "three.hpp")


if __name__ == "__main__":
    unittest.main()
