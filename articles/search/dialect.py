"""What the index says otherwise to SQLite than to PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

Sql = tuple[str, list[Any]]
Rows = list[tuple[Any, ...]]
_TEXTS = ("title", "byline", "quotes", "headings")


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def rows(sql: str, params: Sequence[Any] | None = None) -> Rows:
    """Bytes come as bytes: as hexadecimal digits, which Django's cursors ask PostgreSQL for, they would be twice as many."""
    with connection.cursor() as cursor:
        if not is_postgresql():
            cursor.execute(sql, params)
            return list(cursor.fetchall())
        from psycopg import Cursor  # the driver takes 11 MB where it is not used

        with connection.wrap_database_errors, Cursor(connection.connection) as plain:
            return list(plain.execute(sql, params, binary=True).fetchall())


def texts(numbers: Iterable[int]) -> Rows:
    """(number, length, title, byline, quotes, headings, cuts, body) of documents, the words as UTF-8."""
    listed = ", ".join(map(str, map(int, numbers)))
    return rows(f"SELECT {texts_selected()} WHERE number IN ({listed})") if listed else []


def texts_selected() -> str:
    """The columns of ``texts`` with their table. Making characters of a long text costs more than reading it."""
    as_bytes = "convert_to({}, 'UTF8')" if is_postgresql() else "CAST({} AS BLOB)"
    names = [as_bytes.format(name) for name in _TEXTS]
    return f"number, length, {', '.join(names)}, cuts, {as_bytes.format('body')} FROM articles_searchdocument"


def as_rows(numbers: Iterable[int]) -> Sql:
    """A SELECT of the numbers, as a part of ``IN (…)`` or FROM."""
    listed = ",".join(map(str, numbers))
    if is_postgresql():
        return "SELECT unnest(%s::bigint[]) AS number", ["{" + listed + "}"]
    return "SELECT value AS number FROM json_each(%s)", ["[" + listed + "]"]


def as_table(rows: Iterable[Sequence[int]], *names: str) -> Sql:
    """A SELECT of rows of numbers."""
    given = [json.dumps(list(rows))]
    if is_postgresql():
        columns = ", ".join(f"(value ->> {at})::bigint AS {name}" for at, name in enumerate(names))
        return f"SELECT {columns} FROM jsonb_array_elements(%s::jsonb) AS given (value)", given  # noqa: S608
    columns = ", ".join(f"json_extract(value, '$[{at}]') AS {name}" for at, name in enumerate(names))
    return f"SELECT {columns} FROM json_each(%s)", given  # noqa: S608


def spans(ends: Sequence[tuple[str, str]]) -> Sql:
    """A SELECT of (at, low, high): a number and the bytes of two words each."""
    given = [json.dumps([[at, *each] for at, each in enumerate(ends)])]
    if is_postgresql():
        low, high = (f"convert_to(value ->> {at}, 'UTF8')" for at in (1, 2))
        source = f"{low} AS low, {high} AS high FROM jsonb_array_elements(%s::jsonb) AS given (value)"
        return f"SELECT (value ->> 0)::bigint AS at, {source}", given
    low, high = (f"CAST(json_extract(value, '$[{at}]') AS BLOB)" for at in (1, 2))
    return f"SELECT json_extract(value, '$[0]') AS at, {low} AS low, {high} AS high FROM json_each(%s)", given  # noqa: S608


def among(selected: str) -> str:
    """``IN`` a short SELECT, of which PostgreSQL thinks the same whatever it last counted there."""
    return f"= ANY(ARRAY({selected}))" if is_postgresql() else f"IN ({selected})"


def insert(table: str, columns: str, values: Sequence[tuple[Any, ...]]) -> None:
    """Very many rows."""
    if not values:
        return
    with connection.cursor() as cursor:
        if is_postgresql():
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(values[0]))
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)  # noqa: S608


def publications() -> str:
    """Those under the name ``p`` in a FROM that asks for no more than id, kind and column of very many."""
    return "articles_publication p" if is_postgresql() else "articles_publication p INDEXED BY publication_faceted"


def learn() -> None:
    """PostgreSQL's autovacuum comes some minutes later, and never for what is not committed: a guess till then makes bad plans."""
    if is_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
