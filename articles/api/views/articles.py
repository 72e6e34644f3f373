"""Articles: from the JSON that publishing stored, without a serializer for each row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse

from articles.api import counts
from articles.api.documents import Json, Text, json_response
from articles.api.errors import Problem, not_found
from articles.api.filters import ID, ArticleFilters
from articles.api.freshness import newest_change, settled
from articles.api.pagination import Key, day, moment, number
from articles.api.parameters import Parameter, refused
from articles.api.records import INCLUDES, State, texts_of_states
from articles.api.selection import Selection
from articles.api.serializers import ArticleDetail, ArticleItem
from articles.api.views.base import DetailView
from articles.api.views.lists import ListView, Rows, Wanted, both_ways
from articles.compiled import aware, flat, nested, statement
from articles.models import Publication, PublicationAuthor
from articles.models.publication import PublicationQuerySet
from articles.rendering import local_time

COLUMNS = ("public_id", "version", "updated_at", "date", "released_at", "newest")
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
    columns = COLUMNS

    def read_ordering(self, errors: list[Json]) -> str:
        name = super().read_ordering(errors)
        if name == "relevance" and "q" not in self.values:
            errors.append(refused("ordering", "invalid-value", "参数 ordering=relevance 只能与 q 同用。"))
        return name

    def rows(self, visible: PublicationQuerySet) -> Rows:
        return rows_of(visible)

    def found(self, wanted: Wanted) -> Rows:
        rows = super().found(wanted)
        return rows.annotate(relevance=relevance(self.values["q"])) if wanted.ordering == "relevance" else rows

    def how_many(self, wanted: Wanted, found: Callable[[], Rows]) -> int:
        if self.filters.shapeless & wanted.filters.keys():
            return super().how_many(wanted, found)

        def chosen(among: PublicationQuerySet, marks: Mapping[str, Any]) -> PublicationQuerySet:
            values = {name: nested(marks, name, value) for name, value in wanted.filters.items()}
            passing: Any = self.filters.apply(among, values)
            return passing

        values = flat({"now": self.now, **wanted.filters})
        return counts.total((self.operation, *values), chosen, values)

    def plan(self, wanted: Wanted) -> str:
        """Of an author or tag with much, SQLite would fetch and sort everything for twenty rows: the list is walked instead."""
        for name, value in wanted.filters.items():
            if (
                len(wanted.filters) == 1
                and name in LINKS
                and has_much(name, value, int(self.now.timestamp()) // AN_HOUR)
            ):
                return name
        return ""

    def passing(self, rows: Rows, chosen: Mapping[str, Any], plan: str) -> Rows:
        if not plan:
            return super().passing(rows, chosen, plan)
        return rows.filter(Exists(LINKS[plan](chosen[plan]).filter(publication=OuterRef("pk"))))

    def selected(self, rows: Rows) -> Rows:
        """As text: of twenty rows all times would take longer to read than the rows."""
        found: Any = rows.values_list("public_id", "version", *(Cast(name, TextField()) for name in COLUMNS[2:]))
        return found

    def read_end(self, row: dict[str, Any]) -> None:
        row["date"] = dt.date.fromisoformat(row["date"])
        row["released_at"], row["newest"] = aware(row["released_at"]), row["newest"] and aware(row["newest"])

    def texts(self, rows: Sequence[dict[str, Any]], selection: Selection) -> list[Text]:
        states: list[State] = [(row["public_id"], row["version"], row["updated_at"]) for row in rows]
        texts = texts_of_states(states, selection, now=self.now, contract=self.contract)
        return [texts[state] for state in states if state in texts]


# What joins publications to a filter's value.
LINKS: dict[str, Callable[[Any], QuerySet[Any, Any]]] = {
    "author": lambda value: PublicationAuthor.objects.filter(author__public_id=value),
    "tag": lambda value: Publication.tags.through.objects.filter(tag=value),
}
MUCH = 500  # rows that are sorted about as quickly as a page of them is found on the way through 50,000
AN_HOUR = 60 * 60


@lru_cache(maxsize=1_000)
def has_much(name: str, value: Any, hour: int) -> bool:
    """Whether so many are joined; looked at again each hour. PostgreSQL knows by itself. It decides the way only, never the answer."""
    return connection.vendor == "sqlite" and LINKS[name](value).order_by()[:MUCH].count() == MUCH


def rows_of(publications: PublicationQuerySet) -> Rows:
    rows: Any = publications.annotate(newest=newest_change()).values(*COLUMNS)
    return rows


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
    path_parameters = (Parameter("public_id", "文章编号。", {"type": "string"}),)
    problems = ("invalid-parameters", "not-found", "withdrawn")

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        selection = self.selection
        if not ID.fullmatch(public_id):
            raise not_found()
        values = {"now": self.now, "id": public_id}
        found = statement("article", state_of, values).run(values)
        if not found:
            raise absence(public_id)
        version, updated_at, embargo_until, expires_at = found[0]
        state: State = (public_id, version, updated_at)
        texts = texts_of_states([state], selection, now=self.now, contract=self.contract, whole=True)
        if state not in texts:
            raise absence(public_id)
        if selection.wants("body"):
            self.note_copies({public_id: version})
        return json_response(
            texts[state],
            last_modified=when_changed(updated_at, embargo_until, now=self.now),
            max_age=time_left(expires_at, now=self.now),
        )


def when_changed(updated_at: dt.datetime, embargo_until: dt.datetime | None, *, now: dt.datetime) -> dt.datetime | None:
    """When readers first saw it as it is, once that has settled."""
    return settled(max(aware(moment) for moment in (updated_at, embargo_until) if moment), now=now)


def time_left(expires_at: dt.datetime | None, *, now: dt.datetime) -> int:
    """How many seconds an answer may be kept: never beyond its expiry."""
    remaining = int((aware(expires_at) - now).total_seconds()) if expires_at else MAX_AGE
    return max(0, min(MAX_AGE, remaining))


def state_of(values: Mapping[str, Any]) -> Rows:
    one = Publication.objects.visible(values["now"]).filter(public_id=values["id"])
    rows: Any = one.order_by().values_list("version", "updated_at", "embargo_until", "expires_at")
    return rows


def absence(public_id: str) -> Problem:
    """The 404, or the 410 of what readers once saw."""
    withdrawn = Publication.objects.filter(public_id=public_id, withdrawn_at__isnull=False).first()
    return withdrawal(withdrawn) if withdrawn is not None and was_public(withdrawn) else not_found()


def was_public(publication: Publication) -> bool:
    """Whether readers could have seen it before it was withdrawn."""
    at = publication.withdrawn_at
    embargo = publication.embargo_until
    return at is not None and publication.released_at <= at and (embargo is None or embargo <= at)


def withdrawal(publication: Publication) -> Problem:
    assert publication.withdrawn_at is not None  # noqa: S101 - for the type checker; asked by was_public
    return Problem(
        "withdrawn",
        f"这篇文章已经撤稿（{publication.get_withdrawal_reason_display()}），请从你的网站删去。",
        reason=publication.withdrawal_reason,
        at=local_time(publication.withdrawn_at),
    )
