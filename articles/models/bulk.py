"""What was done to many articles in one step, and what it takes to undo it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from articles.choices import BulkAct


class BulkStep(models.Model):
    """One step. ``items`` has for each article its number, its version afterwards, and what stood there before."""

    act = models.CharField("步骤", max_length=10, choices=BulkAct)
    words = models.CharField("说明", max_length=300)
    items = models.JSONField("稿件")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经手人")
    at = models.DateTimeField("时间", auto_now_add=True)
    undone_at = models.DateTimeField("撤销时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量办理"
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.words
