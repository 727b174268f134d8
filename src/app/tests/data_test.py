"""What `trireme data` does with files of ticks and bars: all of a file or nothing of it, and a word on what is wrong."""

import array
import gzip
import json
import random
import signal
import subprocess
import sys
import time
import unittest
import zipfile
from pathlib import Path

from program import PROGRAM, WithFolder, trireme

sys.path.insert(0, str(Path(__file__).parents[3] / "docs" / "examples"))
import read_ticks  # noqa: E402

BEGIN_MS = 1_398_902_400_000


def quotes(count, begin_ms=BEGIN_MS):
    price = 138_676
    rows = []
    for at in range(count):
        price += (at * 7919 % 23) - 11
        rows.append(f"{begin_ms + at * 250},{price / 1e5:.5f},{(price + 9) / 1e5:.5f}\n")
    return "".join(rows)


class Data(WithFolder):
    def setUp(self):
        super().setUp()
        self.store = self.folder / "store"

    def command(self, *arguments, status=0):
        done = trireme("data", arguments[0], "--store", self.store, *arguments[1:])
        self.assertEqual(done.returncode, status, done.stderr + done.stdout)
        return done

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def exported(self, *arguments):
        return self.command("export", "--symbol", "EURUSD", *arguments).stdout


class Import(Data):
    def test_is_listed_and_comes_out_as_it_went_in(self):
        text = quotes(3_000)
        path = self.folder / "ticks.csv.gz"
        path.write_bytes(gzip.compress(("time,bid,ask\n" + text).encode()))
        done = self.command("import", path, "--symbol", "EURUSD")
        self.assertIn("3000 rows into EURUSD quotes", done.stdout)
        listed = json.loads(self.command("list", "--json").stdout)
        self.assertEqual((listed["symbol"], listed["series"], listed["rows"]), ("EURUSD", "quotes", 3_000))
        out = self.exported()
        self.assertEqual(out.splitlines()[1], "2014-05-01T00:00:00Z,1.38665,1.38674,0,0")
        again = self.write("again.csv", out)
        self.command("import", again, "--symbol", "AGAIN")
        self.assertEqual(self.command("export", "--symbol", "AGAIN").stdout, out)

    def test_lists_bad_rows_and_imports_nothing_of_their_file(self):
        good = self.write("good.csv", "time,bid,ask\n" + quotes(10))
        bad = self.write("bad.csv", "time,bid,ask\n" + quotes(10, BEGIN_MS + 10_000) + f"{BEGIN_MS + 99_000},x,1\n")
        done = self.command("import", bad, good, "--symbol", "EURUSD", status=1)
        self.assertIn(f"bad row: {bad}:12:", done.stderr)
        self.assertIn("nothing of it was imported", done.stderr)
        self.assertIn("10 rows into EURUSD quotes", done.stdout, "the other file came in")
        done = self.command("import", bad, "--symbol", "EURUSD", "--skip-bad")
        self.assertIn("1 bad rows skipped", done.stdout)
        self.assertEqual(len(self.exported().splitlines()), 21)

    def test_refuses_what_is_there(self):
        path = self.write("ticks.csv", "time,bid,ask\n" + quotes(10))
        self.command("import", path, "--symbol", "EURUSD")
        self.assertIn("already", self.command("import", path, "--symbol", "EURUSD", status=1).stderr)

    def test_leaves_nothing_half_done_when_it_is_killed(self):
        day = self.folder / "20140501_quote.zip"
        bars = "".join(f"{at * 1000},1.3,1.4,1.2,1.3,0,1.5,1.6,1.4,1.5,0\n" for at in range(80_000))
        with zipfile.ZipFile(day, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("20140501_eurusd_second_quote.csv", bars)
        command = [PROGRAM, "data", "import", "--store", self.store, day, "--symbol", "EURUSD"]
        begun = time.monotonic()
        subprocess.run(command, check=True, capture_output=True)
        seconds = time.monotonic() - begun
        whole = self.exported("--series", "bars-1s-ask")
        chance = random.Random(7)
        outcomes = set()
        for _ in range(15):
            subprocess.run(["rm", "-rf", self.store], check=True)
            running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(seconds * chance.uniform(0.2, 1.1))
            running.send_signal(signal.SIGKILL)
            running.wait()
            listed = [json.loads(line)["series"] for line in trireme(
                "data", "list", "--json", "--store", self.store).stdout.splitlines()]
            self.assertIn(listed, ([], ["bars-1s-ask", "bars-1s-bid"]))
            outcomes.add(bool(listed))
            if not listed:
                subprocess.run(command, check=True, capture_output=True)
            self.assertEqual(self.exported("--series", "bars-1s-ask"), whole)
        self.assertIn(False, outcomes, "some were killed in time")

    def test_makes_no_sense(self):
        path = self.write("ticks.csv", "time,bid,ask\n" + quotes(10))
        for arguments in (
            ["import", path],
            ["import", path, "--symbol", "a/b"],
            ["import", path, "--symbol", "EURUSD", "--format", "xls"],
            ["import", path, "--symbol", "EURUSD", "--period", "7m"],
            ["export", "--symbol", "EURUSD", "--from", "yesterday"],
            ["export", "--symbol", "EURUSD", "--series", "candles"],
            ["check", "--sessions", "mars"],
        ):
            self.assertTrue(self.command(*arguments, status=2).stderr.startswith("trireme: "))
        self.assertIn("no store", self.command("list", status=1).stderr)


class Bars(Data):
    def test_are_made_of_quotes(self):
        self.command("import", self.write("ticks.csv", "time,bid,ask\n" + quotes(1_000)), "--symbol", "EURUSD")
        rows = [line.split(",") for line in quotes(1_000).splitlines()]
        expected = {}
        for ms, bid, _ in rows:
            expected.setdefault(int(ms) // 60_000, []).append(bid)
        bars = [line.split(",") for line in self.exported("--bars", "1m", "--side", "bid").splitlines()[1:]]
        self.assertEqual(len(bars), len(expected))
        for bar, bids in zip(bars, expected.values()):
            numbers = [float(bid) for bid in bids]
            self.assertEqual([float(value) for value in bar[1:5]],
                             [numbers[0], max(numbers), min(numbers), numbers[-1]])
            self.assertEqual(int(bar[6]), len(bids))


class Check(Data):
    def test_says_what_is_wrong(self):
        text = quotes(500) + f"{BEGIN_MS + 500 * 250},1.9,1.90009\n" + quotes(500, BEGIN_MS + 3_600_000)
        self.command("import", self.write("ticks.csv", "time,bid,ask\n" + text), "--symbol", "EURUSD")
        shown = self.command("check", status=1).stdout
        self.assertIn("EURUSD quotes: 1001 rows, 1 gaps, 1 spikes, 0 splits, 0 bad", shown)
        self.assertIn("spike  2014-05-01T00:02:05Z", shown)
        self.command("check", "--gap", "100000", status=1)

    def test_tells_damage_with_file_and_offset(self):
        self.command("import", self.write("ticks.csv", "time,bid,ask\n" + quotes(2_000)), "--symbol", "EURUSD")
        self.command("check")
        part = self.store / "EURUSD" / "quotes" / "0000000001.sealed"
        content = bytearray(part.read_bytes())
        content[160] ^= 4  # behind the header and the five names
        part.write_bytes(content)
        self.assertRegex(self.command("check", status=1).stderr, rf"{part}: damaged: offset \d+: column")


class Python(Data):
    def test_reads_a_series_by_the_page_of_its_bytes(self):
        self.command("import", self.write("ticks.csv", "time,bid,ask\n" + quotes(2_500)), "--symbol", "EURUSD")
        self.command("import", self.write("more.csv", "time,bid,ask\n" + quotes(100, BEGIN_MS + 86_400_000)),
                  "--symbol", "EURUSD")
        rows = [line.split(",") for line in (quotes(2_500) + quotes(100, BEGIN_MS + 86_400_000)).splitlines()]
        series = read_ticks.read_series(self.store / "EURUSD" / "quotes")
        self.assertEqual([int(value) for value in series["time"]], [int(row[0]) * 1_000_000 for row in rows])
        for column, name in ((1, "bid"), (2, "ask")):
            self.assertEqual([int(value) for value in series[name]],
                             [round(float(row[column]) * 1e5) * 1_000 for row in rows])
        self.assertEqual(set(map(int, series["ask_size"])), {0})

    def test_reads_a_live_part(self):
        folder = self.folder / "X" / "quotes" / "0000000001.live"
        folder.mkdir(parents=True)
        for name in read_ticks.COLUMNS["quotes"]:
            (folder / f"{name}.i64").write_bytes(array.array("q", range(5)).tobytes())
        commit = bytearray(64)
        commit[4], commit[8] = 1, 3
        (folder / "commits").write_bytes(commit)
        series = read_ticks.read_series(folder.parent)
        self.assertEqual(list(map(int, series["bid"])), [0, 1, 2], "what is behind the commit does not count")


if __name__ == "__main__":
    unittest.main()
