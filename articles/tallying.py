"""Numbers that all server processes count up together: a file that lies in the memory of each, behind one lock.

A database file was there first. Two busy processes waited for it a third of a millisecond for each request, with sleeps and
a dozen calls of the system; this takes two calls and a few microseconds.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import mmap
import os
import struct
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

PATIENCE = 2.0  # seconds to wait for the lock; a counter that is busier than that lets pass
PAUSE = 20e-6
FOR_EVER = 1e18
SLOT = struct.Struct("<16sqd")  # whose number, the number, when it has run out
NUMBER = struct.Struct("<qd")
NAME = 16  # bytes; where the number begins
SLOTS = 1 << 16
SIZE = SLOTS * SLOT.size  # 2 MB
REACH = 32  # slots that a name may stand in: its own and those behind it
WHAT = ("requests", "refused")

Pending = dict[tuple[str, str], int]  # (day, "requests" or "refused") → how many


@dataclass(frozen=True, slots=True)
class Window:
    """How many requests fall into one span of time; it begins with the first of them."""

    name: str
    seconds: int


class Count(NamedTuple):
    """This request's number within the window, and when the window ends."""

    number: int
    seconds_left: int


class Use(NamedTuple):
    """What a key is counted as on a day."""

    key: int
    day: str
    what: str = WHAT[0]


@dataclass(slots=True)
class Opened:
    """The file as one process has it: after a fork the lock of the parent would be this one's too."""

    pid: int
    descriptor: int
    slots: mmap.mmap
    lock: threading.Lock = field(default_factory=threading.Lock)  # threads share the descriptor and so the file's lock


class TallyFile:
    """Raises ``OSError`` where the file cannot be had or its lock does not come free."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._opened: Opened | None = None
        self._opening = threading.Lock()

    def count(self, windows: Sequence[Window], use: Use | None = None) -> list[Count]:
        """One more in each window, and for the use."""
        counts = []
        with self.locked() as slots:
            now = time.time()
            for window in windows:
                number, ends = hit(slots, name_of(window.name), now, now + window.seconds)
                counts.append(Count(number, max(1, round(ends - now))))
            if use is not None:
                hit(slots, name_of_use(use), now, FOR_EVER)
        return counts

    def add(self, use: Use) -> None:
        with self.locked() as slots:
            hit(slots, name_of_use(use), time.time(), FOR_EVER)

    def pending(self, key: int, *, take: bool = False) -> Pending:
        """What the key used and nobody has taken yet."""
        found: Pending = {}
        with self.locked() as slots:
            for at in places_of(slots, prefix_of(key)):
                name, number, _ = SLOT.unpack_from(slots, at)
                use = use_of(name)
                found[use.day, use.what] = number
                if take:
                    SLOT.pack_into(slots, at, bytes(NAME), 0, 0)
        return found

    @contextmanager
    def locked(self) -> Iterator[mmap.mmap]:
        opened = self._opened
        if opened is None or opened.pid != os.getpid():
            opened = self._open()
        if not opened.lock.acquire(timeout=PATIENCE):
            raise TimeoutError(self.path)
        try:
            take(opened.descriptor)
            try:
                yield opened.slots
            finally:
                fcntl.flock(opened.descriptor, fcntl.LOCK_UN)
        finally:
            opened.lock.release()

    def _open(self) -> Opened:
        with self._opening:
            if self._opened is not None and self._opened.pid == os.getpid():
                return self._opened
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                take(descriptor)
                if os.fstat(descriptor).st_size != SIZE:  # new, or broken: it holds nothing that must be kept
                    os.ftruncate(descriptor, 0)
                    fill(descriptor)
                fcntl.flock(descriptor, fcntl.LOCK_UN)
                slots = mmap.mmap(descriptor, SIZE)
            except BaseException:
                os.close(descriptor)
                raise
            if self._opened is not None:
                os.close(self._opened.descriptor)  # the parent's
            self._opened = Opened(os.getpid(), descriptor, slots)
            return self._opened


def fill(descriptor: int) -> None:
    """All of the file for good: a full disk is an error here, and would end the process at some later count."""
    empty = memoryview(bytes(SIZE))
    while empty:
        empty = empty[os.write(descriptor, empty) :]


def take(descriptor: int) -> None:
    """The file's lock, which a process that ends gives back. It is held for microseconds: mostly the first try succeeds."""
    until = 0.0
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            until = until or time.monotonic() + PATIENCE
            if time.monotonic() > until:
                raise TimeoutError("the lock of the counters does not come free") from None
            time.sleep(PAUSE)


def hit(slots: mmap.mmap, name: bytes, now: float, ends: float) -> tuple[int, float]:
    """One more under the name: its number by now and when that ends. What has run out begins anew, at ``ends``."""
    at = place_of(slots, name, now)
    if slots[at : at + NAME] == name:
        number, until = NUMBER.unpack_from(slots, at + NAME)
        if until > now:
            NUMBER.pack_into(slots, at + NAME, number + 1, until)
            return number + 1, until
    SLOT.pack_into(slots, at, name, 1, ends)
    return 1, ends


def place_of(slots: mmap.mmap, name: bytes, now: float) -> int:
    """Where the name stands, else where it may stand: a place that has run out, in need the one that does so first."""
    first = int.from_bytes(name[-4:], "little") % SLOTS
    best, best_ends = 0, FOR_EVER * 2
    for step in range(REACH):
        at = (first + step) % SLOTS * SLOT.size
        if slots[at : at + NAME] == name:
            return at
        _, ends = NUMBER.unpack_from(slots, at + NAME)
        ends = 0.0 if ends <= now else ends  # the nearest of those that are free
        if ends < best_ends:
            best, best_ends = at, ends
    return best


@lru_cache(maxsize=2_000)
def name_of(window: str) -> bytes:
    return blake2b(window.encode(), digest_size=NAME).digest()


def prefix_of(key: int) -> bytes:
    return b"use:" + key.to_bytes(4, "big")


@lru_cache(maxsize=2_000)
def name_of_use(use: Use) -> bytes:
    """Can be read again, unlike those of windows; the end, by which its place is found, is mixed of all."""
    day = dt.date.fromisoformat(use.day).toordinal()
    told = prefix_of(use.key) + day.to_bytes(3, "big") + bytes([WHAT.index(use.what)])
    return told + blake2b(told, digest_size=4).digest()


def use_of(name: bytes) -> Use:
    key, day = int.from_bytes(name[4:8], "big"), dt.date.fromordinal(int.from_bytes(name[8:11], "big"))
    return Use(key, day.isoformat(), WHAT[name[11]])


def places_of(slots: mmap.mmap, prefix: bytes) -> Iterator[int]:
    """Where the names stand that begin so."""
    at = slots.find(prefix)
    while at >= 0:
        if at % SLOT.size == 0:
            yield at
        at = slots.find(prefix, at + 1)
