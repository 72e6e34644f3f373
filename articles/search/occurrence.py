"""Where a term stands in a folded text: the one definition of a hit, for highlights, ranking and proofs."""

from __future__ import annotations

import re
from functools import lru_cache

from articles.search.query import LETTERS, Match, Term

Span = tuple[int, int]
REACH = 12  # bytes: two characters at least


@lru_cache(maxsize=512)
def pattern(value: str, match: Match) -> str:
    """A regular expression for a whole word or its beginning, read alike by Python and PostgreSQL.

    A word ends where letters and digits do; 22 does not stand in 22.5, nor 5 in 1,005.
    """
    before = rf"(?<![{LETTERS}])" if re.match(rf"[{LETTERS}]", value[0]) else ""
    before += r"(?<![0-9][.,])" if value[0] in "0123456789" else ""
    after = ""
    if match is Match.WORD and re.match(rf"[{LETTERS}]", value[-1]):
        after = rf"(?![{LETTERS}])" + (r"(?![.,][0-9])" if value[-1] in "0123456789" else "")
    return before + re.escape(value) + after


@lru_cache(maxsize=512)
def _compiled(value: str, match: Match) -> re.Pattern[str]:
    return re.compile(pattern(value, match))


def spans(term: Term, text: str, *, limit: int = 1000) -> list[Span]:
    """Up to ``limit`` places of ``term`` in the folded ``text``, from the left, none overlapping another."""
    if term.match is not Match.STRING:
        found = _compiled(term.value, term.match).finditer(text)
        return [match.span() for match, _ in zip(found, range(limit), strict=False)]
    places: list[Span] = []
    at, size = text.find(term.value), len(term.value)
    while at >= 0 and len(places) < limit:
        places.append((at, at + size))
        at = text.find(term.value, at + size)
    return places


def spans_in_bytes(term: Term, text: bytes, *, limit: int = 1000) -> list[Span]:
    """The same places in UTF-8, as offsets of bytes; many times quicker than to make characters of a long text."""
    value = term.value.encode()
    places: list[Span] = []
    at, size = text.find(value), len(value)
    while at >= 0 and len(places) < limit:
        fits = term.match is Match.STRING or _stands_alone(term, text, at, at + size)
        if fits:
            places.append((at, at + size))
        at = text.find(value, at + size if fits else at + 1)
    return places


def stands_in(term: Term, text: bytes) -> bool:
    """True when ``term`` has a place in the UTF-8 ``text``."""
    return term.value.encode() in text and (term.match is Match.STRING or bool(spans_in_bytes(term, text, limit=1)))


def _stands_alone(term: Term, text: bytes, start: int, end: int) -> bool:
    """True when a word ends where the place does; as far as ``pattern`` looks."""
    before = text[max(start - REACH, 0) : start].decode(errors="ignore")
    after = text[end : end + REACH].decode(errors="ignore")
    return _compiled(term.value, term.match).match(before + term.value + after, len(before)) is not None


def occurs(term: Term, text: str) -> bool:
    if term.match is Match.STRING:
        return term.value in text
    return _compiled(term.value, term.match).search(text) is not None
