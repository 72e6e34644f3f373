"""Lists of articles as pages show them: rows that were made ahead (``preparing``), by SQL that is compiled once."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from articles import preparing
from articles.compiled import Most, Question, Rows, Sql, Total, ask, day_of, places, statement
from articles.keeping import shared
from articles.models import Publication
from articles.public import reading

PLACE = ("date", "page__sort_key", "position")
DEEP = 200  # texts of a list whose order is kept: the first ten pages
MANY = 2_000  # with as many of a hundred thousand texts, one in fifty, sorting and going through cost the same
REMEMBERED = 5_000
_many: dict[Hashable, bool] = {}


@dataclass(frozen=True, slots=True)
class Row:
    """One article of a list. ``rest`` are the columns that the list's own query asked for besides."""

    forms: tuple[SafeString, ...]
    date: dt.date
    place: tuple[str, int]
    rest: tuple[Any, ...]

    @property
    def html(self) -> SafeString:
        return self.forms[0]


Build = Callable[[Mapping[str, Any]], QuerySet[Publication]]


def rows_of(
    forms: tuple[str, ...],
    shape: Hashable,
    build: Build,
    values: Mapping[str, Any],
    *,
    rest: tuple[str, ...] = (),
    size: int = 1_000,
    page: int = 1,
) -> list[Row]:
    """One page of the ordered publications that ``build`` makes of marks (``compiled.statement``), by an index.

    ``forms`` are of ``preparing.ROWS``. One query, and another one for those whose row is not there or not the present one.
    """

    def whole(marks: Mapping[str, Any]) -> Sql:
        sql, params = with_rows(build(marks), forms, rest, marks).query.sql_with_params()
        return f"{sql} LIMIT %s OFFSET %s", [*params, marks["size"], marks["before"]]

    values = {**values, "recipe": preparing.recipe(), "size": size, "before": (page - 1) * size}
    return finished(statement((forms, shape), whole, values).run(values), forms)


def rows_in_order(
    request: HttpRequest,
    forms: tuple[str, ...],
    shape: Hashable,
    build: Build,
    values: Mapping[str, Any],
    *,
    of: str,
    links: QuerySet[Any, Any],
    by_day: Build,
    rest: tuple[str, ...] = (),
    size: int,
    page: int,
) -> list[Row]:
    """The same of a list that no index has in its order: all that is in it must be sorted to know one page.

    The order of the first pages is asked for once in each public state; ``of`` is the thing that the list is of. Where
    it has many ``links``, ``by_day`` is asked instead, which finds the same texts by going through all from the last day
    on: of these the first pages soon are full.
    """
    before = (page - 1) * size

    def first() -> list[int]:
        if has_many(links, (shape, of)):
            return numbers_in(("by day", shape), by_day, values, DEEP, 0)
        return numbers_in(shape, build, values, DEEP, 0)

    order: list[int] = shared(request, ("order", shape, of), first)
    chosen = order[before : before + size]
    if len(order) == DEEP and len(chosen) < size:
        chosen = numbers_in(shape, build, values, size, before)
    if not chosen:
        return []

    def whole(marks: Mapping[str, Any]) -> Sql:
        few = [marks[name] for name in places([], nothing=0)]
        return with_rows(build(marks).filter(pk__in=few).order_by(), forms, rest, marks).query.sql_with_params()

    values = {**values, "recipe": preparing.recipe()} | places(chosen, nothing=0)
    found = statement((forms, shape), whole, values).run(values)
    at = {pk: number for number, pk in enumerate(chosen)}
    return finished(sorted(found, key=lambda row: at[row[0]]), forms)


def has_many(links: QuerySet[Any, Any], of: Hashable) -> bool:
    """True where they are more than are quickly sorted. Asked once: the answer decides the way, not what is found."""
    if of not in _many:
        if len(_many) >= REMEMBERED:
            _many.clear()
        _many[of] = links.order_by()[:MANY].count() == MANY
    return _many[of]


