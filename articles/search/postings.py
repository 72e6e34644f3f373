"""How a segment of the index is written down: where each pair of neighbouring characters stands in some thousands of texts.

A character is a UTF-16 unit here, so that a pair is a number of 32 bits; above it stands the field (``KEYS``). A place is
a number too: the document's upper byte, the place in its text in two bytes, the document's lower byte. So the places of a
pair lie close together for a roaring bitmap, moving them all by a character is one addition, and the documents among them
are two bytes of each. A string of four characters stands where its second pair stands two places after its first.

A pair with few places has them on its page; one with many has a page with its documents, and its places in another row.
Only who writes needs numpy: a process that answers readers does not load it.
"""

from __future__ import annotations

import re
import sys
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from pyroaring import BitMap

from articles.models import SearchDocument
from articles.search.query import LETTERS, Field

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK = 8192  # documents of a segment at most
LONGEST = 60_000  # characters of a document; longer ones stay among those that are looked through
KEYS = {Field.ANY: 0, Field.TITLE: 1 << 32, Field.BYLINE: 2 << 32}
WORD = re.compile(rf"[{LETTERS}]+(?:(?<=[0-9])[.,](?=[0-9])[{LETTERS}]+)*")
LONGEST_WORD = 100  # characters of a word that are kept apart; a longer one is looked at in the text
FEW = 512  # places of a pair that stands on a page with others
PAGE = 1900  # bytes of a page, about: PostgreSQL puts away larger ones, which takes longer to read
PORTION = 1 << 22  # places that are sorted at a time
MANY = 256  # documents in no order
_ALL = BitMap(range(BLOCK))
_PLAIN_BITS = BitMap(range(BLOCK, 1 << 16, 2))
_APART = 1 << 31  # in a page's table of ends: the places stand apart
_ORDER = "le" if sys.byteorder == "little" else "be"


class Run(NamedTuple):
    """The pairs of some documents, sorted; ``counts`` places of each in a row."""

    numbers: list[int]
    base: int  # the first document's place in the segment
    keys: NDArray[Any]
    counts: NDArray[Any]
    places: NDArray[Any]
    words: dict[str, array[int]]


@dataclass(frozen=True)
class Written:
    """What a segment consists of; rows without the segment's key. ``numbers`` has 0 where there is no document."""

    numbers: array[int]
    pages: list[tuple[int, bytes]]
    places: list[tuple[int, bytes]]
    words: list[tuple[bytes, bytes]]


