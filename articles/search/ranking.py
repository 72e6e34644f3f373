"""Puts candidates into order: the same function for every engine, over a bounded set.

A term weighs what its rarity among the candidates says. Where it stands counts: title, then byline and pull
quote, then heading, then body; a whole word more than an accident of neighbours, a run found as typed more
than its scattered words, an early place more than a late one, a recent text a little more than an old one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import NamedTuple

from articles.models.search import DAY_BITS
from articles.search.boundaries import size_of
from articles.search.occurrence import spans_in_bytes, stands_in
from articles.search.query import All, Field, Match, Node, Term, Words, runs_in, terms_in

TITLE, BYLINE, QUOTE, HEADING = 9.0, 5.0, 6.0, 3.0
BODY, BODY_HALF = 4.0, 2.5  # the most that places in the body come to, and how many come to half of it
LEAD = 1.5  # a first place within the first characters of the body
LEAD_LENGTH = 80
SATURATION = 5.0
ALL_IN_TITLE = 0.25  # of the score, where the headline answers the whole query
LENGTH_SHARE = 0.6
TITLE_LENGTH = 18  # of an ordinary headline, in characters
PHRASE, JOINED = 2.5, 0.3  # the weight of a run as typed, and of all words in a row, beside that of an ordinary word
HALF_WHOLE, NOT_WHOLE = 0.75, 0.4  # a place with one or no end on a word's boundary
LOOKED_AT = 4  # places in a body whose boundaries are looked at
RECENCY, RECENCY_DAYS = 0.08, 365.0
EXACT_TITLE = 3.0


class Document(NamedTuple):
    """What a ``SearchDocument`` says to ranking: its words in UTF-8."""

    number: int
    length: int
    title: bytes
    byline: bytes
    quotes: bytes
    headings: bytes
    cuts: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Wanted:
    """A string to weigh; ``share`` is its part in the query's score. A run is as rare as its words are on average."""

    term: Term
    share: float
    is_run: bool = False


def wanted_of(tree: Node) -> list[Wanted]:
    """The query's terms, its runs of several words, and all its words in a row."""
    terms = list(dict.fromkeys(term for term in terms_in(tree)))
    found = [Wanted(term, 1.0) for term in terms]
    runs, joined = list(dict.fromkeys(runs_in(tree))), ""
    if isinstance(tree, All) and len(tree.parts) > 1 and all(isinstance(part, Words) for part in tree.parts):
        joined = "".join(runs)
    known = {term.value for term in terms}
    found += [Wanted(Term(run), PHRASE, is_run=True) for run in runs if run not in known]
    return [*found, Wanted(Term(joined), JOINED, is_run=True)] if joined else found


def ranked(tree: Node, documents: Sequence[Document]) -> list[tuple[float, int]]:
    """(score, number) of each document, best first; ties go to the newer one."""
    if not documents:
        return []
    wanted = wanted_of(tree)
    average = sum(each.length for each in documents) / len(documents) or 1.0
    columns = [_frequencies(each.term, documents, average) for each in wanted]
    weights = weights_of(wanted, columns)
    newest = max(document.number for document in documents) >> DAY_BITS
    typed = "".join(runs_in(tree)).encode()
    in_title = [term for term in terms_in(tree) if term.field is not Field.BYLINE]
    rows = []
    for document, row in zip(documents, zip(*columns, strict=True) if columns else repeat(()), strict=False):
        score = 0.0
        for weight, value in zip(weights, row, strict=True):
            score += weight * value / (value + SATURATION)
        title = document.title
        if in_title and all(stands_in(term, title) for term in in_title):
            score *= 1 + ALL_IN_TITLE
        if typed and typed == title.partition(b"\n")[0].replace(b" ", b""):
            score += EXACT_TITLE
        age = newest - (document.number >> DAY_BITS)
        rows.append((round(score * (1 + RECENCY * math.exp(-age / RECENCY_DAYS)), 9), document.number))
    return sorted(rows, reverse=True)


