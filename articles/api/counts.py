"""Numbers of articles that answers give, asked for once in each public state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import QuerySet

from articles import counting
from articles.api.remembered import State, numbers
from articles.compiled import Sql, Total, statement
from articles.models import Publication
from articles.models.publication import PublicationQuerySet


def article_counts(path: str, keys: Sequence[int], *, now: dt.datetime, state: State | None) -> dict[int, int]:
    """``counting.counts``; asked is only for what is not remembered."""
    return numbers(path, keys, partial(counting.counts, path, now=now), now=now, state=state)


def total(
    shape: Hashable,
    chosen: Callable[[PublicationQuerySet, Mapping[str, Any]], QuerySet[Any, Any]],
    values: Mapping[str, Any],
) -> int:
    """How many of the visible publications are ``chosen``; ``values`` are flat, with ``now`` among them."""

    def build(marks: Mapping[str, Any]) -> Sql:
        everything = Publication.objects.all()
        among = (everything, everything.filter(pk__in=everything.hidden(marks["now"])))
        return Total(*(chosen(each, marks).values("pk") for each in among)).sql()

    ((count,),) = statement(("total", shape), build, values).run(values)
    return int(count)
