"""An article's page put together from what was prepared of it and of its neighbours: two queries and no template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles.compiled import aware, statement
from articles.models import Publication
from articles.preparing import STATE, is_present, state_of
from articles.public import frames
from articles.public.freshness import last_change
from articles.public.reading import FEW, Beside, Place
from articles.public.show import kept
from articles.rendering.page import hole

OWN = (
    "prepared__page", "prepared__tags", "prepared__hand", "prepared__way",
    "column", "page", "position", "date", "released_at",
)  # fmt: skip
MOST = 14  # neighbours that a statement asks for
Texts = dict[int, tuple[Any, ...] | None]


def ready_page(request: HttpRequest, public_id: str) -> HttpResponse | None:
    """None where something is missing, out of date or not to be seen: the page must be made in full then."""
    for pk, own in texts(OWN, ("public_id",), {"id0": public_id}).items():
        return assembled(request, pk, *own) if own else None
    return None


def assembled(
    request: HttpRequest, pk: int, page: str, tags: str, hand: str, way: str, column: int | None, *place: Any
) -> HttpResponse | None:
    printed, position, day, released = place
    standing = Place(pk, column, printed, position, day, aware(released))
    beside = Beside.of(standing, [int(tag) for tag in tags.split(",") if tag])
    numbers = [*beside.everyone(), *[0] * MOST][:MOST]
    near = texts(("row__related", "row__step"), ("pk__in",), {f"id{at}": pk for at, pk in enumerate(numbers)})
    shown = {number: own for number, own in near.items() if own}
    related = [shown[number][0] for number in beside.nearest if number in shown][:FEW]
    steps = [
        shown[number][1].replace(hole("rel"), rel).replace(hole("way"), name)
        for number, rel, name in ((beside.previous, "prev", "上一篇"), (beside.following, "next", "下一篇"))
        if number in shown
    ]
    if len(shown) < len(near) or not related or not steps:
        return None
    parts = {"related": "".join(related), "steps": "".join(steps)}
    parts |= frames.around(request, {"section": "columns", "column_number": column})
    if hand:
        parts |= {"hand": hand, "way": way}
    return kept(HttpResponse(frames.filled(page, parts)), modified=last_change(request))


def texts(names: tuple[str, ...], asked: tuple[str, ...], values: Mapping[str, Any]) -> Texts:
    """number → the named columns of visible publications; None where the prepared page is not the present one."""

    made = names[0].split("__")[0]  # the table that they stand in

    def build(marks: Mapping[str, Any]) -> Any:
        wanted = [marks[name] for name in values]
        chosen = {name: wanted if name.endswith("__in") else wanted[0] for name in asked}
        rows = Publication.objects.visible(marks["now"]).filter(**chosen).order_by()
        return rows.values_list("pk", *state_of(made), *names)

    present = {"now": timezone.now(), **values}
    rows = statement(("prepared", *names, *asked), build, present).run(present)
    found: Texts = {}
    for pk, *row in rows:
        found[pk] = tuple(row[len(STATE) :]) if is_present(row) else None
    return found
