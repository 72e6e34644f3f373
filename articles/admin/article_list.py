"""The list of articles: what its columns show, how it is filtered and searched."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db import connection
from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
    Window,
)
from django.db.models.functions import Cast, RowNumber
from django.http import HttpRequest
from django.utils import timezone

from articles import duties
from articles.admin import waits
from articles.admin.fields import without_forbidden
from articles.admin.site import account_of
from articles.choices import RETURNED_LABEL, ArticleKind, Stage
from articles.models import Article, Author, Column, Contribution, Issue, SavedView, Statement, Tag
from articles.templatetags.desk import short_day

MOST_NAMED = 5_000  # articles of a search that are named to the database one by one
OFFERED = 15  # how many issues, authors and tags a filter offers
WORKING = "working"
UNTITLED = "untitled"
MINE = "mine"
BACK = "back"
LATE = "late"
TODAY = "today"
UPDATED = {"today": ("今天", 0), "week": ("近 7 天", 6), "month": ("近 30 天", 29)}


class Narrowing(admin.SimpleListFilter):
    """A filter whose rule, ``narrow``, the counts of the other filters use too. Nonsense narrows nothing."""

    @staticmethod
    def narrow(rows: QuerySet[Article], value: str | None, request: HttpRequest) -> QuerySet[Article]:
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        return self.narrow(queryset, self.value(), request)


def of_number(rows: QuerySet[Article], field: str, value: str | None) -> QuerySet[Article]:
    number = number_of(value)
    return rows if number is None else rows.filter(**{field: number})


class StageFilter(Narrowing):
    title, parameter_name = "阶段", "stage"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        self.counts = stage_counts(request)
        kept = (Stage.DRAFT, Stage.RELEASED, self.value())
        named = [(stage.value, str(stage.label)) for stage in Stage]
        named.insert(1, (BACK, RETURNED_LABEL))
        return [(value, label) for value, label in named if self.counts.get(value) or value in kept]

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

    @staticmethod
    def narrow(rows: QuerySet[Article], value: str | None, request: HttpRequest) -> QuerySet[Article]:
        if value == WORKING:
            return rows.exclude(stage__in=[Stage.RELEASED, Stage.WITHDRAWN])
        if value == UNTITLED:
            return rows.filter(title="").exclude(stage__in=[Stage.RELEASED, Stage.WITHDRAWN])
        if value == MINE:
            return rows.filter(pk__in=mine(request))
        if value == BACK:
            return rows.filter(pk__in=waits.returned())
        if value == LATE:
            return rows.filter(pk__in=duties.late(Article.objects.order_by()).values("pk"))
        if value == TODAY:
            return rows.filter(page__issue__date=timezone.localdate())
        return rows.filter(stage=value) if value in Stage.values else rows


class Counted(Narrowing):
    """A filter that says how many articles each choice has; ``lookups`` fills ``counts``."""

    counts: dict[str, int]

    def choices(self, changelist: Any) -> Iterator[Any]:
        values = [None, *(value for value, _ in self.lookup_choices)]
        for value, choice in zip(values, super().choices(changelist), strict=True):
            yield {**choice, "count": self.counts.get(str(value))}


class IssueFilter(Counted):
    title, parameter_name = "期次", "issue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        issues = offered(request)["issue"]
        self.counts = {str(choice.pk): choice.count for choice in issues}
        return [("none", "仅网络")] + [(str(choice.pk), day_of(choice.label)) for choice in issues]

    @staticmethod
    def narrow(rows: QuerySet[Article], value: str | None, request: HttpRequest) -> QuerySet[Article]:
        return rows.filter(page=None) if value == "none" else of_number(rows, "page__issue", value)


class ColumnFilter(Counted):
    title, parameter_name = "栏目", "column"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        columns = offered(request)["column"]
        self.counts = {str(choice.pk): choice.count for choice in columns}
        return [("none", "无栏目")] + [(str(choice.pk), choice.label) for choice in columns]

    @staticmethod
    def narrow(rows: QuerySet[Article], value: str | None, request: HttpRequest) -> QuerySet[Article]:
        return rows.filter(column=None) if value == "none" else of_number(rows, "column", value)


class UpdatedFilter(Narrowing):
    title, parameter_name = "更新时间", "updated"
    is_folded = True

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, label) for value, (label, _) in UPDATED.items()]

    @staticmethod
    def narrow(rows: QuerySet[Article], value: str | None, request: HttpRequest) -> QuerySet[Article]:
        if value not in UPDATED:
            return rows
        first = timezone.localdate() - dt.timedelta(days=UPDATED[str(value)][1])
        return rows.filter(updated_at__gte=timezone.make_aware(dt.datetime.combine(first, dt.time.min)))


class KindFilter(Narrowing):
    title, parameter_name = "体裁", "kind"
    is_folded = True

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind.value, str(kind.label)) for kind in ArticleKind]

    @staticmethod
    def narrow(rows: QuerySet[Article], value: str | None, request: HttpRequest) -> QuerySet[Article]:
        return rows.filter(kind=value) if value in ArticleKind.values else rows


class AuthorFilter(Counted):
    title, parameter_name = "作者", "author"
    is_folded = True

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        often = offered(request)["author"]
        self.counts = {str(choice.pk): choice.count for choice in often}
        return with_chosen(often, Author, request.GET.get(self.parameter_name))

    @staticmethod
    def narrow(rows: QuerySet[Article], value: str | None, request: HttpRequest) -> QuerySet[Article]:
        number = number_of(value)
        if number is None:
            return rows
        by = Contribution.objects.filter(article=OuterRef("pk"), author=number)
        said = Statement.objects.filter(article=OuterRef("pk"), author=number)
        return rows.filter(Exists(by) | Exists(said))


class TagFilter(Counted):
    title, parameter_name = "标签", "tag"
    is_folded = True

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        often = offered(request)["tag"]
        self.counts = {str(choice.pk): choice.count for choice in often}
        return with_chosen(often, Tag, request.GET.get(self.parameter_name))

    @staticmethod
    def narrow(rows: QuerySet[Article], value: str | None, request: HttpRequest) -> QuerySet[Article]:
        return of_number(rows, "tags", value)


FILTERS: tuple[type[Narrowing], ...] = (
    StageFilter, IssueFilter, ColumnFilter, KindFilter, AuthorFilter, TagFilter, UpdatedFilter,
)  # fmt: skip


def day_of(label: str) -> str:
    """An issue as the filter names it, from its day and edition."""
    day, _, edition = label.partition(" ")
    return f"{short_day(dt.date.fromisoformat(day))} {edition}"


def with_chosen(often: list[Choice], model: Any, chosen: str | None) -> list[tuple[str, str]]:
    """The offered rows, and the chosen one even when it is not among them."""
    found = [(str(choice.pk), choice.label) for choice in often]
    number = number_of(chosen)
    if number is not None and all(key != str(number) for key, _ in found):
        found += [(str(row.pk), str(row)) for row in model.objects.filter(pk=number)]
    return found or [("0", "还没有")]


def number_of(value: str | None) -> int | None:
    """A row's number from the address, or None for anything else."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 18 else None


