"""Querysets compiled to SQL once a process: building one anew takes longer than running it.

A queryset is built with *marks* in the place of the values; where the marks come out among the SQL's
parameters, each run puts the present values. What decides who sees what stays in the querysets.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.db import connection
from django.db.models import QuerySet

MAX_STATEMENTS = 500
Rows = list[tuple[Any, ...]]
Sql = tuple[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL, its parameters, and which of them are to be replaced by which value."""

    sql: str
    params: tuple[Any, ...]
    slots: tuple[tuple[int, str], ...]

    def run(self, values: Mapping[str, Any]) -> Rows:
        """The rows as the driver gives them; ``values`` are flat, under the names of the marks."""
        ready = {name: adapted(value) for name, value in values.items()}
        params = list(self.params)
        for position, name in self.slots:
            params[position] = ready[name]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            return cursor.fetchall()


_statements: dict[Hashable, Statement] = {}
_lock = Lock()


def statement(
    shape: Hashable, build: Callable[[Mapping[str, Any]], QuerySet[Any, Any] | Sql], values: Mapping[str, Any]
) -> Statement:
    """The statement of that shape; ``build`` makes its queryset, or SQL, from marks named like ``values``."""
    key = (connection.vendor, shape)
    if (known := _statements.get(key)) is not None:
        return known
    marks = {name: mark(value, number) for number, (name, value) in enumerate(values.items())}
    built = build(marks)
    sql, params = built.query.sql_with_params() if isinstance(built, QuerySet) else built
    names = {adapted(each): name for name, each in marks.items()}
    slots = tuple((position, names[param]) for position, param in enumerate(params) if param in names)
    if {name for _, name in slots} != set(values):
        raise RuntimeError(f"a value of {shape} never reaches the SQL")
    with _lock:
        if len(_statements) >= MAX_STATEMENTS:
            _statements.clear()
        _statements[key] = made = Statement(sql, tuple(params), slots)
    return made


def mark(value: Any, number: int) -> Any:
    """A value of the same type that nothing else in a query has."""
    match value:
        case dt.datetime():
            return dt.datetime(3, 3, 3, 3, 3, 3, 100 + number, tzinfo=dt.UTC)
        case dt.date():
            return dt.date(5, 5, 1) + dt.timedelta(days=number)
        case int():
            return -1_000_000_007 - number
        case str():
            return f"⟦{number}⟧"
    raise TypeError(value)


def adapted(value: Any) -> Any:
    """As the query compiler hands it to the driver."""
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return connection.ops.adapt_datefield_value(value)
    return value


def aware(moment: dt.datetime) -> dt.datetime:
    """A time from a raw row: SQLite keeps UTC without saying so."""
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def day_of(value: Any) -> dt.date:
    """A date from a raw row: SQLite and ``ask`` give its text."""
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)


def ask(
    shape: Hashable, build: Callable[[Mapping[str, Any]], Mapping[str, QuerySet[Any, Any]]], values: Mapping[str, Any]
) -> dict[str, Rows]:
    """The rows of each of several named ``values_list``, by one query. Every value comes as text, or None."""
    found: dict[str, Rows] = defaultdict(list)
    rows = statement(shape, lambda marks: together(build(marks)), values).run(values)
    for name, _, *row in sorted(rows, key=lambda row: row[:2]):
        found[name].append(tuple(row))
    return found


def together(questions: Mapping[str, QuerySet[Any, Any]]) -> Sql:
    """Several questions in one statement: each row begins with the question's name and the row's number in its answer."""
    widths = {
        name: len(each.query.values_select) + len(each.query.annotation_select) for name, each in questions.items()
    }
    tables: list[str] = []
    selects: list[str] = []
    params: list[Any] = []
    for name, question in questions.items():
        sql, own = question.query.sql_with_params()
        columns = [f"c{at}" for at in range(widths[name])]
        tables.append(f"{name} ({', '.join(columns)}) AS ({sql})")
        shown = [f"CAST({each} AS TEXT)" for each in columns] + ["NULL"] * (max(widths.values()) - len(columns))
        selects.append(f"SELECT '{name}', ROW_NUMBER() OVER (), {', '.join(shown)} FROM {name}")  # noqa: S608
        params += own
    return f"WITH {', '.join(tables)} {' UNION ALL '.join(selects)}", params