def numbers_in(shape: Hashable, build: Build, values: Mapping[str, Any], count: int, before: int) -> list[int]:
    def whole(marks: Mapping[str, Any]) -> Sql:
        sql, params = build(marks).values("pk").query.sql_with_params()
        return f"{sql} LIMIT %s OFFSET %s", [*params, marks["count"], marks["before"]]

    values = {**values, "count": count, "before": before}
    return [pk for pk, *_ in statement(("order", shape), whole, values).run(values)]


def with_rows(
    found: QuerySet[Publication], forms: tuple[str, ...], rest: tuple[str, ...], marks: Mapping[str, Any]
) -> Any:
    shown = found.annotate(present=preparing.is_present("row", marks["recipe"]))
    return shown.values_list("pk", "present", *PLACE, *rest, *(f"row__{form}" for form in forms))


def finished(found: Rows, forms: tuple[str, ...]) -> list[Row]:
    shown = {pk: tuple(map(SafeString, row[-len(forms) :])) for pk, is_as_made, *row in found if is_as_made}
    shown |= anew([pk for pk, *_ in found if pk not in shown], forms)
    made = []
    for pk, _, day, key, position, *own in (row[: -len(forms)] for row in found):
        if pk in shown:  # or else it was taken back this very moment
            made.append(Row(shown[pk], day_of(day), (key or "", position or 0), tuple(own)))
    return made


def anew(numbers: Sequence[int], forms: tuple[str, ...]) -> dict[int, tuple[SafeString, ...]]:
    """The rows that nobody has made ahead."""
    missing = reading.listed().filter(pk__in=numbers) if numbers else ()
    return {each.pk: tuple(preparing.shown(each, form) for form in forms) for each in missing}


def total(every: QuerySet[Any, Any], now: dt.datetime, *, publication: str = "publication") -> Total:
    """How many visible publications ``every`` leads to, a table's rows of which no two lead to the same one."""
    hidden = Publication.objects.hidden(now)
    found = every.values(publication)
    return Total(found, found.filter(**{f"{publication}__in": hidden}))


def most(links: QuerySet[Any, Any], of: str, things: QuerySet[Any, Any], order: str, limit: int) -> Most:
    """The things that most of these links lead to."""
    counts = links.order_by().values(of).annotate(n=Count("pk")).values_list(of, "n")
    return Most(counts, things.order_by(), order, limit)


Questions = Callable[[Mapping[str, Any]], Mapping[str, Question]]


def told(
    request: HttpRequest, shape: Hashable, questions: Questions, values: Mapping[str, Any], *, of: Hashable
) -> dict[str, Rows]:
    """What is told beside a list, by one query: on each of its pages the same, it is asked for once in each public state.

    ``of`` is the thing that the list is of, with its kind.
    """
    found: dict[str, Rows] = shared(request, ("told", of), lambda: ask(shape, questions, values))
    return found


def count_in(told: Mapping[str, Rows]) -> int:
    return int(told["count"][0][0])


def in_words(told: Mapping[str, Rows]) -> Hashable:
    return tuple((name, tuple(rows)) for name, rows in sorted(told.items()) if rows)


def as_printed(rows: Iterable[Row]) -> list[Row]:
    """A page of a list from the newest on: within a day in the order of print."""
    days = itertools.groupby(rows, key=lambda each: each.date)
    return [each for _, day in days for each in sorted(day, key=lambda each: each.place)]


def by_year(rows: Iterable[Row]) -> dict[int, str]:
    """The rows of each year in one piece, in their order."""
    years = itertools.groupby(rows, key=lambda each: each.date.year)
    return {year: "".join(each.html for each in group) for year, group in years}


def holes(rows: Mapping[Any, str]) -> dict[str, str]:
    """The rows under the names of the holes that ``{% rows … %}`` leaves for them."""
    return {f"rows_{key}": html for key, html in rows.items()}
