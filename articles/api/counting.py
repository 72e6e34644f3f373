"""How many visible publications stand behind a list or the rows of a page.

All are counted, by an index alone, and those that are hidden taken off: they are few, and whether a publication is
visible stands in its row, which an archive has many of. Asked is only for what is not remembered.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

from articles.api.filters import NOTHING
from articles.api.remembered import State, numbers
from articles.compiled import Sql, places, statement
from articles.models import Publication, PublicationAuthor
from articles.models.publication import PublicationQuerySet

# Where what a path leads to stands beside the publication's key: the rows, the thing, the publication.
JOINS: dict[str, tuple[type[Model], str, str]] = {
    "column": (Publication, "column", "id"),
    "issue": (Publication, "issue", "id"),
    "tags": (Publication.tags.through, "tag", "publication"),
    "authors": (PublicationAuthor, "author", "publication"),
}


def article_counts(path: str, keys: Sequence[int], *, now: dt.datetime, state: State | None) -> dict[int, int]:
    """Those visible ``now`` are counted; ``path`` leads from one to the counted thing, an article counts once."""

    def ask(missing: Sequence[int]) -> dict[int, int]:
        wanted = places(missing, nothing=NOTHING)
        found: Counter[int] = Counter()
        values = {"now": now, **wanted}
        for key, number in statement(("counts", path, len(wanted)), partial(all_and_gone, path), values).run(values):
            found[key] += number
        return dict(found)

    return numbers(path, keys, ask, now=now, state=state)


def all_and_gone(path: str, marks: Mapping[str, Any]) -> Sql:
    """Rows of a thing and a number: of all its publications, and with a minus sign of those that are hidden."""
    model, *names = JOINS[path]
    columns = {field.name: field.column for field in model._meta.concrete_fields}
    thing, publication = (columns[name] for name in names)
    table, hidden = model._meta.db_table, Publication.objects.hidden(marks["now"])
    gone, params = hidden.query.sql_with_params()
    keys = [mark for name, mark in marks.items() if name != "now"]
    number = f"COUNT({'DISTINCT ' if path == 'authors' else ''}j.{publication})"
    here = f"j.{thing} IN ({', '.join(['%s'] * len(keys))}) GROUP BY j.{thing}"
    first = (
        "CROSS JOIN" if connection.vendor == "sqlite" else "JOIN"
    )  # what is gone, or it would look through everything
    return (
        f"SELECT j.{thing}, {number} FROM {table} j WHERE {here} UNION ALL "  # noqa: S608 - compiled SQL and names of ours
        f"SELECT j.{thing}, -{number} FROM ({gone}) gone {first} {table} j ON j.{publication} = gone.pk WHERE {here}"
    ), [*keys, *params, *keys]


def total(
    shape: Hashable,
    chosen: Callable[[PublicationQuerySet, Mapping[str, Any]], QuerySet[Any, Any]],
    values: Mapping[str, Any],
) -> int:
    """How many of the visible publications are ``chosen``; ``values`` are flat, with ``now`` among them."""

    def build(marks: Mapping[str, Any]) -> Sql:
        parts: list[str] = []
        params: list[Any] = []
        everything = Publication.objects.all()
        for among in (everything, everything.filter(pk__in=everything.hidden(marks["now"]))):
            sql, own = chosen(among, marks).order_by().values("pk").query.sql_with_params()
            parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS n)")  # noqa: S608 - compiled SQL
            params += own
        return f"SELECT {' - '.join(parts)}", params

    ((count,),) = statement(("total", shape), build, values).run(values)
    return int(count)
