#!/usr/bin/env python3
"""Cuts the power under a journal on a real ext4 filesystem, again and again, and checks that nothing acknowledged is lost.

    power_cut_test.py --writer build/test/trireme_kill_writer --checker build/test/trireme_kill_check

The filesystem stands on a device whose cache forgets, at a random request, what was not flushed (volatile_disk.py). In each
round `WRITER FOLDER` goes on with what the round before left and prints the sequence of each acknowledged command, one per
line; after the cut the filesystem is mounted again and `CHECKER FOLDER LAST` must find all up to the last one printed.
Ends with 0, with 1 after a loss, and with 77, which CTest counts as skipped, where the machine does not allow the test.
With --expect-loss a loss is what it takes to pass: a writer with a planted bug proves that the test can fail.
"""

import argparse
import contextlib
import ctypes
import os
import random
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

sys.dont_write_bytecode = True  # nothing is left in the source folder
from volatile_disk import VolatileDisk  # noqa: E402

SKIPPED = 77
CLONE_NEWNS = 0x20000
ROUND_SECONDS_MAX = 10
CHECK_SECONDS_MAX = 60
REQUESTS_UNTIL_CUT_MAX = 3000


class Failed(Exception):
    """Something did not work that should have."""


class Lost(Failed):
    """What was acknowledged is not there any more."""


def main():
    arguments = parse_arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # by way of all that unmounts
    reason = reason_to_skip()
    if reason:
        print(f"skipped: {reason}")
        return SKIPPED
    print(f"seed {arguments.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="trireme_power_cut_") as folder:
        bench = TestBench(folder, arguments)
        try:
            bench.make_filesystem()
        except (OSError, Failed) as failure:
            print(f"skipped: loop devices or FUSE do not work here: {failure}")
            return SKIPPED
        try:
            for number in range(arguments.rounds):
                bench.run_round(number)
        except Failed as failure:
            expected = arguments.expect_loss and isinstance(failure, Lost)
            print(f"{'lost as expected' if expected else 'FAILED'} with --seed {arguments.seed}: {failure}")
            return 0 if expected else 1
    print(f"{arguments.rounds} power cuts, {bench.last_acknowledged} acknowledged and none lost; "
          f"{bench.lost_sectors} cached sectors lost and {bench.kept_sectors} kept, {bench.flushes} flushes")
    if arguments.expect_loss:
        print("FAILED: a loss was expected")
    return 1 if arguments.expect_loss else 0


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--writer", required=True, help="command that gets the folder as its last argument")
    parser.add_argument("--checker", required=True, help="command that gets the folder and the last sequence")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--megabytes", type=int, default=256, help="size of the disk")
    parser.add_argument("--expect-loss", action="store_true", help="pass if and only if something acknowledged is lost")
    arguments = parser.parse_args()
    for command in (arguments.writer, arguments.checker):
        if not shutil.which(shlex.split(command)[0]):
            parser.error(f"there is no program {command}")
    return arguments


def reason_to_skip():
    if os.geteuid() != 0:
        return "needs root to mount filesystems"
    if not os.path.exists("/dev/fuse"):
        return "needs /dev/fuse"
    if not os.path.exists("/dev/loop-control"):
        return "needs loop devices"
    for program in ("mkfs.ext4", "mount", "umount"):
        if not shutil.which(program):
            return f"needs {program}"
    # Mounts of our own vanish with us, however we end.
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNS) != 0:
        return f"may not have a mount namespace: {os.strerror(ctypes.get_errno())}"
    if subprocess.run(["mount", "--make-rprivate", "/"], capture_output=True, check=False).returncode != 0:
        return "may not change mounts"
    return None


class TestBench:
    """One disk through all rounds."""

    def __init__(self, folder, arguments):
        self._image = os.path.join(folder, "image")
        self._device_file = os.path.join(folder, "device")
        self._mount_point = os.path.join(folder, "mnt")
        self._data = os.path.join(self._mount_point, "data")
        self._writer = shlex.split(arguments.writer)
        self._checker = shlex.split(arguments.checker)
        self._megabytes = arguments.megabytes
        self._random = random.Random(arguments.seed)
        self.last_acknowledged = 0
        self.lost_sectors = 0
        self.kept_sectors = 0
        self.flushes = 0

    def make_filesystem(self):
        """Also tries a mount of each kind, so that what fails later is a failure of what is tested."""
        with open(self._image, "wb") as image:
            image.truncate(self._megabytes << 20)
        open(self._device_file, "wb").close()
        os.mkdir(self._mount_point)
        run("mkfs.ext4", "-q", "-F", self._image)
        disk = VolatileDisk(self._image, self._device_file, seed=0)
        try:
            with self._mounted(self._device_file):
                pass
        finally:
            disk.close()
        with self._mounted(self._image):
            pass

    def run_round(self, number):
        disk = VolatileDisk(self._image, self._device_file, self._random.random())
        try:
            with self._mounted(self._device_file):
                # Rather early: that is where recovery and the making of files are struck.
                disk.cut_after(int(REQUESTS_UNTIL_CUT_MAX * self._random.random() ** 2))
                acknowledged = self._write_until_cut(disk)
        finally:
            disk.close()
        self.last_acknowledged = max(self.last_acknowledged, acknowledged)
        self.lost_sectors += disk.lost_sectors
        self.kept_sectors += disk.kept_sectors
        self.flushes += disk.flushes
        self._check(number)
        print(f"round {number}: through {acknowledged}, {disk.flushes} flushes, "
              f"{disk.lost_sectors} cached sectors lost, {disk.kept_sectors} kept", flush=True)

    def _write_until_cut(self, disk):
        writer = subprocess.Popen(self._writer + [self._data], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        errors = []
        reader = threading.Thread(target=lambda: errors.append(writer.stderr.read()))
        reader.start()
        overdue = threading.Timer(ROUND_SECONDS_MAX, disk.cut_now)
        overdue.start()
        killer = threading.Thread(target=lambda: (disk.cut.wait(), writer.kill()))
        killer.start()
        # All that was printed counts, also after the cut: it was flushed before, or it is a lie.
        acknowledged = 0
        for line in writer.stdout:
            if re.fullmatch(r"\d+\n", line):
                acknowledged = int(line)
        ended_early = not disk.cut.is_set()
        disk.cut_now()
        killer.join()
        overdue.cancel()
        writer.wait()
        reader.join()
        if ended_early:
            raise Failed(f"the writer ended by itself with {writer.returncode}: {errors[0]}")
        return acknowledged

    def _check(self, number):
        with self._mounted(self._image):
            if self.last_acknowledged == 0 and not os.path.exists(self._data):
                return  # cut before the folder's name was on the disk, and nothing was promised
            try:
                checked = subprocess.run(self._checker + [self._data, str(self.last_acknowledged)], capture_output=True,
                                         text=True, check=False, timeout=CHECK_SECONDS_MAX)
            except subprocess.TimeoutExpired as overdue:
                raise Failed(f"round {number}: {overdue}") from overdue
        if checked.returncode != 0:
            raise Lost(f"round {number}: the checker ended with {checked.returncode} after {self.last_acknowledged} "
                       f"was acknowledged: {checked.stdout}{checked.stderr}")

    @contextlib.contextmanager
    def _mounted(self, backing):
        run("mount", "-o", "loop", "-t", "ext4", backing, self._mount_point)
        try:
            yield
        finally:
            run("umount", self._mount_point)


def run(*command):
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise Failed(f"{shlex.join(command)}: {result.stderr.strip()}")


if __name__ == "__main__":
    sys.exit(main())
