"""That `trireme explain` answers from what a data folder recorded, with the figures that one computes by hand."""

import json
import unittest
from pathlib import Path

from program import WithFolder, deposit, lines, open_account, trireme

FIRST_TRADE = Path(__file__).resolve().parents[3] / "docs" / "examples" / "first_trade.jsonl"


def quote(bid, ask):
    return {"type": "quotes", "quotes": [{"instrument": 1, "bid": bid, "ask": ask}]}


def buy(account, request, lots):
    order = {
        "instrument": 1,
        "side": "buy",
        "type": "market",
        "time_in_force": "gtc",
        "lots": lots,
        "reduce_only": False,
        "protection": {},
    }
    return {"type": "place_order", "account": account, "client_order_id": request, "order": order}


class Explain(WithFolder):
    def setUp(self):
        super().setUp()
        # 0.1 lots cost 1.08462 and 0.35 of commission. At 1.07498 they have lost 96.40: of 150.00 there are 53.25 left.
        # 100 EUR of margin are 107.505 USD at mid, rounded 107.50; 53.25 / 107.50 is 49.53488372 %.
        commands = FIRST_TRADE.read_text() + lines(
            quote("1.0845", "1.0846"),
            open_account(1002),
            deposit(2, 1002, "150.00"),
            buy(1002, "too-much", "1"),
            buy(1002, "first", "0.1"),
            quote("1.075", "1.0751"),
        )
        applied = trireme("apply", "--data", self.data, stdin=commands)
        self.assertIn(applied.returncode, (0, 1), applied.stderr)

    def explain(self, *question):
        said = trireme("explain", "--data", self.data, *question)
        self.assertEqual(said.returncode, 0, said.stderr)
        return json.loads(said.stdout)

    def test_an_order_with_the_margin_that_it_was_accepted_with(self):
        # 50,000 EUR at leverage 100 are 542.28 USD at mid; the spread and markup cost 6.00, the commission 1.75.
        story = self.explain("order", 1)
        accepted = next(each["event"] for each in story["events"] if each["event"]["type"] == "order_accepted")
        self.assertEqual(accepted["after"]["used_margin"]["amount"], "542.28")
        self.assertEqual(accepted["after"]["equity"]["amount"], "9992.25")
        self.assertIn("used margin 542.28 USD", story["summary"])

    def test_a_reject_with_what_was_missing(self):
        # One lot takes 1,084.55 of margin; 150.00 less 7 x 0.5 of commission and 14.00 of spread and markup are there.
        story = self.explain("reject", "--account", 1002, "--id", "too-much")
        figures = next(each["event"] for each in story["events"] if each["event"]["type"] == "rejected")["figures"]
        self.assertEqual(figures["equity"]["amount"], "132.50")
        self.assertEqual(figures["used_margin"]["amount"], "1084.55")
        self.assertEqual(figures["asked_amount"]["amount"], "-952.05")

    def test_a_stop_out_with_its_figures(self):
        story = self.explain("stop-out", 1002)
        step = next(each["event"] for each in story["events"] if each["event"]["type"] == "stop_out")
        self.assertEqual(step["figures"]["equity"]["amount"], "53.25")
        self.assertEqual(step["figures"]["used_margin"]["amount"], "107.50")
        self.assertEqual(step["figures"]["level"], "49.53488372")

    def test_how_a_margin_figure_is_made_up(self):
        story = self.explain("margin", 1002)
        self.assertEqual(story["question"], {"type": "margin", "account": 1002})

    def test_a_routing_decision(self):
        self.assertEqual(self.explain("routing", 1)["routing"]["book"], "b")

    def test_what_is_not_there(self):
        said = trireme("explain", "--data", self.data, "order", 99)
        self.assertEqual(said.returncode, 1)
        self.assertIn("no order 99 was accepted", said.stderr)


if __name__ == "__main__":
    unittest.main()
