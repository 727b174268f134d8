"""What `trireme day` makes of quotes: the same each time, and a clear word on what is no quote.

Where TRIREME_REAL_QUOTES names a folder, files of quotes below it (LEAN's .zip) are played too.
"""

import json
import os
import re
import signal
import subprocess
import unittest
import zipfile
from decimal import Decimal
from pathlib import Path

from program import PROGRAM, TIMEOUT_S, WithFolder, trireme

HEADER = "time,bid,ask\n"
REAL_QUOTES = os.environ.get("TRIREME_REAL_QUOTES")


def ticks(count, begin=1_398_902_400, price=138_600):
    """A price that goes up and down by itself, in five digits."""
    rows = []
    for at in range(count):
        price += (at * 7919 % 23) - 11
        rows.append(f"{begin + at * 3},{price / 1e5:.5f},{(price + 9) / 1e5:.5f}\n")
    return "".join(rows)


class Day(WithFolder):
    def setUp(self):
        super().setUp()
        self.environment = {"TMPDIR": str(self.folder)}

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def play(self, *arguments, data="day"):
        """The statement as text and JSON."""
        statement = self.folder / f"{data}.json"
        done = trireme("day", *arguments, "--data", self.folder / data, "--json", statement)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout, json.loads(statement.read_text())

    def refuse(self, *arguments, status=1):
        done = trireme("day", *arguments, environment=self.environment)
        self.assertEqual(done.returncode, status, done.stdout)
        self.assertEqual(done.stdout, "", "nothing has begun")
        return done.stderr