def weights_of(wanted: Sequence[Wanted], columns: Sequence[Sequence[float]]) -> list[float]:
    rarities = list(map(rarity, columns))
    of_words = [value for each, value in zip(wanted, rarities, strict=True) if not each.is_run]
    average = sum(of_words) / max(len(of_words), 1)
    return [each.share * (average if each.is_run else value) for each, value in zip(wanted, rarities, strict=True)]


def rarity(frequencies: Sequence[float]) -> float:
    """More for what few candidates have, and have seldom; never nothing."""
    having = sum(1 for value in frequencies if value > 0)
    often = sum(min(value, 8.0) for value in frequencies) / len(frequencies)
    return 1.0 + math.log((len(frequencies) + 1) / (having + 0.5)) + 1.0 / (1.0 + often)


def _frequencies(term: Term, documents: Sequence[Document], average: float) -> list[float]:
    """How often in each document, and where: places in better fields count several times, a long body's for less."""
    value = term.value.encode()
    has_title, has_byline, has_all = (
        term.field is not Field.BYLINE, term.field is not Field.TITLE, term.field is Field.ANY
    )  # fmt: skip
    found = []
    for document in documents:
        often = 0.0
        if has_title and value in document.title:
            often += TITLE * _in_title(term, document)
        if has_byline and value in document.byline:
            often += BYLINE * len(spans_in_bytes(term, document.byline, limit=2))
        if has_all:
            if value in document.quotes:
                often += QUOTE * len(spans_in_bytes(term, document.quotes, limit=2))
            if value in document.headings:
                often += HEADING * len(spans_in_bytes(term, document.headings, limit=2))
            often += _in_body(term, value, document, average)
        found.append(often)
    return found


def _in_title(term: Term, document: Document) -> float:
    """Places in the headline, less in a long one; half for kicker and subtitle."""
    places = spans_in_bytes(term, document.title, limit=3)
    if not places:
        return 0.0
    headline = document.title.partition(b"\n")[0]
    value = 0.0
    for start, end in places:
        whole = wholeness(document.cuts, start, end) if term.match is Match.STRING else 1.0
        value += whole * (1.0 if start < len(headline) else 0.5)
    return min(value, 1.5) / (0.6 + 0.4 * len(headline.decode()) / TITLE_LENGTH)


def _in_body(term: Term, value: bytes, document: Document, average: float) -> float:
    body = document.body
    if term.match is Match.STRING:
        first = at = body.find(value)
        if at < 0:
            return 0.0
        bits, offset, size = document.cuts, 8 * size_of(len(document.title)), len(value)
        whole, seen = 0.0, 0
        while at >= 0 and seen < LOOKED_AT:
            end = at + size
            whole += wholeness(bits, offset + at, offset + end)
            seen += 1
            at = body.find(value, end)
        count = float(seen)
        if at >= 0:
            count += body.count(value, at)
        count *= whole / seen
    else:
        places = spans_in_bytes(term, body)
        if not places:
            return 0.0
        first, count = places[0][0], float(len(places))
    often = count / ((1 - LENGTH_SHARE) + LENGTH_SHARE * document.length / average)
    return BODY * often / (often + BODY_HALF) + (LEAD if _is_early(body, first) else 0.0)


def _is_early(body: bytes, at: int) -> bool:
    """Within the first characters: of one to four bytes each."""
    return at < LEAD_LENGTH or (at < 4 * LEAD_LENGTH and len(body[:at].decode()) < LEAD_LENGTH)


def wholeness(bits: bytes, start: int, end: int) -> float:
    """1 for a whole word or words, less for a string that a word goes on from."""
    if end >> 3 >= len(bits):
        return NOT_WHOLE
    ends = (bits[start >> 3] >> (start & 7) & 1) + (bits[end >> 3] >> (end & 7) & 1)
    return 1.0 if ends == 2 else HALF_WHOLE if ends else NOT_WHOLE
