"""Runs the real program, and reaches into the files it leaves."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

PROGRAM = os.environ["TRIREME_PROGRAM"]
TIMEOUT_S = 120


def trireme(*arguments, stdin="", cwd=None, environment=None):
    return subprocess.run(
        [PROGRAM, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        cwd=cwd,
        env={**os.environ, **(environment or {})},
    )


def define_group(group=1):
    return {
        "type": "define_group",
        "group": {
            "id": group,
            "name": "retail",
            "leverage": "100",
            "markup_points": 0,
            "margin_call_level": "100",
            "stop_out_level": "50",
            "stop_out_order": "largest_position",
            "routing_class": 0,
            "dividend_tax": "0",
            "limits": {},
        },
    }


def open_account(account, currency="USD"):
    return {
        "type": "open_account",
        "terms": {
            "account": account,
            "owner": 7,
            "group": 1,
            "currency": currency,
            "mode": "hedging",
            "status": "active",
            "client_class": "standard",
        },
    }


def deposit(request, account, amount, currency="USD"):
    return {
        "type": "deposit",
        "account": account,
        "client_order_id": f"deposit-{request}",
        "amount": {"amount": amount, "currency": currency},
    }


def lines(*commands):
    return "".join(json.dumps(command) + "\n" for command in commands)


class WithFolder(unittest.TestCase):
    """A test with a folder of its own and a data folder in it."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="trireme-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.data = self.folder / "data"

    def apply(self, *commands):
        done = trireme("apply", "--data", self.data, stdin=lines(*commands))
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def apply_a_few(self):
        """Seven commands, each with an event."""
        return self.apply(
            define_group(),
            open_account(1001),
            *(deposit(request, 1001, f"{request}.00") for request in range(1, 5)),
            deposit(5, 7777, "1.00"),
        )

    def segment(self, log, index=1):
        return self.data / log / f"{index:010}.segment"


def flip_byte(path, offset):
    with path.open("r+b") as file:
        file.seek(offset)
        (byte,) = file.read(1)
        file.seek(offset)
        file.write(bytes([byte ^ 0x40]))


# The layout of docs/journal.md, as far as the tests need it.
SEGMENT_HEADER_BYTES = 512
RECORD_HEADER_BYTES = 48


def crc32c(data, seed=0):
    crc = seed ^ 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def records_of(segment):
    """Yields (offset, payload offset, payload) of each record."""
    content = segment.read_bytes()
    offset = SEGMENT_HEADER_BYTES
    while offset + RECORD_HEADER_BYTES < len(content):
        size = int.from_bytes(content[offset + 8 : offset + 12], "little")
        if size == 0:
            return
        begin = offset + RECORD_HEADER_BYTES
        yield offset, begin, content[begin : begin + size]
        offset = (begin + size + 1 + 7) // 8 * 8


def forge_payload(segment, offset, change):
    """Changes the payload of the record at `offset` and makes its checksums right again."""
    with segment.open("r+b") as file:
        segment_header = file.read(SEGMENT_HEADER_BYTES)
        seed = crc32c(segment_header[0:8] + segment_header[16:32])
        file.seek(offset)
        header = bytearray(file.read(RECORD_HEADER_BYTES))
        size = int.from_bytes(header[8:12], "little")
        body = bytearray(file.read((size + 1 + 7) // 8 * 8))
        change(body)
        header[4:8] = crc32c(body, seed).to_bytes(4, "little")
        header[0:4] = crc32c(header[4:], seed).to_bytes(4, "little")
        file.seek(offset)
        file.write(header + body)
