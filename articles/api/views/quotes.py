"""Pull quotes and statements: words by themselves, each with the article they are from."""

from __future__ import annotations

import json
from collections.abc import Hashable, Sequence
from typing import Any, ClassVar

import orjson
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse

from articles.api import pagination
from articles.api.documents import Json
from articles.api.errors import not_found
from articles.api.filters import ID, QuoteFilters, StatementFilters
from articles.api.freshness import newest_change
from articles.api.pagination import Cursor, Key, Walk, day, moment, number
from articles.api.parameters import Parameter
from articles.api.serializers import QuoteItem, StatementItem
from articles.api.views.articles import time_left, when_changed
from articles.api.views.base import DetailView, PublicView
from articles.api.views.lists import ListView, Rows, Wanted
from articles.models import PublishedQuote, PublishedStatement
from articles.models.publication import PublicationQuerySet

NEWEST = "-date"
ID_PARAMETER = {"type": "string", "pattern": f"^{ID.pattern}$"}


class Sayings(PublicView):
    """What belongs to a publication and has a card of its own."""

    model: ClassVar[type[PublishedQuote] | type[PublishedStatement]]
    path: ClassVar[str]

    def shown(self, visible: PublicationQuerySet) -> QuerySet[Any]:
        """Asked row by row: the list of all that is visible would be made first, for twenty rows of it."""
        return self.model._default_manager.filter(Exists(visible.filter(pk=OuterRef("publication"))))

    def shown_card(self, card: Json) -> Json:
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

    columns = ("card", "newest", *(key.path for key in orderings[NEWEST]))

    def rows(self, visible: PublicationQuerySet) -> Rows:
        rows: Rows = self.shown(visible).annotate(newest=newest_change()).values(*self.columns)
        return rows

    def window(self, rows: Rows, visible: PublicationQuerySet, wanted: Wanted, cursor: Cursor) -> Rows:
        """Unfiltered, from the publications that carry the page: their index is in order, all rows would be sorted."""
        if not wanted.filters:
            rows = rows.filter(publication__in=self.carriers(visible, wanted, cursor))
        return super().window(rows, visible, wanted, cursor)

    def carriers(self, visible: PublicationQuerySet, wanted: Wanted, cursor: Cursor) -> Rows:
        """Keys of the publications with the page's rows: each has one at least, but for the cursor's own."""
        keys = tuple(Key(key.path.removeprefix("publication__"), key.descending) for key in wanted.walk.ordering[:3])
        first = Cursor("until" if cursor.is_backward else "from", cursor.position[:3])
        carrying = visible.filter(Exists(self.model._default_manager.filter(publication=OuterRef("pk"))))
        rows: Any = pagination.window(carrying, walk=Walk(keys, ""), cursor=first, size=wanted.size + 1)
        return rows.values("pk")

    def facts(self, rows: Sequence[dict[str, Any]]) -> list[Hashable]:
        """The card as it is stored."""
        return [row["card"] if isinstance(row["card"], str) else json.dumps(row["card"]) for row in rows]

    def record(self, fact: str) -> Json:
        return self.shown_card(orjson.loads(fact))


class SayingDetails(Sayings, DetailView):
    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        _ = self.selection
        found = (
            self.shown(self.visible()).filter(public_id=public_id)
            if ID.fullmatch(public_id)
            else self.model.objects.none()
        )
        names = ("publication__updated_at", "publication__embargo_until", "publication__expires_at")
        row = found.values_list("card", *names).first()
        if row is None:
            raise not_found()
        card, updated_at, embargo_until, expires_at = row
        return self.answer(
            self.shown_card(card),
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
