#!/usr/bin/env python3
"""Which scenario shows which rule, and which reject codes:  tests/scenarios/rule_table.py [CHECKOUT]

Prints a line for each rule of docs/rules.md: its id, its scenarios, the reject codes that they show. Fails if a rule has
no scenario, a scenario names an unknown rule, no scenario shows a reject code, or docs/rules.md does not name one.

A rule's id is a word with a point in backticks, `chapter.name`, that begins an item of a list or follows another id there
("`order.gtc`, `order.day`"), or begins a sentence or half-sentence within an item. Of an id that stands in several places the first one counts.
"""

import re
import sys
from collections import defaultdict
from pathlib import Path

RULE_ID = r"`([a-z_]+\.[a-z_]+)`"


def rules_in(text):
    """The ids that a page of rules defines, in order."""
    rules = []
    for item in items_in(text):
        rest = item
        while found := re.match(rf"(?:- |, ){RULE_ID}", rest):
            rules.append(found[1])
            rest = rest[found.end() :]
        rules += re.findall(rf"(?<=[.;)]) {RULE_ID} ", rest)
    return list(dict.fromkeys(rules))


def items_in(text):
    """The items of a page's lists, each as one line."""
    item = None
    for line in text.splitlines():
        if line.startswith("- "):
            if item:
                yield item
            item = line
        elif item and line.startswith("  ") and line.strip():
            item += " " + line.strip()
        elif item:
            yield item
            item = None
    if item:
        yield item


def reject_codes_in(header):
    """The enumerators of RejectCode, as its description lists them."""
    listed = re.search(r"TRIREME_DESCRIBE_ENUM\(RejectCode,(.*?)\)", header, re.DOTALL)
    return re.findall(r"\w+", listed[1])


class Scenario:
    def __init__(self, name, text):
        self.name = name
        self.rules = [rule for line in re.findall(r"^rule (.*)$", text, re.MULTILINE) for rule in line.split()]
        self.codes = list(dict.fromkeys(re.findall(r"^expect (?:repeat \d+ )?reject (\w+)", text, re.MULTILINE)))


def problems(rules, rules_text, codes, scenarios):
    """What is wrong, one text each."""
    shown_rules = {rule for scenario in scenarios for rule in scenario.rules}
    shown_codes = {code for scenario in scenarios for code in scenario.codes}
    for rule in rules:
        if rule not in shown_rules:
            yield f"no scenario shows the rule `{rule}`"
    for scenario in scenarios:
        for rule in scenario.rules:
            if rule not in rules:
                yield f"{scenario.name} names `{rule}`, which docs/rules.md does not define"
    for code in codes:
        if code not in shown_codes:
            yield f"no scenario shows the reject code `{code}`"
        if f"`{code}`" not in rules_text:
            yield f"docs/rules.md does not name the reject code `{code}`"


def table(rules, scenarios):
    """A line for each rule."""
    by_rule = defaultdict(list)
    for scenario in scenarios:
        for rule in scenario.rules:
            by_rule[rule].append(scenario)
    for rule in rules:
        names = " ".join(scenario.name for scenario in by_rule[rule])
        codes = " ".join(dict.fromkeys(code for scenario in by_rule[rule] for code in scenario.codes))
        yield f"{rule:32} {names}" + (f"  [{codes}]" if codes else "")


def main(arguments):
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parents[2]
    folder = root / "tests" / "scenarios"
    scenarios = [
        Scenario(str(path.relative_to(folder).with_suffix("")), path.read_text())
        for path in sorted(folder.glob("*/*.scenario"))
    ]
    rules_text = (root / "docs" / "rules.md").read_text()
    codes = reject_codes_in((root / "src" / "model" / "reject.hpp").read_text())
    rules = rules_in(rules_text)
    for line in table(rules, scenarios):
        print(line)
    found = list(problems(rules, rules_text, codes, scenarios))
    for problem in found:
        print(f"problem: {problem}")
    print(f"note: {len(rules)} rules, {len(codes)} reject codes, {len(scenarios)} scenarios, {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
