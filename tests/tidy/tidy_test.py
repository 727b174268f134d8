#!/usr/bin/env python3
"""Shows for each rule of the tidy program that it can fail, and that a clean checkout passes."""

import tempfile
import unittest
from pathlib import Path

import tidy
from source_tree import SourceTree, blank_comments_and_literals

CLEAN = {
    "cmake/modules.txt": "# module: may declare\nbase:\nmodel: base\njournal: base\napp: *\n",
    "docs/architecture.md": (
        "| module | for | may use |\n|---|---|---|\n| `base` | ground | nothing |\n| `model` | words | `base` |\n"
        "| `journal` | disk | `base` |\n| `app` | wiring | everyone |\n\nSee [the table](../cmake/modules.txt#top).\n"
    ),
    "src/base/README.md": "# base\n",
    "src/base/CMakeLists.txt": "trireme_module(NAME base SOURCES text.cpp)\n",
    "src/base/text.hpp": "#pragma once\nint text();\n",
    "src/base/text.cpp": '#include "base/text.hpp"\n\nint text() { return 1; }\n',
    "src/model/README.md": "# model\n",
    "src/model/CMakeLists.txt": "trireme_module(NAME model PUBLIC base)\n",
    "src/model/names.hpp": '#pragma once\n#include "base/text.hpp"\n',
}


class TidyTest(unittest.TestCase):
    def violations(self, changes=None, removed=()):
        with tempfile.TemporaryDirectory() as folder:
            for path, text in {**CLEAN, **(changes or {})}.items():
                if path not in removed:
                    file = Path(folder, path)
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_text(text)
            return list(tidy.violations_of(SourceTree(folder)))

    def assert_only(self, rule, path, line, changes=None, removed=()):
        found = [(each.rule, each.path, each.line) for each in self.violations(changes, removed)]
        self.assertEqual(found, [(rule, path, line)])

    def assert_clean(self, changes=None):
        self.assertEqual([str(each) for each in self.violations(changes)], [])


class CleanCheckout(TidyTest):
    def test_passes(self):
        self.assert_clean()

    def test_prints_file_line_rule_and_message(self):
        found = self.violations({"src/model/names.hpp": '\n#include "../base/text.hpp"\n'})
        self.assertEqual(
            [str(each) for each in found],
            ["src/model/names.hpp:2: include: `../base/text.hpp` leaves its folder by `..`"],
        )


class Includes(TidyTest):
    def test_refuses_a_module_that_the_row_does_not_list(self):
        self.assert_only(
            "include", "src/base/text.hpp", 2, {"src/base/text.hpp": '#pragma once\n#include "model/names.hpp"\n'}
        )

    def test_refuses_an_include_without_its_module(self):
        self.assert_only("include", "src/model/names.hpp", 1, {"src/model/names.hpp": '#include "text.hpp"\n'})

    def test_refuses_to_leave_the_folder(self):
        self.assert_only("include", "benchmarks/a.cpp", 1, {"benchmarks/a.cpp": '#include "base/../x.hpp"\n'})

    def test_lets_tests_include_any_module(self):
        self.assert_clean(
            {
                "src/base/CMakeLists.txt": "SOURCES text.cpp tests/text_test.cpp",
                "src/base/tests/text_test.cpp": '#include "model/names.hpp"\n',
            }
        )

    def test_does_not_read_comments(self):
        self.assert_clean({"src/base/text.hpp": '/*\n#include "model/names.hpp"\n*/\n'})


class Modules(TidyTest):
    def test_refuses_a_module_without_row(self):
        self.assert_only("module", "src/other/README.md", 1, {"src/other/README.md": "# other\n"})

    def test_refuses_a_module_without_readme(self):
        self.assert_only("readme", "src/model/README.md", 1, removed=["src/model/README.md"])

    def test_refuses_a_source_that_is_not_built(self):
        self.assert_only("unbuilt", "src/base/context.cpp", 1, {"src/base/context.cpp": "int context;\n"})

    def test_finds_a_source_in_the_list_of_its_own_folder(self):
        self.assert_clean(
            {
                "src/base/tests/CMakeLists.txt": "SOURCES text_test.cpp",
                "src/base/tests/text_test.cpp": "int tested;\n",
            }
        )


