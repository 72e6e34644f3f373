"""稿费单: rates, months, and what each contributor of a month is due."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.choices import ArticleKind, FeePart
from articles.models.author import Author
from articles.models.issue import Column
from articles.models.publication import Publication


class FeeRate(models.Model):
    """Yuan for 1,000 characters. The rate that says most holds: column and kind, column, kind, neither."""

    kind = models.CharField("体裁", max_length=12, choices=ArticleKind, blank=True, help_text="留空：所有体裁。")
    column = models.ForeignKey(
        Column,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="栏目",
        help_text="留空：所有栏目。",
    )
    per_thousand = models.DecimalField("每千字（元）", max_digits=8, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = "稿费标准"
        ordering = ["column__order", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "column"], name="fee_rate_unique", violation_error_message="这个体裁和栏目已有标准。"
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(column__isnull=True), name="fee_rate_unique_without_column",
                violation_error_message="这个体裁已有标准。",
            ),
            models.CheckConstraint(condition=Q(per_thousand__gte=0), name="fee_rate_not_negative"),
        ]  # fmt: skip

    def __str__(self) -> str:
        where = " ".join(filter(None, [str(self.column or ""), self.get_kind_display() if self.kind else ""]))
        return f"{where or '其他'} {self.per_thousand} 元"


class FeeMonth(models.Model):
    """A month's list; once closed, ``fees`` changes nothing in it any more."""

    first = models.DateField("月份", unique=True)
    closed_at = models.DateTimeField("结账时间", null=True, editable=False)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "稿费单"
        ordering = ["-first"]
        default_permissions = ("view", "change")
        permissions = [("close_feemonth", "稿费结账")]

    def __str__(self) -> str:
        return f"{self.first.year}年{self.first.month}月"

    @property
    def end(self) -> dt.date:
        """The first day of the next month."""
        return (self.first + dt.timedelta(days=32)).replace(day=1)


class FeeLine(models.Model):
    """One contributor's part in one publication. ``is_own`` marks the paper's own people."""

    month = models.ForeignKey(FeeMonth, models.PROTECT, related_name="lines", verbose_name="月份")
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="+", verbose_name="文章")
    part = models.CharField("部分", max_length=10, choices=FeePart)
    author = models.ForeignKey(Author, models.PROTECT, null=True, related_name="+", verbose_name="作者")
    name = models.CharField("姓名", max_length=60)
    affiliation = models.CharField("单位", max_length=200, blank=True)
    is_own = models.BooleanField("本报人员", default=False)
    characters = models.PositiveIntegerField("字数")
    rate = models.DecimalField("每千字", max_digits=8, decimal_places=2)
    amount = models.DecimalField("金额", max_digits=10, decimal_places=2)
    is_confirmed = models.BooleanField("已核", default=False)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "稿费"
        ordering = ["publication__date", "publication_id", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["publication", "part", "name"], name="fee_line_unique"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="fee_line_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.amount}"
