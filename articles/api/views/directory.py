"""Columns, authors and tags: each shown once one of its publications is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from articles.api.counts import article_counts
from articles.api.documents import Json
from articles.api.errors import not_found
from articles.api.filters import ID, NOTHING, AuthorFilters, ColumnFilters, TagFilters
from articles.api.pagination import Key, number
from articles.api.parameters import Parameter
from articles.api.resolving import find_column, find_tag
from articles.api.serializers import AuthorDetail, AuthorItem, ColumnItem, TagItem
from articles.api.views.base import DetailView, PublicView
from articles.api.views.lists import ListView, Rows
from articles.compiled import places, statement
from articles.models import Author, Column, ColumnAlias, Publication, PublicationAuthor, Tag, TagSynonym
from articles.models.publication import PublicationQuerySet

PRINTED_SAMPLE = 100
SLUG = Parameter("slug", "网址名。", {"type": "string"})


class Shown(PublicView):
    """What lists and details of one model share. ``path`` leads from a publication to the model."""

    model: ClassVar[type[Model]]
    path: ClassVar[str]
    columns: ClassVar[tuple[str, ...]]
    named: ClassVar[QuerySet[Any, Any] | None] = None  # pairs of a row's key and a further name of it

    def shown(self, visible: PublicationQuerySet) -> Rows:
        """The rows with a visible publication."""
        carried = Exists(visible.filter(**{self.path: OuterRef("pk")}))
        rows: Rows = self.model._default_manager.filter(carried).values(*self.columns)
        return rows

    def facts(self, rows: Sequence[dict[str, Any]]) -> list[Hashable]:
        """Row, further names, number of articles."""
        keys = [row["pk"] for row in rows]
        counts = article_counts(self.path, keys, now=self.now, state=self.state)
        words = self.words(keys)
        return [(tuple(row.values()), tuple(words.get(row["pk"], ())), counts.get(row["pk"], 0)) for row in rows]

    def record(self, fact: tuple[tuple[Any, ...], tuple[str, ...], int]) -> Json:
        row, words, count = fact
        return self.described(dict(zip(self.columns, row, strict=True)), words) | {"article_count": count}

    def words(self, keys: Sequence[int]) -> dict[int, list[str]]:
        """Further names of each row."""
        if self.named is None:
            return {}
        wanted, named = places(keys, nothing=NOTHING), self.named

        def build(marks: Mapping[str, Any]) -> QuerySet[Any, Any]:
            own = named.query.values_select[0]
            return named.filter(**{f"{own}__in": [marks[name] for name in wanted]})

        return gathered(statement(("names", self.path, len(wanted)), build, wanted).run(wanted))

    def described(self, row: dict[str, Any], words: Sequence[str]) -> Json:
        raise NotImplementedError


class ShownList(Shown, ListView):
    def rows(self, visible: PublicationQuerySet) -> Rows:
        return self.shown(visible)


class ShownDetails(Shown, DetailView):
    def found(self, key: int | None) -> Json:
        """The record of the row with that key, or the 404."""
        if key is None:
            raise not_found()
        values = {"now": self.now, "key": key}
        rows = statement(("shown", self.path), self.one_shown, values).run(values)
        if not rows:
            raise not_found()
        (fact,) = self.facts([dict(zip(self.columns, row, strict=True)) for row in rows])
        return self.record(fact)  # type: ignore[arg-type]

    def one_shown(self, values: Mapping[str, Any]) -> Rows:
        return self.shown(Publication.objects.visible(values["now"])).filter(pk=values["key"])

    def by_slug(self, slug: str, key: int | None) -> HttpResponse:
        """An old slug answers with the thing itself and says where that lives now."""
        _ = self.selection
        record = self.found(key)
        response = self.answer(record)
        if record["slug"] != slug:
            response["Content-Location"] = settings.SITE_URL + record["api_url"]
        return response


def gathered(pairs: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for key, word in pairs:
        found[key].append(word)
    return found


class Columns(Shown):
    tag = "栏目、作者、标签"
    item = ColumnItem
    model, path = Column, "column"
    columns: ClassVar[tuple[str, ...]] = ("pk", "slug", "name", "description", "is_active", "order")
    named = ColumnAlias.objects.order_by("name").values_list("column", "name")

    def described(self, row: dict[str, Any], words: Sequence[str]) -> Json:
        return {
            "slug": row["slug"],
            "name": row["name"],
            "description": row["description"],
            "aliases": list(words),
            "is_active": row["is_active"],
            "url": reverse("public:column", args=[row["slug"]]),
            "api_url": f"/api/v1/columns/{row['slug']}/",
        }


class ColumnList(Columns, ShownList):
    operation = "columns"
    summary = "栏目列表"
    filters = ColumnFilters
    orderings = {"order": (number("order"), Key("name"))}
    default_ordering = "order"


class ColumnDetails(Columns, ShownDetails):
    operation = "column"
    summary = "一个栏目"
    path_parameters = (SLUG,)

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.by_slug(slug, find_column(slug))


class Tags(Shown):
    tag = "栏目、作者、标签"
    item = TagItem
    model, path = Tag, "tags"
    columns: ClassVar[tuple[str, ...]] = ("pk", "slug", "name", "description")
    named = TagSynonym.objects.order_by("name").values_list("tag", "name")

    def described(self, row: dict[str, Any], words: Sequence[str]) -> Json:
        return {
            "slug": row["slug"],
            "name": row["name"],
            "description": row["description"],
            "synonyms": list(words),
            "url": reverse("public:tag", args=[row["slug"]]),
            "api_url": f"/api/v1/tags/{row['slug']}/",
        }


class TagList(Tags, ShownList):
    operation = "tags"
    summary = "标签列表"
    filters = TagFilters
    orderings = {"slug": (Key("slug"),)}
    default_ordering = "slug"


class TagDetails(Tags, ShownDetails):
    operation = "tag"
    summary = "一个标签"
    path_parameters = (SLUG,)

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.by_slug(slug, find_tag(slug))


class Authors(Shown):
    tag = "栏目、作者、标签"
    item = AuthorItem
    model, path = Author, "authors"
    columns: ClassVar[tuple[str, ...]] = ("pk", "public_id", "name", "distinguisher", "pinyin", "bio")

    def described(self, row: dict[str, Any], words: Sequence[str]) -> Json:
        return {
            "id": row["public_id"],
            "name": row["name"],
            "distinguisher": row["distinguisher"],
            "pinyin": row["pinyin"],
            "bio": row["bio"],
            "url": reverse("public:author", args=[row["public_id"]]),
            "api_url": f"/api/v1/authors/{row['public_id']}/",
        }


class AuthorList(Authors, ShownList):
    operation = "authors"
    summary = "作者列表"
    filters = AuthorFilters
    orderings = {"pinyin": (Key("pinyin"), Key("name"), Key("public_id"))}
    default_ordering = "pinyin"


class AuthorDetails(Authors, ShownDetails):
    operation = "author"
    summary = "一位作者"
    item = AuthorDetail
    path_parameters = (Parameter("public_id", "作者编号。", {"type": "string"}),)

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        _ = self.selection
        if not ID.fullmatch(public_id):
            raise not_found()
        record = self.found(Author.objects.filter(public_id=public_id).values_list("pk", flat=True).first())
        return self.answer(record | {"affiliations": printed_affiliations(self.visible(), record["id"])})


def printed_affiliations(publications: PublicationQuerySet, author_id: str) -> list[Json]:
    """What the person was printed with, newest first: from publications, never from what a draft may have added."""
    links = PublicationAuthor.objects.filter(author__public_id=author_id, publication__in=publications)
    rows = links.order_by("-publication__date", "-publication__released_at").values_list(
        "publication__date", "publication__card__byline", "publication__detail__statements"
    )
    latest: dict[str, str] = {}
    for date, byline, statements in rows[:PRINTED_SAMPLE]:
        parts = [part for part in byline if part["id"] == author_id]
        parts += [part for part in statements if part["author_id"] == author_id]
        for text in filter(None, (part["affiliation"] for part in parts)):
            latest.setdefault(text, date.isoformat())
    return [{"text": text, "last_printed": date} for text, date in latest.items()]
