"""What `trireme journal` says of sound, damaged and forged data, and of a folder that an engine runs on."""

import json
import re
import signal
import subprocess
import time
import unittest

from program import PROGRAM, TIMEOUT_S, WithFolder, flip_byte, forge_payload, records_of, trireme


class Sound(WithFolder):
    def test_is_verified(self):
        self.apply_a_few()
        done = trireme("journal", "verify", self.data)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("7 records\n  journal/0000000001.segment  in use, 1 to 7\n", done.stdout)
        self.assertIn("7 events\n  events/0000000001.segment  in use, 1 to 7\n", done.stdout)
        self.assertRegex(done.stdout, r"durable mark +7\n")
        self.assertTrue(done.stdout.endswith("\nok\n"))

    def test_is_dumped_as_it_was_applied(self):
        answers = self.apply_a_few()
        dumped = trireme("journal", "dump", self.data, "--json")
        self.assertEqual(dumped.returncode, 0, dumped.stderr)
        rows = [json.loads(line) for line in dumped.stdout.splitlines()]
        self.assertEqual([row["sequence"] for row in rows], list(range(1, 8)))
        for row, answer in zip(rows, answers, strict=True):
            self.assertEqual(row["time"], answer["time"])
            self.assertEqual([each["event"] for each in row["events"]], answer["events"])
        numbers = [each["sequence"] for row in rows for each in row["events"]]
        self.assertEqual(numbers, list(range(1, 8)))
        self.assertEqual(rows[2]["command"]["amount"], {"amount": "1.00", "currency": "USD"})

    def test_is_dumped_in_part(self):
        self.apply_a_few()
        rows = trireme("journal", "dump", self.data, "--from", 3, "--limit", 2, "--json").stdout.splitlines()
        self.assertEqual([json.loads(row)["sequence"] for row in rows], [3, 4])
        self.assertEqual(trireme("journal", "dump", self.data, "--from", 8).stdout, "")
        text = trireme("journal", "dump", self.data, "--from", 7).stdout
        self.assertRegex(text, r'\A7  20\S+Z  \{"type":"deposit".*\n    event 7  \{"type":"rejected"')

    def test_is_replayed_to_where_the_engine_stopped(self):
        self.apply_a_few()
        stopped = trireme("apply", "--data", self.data).stderr
        replayed = trireme("journal", "replay", self.data)
        self.assertEqual(replayed.returncode, 0, replayed.stderr)
        (state_hash,) = [line.split()[-1] for line in replayed.stdout.splitlines() if line.startswith("state hash")]
        self.assertIn(f"stopped at command 7, event 7, state hash {state_hash}", stopped)

    def test_does_not_differ_from_what_was_said(self):
        self.apply_a_few()
        done = trireme("journal", "diff", self.data)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("no difference: 7 commands", done.stdout)
        self.assertIn("7 events", done.stdout)

    def test_has_no_snapshot_to_replay_from_yet(self):
        self.apply_a_few()
        done = trireme("journal", "replay", self.data, "--from-snapshot")
        self.assertEqual(done.returncode, 1)
        self.assertIn("there is no good snapshot", done.stderr)

    def test_looking_changes_nothing(self):
        self.apply_a_few()
        before = {path: path.read_bytes() for path in self.data.rglob("*") if path.is_file()}
        for reader in ("verify", "dump", "replay", "diff"):
            trireme("journal", reader, self.data)
        after = {path: path.read_bytes() for path in self.data.rglob("*") if path.is_file()}
        self.assertEqual(before.keys(), after.keys())
        self.assertTrue(before == after)