class Statement(Day):
    def test_is_the_same_from_the_same_seed(self):
        quotes = self.write("eurusd.csv", HEADER + ticks(3_000))
        _, first = self.play("--quotes", quotes, "--seed", 5, data="first")
        _, second = self.play("--quotes", quotes, "--seed", 5, data="second")
        _, other = self.play("--quotes", quotes, "--seed", 6, data="other")
        for statement in (first, second, other):
            del statement["measured"]
        self.assertEqual(first, second)
        self.assertNotEqual(first["state_hash"], other["state_hash"])

    def test_of_simulated_lps_is_the_same_from_the_same_seed(self):
        arguments = ("--feed", "simulated", "--clients", 5)
        _, first = self.play(*arguments, "--seed", 5, data="first")
        _, second = self.play(*arguments, "--seed", 5, data="second")
        for statement in (first, second):
            del statement["measured"]
        self.assertEqual(first, second)
        self.assertTrue(first["is_generated"])
        self.assertEqual(first["quotes"], sum(source["quotes"] for source in first["sources"]))

    def test_of_a_recorded_lp_is_that_of_its_file(self):
        quotes = self.write("eurusd.csv", HEADER + ticks(2_000))
        _, played = self.play("--quotes", quotes, data="quotes")
        _, recorded = self.play("--feed", "recorded", quotes, data="recorded")
        for statement in (played, recorded):
            del statement["measured"]
        self.assertEqual(played, recorded)

    def test_wants_a_feed_that_there_is(self):
        self.assertIn("expected simulated, recorded and a file, binance", self.refuse("--feed", "none"))
        self.assertIn("which file?", self.refuse("--feed", "recorded"))
        self.assertIn("it takes nothing more", self.refuse("--feed", "simulated", "eurusd.csv"))
        self.assertIn("only for quotes that come by the clock", self.refuse("--feed", "simulated", "--seconds", 3))
        self.assertIn("--feed excludes --config", self.refuse("--feed", "simulated", "--config", "lps.toml", status=2))
        self.assertIn("no such file", self.refuse("--config", "no_lps.toml"))

    def test_goes_on_by_the_clock_where_a_file_names_lps(self):
        settings = self.write("lps.toml", """
[[lps]]
type = "simulated"
name = "one"
symbols = ["EURUSD", "USDJPY"]

[[lps]]
type = "simulated"
name = "two"
seed = 2
symbols = ["USDJPY"]

[[instruments]]
symbol = "USDJPY"
mode = "primary_with_failover"
lps = ["two", "one"]
""")
        shown, statement = self.play("--config", settings, "--seconds", 2)
        self.assertIn("a day of quotes as they come", shown)
        self.assertFalse(statement["is_generated"])
        self.assertEqual([source["symbol"] for source in statement["sources"]], ["EURUSD", "USDJPY"])
        self.assertGreater(min(source["quotes"] for source in statement["sources"]), 5)
        self.assertEqual(statement["quotes"], sum(source["quotes"] for source in statement["sources"]))
        self.assertIn("eurusd.csv", self.refuse("--feed", "recorded", "eurusd.csv"))

    def test_is_what_the_journal_leads_to(self):
        quotes = self.write("eurusd.csv", HEADER + ticks(2_000))
        shown, statement = self.play("--quotes", quotes)
        replayed = trireme("journal", "replay", self.folder / "day")
        self.assertEqual(replayed.returncode, 0, replayed.stderr)
        self.assertIn(f"state hash   {statement['state_hash']}\n", replayed.stdout)
        self.assertIn(f"event hash   {statement['event_hash']}\n", replayed.stdout)
        self.assertIn(f"sequence     {statement['commands']}\n", replayed.stdout)
        self.assertIn(statement["state_hash"], shown)
        dumped = trireme("journal", "dump", self.folder / "day", "--json")
        records = [json.loads(line) for line in dumped.stdout.splitlines()]
        self.assertEqual(records[-1]["time"], "2014-05-01T01:39:57Z", "the time is that of the data")
        trades = sum(event["event"]["type"] == "trade" for record in records for event in record["events"])
        self.assertIn({"name": "trades", "count": trades}, statement["activity"])

    def test_of_a_generated_day_says_so_and_shows_everything(self):
        shown, statement = self.play("--clients", 60)
        self.assertTrue(statement["is_generated"])
        self.assertIn("GENERATED, not those of any market", shown)
        self.assertEqual(statement["quotes"], sum(source["quotes"] for source in statement["sources"]))
        self.assertGreater(statement["quotes"], 20_000)
        self.assertEqual({line["kind"] for line in statement["orders"]},
                         {"market", "limit", "stop", "stop_limit", "trailing_stop", "exit"})
        self.assertEqual({each["name"] for each in statement["times_in_force"]}, {"gtc", "day", "gtd", "ioc", "fok"})
        activity = {each["name"]: each["count"] for each in statement["activity"]}
        for what in ("oco_pairs", "brackets", "orders_modified", "margin_calls", "withdrawals_paid", "rollovers"):
            self.assertGreater(activity[what], 0, what)
        house = {line["total"]["currency"]: line for line in statement["house"]}
        for revenue in ("markup", "commission", "swap"):
            self.assertNotEqual(float(house["USD"][revenue]["amount"]), 0, revenue)
        self.assertTrue(all(check["is_balanced"] and check["matches_postings"] for check in statement["checks"]))
        in_transit = [line for line in statement["ledger"] if line["account"] == "deposits_in_transit"]
        self.assertTrue(all(float(line["balance"]["amount"]) == 0 for line in in_transit), "all deposits were settled")
        self.assertRegex(shown, r"rejects, the most frequent first")

    def test_accounts_for_every_cent_of_the_clients(self):
        _, statement = self.play("--clients", 60)
        for line in statement["clients"]:
            amount = {name: round(float(value["amount"]) * 1e8) for name, value in line.items() if name != "accounts"}
            moved = sum(amount[name] for name in ("deposited", "withdrawn", "trading", "swap", "commission", "covered"))
            self.assertEqual(moved, amount["cash"] + amount["credit"])

    def test_gives_what_clients_lost_to_the_house(self):
        _, statement = self.play("--clients", 60)
        gained = {}
        for line in statement["clients"]:
            for name in ("trading", "swap", "commission", "covered"):
                gained[line[name]["currency"]] = gained.get(line[name]["currency"], 0) + Decimal(line[name]["amount"])
        for line in statement["house"]:
            parts = sum(Decimal(amount["amount"]) for name, amount in line.items() if name != "total")
            total = Decimal(line["total"]["amount"])
            self.assertEqual(parts, total)
            self.assertEqual(gained.get(line["total"]["currency"], 0) + total, 0)
        self.assertEqual((statement["accounts"], statement["netting_accounts"]), (60, 20))

    def test_charges_swap_of_every_day_however_long_nothing_was_quoted(self):
        gap = self.write("eurusd.csv", HEADER + ticks(600) + ticks(10, begin=1_525_132_800))
        _, statement = self.play("--quotes", gap)
        activity = {each["name"]: each["count"] for each in statement["activity"]}
        self.assertEqual(activity["rollovers"], 1_043, "the working days from 2014-05-01 to 2018-04-30")

    def test_is_the_same_at_any_speed(self):
        quotes = self.write("eurusd.csv", HEADER + ticks(300))
        _, fast = self.play("--quotes", quotes, data="fast")
        _, paced = self.play("--quotes", quotes, "--speed", 900, data="paced")
        self.assertGreaterEqual(paced.pop("measured")["milliseconds"], 990)
        del fast["measured"]
        self.assertEqual(fast, paced)

    def test_stops_clients_out_when_the_price_falls(self):
        falling = "".join(f"{1_398_902_400 + at},{1.4 - at * 0.00002:.5f},{1.4001 - at * 0.00002:.5f}\n" for at in range(3_000))
        _, statement = self.play("--quotes", self.write("eurusd.csv", HEADER + falling), "--clients", 80)
        activity = {each["name"]: each["count"] for each in statement["activity"]}
        self.assertGreater(activity["accounts_stopped_out"], 0)
        self.assertGreaterEqual(activity["stop_out_closes"], activity["accounts_stopped_out"])

    def test_reads_leans_archives_and_several_instruments(self):
        archive = self.folder / "20140501_quote.zip"
        rows = "".join(f"{at * 1000},1.38676,1.38686\n" for at in range(300))
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr("20140501_eurusd_tick_quote.csv", rows)
        yen = self.write("yen.csv", "When,Geld,Brief\n2014-05-01 00:00:00.5,102.10,102.12\n2014-05-01 00:04:00,102.2,102.22\n")
        bars = "".join(f"2014-05-01 0{hour}:00:00,1.6,1.62,1.59,1.61\n" for hour in range(3))
        _, statement = self.play("--quotes", archive, "--quotes", self.write("gbpusd_h1.csv", "time,open,high,low,close\n" + bars),
                                 "--spread", 12)
        self.assertEqual([(each["symbol"], each["quotes"]) for each in statement["sources"]], [("EURUSD", 300), ("GBPUSD", 12)])
        _, statement = self.play("--quotes", f"usdjpy={yen}", "--columns", "time=When,bid=Geld,ask=Brief", data="yen")
        self.assertEqual(statement["sources"][0]["symbol"], "USDJPY")
        self.assertEqual({line["cash"]["currency"] for line in statement["clients"]}, {"USD", "JPY"})

    def test_takes_bids_and_asks_of_two_files(self):
        rows = [f"2014-05-01 00:{minute:02}:00+00:00,{{0}},{{0}},{{0}},{{0}}\n" for minute in range(60)]
        header = "timestamp,open,high,low,close\n"
        bid = self.write("usdjpy_bid.csv", header + "".join(rows).format("102.10"))
        ask = self.write("usdjpy_ask.csv", header + "".join(rows).format("102.12"))
        shown, statement = self.play("--quotes", bid, "--asks", ask)
        self.assertEqual(statement["quotes"], 240)
        self.assertEqual(statement["exposure"][0]["ask"], "102.12")
        self.assertIn(f"with the asks of {ask}", shown)

    def test_that_cannot_be_printed_is_no_success(self):
        quotes = self.write("eurusd.csv", HEADER + ticks(50))
        for number, stdout in enumerate((">/dev/full", ">&-")):
            command = f'"$0" day --quotes "$1" --data "$2" {stdout}'
            data = self.folder / f"unprinted{number}"
            done = subprocess.run(["sh", "-c", command, PROGRAM, quotes, data], capture_output=True, text=True, timeout=TIMEOUT_S)
            self.assertEqual(done.returncode, 1, stdout)
            self.assertIn("standard output cannot be written", done.stderr)
            self.assertEqual(trireme("journal", "verify", data).returncode, 0, "and nothing was printed into the journal")

    def test_is_cut_short_by_ctrl_c(self):
        quotes = self.write("eurusd.csv", HEADER + ticks(3_000))
        day = subprocess.Popen([PROGRAM, "day", "--quotes", quotes, "--speed", "10", "--data", self.folder / "cut"],
                               stdout=subprocess.PIPE, text=True)
        day.stdout.readline()
        try:
            day.wait(1)
        except subprocess.TimeoutExpired:
            day.send_signal(signal.SIGINT)
        shown, _ = day.communicate(timeout=TIMEOUT_S)
        self.assertEqual(day.returncode, 0)
        self.assertIn("CUT SHORT before the end of the quotes", shown)
        state_hash = re.search(r"state hash (\w+)", shown)[1]
        self.assertIn(state_hash, trireme("journal", "replay", self.folder / "cut").stdout)

    def test_of_real_quotes(self):
        if not REAL_QUOTES:
            self.skipTest("TRIREME_REAL_QUOTES names no folder with files of real quotes")
        archives = sorted(Path(REAL_QUOTES).rglob("*usd/**/tick/*_quote.zip"))
        if not archives:
            self.skipTest(f"there are no tick files of LEAN below {REAL_QUOTES}")
        _, statement = self.play("--quotes", archives[0], "--clients", 50)
        self.assertGreater(statement["quotes"], 1_000)
        self.assertIn(statement["state_hash"], trireme("journal", "replay", self.folder / "day").stdout)


