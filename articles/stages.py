"""The stages of an article: which steps there are, by which right, and who may take them.

``TRANSITIONS`` is the whole table; ``roles`` says which role has which right; ``workflow`` takes the steps.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, CharField, DateTimeField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone

from articles import vouching
from articles.choices import RecordKind, Stage
from articles.exceptions import NewsroomError, PublishingRefused, ReviewRefused
from articles.models import Article, Autosave, Publication, RecordEntry, ReviewSeat, Revision, User
from articles.models.review import REVIEWS
from articles.revisions import WRITTEN

RELEASE_APPROVED = "articles.release_approved"
PUBLISH_PRINTED = "articles.publish_printed"
CORRECT = "articles.correct_article"
WITHDRAW = "articles.withdraw_article"
DELETE = "articles.delete_article"
ASSIGN = "articles.assign_article"
CHANGE = "articles.change_article"
REVIEW_RIGHT = {
    Stage.FIRST_REVIEW: "articles.review_first",
    Stage.SECOND_REVIEW: "articles.review_second",
    Stage.FINAL_REVIEW: "articles.review_final",
}
LAST = 2**62  # behind every step of the same moment
TITLED = (Stage.APPROVED, Stage.RELEASED)  # these have a title; the database holds to it too
AT_REST = (Stage.DRAFT, Stage.RELEASED, Stage.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Transition:
    """One step: from which stages, to which, by which right. ``level`` is the review that it decides."""

    key: str
    label: str
    sources: tuple[Stage, ...]
    target: Stage
    permission: str
    kind: RecordKind
    level: Stage | None = None


def _review(level: Stage, target: Stage, key: str, label: str, kind: RecordKind) -> tuple[Transition, Transition]:
    right = REVIEW_RIGHT[level]
    return (
        Transition(f"pass_{key}", label, (level,), target, right, kind, level),
        Transition(f"return_{key}", "退回", (level,), Stage.DRAFT, right, RecordKind.RETURNED, level),
    )


TRANSITIONS: dict[str, Transition] = {
    step.key: step
    for step in (
        Transition("submit", "送审", AT_REST, Stage.FIRST_REVIEW, CHANGE, RecordKind.SUBMITTED),
        Transition("recall", "撤回送审", (Stage.FIRST_REVIEW,), Stage.DRAFT, CHANGE, RecordKind.RECALLED),
        *_review(Stage.FIRST_REVIEW, Stage.SECOND_REVIEW, "first", "通过，送复审", RecordKind.PASSED),
        *_review(Stage.SECOND_REVIEW, Stage.FINAL_REVIEW, "second", "通过，送终审", RecordKind.PASSED),
        *_review(Stage.FINAL_REVIEW, Stage.APPROVED, "final", "签发", RecordKind.APPROVED),
        Transition(
            "revoke", "撤销签发", (Stage.APPROVED,), Stage.DRAFT, REVIEW_RIGHT[Stage.FINAL_REVIEW], RecordKind.REVOKED
        ),
        Transition("release", "发布", (Stage.APPROVED,), Stage.RELEASED, RELEASE_APPROVED, RecordKind.RELEASED),
        Transition("release_printed", "发布", AT_REST, Stage.RELEASED, PUBLISH_PRINTED, RecordKind.PRINTED),
        Transition("correct", "更正", (Stage.RELEASED,), Stage.RELEASED, CORRECT, RecordKind.CORRECTED),
        Transition("withdraw", "撤稿", tuple(Stage), Stage.WITHDRAWN, WITHDRAW, RecordKind.WITHDRAWN),
    )
}  # fmt: skip
PASS = {Stage(step.level): step for step in TRANSITIONS.values() if step.level and step.kind != RecordKind.RETURNED}
RETURN = {Stage(step.level): step for step in TRANSITIONS.values() if step.level and step.kind == RecordKind.RETURNED}
BEGUN = Exists(ReviewSeat.objects.filter(article=OuterRef("pk")))  # to annotate as ``was_begun``


# --- who may -----------------------------------------------------------------------------------------


def require(user: User | None, permission: str) -> None:
    """Raise PublishingRefused unless ``user`` has ``permission``. None stands for the system itself."""
    if user is not None and not user.has_perm(permission):
        raise PublishingRefused("你没有这项权限，请联系有权发布的同事。", code="permission-denied")


def require_any(user: User | None, *permissions: str) -> None:
    """The same with one of several rights."""
    if not any(user is None or user.has_perm(permission) for permission in permissions):
        require(user, permissions[0])


def require_step(article: Article, step: Transition, by: User | None) -> None:
    """Raise what ``why_not`` says. The system itself may take every step."""
    if by is not None and (refusal := why_not(article, step, by)):
        raise refusal


class Hands:
    """What one person has had to do with some articles: which review they hold, at which stages they wrote.

    One query, however many articles.
    """

    def __init__(self, person: User, articles: Iterable[Article]) -> None:
        self.person = person
        keys = [article.pk for article in articles]
        self.written: dict[int, set[str]] = {}
        self.seats: dict[int, str] = {}
        if not keys:
            return
        saved = Revision.objects.filter(article__in=keys, created_by=person, reason__in=WRITTEN)
        typed = Autosave.objects.filter(article__in=keys, user=person, version__isnull=False)
        steps = RecordEntry.objects.filter(article__in=keys)
        held = ReviewSeat.objects.filter(person=person, article__in=keys)
        wrote = [_dated(rows, F("created_at"), Value(""), Value(LAST)) for rows in (saved, typed)]
        rows = _dated(steps, F("at"), F("after"), F("pk")).union(
            *wrote, _dated(held, Value(None, DateTimeField()), F("level"), Value(0))
        )
        stands: dict[int, str] = {}
        for key, at, stage, _ in rows.order_by("when", "rank"):  # of one moment the step counts before the words
            if at is None:
                self.seats[key] = stage
            elif stage:
                stands[key] = stage
            else:
                self.written.setdefault(key, set()).add(stands.get(key, Stage.DRAFT))

    def bar(self, article: Article, level: Stage) -> ReviewRefused | None:
        """Why this person must not hold that review of the article; None when nothing is in the way."""
        if article.created_by_id == self.person.pk or self.written.get(article.pk, set()) - {level}:
            return ReviewRefused(f"《{article}》有你写的文字，不能由你来审。", code="own-text")
        held = self.seats.get(article.pk)
        if held is not None and held != level:
            words = f"《{article}》的{Stage(held).label}是你审的，一人不能担任同一篇的两审。"
            return ReviewRefused(words, code="two-reviews")
        return None


def _dated(rows: QuerySet[Any], when: Any, stage: Any, rank: Any) -> QuerySet[Any, Any]:
    """(article, moment, stage, rank), of one type in every part of a union."""
    columns = {"when": when, "at_stage": Cast(stage, CharField(max_length=16)), "rank": Cast(rank, BigIntegerField())}
    return rows.order_by().annotate(**columns).values_list("article_id", *columns)


def why_not(article: Article, step: Transition, user: User, hands: Hands | None = None) -> NewsroomError | None:
    """What keeps ``user`` from taking the step, ready to be raised or shown; None when they may."""
    refused = PublishingRefused if step.target in (Stage.RELEASED, Stage.WITHDRAWN) else ReviewRefused
    if not user.has_perm(step.permission):
        return refused(f"你没有“{step.label}”的权限。", code="permission-denied")
    if article.stage not in step.sources and step.key in ("release", "release_printed"):
        words = f"《{article}》现在是“{Stage(article.stage).label}”，要经过三审、签发才能发布。"
        return PublishingRefused(words, code="reviews-missing")
    if article.stage not in step.sources:
        words = f"《{article}》现在是“{Stage(article.stage).label}”，不能{step.label}。"
        return refused(words, code="wrong-stage")
    if step.level is not None:
        return (hands or Hands(user, [article])).bar(article, step.level)
    if step.key == "recall" and not is_submitter(article, user):
        return ReviewRefused("只有送审的人可以撤回；审稿人请用退回，并写明原因。", code="not-yours")
    if step.key == "release_printed" and not is_printed(article):
        words = f"《{article}》没有见过报，要经过三审、签发才能发布。"
        return PublishingRefused(words, code="reviews-missing")
    if step.key == "release_printed":
        return own_words_bar(article, user)
    return None


def may_delete(article: Article, user: User) -> bool:
    """What was never public nor under review may go to the bin: by right, or one's own that nobody else wrote in."""
    if Publication.objects.filter(article=article).exists() or article.record.exists():
        return False
    if user.has_perm(DELETE):
        return True
    if article.created_by_id != user.pk or not user.has_perm(CHANGE):
        return False
    others = (Revision.objects.exclude(created_by=user), Autosave.objects.exclude(user=user))
    return not any(rows.filter(article=article).exists() for rows in others)


