"""Writes what ``postings`` describes: the pairs and triples of documents, sorted, and the rows of a segment made of them.

Only who writes needs numpy: a process that answers readers does not load it.
"""

from __future__ import annotations

import sys
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from pyroaring import BitMap

from articles.models import SearchDocument
from articles.search.postings import APART, BLOCK, ENCODING, KEYS, LONGEST_WORD, ROW, UNIT, WORD
from articles.search.query import Field

if TYPE_CHECKING:
    from numpy.typing import NDArray

LONGEST = 60_000  # characters of a document; longer ones stay among those that are looked through
FEW = 512  # places of a pair, a triple or a four that stands on a page with others
PAGE = 1900  # bytes of a page, about: PostgreSQL puts away larger ones, which takes longer to read
PORTION = 1 << 22  # places that are sorted at a time


class Run(NamedTuple):
    """The triples of some documents, sorted; ``counts`` places of each in a row, and with each place the unit that comes
    after the triple, 0 at the end of a text."""

    numbers: list[int]
    base: int  # the first document's place in the segment
    keys: NDArray[Any]
    counts: NDArray[Any]
    places: NDArray[Any]
    nexts: NDArray[Any]
    words: dict[str, array[int]]


@dataclass(frozen=True)
class Written:
    """What a segment consists of; rows without the segment's key. ``numbers`` has 0 where there is no document."""

    numbers: array[int]
    pages: list[tuple[int, bytes]]
    places: list[tuple[int, int, bytes]]
    words: list[tuple[bytes, bytes]]


