"""The engine of this project, alike on SQLite and PostgreSQL: segments of pairs and their places, kept in the database.

A ``Reader`` holds the state of the index at one moment. Terms are answered segment by segment with roaring bitmaps of the
documents' places; what is recent is looked through. ``Found`` are the numbers of documents that match.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from heapq import merge as merged
from itertools import chain, islice
from operator import and_, or_
from typing import Any

from pyroaring import BitMap

from articles.search import dialect, segments
from articles.search.occurrence import stands_in
from articles.search.postings import (
    KEYS,
    LONGEST_WORD,
    WORD,
    Posting,
    codes,
    cover,
    in_a_row,
    places_of,
    posting,
    run_of,
    units,
)
from articles.search.query import All, Either, Field, Match, Node, Term, Without, Words, terms_in

REMEMBERED = 256  # segments whose numbers a process remembers: 64 KB each at most
STATE = (  # of one moment; the bytes first, so that a database knows of what type the column is
    "SELECT key AS number, dead FROM articles_searchsegment WHERE retired_at IS NULL"
    " UNION ALL SELECT number, NULL FROM articles_searchrecent"
)
KEPT = 500  # recent texts that a reader keeps; of more it reads so many at a time
LOOKED_AT = 60  # so few candidates are looked at in their text, rather than to read the places of frequent pairs
FEW_NUMBERS = 2000  # hits that are named in a statement; more are told from what the statement gives
_numbers: OrderedDict[int, array[int]] = OrderedDict()

tidy, clear, note, count, members = segments.tidy, segments.clear, segments.note, segments.count, segments.members
draft, Collector = run_of, segments.Collector
_COLUMNS = {Field.ANY: (2, 3, 4, 7), Field.TITLE: (2,), Field.BYLINE: (3,)}  # of ``dialect.texts``


def relieve() -> None:
    """Make a segment when searches have too much to look through; of very much the job or a rebuild does."""
    if segments.MOST_RECENT < segments.count_recent() <= 2 * segments.MOST_RECENT:
        segments.gather()


def is_crowded() -> bool:
    return segments.count_recent() > segments.MOST_RECENT


class Segment:
    """What a search needs to know of a segment; ``alive`` are the places that count."""

    __slots__ = ("alive", "key", "numbers")

    def __init__(self, key: int, dead: bytes, recent: Iterable[int]) -> None:
        self.key = key
        self.numbers = _numbers[key]
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
        rows = [
            map(segment.numbers.__getitem__, places.to_array()[-(skip + count) :][::-1])
            for segment, places in zip(self.reader.segments, self.places, strict=True)
            if places
        ]
        return list(islice(merged(*rows, sorted(self.recent, reverse=True), reverse=True), skip, skip + count))

    def numbers(self) -> list[int]:
        found = list(self.recent)
        for segment, places in zip(self.reader.segments, self.places, strict=True):
            found += map(segment.numbers.__getitem__, places)
        return found

    def without(self, numbers: Iterable[int]) -> Found:
        return self - self.reader.having(numbers)

    def within(self, sql: str, params: Sequence[object]) -> Found:
        """Those that the SELECT gives too."""
        if len(self) <= FEW_NUMBERS:
            ours, values = dialect.as_rows(self.numbers())
            sql, params = f"SELECT number FROM ({sql}) given WHERE number IN ({ours})", [*params, *values]  # noqa: S608
        return self & self.reader.having(number for (number,) in dialect.rows(sql, params))


class Reader:
    """The index as it is now. What one reader found belongs together; begin another for another search."""

    def __init__(self, state: Sequence[tuple[Any, ...]] | None = None) -> None:
        rows = dialect.rows(STATE) if state is None else state
        self.recent = {number for number, dead in rows if dead is None}
        known = [(key, bytes(dead)) for key, dead in rows if dead is not None]
        _remember([key for key, _ in known])
        self.segments = [Segment(key, dead, self.recent) for key, dead in known if key in _numbers]
        self._postings: dict[tuple[int, int], Posting] = {}
        self._apart: dict[tuple[int, int], BitMap] = {}
        self._found: dict[Node, Found] = {}
        self._recent_having: dict[Term, frozenset[int]] = {}
        self._kept_texts: list[tuple[Any, ...]] | None = None
        self._living: frozenset[int] | None = None

    # --- sets of documents -------------------------------------------------------------------------

    def everything(self) -> Found:
        return Found(self, [segment.alive for segment in self.segments], self.living)

    def nothing(self) -> Found:
        return Found(self, [BitMap() for _ in self.segments], frozenset())

    def having(self, numbers: Iterable[int]) -> Found:
        """The documents of these numbers, as far as the index has them."""
        wanted = {*numbers}
        if not wanted:
            return self.nothing()
        places = [segments.places_in(segment.numbers, wanted) & segment.alive for segment in self.segments]
        return Found(self, places, self.living & wanted)

    def between(self, first: int | None, last: int | None) -> Found:
        """The documents with numbers from ``first`` to before ``last``."""
        low, high = first or 0, last if last is not None else 1 << 62
        places = [
            BitMap(range(bisect_left(segment.numbers, low), bisect_left(segment.numbers, high))) & segment.alive
            for segment in self.segments
        ]
        return Found(self, places, frozenset(number for number in self.living if low <= number < high))

    def texts(self, numbers: Iterable[int]) -> list[tuple[Any, ...]]:
        wanted = {*numbers}
        known = [row for row in self._kept_texts or () if row[0] in wanted]
        return known + dialect.texts(wanted - {row[0] for row in known})

    # --- the language of the query -----------------------------------------------------------------

    def find(self, node: Node) -> Found:
        """The documents whose words match. ``node`` holds terms, words, and their All, Either and Without."""
        if node not in self._found:
            self._look_through(terms_in(node, excluded=True))
            self._found[node] = self._find(node)
        return self._found[node]

    def _find(self, node: Node) -> Found:
        match node:
            case Term():
                return self._term(node)
            case Words():
                return reduce(and_, map(self.find, node.terms))
            case All():
                return reduce(and_, map(self.find, node.parts))
            case Either():
                return reduce(or_, map(self.find, node.parts))
            case Without():
                return self.everything() - self.find(node.part)
        raise TypeError(node)

    def _term(self, term: Term) -> Found:
        if term.match is Match.STRING:
            places = self._string(term)
        elif term.field is Field.ANY and len(term.value) < LONGEST_WORD and WORD.fullmatch(term.value):
            places = self._word(term)
        else:  # a word with marks in it, or in one field: found as a string, then looked at
            places = self._looked_at(term, self._string(Term(term.value, field=term.field)))
        alive = [found & segment.alive for found, segment in zip(places, self.segments, strict=True)]
        return Found(self, alive, self._recent_having[term])

    def _string(self, term: Term) -> list[BitMap]:
        field = KEYS[term.field]
        row = [field | code for code in codes(term.value)] or [field | unit for unit in units(term.value)]
        offsets = cover(len(row) + 1) if len(row) > 1 else [0]
        pairs = {row[offset] for offset in offsets}
        self._read(pairs)
        found = []
        for segment in self.segments:
            known = [self._postings[segment.key, key].documents for key in pairs]
            found.append(reduce(and_, sorted(known, key=len)) & segment.alive)
        if len(row) == 1:
            return found
        missing = [
            (segment.key, key)
            for segment, documents in zip(self.segments, found, strict=True)
            if documents
            for key in pairs
            if self._is_apart(segment.key, key)
        ]
        if missing and sum(map(len, found)) <= LOOKED_AT:
            return self._looked_at(term, found)
        self._read_apart(missing)
        return [
            in_a_row((offset, self._places(segment.key, row[offset])) for offset in offsets) if some else some
            for segment, some in zip(self.segments, found, strict=True)
        ]

    def _word(self, term: Term) -> list[BitMap]:
        condition, value = "word = %s", term.value.encode()
        params = [value]
        if term.match is Match.PREFIX:
            condition, params = "word >= %s AND word < %s", [value, value + b"\xff"]
        found: dict[int, BitMap] = {}
        keys = ", ".join(str(segment.key) for segment in self.segments) or "0"
        sql = f"SELECT segment, data FROM articles_searchword WHERE segment IN ({keys}) AND {condition}"  # noqa: S608
        for key, data in dialect.rows(sql, params):
            found[key] = found.get(key, BitMap()) | BitMap.deserialize(bytes(data))
        return [found.get(segment.key, BitMap()) for segment in self.segments]

    def _looked_at(self, term: Term, candidates: Sequence[BitMap]) -> list[BitMap]:
        """Those in whose text the term stands."""
        numbers = [
            segment.numbers[place]
            for segment, places in zip(self.segments, candidates, strict=True)
            for place in places & segment.alive
        ]
        having = set()
        for start in range(0, len(numbers), KEPT):
            having |= {row[0] for row in dialect.texts(numbers[start : start + KEPT]) if _has(term, row)}
        return [segments.places_in(segment.numbers, having) if having else BitMap() for segment in self.segments]

    # --- what is read from the database ------------------------------------------------------------

    @property
    def living(self) -> frozenset[int]:
        """The recent documents that there still are."""
        if self._living is None and len(self.recent) <= KEPT:
            self._living = frozenset(row[0] for row in self._recent_texts())
        if self._living is None:
            sql, params = dialect.as_rows(self.recent)
            living = f"SELECT number FROM articles_searchdocument WHERE number IN ({sql})"  # noqa: S608
            self._living = frozenset(number for (number,) in dialect.rows(living, params))
        return self._living

    def _look_through(self, terms: Iterable[Term]) -> None:
        """Which recent documents have which of the terms: all at once, and never many texts in memory."""
        asked = [term for term in terms if term not in self._recent_having]
        having: dict[Term, list[int]] = {term: [] for term in asked}
        for row in self._recent_texts() if asked else []:
            for term in asked:
                if _has(term, row):
                    having[term].append(row[0])
        self._recent_having |= {term: frozenset(numbers) for term, numbers in having.items()}

    def _recent_texts(self) -> Iterable[tuple[Any, ...]]:
        if len(self.recent) > KEPT:
            ordered = sorted(self.recent)
            return chain.from_iterable(
                dialect.texts(ordered[start : start + KEPT]) for start in range(0, len(ordered), KEPT)
            )
        if self._kept_texts is None:
            self._kept_texts = dialect.texts(self.recent)  # no query when there are none
        return self._kept_texts

    def _read(self, keys: Iterable[int]) -> None:
        """The pages of pairs, of all segments in one statement."""
        wanted = [
            (segment.key, key) for key in keys for segment in self.segments if (segment.key, key) not in self._postings
        ]
        if not wanted:
            return
        values = ", ".join(f"({segment}, {key})" for segment, key in wanted)
        found = dialect.rows(
            f"WITH v(segment, pair) AS (VALUES {values}) SELECT v.segment, v.pair, (SELECT p.data FROM"  # noqa: S608
            " articles_searchpage p WHERE p.segment = v.segment AND p.first <= v.pair ORDER BY p.first DESC LIMIT 1) FROM v"
        )
        for segment, pair, page in found:
            self._postings[segment, pair] = posting(bytes(page) if page else EMPTY_PAGE, pair)

    def _is_apart(self, segment: int, key: int) -> bool:
        return self._postings[segment, key].places is None and (segment, key) not in self._apart

    def _read_apart(self, wanted: Sequence[tuple[int, int]]) -> None:
        if not wanted:
            return
        values = ", ".join(f"({segment}, {key})" for segment, key in wanted)
        for segment, pair, data in dialect.rows(
            f"WITH v(segment, pair) AS (VALUES {values}) SELECT p.segment, p.pair, p.data FROM v"  # noqa: S608
            " CROSS JOIN articles_searchplaces p WHERE p.segment = v.segment AND p.pair = v.pair"
        ):
            self._apart[segment, pair] = BitMap.deserialize(data)

    def _places(self, segment: int, key: int) -> BitMap:
        packed = self._postings[segment, key].places
        return self._apart.get((segment, key), BitMap()) if packed is None else places_of(packed)


EMPTY_PAGE = bytes(8)


def _has(term: Term, row: Sequence[Any]) -> bool:
    """``row`` is one of ``dialect.texts``."""
    return any(stands_in(term, row[column]) for column in _COLUMNS[term.field])


def _remember(keys: Sequence[int]) -> None:
    """The numbers of segments: they never change."""
    missing = [key for key in keys if key not in _numbers]
    if missing:
        listed = ", ".join(map(str, missing))
        for key, numbers in dialect.rows(f"SELECT key, numbers FROM articles_searchsegment WHERE key IN ({listed})"):  # noqa: S608
            _numbers[key] = array("q", bytes(numbers))
    for key in keys:
        if key in _numbers:
            _numbers.move_to_end(key)
    while len(_numbers) > max(REMEMBERED, len(keys)):
        _numbers.popitem(last=False)


reader: Callable[[Sequence[tuple[Any, ...]] | None], Reader] = Reader