class Refusals(Day):
    def test_name_file_and_line_of_what_is_no_quote(self):
        good = "2014-05-01 00:00:00,1.1,1.2\n"
        for bad, message in (
            ("2014-05-01 00:00:01,1.3,1.2\n", "the bid 1.3 is above the ask 1.2"),
            ("2014-05-01 00:00:01,-1.3,1.2\n", "the bid -1.3 is not above zero"),
            ("2014-04-30 00:00:01,1.1,1.2\n", "time goes back from 2014-05-01T00:00:00Z to 2014-04-30T00:00:01Z"),
            ("2014-05-01 00:00:01,1.1\n", "2 columns; the first line has 3"),
            ("2014-05-01 00:00:01,1.1,x\n", '"x" is no ask'),
            ("yesterday,1.1,1.2\n", '"yesterday" is no time in UTC'),
        ):
            quotes = self.write("eurusd.csv", HEADER + good + bad + good)
            self.assertIn(f"eurusd.csv:3: {message}", self.refuse("--quotes", quotes))

    def test_of_files_that_are_none(self):
        self.assertIn("empty_eurusd.csv:0: the file is empty", self.refuse("--quotes", self.write("empty_eurusd.csv", "")))
        self.assertIn("eurusd.csv:1: the file holds no quotes", self.refuse("--quotes", self.write("eurusd.csv", HEADER)))
        self.assertIn("missing.csv: there is no such file", self.refuse("--quotes", "missing.csv"))

    def test_of_a_zip_that_is_cut(self):
        archive = self.folder / "20140501_quote.zip"
        rows = "".join(f"{at},1.{at * 7 % 90_000:05},1.95000\n" for at in range(20_000))
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr("20140501_eurusd_tick_quote.csv", rows)
        archive.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
        self.assertRegex(self.refuse("--quotes", archive), "20140501_quote.zip: the archive is damaged or cut short")

    def test_of_what_is_not_known(self):
        quotes = self.write("prices.csv", HEADER + ticks(3))
        self.assertIn("the symbol EURXYZ is not known; known are EURUSD, ", self.refuse("--quotes", f"EURXYZ={quotes}"))
        self.assertIn("say of which known symbol it is", self.refuse("--quotes", quotes))

    def test_of_leans_shares(self):
        archive = self.folder / "20140605_quote.zip"
        with zipfile.ZipFile(archive, "w") as made:
            made.writestr("20140605_aapl_minute_quote.csv", "0,6400000,6400000,6400000,6400000,1,6401000,6401000,6401000,6401000,1\n")
        self.assertIn("LEAN's files of shares hold prices times 10,000", self.refuse("--quotes", archive))

    def test_of_a_folder_in_use(self):
        self.play("--clients", 1, "--quotes", self.write("eurusd.csv", HEADER + ticks(3)))
        self.assertIn("is not empty: a day begins with a folder of its own", self.refuse("--data", self.folder / "day"))

    def test_of_what_cannot_be_written_leaves_what_there_was(self):
        statement = self.write("statement.json", "of yesterday")
        self.assertIn("no such file", self.refuse("--quotes", "missing.csv", "--json", statement))
        self.assertEqual(statement.read_text(), "of yesterday")
        self.assertIn("cannot be written", self.refuse("--json", self.folder / "none" / "x.json"))
        nowhere = trireme("day", "--clients", 1, environment={"TMPDIR": str(self.folder / "none")})
        self.assertEqual(nowhere.returncode, 1)
        self.assertIn("no folder for temporary files", nowhere.stderr)

    def test_of_lines_only_until_they_are_to_be_skipped(self):
        quotes = self.write("eurusd.csv", HEADER + ticks(5) + "nonsense\n0,1,1\n" + ticks(5, begin=1_398_999_999))
        self.assertIn("eurusd.csv:7: 1 columns; the first line has 3", self.refuse("--quotes", quotes))
        shown, statement = self.play("--quotes", quotes, "--skip-bad-lines")
        (source,) = statement["sources"]
        self.assertEqual((source["quotes"], source["skipped_lines"]), (10, 2))
        self.assertEqual(sum(each["lines"] for each in source["skipped"]), 2)
        self.assertIn("2 lines skipped, the first: ", shown)

    def test_of_a_command_line_that_makes_no_sense(self):
        for arguments in (["--clients", "0"], ["--seed", "x"], ["--spread", "0.1"], ["--speed", "-1"], ["--speed", "nan"],
                          ["--speed", "1e-9"], ["--spread", "5"], ["--columns", "time=0"], ["--skip-bad-lines"]):
            self.assertEqual(trireme("day", *arguments).returncode, 2, arguments)


if __name__ == "__main__":
    unittest.main()
