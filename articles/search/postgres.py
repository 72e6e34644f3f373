"""The index on PostgreSQL: the character pairs of each document as integers in a GIN index.

GIN keeps no positions: longer strings are narrowed down by their pairs and then looked at in the text, the newest first, so
that a page of them does not look at all. The pairs stand in a narrow table of their own, so that counting reads few pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg.abc import Buffer
from psycopg.adapt import Loader

from articles.models import SearchDocument
from articles.search.grams import is_exact as is_exact_phrase
from articles.search.grams import packed_pairs, packed_phrase
from articles.search.occurrence import pattern
from articles.search.query import All, Either, Field, Match, Node, Term, Without, Words

TABLE = "articles_searchindex"
MEMBERS = f"SELECT number FROM {TABLE}"  # noqa: S608
PUBLICATIONS = "articles_publication p"
_FIELDS = {Field.ANY: ("title", "byline", "quotes", "body"), Field.TITLE: ("title",), Field.BYLINE: ("byline",)}
# A function of migration 0017: the numbers that a condition finds through the index. The planner by itself would often
# rather read all the pairs, whose size it does not see.
NEAR = "articles_searchnear"

Entry = tuple[int, str, str]


def entry(document: SearchDocument) -> Entry:
    fields = [document.title, document.byline, document.quotes, document.body]
    return document.number, _array(packed_pairs(fields)), _array(packed_pairs([document.title]))


def _array(values: Iterable[int]) -> str:
    return "{" + ",".join(map(str, values)) + "}"


def write(entries: Sequence[Entry]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {TABLE} (number, pairs, title) FROM STDIN") as copy:
        for row in entries:
            copy.write_row(row)


def erase(documents: Sequence[SearchDocument]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {TABLE} WHERE number = ANY(%s)",  # noqa: S608
            [[document.number for document in documents]],
        )


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608 not TRUNCATE: it would wait for others and take their rows


@contextmanager
def building() -> Iterator[None]:
    """Writes wait in GIN's pending list until there are very many: put away together they cost a half."""
    with connection.cursor() as cursor:
        cursor.execute("SET gin_pending_list_limit = '128MB'")
        cursor.execute("SET work_mem = '192MB'")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET gin_pending_list_limit")
            cursor.execute("RESET work_mem")


def tidy(*, wholly: bool = False) -> None:
    """Put away GIN's pending list, before a search has to read through it or a save has to do it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [f"{TABLE}_pairs"])
    if wholly:
        learn()


def learn() -> None:
    """Autovacuum comes some minutes later, and never for what is not committed; a guess till then makes bad plans."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def count() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {TABLE}")  # noqa: S608
        return int(cursor.fetchone()[0])


def counted(found: tuple[str, list[Any]], *, limit: int, offset: int, most: int) -> tuple[int, list[int]]:
    """One statement: whatever is found is found once."""
    sql, params = found
    newest = f"SELECT number FROM found ORDER BY number DESC LIMIT {int(limit)} OFFSET {int(offset)}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH found AS MATERIALIZED ({sql}) SELECT (SELECT count(*) FROM found), ARRAY({newest})",  # noqa: S608
            params,
        )
        total, numbers = cursor.fetchone()
    return total, numbers


def once(sql: str) -> str:
    """As an array: else the planner may ask again for each row."""
    return f"SELECT unnest(ARRAY({sql}))"


def texts(numbers: Sequence[int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.cursor.adapters.register_loader("text", _Utf8)
        cursor.execute(
            "SELECT number, length, title, byline, quotes, headings, cuts, body"
            " FROM articles_searchdocument WHERE number = ANY(%s)",
            [list(numbers)],
        )
        return list(cursor.fetchall())


class _Utf8(Loader):
    """Text as it comes: making characters of it would cost more than reading it."""

    def load(self, data: Buffer) -> bytes:
        return bytes(data)


def numbers(node: Node) -> tuple[str, list[Any]] | None:
    conditions = [_part(part) for part in _conjuncts(node)]
    if any(part is None for part in conditions):
        return None
    known = [part for part in conditions if part is not None]
    near = f"SELECT number FROM {NEAR}(%s) number"  # noqa: S608
    narrowed = " AND ".join(part.narrowed for part in known)
    doubtful = [part for part in known if not part.is_exact]
    if not doubtful:
        return near, [narrowed]
    looks = " AND ".join(part.looks for part in doubtful)
    sql = (
        f"SELECT near.number FROM ({near} ORDER BY number DESC) near,"  # noqa: S608
        f" LATERAL (SELECT 1 FROM articles_searchdocument d WHERE d.number = near.number AND {looks} OFFSET 0) looked"
    )
    return sql, [narrowed, *(value for part in doubtful for value in part.params)]


def _conjuncts(node: Node) -> list[Node]:
    """What all must hold: of these, the index alone decides on the exact ones."""
    match node:
        case All():
            return [each for part in node.parts for each in _conjuncts(part)]
        case Words():
            return list(node.terms)
    return [node]


@dataclass(frozen=True, slots=True)
class _Part:
    """What the index can say of a part, in numbers alone; whether that is all; the condition on the text."""

    narrowed: str
    is_exact: bool
    looks: str
    params: list[Any]


def _part(node: Node) -> _Part | None:
    match node:
        case Without():
            return _excluded(node.part)
        case Term():
            return _term(node)
        case Words():
            return _combined(" AND ", node.terms)
        case Either():
            return _combined(" OR ", node.parts)
        case All():
            return _combined(" AND ", node.parts)
    return None


def _excluded(node: Node) -> _Part | None:
    """The opposite: the index can tell only when it is exact."""
    part = _part(node)
    if part is None:
        return None
    narrowed = f"NOT ({part.narrowed})" if part.is_exact else "TRUE"
    return _Part(narrowed, part.is_exact, f"NOT ({part.looks})", part.params)


def _combined(operator: str, nodes: Sequence[Node]) -> _Part | None:
    parts = [part for part in map(_part, nodes) if part is not None]
    if len(parts) < len(nodes):
        return None
    return _Part(
        "(" + operator.join(part.narrowed for part in parts) + ")",
        all(part.is_exact for part in parts),
        "(" + operator.join(part.looks for part in parts) + ")",
        [value for part in parts for value in part.params],
    )


def _term(term: Term) -> _Part:
    column = "title" if term.field is Field.TITLE else "pairs"
    narrowed = f"i.{column} @> '{_array(packed_phrase(term.value))}'"
    is_exact = term.match is Match.STRING and term.field is not Field.BYLINE and is_exact_phrase(term.value)
    fields = _FIELDS[term.field]
    if term.match is Match.STRING:
        looks = " OR ".join(f"strpos(d.{field}, %s) > 0" for field in fields)
        return _Part(narrowed, is_exact, f"({looks})", [term.value] * len(fields))
    looks = " OR ".join(f"d.{field} ~ %s" for field in fields)
    return _Part(narrowed, is_exact, f"({looks})", [pattern(term.value, term.match)] * len(fields))
