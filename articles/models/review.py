"""The three reviews: who holds which, the record of what was decided, remarks on passages, times and releases to come."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from articles.choices import Judgement, Recommendation, RecordKind, Stage
from articles.exceptions import NewsroomError
from articles.models.article import Article
from articles.models.editorial import Revision
from articles.models.issue import Issue

REVIEWS = (Stage.FIRST_REVIEW, Stage.SECOND_REVIEW, Stage.FINAL_REVIEW)
REVIEW_CHOICES = [(stage.value, stage.label) for stage in REVIEWS]
DUTY_CHOICES = [(Stage.DRAFT.value, "编辑"), *REVIEW_CHOICES]
DUE_CHOICES = [*REVIEW_CHOICES, (Stage.RELEASED.value, "发布")]
DECISIONS = (RecordKind.PASSED, RecordKind.APPROVED, RecordKind.RETURNED)


class ReviewSeat(models.Model):
    """Who holds which of an article's three reviews. One person, one review: the database keeps it."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="seats", verbose_name="稿件")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="审稿人")
    level = models.CharField("审次", max_length=16, choices=REVIEW_CHOICES)

    class Meta:
        verbose_name = verbose_name_plural = "审次"
        constraints = [
            models.UniqueConstraint(fields=["article", "person"], name="review_seat_one_a_person"),
            models.CheckConstraint(condition=Q(level__in=REVIEWS), name="review_seat_level"),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.person}"


class RecordQuerySet(models.QuerySet["RecordEntry"]):
    """The record only grows."""

    def update(self, **kwargs: Any) -> NoReturn:
        refuse_change()

    def delete(self) -> NoReturn:
        refuse_change()


class RecordEntry(models.Model):
    """One line of an article's review record: who, when, what was said, about which revision. Kept for good.

    Model and query set refuse changes, and a trigger in the database does. ``by_name`` is the name at the time.
    ``findings`` are the heavy proofreading findings that were overruled, with ``overruled`` as the reason.
    ``page_editors`` are those whom a printed page names.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="record", verbose_name="稿件")
    kind = models.CharField("事项", max_length=12, choices=RecordKind)
    before = models.CharField("原阶段", max_length=16, choices=Stage)
    after = models.CharField("现阶段", max_length=16, choices=Stage)
    seat = models.ForeignKey(ReviewSeat, models.PROTECT, null=True, related_name="entries", verbose_name="审次")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="经手人")
    by_name = models.CharField("经手人姓名", max_length=60, blank=True)
    at = models.DateTimeField("时间", auto_now_add=True)
    words = models.TextField("意见", blank=True)
    recommendation = models.CharField("初审建议", max_length=10, choices=Recommendation, blank=True)
    judgement = models.CharField("复审对初审", max_length=10, choices=Judgement, blank=True)
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="+", verbose_name="版本")
    findings = models.JSONField("放行的校对提示", default=list)
    overruled = models.TextField("放行理由", blank=True)
    page_editors = models.JSONField("版面人员", default=list)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "审稿记录"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=DECISIONS) | Q(seat__isnull=False, by__isnull=False, revision__isnull=False),
                name="record_decision_whole",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[RecordKind.RETURNED, RecordKind.REVOKED]) | ~Q(words=""),
                name="record_return_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(kind=RecordKind.PASSED, before=Stage.FIRST_REVIEW) | (~Q(words="") & ~Q(recommendation="")),
                name="record_first_review_reports",
            ),
            models.CheckConstraint(
                condition=~Q(kind=RecordKind.PASSED, before=Stage.SECOND_REVIEW) | ~Q(judgement=""),
                name="record_second_review_judges",
            ),
            models.CheckConstraint(condition=Q(findings=[]) | ~Q(overruled=""), name="record_overruling_has_reason"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.by_name}"

    @property
    def title(self) -> str:
        """'初审通过', '复审退回', '已见报'."""
        return (self.seat.get_level_display() if self.seat else "") + self.get_kind_display()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            refuse_change()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        refuse_change()


def refuse_change() -> NoReturn:
    raise NewsroomError("审稿记录长期保存，不能修改或删除。", code="record-kept")


class PassageComment(models.Model):
    """A remark on a passage. ``block`` is a block's id, a statement's public id, or the name of a field such as
    ``title``; the quoted words find the passage again after the text was edited."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="comments", verbose_name="稿件")
    block = models.CharField(max_length=16)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quoted = models.TextField("所批文字")
    text = models.TextField("批注")
    stage = models.CharField("当时阶段", max_length=16, choices=Stage)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="批注人")
    at = models.DateTimeField("时间", auto_now_add=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField("解决时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "批注"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(quoted=""), name="comment_words_given"),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="comment_span_whole"),
            models.CheckConstraint(
                condition=Q(resolved_by__isnull=True, resolved_at__isnull=True)
                | Q(resolved_by__isnull=False, resolved_at__isnull=False),
                name="comment_resolution_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:30]


class CommentReply(models.Model):
    """An answer to a remark."""

    comment = models.ForeignKey(PassageComment, models.PROTECT, related_name="replies", verbose_name="批注")
    text = models.TextField("回复")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="回复人")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "批注回复"
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="reply_words_given")]

    def __str__(self) -> str:
        return self.text[:30]


class Duty(models.Model):
    """Who is to edit or review an article, and until when; either may be open."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="duties", verbose_name="稿件")
    stage = models.CharField("阶段", max_length=16, choices=DUTY_CHOICES)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="duties")
    due_at = models.DateTimeField("时限", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "分工"
        constraints = [
            models.UniqueConstraint(fields=["article", "stage"], name="duty_one_a_stage"),
            models.CheckConstraint(condition=Q(stage__in=[Stage.DRAFT, *REVIEWS]), name="duty_stage"),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(due_at__isnull=False), name="duty_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.person or ''}".strip()


class IssueDue(models.Model):
    """When an issue's articles must be through a review, and when those approved go out."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="dues", verbose_name="期次")
    stage = models.CharField("阶段", max_length=16, choices=DUE_CHOICES)
    due_at = models.DateTimeField("时限")

    class Meta:
        verbose_name = verbose_name_plural = "本期时限"
        constraints = [
            models.UniqueConstraint(fields=["issue", "stage"], name="issue_due_one_a_stage"),
            models.CheckConstraint(condition=Q(stage__in=[*REVIEWS, Stage.RELEASED]), name="issue_due_stage"),
        ]

    def __str__(self) -> str:
        return f"{self.issue} {self.get_stage_display()}"


class ScheduledRelease(models.Model):
    """An approved article that goes out by itself: at ``at``, or (empty) at its issue's time of release.

    ``problem`` is why it did not, for the desk to see; it is then tried no more until scheduled again.
    """

    article = models.OneToOneField(Article, models.CASCADE, related_name="schedule", verbose_name="稿件")
    at = models.DateTimeField("发布时间", null=True, blank=True)
    embargo_until = models.DateTimeField("解禁时间", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经手人")
    problem = models.TextField("未能发布", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "待发"

    def __str__(self) -> str:
        return str(self.article)
