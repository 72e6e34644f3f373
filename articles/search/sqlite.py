"""The index on SQLite: an FTS5 table of character pairs, where a string is a phrase.

The table keeps no text (``content=''``): a document is taken out with the words that were put in.
``words`` holds Latin words and numbers, for terms that are not found inside others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.db import connection

from articles.models import SearchDocument
from articles.search.grams import MARKS, beginning, pairs, phrase
from articles.search.occurrence import pattern
from articles.search.query import LETTERS, All, Either, Field, Match, Node, Term, Without, Words

TABLE = "articles_searchindex"
MEMBERS = f"SELECT id AS number FROM {TABLE}_docsize"  # noqa: S608
_COLUMNS = {Field.ANY: "{title byline text}", Field.TITLE: "title", Field.BYLINE: "byline"}
_WORD = re.compile(rf"[{LETTERS}]+(?:(?<=[0-9])[.,](?=[0-9])[{LETTERS}]+)*")


def write(documents: Sequence[SearchDocument]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {TABLE} (rowid, title, byline, text, words) VALUES (%s, %s, %s, %s, %s)",  # noqa: S608
            [_row(document) for document in documents],
        )


def erase(documents: Sequence[SearchDocument]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {TABLE} ({TABLE}, rowid, title, byline, text, words)"  # noqa: S608
            " VALUES ('delete', %s, %s, %s, %s, %s)",
            [_row(document) for document in documents],
        )


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('delete-all')")  # noqa: S608


def count() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {TABLE}_docsize")  # noqa: S608
        return int(cursor.fetchone()[0])


def numbers(node: Node) -> tuple[str, list[Any]] | None:
    expression = _expression(node)
    if expression is not None:
        return f"SELECT rowid AS number FROM {TABLE} WHERE {TABLE} MATCH %s", [expression]  # noqa: S608
    if isinstance(node, Term):
        return _checked(node)
    if isinstance(node, Words) and len(node.terms) == 1:
        return _checked(node.terms[0])
    return None


def _row(document: SearchDocument) -> tuple[int, str, str, str, str]:
    text = "\n".join(filter(None, [document.quotes, document.body]))
    words = _WORD.findall("\n".join([document.title, document.byline, text]))
    return (
        document.number,
        pairs(document.title),
        pairs(document.byline),
        pairs(text),
        " ".join(words).translate(MARKS).replace(MARKS[0x20], " "),
    )


def _expression(node: Node) -> str | None:
    """The whole of ``node`` in FTS5's own language, or None when that cannot say it exactly."""
    match node:
        case Term():
            return _term(node)
        case Words():
            return _joined("AND", node.terms)
        case Either():
            return _joined("OR", node.parts)
        case All():
            wanted = [part for part in node.parts if not isinstance(part, Without)]
            found = _joined("AND", wanted) if wanted else None
            for part in node.parts:
                if isinstance(part, Without) and found is not None:
                    excluded = _expression(part.part)
                    found = f"({found} NOT {excluded})" if excluded is not None else None
            return found
    return None


def _joined(operator: str, nodes: Sequence[Node]) -> str | None:
    parts = [_expression(node) for node in nodes]
    known = [part for part in parts if part is not None]
    if not known or len(known) < len(parts):
        return None
    return known[0] if len(known) == 1 else "(" + f" {operator} ".join(known) + ")"


def _term(term: Term) -> str | None:
    columns = _COLUMNS[term.field]
    if term.match is not Match.STRING:
        if term.field is not Field.ANY or not _WORD.fullmatch(term.value):
            return None
        return f'words : "{term.value.translate(MARKS)}"' + (" *" if term.match is Match.PREFIX else "")
    if len(term.value) == 1:
        return f'{columns} : "{beginning(term.value)}" *'
    return f'{columns} : "{phrase(term.value)}"'


def _checked(term: Term) -> tuple[str, list[Any]] | None:
    """A word with marks in it, or in one field: found as a string, then looked at."""
    rough = _term(Term(term.value, Match.STRING, term.field))
    fields = ["title", "byline", "quotes", "body"] if term.field is Field.ANY else [str(term.field)]
    looks = " OR ".join(f"d.{field} REGEXP %s" for field in fields)
    sql = (
        "SELECT d.number FROM articles_searchdocument d"  # noqa: S608
        f" WHERE d.number IN (SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s) AND ({looks})"
    )
    return sql, [rough, *[pattern(term.value, term.match)] * len(fields)]
