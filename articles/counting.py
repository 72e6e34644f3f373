"""How many visible publications stand behind a column, an issue, a tag or an author.

All are counted, by an index alone, and those that are hidden taken off: they are few, and whether a publication is
visible stands in its row, which an archive has many of.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import Model

from articles.compiled import Sql, places, statement
from articles.models import Publication, PublicationAuthor

# Where what a path leads to stands beside the publication's key: the rows, the thing, the publication.
JOINS: dict[str, tuple[type[Model], str, str]] = {
    "column": (Publication, "column", "id"),
    "issue": (Publication, "issue", "id"),
    "tags": (Publication.tags.through, "tag", "publication"),
    "authors": (PublicationAuthor, "author", "publication"),
}


def counts(path: str, keys: Sequence[int], *, now: dt.datetime) -> dict[int, int]:
    """Those visible ``now`` by the keys of what the ``path`` leads to; an article counts once. One query."""
    wanted = places(keys, nothing=0)  # the key of no row
    found: Counter[int] = Counter()
    values = {"now": now, **wanted}
    for key, number in statement(("counts", path, len(wanted)), partial(all_and_gone, path), values).run(values):
        found[key] += number
    return {key: found[key] for key in keys}


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
