"""The index on PostgreSQL: the character pairs of each document as integers in a GIN index.

GIN keeps no positions: longer strings are narrowed down by their pairs and then looked at in the text.
The pairs stand in a narrow table of their own, so that counting reads few pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from articles.models import SearchDocument
from articles.search.grams import is_exact, packed_pairs, packed_phrase
from articles.search.occurrence import pattern
from articles.search.query import All, Either, Field, Match, Node, Term, Without, Words

TABLE = "articles_searchindex"
MEMBERS = f"SELECT number FROM {TABLE}"  # noqa: S608
_FIELDS = {Field.ANY: ("title", "byline", "quotes", "body"), Field.TITLE: ("title",), Field.BYLINE: ("byline",)}


def write(documents: Sequence[SearchDocument]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {TABLE} (number, pairs) VALUES (%s, %s)",  # noqa: S608
            [(each.number, packed_pairs([each.title, each.byline, each.quotes, each.body])) for each in documents],
        )


def erase(documents: Sequence[SearchDocument]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {TABLE} WHERE number = ANY(%s)",  # noqa: S608
            [[document.number for document in documents]],
        )


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608 not TRUNCATE: it would wait for others and take their rows


def count() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {TABLE}")  # noqa: S608
        return int(cursor.fetchone()[0])


def numbers(node: Node) -> tuple[str, list[Any]] | None:
    conditions = [_parts(part) for part in _conjuncts(node)]
    narrowed = _combined(" AND ", conditions)[0]
    if narrowed is None:
        return None
    doubtful = [part for part in conditions if not part[1]]
    if not doubtful:
        return f"SELECT i.number FROM {TABLE} i WHERE {narrowed[0]}", narrowed[1]  # noqa: S608
    _, _, looks, params = _combined(" AND ", doubtful)
    sql = (
        f"WITH near AS MATERIALIZED (SELECT i.number FROM {TABLE} i WHERE {narrowed[0]})"  # noqa: S608
        f" SELECT d.number FROM articles_searchdocument d JOIN near USING (number) WHERE {looks}"
    )
    return sql, [*narrowed[1], *params]


def _conjuncts(node: Node) -> list[Node]:
    """What all must hold: of these, the index alone decides on the exact ones."""
    match node:
        case Words():
            return list(node.terms)
        case All() if any(not isinstance(part, Without) for part in node.parts):
            return [each for part in node.parts for each in _conjuncts(part)]
    return [node]


Narrowed = tuple[str, list[Any]]


def _parts(node: Node) -> tuple[Narrowed | None, bool, str | None, list[Any]]:
    """What the index can say, whether that is all, and the condition on the text with its parameters."""
    match node:
        case Without():
            return _excluded(node.part)
        case Term():
            return _term(node)
        case Words():
            return _combined(" AND ", [_parts(term) for term in node.terms])
        case Either():
            return _combined(" OR ", [_parts(part) for part in node.parts])
        case All():
            return _combined(" AND ", [_parts(part) for part in node.parts])
    return None, False, None, []


def _excluded(node: Node) -> tuple[Narrowed | None, bool, str | None, list[Any]]:
    """The opposite: the index can tell only when it is exact."""
    narrowed, exact, looks, params = _parts(node)
    if narrowed is None or looks is None:
        return None, False, None, []
    rough: Narrowed = (f"NOT ({narrowed[0]})", narrowed[1]) if exact else ("TRUE", [])
    return rough, exact, f"NOT ({looks})", params


def _combined(
    operator: str, parts: Sequence[tuple[Narrowed | None, bool, str | None, list[Any]]]
) -> tuple[Narrowed | None, bool, str | None, list[Any]]:
    rough: list[Narrowed] = []
    looks: list[str] = []
    params: list[Any] = []
    for narrowed, _, look, more in parts:
        if narrowed is None or look is None:
            return None, False, None, []
        rough.append(narrowed)
        looks.append(look)
        params += more
    joined = (
        "(" + operator.join(text for text, _ in rough) + ")",
        [value for _, values in rough for value in values],
    )
    return joined, all(exact for _, exact, _, _ in parts), "(" + operator.join(looks) + ")", params


def _term(term: Term) -> tuple[Narrowed, bool, str, list[Any]]:
    narrowed: Narrowed = ("i.pairs @> %s::integer[]", [packed_phrase(term.value)])
    exact = term.match is Match.STRING and term.field is Field.ANY and is_exact(term.value)
    fields = _FIELDS[term.field]
    if term.match is Match.STRING:
        looks = " OR ".join(f"strpos(d.{field}, %s) > 0" for field in fields)
        return narrowed, exact, f"({looks})", [term.value] * len(fields)
    looks = " OR ".join(f"d.{field} ~ %s" for field in fields)
    return narrowed, exact, f"({looks})", [pattern(term.value, term.match)] * len(fields)