# --- what the list asks beside its rows, each once a request ------------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    """One row of a filter, or of the views that somebody kept (``more`` is then its query)."""

    pk: int
    label: str
    more: str
    count: int


def counts(request: HttpRequest) -> dict[str, int]:
    """How many articles each view of everybody's has, and each stage. One query."""
    kept: dict[str, int] | None = getattr(request, "article_counts", None)
    if kept is None:
        working = ~Q(stage__in=[Stage.RELEASED, Stage.WITHDRAWN])
        late = duties.late(Article.objects.order_by()).values("pk")
        kept = Article.objects.aggregate(
            all=Count("pk"),
            working=Count("pk", filter=working),
            late=Count("pk", filter=Q(pk__in=late)),
            back=Count("pk", filter=Q(pk__in=waits.returned())),
            today=Count("pk", filter=Q(page__issue__date=timezone.localdate())),
            untitled=Count("pk", filter=working & Q(title="")),
            **{stage.value: Count("pk", filter=Q(stage=stage)) for stage in Stage},
        )
        request.article_counts = kept  # type: ignore[attr-defined]
    return kept


def stage_counts(request: HttpRequest) -> dict[str, int]:
    """How many articles stand where, of those that the search and the other filters let through."""
    within = narrowed(request, but="stage")
    if within is None:
        return {value: counts(request)[value] for value in (*Stage.values, BACK)}
    found = dict(within.values_list("stage").annotate(many=Count("pk")))
    return found | {BACK: within.filter(pk__in=waits.returned()).count()}


