"""Documents of the index: their numbers in each segment, which of them count, and sets of them."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from operator import and_, or_
from typing import TYPE_CHECKING

from pyroaring import BitMap

from articles.search import dialect, segments

if TYPE_CHECKING:
    from articles.search.blocks import Reader

REMEMBERED = 256  # segments whose numbers a process remembers: 64 KB each at most
FEW_NUMBERS = 2000  # hits that are named in a statement; more are told from what the statement gives
_numbers: OrderedDict[int, array[int]] = OrderedDict()


class Segment:
    """What a search needs to know of a segment; ``alive`` are the places that count."""

    __slots__ = ("alive", "key", "numbers")

    def __init__(self, key: int, numbers: array[int], dead: bytes, recent: Iterable[int]) -> None:
        self.key, self.numbers = key, numbers
        self.alive = BitMap(range(len(self.numbers))) - BitMap.deserialize(dead)
        if recent:
            self.alive -= segments.places_in(self.numbers, recent)


class Found:
    """Numbers of documents: places in each segment of a reader, and recent ones."""

    __slots__ = ("places", "reader", "recent")

    def __init__(self, reader: Reader, places: Sequence[BitMap], recent: frozenset[int]) -> None:
        self.reader, self.places, self.recent = reader, places, recent

    def __len__(self) -> int:
        return sum(map(len, self.places)) + len(self.recent)

    def __and__(self, other: Found) -> Found:
        return Found(self.reader, list(map(and_, self.places, other.places)), self.recent & other.recent)

    def __or__(self, other: Found) -> Found:
        return Found(self.reader, list(map(or_, self.places, other.places)), self.recent | other.recent)

    def __sub__(self, other: Found) -> Found:
        both = zip(self.places, other.places, strict=True)
        return Found(self.reader, [ours - theirs for ours, theirs in both], self.recent - other.recent)

    def newest(self, count: int, *, skip: int = 0) -> list[int]:
        """A stretch of the numbers, the largest first."""
        wanted, found = skip + count, [*self.recent]
        for segment, places in zip(self.reader.segments, self.places, strict=True):
            if len(found) >= wanted:
                found = sorted(found, reverse=True)[:wanted]
                if not wanted or found[-1] > segment.numbers[-1]:  # nor do older segments have larger ones
                    break
            if places:
                found += map(segment.numbers.__getitem__, places.to_array()[-wanted:])
        return sorted(found, reverse=True)[skip:wanted]

    def above(self, number: int) -> int:
        """How many are larger than the number."""
        if not number:
            return len(self)
        count = sum(each > number for each in self.recent)
        for segment, places in zip(self.reader.segments, self.places, strict=True):
            first = bisect_right(segment.numbers, number)
            count += len(places) - (places.rank(first - 1) if first else 0)
        return count

    def numbers(self) -> list[int]:
        found = list(self.recent)
        for segment, places in zip(self.reader.segments, self.places, strict=True):
            found += map(segment.numbers.__getitem__, places)
        return found

    def without(self, numbers: Iterable[int]) -> Found:
        return self - self.reader.having(numbers)

    def within(self, every: dialect.Sql, each: dialect.Sql | None = None) -> Found:
        """Those that the SELECT gives too; ``each`` is the same SELECT as it is quick for a few of its rows."""
        if len(self) <= FEW_NUMBERS:
            sql, params = each or every
            ours, values = dialect.as_rows(self.numbers())
            sql, params = f"SELECT number FROM ({sql}) given WHERE number IN ({ours})", [*params, *values]  # noqa: S608
            return self & self.reader.having(number for (number,) in dialect.rows(sql, params))
        return self & self.reader.selected(every)


def remembered(keys: Sequence[int]) -> dict[int, array[int]]:
    """The numbers of segments, which never change; without those of segments that are no more."""
    missing = [key for key in keys if key not in _numbers]
    if missing:
        listed = ", ".join(map(str, missing))
        for key, numbers in dialect.rows(f"SELECT key, numbers FROM articles_searchsegment WHERE key IN ({listed})"):  # noqa: S608
            _numbers[key] = array("q", bytes(numbers))
    found = {key: _numbers[key] for key in keys if key in _numbers}
    for key in found:
        _numbers.move_to_end(key)
    while len(_numbers) > max(REMEMBERED, len(keys)):
        _numbers.popitem(last=False)
    return found
