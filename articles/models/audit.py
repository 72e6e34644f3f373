"""操作记录: who did what at the desk, when and from where. It only grows."""

from __future__ import annotations

import datetime as dt
from typing import Any, NoReturn

from django.conf import settings
from django.db import models

from articles.choices import AuditKind
from articles.exceptions import NewsroomError

KEPT_AT_LEAST = 180  # days: 网络安全法 asks for six months of logs


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """The log only grows; what is old enough may go."""

    def update(self, **kwargs: Any) -> NoReturn:
        refuse_change()

    def delete(self) -> NoReturn:
        refuse_change()

    def drop_before(self, moment: dt.datetime, *, now: dt.datetime) -> int:
        """Delete what is older than ``moment``. Raises NewsroomError for what must still be kept."""
        if moment > now - dt.timedelta(days=KEPT_AT_LEAST):
            refuse_change()
        count, _ = models.QuerySet.delete(self.filter(at__lt=moment))
        return count


class AuditEntry(models.Model):
    """One thing that somebody did, or tried to do, at the desk. Written by ``auditing`` only.

    ``by_name`` is the name at the time. ``words`` are what the desk answered; neither passwords nor keys nor the
    contacts of contributors stand here. Model, query set and, in the database, a trigger refuse changes.
    """

    at = models.DateTimeField("时间", auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="账号", db_index=False
    )
    by_name = models.CharField("姓名", max_length=60, blank=True)
    kind = models.CharField("类别", max_length=10, choices=AuditKind)
    step = models.CharField("步骤", max_length=60)
    model = models.CharField("对象种类", max_length=40, blank=True)
    object_id = models.CharField("对象号", max_length=40, blank=True)
    label = models.CharField("对象", max_length=200, blank=True)
    words = models.TextField("说明", blank=True)
    is_refused = models.BooleanField("没有做成", default=False)
    address = models.CharField("来自", max_length=45, blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "操作记录"
        ordering = ["-pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["at"], name="audit_at"),
            models.Index(fields=["by", "-id"], name="audit_by"),
            models.Index(fields=["kind", "-id"], name="audit_kind"),
            models.Index(fields=["model", "object_id", "-id"], name="audit_object"),
        ]

    def __str__(self) -> str:
        return f"{self.by_name} {self.get_kind_display()} {self.label}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            refuse_change()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        refuse_change()


def refuse_change() -> NoReturn:
    raise NewsroomError("操作记录只增不改，不能修改或删除。", code="audit-kept")
