"""Articles: from the JSON that publishing stored, without a serializer for each row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When
from django.http import HttpResponse
from rest_framework.request import Request

from articles.api.documents import Json, with_absolute_links
from articles.api.errors import Problem, not_found
from articles.api.filters import ID, ArticleFilters
from articles.api.freshness import last_change, settled
from articles.api.licence import licence_of
from articles.api.pagination import Key, day, moment, number
from articles.api.parameters import Parameter, refused
from articles.api.selection import Selection
from articles.api.serializers import ArticleDetail, ArticleItem
from articles.api.views.base import FIELDS, DetailView
from articles.api.views.lists import ListView, Rows, both_ways, include_parameter
from articles.models import Publication
from articles.rendering import local_time

INCLUDES = ("body", "statements", "pull_quotes", "corrections")
MAX_AGE = 60


class ArticleList(ListView):
    operation = "articles"
    tag = "文章"
    summary = "文章列表"
    item = ArticleItem
    includes = INCLUDES
    filters = ArticleFilters
    orderings = (
        both_ways("date", day("date"), moment("released_at"), Key("public_id"))
        | both_ways("published_at", moment("released_at"), Key("public_id"))
        | {
            "relevance": (
                number("relevance", descending=True),
                day("date", descending=True),
                moment("released_at", descending=True),
                Key("public_id", descending=True),
            )
        }
    )
    default_ordering = "-date"

    def read_ordering(self, errors: list[Json]) -> str:
        name = super().read_ordering(errors)
        if name == "relevance" and "q" not in self.values:
            errors.append(refused("ordering", "invalid-value", "参数 ordering=relevance 只能与 q 同用。"))
        return name

    def rows(self, selection: Selection) -> Rows:
        document = "detail" if selection.included else "card"
        rows: Rows = self.visible().values(document, "page__credits", "date", "released_at", "public_id")
        return rows

    def ordered(self, rows: Rows) -> Rows:
        return rows.annotate(relevance=relevance(self.values["q"])) if self.is_ranked else rows

    @property
    def is_ranked(self) -> bool:
        return self.values.get("ordering") == "relevance"

    def items(self, rows: Sequence[dict[str, Any]], selection: Selection) -> list[Json]:
        if not selection.included:
            return [listed(row["card"], row["page__credits"], selection) for row in rows]
        left_out = DETAIL_ONLY - selection.included
        items = []
        for row in rows:
            item = listed(row["detail"], row["page__credits"], selection)
            items.append({name: value for name, value in item.items() if name not in left_out})
        return items

    def last_modified(self) -> dt.datetime | None:
        return last_change(now=self.now, if_modified_since=self.request.headers.get("If-Modified-Since"))


DETAIL_ONLY = frozenset(set(ArticleDetail().fields) - set(ArticleItem().fields)) | set(INCLUDES)


def listed(stored: Json, credits: Any, selection: Selection) -> Json:
    """A stored card or detail with what is said at read time."""
    if selection.wants("licence"):
        stored["licence"] = licence_of(stored, credits)
    if "body" in stored and selection.wants("body"):
        stored["body"]["html"] = with_absolute_links(stored["body"]["html"])
    return stored


def relevance(query: str) -> Case:
    """Titles that hold every word come first. Stands in until the search engine ranks."""
    in_title = Q()
    for term in query.split():
        in_title &= Q(title__icontains=term)
    return Case(When(in_title, then=Value(1)), default=Value(0), output_field=IntegerField())


class ArticleDetails(DetailView):
    operation = "article"
    tag = "文章"
    summary = "一篇文章"
    item = ArticleDetail
    includes = INCLUDES
    parameters = (FIELDS, include_parameter(INCLUDES))
    path_parameters = (Parameter("public_id", "文章编号。", {"type": "string"}),)
    problems = ("invalid-parameters", "not-found", "withdrawn")

    def get(self, request: Request, public_id: str) -> HttpResponse:
        selection = self.selection
        row = self.row(public_id)
        record = listed(row["detail"], row["detail"]["credits"], selection)
        changed = max(filter(None, [row["updated_at"], row["embargo_until"]]))
        remaining = (row["expires_at"] - self.now).total_seconds() if row["expires_at"] else MAX_AGE
        return self.answer(
            record, last_modified=settled(changed, now=self.now), max_age=max(0, min(MAX_AGE, int(remaining)))
        )

    def row(self, public_id: str) -> dict[str, Any]:
        """The publication's columns. Raises the 404, or the 410 of what readers once saw."""
        if not ID.fullmatch(public_id):
            raise not_found()
        rows = self.visible().filter(public_id=public_id)
        if found := rows.values("detail", "updated_at", "embargo_until", "expires_at").first():
            return dict(found)
        withdrawn = Publication.objects.filter(public_id=public_id, withdrawn_at__isnull=False).first()
        if withdrawn is None or not was_public(withdrawn):
            raise not_found()
        raise withdrawal(withdrawn)


def was_public(publication: Publication) -> bool:
    """Whether readers could have seen it before it was withdrawn."""
    at = publication.withdrawn_at
    embargo = publication.embargo_until
    return at is not None and publication.released_at <= at and (embargo is None or embargo <= at)


def withdrawal(publication: Publication) -> Problem:
    assert publication.withdrawn_at is not None  # noqa: S101 - for the type checker; asked by was_public
    return Problem(
        "withdrawn",
        f"这篇文章已经撤回（{publication.get_withdrawal_reason_display()}），请从你的网站撤下。",
        reason=publication.withdrawal_reason,
        at=local_time(publication.withdrawn_at),
    )
