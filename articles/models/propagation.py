"""What is known of the partners' copies: how far each has read the feed, and which versions it has fetched."""

from __future__ import annotations

from django.db import models

from articles.models.partner import Partner


class FeedPosition(models.Model):
    """The furthest place of the change feed that a partner came back with: all before it has been taken."""

    partner = models.OneToOneField(Partner, models.CASCADE, primary_key=True, related_name="position")
    epoch = models.CharField(max_length=16)
    seq = models.PositiveBigIntegerField("变更序号")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "同步位置"

    def __str__(self) -> str:
        return f"{self.partner_id} {self.seq}"


class Copy(models.Model):
    """The newest version of an article that a partner has fetched whole, or proved to have."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="copies", verbose_name="合作方")
    object_id = models.CharField("文章编号", max_length=16, db_index=True)
    version = models.PositiveIntegerField("版本")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "合作方副本"
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["partner", "object_id"], name="copy_once_a_partner")]
        indexes = [models.Index(fields=["partner", "-at"], name="copy_newest")]

    def __str__(self) -> str:
        return f"{self.object_id} v{self.version}"
