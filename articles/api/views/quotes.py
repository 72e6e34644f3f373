"""Pull quotes, each with the article it is from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from rest_framework.request import Request

from articles.api import pagination
from articles.api.documents import Json
from articles.api.errors import not_found
from articles.api.filters import ID, QuoteFilters
from articles.api.freshness import newest_change, settled
from articles.api.pagination import Cursor, Key, Page, Walk, day, moment, number
from articles.api.parameters import Parameter
from articles.api.selection import Selection
from articles.api.serializers import QuoteItem
from articles.api.views.base import DetailView, PublicView
from articles.api.views.lists import ListView, Rows, Wanted
from articles.models import PublishedQuote


class Quotes(PublicView):
    tag = "金句"
    item = QuoteItem

    def shown(self) -> QuerySet[PublishedQuote]:
        """Asked row by row: the list of all that is visible would be made first, for twenty rows of it."""
        return PublishedQuote.objects.filter(Exists(self.visible().filter(pk=OuterRef("publication"))))


def quote_item(card: Json) -> Json:
    return card | {"api_url": f"/api/v1/quotes/{card['id']}/"}


class QuoteList(Quotes, ListView):
    operation = "quotes"
    summary = "金句列表"
    filters = QuoteFilters
    orderings = {
        "-date": (
            day("publication__date", descending=True),
            moment("publication__released_at", descending=True),
            Key("publication__public_id"),
            number("order"),
            Key("public_id"),
        )
    }
    default_ordering = "-date"

    def rows(self) -> Rows:
        names = [key.path for key in self.orderings["-date"]]
        rows: Rows = self.shown().annotate(newest=newest_change()).values("card", "newest", *names)
        return rows

    def page(self, wanted: Wanted, found: Callable[[], Rows]) -> Page:
        """Unfiltered, from the publications that carry the page: their index is in order, quotes would all be sorted."""
        if wanted.filters:
            return super().page(wanted, found)
        return super().page(wanted, lambda: found().filter(publication__in=self.carriers(wanted)))

    def carriers(self, wanted: Wanted) -> list[int]:
        """Keys of the publications with the page's quotes: each has one at least, but for the cursor's own."""
        keys = tuple(Key(key.path.removeprefix("publication__"), key.descending) for key in wanted.walk.ordering[:3])
        cursor = Cursor("until" if wanted.cursor.is_backward else "from", wanted.cursor.position[:3])
        quoted = self.visible().filter(Exists(PublishedQuote.objects.filter(publication=OuterRef("pk"))))
        rows = pagination.window(quoted, walk=Walk(keys, ""), cursor=cursor, size=wanted.size + 1)
        return list(rows.values_list("pk", flat=True))

    def items(self, rows: Sequence[dict[str, Any]], selection: Selection) -> list[Json]:
        return [quote_item(row["card"]) for row in rows]


class QuoteDetails(Quotes, DetailView):
    operation = "quote"
    summary = "一条金句"
    path_parameters = (Parameter("public_id", "金句编号。", {"type": "string"}),)

    def get(self, request: Request, public_id: str) -> HttpResponse:
        _ = self.selection
        found = self.shown().filter(public_id=public_id) if ID.fullmatch(public_id) else PublishedQuote.objects.none()
        row = found.values("card", "publication__updated_at", "publication__embargo_until").first()
        if row is None:
            raise not_found()
        changed = max(filter(None, [row["publication__updated_at"], row["publication__embargo_until"]]))
        return self.answer(quote_item(row["card"]), last_modified=settled(changed, now=self.now))
