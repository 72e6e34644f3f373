"""Where an article stands in the three reviews, what can be done next, and by whom: for the form and the review screen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils import timezone

from articles import comments, duties, stages, workflow
from articles.choices import RecordKind, Stage
from articles.models import Article, Publication, RecordEntry, ScheduledRelease, User
from articles.models.review import REVIEWS


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do: a link (``url``), or a button of the article form (``name``)."""

    label: str
    url: str = ""
    name: str = ""
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Next:
    """The one visible action, and the rest for the menu."""

    main: Act | None = None
    more: list[Act] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Line:
    """One of the three reviews: who holds or held it in this round, what came of it, until when."""

    stage: Stage
    person: str
    entry: RecordEntry | None
    due: dt.datetime | None
    is_now: bool

    @property
    def is_late(self) -> bool:
        return self.is_now and self.due is not None and self.due <= timezone.now()


def panel(article: Article, user: User) -> dict[str, Any]:
    """Everything that the review section shows, in a number of queries that does not grow."""
    entries = list(article.record.select_related("seat", "revision"))
    plan = duties.Plan([article])
    remarks = comments.placed(article)
    return {
        "article": article,
        "lines": lines(article, entries, plan),
        "record": entries[::-1],
        "returned": returned(article, entries),
        "due": plan.due(article),
        "late": is_late(plan.due(article), article),
        "editor": plan.person(article, Stage.DRAFT),
        "remarks": remarks,
        "open_remarks": [each for each in remarks if each.comment.resolved_at is None],
        "schedule": ScheduledRelease.objects.filter(article=article).first(),
        "may_assign": user.has_perm(stages.ASSIGN),
        "may_comment": user.has_perm(stages.CHANGE),
        "is_printed": stages.is_printed(article),
        "own_words": own_words(article, user),
    }


def own_words(article: Article, user: User) -> str:
    """Why this person, who releases printed pages, must not release this one; empty when they may, or have not the right."""
    if not user.has_perm(stages.PUBLISH_PRINTED) or not stages.is_printed(article):
        return ""
    refusal = stages.own_words_bar(article, user)
    return refusal.message if refusal else ""


def this_round(entries: list[RecordEntry]) -> list[RecordEntry]:
    """What was recorded since the article was sent to review last."""
    starts = [at for at, entry in enumerate(entries) if entry.kind == RecordKind.SUBMITTED]
    return entries[starts[-1] :] if starts else []


def lines(article: Article, entries: list[RecordEntry], plan: duties.Plan) -> list[Line]:
    decided = {entry.seat.level: entry for entry in this_round(entries) if entry.seat is not None}
    found = []
    for stage in REVIEWS:
        entry = decided.get(stage)
        person = entry.by_name if entry else str(plan.person(article, stage) or "")
        found.append(Line(stage, person, entry, plan.due(article, stage), article.stage == stage))
    return found


def returned(article: Article, entries: list[RecordEntry]) -> RecordEntry | None:
    """The return that a draft still has to answer to."""
    steps = [entry for entry in entries if entry.before != entry.after]
    back = (RecordKind.RETURNED, RecordKind.REVOKED)
    return steps[-1] if steps and article.stage == Stage.DRAFT and steps[-1].kind in back else None


def is_late(due: dt.datetime | None, article: Article) -> bool:
    return due is not None and due <= timezone.now() and article.stage not in (Stage.RELEASED, Stage.WITHDRAWN)


def may_edit(article: Article | None, user: User) -> str:
    """Empty when the words may be changed, else the sentence that says why not."""
    if article is None:
        return ""
    try:
        stages.require_editable(article, user)
    except stages.ReviewRefused as refused:
        return refused.message
    return ""


def next_step(
    article: Article | None, user: User, publication: Publication | None, *, has_news: bool, barred: str = ""
) -> Next:
    """What can be done next with the article, by this person; ``barred`` is what ``own_words`` says."""
    if article is None or not user.has_perm(stages.CHANGE):
        return Next()
    review = reverse("admin:review_article", args=[article.pk])
    if article.stage in REVIEWS:
        return _under_review(article, user, review)
    if article.stage == Stage.APPROVED:
        return _approved(article, user, review)
    return _at_rest(article, user, publication, has_news=has_news, barred=barred)


def _under_review(article: Article, user: User, review: str) -> Next:
    step = stages.PASS[Stage(article.stage)]
    more = []
    if stages.why_not(article, stages.TRANSITIONS["recall"], user) is None:
        more.append(Act("撤回送审", url=f"{review}#recall"))
    if stages.why_not(article, step, user) is None:
        return Next(Act(f"去{Stage(article.stage).label}", url=review), more)
    return Next(Act("看审稿", url=review), more)


def _approved(article: Article, user: User, review: str) -> Next:
    more = []
    if stages.why_not(article, stages.TRANSITIONS["revoke"], user) is None:
        more.append(Act("撤销签发", url=f"{review}#revoke"))
    if user.has_perm(stages.RELEASE_APPROVED):
        return Next(Act("发布", url=reverse("admin:release_article", args=[article.pk])), more)
    return Next(Act("看审稿", url=review), more)


def _at_rest(article: Article, user: User, publication: Publication | None, *, has_news: bool, barred: str) -> Next:
    gone = article.stage == Stage.WITHDRAWN
    is_public = publication is not None and not gone
    submit = Act("送审新版本" if publication else "送审", name="_submit")
    if not stages.is_printed(article):
        if article.stage == Stage.RELEASED and not has_news:
            return Next(None, [submit])
        return Next(submit)
    if not user.has_perm(stages.PUBLISH_PRINTED):
        return Next(None, [submit]) if is_public and not has_news else Next(submit)
    if barred:
        return Next(submit)
    later = Act("定时、解禁……", url=reverse("admin:release_article", args=[article.pk]))
    if gone:
        again = Act("恢复发布……", url=reverse("admin:release_article", args=[article.pk]))
        return Next(None, [submit, again])
    if is_public:
        again = Act("发布新版本", name="_publish")
        if not has_news:
            return Next(None, [again, submit])
        if not workflow.has_new_words(article):
            return Next(again, [submit])
        if not user.has_perm(stages.CORRECT):
            return Next(submit)
        return Next(Act("更正……", url=reverse("admin:correct_article", args=[article.pk])), [submit])
    return Next(Act("发布", name="_publish"), [later, submit])