class Damaged(WithFolder):
    def setUp(self):
        super().setUp()
        self.apply_a_few()

    def expect_named(self, segment, record_offset):
        for reader in ("verify", "dump", "replay", "diff"):
            done = trireme("journal", reader, self.data)
            self.assertEqual(done.returncode, 1, reader)
            self.assertIn(f"{segment} at offset {record_offset}", done.stderr, reader)

    def test_bytes_are_named_by_file_and_offset(self):
        segment = self.segment("journal")
        offset, payload_offset, _ = list(records_of(segment))[3]
        flip_byte(segment, payload_offset + 5)
        self.expect_named(segment, offset)
        refused = trireme("apply", "--data", self.data)
        self.assertEqual(refused.returncode, 1)
        self.assertIn(f"{segment} at offset {offset}", refused.stderr)

    def test_bytes_of_the_very_last_record_are_no_torn_tail(self):
        segment = self.segment("journal")
        offset, payload_offset, _ = list(records_of(segment))[-1]
        flip_byte(segment, payload_offset)
        self.expect_named(segment, offset)

    def test_bytes_of_the_event_log_are_named_and_made_again(self):
        segment = self.segment("events")
        offset, payload_offset, _ = list(records_of(segment))[-1]
        lost = 1 + int.from_bytes(segment.read_bytes()[offset + 44 : offset + 46], "little")
        flip_byte(segment, payload_offset)
        done = trireme("journal", "verify", self.data)
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"{segment} at offset {offset}", done.stderr)
        self.assertIn(f"made {lost} events again", trireme("apply", "--data", self.data).stderr)
        self.assertEqual(trireme("journal", "verify", self.data).returncode, 0)

    def test_end_is_told_by_the_durable_mark(self):
        segment = self.segment("journal")
        offset, _, _ = list(records_of(segment))[-1]
        with segment.open("r+b") as file:
            file.seek(offset)
            file.write(bytes(1024))
        done = trireme("journal", "verify", self.data)
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"{segment} at offset {offset}: record 7 is damaged: nothing was written there", done.stderr)
        refused = trireme("apply", "--data", self.data)
        self.assertIn("records through 7 were acknowledged", refused.stderr)


class Forged(WithFolder):
    def setUp(self):
        super().setUp()
        self.apply_a_few()

    def test_events_are_shown_from_both_sides(self):
        segment = self.segment("events")
        forged = next(
            (offset, payload.index((-200).to_bytes(8, "little", signed=True)))
            for offset, _, payload in records_of(segment)
            if (-200).to_bytes(8, "little", signed=True) in payload
        )
        offset, amount_at = forged

        def change(body):
            body[amount_at : amount_at + 8] = (-299).to_bytes(8, "little", signed=True)

        forge_payload(segment, offset, change)
        self.assertEqual(trireme("journal", "verify", self.data).returncode, 0, "all checksums are right")
        done = trireme("journal", "diff", self.data)
        self.assertEqual(done.returncode, 1)
        self.assertIn("command 4 of ", done.stdout)
        recorded, replayed = [json.loads(line.split(": ", 1)[1]) for line in done.stdout.splitlines()[-2:]]
        amounts_of = lambda event: [posting["amount"]["amount"] for posting in event["postings"]]
        self.assertEqual(amounts_of(recorded), ["2.00", "-2.99"])
        self.assertEqual(amounts_of(replayed), ["2.00", "-2.00"])

    def test_commands_are_noticed_by_the_running_hash(self):
        segment = self.segment("journal")
        offset, _, payload = list(records_of(segment))[3]
        amount_at = payload.index((200).to_bytes(8, "little"))

        def change(body):
            body[amount_at : amount_at + 8] = (201).to_bytes(8, "little")

        forge_payload(segment, offset, change)
        replayed = trireme("journal", "replay", self.data)
        self.assertEqual(replayed.returncode, 1)
        self.assertIn("record 4: replaying it leads to other events than were recorded", replayed.stderr)
        self.assertIn("trireme journal diff", replayed.stderr)
        self.assertEqual(trireme("journal", "diff", self.data).returncode, 1)

        for file in (self.data / "events").iterdir():
            file.unlink()
        without_log = trireme("journal", "diff", self.data)
        self.assertEqual(without_log.returncode, 1)
        self.assertIn("The event log does not reach so far", without_log.stdout)


