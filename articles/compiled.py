"""Querysets compiled to SQL once a process: building one anew takes longer than running it.

A queryset is built with *marks* in the place of the values; where the marks come out among the SQL's
parameters, each run puts the present values. What decides who sees what stays in the querysets.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.sqlite3.base import FORMAT_QMARK_REGEX
from django.db.models import Model, QuerySet
from django.db.models.base import ModelState

from articles.prepared import Prepared, Rows, prepared

MAX_STATEMENTS = 500
Sql = tuple[str, Sequence[Any]]
Record = TypeVar("Record", bound=Model)
Place = TypeVar("Place", int, str)
TRUTH = {"true": "1", "false": "0"}  # PostgreSQL's words, as fields read them


@dataclass(slots=True)
class Statement:
    """SQL, its parameters, and which of them are to be replaced by which value of which type."""

    sql: str
    params: tuple[Any, ...]
    slots: tuple[tuple[int, str], ...]
    types: Mapping[str, type]
    prepared: Prepared | None = None

    def run(self, values: Mapping[str, Any], *, has_bytes: bool = False) -> Rows:
        """The rows as the driver gives them; ``values`` are flat, under the names of the marks. Where it ``has_bytes``,
        PostgreSQL is asked to send them as they are: as text they would be twice as many."""
        own: Any = connections[DEFAULT_DB_ALIAS]
        if own.vendor == "postgresql" and is_direct(own):
            if self.prepared is None:
                self.prepared = prepared(own, self.sql, self.params, dict(self.slots), self.types)
            if (rows := self.prepared.rows(own, values, has_bytes=has_bytes)) is not None:
                return rows
        ready = {name: adapted(value) for name, value in values.items()}
        params = list(self.params)
        for position, name in self.slots:
            params[position] = ready[name]
        return fetch(self.sql, params)


def fetch(sql: str, params: Sequence[Any] = ()) -> Rows:
    """The rows of a statement. On SQLite it goes to the driver as it is: Django looks for every %s in it anew each time.

    Where a transaction or somebody who counts queries is to know of it, it takes Django's way.
    """
    own: Any = connections[DEFAULT_DB_ALIAS]
    if own.vendor != "sqlite" or not is_direct(own):
        return fetch_by_django(own, sql, params)
    with own.wrap_database_errors:
        return list(own.connection.execute(in_qmarks(sql), params).fetchall())


def fetch_by_django(own: Any, sql: str, params: Sequence[Any] = ()) -> Rows:
    with own.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def is_direct(own: Any) -> bool:
    """Whether the driver may be asked behind Django's back."""
    return own.connection is not None and not (own.in_atomic_block or own.queries_logged or own.execute_wrappers)


def fetch_word(sql: str) -> str | None:
    """The one word that a statement without parameters finds. Asked by each request, so the shortest way is taken:
    on PostgreSQL that is libpq itself, and no question beforehand whether the connection still stands."""
    own: Any = connections[DEFAULT_DB_ALIAS]
    if own.vendor == "postgresql" and is_direct(own):
        result = word_of(sql).run(own)
        if result is not None:
            word = result.get_value(0, 0) if result.ntuples else None
            return None if word is None else word.decode()
    rows = fetch(sql)  # which opens another connection, or knows the error
    return str(rows[0][0]) if rows else None


word_of = lru_cache(Prepared.of)


@lru_cache(maxsize=2 * MAX_STATEMENTS)
def in_qmarks(sql: str) -> str:
    return FORMAT_QMARK_REGEX.sub("?", sql).replace("%%", "%")


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
        types = {name: type(value) for name, value in marks.items()}
        _statements[key] = made = Statement(sql, tuple(params), slots, types)
    return made


def mark(value: Any, number: int) -> Any:
    """A value of the same type that nothing else in a query has."""
    match value:
        case dt.datetime():
            return dt.datetime(3, 3, 3, 3, 3, 3, 100 + number, tzinfo=dt.UTC)
        case dt.date():
            return dt.date(5, 5, 1) + dt.timedelta(days=number)
        case int():
            return 32_003 - number  # what a column of small numbers could never hold would be left out of the SQL
        case str():
            return f"⟦{number}⟧"
    raise TypeError(value)


def adapted(value: Any) -> Any:
    """As the query compiler hands it to the driver."""
    if isinstance(value, str) or isinstance(value, int):  # noqa: SIM101 - the union would be made anew each time
        return value
    if isinstance(value, dt.datetime):
        return connections[DEFAULT_DB_ALIAS].ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return connections[DEFAULT_DB_ALIAS].ops.adapt_datefield_value(value)
    return value


def flat(values: Mapping[str, Any]) -> dict[str, Any]:
    """Tuples taken apart under numbered names: {'issue': (a, b)} becomes {'issue.0': a, 'issue.1': b}."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        found |= {f"{name}.{n}": part for n, part in enumerate(value)} if isinstance(value, tuple) else {name: value}
    return found


def nested(values: Mapping[str, Any], name: str, like: Any) -> Any:
    """The opposite: one value back from ``flat``."""
    return tuple(values[f"{name}.{n}"] for n in range(len(like))) if isinstance(like, tuple) else values[name]


def places(keys: Sequence[Place], *, nothing: Place, at_least: int = 20) -> dict[str, Place]:
    """Keys for ``__in`` as flat values, filled up with ``nothing``, the key of no row: one statement serves lists of any
    length up to ``at_least``, another those up to twice as many, and so on."""
    width: int = at_least
    while width < len(keys):
        width *= 2
    found = {f"key{at}": nothing for at in range(width)}
    found.update((f"key{at}", key) for at, key in enumerate(keys))
    return found


def aware(given: dt.datetime | str) -> dt.datetime:
    """A time from a raw row: SQLite keeps UTC without saying so, ``ask`` gives its text."""
    moment = dt.datetime.fromisoformat(given) if isinstance(given, str) else given
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def day_of(value: Any) -> dt.date:
    """A date from a raw row: SQLite and ``ask`` give its text."""
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)


def record(model: type[Record], names: Sequence[str], row: Sequence[Any]) -> Record:
    """An instance that is not saved, of the text that ``ask`` gives of these fields."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    texts = zip(names, row, strict=False)  # rows of several questions are as long as the longest
    return model(**{name: fields[name].to_python(TRUTH.get(text, text)) for name, text in texts})


