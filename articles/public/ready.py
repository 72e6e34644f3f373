"""An article's page put together from what was prepared of it and of its neighbours: two queries and no template."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from heapq import nlargest
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles import preparing
from articles.compiled import Sql, aware, statement
from articles.keeping import put, room_of
from articles.models import Publication
from articles.public import frames, reading
from articles.public.freshness import last_change
from articles.public.reading import EARLIER, FEW, LATER, Place
from articles.public.show import kept, page_of_html
from articles.rendering.page import hole

OWN = (
    "prepared__page", "prepared__tags", "prepared__hand", "prepared__way",
    "column", "page", "position", "date", "released_at", "near",
)  # fmt: skip
STEPS = ((EARLIER, "prev", "上一篇"), (LATER, "next", "下一篇"))
LISTED = -10  # and below: a row of the first, second … list of candidates


def ready_page(request: HttpRequest, public_id: str) -> HttpResponse | None:
    """None where something is missing, out of date or not to be seen: the page must be made in full then."""
    values = {"now": timezone.now(), "recipe": preparing.recipe(), "id": public_id}
    for pk, is_present, *own in statement("prepared page", own_of, values).run(values):
        return assembled(request, pk, *own) if is_present else None
    return None


def own_of(marks: Mapping[str, Any]) -> Any:
    found = Publication.objects.visible(marks["now"]).filter(public_id=marks["id"]).order_by()
    found = found.annotate(
        present=preparing.is_present("prepared", marks["recipe"]),
        near=RawSQL(reading.relations(connection.vendor), ()),  # noqa: S611 - of ours
    )
    return found.values_list("pk", "present", *OWN)


def assembled(
    request: HttpRequest, pk: int, page: str, tags: str, hand: str, way: str, column: int | None, *place: Any
) -> HttpResponse | None:
    printed, position, day, released, relations = place
    standing = Place(pk, column, printed, position, day, aware(released))
    near = neighbours(request, standing, [int(tag) for tag in tags.split(",") if tag], relations or "")
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
    return kept(page_of_html(frames.filled(page, parts)), modified=last_change(request))


Rows = list[tuple[Any, ...]]


def neighbours(request: HttpRequest, place: Place, tags: Sequence[int], relations: str) -> Rows | None:
    """How near, number, and the two forms of each visible neighbour, the nearest first; None where one is not prepared.

    Which texts a tag or a column got last is the same on many pages. Once that is known, those that come into question
    are chosen here, and only they are asked for.
    """
    room = room_of(request)
    names = [("newest", "tag", tag) for tag in tags] + (
        [("newest", "column", place.column_id)] if place.column_id else []
    )
    lists: list[list[int]] = [each for name in names if (each := room.get(name)) is not None]
    if len(lists) == len(names):
        nearest = nearest_of(place.pk, lists, relations)
        rows = of_these(place, nearest)
        if sum(row[0] > 0 for row in rows) == len(nearest):
            return sorted(rows, key=lambda row: row[0], reverse=True) if all(row[-1] for row in rows) else None
    rows = of_all(place, tags)
    listed: dict[int, list[int]] = {number: [] for number in range(len(names))}
    for row in rows:
        if row[0] <= LISTED:
            listed[LISTED - row[0]].append(row[1])
    put(room, {name: listed[number] for number, name in enumerate(names)})
    rows = sorted((row for row in rows if row[0] > LISTED), key=lambda row: row[:2], reverse=True)
    return rows if all(row[-1] for row in rows) else None


def nearest_of(own: int, lists: Sequence[Sequence[int]], relations: str) -> list[int]:
    """The first numbers that ``reading.NEAREST`` gives, from the same lists."""
    weights: Counter[int] = Counter()
    for listed in lists:
        weights.update(listed)
    near: dict[int, float] = dict(weights)
    for number, _, score in (each.partition(":") for each in relations.split()):
        near[int(number)] = near.get(int(number), 0) + 1000 * (1 + float(score))
    near.pop(own, None)
    return [pk for _, pk in nlargest(FEW, ((weight, pk) for pk, weight in near.items()))]


def of_these(place: Place, numbers: Sequence[int]) -> Rows:
    """The rows of what stands before and after, and of these few texts, the first of which gets the greatest weight."""
    kind, values = reading.asked_beside(place, ())
    values |= {"recipe": preparing.recipe()} | {f"near{at}": number for at, number in enumerate(numbers)}
    if kind == "page":
        del values["key"]

    def build(marks: Mapping[str, Any]) -> Sql:
        few = [(f"SELECT %s, {len(numbers) - at}", marks[f"near{at}"]) for at in range(len(numbers))]
        text, params = reading.ends(kind, marks)
        return shown_of(
            " UNION ALL ".join([each for each, _ in few] + [text]), [*(pk for _, pk in few), *params], marks
        )

    return statement(("these neighbours", kind, len(numbers)), build, values).run(values)


def of_all(place: Place, tags: Sequence[int]) -> Rows:
    """The same of all that come into question, and the lists that were looked through."""
    kind, values = reading.asked_beside(place, tags)
    values["recipe"] = preparing.recipe()

    def build(marks: Mapping[str, Any]) -> Sql:
        text, params = shown_of(*reading.beside(kind, len(tags), marks), marks)
        for number, (each, own) in enumerate(reading.lists(kind, len(tags), marks)):
            text += f" UNION ALL SELECT {LISTED - number}, l.pk, NULL, NULL, 1 FROM ({each}) AS l"  # noqa: S608
            params = [*params, *own]
        return text, params

    return statement(("neighbours", kind, len(tags)), build, values).run(values)


def shown_of(sql: str, params: Sequence[Any], marks: Mapping[str, Any]) -> Sql:
    """The rows of the texts whose number and weight that SQL gives."""
    shown = Publication.objects.visible(marks["now"]).order_by()
    shown = shown.annotate(present=preparing.is_present("row", marks["recipe"]))
    texts, own = shown.values_list("pk", "row__related", "row__step", "present").query.sql_with_params()
    # CROSS tells SQLite to begin with the few.
    join = "CROSS JOIN" if connection.vendor == "sqlite" else "JOIN"
    whole = f"WITH b (pk, weight) AS ({sql}) SELECT b.weight, n.* FROM b {join} ({texts}) AS n ON n.pk = b.pk"  # noqa: S608
    return whole, [*params, *own]
