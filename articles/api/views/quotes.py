"""Pull quotes and statements: words by themselves, each with the article they are from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse

from articles.api import pagination
from articles.api.documents import Json
from articles.api.errors import not_found
from articles.api.filters import ID, QuoteFilters, StatementFilters
from articles.api.freshness import newest_change
from articles.api.pagination import Cursor, Key, Page, Walk, day, moment, number
from articles.api.parameters import Parameter
from articles.api.selection import Selection
from articles.api.serializers import QuoteItem, StatementItem
from articles.api.views.articles import time_left, when_changed
from articles.api.views.base import DetailView, PublicView
from articles.api.views.lists import ListView, Rows, Wanted
from articles.models import PublishedQuote, PublishedStatement

NEWEST = "-date"
ID_PARAMETER = {"type": "string", "pattern": f"^{ID.pattern}$"}


class Sayings(PublicView):
    """What belongs to a publication and has a card of its own."""

    model: ClassVar[type[PublishedQuote] | type[PublishedStatement]]
    path: ClassVar[str]

    def shown(self) -> QuerySet[Any]:
        """Asked row by row: the list of all that is visible would be made first, for twenty rows of it."""
        return self.model._default_manager.filter(Exists(self.visible().filter(pk=OuterRef("publication"))))

    def record(self, card: Json) -> Json:
        return card | {"api_url": f"/api/v1/{self.path}/{card['id']}/"}


class SayingList(Sayings, ListView):
    orderings = {
        NEWEST: (
            day("publication__date", descending=True),
            moment("publication__released_at", descending=True),
            Key("publication__public_id"),
            number("order"),
            Key("public_id"),
        )
    }
    default_ordering = NEWEST

    def rows(self) -> Rows:
        names = [key.path for key in self.orderings[NEWEST]]
        rows: Rows = self.shown().annotate(newest=newest_change()).values("card", "newest", *names)
        return rows

    def page(self, wanted: Wanted, found: Callable[[], Rows]) -> Page:
        """Unfiltered, from the publications that carry the page: their index is in order, all rows would be sorted."""
        if wanted.filters:
            return super().page(wanted, found)
        return super().page(wanted, lambda: found().filter(publication__in=self.carriers(wanted)))

    def carriers(self, wanted: Wanted) -> list[int]:
        """Keys of the publications with the page's rows: each has one at least, but for the cursor's own."""
        keys = tuple(Key(key.path.removeprefix("publication__"), key.descending) for key in wanted.walk.ordering[:3])
        cursor = Cursor("until" if wanted.cursor.is_backward else "from", wanted.cursor.position[:3])
        carrying = self.visible().filter(Exists(self.model._default_manager.filter(publication=OuterRef("pk"))))
        rows = pagination.window(carrying, walk=Walk(keys, ""), cursor=cursor, size=wanted.size + 1)
        return list(rows.values_list("pk", flat=True))

    def items(self, rows: Sequence[dict[str, Any]], selection: Selection) -> list[Json]:
        return [self.record(row["card"]) for row in rows]


class SayingDetails(Sayings, DetailView):
    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        _ = self.selection
        found = self.shown().filter(public_id=public_id) if ID.fullmatch(public_id) else self.model.objects.none()
        names = ("publication__updated_at", "publication__embargo_until", "publication__expires_at")
        row = found.values_list("card", *names).first()
        if row is None:
            raise not_found()
        card, updated_at, embargo_until, expires_at = row
        return self.answer(
            self.record(card),
            last_modified=when_changed(updated_at, embargo_until, now=self.now),
            max_age=time_left(expires_at, now=self.now),
        )


class QuoteList(SayingList):
    model, path = PublishedQuote, "quotes"
    operation = "quotes"
    tag = "金句和观点"
    summary = "金句列表"
    item = QuoteItem
    filters = QuoteFilters


class QuoteDetails(SayingDetails):
    model, path = PublishedQuote, "quotes"
    operation = "quote"
    tag = "金句和观点"
    summary = "一条金句"
    item = QuoteItem
    path_parameters = (Parameter("public_id", "金句编号。", ID_PARAMETER),)


class StatementList(SayingList):
    model, path = PublishedStatement, "statements"
    operation = "statements"
    tag = "金句和观点"
    summary = "观点（发言）列表"
    item = StatementItem
    filters = StatementFilters


class StatementDetails(SayingDetails):
    model, path = PublishedStatement, "statements"
    operation = "statement"
    tag = "金句和观点"
    summary = "一条观点（发言）"
    item = StatementItem
    path_parameters = (Parameter("public_id", "观点编号。", ID_PARAMETER),)
