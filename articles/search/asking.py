"""What a reader of the index asks the database: all that it begins with in one statement, later pages and words in another.

Every row begins with what it is about, the smallest first; the columns are those of ``dialect.texts``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from articles.search import dialect
from articles.search.dialect import Sql
from articles.search.postings import BLOCK, LONGEST_WORD, WORD, cover, key_of, units
from articles.search.query import Field, Match, Term

TEXT, SEGMENT, PAGE, WORDS, RECENT, APART, OLDER = range(7)
WIDTH = 9
KEPT = 500  # recent texts that a reader begins with; more of them are read so many at a time
AT_ONCE = 13 * BLOCK  # documents, about: the newest segments with so many are read at once, older ones when needed
SMALL = 16_000  # documents; of so many, places are read that may not be needed, rather than to ask once more
_REST = ", NULL" * 5
_LIVING = """
    SELECT key, dead, size, newest, sum(size) OVER (ORDER BY newest DESC, key) - size AS newer
    FROM articles_searchsegment WHERE retired_at IS NULL
"""
# The bytes come first, so that PostgreSQL knows of what type the columns are.
_STATE = f"""
    SELECT {TEXT}, {{texts}} WHERE number {{recent}}
    UNION ALL SELECT CASE WHEN newer < {{at_once}} THEN {SEGMENT} ELSE {OLDER} END, key, newest, dead{_REST} FROM living
    UNION ALL SELECT {RECENT}, number, NULL, NULL{_REST} FROM articles_searchrecent
    UNION ALL SELECT {APART}, p.segment, p.pair, p.data{_REST}
        FROM ({{joined}}) v CROSS JOIN living CROSS JOIN articles_searchplaces p
        WHERE (SELECT sum(size) FROM living) <= {{small}} AND p.segment = living.key AND p.pair = v.number
    UNION ALL
"""  # noqa: S608 - numbers of ours
_HOW_MANY = "SELECT count(*) FROM articles_searchrecent"
_FEW_RECENT = f"SELECT number FROM articles_searchrecent WHERE ({_HOW_MANY}) <= {KEPT}"  # noqa: S608 - numbers of ours
_PAGES = f"""
    SELECT {PAGE}, ours.key, v.number, (
        SELECT p.data FROM articles_searchpage p WHERE p.segment = ours.key AND p.first <= v.number
        ORDER BY p.first DESC LIMIT 1
    ){_REST} FROM ({{pairs}}) v CROSS JOIN ours
    UNION ALL SELECT {WORDS}, w.segment, v.at, w.data{_REST}
        FROM ({{words}}) v CROSS JOIN ours CROSS JOIN articles_searchword w
        WHERE w.segment = ours.key AND w.word >= v.low AND w.word <= v.high
"""  # noqa: S608 - numbers of ours
_LAST = "\U0010ffff"  # no word goes on with it


class Piece(NamedTuple):
    """Three units of a term under their key, how far into the term they stand, and the one that follows; or all of a shorter
    term."""

    offset: int
    key: int
    following: int | None = None


@lru_cache(maxsize=512)
def pieces_of(term: Term) -> tuple[Piece, ...]:
    """Those by which the term is found as a string; none of a word that is kept apart as a word."""
    if is_word(term):
        return ()
    row = units(term.value)
    if len(row) <= 3:
        return (Piece(0, key_of(term.field, row)),)
    return tuple(Piece(at, key_of(term.field, row[at : at + 3]), row[at + 3]) for at in cover(len(row)))


def is_longer(term: Term) -> bool:
    """Whether it is found as a string of more units than a key has."""
    return any(piece.following is not None for piece in pieces_of(term))


def is_word(term: Term) -> bool:
    """Whether the index has a list of the documents with the word; one with marks in it, or in one field, it has not."""
    return (
        term.match is not Match.STRING
        and term.field is Field.ANY
        and len(term.value) < LONGEST_WORD
        and WORD.fullmatch(term.value) is not None
    )


def beginning(terms: Sequence[Term]) -> Sql:
    """The index as it stands, with the recent texts if they are few, and what its newest segments say of the terms."""
    joined, keys = dialect.as_rows(
        {piece.key for term in terms for piece in pieces_of(term) if piece.following is not None}
    )
    texts, recent = dialect.texts_selected(), dialect.among(_FEW_RECENT)
    known = f"living AS MATERIALIZED ({_LIVING}), ours AS MATERIALIZED (SELECT key FROM living WHERE newer < {AT_ONCE})"  # noqa: S608
    state = _STATE.format(texts=texts, recent=recent, joined=joined, small=SMALL, at_once=AT_ONCE)
    return _asked(known, state, keys, terms)


def more(segments: Iterable[int], terms: Sequence[Term]) -> Sql:
    """What these segments say of the terms."""
    rows, keys = dialect.as_rows(segments)
    return _asked(f"ours AS MATERIALIZED (SELECT number AS key FROM ({rows}) AS given)", "", keys, terms)  # noqa: S608


def _asked(known: str, state: str, params: list[str], terms: Sequence[Term]) -> Sql:
    """A word's rows have its place among the words of the terms."""
    pairs, keys = dialect.as_rows({piece.key for term in terms for piece in pieces_of(term)})
    words = dialect.spans([(each.value, each.value + _LAST * (each.match is Match.PREFIX)) for each in words_of(terms)])
    sql = f"WITH {known} {state} {_PAGES.format(pairs=pairs, words=words[0])}"
    return sql, [*params, *keys, *words[1]]


def words_of(terms: Iterable[Term]) -> list[Term]:
    return [term for term in dict.fromkeys(terms) if is_word(term)]
