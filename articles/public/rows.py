"""Lists of articles as pages show them: rows that were made ahead (``preparing``), by SQL that is compiled once."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Subquery
from django.utils.safestring import SafeString, mark_safe

from articles import preparing
from articles.compiled import Sql, day_of, statement
from articles.models import Publication
from articles.public import reading

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
) -> list[Row]:
    """One page of the ordered publications that ``build`` makes of marks (``compiled.statement``).

    ``forms`` are of ``preparing.ROWS``. One query, and another one for those whose row is not there or not the present one.
    """
    table = [f"row__{form}" for form in forms]

    def whole(marks: Mapping[str, Any]) -> Sql:
        found = build(marks).values_list("pk", *preparing.state_of("row"), *PLACE, *rest, *table)
        sql, params = found.query.sql_with_params()
        return f"{sql} LIMIT %s OFFSET %s", [*params, marks["size"], marks["before"]]

    values = {**values, "size": size, "before": (page - 1) * size}
    found = statement((forms, shape), whole, values).run(values)
    shown = {pk: tuple(map(mark_safe, row[-len(forms) :])) for pk, *row in found if preparing.is_present(row)}
    shown |= anew([pk for pk, *_ in found if pk not in shown], forms)
    made = []
    for pk, *row in found:
        day, key, position, *own = row[len(preparing.STATE) : -len(forms)]
        if pk in shown:  # or else it was taken back this very moment
            made.append(Row(shown[pk], day_of(day), (key or "", position or 0), tuple(own)))
    return made


def anew(numbers: Sequence[int], forms: tuple[str, ...]) -> dict[int, tuple[SafeString, ...]]:
    """The rows that nobody has made ahead."""
    missing = reading.listed().filter(pk__in=numbers) if numbers else ()
    return {each.pk: tuple(preparing.shown(each, form) for form in forms) for each in missing}


def total(inside: QuerySet[Publication], by: str) -> Subquery:
    """How many they are, as a column of a list's own query; ``by`` is what they have in common."""
    return Subquery(inside.order_by().values(by).annotate(n=Count("pk")).values("n"))


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
