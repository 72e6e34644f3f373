"""The index on SQLite: two FTS5 tables of character pairs, where a string is a phrase.

``pairs`` has the whole text, ``words`` its Latin words and numbers, for terms that are not found inside others; title and
byline stand once more in a small table of their own, so that a search there does not read what the bodies have. The tables
keep no text (``content=''``): a document is taken out with the words that were put in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

from articles.models import SearchDocument
from articles.search.grams import MARKS, beginning, pairs, phrase
from articles.search.occurrence import pattern
from articles.search.query import LETTERS, All, Either, Field, Match, Node, Term, Without, Words

TABLE, HEADS = "articles_searchindex", "articles_searchheads"
MEMBERS = f"SELECT id AS number FROM {TABLE}_docsize"  # noqa: S608
PUBLICATIONS = "articles_publication p INDEXED BY publication_faceted"
_COLUMNS = {TABLE: "pairs, words", HEADS: "title, byline"}
_WORD = re.compile(rf"[{LETTERS}]+(?:(?<=[0-9])[.,](?=[0-9])[{LETTERS}]+)*")
_FIELDS = "number, length, {} cuts, {}".format(
    *("".join(f"CAST({name} AS BLOB), " for name in ("title", "byline", "quotes", "headings")), "CAST(body AS BLOB)")
)

Entry = tuple[int, str, str, str, str]


def entry(document: SearchDocument) -> Entry:
    fields = [document.title, document.byline, document.quotes, document.body]
    words = " ".join(_WORD.findall("\n".join(fields)))
    for mark in ".,":  # of numbers: what else a word has the tokenizer keeps
        words = words.replace(mark, MARKS[ord(mark)])
    return document.number, pairs(fields), words, pairs([document.title]), pairs([document.byline])


def write(entries: Sequence[Entry]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(_insert(TABLE), [(number, text, words) for number, text, words, _, _ in entries])
        cursor.executemany(_insert(HEADS), [(number, title, byline) for number, _, _, title, byline in entries])


def _insert(table: str) -> str:
    return f"INSERT INTO {table} (rowid, {_COLUMNS[table]}) VALUES (%s, %s, %s)"  # noqa: S608


def erase(documents: Sequence[SearchDocument]) -> None:
    entries = list(map(entry, documents))
    with connection.cursor() as cursor:
        cursor.executemany(_delete(TABLE), [(number, text, words) for number, text, words, _, _ in entries])
        cursor.executemany(_delete(HEADS), [(number, title, byline) for number, _, _, title, byline in entries])


def _delete(table: str) -> str:
    return f"INSERT INTO {table} ({table}, rowid, {_COLUMNS[table]}) VALUES ('delete', %s, %s, %s)"  # noqa: S608


def clear() -> None:
    for table in (TABLE, HEADS):
        _order(table, "delete-all")


@contextmanager
def building() -> Iterator[None]:
    """Larger segments, put together once at the end instead of again and again; a larger cache."""
    _configure(BUILDING)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        before = cursor.fetchone()[0]
        cursor.execute("PRAGMA cache_size = -131072")
    try:
        yield
    finally:
        _configure(USUAL)
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = {before}")


# hashsize: bytes of new pairs kept before they become a segment. No save merges segments (automerge): one in sixteen would
# take ten times as long as the others. ``tidy`` does it; only when it never comes, so many segments of a level are merged.
USUAL = {"hashsize": 1 << 20, "automerge": 0, "crisismerge": 100}
BUILDING = {"hashsize": 1 << 27, "automerge": 0, "crisismerge": 1000}
MERGED_PAGES, TIDIED_PAGES = 4000, 400  # at a time: steps of a few hundred and a few tens of milliseconds


def _configure(options: dict[str, int]) -> None:
    """Kept in the database; every connection learns of it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT k, v FROM {TABLE}_config")  # noqa: S608
        known = dict(cursor.fetchall())
    for name, value in options.items():
        if known.get(name) != value:
            _order(TABLE, name, value)


def tidy(*, wholly: bool = False) -> None:
    """Put segments together, ``wholly`` into one, else where a level has four or more; a transaction a step."""
    _configure(USUAL)
    for table in (TABLE, HEADS):
        if wholly and not _merged(table, -MERGED_PAGES):  # negative: begin a merge of everything
            continue
        while _merged(table, MERGED_PAGES if wholly else TIDIED_PAGES):
            pass


def learn() -> None:
    """Nothing: every plan here is the same whatever the tables hold."""


def _merged(table: str, pages: int) -> bool:
    """One step; False when nothing was left to do. FTS5 tells by writing no more than two rows."""
    with connection.cursor() as cursor:
        before = _changes(cursor)
        _order(table, "merge", pages)
        return _changes(cursor) - before >= 2


