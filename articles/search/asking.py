"""What a reader of the index asks the database: all that it begins with in one statement, later pages and words in another.

Every row begins with what it is about, the smallest first; the columns are those of ``dialect.texts``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from articles.search import dialect
from articles.search.dialect import Sql
from articles.search.postings import BLOCK, LONGEST_WORD, WORD, Gram, cover, key_of, units
from articles.search.query import Field, Match, Term

TEXT, SEGMENT, PLACES, WORDS, RECENT, OLDER = range(6)
WIDTH = 9
KEPT = 500  # recent texts that a reader begins with; more of them are read so many at a time
AT_ONCE = 13 * BLOCK  # documents, about: the newest segments with so many are read at once, older ones when needed
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
    UNION ALL
"""  # noqa: S608 - numbers of ours
_HOW_MANY = "SELECT count(*) FROM articles_searchrecent"
_FEW_RECENT = f"SELECT number FROM articles_searchrecent WHERE ({_HOW_MANY}) <= {KEPT}"  # noqa: S608 - numbers of ours
_PLACES = f"""
    SELECT {PLACES}, ours.key, g.at, COALESCE((
        SELECT p.data FROM articles_searchplaces p
        WHERE p.segment = ours.key AND p.triple = g.key AND p.following <= g.following
        ORDER BY p.following DESC LIMIT 1
    ), (
        SELECT p.data FROM articles_searchpage p WHERE p.segment = ours.key AND p.first <= g.key
        ORDER BY p.first DESC LIMIT 1
    )){_REST} FROM grams g CROSS JOIN ours
    UNION ALL SELECT {WORDS}, w.segment, v.at, w.data{_REST}
        FROM ({{words}}) v CROSS JOIN ours CROSS JOIN articles_searchword w
        WHERE w.segment = ours.key AND w.word >= v.low AND w.word <= v.high
"""  # noqa: S608 - numbers of ours
_LAST = "\U0010ffff"  # no word goes on with it


class Piece(NamedTuple):
    """Four units of a term, or all of a shorter one, and how far into the term they stand."""

    offset: int
    gram: Gram


@lru_cache(maxsize=512)
def pieces_of(term: Term) -> tuple[Piece, ...]:
    """Those by which the term is found as a string; none of a word that is kept apart as a word."""
    if is_word(term):
        return ()
    row = units(term.value)
    if len(row) <= 3:
        return (Piece(0, Gram(key_of(term.field, row))),)
    return tuple(Piece(at, Gram(key_of(term.field, row[at : at + 3]), row[at + 3])) for at in cover(len(row)))


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
    texts, recent = dialect.texts_selected(), dialect.among(_FEW_RECENT)
    known = f"living AS MATERIALIZED ({_LIVING}), ours AS MATERIALIZED (SELECT key FROM living WHERE newer < {AT_ONCE})"  # noqa: S608
    state = _STATE.format(texts=texts, recent=recent, at_once=AT_ONCE)
    return _asked(known, state, [], terms)


def more(segments: Iterable[int], terms: Sequence[Term]) -> Sql:
    """What these segments say of the terms."""
    rows, keys = dialect.as_rows(segments)
    return _asked(f"ours AS MATERIALIZED (SELECT number AS key FROM ({rows}) AS given)", "", keys, terms)  # noqa: S608


def _asked(known: str, state: str, params: list[str], terms: Sequence[Term]) -> Sql:
    """The rows of a gram, or of a word, have its place among those of the terms."""
    grams, placed = dialect.as_table([(at, *gram) for at, gram in enumerate(grams_of(terms))], "at", "key", "following")
    words = dialect.spans([(each.value, each.value + _LAST * (each.match is Match.PREFIX)) for each in words_of(terms)])
    sql = f"WITH {known}, grams AS MATERIALIZED ({grams}) {state} {_PLACES.format(words=words[0])}"
    return sql, [*params, *placed, *words[1]]


def grams_of(terms: Iterable[Term]) -> list[Gram]:
    return list(dict.fromkeys(piece.gram for term in terms for piece in pieces_of(term)))


def words_of(terms: Iterable[Term]) -> list[Term]:
    return [term for term in dict.fromkeys(terms) if is_word(term)]