class Architecture(TidyTest):
    def test_refuses_a_row_that_says_something_else(self):
        page = CLEAN["docs/architecture.md"].replace("words | `base` |", "words | `base` `journal` |")
        self.assert_only("architecture", "docs/architecture.md", 4, {"docs/architecture.md": page})

    def test_refuses_a_missing_row(self):
        page = CLEAN["docs/architecture.md"].replace("| `journal` | disk | `base` |\n", "")
        self.assert_only("architecture", "docs/architecture.md", 1, {"docs/architecture.md": page})


class Determinism(TidyTest):
    def assert_refused(self, code):
        self.assert_only("determinism", "src/model/names.hpp", 2, {"src/model/names.hpp": f"#pragma once\n{code}\n"})

    def test_refuses_floating_point(self):
        self.assert_refused("float price;")
        self.assert_refused("long double price;")

    def test_refuses_clocks(self):
        self.assert_refused("auto time = std::chrono::steady_clock::duration{};")
        self.assert_refused("auto at = Clock::now();")
        self.assert_refused("auto at = std::time(nullptr);")
        self.assert_refused("clock_gettime(CLOCK_REALTIME, &at);")
        self.assert_refused("#include <ctime>")

    def test_refuses_threads(self):
        self.assert_refused("std::atomic<int> count;")
        self.assert_refused("std::scoped_lock lock(guard);")
        self.assert_refused("thread_local int count;")
        self.assert_refused("#include <mutex>")

    def test_refuses_random_sources_and_environment(self):
        self.assert_refused("int x = rand();")
        self.assert_refused("std::random_device source;")
        self.assert_refused('auto home = std::getenv("HOME");')

    def test_refuses_files(self):
        self.assert_refused("#include <fstream>")

    def test_covers_base_of_which_the_core_is_made(self):
        self.assert_only("determinism", "src/base/text.hpp", 2, {"src/base/text.hpp": "#pragma once\n#include <ctime>\n"})

    def test_accepts_a_line_that_says_why(self):
        self.assert_clean(
            {"src/model/names.hpp": "// determinism: the parser hands it over, and it is refused\nvoid on(double);\n"}
        )

    def test_leaves_other_modules_comments_literals_and_tests_alone(self):
        self.assert_clean(
            {
                "src/journal/README.md": "# journal\n",
                "src/journal/pace.hpp": "double ratio;\n",
                "src/model/names.hpp": '// no double here\nauto text = "float"; auto raw = R"(double)";\n',
                "src/model/CMakeLists.txt": "tests/names_test.cpp",
                "src/model/tests/names_test.cpp": "double ratio;\n",
            }
        )


class HashIteration(TidyTest):
    def with_code(self, code):
        return {
            "src/model/names.hpp": "struct Book { std::unordered_map<Key, std::vector<Order>> orders_; };\n",
            "src/model/CMakeLists.txt": "SOURCES book.cpp",
            "src/model/book.cpp": f"{code}\n",
        }

    def assert_refused(self, code):
        self.assert_only("hash-iteration", "src/model/book.cpp", 1, self.with_code(code))

    def test_refuses_to_walk_through_a_hash_container(self):
        self.assert_refused("void f() { for (const auto& [key, order] : orders_) { use(order); } }")
        self.assert_refused("void f() { for (auto& order : book.orders_) { use(order); } }")
        self.assert_refused("auto first = book->orders_.begin();")
        self.assert_refused("auto found = std::ranges::find_if(book.orders_, is_open);")
        self.assert_refused("using Open = std::unordered_set<Id>; void f(const Open& open) { for (Id id : open) {} }")

    def test_lets_it_be_asked_for_a_key(self):
        self.assert_clean(self.with_code("bool f() { return orders_.find(key) != orders_.end(); }"))
        self.assert_clean(self.with_code("void f() { for (auto id : ids) { use(orders_.at(id)); } }"))


