"""Who is to edit or review what, and until when; what is late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateTimeField,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles import stages
from articles.choices import Stage
from articles.exceptions import ReviewRefused
from articles.models import Article, Duty, Issue, IssueDue, User
from articles.models.review import REVIEWS

DUE_OF = {Stage.APPROVED: Stage.RELEASED}  # what is approved waits for its issue's release


@transaction.atomic
def assign(
    article: Article, *, stage: Stage, person: User | None, by: User, due_at: dt.datetime | None = None
) -> Duty | None:
    """Say who edits or reviews the article and until when; without either the duty goes.

    Raises ReviewRefused when ``by`` may not assign or ``person`` may not hold that review.
    """
    if not by.has_perm(stages.ASSIGN):
        raise ReviewRefused("你没有分派审稿的权限。", code="permission-denied")
    if person is not None:
        right = stages.REVIEW_RIGHT.get(stage, stages.CHANGE)
        if not person.is_active or not person.has_perm(right):
            raise ReviewRefused(f"{person}不能担任{stage.label}，请另选一位。", code="not-entitled")
        if stage in REVIEWS and (barred := stages.Hands(person, [article]).bar(article, stage)):
            why = "写过这篇稿件" if barred.code == "own-text" else "已审过这篇的另一审"
            raise ReviewRefused(f"{person}{why}，不能担任{stage.label}，请另选一位。", code=barred.code)
    if person is None and due_at is None:
        Duty.objects.filter(article=article, stage=stage).delete()
        return None
    duty, _ = Duty.objects.update_or_create(
        article=article, stage=stage, defaults={"person": person, "due_at": due_at}
    )  # fmt: skip
    return duty


@transaction.atomic
def assign_all(article: Article, rows: Iterable[tuple[Stage, User | None, dt.datetime | None]], *, by: User) -> None:
    """``assign`` for several stages, all or none. Raises ReviewRefused, also for one person in two reviews."""
    given = list(rows)
    reviewers = [person.pk for stage, person, _ in given if person is not None and stage in REVIEWS]
    if len(set(reviewers)) < len(reviewers):
        raise ReviewRefused("一人不能担任同一篇的两审，请分派给不同的人。", code="two-reviews")
    for stage, person, due_at in given:
        assign(article, stage=stage, person=person, due_at=due_at, by=by)


@transaction.atomic
def set_issue_dues(issue: Issue, dues: Mapping[Stage, dt.datetime | None], *, by: User) -> None:
    """Set (None: clear) the times that hold for all articles of the issue without one of their own."""
    if not by.has_perm(stages.ASSIGN):
        raise ReviewRefused("你没有定时限的权限。", code="permission-denied")
    for stage, due_at in dues.items():
        if due_at is None:
            IssueDue.objects.filter(issue=issue, stage=stage).delete()
        else:
            IssueDue.objects.update_or_create(issue=issue, stage=stage, defaults={"due_at": due_at})


def late(articles: QuerySet[Article], now: dt.datetime | None = None) -> QuerySet[Article]:
    """Of these articles the ones in work whose time has passed: their own, or else their issue's."""
    in_work = articles.exclude(stage__in=[Stage.RELEASED, Stage.WITHDRAWN])
    return with_due(in_work).filter(due_at__lte=now or timezone.now())


def with_due(articles: QuerySet[Article]) -> QuerySet[Any]:
    """Each with ``due_at``: its own time, or else its issue's; None for those that are no longer in work."""
    own = Duty.objects.filter(article=OuterRef("pk"), stage=OuterRef("stage"), due_at__isnull=False)
    asked = Case(
        *(When(stage=stage, then=Value(wanted)) for stage, wanted in DUE_OF.items()), default=F("stage"),
        output_field=CharField(),
    )  # fmt: skip
    issue = IssueDue.objects.filter(issue=OuterRef("page__issue"), stage=OuterRef("asked"))
    due = Coalesce(Subquery(own.values("due_at")[:1]), Subquery(issue.values("due_at")[:1]))
    over = When(stage__in=[Stage.RELEASED, Stage.WITHDRAWN], then=Value(None))
    return articles.annotate(asked=asked).annotate(due_at=Case(over, default=due, output_field=DateTimeField()))


class Plan:
    """The duties and times of some articles, in one query: ask it about each. Of a person it knows the name."""

    def __init__(self, articles: Iterable[Article], issues: Iterable[int] = ()) -> None:
        given = list(articles)
        keys = [article.pk for article in given] or [0]  # a list that is empty would save a query, now and then
        wanted = {*issues, *(article.page.issue_id for article in given if article.page is not None)}
        self._people: dict[tuple[int, str], User] = {}
        self._own: dict[tuple[int, str], dt.datetime | None] = {}
        self._dues: dict[tuple[int, str], dt.datetime | None] = {}
        for is_own, key, stage, due_at, person, login, name in _planned(keys, wanted or {0}):
            (self._own if is_own else self._dues)[key, stage] = due_at
            if person is not None:
                self._people[key, stage] = User.from_db("default", ("id", "username", "name"), (person, login, name))

    def person(self, article: Article, stage: str | None = None) -> User | None:
        """Who has it at ``stage``, by default the one in which it stands."""
        return self._people.get((article.pk, stage or article.stage))

    def due(self, article: Article, stage: str | None = None) -> dt.datetime | None:
        """Until when: the article's own time, or its issue's."""
        wanted = stage or article.stage
        if own := self._own.get((article.pk, wanted)):
            return own
        issue = article.page.issue_id if article.page is not None else None
        return self._dues.get((issue, DUE_OF.get(Stage(wanted), wanted))) if issue else None

    def issue_due(self, issue: int) -> dt.datetime | None:
        """When the issue goes out."""
        return self._dues.get((issue, Stage.RELEASED))


def _planned(articles: Iterable[int], issues: Iterable[int]) -> QuerySet[Any, Any]:
    """(is the article's own, article or issue, stage, time, person, their login, their name)."""
    own = Duty.objects.filter(article__in=articles).annotate(
        is_own=Value(True), login=F("person__username"), named=F("person__name")
    )
    issue = IssueDue.objects.filter(issue__in=issues).annotate(
        is_own=Value(False), nobody=Value(None, BigIntegerField()), login=Value(""), named=Value("")
    )
    rows = own.values_list("is_own", "article_id", "stage", "due_at", "person_id", "login", "named")
    return rows.union(issue.values_list("is_own", "issue_id", "stage", "due_at", "nobody", "login", "named"), all=True)
