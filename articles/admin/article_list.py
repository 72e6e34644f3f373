"""The list of articles: what its columns show, how it is filtered and searched."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest

from articles.choices import ArticleKind, Stage
from articles.models import Article, Author, Column, Contribution, Issue, Statement, Tag

OFFERED = 15  # how many issues, authors and tags a filter offers
WORKING = "working"
UNTITLED = "untitled"


class StageFilter(admin.SimpleListFilter):
    title, parameter_name = "阶段", "stage"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        self.counts = dict(Article.objects.order_by().values_list("stage").annotate(count=Count("pk")))
        shown = [stage for stage in Stage if self.counts.get(stage) or stage in (Stage.DRAFT, Stage.RELEASED)]
        return [(stage.value, stage.label) for stage in shown]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """With the stage, to be drawn as a chip, and how many articles stand there."""
        yield {
            "selected": self.value() is None,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": "全部",
        }
        for value, label in self.lookup_choices:
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
                "stage": value,
                "count": self.counts.get(value, 0),
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        value = self.value()
        if value == WORKING:
            return queryset.exclude(stage__in=[Stage.RELEASED, Stage.WITHDRAWN])
        if value == UNTITLED:
            return queryset.filter(title="").exclude(stage__in=[Stage.RELEASED, Stage.WITHDRAWN])
        return queryset.filter(stage=value) if value in Stage.values else queryset


class IssueFilter(admin.SimpleListFilter):
    title, parameter_name = "期次", "issue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        issues = Issue.objects.annotate(count=Count("pages__articles")).order_by("-date", "edition")[:OFFERED]
        return [("none", "仅网络")] + [(str(issue.pk), f"{issue} · {issue.count} 篇") for issue in issues]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        if self.value() == "none":
            return queryset.filter(page=None)
        number = number_of(self.value())
        return queryset if number is None else queryset.filter(page__issue=number)


class ColumnFilter(admin.SimpleListFilter):
    title, parameter_name = "栏目", "column"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("none", "无栏目")] + [(str(column.pk), column.name) for column in Column.objects.all()[:60]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        if self.value() == "none":
            return queryset.filter(column=None)
        number = number_of(self.value())
        return queryset if number is None else queryset.filter(column=number)


class KindFilter(admin.SimpleListFilter):
    title, parameter_name = "体裁", "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind.value, str(kind.label)) for kind in ArticleKind]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        return queryset.filter(kind=self.value()) if self.value() in ArticleKind.values else queryset


class AuthorFilter(admin.SimpleListFilter):
    title, parameter_name = "作者", "author"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        often = Author.objects.annotate(count=Count("contributions")).filter(count__gt=0).order_by("-count", "pinyin")
        return with_chosen(often[:OFFERED], Author, request.GET.get(self.parameter_name))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        number = number_of(self.value())
        if number is None:
            return queryset
        by = Contribution.objects.filter(article=OuterRef("pk"), author=number)
        said = Statement.objects.filter(article=OuterRef("pk"), author=number)
        return queryset.filter(Exists(by) | Exists(said))


class TagFilter(admin.SimpleListFilter):
    title, parameter_name = "标签", "tag"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        often = Tag.objects.annotate(count=Count("articles")).filter(count__gt=0).order_by("-count", "name")
        return with_chosen(often[:OFFERED], Tag, request.GET.get(self.parameter_name))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        number = number_of(self.value())
        return queryset if number is None else queryset.filter(tags=number)


def with_chosen(rows: Any, model: Any, chosen: str | None) -> list[tuple[str, str]]:
    """The offered rows, and the chosen one even when it is not among them."""
    found = list(rows)
    number = number_of(chosen)
    if number is not None and all(row.pk != number for row in found):
        found += list(model.objects.filter(pk=number))
    return [(str(row.pk), str(row)) for row in found] or [("0", "还没有")]


def number_of(value: str | None) -> int | None:
    """A row's number from the address, or None for anything else."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 18 else None


def search(queryset: QuerySet[Article], words: str) -> QuerySet[Article]:
    """Articles that contain every word in title, byline, statements or body."""
    for word in words.split()[:8]:
        # SQLite keeps JSON as it was written, with \\u escapes; PostgreSQL shows its characters.
        in_json = json.dumps(word)[1:-1] if connection.vendor == "sqlite" else word
        queryset = queryset.annotate(body_text=Cast("body", TextField())).filter(
            Q(title__icontains=word)
            | Q(kicker__icontains=word)
            | Q(subtitle__icontains=word)
            | Q(body_text__contains=in_json)
            | Q(Exists(Contribution.objects.filter(article=OuterRef("pk"), name__icontains=word)))
            | Q(
                Exists(
                    Statement.objects.filter(
                        Q(speaker__icontains=word) | Q(text__icontains=word), article=OuterRef("pk")
                    )
                )
            )
        )
    return queryset
