"""``search/``: ranked hits with the places to be marked, and counts by column, author, tag and year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import orjson
from django.http import HttpResponse

from articles.api import pagination
from articles.api.documents import Json, listing
from articles.api.filters import ArticleFilters
from articles.api.pagination import Cursor, number
from articles.api.parameters import Parameter, refused
from articles.api.records import INCLUDES, texts_of_found
from articles.api.selection import Selection, listing_parameter, read_listing
from articles.api.serializers import FacetValue, Found
from articles.api.views.lists import ListView, Wanted
from articles.models.publication import PublicationQuerySet
from articles.search import DATE, RELEVANCE, Hit, Marked, Result, search
from articles.search.facets import FacetCount
from articles.search.finding import COUNTED, HARD_COUNTED, MOST_COUNTED

FACETS = ("column", "author", "tag", "year")
BY_RANK, NEWEST = "relevance", "-date"


class Search(ListView):
    """A cursor holds the number of a page: a rank is no place between two rows."""

    operation = "search"
    tag = "检索"
    summary = "全文检索"
    item = Found
    includes = INCLUDES
    filters = ArticleFilters
    orderings = {BY_RANK: (number("page"),), NEWEST: (number("page"),)}
    default_ordering = BY_RANK
    list_extras = {
        "facets": {"type": "object", "additionalProperties": {"type": "array", "items": FacetValue}},
        "count_is_lower_bound": {
            "type": "boolean",
            "description": f"只在要了 count 时给出。true：命中多于 count（数到 {MOST_COUNTED} 为止，文字很多时先数到 {COUNTED}，"
            f"由常用词组成的长句先数到 {HARD_COUNTED}，往后翻页再数）。",
        },
    }

    @classmethod
    def all_parameters(cls) -> list[Parameter]:
        facets = listing_parameter(
            "facets", "另给命中按这些项目的分布，用半角逗号隔开。", FACETS, example="column,year"
        )
        found = [replace(each, required=each.name == "q") for each in super().all_parameters()]
        return [*found, facets]

    def list_name(self) -> str:
        return f"search by {self.values.get('ordering', self.default_ordering)}"

    def wanted(self, errors: list[Json] | None = None) -> Wanted:
        errors = errors or []
        self.facets = read_listing("facets", self.values, allowed=FACETS, errors=errors)
        if "q" not in self.values:
            errors.append(refused("q", "missing-value", "请用参数 q 写明要找的文字。"))
        return super().wanted(errors)

    def listed(self, wanted: Wanted) -> HttpResponse:
        page = wanted.cursor.position[0] if wanted.cursor.position else 1
        result = search(
            self.values["q"],
            self.among(wanted),
            order=DATE if wanted.ordering == NEWEST else RELEVANCE,
            page=page,
            size=wanted.size,
            mark=self.mark,
            facets=bool(self.facets),
        )
        following = Cursor("from", (page + 1,)) if page < result.pages else None
        before = Cursor("from", (page - 1,)) if page > 1 else None
        path = self.request.path
        tail: Json = {
            "next": pagination.link(path, self.values, wanted.walk, following),
            "previous": pagination.link(path, self.values, wanted.walk, before),
        }
        if wanted.count:
            tail |= {"count": result.total, "count_is_lower_bound": result.is_lower_bound}
        if self.facets:
            tail["facets"] = self.counted(result)
        return listing(self.hits(result.hits, wanted.selection), tail)

    def among(self, wanted: Wanted) -> PublicationQuerySet | None:
        """What is searched; None is everything visible, which the engine knows a shorter way to."""
        filters = {name: value for name, value in wanted.filters.items() if name != "q"}
        if not filters:
            return None
        among: Any = self.filters.apply(self.visible(), filters)
        return among

    def hits(self, hits: Sequence[Hit], selection: Selection) -> list[bytes]:
        texts = texts_of_found([hit.publication for hit in hits], selection, contract=self.contract)
        if not selection.wants("highlights"):
            return [*texts]
        return [with_marks(text, hit) for text, hit in zip(texts, hits, strict=True)]

    def counted(self, result: Result) -> Json:
        found = result.facets
        values = {"column": found.columns, "author": found.authors, "tag": found.tags, "year": found.years}
        return {name: [facet_value(each) for each in values[name]] for name in self.facets}


def with_marks(text: bytes, hit: Hit) -> bytes:
    """The record's JSON with its highlights."""
    named = (("title", hit.title), ("byline", hit.byline), ("passage", hit.passage))
    marks = [mark(name, each) for name, each in named if each.spans or name == "passage"]
    return b'%b%b"highlights":%b}' % (text[:-1], b"," if len(text) > 2 else b"", orjson.dumps(marks))


def mark(name: str, marked: Marked) -> Json:
    return {"field": name, "text": marked.text, "ranges": [list(span) for span in marked.spans]}


def facet_value(value: FacetCount) -> Json:
    return {"key": value.key, "name": value.label, "count": value.count}
