"""The short way to the addresses that are asked most: no look through the list of all addresses, and past the
middleware that is there for people who sign in and for pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from articles.api.views import articles, changes, directory, issues, quotes, search
from articles.api.views.base import PublicView

BASE = "/api/v1/"
# Under the name of a list: its view, that of one record, and what the record's view calls its part of the address.
DOORS: dict[str, tuple[type[PublicView], type[PublicView], str]] = {
    "articles": (articles.ArticleList, articles.ArticleDetails, "public_id"),
    "issues": (issues.IssueList, issues.IssueDetails, "key"),
    "columns": (directory.ColumnList, directory.ColumnDetails, "slug"),
    "authors": (directory.AuthorList, directory.AuthorDetails, "public_id"),
    "tags": (directory.TagList, directory.TagDetails, "slug"),
    "quotes": (quotes.QuoteList, quotes.QuoteDetails, "public_id"),
    "statements": (quotes.StatementList, quotes.StatementDetails, "public_id"),
}
# What is made anew each time, and has no records below it.
FRESH: dict[str, type[PublicView]] = {"changes": changes.ChangeFeedView, "search": search.Search}
SEARCH = f"{BASE}search/"
NEVER_KEPT = tuple(f"{BASE}{name}/" for name in FRESH)
LISTS = (*(f"{BASE}{name}/" for name in DOORS), *NEVER_KEPT)


def found(path: str) -> tuple[type[PublicView], dict[str, Any]] | None:
    """The view of an address below one of ``LISTS``, and what it is called with; None for all but lists and records."""
    match path[len(BASE) :].split("/"):
        case [name, ""]:
            return FRESH.get(name) or DOORS[name][0], {}
        case [name, key, ""] if key and name in DOORS:
            _, view, argument = DOORS[name]
            return view, {argument: key}
    return None


def answer(request: HttpRequest, view_class: type[PublicView], arguments: dict[str, Any]) -> HttpResponse:
    """As the view answers behind its address."""
    view = view_class()
    view.setup(request, **arguments)
    response = view.dispatch(request, **arguments)
    response.headers["Content-Length"] = str(len(response.content))
    return response
