"""Records as JSON, ready to be sent, kept in each server process under id *and* state.

What a caller may see is asked of the database every time; only the making of the text is spared. A
released, corrected or relabelled publication has another version and is another entry, so nothing here
ever has to be told that it is out of date.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from functools import lru_cache
from threading import Lock

from articles.api.documents import Text


class Shelf:
    """The most recently used texts, up to ``capacity`` bytes in all. Safe between threads."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.size = 0
        self._texts: OrderedDict[Hashable, Text] = OrderedDict()
        self._lock = Lock()

    def find(self, keys: Sequence[Hashable]) -> list[Text | None]:
        """The text of each key, None where there is none."""
        with self._lock:
            texts = [self._texts.get(key) for key in keys]
            for key, text in zip(keys, texts, strict=True):
                if text is not None:
                    self._texts.move_to_end(key)
        return texts

    def clear(self) -> None:
        with self._lock:
            self._texts.clear()
            self.size = 0

    def put(self, key: Hashable, text: Text) -> None:
        with self._lock:
            self.size += len(text) - len(self._texts.pop(key, b""))
            self._texts[key] = text
            while self.size > self.capacity:
                _, dropped = self._texts.popitem(last=False)
                self.size -= len(dropped)


shelf = Shelf(12 * 1024 * 1024)


@lru_cache(maxsize=1_000)
def shelved_as(*circumstances: Hashable) -> str:
    """What decides how a record reads beside its state, in one word: its hash value is taken but once."""
    return repr(circumstances)
