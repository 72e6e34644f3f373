"""Releases to come: at a time, or with the issue. ``publishing.release_due`` lets go what is due."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from articles import publishing, stages, workflow
from articles.choices import RecordKind, Stage
from articles.exceptions import NewsroomError, PublishingRefused
from articles.models import Article, IssueDue, ScheduledRelease, User


@transaction.atomic
def schedule(
    article: Article,
    *,
    by: User,
    at: dt.datetime | None = None,
    embargo_until: dt.datetime | None = None,
    overruled: str = "",
) -> ScheduledRelease:
    """Let the article go out at ``at``, or without it when its issue goes out.

    The article must be ready now: rights, reviews and proofreading are asked for here and again at its time.
    Effects: one row, a line in the record. Raises PublishingRefused, ReviewRefused, FindingsOpen.
    """
    article = publishing.locked(article)
    step = stages.way_out(article)
    said = workflow.cleared(article, step, by, overruled)
    if problems := workflow.problems_of(article):
        raise PublishingRefused(f"《{article}》不能发布：{problems[0]}", code="not-ready")
    if at is None and article.page is None:
        raise PublishingRefused("这篇稿件不在任何一期里，请选定时间。", code="no-issue")
    if at is not None and at <= timezone.now():
        raise PublishingRefused("定时发布的时间已经过去，请选以后的时间。", code="time-past")
    row, _ = ScheduledRelease.objects.update_or_create(
        article=article, defaults={"at": at, "embargo_until": embargo_until, "by": by, "problem": ""}
    )
    words = f"{local(at)} 发布" if at else f"随 {article.issue} 发布"
    workflow.note(article, RecordKind.SCHEDULED, by=by, words=words + embargo_words(embargo_until), **said)
    return row


@transaction.atomic
def unschedule(article: Article, *, by: User) -> None:
    """Call the release off; the article stays as it is. Raises PublishingRefused."""
    stages.require_any(by, stages.RELEASE_APPROVED, stages.PUBLISH_PRINTED)
    gone, _ = ScheduledRelease.objects.filter(article=article).delete()
    if not gone:
        raise PublishingRefused(f"《{article}》没有定时发布。", code="not-scheduled")
    workflow.note(publishing.locked(article), RecordKind.UNSCHEDULED, by=by)


def release_scheduled(now: dt.datetime) -> int:
    """Release what is due at ``now``, each in a transaction of its own; returns how many went out.

    One that cannot go keeps the reason, for the desk to see, and is tried no more until scheduled again.
    """
    its_issue = IssueDue.objects.filter(
        issue=OuterRef("article__page__issue"), stage=Stage.RELEASED, due_at__lte=now
    )  # fmt: skip
    due = ScheduledRelease.objects.filter(Q(at__lte=now) | Q(at__isnull=True) & Exists(its_issue), problem="")
    count = 0
    for key in list(due.order_by("at", "pk").values_list("pk", flat=True)):
        try:
            count += _release_one(key)
        except NewsroomError as error:
            ScheduledRelease.objects.filter(pk=key).update(problem=error.message)
    return count


@transaction.atomic
def _release_one(key: int) -> int:
    row = (
        ScheduledRelease.objects.select_for_update(of=("self",)).select_related("article", "by").filter(pk=key).first()
    )
    if row is None:  # another run was quicker
        return 0
    publishing.release(row.article, by=row.by, embargo_until=row.embargo_until)
    return 1


def local(moment: dt.datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def embargo_words(until: dt.datetime | None) -> str:
    return f"，{local(until)} 解禁" if until else ""
