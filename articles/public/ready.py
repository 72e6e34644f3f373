"""An article's page put together from what was prepared of it and of its neighbours: two queries and no template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles import preparing
from articles.compiled import Sql, aware, statement
from articles.models import Publication
from articles.public import frames, reading
from articles.public.freshness import last_change
from articles.public.reading import EARLIER, FEW, LATER, Place
from articles.public.show import kept
from articles.rendering.page import hole

OWN = (
    "prepared__page", "prepared__tags", "prepared__hand", "prepared__way",
    "column", "page", "position", "date", "released_at",
)  # fmt: skip
STEPS = ((EARLIER, "prev", "上一篇"), (LATER, "next", "下一篇"))


def ready_page(request: HttpRequest, public_id: str) -> HttpResponse | None:
    """None where something is missing, out of date or not to be seen: the page must be made in full then."""
    values = {"now": timezone.now(), "recipe": preparing.recipe(), "id": public_id}
    for pk, is_present, *own in statement("prepared page", own_of, values).run(values):
        return assembled(request, pk, *own) if is_present else None
    return None


def own_of(marks: Mapping[str, Any]) -> Any:
    found = Publication.objects.visible(marks["now"]).filter(public_id=marks["id"]).order_by()
    found = found.annotate(present=preparing.is_present("prepared", marks["recipe"]))
    return found.values_list("pk", "present", *OWN)


def assembled(
    request: HttpRequest, pk: int, page: str, tags: str, hand: str, way: str, column: int | None, *place: Any
) -> HttpResponse | None:
    printed, position, day, released = place
    standing = Place(pk, column, printed, position, day, aware(released))
    near = neighbours(standing, [int(tag) for tag in tags.split(",") if tag])
    if near is None:
        return None
    related = [row[2] for row in near if row[0] > 0][:FEW]
    ends = {row[0]: row[3] for row in near if row[0] < 0}
    steps = [ends[end].replace(hole("rel"), rel).replace(hole("way"), name) for end, rel, name in STEPS if end in ends]
    if not related or not steps:
        return None
    parts = {"related": "".join(related), "steps": "".join(steps)}
    parts |= frames.around(request, {"section": "columns", "column_number": column})
    if hand:
        parts |= {"hand": hand, "way": way}
    return kept(HttpResponse(frames.filled(page, parts)), modified=last_change(request))


def neighbours(place: Place, tags: Sequence[int]) -> list[tuple[Any, ...]] | None:
    """How near, number, and the two forms of each visible neighbour, the nearest first; None where one is not prepared."""
    kind, values = reading.asked_beside(place, tags)
    values["recipe"] = preparing.recipe()

    def build(marks: Mapping[str, Any]) -> Sql:
        sql, params = reading.beside(kind, len(tags), marks)
        shown = Publication.objects.visible(marks["now"]).order_by()
        shown = shown.annotate(present=preparing.is_present("row", marks["recipe"]))
        texts, own = shown.values_list("pk", "row__related", "row__step", "present").query.sql_with_params()
        # CROSS tells SQLite to begin with the few.
        join = "CROSS JOIN" if connection.vendor == "sqlite" else "JOIN"
        whole = f"WITH b (pk, weight) AS ({sql}) SELECT b.weight, n.* FROM b {join} ({texts}) AS n ON n.pk = b.pk"  # noqa: S608
        return whole, [*params, *own]

    rows = statement(("neighbours", kind, len(tags)), build, values).run(values)
    return sorted(rows, key=lambda row: row[:2], reverse=True) if all(row[-1] for row in rows) else None