def _changes(cursor: Any) -> int:
    cursor.execute("SELECT total_changes()")
    return int(cursor.fetchone()[0])


def _order(table: str, command: str, value: int | None = None) -> None:
    with connection.cursor() as cursor:
        if value is None:
            cursor.execute(f"INSERT INTO {table} ({table}) VALUES (%s)", [command])  # noqa: S608
        else:
            cursor.execute(f"INSERT INTO {table} ({table}, rank) VALUES (%s, %s)", [command, value])  # noqa: S608


def count() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {TABLE}_docsize")  # noqa: S608
        return int(cursor.fetchone()[0])


def counted(found: tuple[str, list[Any]], *, limit: int, offset: int, most: int) -> tuple[int, list[int]]:
    """Two statements: the newest come first by themselves, so that only counting reads everything."""
    sql, params = found
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql} LIMIT {int(most) + 1})", params)  # noqa: S608
        total = int(cursor.fetchone()[0])
        cursor.execute(f"{sql} ORDER BY number DESC LIMIT {int(limit)} OFFSET {int(offset)}", params)
        return total, [number for (number,) in cursor.fetchall()]


def once(sql: str) -> str:
    return sql  # SQLite does so


def texts(numbers: Sequence[int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        marks = ", ".join(map(str, map(int, numbers)))
        cursor.execute(f"SELECT {_FIELDS} FROM articles_searchdocument WHERE number IN ({marks})")  # noqa: S608
        return list(cursor.fetchall())


def numbers(node: Node) -> tuple[str, list[Any]] | None:
    expression = _expression(node)
    if expression is not None:
        return _matching(expression)
    if isinstance(node, Term):
        return _checked(node)
    if isinstance(node, Words) and len(node.terms) == 1:
        return _checked(node.terms[0])
    if isinstance(node, All):
        return _both(node)
    return None


def _matching(expression: tuple[str, str]) -> tuple[str, list[Any]]:
    table, words = expression
    return f"SELECT rowid AS number FROM {table} WHERE {table} MATCH %s", [words]  # noqa: S608


def _both(node: All) -> tuple[str, list[Any]] | None:
    """What is asked of the heads narrows what is asked of the text."""
    heads = tuple(part for part in node.parts if (_expression(part) or ("",))[0] == HEADS)
    text = tuple(part for part in node.parts if part not in heads)
    found = [_expression(All(parts)) for parts in (text, heads) if parts]
    if len(found) < 2 or found[0] is None or found[1] is None:
        return None
    (sql, params), (inner, more) = map(_matching, filter(None, found))
    return f"{sql} AND rowid IN ({inner})", [*params, *more]


def _expression(node: Node) -> tuple[str, str] | None:
    """The table, and the whole of ``node`` in FTS5's own language; None when that cannot say it exactly."""
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
                    fits = excluded is not None and excluded[0] == found[0]
                    found = (found[0], f"({found[1]} NOT {excluded[1]})") if excluded and fits else None
            return found
    return None


def _joined(operator: str, nodes: Sequence[Node]) -> tuple[str, str] | None:
    known = [part for part in map(_expression, nodes) if part is not None]
    if not known or len(known) < len(nodes) or len({table for table, _ in known}) > 1:
        return None
    words = [words for _, words in known]
    return known[0][0], words[0] if len(words) == 1 else "(" + f" {operator} ".join(words) + ")"


def _term(term: Term) -> tuple[str, str] | None:
    if term.match is not Match.STRING:
        if term.field is not Field.ANY or not _WORD.fullmatch(term.value):
            return None
        return TABLE, f'words : "{term.value.translate(MARKS)}"' + (" *" if term.match is Match.PREFIX else "")
    table, column = (TABLE, "pairs") if term.field is Field.ANY else (HEADS, str(term.field))
    if len(term.value) == 1:
        return table, f'{column} : "{beginning(term.value)}" *'
    return table, f'{column} : "{phrase(term.value)}"'


def _checked(term: Term) -> tuple[str, list[Any]] | None:
    """A word with marks in it, or in one field: found as a string, then looked at."""
    rough = _term(Term(term.value, Match.STRING, term.field))
    if rough is None:
        return None
    fields = ["title", "byline", "quotes", "body"] if term.field is Field.ANY else [str(term.field)]
    looks = " OR ".join(f"d.{field} REGEXP %s" for field in fields)
    inner, params = _matching(rough)
    sql = f"SELECT d.number FROM articles_searchdocument d WHERE d.number IN ({inner}) AND ({looks})"  # noqa: S608
    return sql, [*params, *[pattern(term.value, term.match)] * len(fields)]
