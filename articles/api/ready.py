"""Records as JSON text, ready to be sent, kept in each server process under id *and* state.

What a caller may see is asked of the database every time; only the making of the text is spared. A
released, corrected or relabelled publication has another version and is another entry, so nothing here
ever has to be told that it is out of date.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock


class Shelf:
    """The most recently used texts, up to ``capacity`` characters in all. Safe between threads."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.size = 0
        self._texts: OrderedDict[Hashable, str] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> str | None:
        with self._lock:
            text = self._texts.get(key)
            if text is not None:
                self._texts.move_to_end(key)
            return text

    def put(self, key: Hashable, text: str) -> None:
        with self._lock:
            self.size += len(text) - len(self._texts.pop(key, ""))
            self._texts[key] = text
            while self.size > self.capacity:
                _, dropped = self._texts.popitem(last=False)
                self.size -= len(dropped)


# Two bytes a character in memory: 12 MB a process at most.
shelf = Shelf(6_000_000)
