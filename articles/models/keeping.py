"""What keeps words from being lost: texts sent while writing, who has a form open, and the bin."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from articles.models.article import Article


class Autosave(models.Model):
    """What a form sent by itself while somebody wrote, exactly as it came: nothing is validated away.

    ``version`` is the article's ``lock_version`` that came of it, or null when nothing reached the working
    copy. ``left_out`` names the controls that live here only, because they could not be stored there or
    because somebody else had changed the same place; once the editor has dealt with them the row is settled.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="autosaves", verbose_name="稿件")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="编辑")
    tab = models.CharField("窗口", max_length=16)
    fields = models.JSONField("内容")
    left_out = models.JSONField("未入稿", default=list)
    version = models.PositiveIntegerField(null=True)
    is_settled = models.BooleanField("已处理", default=True)
    created_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "自动保存"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["article", "-id"], name="autosave_newest"),
            models.Index(fields=["user", "tab"], name="autosave_by_tab"),
        ]

    def __str__(self) -> str:
        return f"a{self.pk}"


class Presence(models.Model):
    """One open form: who has it open, and when it last said so. Rows grow stale by themselves."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    tab = models.CharField(max_length=16)
    since = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "在看的人"
        ordering = ["since", "pk"]
        constraints = [models.UniqueConstraint(fields=["article", "user", "tab"], name="presence_unique")]

    def __str__(self) -> str:
        return f"{self.user} {self.tab}"


class BinEntry(models.Model):
    """Something that was deleted, whole: its rows, what hung on them, and the links that pointed to them.

    ``rows`` and ``links`` are what ``bin`` needs to bring it back under its old numbers and addresses.
    """

    model = models.CharField("种类", max_length=40)
    object_id = models.CharField(max_length=20)
    label = models.CharField("名称", max_length=200)
    rows = models.JSONField()
    links = models.JSONField(default=list)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="删除人"
    )
    deleted_at = models.DateTimeField("删除时间", auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "回收站"
        ordering = ["-pk"]
        default_permissions = ("view",)
        permissions = [("empty_bin", "清空回收站")]

    def __str__(self) -> str:
        return self.label