def narrowed(request: HttpRequest, *, but: str) -> QuerySet[Article] | None:
    """The articles that search and filters let through, but for one filter; None when that is all of them."""
    rows = all_of_them = Article.objects.order_by()
    if words := without_forbidden(request.GET.get("q", "")).strip()[:200]:
        named = matching(request, words)
        inside: Any = search(all_of_them, words).values("pk") if named is None else named
        rows = rows.filter(pk__in=inside)
    for each in FILTERS:
        value = request.GET.get(each.parameter_name or "")
        if value and each.parameter_name != but:
            rows = each.narrow(rows, value, request)
    return None if rows is all_of_them else rows


def matching(request: HttpRequest, words: str) -> list[int] | None:
    """The articles that a search finds, looked for once a request; None for too many to be named."""
    if not hasattr(request, "article_matches"):
        found = list(search(Article.objects.order_by(), words).values_list("pk", flat=True)[: MOST_NAMED + 1])
        request.article_matches = found if len(found) <= MOST_NAMED else None  # type: ignore[attr-defined]
    matches: list[int] | None = request.article_matches  # type: ignore[attr-defined]
    return matches


def mine(request: HttpRequest) -> Any:
    """What waits for the person, asked once a request."""
    if not hasattr(request, "articles_waiting"):
        request.articles_waiting = waits.keys_for(account_of(request))  # type: ignore[attr-defined]
        counts(request)[MINE] = len(request.articles_waiting)  # type: ignore[attr-defined]
    return request.articles_waiting  # type: ignore[attr-defined]


def offered(request: HttpRequest) -> dict[str, list[Choice]]:
    """What the filters offer, and the views that the person kept under ``view``. One query."""
    kept: dict[str, list[Choice]] | None = getattr(request, "article_choices", None)
    if kept is None:
        kept = {what: [] for what in ("view", "issue", "column", "author", "tag")}
        for what, _, pk, label, more, count in sorted(_choices(request), key=lambda row: row[:2]):
            name = (
                f"{label}（{more}）" if what == "author" and more else f"{label} {more}" if what == "issue" else label
            )
            kept[what].append(Choice(pk, name, more, count))
        request.article_choices = kept  # type: ignore[attr-defined]
    return kept


def _choices(request: HttpRequest) -> QuerySet[Any, Any]:
    """(what, place in its list, key, label, more, count). Counted is what search and the other filters let through."""
    issues = _counted(request, Issue, "issue", "pages__articles")
    columns = _counted(request, Column, "column", "articles")
    authors = _counted(request, Author, "author", "contributions__article").filter(many__gt=0)
    tags = _counted(request, Tag, "tag", "articles").filter(many__gt=0)
    day = Cast("date", CharField(max_length=12))
    views = SavedView.objects.filter(user=account_of(request))
    first, *others = (
        _choice("view", views, (F("pk"),), 60, F("name"), F("query"), Value(0)),
        _choice("issue", issues, (F("date").desc(), F("edition")), OFFERED, day, F("edition"), F("many")),
        _choice("column", columns, (F("order"), F("name")), 60, F("name"), Value(""), F("many")),
        _choice("author", authors, (F("many").desc(), F("pinyin")), OFFERED, F("name"), F("distinguisher"), F("many")),
        _choice("tag", tags, (F("many").desc(), F("name")), OFFERED, F("name"), Value(""), F("many")),
    )
    return first.union(*others, all=True)


def _counted(request: HttpRequest, model: Any, name: str, articles: str) -> Any:
    """The rows of a filter with ``many``; where the list is narrowed, those that have any, and the chosen one."""
    within = narrowed(request, but=name)
    if within is None:
        return model.objects.annotate(many=Count(articles, distinct=True))
    inside = Q(**{f"{articles}__in": within.values("pk")})
    rows = model.objects.annotate(many=Count(articles, filter=inside, distinct=True))
    return rows.filter(Q(many__gt=0) | Q(pk=number_of(request.GET.get(name))))


def _choice(what: str, rows: Any, order: tuple[Any, ...], most: int, label: Any, more: Any, count: Any) -> Any:
    """A union takes no limits: the number of the row in its list is counted instead."""
    text = CharField(max_length=500)
    columns = {
        "what": Value(what, text), "place": Window(RowNumber(), order_by=order), "key": F("pk"),
        "label": Cast(label, text), "more": Cast(more, text), "count": Cast(count, BigIntegerField()),
    }  # fmt: skip
    return rows.order_by().annotate(**columns).filter(place__lte=most).values_list(*columns)


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
