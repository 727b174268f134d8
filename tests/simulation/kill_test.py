#!/usr/bin/env python3
"""Kills a real engine on a real folder with SIGKILL, again and again, and checks that nothing acknowledged is lost.

    kill_test.py --writer build/test/trireme_kill_writer --checker build/test/trireme_kill_check [--kills N]

Each round goes on with the folder that the round before left. Ends with 0, or with 1 after a loss.
"""

import argparse
import os
import random
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
import time

SECONDS_UNTIL_KILL_MAX = 0.6
CHECK_SECONDS_MAX = 120


class Acknowledged:
    """Reads what the writer prints until the writer is gone, so that nothing it said is missed."""

    def __init__(self, stream):
        self.last = 0
        self.count = 0
        self._stream = stream
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self):
        for line in self._stream:
            # The kill may cut the last line short; a sequence without its end was not read as said.
            if line.endswith(b"\n"):
                self.last = max(self.last, int(line))
                self.count += 1

    def wait(self):
        self._thread.join()


def main():
    arguments = parse_arguments()
    print(f"note: kill test: seed {arguments.seed}", flush=True)
    chance = random.Random(arguments.seed)
    last = total = 0
    with tempfile.TemporaryDirectory(prefix="trireme_kill_", dir=arguments.folder) as folder:
        data = os.path.join(folder, "data")
        for number in range(1, arguments.kills + 1):
            writer = subprocess.Popen([*shlex.split(arguments.writer), data], stdout=subprocess.PIPE)
            acknowledged = Acknowledged(writer.stdout)
            # The short ones strike while the engine recovers from the kill before.
            time.sleep(SECONDS_UNTIL_KILL_MAX * chance.random() ** 2)
            writer.send_signal(signal.SIGKILL)
            status = writer.wait()
            acknowledged.wait()
            writer.stdout.close()
            if status != -signal.SIGKILL:
                print(f"FAILED in round {number}: the writer ended by itself with status {status}")
                return 1
            last = max(last, acknowledged.last)
            total += acknowledged.count
            if not os.path.isdir(data):
                continue
            checked = subprocess.run([*shlex.split(arguments.checker), data, str(last)], stdout=subprocess.PIPE,
                                     stderr=subprocess.STDOUT, text=True, timeout=CHECK_SECONDS_MAX)
            print(f"kill {number}: {last} acknowledged; {checked.stdout.strip()}", flush=True)
            if checked.returncode != 0:
                print(f"FAILED in round {number}")
                return 1
    if total == 0:
        print("FAILED: nothing was ever acknowledged, so nothing was tested")
        return 1
    print(f"note: {arguments.kills} kills, {total} commands acknowledged and none lost")
    return 0


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--writer", required=True, help="command that gets the folder as its last argument")
    parser.add_argument("--checker", required=True, help="command that gets the folder and the last sequence")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--folder", default=None, help="where the data is put; on a disk, not in memory, to be of use")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