def own_words_bar(article: Article, user: User) -> PublishingRefused | None:
    """Why this person must not release a printed page's text as 已见报: words that they alone put in.

    What was released before is no longer theirs alone: new words of it go out as a correction or by reviews.
    """
    if Publication.objects.filter(article=article).exists() or not (own := vouching.own_words(article, user)):
        return None
    ways = f"请先送审，或者请另一位有“{RecordKind.PRINTED.label}”发布权限的同事对照报样发布。"
    if article.page_import_id is None:
        words = f"《{article}》的文字是你录入的，没有导入的报样可以对照，你不能按“已见报”发布。{ways}"
    else:
        longest = f"“{own[0][:20]}{'……' if len(own[0]) > 20 else ''}”{'等处' if len(own) > 1 else ''}"
        words = f"《{article}》里你写的{longest}在导入的报样里没有，你不能按“已见报”发布。{ways}"
    return PublishingRefused(words, code="own-text")


def is_printed(article: Article) -> bool:
    """True when the paper carried the text before it came here: its three reviews were held on paper.

    The page's day has come, the text was entered on that day or later or imported from the page, and no
    review of it was begun here.
    """
    if article.page is None or article.page.issue.date > timezone.localdate():
        return False
    came_later = timezone.localdate(article.created_at) >= article.page.issue.date
    return (came_later or article.page_import_id is not None) and not is_begun(article)