def run_of(documents: Sequence[SearchDocument], base: int) -> Run:
    """The costly part of a segment, which other processes may do. ``documents`` sorted by number."""
    import numpy as np  # 30 MB, for those who write

    parts = list[tuple[bytes, int, int]]()
    words: defaultdict[str, array[int]] = defaultdict(_identities)
    for identity, document in enumerate(documents, base):
        parts += _parts_of(document, (identity & 0xFF) | (identity >> 8) << 24)
        searched = "\n".join([document.title, document.byline, document.quotes, document.body])
        for word in {*WORD.findall(searched)}:
            words[word[:LONGEST_WORD]].append(identity)
    row = np.frombuffer(b"".join([*(text for text, _, _ in parts), bytes(6)]), np.uint16)  # some more, to look ahead
    lengths = np.array([len(text) // 2 for text, _, _ in parts], np.uint32)
    left = np.repeat(np.cumsum(lengths, dtype=np.uint32), lengths) - np.arange(len(row) - 3, dtype=np.uint32)
    places = np.repeat(np.array([first for _, first, _ in parts], np.uint32), lengths)
    places = places + (np.repeat(lengths, lengths) - left).astype(np.uint32) * np.uint32(256)
    second, third, fourth = (
        np.where(left > ahead, row[ahead : len(left) + ahead], np.uint16(0)) for ahead in (1, 2, 3)
    )
    keys = np.repeat(np.array([field for _, _, field in parts], np.uint64), lengths)
    keys |= row[: len(left)].astype(np.uint64) << np.uint64(16)
    # Single units: once for each document and field.
    singles, _ = _counted(np.sort(keys | _narrow(places)))
    keys |= second.astype(np.uint64) << np.uint64(32) | third
    has_next = left > 1
    keys = np.concatenate([keys[has_next], singles & ~np.uint64(UNIT)])
    places = np.concatenate([places[has_next], _wide(singles & np.uint64(UNIT))])
    nexts = np.concatenate([fourth[has_next], np.zeros(len(singles), np.uint16)])
    order = np.argsort(keys, kind="stable")
    numbers = [document.number for document in documents]
    return Run(numbers, base, *_counted(keys[order]), places[order], nexts[order], dict(words))


def _parts_of(document: SearchDocument, first: int) -> Iterator[tuple[bytes, int, int]]:
    """Each text of a document with its first place and its field's part of a key."""
    at = first
    for text in (document.title, document.byline, document.quotes, document.body):
        encoded = text.encode(ENCODING)
        yield encoded, at, KEYS[Field.ANY]
        at += (len(encoded) // 2 + 1) << 8
    for text, field in ((document.title, Field.TITLE), (document.byline, Field.BYLINE)):
        yield text.encode(ENCODING), first, KEYS[field]


def _counted(ordered: Any) -> tuple[Any, Any]:
    """The different ones of sorted values, and how often each comes; ``unique`` would sort them once more."""
    import numpy as np  # only for those who write

    if not len(ordered):
        return ordered, np.zeros(0, np.int64)
    begins = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    return ordered[begins], np.diff(np.append(begins, len(ordered)))


def _narrow(places: Any) -> Any:
    """The document alone, in 16 bits."""
    import numpy as np  # only for those who write

    return ((places >> np.uint32(16)) & np.uint32(0xFF00) | places & np.uint32(0xFF)).astype(np.uint64)


def _wide(documents: Any) -> Any:
    import numpy as np  # only for those who write

    return ((documents >> np.uint64(8)) << np.uint64(24) | documents & np.uint64(0xFF)).astype(np.uint32)


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
    pages, apart = list[tuple[int, bytes]](), list[tuple[int, int, bytes]]()
    for portion in _portions(known):
        _add_pages(portion, pages, apart)
    packed = sorted((word.encode(), BitMap(array("I", identities)).serialize()) for word, identities in words.items())
    return Written(numbers, pages, apart, packed)


class Portion(NamedTuple):
    """All that runs say of some neighbouring pairs."""

    keys: NDArray[Any]
    ends: NDArray[Any]  # of each key's places
    places: NDArray[Any]
    nexts: NDArray[Any]


def _portions(runs: Sequence[Run]) -> Iterator[Portion]:
    import numpy as np  # only for those who write

    if not any(len(run.keys) for run in runs):
        return
    largest = max(runs, key=lambda run: len(run.places))
    total = sum(len(run.places) for run in runs)
    step = max(1, len(largest.keys) * PORTION // total)
    # A pair stays whole.
    limits = [*dict.fromkeys((largest.keys[step::step] & ~np.uint64(UNIT)).tolist()), 1 << 63]
    done = [(0, 0)] * len(runs)
    for limit in limits:
        keys, places, nexts = [], [], []
        for which, run in enumerate(runs):
            key, place = done[which]
            end = int(np.searchsorted(run.keys, np.uint64(limit)))
            counts = run.counts[key:end]
            size = int(counts.sum())
            keys.append(np.repeat(run.keys[key:end], counts))
            places.append(run.places[place : place + size])
            nexts.append(run.nexts[place : place + size])
            done[which] = end, place + size
        joined = np.concatenate(keys)
        order = np.argsort(joined, kind="stable")
        unique, counts = _counted(joined[order])
        yield Portion(unique, np.cumsum(counts), np.concatenate(places)[order], np.concatenate(nexts)[order])


def _add_pages(portion: Portion, pages: list[Any], apart: list[Any]) -> None:
    """Pages of neighbouring pairs with few places, and those of each frequent pair and its triples."""
    import numpy as np  # only for those who write

    pairs, triples = _counted(portion.keys & ~np.uint64(UNIT))
    last = np.cumsum(triples)  # one beyond each pair's triples
    ends = portion.ends[last - 1]
    followers = np.repeat(portion.keys & np.uint64(UNIT), np.diff(portion.ends, prepend=0)).astype(np.uint16)
    start = 0
    for stop in [*np.flatnonzero(np.diff(ends, prepend=0) > FEW).tolist(), len(pairs)]:
        before = int(ends[start - 1]) if start else 0
        places, nexts = portion.places[before:], portion.nexts[before:]
        _add_listed(pairs[start:stop], ends[start:stop] - before, places, nexts, followers[before:], pages)
        if stop < len(pairs):
            _add_frequent(portion, slice(int(last[stop] - triples[stop]), int(last[stop])), pages, apart)
        start = stop + 1


def _add_listed(keys: Any, ends: Any, places: Any, nexts: Any, followers: Any | None, pages: list[Any]) -> None:
    """Pages of neighbouring keys, each with its places, what comes after the triple there, and what follows the pair if the
    key does not tell."""
    import numpy as np  # only for those who write

    if not len(keys):
        return
    weights = ends * (6 if followers is None else 8) + np.arange(1, len(keys) + 1) * 12
    before, in_bytes = 0, (4 * ends).astype(np.uint32)
    for start, end in _paged(weights):
        after = int(ends[end - 1])
        table = (in_bytes[start:end] - np.uint32(4 * before)).tobytes()
        values = [places[before:after].tobytes() + nexts[before:after].tobytes()]
        if followers is not None:
            values.append(followers[before:after].tobytes())
        pages.append((int(keys[start]), _page(keys[start:end].tobytes(), table, *values)))
        before = after


def _paged(weights: Any) -> Iterator[tuple[int, int]]:
    """From where to where each page goes; ``weights`` are the bytes from the first on."""
    start = full = 0
    while start < len(weights):
        end = min(max(int(weights.searchsorted(full + PAGE)), start + 1), len(weights))
        yield start, end
        start, full = end, int(weights[end - 1])


def _add_frequent(portion: Portion, which: slice, pages: list[Any], apart: list[Any]) -> None:
    """The documents of a pair, then its triples; what is at the end of a text counts for the pair alone."""
    import numpy as np  # only for those who write

    keys, first = portion.keys[which], int(portion.ends[which.start - 1]) if which.start else 0
    ends, places = portion.ends[which] - first, portion.places[first : int(portion.ends[which.stop - 1])]
    nexts = portion.nexts[first : first + len(places)]
    pair = keys[0] & ~np.uint64(UNIT)
    pages.append(_documents_alone(pair, places))
    start = int(keys[0] == pair)  # what ends a text, and single units, which nothing follows
    many = np.flatnonzero(np.diff(ends, prepend=0) > FEW).tolist()
    for stop in [*(each for each in many if each >= start), len(keys)]:
        before = int(ends[start - 1]) if start else 0
        _add_listed(keys[start:stop], ends[start:stop] - before, places[before:], nexts[before:], None, pages)
        if stop < len(keys):
            at = slice(int(ends[stop - 1]) if stop else 0, int(ends[stop]))
            pages.append(_documents_alone(keys[stop], places[at]))
            apart += ((int(keys[stop]), *row) for row in _rows(places[at], nexts[at]))
        start = stop + 1


def _documents_alone(key: Any, places: Any) -> tuple[int, bytes]:
    documents = _packed(places)
    size = (len(documents) | APART).to_bytes(4, sys.byteorder)
    return int(key), _page(key.tobytes(), size, documents)


def _packed(places: Any) -> bytes:
    """The documents of places, serialised."""
    import numpy as np  # only for those who write

    has = np.zeros(BLOCK, bool)
    has[places >> np.uint32(16) & np.uint32(0xFF00) | places & np.uint32(0xFF)] = True
    found: bytes = BitMap(array("I", has.nonzero()[0].astype(np.uint32).tobytes())).serialize()
    return found


def _rows(places: Any, nexts: Any) -> Iterator[tuple[int, bytes]]:
    """The places of a frequent triple, by what follows: a row for each frequent four, one for some neighbouring others."""
    import numpy as np  # only for those who write

    order = np.sort(nexts.astype(np.uint64) << np.uint64(32) | places)
    following, counts = _counted(order >> np.uint64(32))
    places, ends = order.astype(np.uint32), np.cumsum(counts)
    start = 0
    for stop in [*np.flatnonzero(counts > FEW).tolist(), len(following)]:
        before = int(ends[start - 1]) if start else 0
        yield from _few_each(following[start:stop], ends[start:stop] - before, places[before:])
        if stop < len(following):
            yield int(following[stop]), _many(following[stop], places[int(ends[stop] - counts[stop]) : int(ends[stop])])
        start = stop + 1


def _few_each(following: Any, ends: Any, places: Any) -> Iterator[tuple[int, bytes]]:
    import numpy as np  # only for those who write

    before, in_bytes, following = 0, (4 * ends).astype(np.uint32), following.astype(np.uint16)
    for start, end in _paged(4 * ends + 6 * np.arange(1, len(ends) + 1)):
        after, size = int(ends[end - 1]), (end - start | ROW).to_bytes(4, sys.byteorder)
        table = (in_bytes[start:end] - np.uint32(4 * before)).tobytes()
        yield (
            int(following[start]),
            b"".join([size, table, following[start:end].tobytes(), places[before:after].tobytes()]),
        )
        before = after


def _many(following: Any, places: Any) -> bytes:
    """Bitmaps: of the documents and of the places."""
    documents = _packed(places)
    head = ROW.to_bytes(4, sys.byteorder) + len(documents).to_bytes(4, sys.byteorder)
    return b"".join(
        [head, int(following).to_bytes(2, sys.byteorder), documents, BitMap(array("I", places.tobytes())).serialize()]
    )


def _page(keys: bytes, ends: bytes, values: bytes, followers: bytes = b"") -> bytes:
    head = len(keys) // 8 | len(followers) // 2 << 32
    return b"".join([head.to_bytes(8, sys.byteorder), keys, ends, values, followers])
