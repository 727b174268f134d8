"""A block device that forgets, when its power is cut, what it was not told to flush.

Served to the kernel over /dev/fuse as one file, on which a loop device with a real filesystem stands. Each write stays in the
device's cache until a flush; at the cut every sector of the cache is kept or lost by itself. Needs root.
"""

import ctypes
import errno
import mmap
import os
import random
import shutil
import struct
import threading
import time

SECTOR_BYTES = 512
WRITE_BYTES_MAX = 128 * 1024
UNMOUNT_SECONDS_MAX = 10
# How likely a cached sector survives differs from cut to cut: nothing, some, nearly all, everything.
KEEP_CHANCES = [0.0, 0.1, 0.5, 0.9, 0.99, 1.0]

_FORGET, _GETATTR, _SETATTR, _OPEN, _READ, _WRITE = 2, 3, 4, 14, 15, 16
_RELEASE, _FSYNC, _FLUSH, _INIT, _INTERRUPT, _DESTROY, _BATCH_FORGET = 18, 20, 25, 26, 36, 38, 42
_WITHOUT_REPLY = {_FORGET, _INTERRUPT, _BATCH_FORGET}
_ROOT_NODE = 1
_IN_HEADER = struct.Struct("<IIQQIIII")
_OUT_HEADER = struct.Struct("<IiQ")
_READ_OR_WRITE = struct.Struct("<QQIIQII")
_ATTRIBUTES = struct.Struct("<QII6Q10I")
_INIT_REPLY = struct.Struct("<IIIIHHIIHHI28x")
_PROTOCOL_MAJOR, _PROTOCOL_MINOR = 7, 31
_BIG_WRITES = 1 << 5
_OPEN_DIRECT = 1  # reads and writes reach us as they are, past the page cache
_REGULAR_FILE = 0o100600

_libc = ctypes.CDLL(None, use_errno=True)


class VolatileDisk:
    """The device over the image file `stable_path`, which holds what is flushed; visible as the file `path` while on."""

    def __init__(self, stable_path, path, seed):
        self._path = path
        self._random = random.Random(seed)
        self._size = os.path.getsize(stable_path)
        self._stable = _map(stable_path)
        current_path = stable_path + ".current"
        shutil.copyfile(stable_path, current_path)
        self._current = _map(current_path)
        os.unlink(current_path)
        self._cached_writes = []
        self._lock = threading.Lock()
        self._requests_until_cut = None
        self.cut = threading.Event()
        self.kept_sectors = 0
        self.lost_sectors = 0
        self.flushes = 0

        self._fuse = os.open("/dev/fuse", os.O_RDWR | os.O_CLOEXEC)
        options = f"fd={self._fuse},rootmode={_REGULAR_FILE & 0o170000:o},user_id=0,group_id=0,allow_other"
        if _libc.mount(b"trireme", path.encode(), b"fuse", 0, options.encode()) != 0:
            error = ctypes.get_errno()
            os.close(self._fuse)
            raise OSError(error, os.strerror(error), path)
        self._server = threading.Thread(target=self._serve, daemon=True)
        self._server.start()

    def cut_after(self, requests):
        """Cuts the power at the so many-th read, write or flush from now."""
        with self._lock:
            self._requests_until_cut = requests

    def cut_now(self):
        with self._lock:
            self._cut_power()

    def close(self):
        """Call when nothing is mounted on the device any more."""
        self.cut_now()  # nobody is to wait for an answer from here on
        deadline = time.monotonic() + UNMOUNT_SECONDS_MAX
        while _libc.umount2(self._path.encode(), 0) != 0:
            error = ctypes.get_errno()
            # The loop device lets go of its file a little after it was unmounted.
            if error != errno.EBUSY or time.monotonic() > deadline:
                raise OSError(error, os.strerror(error), self._path)
            time.sleep(0.01)
        self._server.join()
        os.close(self._fuse)
        self._stable.flush()

    def _serve(self):
        buffer = bytearray(WRITE_BYTES_MAX + 4096)
        while True:
            try:
                length = os.readv(self._fuse, [buffer])
            except InterruptedError:
                continue
            except OSError as error:
                if error.errno in (errno.ENOENT, errno.EAGAIN):
                    continue  # the request was interrupted before we took it
                return  # ENODEV: unmounted
            _, opcode, unique, *_ = _IN_HEADER.unpack_from(buffer)
            request = bytes(memoryview(buffer)[_IN_HEADER.size:length])
            if opcode in _WITHOUT_REPLY:
                continue
            with self._lock:
                error, reply = self._answer(opcode, request)
            try:
                os.write(self._fuse, _OUT_HEADER.pack(_OUT_HEADER.size + len(reply), -error, unique) + reply)
            except OSError as failure:
                if failure.errno != errno.ENOENT:  # ENOENT: whoever asked is gone
                    return

    def _answer(self, opcode, request):
        if opcode == _INIT:
            return 0, _INIT_REPLY.pack(_PROTOCOL_MAJOR, _PROTOCOL_MINOR, WRITE_BYTES_MAX, _BIG_WRITES, 16, 12,
                                       WRITE_BYTES_MAX, 1, 0, 0, 0)
        if opcode in (_GETATTR, _SETATTR):
            return 0, _ATTRIBUTES.pack(3600, 0, 0, _ROOT_NODE, self._size, self._size // SECTOR_BYTES, 0, 0, 0, 0, 0, 0,
                                       _REGULAR_FILE, 1, 0, 0, 0, 4096, 0)
        if opcode == _OPEN:
            return 0, struct.pack("<QII", 0, _OPEN_DIRECT, 0)
        if opcode in (_RELEASE, _FLUSH, _DESTROY):
            return 0, b""
        if opcode in (_READ, _WRITE, _FSYNC):
            return self._access(opcode, request)
        return errno.ENOSYS, b""

    def _access(self, opcode, request):
        if self._requests_until_cut is not None:
            self._requests_until_cut -= 1
            if self._requests_until_cut <= 0:
                self._cut_power()
        if self.cut.is_set():
            return errno.EIO, b""
        if opcode == _FSYNC:
            for offset, data in self._cached_writes:
                self._stable[offset:offset + len(data)] = data
            self._cached_writes.clear()
            self.flushes += 1
            return 0, b""
        _, offset, size, *_ = _READ_OR_WRITE.unpack_from(request)
        if opcode == _READ:
            return 0, self._current[offset:offset + size]
        data = request[_READ_OR_WRITE.size:]
        self._current[offset:offset + size] = data
        self._cached_writes.append((offset, data))
        return 0, struct.pack("<II", size, 0)

    def _cut_power(self):
        if self.cut.is_set():
            return
        keep_chance = self._random.choice(KEEP_CHANCES)
        for offset, data in self._cached_writes:
            for begin in range(0, len(data), SECTOR_BYTES):
                if self._random.random() < keep_chance:
                    sector = data[begin:begin + SECTOR_BYTES]
                    self._stable[offset + begin:offset + begin + len(sector)] = sector
                    self.kept_sectors += 1
                else:
                    self.lost_sectors += 1
        self._cached_writes.clear()
        self.cut.set()


def _map(path):
    with open(path, "r+b") as file:
        return mmap.mmap(file.fileno(), 0)
