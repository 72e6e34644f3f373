"""Where a term stands in a folded text: the one definition of a hit, for highlights, ranking and proofs."""

from __future__ import annotations

import re
from functools import lru_cache

from articles.search.query import LETTERS, Match, Term

Span = tuple[int, int]


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


def occurs(term: Term, text: str) -> bool:
    if term.match is Match.STRING:
        return term.value in text
    return _compiled(term.value, term.match).search(text) is not None