class WithSnapshots(WithFolder):
    def setUp(self):
        super().setUp()
        self.run_for(3, "--clients", 50, "--rate", 0)
        # The follower gives way to everything else: on a busy machine its work may still be to do.
        for _ in range(60):
            self.snapshots = sorted((self.data / "snapshots").glob("*.snapshot"))
            if self.snapshots and list((self.data / "archive").glob("journal-*")):
                return
            self.run_for(1, "--clients", 0)
        self.fail("no snapshot was taken")

    def run_for(self, seconds, *arguments):
        sizes = ("--segment-mib", 4, "--snapshot-every", 10_000)
        done = trireme("run", "--data", self.data, "--seconds", seconds, *sizes, *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)

    def hashes_of_replay(self, *arguments):
        done = trireme("journal", "replay", self.data, *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [line for line in done.stdout.splitlines() if line.startswith(("sequence", "state hash", "event hash"))]

    def test_lead_to_the_state_of_the_whole_journal(self):
        self.assertEqual(self.hashes_of_replay("--from-snapshot"), self.hashes_of_replay())
        done = trireme("journal", "diff", self.data, "--from-snapshot")
        self.assertEqual(done.returncode, 0, done.stdout)
        verified = trireme("journal", "verify", self.data)
        self.assertEqual(verified.returncode, 0, verified.stderr)
        self.assertIn(f"{self.snapshots[-1].name}  through record", verified.stdout)
        self.assertIn("archived, 1 to ", verified.stdout)

    def test_that_are_damaged_are_named_and_passed_over(self):
        newest = self.snapshots[-1]
        flip_byte(newest, newest.stat().st_size // 2)
        verified = trireme("journal", "verify", self.data)
        self.assertEqual(verified.returncode, 1)
        self.assertIn(str(newest), verified.stderr)
        started = trireme("apply", "--data", self.data)
        self.assertEqual(started.returncode, 0, started.stderr)
        self.assertIn("passed over a snapshot", started.stderr)


    def test_and_a_new_event_log_bring_back_what_old_archives_are_missing_for(self):
        run = ("run", "--data", self.data, "--clients", 0, "--seconds", 1)
        # What may be deleted: a segment below the oldest snapshot.
        for snapshot in self.snapshots[:-1]:
            snapshot.unlink()
        min((self.data / "archive").glob("journal-*.segment.zst")).unlink()
        for folder, pattern in (("events", "*"), ("archive", "events-*")):
            for path in (self.data / folder).glob(pattern):
                path.unlink()
        refused = trireme(*run)
        self.assertEqual(refused.returncode, 1)
        self.assertRegex(refused.stderr, r"events 1 to \d+ are lost: .* `trireme run --new-event-log` begins")

        begun = trireme(*run, "--new-event-log")
        self.assertEqual(begun.returncode, 0, begun.stderr)
        (first,) = re.findall(r"warning: events 1 to \d+ are lost: .* A new event log begins with event (\d+)", begun.stdout)
        verified = trireme("journal", "verify", self.data)
        self.assertEqual(verified.returncode, 0, verified.stderr)
        self.assertRegex(verified.stdout, rf"events[/-]0000000001\.segment\S*  [\w ]+, {first} to ")
        self.assertEqual(trireme("journal", "diff", self.data, "--from-snapshot").returncode, 0)

        again = trireme(*run)
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertNotIn("warning", again.stdout)


class Running(WithFolder):
    def start(self, *arguments):
        engine = subprocess.Popen(
            [PROGRAM, "run", "--data", str(self.data), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.addCleanup(engine.stdout.close)
        self.addCleanup(engine.wait)
        self.addCleanup(engine.kill)
        return engine

    def wait_for_status(self, engine):
        for line in engine.stdout:
            if line.startswith("sequence "):
                return line
        self.fail("the engine ended without a status line")

    def test_stops_in_order_and_says_what_is_real(self):
        engine = self.start("--clients", "20")
        first = engine.stdout.readline()
        self.assertIn(f"began a new journal in {self.data}", first)
        self.assertRegex(self.wait_for_status(engine), r"sequence \d+ .*durable ack p50 \S+ ms p99 \S+ ms  in flight \d+")
        engine.send_signal(signal.SIGTERM)
        rest = engine.stdout.read()
        self.assertEqual(engine.wait(TIMEOUT_S), 0, rest)
        self.assertRegex(rest, r"stopped at command \d+, event \d+, state hash [0-9a-f]{16}\n")
        self.assertIn(f"trireme journal verify {self.data}", rest)

    def test_is_read_beside_the_engine_and_locks_others_out(self):
        engine = self.start("--clients", "50", "--rate", "2000")
        self.wait_for_status(engine)
        for _ in range(3):
            for reader in ("verify", "replay", "diff"):
                done = trireme("journal", reader, self.data)
                self.assertEqual(done.returncode, 0, (reader, done.stderr))
        second = trireme("run", "--data", self.data, "--seconds", "1")
        self.assertEqual(second.returncode, 1)
        self.assertIn(f"pid {engine.pid}", second.stderr)
        self.assertIsNone(engine.poll())

    def test_survives_a_kill(self):
        for round_number in range(3):
            engine = self.start("--clients", "50", "--rate", "0")
            self.wait_for_status(engine)
            time.sleep(0.1 * round_number)
            engine.kill()
            engine.wait(TIMEOUT_S)
            for reader in ("verify", "diff"):
                done = trireme("journal", reader, self.data)
                self.assertEqual(done.returncode, 0, (reader, done.stderr))
        again = trireme("run", "--data", self.data, "--clients", "0", "--seconds", "1")
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertRegex(again.stdout, rf"recovered {self.data} through command \d+: .* state hash [0-9a-f]{{16}}")


if __name__ == "__main__":
    unittest.main()
