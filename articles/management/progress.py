"""A progress bar for commands that take minutes: on a terminal it moves, in a log it is a line now and then."""

from __future__ import annotations

import time

from django.core.management.base import OutputWrapper

WIDTH = 24
LOG_SECONDS = 10.0


class Progress:
    """Call ``step`` after each batch and ``close`` at the end."""

    def __init__(self, what: str, total: int, stream: OutputWrapper) -> None:
        self.what, self.total, self.stream = what, total, stream
        self.done = 0
        self.started = self.shown = time.monotonic()
        self.moves = stream.isatty()

    def step(self, count: int) -> None:
        self.done += count
        now = time.monotonic()
        if now - self.shown >= (0.2 if self.moves else LOG_SECONDS):
            self.shown = now
            self._write(ending="" if self.moves else "\n")

    def close(self) -> None:
        self._write(ending="\n")

    def _write(self, *, ending: str) -> None:
        self.stream.write(("\r" if self.moves else "") + self.line(), style_func=str, ending=ending)
        self.stream.flush()

    def line(self) -> str:
        """'载入 [######------] 50% 500/1000，每秒 210，还需约 3 秒'"""
        share = min(1.0, self.done / self.total) if self.total else 1.0
        rate = self.done / max(time.monotonic() - self.started, 0.001)
        left = f"，还需约 {(self.total - self.done) / rate:.0f} 秒" if rate and self.done < self.total else ""
        bar = "#" * round(share * WIDTH)
        return f"{self.what} [{bar:-<{WIDTH}}] {share:.0%} {self.done}/{self.total}，每秒 {rate:.0f}{left}"
