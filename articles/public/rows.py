"""Lists of articles as pages show them: rows that were made ahead (``preparing``), by SQL that is compiled once."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.expressions import RawSQL
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from articles import preparing
from articles.compiled import Most, Question, Rows, Sql, ask, day_of, statement
from articles.models import Publication
from articles.public import reading
from articles.public.frames import shared
from articles.templatetags.paper import room_of

PLACE = ("date", "page__sort_key", "position")


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


def rows_of(
    forms: tuple[str, ...],
    shape: Hashable,
    build: Callable[[Mapping[str, Any]], QuerySet[Publication]],
    values: Mapping[str, Any],
    *,
    rest: tuple[str, ...] = (),
    size: int = 1_000,
    page: int = 1,
    is_sorted: bool = True,
) -> list[Row]:
    """One page of the ordered publications that ``build`` makes of marks (``compiled.statement``).

    ``forms`` are of ``preparing.ROWS``. One query, and another one for those whose row is not there or not the present one.
    Where no index has them in their order, ``is_sorted=False`` has them sorted before anything else is looked up.
    """
    table = [f"row__{form}" for form in forms]

    def whole(marks: Mapping[str, Any]) -> Sql:
        found = build(marks)
        shown = found.annotate(present=preparing.is_present("row", marks["recipe"]))
        columns = ("pk", "present", *PLACE, *rest, *table)
        if is_sorted:
            sql, params = shown.values_list(*columns).query.sql_with_params()
            return f"{sql} LIMIT %s OFFSET %s", [*params, marks["size"], marks["before"]]
        few, own = found.values("pk").query.sql_with_params()
        chosen = RawSQL(f"SELECT pk FROM ({few} LIMIT %s OFFSET %s) AS f", [*own, marks["size"], marks["before"]])  # noqa: S608, S611
        return shown.filter(pk__in=chosen).values_list(*columns).query.sql_with_params()

    values = {**values, "recipe": preparing.recipe(), "size": size, "before": (page - 1) * size}
    found = statement((forms, shape), whole, values).run(values)
    shown = {pk: tuple(map(mark_safe, row[-len(forms) :])) for pk, is_as_made, *row in found if is_as_made}
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


def total(inside: QuerySet[Publication], by: str) -> QuerySet[Any, Any]:
    """How many they are; ``by`` is what they have in common."""
    return inside.order_by().values(by).annotate(n=Count("pk")).values_list("n")


def most(links: QuerySet[Any, Any], of: str, things: QuerySet[Any, Any], order: str, limit: int) -> Most:
    """The things that most of these links lead to."""
    counts = links.order_by().values(of).annotate(n=Count("pk")).values_list(of, "n")
    return Most(counts, things.order_by(), order, limit)


Questions = Callable[[Mapping[str, Any]], Mapping[str, Question]]


def told(
    request: HttpRequest,
    shape: str,
    beside: Questions,
    once: Questions,
    values: Mapping[str, Any],
    *,
    of: Hashable,
    also: Mapping[str, Any] | None = None,
) -> dict[str, Rows]:
    """What is told beside a list, in one query. What takes counting, ``once``, is asked for once in each public state.

    ``of`` is the thing that the list is of; ``also`` are values that ``once`` alone looks at.
    """
    room = room_of(request)
    if (known := room.get((shape, of))) is not None:
        return ask(shape, beside, values) | known
    every = {**values, **(also or {})}
    found = ask((shape, once.__name__), lambda marks: {**beside(marks), **once(marks)}, every)
    counted = {name: found[name] for name in found.keys() - beside(values).keys()}
    shared(request, (shape, of), lambda: counted)
    return found


def count_in(told: Mapping[str, Rows]) -> int:
    return int(told["count"][0][0]) if told["count"] else 0


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
