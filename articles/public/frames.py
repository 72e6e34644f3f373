"""What stands around each page's own part: head, masthead and foot, made once for all pages that show the same ones."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.http import RFC3986_SUBDELIMS
from django.utils.safestring import mark_safe

from articles.keeping import shared
from articles.models import Column, Issue
from articles.public.wording import Outcome, identity
from articles.rendering.page import PREFIX, hole
from articles.templatetags.paper import issue_in_hand, public_columns

Parts = dict[str, str]
OPEN, CLOSE = hole("@").split("@")
OWN = ("title", "description", "meta", "feeds", "styles", "scripts", "main")  # the blocks of bare.html
LASTING = 300  # mastheads, frames and feet that outlast a public change
END = "<!--|-->"  # of each of them
ADDRESSES = ("canonical", "simplified", "traditional")


def filled(html: str, parts: Mapping[str, str]) -> str:
    """The page with its holes closed; a part may have holes of its own."""
    if OPEN not in html:
        return html
    first, *others = html.split(OPEN)
    made = [first]
    for each in others:
        name, _, after = each.partition(CLOSE)
        made += (filled(parts[name], parts), after) if name in parts else (OPEN, each)
    return "".join(made)


def whole(request: HttpRequest, template: str, context: Mapping[str, Any]) -> str:
    """The page of a template, which extends ``base``: its own part, and what surrounds it."""
    return filled(framed(request, template, context), around(request, context))


def framed(request: HttpRequest, template: str, context: Mapping[str, Any]) -> str:
    """The page with holes for what ``around`` has, and for those that its own part leaves.

    Rendering base.html anew with each page takes longer than a short page itself.
    """
    own = render_to_string(template, {**context, "path": address_of(request), "base": "bare.html"})
    parts = dict(zip(OWN, own.split(END)[:-1], strict=True)) | {name: escape(context[name]) for name in ADDRESSES}
    told: dict[str, str] = {name: escape(text) for name, text in context.get("graph", {}).items() if text}
    suffix = f" · {escape(settings.PAPER['name'])}"
    graph = {"title": parts["title"].removesuffix(suffix), "description": parts["description"]} | told
    parts |= {f"graph_{name}": text for name, text in graph.items()}
    parts["linked_data"] = context.get("linked_data", "")  # is safe in a script, as rendering.linked_data made it
    return filled(frame(request, context, graph), parts)


def frame(request: HttpRequest, context: Mapping[str, Any], graph: Mapping[str, str]) -> str:
    """base.html with a hole for all that is a page's own."""
    told = tuple(graph)
    traditional, large, linked = context["is_traditional"], bool(context.get("large")), "linked_data" in context

    def make() -> str:
        shown: dict[str, Any] = {name: mark_safe(hole(name)) for name in ADDRESSES}
        shown |= {"graph": {name: mark_safe(hole(f"graph_{name}")) for name in told}}
        shown |= {"linked_data": hole("linked_data") if linked else ""}
        return render_to_string(
            "frame.html", shown | {"is_traditional": traditional, "large": large, "holes": True}
        ).lstrip()

    return lasting(request, ("frame", traditional, large, linked, told), make)


@lru_cache(maxsize=LASTING)
def outcome_of(outcome: Outcome) -> Any:
    return outcome.make()


def lasting(request: HttpRequest, key: Hashable, make: Callable[[], Any], *, of: Callable[[], Hashable] = tuple) -> Any:
    """What all pages share under ``key``; after a public change it is made anew only if what it shows (``of``) has changed."""

    def found() -> Any:
        if not hasattr(request, "shared"):  # no room: to know what it shows would be asked for twice
            return make()
        paper = (*settings.PAPER.items(), settings.SITE_URL)
        return outcome_of(Outcome((key, paper, of()), make))

    return shared(request, key, found)


def around(request: HttpRequest, context: Mapping[str, Any]) -> Parts:
    """The parts around a page of that context."""
    found = {"masthead": masthead(request, context), "foot": foot(request)}
    return found | hand(request, context) | {"script": other_script(request)}


def plate(request: HttpRequest, context: Mapping[str, Any]) -> str:
    """The masthead of the front page, which tells of the issue."""
    about = {**context, "paper": settings.PAPER, "is_public": True, "holes": False}
    return render_to_string("includes/masthead.html", {**about, "request": request})


def masthead(request: HttpRequest, context: Mapping[str, Any]) -> str:
    """With holes for the issue and the way to the other script."""
    section, traditional = context.get("section"), context.get("is_traditional", False)
    column = context["current_column"].pk if context.get("current_column") else context.get("column_number")

    def make() -> str:
        shown = {"section": section, "current_column": Column(pk=column), "is_traditional": traditional, "holes": True}
        shown |= {"paper": settings.PAPER, "is_public": True}
        return render_to_string("includes/masthead.html", shown, request)

    return lasting(request, ("masthead", section, column, traditional), make, of=lambda: columns_in_words(request))


def columns_in_words(request: HttpRequest) -> Hashable:
    found: Hashable = shared(request, "columns in words", lambda: identity(public_columns(request)))
    return found


def foot(request: HttpRequest) -> str:
    def make() -> str:
        return render_to_string("includes/foot.html", {"paper": settings.PAPER}, request)

    return lasting(request, ("foot",), make)


def hand(request: HttpRequest, context: Mapping[str, Any]) -> Parts:
    """The issue that the masthead names, and the way to it."""
    given = context.get("issue")
    issue = issue_in_hand({"issue": given, "request": request})
    section = context.get("section")
    key = ("hand", issue.pk if isinstance(issue, Issue) else None, section == "issue")
    return lasting(request, key, lambda: hand_of(issue, section=section), of=lambda: identity(issue))


def hand_of(issue: Issue | None, *, section: str | None = None) -> dict[str, str]:
    shown = {"hand": issue, "section": section}
    return {name: render_to_string(f"includes/{name}.html", shown).strip() for name in ("way", "hand")}


def address_of(request: HttpRequest) -> str:
    """The page's own address as ``reverse`` writes it: percent-encoded, so that nobody converts its characters."""
    return quote(request.path, safe=RFC3986_SUBDELIMS + "/~:@")


def other_script(request: HttpRequest) -> str:
    if getattr(request, "is_traditional", False):  # its address is that of the page it is made of
        return escape(request.get_full_path())
    return escape(PREFIX + (getattr(request, "address", None) or request.get_full_path()))