def is_begun(article: Article) -> bool:
    """True when a review of it was begun here; asked of many articles, ``BEGUN`` tells it beforehand."""
    known: bool | None = getattr(article, "was_begun", None)
    return article.seats.exists() if known is None else known


def require_editable(article: Article, by: User | None) -> None:
    """Raise ReviewRefused when the words must stay: approved, or under a review that ``by`` may not hold."""
    if article.stage == Stage.APPROVED:
        raise ReviewRefused("稿件已签发，文字不能再动。要改，请终审先撤销签发。", code="approved")
    if by is None or article.stage not in REVIEWS:
        return
    level = Stage(article.stage)
    if not by.has_perm(REVIEW_RIGHT[level]):
        words = f"稿件正在{level.label}，只有{level.label}的人可以改。要改，请先撤回送审或请审稿人退回。"
        raise ReviewRefused(words, code="under-review")
    if barred := Hands(by, [article]).bar(article, level):
        raise ReviewRefused(f"稿件正在{level.label}。{barred.message}", code=barred.code)


def is_submitter(article: Article, user: User) -> bool:
    """True when it was ``user`` who sent the article to review last."""
    last = article.record.filter(kind=RecordKind.SUBMITTED).last()
    return last is not None and last.by_id == user.pk


def way_out(article: Article) -> Transition:
    """The step by which the article goes out: approved, or else as one that stands on a printed page."""
    is_approved = article.stage == Stage.APPROVED or article.page is None
    return TRANSITIONS["release" if is_approved else "release_printed"]
