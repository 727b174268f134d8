#!/usr/bin/env python3
"""What rule_table.py reads out of pages and scenarios, and what it finds wrong."""

import unittest

from rule_table import Scenario, items_in, problems, reject_codes_in, rules_in, table

PAGE = """# The rules

Words before the lists: see `order.risk`.

- `amounts.exact` Prices are integers.
  Nothing is lost, see `amounts.rounding`.
- `amounts.rounding` Half-even. `amounts.bounds` At most (`out_of_range`). Else
  `amounts.late` cut; `amounts.half` too.
- `order.gtc`, `order.day`, `order.gtd` DAY ends. Free of `check.halt`, `other.thing`.

| `table.cell` | x |
"""


class RulesOfAPage(unittest.TestCase):
    def test_ids_begin_items_sentences_and_lists(self):
        expected = "amounts.exact amounts.rounding amounts.bounds amounts.half order.gtc order.day order.gtd"
        self.assertEqual(" ".join(rules_in(PAGE)), expected)

    def test_an_item_goes_on_where_it_is_indented(self):
        self.assertEqual(list(items_in("- a\n  b\nc\n- d")), ["- a b", "- d"])


class RejectCodes(unittest.TestCase):
    def test_come_from_the_description(self):
        header = "enum class RejectCode {};\nTRIREME_DESCRIBE_ENUM(RejectCode, conflict, no_money,\n    same_side)\n"
        self.assertEqual(reject_codes_in(header), ["conflict", "no_money", "same_side"])


class Problems(unittest.TestCase):
    def found(self, text, codes=("no_money",), page="- `a.b` `no_money`."):
        return list(problems(rules_in(page), page, codes, [Scenario("x/y", text)]))

    def test_nothing(self):
        self.assertEqual(self.found("rule a.b\nexpect reject no_money\n"), [])

    def test_a_rule_without_scenario(self):
        page = "- `a.b` `no_money`.\n- `a.c` Else."
        self.assertEqual(
            self.found("rule a.b\nexpect reject no_money\n", page=page), ["no scenario shows the rule `a.c`"]
        )

    def test_an_unknown_rule(self):
        self.assertEqual(
            self.found("rule a.b a.z\nexpect repeat 2 reject no_money\n"),
            ["x/y names `a.z`, which docs/rules.md does not define"],
        )

    def test_a_code_that_is_not_shown(self):
        self.assertEqual(
            self.found("rule a.b\ngiven expect reject no_money\n"), ["no scenario shows the reject code `no_money`"]
        )

    def test_a_code_that_no_rule_names(self):
        self.assertEqual(
            self.found("rule a.b\nexpect reject no_money\nexpect reject odd\n", codes=("no_money", "odd")),
            ["docs/rules.md does not name the reject code `odd`"],
        )


class Table(unittest.TestCase):
    def test_a_line_shows_scenarios_and_codes(self):
        scenarios = [Scenario("x/y", "rule a.b\nexpect reject odd\n"), Scenario("x/z", "rule a.b\n")]
        self.assertEqual(list(table(["a.b"], scenarios)), [f"{'a.b':32} x/y x/z  [odd]"])


if __name__ == "__main__":
    unittest.main()
