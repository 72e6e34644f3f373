"""What proofreading holds texts against, and what an editor said about a finding."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from articles.choices import PhraseKind
from articles.models.article import Article


class Phrase(models.Model):
    """A wording that the editors approved; texts that nearly but not quite agree with it are reported."""

    text = models.CharField("词语", max_length=80, help_text="照核定的写法。四个字以上才核对，人名三个字即可。")
    kind = models.CharField("类别", max_length=10, choices=PhraseKind, default=PhraseKind.FORMULATION)
    note = models.CharField("说明", max_length=200, blank=True, help_text="出处、核定日期等。")

    class Meta:
        verbose_name, verbose_name_plural = "词条", "词库"
        ordering = ["kind", "text"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "text"], name="phrase_unique", violation_error_message="词库里已有这一条。"
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="phrase_text_given"),
        ]

    def __str__(self) -> str:
        return self.text


class IgnoredFinding(models.Model):
    """A finding of proofreading that an editor let stand in one article; it holds while its words do."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="ignored_findings", verbose_name="稿件")
    fingerprint = models.CharField("特征", max_length=16)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "忽略的校对提示"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["article", "fingerprint"], name="ignored_finding_unique")]

    def __str__(self) -> str:
        return self.fingerprint
