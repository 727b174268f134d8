"""What `trireme run` simulates, and that it goes on where it was."""

import collections
import json
import re
import signal
import subprocess
import unittest
from pathlib import Path

from program import PROGRAM, TIMEOUT_S, WithFolder, trireme

FIRST_TRADE = Path(__file__).resolve().parents[3] / "docs" / "examples" / "first_trade.jsonl"


class SimulatedRun(WithFolder):
    def run_for(self, seconds, *arguments):
        done = trireme("run", "--data", self.data, "--clients", 40, "--rate", 400, "--seconds", seconds, *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def run_and_kill(self):
        engine = subprocess.Popen(
            [PROGRAM, "run", "--data", str(self.data), "--clients", "40", "--rate", "400"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            for line in engine.stdout:
                if line.startswith("sequence "):
                    break
        finally:
            engine.send_signal(signal.SIGKILL)
            engine.wait(TIMEOUT_S)
            engine.stdout.close()

    def events(self):
        """Of the whole journal, by type; and the rejects, by code."""
        dumped = trireme("journal", "dump", self.data, "--json")
        self.assertEqual(dumped.returncode, 0, dumped.stderr)
        events = [each["event"] for line in dumped.stdout.splitlines() for each in json.loads(line)["events"]]
        types = collections.Counter(event["type"] for event in events)
        rejects = collections.Counter(event["code"] for event in events if event["type"] == "rejected")
        return types, rejects

    def test_says_what_is_simulated_and_shows_figures(self):
        shown = self.run_for(2)
        self.assertIn("prices:     of 8 instruments, from simulated-1 (simulated), simulated-2 (simulated), simulated-3 (simulated)\n", shown)
        self.assertIn("simulated:  40 clients who trade at random, 400 requests a second\n", shown)
        self.assertRegex(
            shown,
            r"(?m)^sequence \d+  \d+ commands/s  \d+ quotes/s  durable ack p50 \S+ ms p99 \S+ ms  in flight \d+  "
            r"rejected \d+  overloaded \d+  no room \d+$",
        )

    def test_ends_with_books_that_are_those_of_the_events(self):
        shown = self.run_for(3)
        types, _ = self.events()
        self.assertIn(f"this run: {types['order_accepted']} orders, {types['trade']} trades, ", shown)
        self.assertIn(f"books: 40 accounts, {types['order_accepted']} orders so far, ", shown)
        self.assertIn(f"; {types['trade']} trades so far; ", shown)
        self.assertRegex(shown, r"(?m)^  sum +0\.00000000 +0\.00 +0 +0\.00\n  balanced: all postings sum to zero in each currency$")
        self.assertGreater(types["trade"], 50)

    def test_goes_on_after_a_stop_and_after_a_kill(self):
        self.run_for(1)
        self.run_and_kill()
        self.run_and_kill()
        shown = self.run_for(2)
        types, rejects = self.events()
        self.assertEqual((types["instrument_defined"], types["group_defined"], types["account_opened"]), (8, 3, 40))
        self.assertEqual(types["repeated"], 0, "no id was used twice")
        self.assertLessEqual(
            set(rejects),
            # What has changed since the client looked, or what cannot be paid.
            {"no_money", "insufficient_funds", "nothing_changed", "price_wrong_side", "unknown_order", "unknown_position",
             "wrong_side", "same_side", "volume_too_large", "nothing_to_close", "amount_not_positive"},
        )
        positions = re.search(r"(\d+) positions so far", shown)[1]
        this_run = re.search(r"(\d+) positions opened", shown)[1]
        self.assertGreater(int(positions), int(this_run))
        self.assertEqual(trireme("journal", "diff", self.data).returncode, 0)

    def test_keeps_its_hands_off_the_instruments_of_others(self):
        applied = trireme("apply", "--data", self.data, FIRST_TRADE)
        self.assertEqual(applied.returncode, 0, applied.stderr)
        refused = trireme("run", "--data", self.data, "--seconds", 1)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("the market would trade EURUSD as instrument 1001, and here instrument 1", refused.stderr)
        idle = trireme("run", "--data", self.data, "--seconds", 1, "--clients", 0)
        self.assertEqual(idle.returncode, 0, idle.stderr)
        self.assertIn("simulated:  nothing\n", idle.stdout)
        self.assertIn("books: 1 accounts, 3 orders so far, 0 live; 2 trades so far; 1 positions so far, 0 open\n", idle.stdout)


if __name__ == "__main__":
    unittest.main()
