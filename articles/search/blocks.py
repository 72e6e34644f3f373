"""The engine of this project, alike on SQLite and PostgreSQL: segments of triples and their places, kept in the database.

A ``Reader`` holds the state of the index at one moment. Terms are answered segment by segment with roaring bitmaps of the
documents' places; what is recent is looked through. ``Found`` are the numbers of documents that match.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from functools import reduce
from heapq import merge as merged
from itertools import chain, islice
from operator import and_, or_
from typing import Any

from pyroaring import BitMap

from articles.search import asking, dialect, segments
from articles.search.asking import (
    APART,
    KEPT,
    PAGE,
    RECENT,
    SEGMENT,
    TEXT,
    WORDS,
    Piece,
    is_word,
    pieces_of,
    words_of,
)
from articles.search.occurrence import stands_in
from articles.search.packing import run_of
from articles.search.postings import EMPTY_PAGE, EMPTY_ROW, Posting, Row, in_a_row, posting
from articles.search.query import All, Either, Field, Match, Node, Term, Without, Words, terms_in

REMEMBERED = 256  # segments whose numbers a process remembers: 64 KB each at most
LOOKED_AT = 60  # so few candidates are looked at in their text, rather than to read the places of frequent triples
FEW_NUMBERS = 2000  # hits that are named in a statement; more are told from what the statement gives
_numbers: OrderedDict[int, array[int]] = OrderedDict()

tidy, clear, note, count, members = segments.tidy, segments.clear, segments.note, segments.count, segments.members
draft, Collector = run_of, segments.Collector
WIDTH, question = asking.WIDTH, asking.beginning
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

    def within(self, every: dialect.Sql, each: dialect.Sql | None = None) -> Found:
        """Those that the SELECT gives too; ``each`` is the same SELECT as it is quick for a few of its rows."""
        sql, params = every
        if len(self) <= FEW_NUMBERS:
            sql, params = each or every
            ours, values = dialect.as_rows(self.numbers())
            sql, params = f"SELECT number FROM ({sql}) given WHERE number IN ({ours})", [*params, *values]  # noqa: S608
        return self & self.reader.having(number for (number,) in dialect.rows(sql, params))


class Reader:
    """The index as it is now. What one reader found belongs together; begin another for another search.

    ``terms`` are those whose pages and words are read at once with the state: in ``rows``, if they were asked for already.
    """

    def __init__(self, terms: Sequence[Term] = (), rows: Iterable[tuple[Any, ...]] | None = None) -> None:
        about: dict[int, list[tuple[Any, ...]]] = {kind: [] for kind in (TEXT, SEGMENT, PAGE, WORDS, RECENT, APART)}
        for kind, *row in dialect.rows(*question(terms)) if rows is None else rows:
            about[kind].append(tuple(row))
        self.recent = {row[0] for row in about[RECENT]}
        known = [(row[0], bytes(row[2])) for row in about[SEGMENT]]
        _remember([key for key, _ in known])
        self.segments = [Segment(key, dead, self.recent) for key, dead in known if key in _numbers]
        self._postings: dict[tuple[int, int], Posting] = {}
        self._apart: dict[tuple[int, int], Row] = {}
        self._with_word: dict[Term, dict[int, BitMap]] = {}
        self._candidates: dict[Term, list[BitMap]] = {}
        self._found: dict[Node, Found] = {}
        self._recent_having: dict[Term, frozenset[int]] = {}
        self._texts = {row[0]: _as_bytes(row) for row in about[TEXT]}
        self._living = frozenset(self._texts) if len(self.recent) <= KEPT else None
        self._note(terms, about[PAGE], about[WORDS])
        self._note_apart(about[APART])

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
        known = [self._texts[number] for number in wanted & self._texts.keys()]
        return known + dialect.texts(wanted - self._texts.keys())

    # --- the language of the query -----------------------------------------------------------------

    def find(self, node: Node) -> Found:
        """The documents whose words match. ``node`` holds terms, words, and their All, Either and Without."""
        if node not in self._found:
            terms = list(dict.fromkeys(terms_in(node, excluded=True)))
            self._look_through(terms)
            self._read(terms)
            self._read_apart(terms)
            self._found[node] = self._find(node)
        return self._found[node]

    def _find(self, node: Node) -> Found:
        match node:
            case Term():
                return self._term(node)
            case Words():
                return reduce(and_, map(self._find, node.terms))
            case All():
                return reduce(and_, map(self._find, node.parts))
            case Either():
                return reduce(or_, map(self._find, node.parts))
            case Without():
                return self.everything() - self._find(node.part)
        raise TypeError(node)

    def _term(self, term: Term) -> Found:
        if term not in self._found:
            alive = [found & segment.alive for found, segment in zip(self._places(term), self.segments, strict=True)]
            self._found[term] = Found(self, alive, self._recent_having[term])
        return self._found[term]

    def _places(self, term: Term) -> list[BitMap]:
        if is_word(term):
            with_word = self._with_word[term]
            return [with_word.get(segment.key, BitMap()) for segment in self.segments]
        if (
            term.match is not Match.STRING
        ):  # a word with marks in it, or in one field: found as a string, then looked at
            return self._looked_at(term, self._string(term))
        return self._string(term)

    def _string(self, term: Term) -> list[BitMap]:
        found = self._candidates_of(term)
        if len(pieces_of(term)) == 1:
            return found
        if self._are_few(found) and self._unread(term):
            return self._looked_at(Term(term.value, field=term.field), found)
        return [
            self._in_a_row(segment.key, pieces_of(term)) if some else some
            for segment, some in zip(self.segments, found, strict=True)
        ]

    def _candidates_of(self, term: Term) -> list[BitMap]:
        """The documents that have all pieces of the term, in a row or not."""
        if term not in self._candidates:
            self._candidates[term] = [
                reduce(
                    and_,
                    sorted((self._postings[segment.key, piece.key].documents for piece in pieces_of(term)), key=len),
                )
                & segment.alive
                for segment in self.segments
            ]
        return self._candidates[term]

    def _are_few(self, candidates: Sequence[BitMap]) -> bool:
        return sum(map(len, candidates)) <= LOOKED_AT

    def _unread(self, term: Term) -> set[tuple[int, int]]:
        """The (segment, triple) whose places stand apart, are not read yet, and decide whether the term stands there."""
        pieces = pieces_of(term)
        if len(pieces) <= 1:
            return set()
        return {
            (segment.key, piece.key)
            for segment, documents in zip(self.segments, self._candidates_of(term), strict=True)
            if documents
            for piece in self._telling(segment.key, pieces)
            if self._is_frequent(segment.key, piece) and (segment.key, piece.key) not in self._apart
        }

    def _is_frequent(self, segment: int, piece: Piece) -> bool:
        """Whether its places stand apart, and are told by what follows."""
        return self._postings[segment, piece.key].places is None

    def _telling(self, segment: int, pieces: Sequence[Piece]) -> Sequence[Piece]:
        """Those pieces of a term that say all of it: the last is not needed after a frequent one, nor that one before a rare."""
        *before, last = pieces
        if self._is_frequent(segment, before[-1]) and (len(before) == 1 or self._is_frequent(segment, last)):
            return before
        return pieces if len(before) == 1 or last.offset % 3 == 1 else [*before[:-1], last]

    def _in_a_row(self, segment: int, pieces: Sequence[Piece]) -> BitMap:
        """The documents of a segment where the pieces stand in a row."""
        telling = self._telling(segment, pieces)
        if len(telling) == 1 and telling[0].following is not None:
            return self._row(segment, telling[0].key).documents(telling[0].following)
        return in_a_row((piece.offset, self._places_of(segment, piece)) for piece in telling)

    def _places_of(self, segment: int, piece: Piece) -> bytes:
        packed = self._postings[segment, piece.key].places
        return self._row(segment, piece.key).places(piece.following) if packed is None else packed

    def _row(self, segment: int, key: int) -> Row:
        return self._apart.get((segment, key), EMPTY_ROW)

    def _looked_at(self, term: Term, candidates: Sequence[BitMap]) -> list[BitMap]:
        """Those in whose text the term stands."""
        numbers = [
            segment.numbers[place]
            for segment, places in zip(self.segments, candidates, strict=True)
            for place in places & segment.alive
        ]
        having = set()
        for start in range(0, len(numbers), KEPT):
            rows = self.texts(numbers[start : start + KEPT])
            having |= {row[0] for row in rows if _has(term, row)}
            if len(numbers) <= LOOKED_AT:  # who ranks reads them again
                self._texts |= {row[0]: row for row in rows}
        return [segments.places_in(segment.numbers, having) if having else BitMap() for segment in self.segments]

    # --- what is read from the database ------------------------------------------------------------

    @property
    def living(self) -> frozenset[int]:
        """The recent documents that there still are."""
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
        if len(self.recent) <= KEPT:
            return [self._texts[number] for number in self.living]
        ordered = sorted(self.recent)
        return chain.from_iterable(dialect.texts(ordered[at : at + KEPT]) for at in range(0, len(ordered), KEPT))

    def _read(self, terms: Iterable[Term]) -> None:
        """What the segments say of those terms of which it is not known yet. One query."""
        keys = [segment.key for segment in self.segments]
        unknown = [term for term in terms if not self._is_known(term)]
        about: dict[int, list[tuple[Any, ...]]] = {PAGE: [], WORDS: []}
        if unknown and keys:
            for kind, *row in dialect.rows(*asking.more(keys, unknown)):
                about[kind].append(tuple(row))
        self._note(unknown, about[PAGE], about[WORDS])

    def _is_known(self, term: Term) -> bool:
        if is_word(term):
            return term in self._with_word
        return all((segment.key, piece.key) in self._postings for segment in self.segments for piece in pieces_of(term))

    def _note(self, terms: Iterable[Term], pages: Iterable[tuple[Any, ...]], lists: Iterable[tuple[Any, ...]]) -> None:
        words = words_of(terms)
        self._with_word |= {word: {} for word in words}
        for segment, key, page, *_ in pages:
            self._postings[segment, key] = posting(bytes(page) if page else EMPTY_PAGE, key)
        for segment, at, data, *_ in lists:
            found = self._with_word[words[at]]
            found[segment] = found.get(segment, BitMap()) | BitMap.deserialize(bytes(data))

    def _note_apart(self, rows: Iterable[tuple[Any, ...]]) -> None:
        for segment, key, data, *_ in rows:
            self._apart[segment, key] = Row(bytes(data))

    def _read_apart(self, terms: Iterable[Term]) -> None:
        """The places of frequent triples that stand apart, as far as they decide where longer terms stand."""
        longer = [term for term in terms if len(pieces_of(term)) > 1]
        wanted = {
            each for term in longer if not self._are_few(self._candidates_of(term)) for each in self._unread(term)
        }
        if not wanted:
            return
        values = ", ".join(f"({segment}, {key})" for segment, key in wanted)
        sql = f"WITH v(segment, pair) AS (VALUES {values}) SELECT p.segment, p.pair, p.data FROM v"  # noqa: S608
        self._note_apart(
            dialect.rows(f"{sql} CROSS JOIN articles_searchplaces p WHERE p.segment = v.segment AND p.pair = v.pair")
        )


def _has(term: Term, row: Sequence[Any]) -> bool:
    """``row`` is one of ``dialect.texts``."""
    return any(stands_in(term, row[column]) for column in _COLUMNS[term.field])


def _as_bytes(row: Sequence[Any]) -> tuple[Any, ...]:
    """PostgreSQL may give its bytes as memory."""
    return tuple(bytes(each) if isinstance(each, memoryview) else each for each in row)


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


reader = Reader