class Shape(TidyTest):
    def test_refuses_a_long_file_without_reason(self):
        self.assert_only("file-size", "src/base/text.hpp", 1, {"src/base/text.hpp": "// line\n" * 301})
        self.assert_clean({"src/base/text.hpp": "// line\n" * 300})
        self.assert_clean({"src/base/text.hpp": "// size: one table, read as a whole\n" + "// line\n" * 300})

    def test_refuses_a_long_function(self):
        def function(lines):
            return {"src/base/text.cpp": "namespace a {\nint text() {\n" + "    f();\n" * (lines - 2) + "}\n}\n"}

        self.assert_only("function-size", "src/base/text.cpp", 2, function(141))
        self.assert_clean(function(140))

    def test_finds_a_long_constructor_behind_its_initialisers(self):
        body = "Text::Text(int a) : a_{a}, b_{1} {\n" + "    f();\n" * 140 + "}\n"
        self.assert_only("function-size", "src/base/text.cpp", 1, {"src/base/text.cpp": body})

    def test_takes_a_long_table_for_no_function(self):
        self.assert_clean({"src/base/text.cpp": "constexpr int table[] = {\n" + "    1,\n" * 200 + "};\n"})

    def test_counts_one_branch_of_a_condition(self):
        branches = "#if A\nint f(int a) {\n#else\nint f(long a) {\n#endif\n    return 1;\n}\n"
        body = "int g() {\n" + "    f();\n" * 140 + "}\n"
        self.assert_only("function-size", "src/base/text.cpp", 8, {"src/base/text.cpp": branches + body})

    def test_refuses_unfinished_work(self):
        for word in ("TODO", "FIXME", "XXX", "HACK"):
            self.assert_only("unfinished", "src/base/text.hpp", 2, {"src/base/text.hpp": f"\n// {word}: later\n"})
        self.assert_clean({"src/base/text.hpp": '// XXX is no currency\nauto none = "XXX";\n'})


class Wording(TidyTest):
    def assert_refused(self, rule, line):
        self.assert_only(rule, "docs/page.md", 2, {"docs/page.md": f"# Page\n{line}\n"})

    def test_refuses_paths_of_a_machine(self):
        self.assert_refused("machine-path", "It lies in /work/somewhere.")
        self.assert_refused("machine-path", "It lies in /root/somewhere.")
        self.assert_refused("machine-path", "It lies in `/home/someone/somewhere`.")

    def test_refuses_the_path_of_the_checkout(self):
        with tempfile.TemporaryDirectory() as folder:
            for path, text in {**CLEAN, "README.md": f"cd {Path(folder).resolve()}\n"}.items():
                Path(folder, path).parent.mkdir(parents=True, exist_ok=True)
                Path(folder, path).write_text(text)
            found = [each.rule for each in tidy.violations_of(SourceTree(folder))]
        self.assertEqual(found, ["machine-path"])

    def test_lets_routes_and_variables_be(self):
        self.assert_clean({"docs/page.md": "GET /api/v1/work/orders, ~/root/x, a trading session, an agent's order\n"})

    def test_refuses_to_name_an_author(self):
        self.assert_refused("wording", "Written by Claude.")
        self.assert_refused("wording", "As an AI, I think so.")

    def test_refuses_registries(self):
        self.assert_refused("registry", "Fetch it from https://registry.npmjs.org/react.")
        self.assert_only(
            "registry", "web/package-lock.json", 2, {"web/package-lock.json": '{\n"resolved": "https://x.org/a.tgz"\n}\n'}
        )


class Links(TidyTest):
    def test_refuses_a_link_that_leads_nowhere(self):
        self.assert_only("link", "docs/page.md", 1, {"docs/page.md": "See [there](missing.md).\n"})

    def test_follows_links_from_the_page(self):
        self.assert_clean(
            {"docs/adr/0001.md": "[a](../architecture.md) [b](https://isocpp.org) [c](#top) `[d](none)`\n"}
        )


class Blanking(unittest.TestCase):
    def test_keeps_lines_and_what_is_code(self):
        code = "int a = 1'000; // one\nchar q = '\"'; /* two\nlines */ auto s = \"// \\\" no\";\n"
        blanked = blank_comments_and_literals(code)
        self.assertEqual(blanked.count("\n"), code.count("\n"))
        self.assertIn("1'000;", blanked)
        self.assertIn("auto s = ", blanked)
        for gone in ("one", "two", "lines", "no"):
            self.assertNotIn(gone, blanked)


if __name__ == "__main__":
    unittest.main()