def stored(model: type[Record], names: Sequence[str], row: Sequence[Any]) -> Record:
    """The same of a row that is in the database: what was not asked for is read when it is used. ``pk`` is among them.

    Columns of other tables (``author__name``) are passed over.
    """
    texts = dict(zip(names, row, strict=False))
    found = {}
    for field in model._meta.concrete_fields:
        name = "pk" if field.primary_key else field.attname
        if name in texts:
            value = field.to_python(TRUTH.get(texts[name], texts[name]))
            found[field.attname] = aware(value) if isinstance(value, dt.datetime) else value
    return model.from_db(DEFAULT_DB_ALIAS, [*found], [*found.values()])


def revived(model: type[Record], values: Mapping[str, Any]) -> Record:
    """An instance that is in the database, of values as Django keeps them: what is not among them is read when it is used.

    As a pickled instance comes back: without the signals and the field by field of ``from_db``, which take ten times as long.
    """
    instance = model.__new__(model)
    instance._state = ModelState()
    instance._state.db, instance._state.adding = DEFAULT_DB_ALIAS, False
    vars(instance).update(values)
    return instance


def ask(
    shape: Hashable, build: Callable[[Mapping[str, Any]], Mapping[str, Question]], values: Mapping[str, Any]
) -> dict[str, Rows]:
    """The rows of each of several named ``values_list``, by one query. Every value comes as text, or None."""
    found: dict[str, Rows] = defaultdict(list)
    rows = statement(shape, lambda marks: together(build(marks)), values).run(values)
    for name, _, *row in sorted(rows, key=lambda row: row[:2]):
        found[name].append(tuple(row))
    return found


class Most(NamedTuple):
    """A question after those things that come up most: ``counts`` are their numbers and how often, one row each.

    Counted by number alone and named afterwards: what is grouped by all its columns is sorted by all of them.
    """

    counts: QuerySet[Any, Any]
    things: QuerySet[Any, Any]  # (pk, the columns in question)
    order: str  # among those that came up as often
    limit: int

    def sql(self) -> Sql:
        counts, params = self.counts.query.sql_with_params()
        things, more = self.things.query.sql_with_params()
        names = ", ".join(f"t{at}" for at in range(self.width))
        return (
            f"WITH n (id, hits) AS ({counts}), t (id, {names}) AS ({things})"  # noqa: S608 - compiled SQL
            f" SELECT {names} FROM n {'CROSS ' if connection.vendor == 'sqlite' else ''}JOIN t ON t.id = n.id"
            f" ORDER BY n.hits DESC, {self.order} LIMIT {self.limit}"
        ), [*params, *more]

    @property
    def width(self) -> int:
        return len(self.things.query.values_select) - 1


class Total(NamedTuple):
    """A question after the number of ``all`` less that of the ``gone`` among them.

    Who counts visible publications by themselves looks into each one's row; all are counted by an index alone, and the
    hidden ones are few.
    """

    all: QuerySet[Any, Any]
    gone: QuerySet[Any, Any]

    def sql(self) -> Sql:
        parts = [each.order_by().query.sql_with_params() for each in self]
        numbers = (f"(SELECT COUNT(*) FROM ({sql}) AS n)" for sql, _ in parts)  # noqa: S608 - compiled SQL
        return f"SELECT {' - '.join(numbers)}", [param for _, params in parts for param in params]

    @property
    def width(self) -> int:
        return 1


Question = QuerySet[Any, Any] | Most | Total


def sql_of(question: Question) -> Sql:
    return question.query.sql_with_params() if isinstance(question, QuerySet) else question.sql()


def width_of(question: Question) -> int:
    if not isinstance(question, QuerySet):
        return question.width
    return len(question.query.values_select) + len(question.query.annotation_select)


def together(questions: Mapping[str, Question]) -> Sql:
    """Several questions in one statement: each row begins with the question's name and the row's number in its answer."""
    widths = {name: width_of(each) for name, each in questions.items()}
    tables: list[str] = []
    selects: list[str] = []
    params: list[Any] = []
    for name, question in questions.items():
        sql, own = sql_of(question)
        columns = [f"c{at}" for at in range(widths[name])]
        tables.append(f"{name} ({', '.join(columns)}) AS ({sql})")
        shown = [f"CAST({each} AS TEXT)" for each in columns] + ["NULL"] * (max(widths.values()) - len(columns))
        selects.append(f"SELECT '{name}', ROW_NUMBER() OVER (), {', '.join(shown)} FROM {name}")  # noqa: S608
        params += own
    return f"WITH {', '.join(tables)} {' UNION ALL '.join(selects)}", params
