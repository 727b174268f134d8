"""The command line, driven as a person would."""

import json
import os
import re
import shlex
import subprocess
import unittest
from pathlib import Path

from program import PROGRAM, TIMEOUT_S, WithFolder, define_group, deposit, lines, open_account, trireme

CHECKOUT = Path(__file__).resolve().parents[3]

SUBCOMMANDS = [
    ["day"],
    ["run"],
    ["apply"],
    ["journal"],
    ["journal", "verify"],
    ["journal", "dump"],
    ["journal", "replay"],
    ["journal", "diff"],
    ["explain"],
    ["explain", "order"],
    ["explain", "routing"],
    ["explain", "reject"],
    ["explain", "margin"],
    ["explain", "stop-out"],
    ["schema"],
    ["completion"],
]


class Help(unittest.TestCase):
    def test_lists_every_subcommand(self):
        shown = trireme("--help")
        self.assertEqual(shown.returncode, 0)
        for name in ("day", "run", "apply", "data", "journal", "explain", "schema", "completion"):
            self.assertRegex(shown.stdout, rf"(?m)^  {name} ")

    def test_of_every_subcommand_has_examples(self):
        for path in SUBCOMMANDS:
            shown = trireme(*path, "--help")
            self.assertEqual(shown.returncode, 0, path)
            self.assertRegex(shown.stdout, rf"Examples:(\n.*)*\n  .*trireme {' '.join(path)}", path)

    def test_version(self):
        shown = trireme("--version")
        self.assertEqual(shown.returncode, 0)
        self.assertRegex(shown.stdout, r"\Atrireme \d+\.\d+\.\d+\n\Z")


class Explain(WithFolder):
    def test_needs_a_log_to_read(self):
        done = trireme("explain", "order", "17", "--data", self.folder / "nothing")
        self.assertEqual(done.returncode, 1)
        self.assertIn("does not exist", done.stderr)

    def test_asks_which_reject(self):
        done = trireme("explain", "reject", "--account", "3")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--account and --id", done.stderr)


class WrongArguments(unittest.TestCase):
    def expect_usage_error(self, *arguments, message):
        done = trireme(*arguments)
        self.assertEqual(done.returncode, 2, (arguments, done.stderr))
        self.assertIn(message, done.stderr)
        self.assertIn("--help", done.stderr)
        self.assertEqual(done.stdout, "")

    def test_are_told_apart_from_failures(self):
        self.expect_usage_error(message="subcommand is required")
        self.expect_usage_error("sail", message="there is no `trireme sail`")
        self.expect_usage_error("journal", message="subcommand is required")
        self.expect_usage_error("journal", "sail", message="there is no `trireme journal sail`")
        self.expect_usage_error("journal", "verify", message="folder is required")
        self.expect_usage_error("journal", "verify", "a", "b", message="b")
        self.expect_usage_error("journal", "dump", "a", "--from", "x", message='expected a whole number from 1 to')
        self.expect_usage_error("journal", "dump", "a", "--from", "-1", message='expected a whole number from 1 to')
        self.expect_usage_error("journal", "dump", "a", "--limit", "99999999999999999999", message="whole number")
        self.expect_usage_error("explain", message="subcommand is required")
        self.expect_usage_error("explain", "order", message="order is required")
        self.expect_usage_error("explain", "margin", "0", message="whole number")
        self.expect_usage_error("run", "--clients", "1.5", message='got "1.5"')
        self.expect_usage_error("run", "--clients", "100001", message="whole number from 0 to 100000")
        self.expect_usage_error("run", "--wait", "sleep", message="sleep")
        self.expect_usage_error("run", "--sped", message="--sped")
        self.expect_usage_error("schema", "orders", message="orders")

    def test_name_the_help_that_helps(self):
        done = trireme("journal", "dump")
        self.assertIn("trireme journal dump --help", done.stderr)


