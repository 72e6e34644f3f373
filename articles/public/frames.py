"""What stands around each page's own part: masthead and foot, made once for all pages that show the same ones."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import escape

from articles.models import Column, Issue
from articles.rendering.page import PREFIX, hole
from articles.templatetags.paper import issue_in_hand, room_of

Parts = dict[str, str]


def filled(html: str, parts: Parts) -> str:
    """The page with its holes closed; a part may have holes that a later one closes."""
    for name, text in parts.items():
        html = html.replace(hole(name), text)
    return html


def around(request: HttpRequest, context: Mapping[str, Any]) -> Parts:
    """The parts around a page of that context."""
    found = {"masthead": masthead(request, context), "foot": foot(request)}
    return found | hand(request, context) | {"script": other_script(request)}


def masthead(request: HttpRequest, context: Mapping[str, Any]) -> str:
    """With holes for the issue and the way to the other script. The front page has a masthead of its own."""
    paper = {"paper": settings.PAPER, "is_public": True}
    if "front" in context:
        return render_to_string("includes/masthead.html", {**context, **paper, "holes": False}, request)
    section, traditional = context.get("section"), context.get("is_traditional", False)
    column = context["current_column"].pk if context.get("current_column") else context.get("column_number")

    def make() -> str:
        shown = {"section": section, "current_column": Column(pk=column), "is_traditional": traditional, "holes": True}
        return render_to_string("includes/masthead.html", shown | paper, request)

    return shared(request, ("masthead", section, column, traditional), make)


def foot(request: HttpRequest) -> str:
    return shared(request, "foot", lambda: render_to_string("includes/foot.html", {"paper": settings.PAPER}, request))


def hand(request: HttpRequest, context: Mapping[str, Any]) -> Parts:
    """The issue that the masthead names, and the way to it."""
    given = context.get("issue")
    issue = issue_in_hand({"issue": given, "request": request})
    section = context.get("section")
    key = ("hand", issue.pk if isinstance(issue, Issue) else None, section == "issue")
    return shared(request, key, lambda: hand_of(issue, section=section))


def hand_of(issue: Issue | None, *, section: str | None = None) -> dict[str, str]:
    shown = {"hand": issue, "section": section}
    return {name: render_to_string(f"includes/{name}.html", shown).strip() for name in ("way", "hand")}


def other_script(request: HttpRequest) -> str:
    address = request.get_full_path()
    return escape(address if getattr(request, "is_traditional", False) else PREFIX + address)


MOST = 1_000  # parts that are kept at a time


def shared(request: HttpRequest, key: Hashable, make: Callable[[], Any]) -> Any:
    """What is the same on many pages until something public changes."""
    room = room_of(request)
    if key not in room:
        if len(room) > MOST:
            room.clear()
        room[key] = make()
    return room[key]
