"""The list of articles: what its columns show, how it is filtered and searched."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils import timezone

from articles import duties
from articles.admin import waits
from articles.admin.site import account_of
from articles.choices import ArticleKind, Stage
from articles.models import Article, Author, Column, Contribution, Issue, Statement, Tag
from articles.templatetags.desk import short_day

OFFERED = 15  # how many issues, authors and tags a filter offers
WORKING = "working"
UNTITLED = "untitled"
MINE = "mine"
LATE = "late"
TODAY = "today"
UPDATED = {"today": ("今天", 0), "week": ("近 7 天", 6), "month": ("近 30 天", 29)}


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
        if value == MINE:
            return queryset.filter(pk__in=waits.keys_for(account_of(request)))
        if value == LATE:
            return queryset.filter(pk__in=duties.late(Article.objects.order_by()).values("pk"))
        if value == TODAY:
            return queryset.filter(page__issue__date=timezone.localdate())
        return queryset.filter(stage=value) if value in Stage.values else queryset


class Counted(admin.SimpleListFilter):
    """A filter that says how many articles each choice has; ``lookups`` fills ``counts``."""

    counts: dict[str, int]

    def choices(self, changelist: Any) -> Iterator[Any]:
        values = [None, *(value for value, _ in self.lookup_choices)]
        for value, choice in zip(values, super().choices(changelist), strict=True):
            yield {**choice, "count": self.counts.get(str(value))}


class IssueFilter(Counted):
    title, parameter_name = "期次", "issue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        issues = Issue.objects.annotate(count=Count("pages__articles")).order_by("-date", "edition")[:OFFERED]
        self.counts = {str(issue.pk): issue.count for issue in issues}
        return [("none", "仅网络")] + [(str(issue.pk), f"{short_day(issue.date)} {issue.edition}") for issue in issues]

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


class UpdatedFilter(admin.SimpleListFilter):
    title, parameter_name = "更新时间", "updated"
    is_folded = True

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, label) for value, (label, _) in UPDATED.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        if self.value() not in UPDATED:
            return queryset
        first = timezone.localdate() - dt.timedelta(days=UPDATED[str(self.value())][1])
        return queryset.filter(updated_at__gte=timezone.make_aware(dt.datetime.combine(first, dt.time.min)))


class KindFilter(admin.SimpleListFilter):
    title, parameter_name = "体裁", "kind"
    is_folded = True

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind.value, str(kind.label)) for kind in ArticleKind]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        return queryset.filter(kind=self.value()) if self.value() in ArticleKind.values else queryset


class AuthorFilter(Counted):
    title, parameter_name = "作者", "author"
    is_folded = True

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        often = (
            Author.objects.annotate(count=Count("contributions"))
            .filter(count__gt=0)
            .order_by("-count", "pinyin")[:OFFERED]
        )
        self.counts = {str(author.pk): author.count for author in often}
        return with_chosen(often, Author, request.GET.get(self.parameter_name))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        number = number_of(self.value())
        if number is None:
            return queryset
        by = Contribution.objects.filter(article=OuterRef("pk"), author=number)
        said = Statement.objects.filter(article=OuterRef("pk"), author=number)
        return queryset.filter(Exists(by) | Exists(said))


class TagFilter(Counted):
    title, parameter_name = "标签", "tag"
    is_folded = True

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        often = Tag.objects.annotate(count=Count("articles")).filter(count__gt=0).order_by("-count", "name")[:OFFERED]
        self.counts = {str(tag.pk): tag.count for tag in often}
        return with_chosen(often, Tag, request.GET.get(self.parameter_name))

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