class WrongFolder(WithFolder):
    def expect_failure(self, *arguments, message):
        done = trireme(*arguments)
        self.assertEqual(done.returncode, 1, (arguments, done.stderr))
        self.assertIn(message, done.stderr)

    def test_is_named(self):
        empty = self.folder / "empty"
        empty.mkdir()
        file = self.folder / "file"
        file.write_text("")
        for reader in ("verify", "dump", "replay", "diff"):
            self.expect_failure("journal", reader, self.folder / "none", message=f"{self.folder}/none does not exist")
            self.expect_failure("journal", reader, empty, message=f"there is no journal in {empty}")
            self.expect_failure("journal", reader, file, message=f"{file} is a file")
        self.expect_failure("run", "--data", file, "--seconds", "1", message=f"{file} is a file")
        self.expect_failure("apply", "--data", self.data, self.folder / "none", message="No such file")
        self.assertEqual(list(empty.iterdir()), [])
        self.assertFalse(self.data.exists(), "a missing input file is found before anything is made")


class Apply(WithFolder):
    def test_prints_what_each_command_did(self):
        defined, opened, paid_in = self.apply(define_group(), open_account(1001), deposit(1, 1001, "12.50"))
        self.assertEqual((defined["line"], defined["sequence"], defined["status"]), (1, 1, "durable"))
        self.assertEqual([event["type"] for event in opened["events"]], ["account_opened"])
        (posted,) = paid_in["events"]
        self.assertEqual([posting["amount"]["amount"] for posting in posted["postings"]], ["12.50", "-12.50"])

    def test_tells_wrong_lines_by_number_and_place_and_goes_on(self):
        text = (
            lines(define_group())
            + '{"type":"deposit","account":1001,"client_order_id":"","amount":{"amount":3,"currency":"USD"}}\n'
            + "\n"
            + "no json\n"
            + '{"type":"timer_due"}\n'
            + lines(open_account(1001))
        )
        done = trireme("apply", "--data", self.data, stdin=text)
        self.assertEqual(done.returncode, 1)
        self.assertIn('line 2: /amount/amount: expected a decimal string such as "10.25", got number 3\n', done.stderr)
        self.assertIn("line 4: ", done.stderr)
        self.assertIn("line 5: /type: ", done.stderr)
        self.assertIn("2 commands applied, of which 0 rejected; 3 lines not applied", done.stderr)
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([(answer["line"], answer["sequence"]) for answer in answers], [(1, 1), (6, 2)])

    def test_stops_at_the_first_wrong_line_if_asked_to(self):
        text = lines(define_group()) + "{}\n" + lines(open_account(1002)) * 3000
        done = trireme("apply", "--data", self.data, "--stop-on-error", stdin=text)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(len(done.stdout.splitlines()), 1)

    def test_a_rejected_command_is_applied(self):
        done = trireme("apply", "--data", self.data, stdin=lines(deposit(1, 1001, "1.00")))
        self.assertEqual(done.returncode, 0)
        self.assertEqual(json.loads(done.stdout)["events"][0]["code"], "unknown_account")
        self.assertIn("1 command applied, of which 1 rejected", done.stderr)

    def test_reads_a_file_and_the_environment(self):
        file = self.folder / "commands.jsonl"
        file.write_text(lines(define_group()).rstrip("\n"))
        done = trireme("apply", file, environment={"TRIREME_DATA": str(self.data)})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["sequence"], 1)
        self.assertTrue(self.segment("journal").exists())

    def test_uses_var_trireme_unless_told_otherwise(self):
        environment = {name: value for name, value in os.environ.items() if name != "TRIREME_DATA"}
        subprocess.run([PROGRAM, "apply"], input="", env=environment, cwd=self.folder, capture_output=True, text=True, check=True)
        self.assertTrue((self.folder / "var" / "trireme" / "journal").is_dir())

    def test_refuses_a_line_of_any_length(self):
        done = trireme("apply", "--data", self.data, stdin="x" * 1_000_000 + "\n")
        self.assertEqual(done.returncode, 1)
        self.assertIn("line 1: longer than", done.stderr)

    def test_goes_on_where_it_stopped(self):
        self.apply(define_group(), open_account(1001), deposit(1, 1001, "5.00"))
        (answer,) = self.apply(deposit(1, 1001, "5.00"))
        self.assertEqual(answer["sequence"], 4)
        self.assertEqual(answer["events"][0]["type"], "repeated")