def codes(text: str) -> array[int]:
    """The pairs of a text in order."""
    encoded = text.encode(f"utf-16-{_ORDER}", "surrogatepass")
    size = max(len(encoded) // 2 - 1, 0)
    row = array("I", bytes(4 * size))
    if size:
        row[0::2] = array("I", encoded[: len(encoded) // 4 * 4])
        row[1::2] = array("I", encoded[2 : 2 + (len(encoded) - 2) // 4 * 4])
    return row


def units(text: str) -> array[int]:
    return array("H", text.encode(f"utf-16-{_ORDER}", "surrogatepass"))


def run_of(documents: Sequence[SearchDocument], base: int) -> Run:
    """The costly part of a segment, which other processes may do. ``documents`` sorted by number."""
    import numpy as np  # 30 MB, for those who write

    texts, sizes, firsts, fields = list[bytes](), list[int](), list[int](), list[int]()
    words: defaultdict[str, array[int]] = defaultdict(_identities)
    for identity, document in enumerate(documents, base):
        at = first = (identity & 0xFF) | (identity >> 8) << 24
        parts = [document.title, document.byline, document.quotes, document.body]
        for place, text in enumerate([*parts, document.title, document.byline]):
            texts.append(text.encode(f"utf-16-{_ORDER}"))
            sizes.append(len(texts[-1]) // 2)
            firsts.append(at if place < len(parts) else first)
            fields.append(max(place - len(parts) + 1, 0))
            at += (sizes[-1] + 1) << 8
        for word in {*WORD.findall("\n".join(parts))}:
            words[word[:LONGEST_WORD]].append(identity)
    characters = np.frombuffer(b"".join(texts), np.uint16).astype(np.uint64)
    lengths = np.array(sizes, np.int64)
    within = np.arange(len(characters)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    field = np.repeat(np.array(fields, np.uint64), lengths) << np.uint64(32)
    places = (np.repeat(np.array(firsts, np.int64), lengths) + (within << 8)).astype(np.uint32)
    has_next = (within < np.repeat(lengths, lengths) - 1)[:-1]
    pairs = (field[:-1] | characters[:-1] | characters[1:] << np.uint64(16))[has_next]
    # Single characters: once for each document and field, with its first place.
    document_bits = np.uint32(0xFF0000FF)
    singles = np.unique((field | characters) << np.uint64(16) | _narrow(places & document_bits))
    keys = np.concatenate([pairs, singles >> np.uint64(16)])
    places = np.concatenate([places[:-1][has_next], _wide(singles & np.uint64(0xFFFF))])
    order = np.argsort(keys, kind="stable")
    unique, counts = np.unique(keys[order], return_counts=True)
    return Run([document.number for document in documents], base, unique, counts, places[order], dict(words))


def _narrow(places: Any) -> Any:
    """The document alone, in 16 bits."""
    import numpy as np  # only for those who write

    return (places >> 16 | places & 0xFF).astype(np.uint64)


def _wide(documents: Any) -> Any:
    import numpy as np  # only for those who write

    return ((documents >> 8 & 0xFF) << 24 | documents & 0xFF).astype(np.uint32)


def _identities() -> array[int]:
    return array("H")


def segment_of(runs: Iterable[Run]) -> Written:
    """Put runs together; their ``base`` say where each begins."""
    numbers, known = array("q"), list(runs)
    words: defaultdict[str, array[int]] = defaultdict(_identities)
    for run in known:
        numbers.extend([0] * (run.base - len(numbers)))
        numbers.extend(run.numbers)
        for word, identities in run.words.items():
            words[word].extend(identities)
    pages, apart = list[tuple[int, bytes]](), list[tuple[int, bytes]]()
    for keys, counts, places in _portions(known):
        _add_pages(keys, counts, places, pages, apart)
    packed = sorted((word.encode(), BitMap(array("I", identities)).serialize()) for word, identities in words.items())
    return Written(numbers, pages, apart, packed)


def _portions(runs: Sequence[Run]) -> Iterator[tuple[Any, Any, Any]]:
    """(keys, counts, places) of all runs together, some keys at a time."""
    import numpy as np  # only for those who write

    if not any(len(run.keys) for run in runs):
        return
    largest = max(runs, key=lambda run: len(run.places))
    total = sum(len(run.places) for run in runs)
    step = max(1, len(largest.keys) * PORTION // total)
    limits = [*largest.keys[step::step].tolist(), 1 << 63]
    done = [(0, 0)] * len(runs)
    for limit in limits:
        keys, places = [], []
        for which, run in enumerate(runs):
            key, place = done[which]
            end = int(np.searchsorted(run.keys, np.uint64(limit)))
            counts = run.counts[key:end]
            size = int(counts.sum())
            keys.append(np.repeat(run.keys[key:end], counts))
            places.append(run.places[place : place + size])
            done[which] = end, place + size
        joined = np.concatenate(keys)
        order = np.argsort(joined, kind="stable")
        unique, counts = np.unique(joined[order], return_counts=True)
        yield unique, counts, np.concatenate(places)[order]


def _add_pages(keys: Any, counts: Any, places: Any, pages: list[Any], apart: list[Any]) -> None:
    """Pages of neighbouring pairs, and one for each pair with many places."""
    import numpy as np  # only for those who write

    ends, weights = np.cumsum(counts), np.cumsum(4 * counts + 12)
    many = np.flatnonzero(counts > FEW).tolist()
    start = 0
    for stop in [*many, len(keys)]:
        while start < stop:
            before = int(ends[start - 1]) if start else 0
            full = (int(weights[start - 1]) if start else 0) + PAGE
            end = min(max(int(np.searchsorted(weights, full)), start + 1), stop)
            values = places[before : int(ends[end - 1])].tobytes()
            sizes = (4 * (ends[start:end] - before)).astype(np.uint32)
            pages.append((int(keys[start]), _page(keys[start:end].tobytes(), sizes.tobytes(), values)))
            start = end
        if stop < len(keys):
            value = places[int(ends[stop] - counts[stop]) : int(ends[stop])]
            row = array("I", np.sort(value).tobytes())
            documents = documents_in(row.tobytes()).serialize()
            apart.append((int(keys[stop]), BitMap(row).serialize()))
            size = (len(documents) | _APART).to_bytes(4, sys.byteorder)
            pages.append((int(keys[stop]), _page(keys[stop : stop + 1].tobytes(), size, documents)))
            start = stop + 1


def _page(keys: bytes, ends: bytes, values: bytes) -> bytes:
    return b"".join([(len(keys) // 8).to_bytes(8, sys.byteorder), keys, ends, values])


class Posting(NamedTuple):
    """What a page says of a pair: its documents; its places as bytes, or None when they stand apart."""

    documents: BitMap
    places: bytes | None


NONE = Posting(BitMap(), b"")


def posting(page: bytes, key: int) -> Posting:
    size = int.from_bytes(page[:8], sys.byteorder)
    view = memoryview(page)
    keys = view[8 : 8 + 8 * size].cast("Q")
    at = bisect_left(keys, key)
    if at == size or keys[at] != key:
        return NONE
    values = 8 + 12 * size
    ends = view[8 + 8 * size : values].cast("I")
    start = ends[at - 1] & ~_APART if at else 0
    value = page[values + start : values + (ends[at] & ~_APART)]
    if ends[at] & _APART:
        return Posting(BitMap.deserialize(value), None)
    return Posting(documents_in(value), value)


def documents_in(places: bytes | memoryview) -> BitMap:
    """The documents that have any of the places."""
    wide = bytearray(len(places))
    wide[0::4], wide[1::4] = places[0::4], places[3::4]  # on a machine that writes the small end first
    documents = array("I", bytes(wide))
    if len(documents) < MANY:
        return BitMap(documents)
    # In no order: a bitmap that begins as plain bits takes them several times as quickly as a sorted row.
    found = _PLAIN_BITS.copy()
    found.update(documents)
    found &= _ALL
    return found


def places_of(packed: bytes) -> BitMap:
    """The places on a page."""
    return BitMap(array("I", packed))


def cover(length: int) -> list[int]:
    """Which pairs of a string say all of it: every other one, and the last."""
    return [*range(0, length - 1, 2), *([length - 2] if length % 2 else [])]


def in_a_row(places: Iterable[tuple[int, BitMap]]) -> BitMap:
    """The documents where all the pairs stand, each so many characters after the string's beginning."""
    (at, found), *others = sorted(places, key=lambda each: len(each[1]))
    for offset, bitmap in others:  # what is left, ever less, is moved to where the next pair has to stand
        found = found.shift((offset - at) << 8) & bitmap
        at = offset
        if not found:
            return BitMap()
    return documents_in(memoryview(found.to_array()).cast("B")) if found else BitMap()
