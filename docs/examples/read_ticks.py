"""Reads a series of a tick store, as docs/tick-store.md describes it.

    python3 read_ticks.py STORE/EURUSD/quotes     prints the rows, values as they are stored

With NumPy each column is an array of int64, without it an array of the standard library.
"""

import array
import ctypes
import ctypes.util
import re
import struct
import sys
from pathlib import Path

try:
    import numpy
except ImportError:
    numpy = None

COLUMNS = {
    "quotes": ["time", "bid", "ask", "bid_size", "ask_size"],
    "trades": ["time", "price", "size", "side"],
    "bars": ["time", "open", "high", "low", "close", "volume", "ticks"],
}
CODES = {1: "B", 2: "H", 4: "I", 8: "Q"}
WRAP = 1 << 64


def unpack(packed, size):
    """zstd, by the system's library: Python has brought it itself since 3.14 only."""
    zstd = ctypes.CDLL(ctypes.util.find_library("zstd") or "libzstd.so.1")
    zstd.ZSTD_decompress.restype = ctypes.c_size_t
    zstd.ZSTD_decompress.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t]
    into = ctypes.create_string_buffer(size)
    if zstd.ZSTD_decompress(into, size, packed, len(packed)) != size:
        raise ValueError("damaged")
    return into.raw


def with_numpy(rows, numbers, width, base, step, unit, form):
    n = numpy.frombuffer(numbers, f"<u{width}").astype("<u8") if width else numpy.zeros(rows, "<u8")
    n = n * numpy.uint64(unit)
    if form == 0:
        return (n + numpy.uint64(base % WRAP)).view("<i8")
    n[1:] += numpy.uint64(step % WRAP)
    n[0] = base % WRAP
    return numpy.cumsum(n, dtype="<u8").view("<i8")


def without_numpy(rows, numbers, width, base, step, unit, form):
    n = array.array(CODES[width], numbers) if width else [0] * rows
    values = array.array("q")
    value = base
    for at in range(rows):
        if form == 0:
            value = base + unit * n[at]
        elif at > 0:
            value += step + unit * n[at]
        values.append((value + WRAP // 2) % WRAP - WRAP // 2)
    return values


def read_sealed(path):
    """Each column of a sealed part, by its name."""
    file = path.read_bytes()
    magic, _, version, count, rows, block_rows, _, _, _, index, _, _ = struct.unpack_from("<8sIHHQIIqqQII", file)
    if magic != b"TRIREMET" or version != 1:
        raise ValueError(f"{path}: no sealed part of this format")
    names = [file[64 + 16 * c : 80 + 16 * c].rstrip(b"\0").decode() for c in range(count)]
    columns = {name: [] for name in names}
    for block, begin in enumerate(range(0, rows, block_rows)):
        in_block = min(block_rows, rows - begin)
        for c, name in enumerate(names):
            at = index + block * (16 + 48 * count) + 16 + 48 * c
            offset, base, step, unit, size, _, form, width, packing = struct.unpack_from("<QqqQIIBBB", file, at)
            numbers = file[offset : offset + size]
            if packing == 1:
                numbers = unpack(numbers, in_block * width)
            read = with_numpy if numpy else without_numpy
            columns[name].append(read(in_block, numbers, width, base, step, unit, form))
    return {name: joined(chunks) for name, chunks in columns.items()}


def read_live(folder, names):
    """Each column of a live part, through its last commit."""
    commits = (folder / "commits").read_bytes()
    rows = 0
    for at in range(0, len(commits) - 63, 64):
        _, number, total = struct.unpack_from("<IIQ", commits, at)
        rows = total if number else rows
    if rows and numpy:
        return {name: numpy.memmap(folder / f"{name}.i64", "<i8", "r", shape=(rows,)) for name in names}
    return {name: array.array("q", (folder / f"{name}.i64").read_bytes()[: 8 * rows]) for name in names}


def joined(chunks):
    if numpy:
        return numpy.concatenate(chunks)
    whole = array.array("q")
    for chunk in chunks:
        whole.extend(chunk)
    return whole


def read_series(folder):
    """Each column of a series, by its name, in the order of time."""
    folder = Path(folder)
    names = COLUMNS[folder.name.partition("-")[0]]
    parts = {}
    for path in sorted(folder.iterdir()):  # "live" comes before "sealed", which counts where both are there
        found = re.fullmatch(r"(\d{10})\.(sealed|live)", path.name)
        if found:
            parts[found[1]] = read_sealed(path) if found[2] == "sealed" else read_live(path, names)
    whole = sorted((part for part in parts.values() if len(part["time"])), key=lambda part: part["time"][0])
    return {name: joined([part[name] for part in whole]) for name in names}


if __name__ == "__main__":
    series = read_series(sys.argv[1])
    print(*series, sep=",")
    for row in zip(*series.values()):
        print(*row, sep=",")