class Examples(WithFolder):
    """What is shown to people works as it is shown, with the program and the folder put in."""

    def texts(self):
        yield "apply --help", trireme("apply", "--help").stdout
        for path in [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").glob("*.md"))]:
            yield path.name, path.read_text()

    def test_of_commands_are_applied_and_none_is_rejected(self):
        shown = [
            (name, line.strip())
            for name, text in self.texts()
            for line in text.splitlines()
            if re.search(r"^ {2,}.*trireme apply\b", line)
        ]
        self.assertLessEqual({"apply --help", "README.md"}, {name for name, _ in shown})
        for name, line in shown:
            with self.subTest(text=name, line=line):
                self.expect_applied(line)

    def expect_applied(self, line):
        command = re.sub(r"\S*trireme apply", f"{shlex.quote(PROGRAM)} apply", line)
        command = re.sub(r"--data \S+", "", command)
        data = self.folder / f"data-{len(list(self.folder.iterdir()))}"
        environment = {**os.environ, "TRIREME_DATA": str(data)}
        done = subprocess.run(command, shell=True, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stderr, r"[1-9]\d* commands? applied, of which 0 rejected; 0 lines not applied")

    def test_of_a_first_trade_ends_with_a_profit(self):
        done = trireme("apply", "--data", self.data, CHECKOUT / "docs" / "examples" / "first_trade.jsonl")
        last = json.loads(done.stdout.splitlines()[-1])
        trades = [event for event in last["events"] if event["type"] == "trade"]
        self.assertEqual([trade["profit"]["amount"] for trade in trades], ["94.00"])

    def test_apply_says_that_a_folder_is_no_file_of_commands(self):
        done = trireme("apply", "--data", self.data, self.folder)
        self.assertEqual(done.returncode, 1)
        self.assertIn("is a folder, not a file of commands", done.stderr)

    def test_apply_stops_where_nobody_can_read_its_outcomes(self):
        with open("/dev/full", "w") as full:
            done = subprocess.run(
                [PROGRAM, "apply", "--data", str(self.data)],
                input=lines(define_group(), open_account(1)),
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                timeout=TIMEOUT_S,
            )
        self.assertEqual(done.returncode, 1)
        self.assertIn("the outcomes cannot be written to standard output", done.stderr)


class Schema(unittest.TestCase):
    def names_of(self, what):
        schema = json.loads(trireme("schema", what).stdout)
        return {alternative["properties"]["type"]["const"] for alternative in schema["oneOf"]}

    def test_describes_what_apply_takes(self):
        names = self.names_of("commands")
        self.assertLessEqual({"define_instrument", "open_account", "place_order", "close_position", "deposit"}, names)
        self.assertNotIn("timer_due", names, "comes from the engine itself")

    def test_describes_events(self):
        self.assertLessEqual({"order_accepted", "trade", "transaction_posted", "rejected"}, self.names_of("events"))


class Completion(unittest.TestCase):
    def complete(self, *words):
        script = (
            f'source <("{PROGRAM}" completion bash); COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _trireme; '
            'printf "%s\\n" "${COMPREPLY[@]}"'
        )
        done = subprocess.run(["bash", "-c", script, "bash", "trireme", *words], capture_output=True, text=True, check=True)
        self.assertEqual(done.stderr, "")
        return set(done.stdout.split())

    def test_scripts_of_bash_are_sound(self):
        script = trireme("completion", "bash").stdout
        subprocess.run(["bash", "-n"], input=script, text=True, check=True)

    def test_offers_subcommands(self):
        self.assertEqual(self.complete("jour"), {"journal"})
        self.assertEqual(self.complete("journal", "d"), {"dump", "diff"})
        self.assertLessEqual({"run", "apply", "journal", "schema", "completion", "--help"}, self.complete(""))

    def test_offers_options_and_their_values(self):
        self.assertEqual(self.complete("run", "--wa"), {"--wait"})
        self.assertEqual(self.complete("run", "--wait", ""), {"auto", "spin", "park"})
        self.assertEqual(self.complete("run", "--clients", ""), set())
        self.assertEqual(self.complete("schema", "c"), {"commands"})
        self.assertLessEqual({"--from", "--limit", "--json"}, self.complete("journal", "dump", "somewhere", "--"))

    def test_knows_every_subcommand_in_every_shell(self):
        for shell in ("bash", "zsh", "fish"):
            script = trireme("completion", shell)
            self.assertEqual(script.returncode, 0)
            for path in SUBCOMMANDS:
                self.assertIn("'trireme " + " ".join(path) + "'", script.stdout, shell)


if __name__ == "__main__":
    unittest.main()
