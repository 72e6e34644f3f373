"""The engine of this project, alike on SQLite and PostgreSQL: segments of triples and their places, kept in the database.

A ``Reader`` holds the state of the index at one moment. Terms are answered segment by segment with roaring bitmaps of the
documents' places; what is recent is looked through. ``Found`` are the numbers of documents that match.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import chain
from math import ceil
from operator import and_, or_
from typing import Any, NamedTuple

from pyroaring import BitMap

from articles.search import asking, dialect, segments
from articles.search.asking import (
    KEPT,
    OLDER,
    PLACES,
    RECENT,
    SEGMENT,
    TEXT,
    WORDS,
    Piece,
    grams_of,
    is_word,
    pieces_of,
    words_of,
)
from articles.search.numbers import Found, Segment, remembered
from articles.search.occurrence import stands_in
from articles.search.packing import run_of
from articles.search.postings import NONE, Gram, in_a_row, posting
from articles.search.query import All, Either, Field, Match, Node, Term, Without, Words, terms_in

LOOKED_AT = 60  # so few texts that were looked at are kept for who ranks them
FURTHER = 2  # times as many segments as were read, unless it is known how many are needed

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


class Known(NamedTuple):
    """What the state says of a segment."""

    newest: int
    key: int
    dead: bytes


class Moment(NamedTuple):
    """What the readers of one search share; ``texts`` are rows of ``dialect.texts``."""

    recent: frozenset[int]
    texts: dict[int, tuple[Any, ...]]
    selected: dict[tuple[str, str], set[int]]


def reader(terms: Sequence[Term] = (), rows: Iterable[tuple[Any, ...]] | None = None) -> Reader:
    """The index as it is now. ``terms`` are those whose pages and words are read at once with the state: in ``rows``, if
    they were asked for already."""
    about: dict[int, list[tuple[Any, ...]]] = {kind: [] for kind in (TEXT, SEGMENT, PLACES, WORDS, RECENT, OLDER)}
    for kind, *row in dialect.rows(*question(terms)) if rows is None else rows:
        about[kind].append(tuple(row))
    moment = Moment(
        recent=frozenset(row[0] for row in about[RECENT]),
        texts={row[0]: _as_bytes(row) for row in about[TEXT]},
        selected={},
    )
    known, older = (
        sorted((Known(newest, key, bytes(dead)) for key, newest, dead, *_ in about[kind]), reverse=True)
        for kind in (SEGMENT, OLDER)
    )
    made = Reader(moment, known, older, foreseen=terms)
    made.note(terms, about[PLACES], about[WORDS])
    return made


class Reader:
    """The newest segments at one moment, the newest first, with all that is recent; or some older ones. ``bound`` is the
    largest number in those that are older still, 0 when there are none.

    What one reader found belongs together.
    """

    def __init__(
        self,
        moment: Moment,
        known: Sequence[Known],
        older: Sequence[Known],
        *,
        newer: Sequence[Known] = (),
        foreseen: Sequence[Term] = (),
    ) -> None:
        self.moment, self.bound = moment, older[0].newest if older else 0
        self.recent: frozenset[int] = frozenset() if newer else moment.recent
        self._read_so_far, self._older, self._foreseen = [*newer, *known], older, foreseen
        have = remembered([each.key for each in known])
        self.segments = [
            Segment(each.key, have[each.key], each.dead, moment.recent) for each in known if each.key in have
        ]
        self._data: dict[tuple[int, Gram], bytes] = {}
        self._with_word: dict[Term, dict[int, BitMap]] = {}
        self._found: dict[Node, Found] = {}
        self._recent_having: dict[Term, frozenset[int]] = {}
        self._living = self.recent & moment.texts.keys() if len(self.recent) <= KEPT else None

    def older(self, times: float = FURTHER) -> Reader | None:
        """A reader of the next older segments at the same moment, so many ``times`` as many as were read, without what is
        recent; None when there are none."""
        if not self._older:
            return None
        count = ceil(min(times * len(self._read_so_far), len(self._older)))
        return Reader(self.moment, self._older[:count], self._older[count:], newer=self._read_so_far)

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
        known = [self.moment.texts[number] for number in wanted & self.moment.texts.keys()]
        return known + dialect.texts(wanted - self.moment.texts.keys())

    def selected(self, sql: dialect.Sql) -> Found:
        """The documents whose numbers a SELECT gives; all readers of a moment ask it once."""
        statement, params = sql
        told = self.moment.selected
        if (asked := (statement, str(params))) not in told:
            told[asked] = {number for (number,) in dialect.rows(statement, params)}
        return self.having(told[asked])

    # --- the language of the query -----------------------------------------------------------------

    def find(self, node: Node) -> Found:
        """The documents whose words match. ``node`` holds terms, words, and their All, Either and Without."""
        if node not in self._found:
            terms = list(dict.fromkeys(terms_in(node, excluded=True)))
            self._look_through(terms)
            self._read(terms)
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
        pieces = pieces_of(term)
        return [self._in_segment(segment.key, pieces) for segment in self.segments]

    def _in_segment(self, segment: int, pieces: Sequence[Piece]) -> BitMap:
        found = []
        for offset, gram in pieces:
            known = posting(gram, self._data[segment, gram])
            if known is NONE:
                return BitMap()
            found.append((offset, known))
        return in_a_row(found) if len(found) > 1 else found[0][1].documents

    def put_together(self, terms: Iterable[Term]) -> int:
        """Of how many bytes the longer ones of the terms, found already, were put together; the others were read off."""
        longer = [pieces for term in terms if len(pieces := pieces_of(term)) > 1]
        grams = {gram for pieces in longer for _, gram in pieces}
        return sum(len(self._data[segment.key, gram]) for segment in self.segments for gram in grams)

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
            if len(numbers) <= LOOKED_AT:
                self.moment.texts.update((row[0], row) for row in rows)
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
        """Which recent documents have which of the terms, and of those that will be asked for next: never many texts in memory, and
        none of them twice."""
        if self._recent_having.keys() >= {*terms}:
            return
        having: dict[Term, list[int]] = {term: [] for term in {*terms, *self._foreseen} - self._recent_having.keys()}
        for row in self._recent_texts():
            for term in having:
                if _has(term, row):
                    having[term].append(row[0])
        self._recent_having |= {term: frozenset(numbers) for term, numbers in having.items()}

    def _recent_texts(self) -> Iterable[tuple[Any, ...]]:
        if len(self.recent) <= KEPT:
            return [self.moment.texts[number] for number in self.living]
        ordered = sorted(self.recent)
        return chain.from_iterable(dialect.texts(ordered[at : at + KEPT]) for at in range(0, len(ordered), KEPT))

    def _read(self, terms: Iterable[Term]) -> None:
        """What the segments say of those terms of which it is not known yet. One query."""
        keys = [segment.key for segment in self.segments]
        unknown = [term for term in terms if not self._is_known(term)]
        about: dict[int, list[tuple[Any, ...]]] = {PLACES: [], WORDS: []}
        if unknown and keys:
            for kind, *row in dialect.rows(*asking.more(keys, unknown)):
                about[kind].append(tuple(row))
        self.note(unknown, about[PLACES], about[WORDS])

    def _is_known(self, term: Term) -> bool:
        if is_word(term):
            return term in self._with_word
        return all((segment.key, gram) in self._data for segment in self.segments for _, gram in pieces_of(term))

    def note(self, terms: Sequence[Term], places: Iterable[tuple[Any, ...]], lists: Iterable[tuple[Any, ...]]) -> None:
        """Rows that ``asking`` gave for the terms."""
        words, grams = words_of(terms), grams_of(terms)
        self._with_word |= {word: {} for word in words}
        for segment, at, data, *_ in places:
            self._data[segment, grams[at]] = bytes(data or b"")
        for segment, at, data, *_ in lists:
            found = self._with_word[words[at]]
            found[segment] = found.get(segment, BitMap()) | BitMap.deserialize(bytes(data))


def _has(term: Term, row: Sequence[Any]) -> bool:
    """``row`` is one of ``dialect.texts``."""
    return any(stands_in(term, row[column]) for column in _COLUMNS[term.field])


def _as_bytes(row: Sequence[Any]) -> tuple[Any, ...]:
    """PostgreSQL may give its bytes as memory."""
    return tuple(bytes(each) if isinstance(each, memoryview) else each for each in row)
