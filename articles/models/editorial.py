"""The people of the desk and the traces of their work: accounts, revisions, page imports."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone

from articles.choices import ImportStatus, RevisionReason
from articles.models.article import Article
from articles.models.issue import Page


class User(AbstractUser):
    """An account of the desk. ``name`` is how the newsroom calls the person.

    ``desk_seen_at`` is when they were last at the desk, to some minutes; ``desk_left_at`` is when the visit before
    this one ended: what happened since is news to them. Written by ``visits`` only.
    """

    name = models.CharField("姓名", max_length=30, blank=True)
    desk_seen_at = models.DateTimeField(null=True, editable=False)
    desk_left_at = models.DateTimeField(null=True, editable=False)

    class Meta(AbstractUser.Meta):
        verbose_name = verbose_name_plural = "账号"

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)


class Revision(models.Model):
    """A frozen state of an article's working copy, numbered from 1. Never changed or deleted by hand.

    ``version`` is the article's ``lock_version`` that it shows; null for a text that was kept beside the
    working copy because somebody else had changed the same place.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="revisions", verbose_name="稿件")
    number = models.PositiveIntegerField("版本号")
    reason = models.CharField("缘由", max_length=16, choices=RevisionReason)
    snapshot = models.JSONField("内容")
    version = models.PositiveIntegerField(null=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "修订版本"
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="revision_number_unique")]

    def __str__(self) -> str:
        return f"r{self.number}"


class PageImport(models.Model):
    """One page brought in: its source as it came, what the importer proposed, what the editor decided.

    ``state`` is the present ``PageState`` as JSON, ``proposal`` the first one, kept for comparison.
    ``history`` holds the editor's steps with the way back and forth, ``history_position`` how many of
    them count (those after it were taken back). ``place_label`` says in lists which page the state is. ``lock_version`` rises with each change, so that two
    tabs never overwrite each other.
    """

    source_name = models.CharField("文件名", max_length=200, blank=True)
    source_format = models.CharField("格式", max_length=10, default="text")
    place_label = models.CharField("认出的版面", max_length=80, blank=True, editable=False)
    source_text = models.TextField("来源文字")
    source_sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    proposal = models.JSONField(editable=False)
    state = models.JSONField(editable=False)
    history = models.JSONField(default=list, editable=False)
    history_position = models.PositiveIntegerField(default=0, editable=False)
    status = models.CharField("状态", max_length=10, choices=ImportStatus, default=ImportStatus.OPEN)
    page = models.ForeignKey(Page, models.SET_NULL, null=True, blank=True, related_name="imports", verbose_name="版面")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("导入时间", auto_now_add=True)
    updated_at = models.DateTimeField("修改时间", auto_now=True)
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "版面导入"
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return self.source_name or f"粘贴的文字 {timezone.localtime(self.created_at):%Y-%m-%d %H:%M}"
