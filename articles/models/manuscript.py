"""来稿: manuscripts that come by mail or hand, what was sent with them, and what their senders were told."""

from __future__ import annotations

import datetime as dt
import os
import secrets
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from articles.choices import ArticleKind, CameBy, ManuscriptState, ReplyKind
from articles.models.article import Article
from articles.models.issue import Column

FOLDER = "manuscripts"  # of what came with them, in the private storage
OPEN = (ManuscriptState.RECEIVED, ManuscriptState.READING)
RECEIPT = "{寄稿人}：\n您寄来的《{篇名}》已于{收到日期}收到，正在审读，{天数}天内答复。期间请勿另投。感谢对{报名}的支持。\n{报名}编辑部 {今天}"
ACCEPTED = (
    "{寄稿人}：\n您寄来的《{篇名}》经审读，拟予采用，刊出日期以见报为准。刊出后寄送样报和稿酬。\n{报名}编辑部 {今天}"
)
DECLINED = "{寄稿人}：\n您寄来的《{篇名}》经审读，未能采用，请另行处理。感谢对{报名}的信任，欢迎继续来稿。\n{报名}编辑部 {今天}"


class ManuscriptQuerySet(models.QuerySet["Manuscript"]):
    def open(self) -> ManuscriptQuerySet:
        """Nobody has decided yet."""
        return self.filter(state__in=OPEN)

    def late(self, today: dt.date, days: int) -> ManuscriptQuerySet:
        """Undecided for more than ``days`` days."""
        return self.open().filter(received_on__lt=today - dt.timedelta(days=days))

    def unanswered(self) -> ManuscriptQuerySet:
        """Decided, but the sender was not told of it."""
        told = Reply.objects.filter(manuscript=OuterRef("pk"), kind=OuterRef("state"))
        return self.filter(~Exists(told), state__in=[ManuscriptState.ACCEPTED, ManuscriptState.DECLINED])


class Manuscript(models.Model):
    """One manuscript as it was registered. ``state`` is written by ``manuscripts`` only.

    ``contact`` is for those with the right ``see_contact`` alone: no list, search, log, API or other export has it.
    """

    title = models.CharField("篇名", max_length=200)
    sender = models.CharField("寄稿人", max_length=60)
    affiliation = models.CharField("单位", max_length=200, blank=True)
    contact = models.TextField(
        "联系方式", max_length=500, blank=True, help_text="电话、地址、邮箱。只有有权的人看得到，不进列表、搜索和记录。"
    )
    came_by = models.CharField("来稿方式", max_length=8, choices=CameBy, default=CameBy.MAIL)
    received_on = models.DateField("收到日期", default=timezone.localdate)
    kind = models.CharField("拟用体裁", max_length=12, choices=ArticleKind, default=ArticleKind.ARTICLE)
    column = models.ForeignKey(
        Column, models.PROTECT, null=True, blank=True, related_name="manuscripts", verbose_name="拟用栏目"
    )
    text = models.TextField("文字", blank=True, help_text="粘贴来稿的文字。附件是.txt等可读格式的，留空会自动读入。")
    note = models.TextField("备注", blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=ManuscriptState, default=ManuscriptState.RECEIVED, editable=False
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="manuscripts",
        verbose_name="经办人",
    )
    article = models.ForeignKey(
        Article, models.SET_NULL, null=True, blank=True, editable=False, related_name="manuscripts", verbose_name="稿件"
    )
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="登记人"
    )
    registered_at = models.DateTimeField("登记时间", auto_now_add=True)
    decided_at = models.DateTimeField("决定时间", null=True, editable=False)

    objects = ManuscriptQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "来稿"
        ordering = ["-received_on", "-pk"]
        permissions = [("see_contact", "看投稿人的联系方式")]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(sender=""), name="manuscript_named"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, decided_at__isnull=True) | (~Q(state__in=OPEN) & Q(decided_at__isnull=False)),
                name="manuscript_decided",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["state", "received_on"], name="manuscript_by_state"),
            models.Index(fields=["-received_on", "-id"], name="manuscript_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.sender}）"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class PrivateStorage(FileSystemStorage):
    """Beside ``media/``, which is served: nothing here has an address."""

    @property
    def base_location(self) -> Any:
        return settings.PRIVATE_ROOT

    @property
    def location(self) -> str:
        return os.path.abspath(settings.PRIVATE_ROOT)

    def url(self, name: str | None) -> str:
        raise ValueError("private files have no address")


def private_storage() -> Storage:
    return storages["private"]


def kept_as(attachment: Any, name: str) -> str:
    """A name on disk that nobody chose: what the sender called the file stands in the row."""
    token = secrets.token_hex(16)
    return f"{FOLDER}/{token[:2]}/{token}"


class Attachment(models.Model):
    """A file that came with a manuscript, as it came. Made by ``manuscripts.attach`` only."""

    manuscript = models.ForeignKey(Manuscript, models.CASCADE, related_name="attachments", verbose_name="来稿")
    file = models.FileField("文件", storage=private_storage, upload_to=kept_as)
    name = models.CharField("文件名", max_length=120)
    size = models.PositiveBigIntegerField("大小")
    sha256 = models.CharField(max_length=64, db_index=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "来稿附件"
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class Reply(models.Model):
    """What the sender was told, when and how; kept as long as the manuscript."""

    manuscript = models.ForeignKey(Manuscript, models.CASCADE, related_name="replies", verbose_name="来稿")
    kind = models.CharField("种类", max_length=10, choices=ReplyKind)
    came_by = models.CharField("方式", max_length=8, choices=CameBy, default=CameBy.MAIL)
    text = models.TextField("内容")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="经手人")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "来稿答复"
        ordering = ["pk"]
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="manuscript_reply_text_given")]

    def __str__(self) -> str:
        return self.get_kind_display()


class ManuscriptSetting(models.Model):
    """One row: how soon a sender is to be answered, and the notices that editors copy."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    answer_within = models.PositiveSmallIntegerField("几天内答复", default=30, help_text="超过的列入“超期”。")
    receipt = models.TextField("收稿回执", default=RECEIPT)
    accepted = models.TextField("采用通知", default=ACCEPTED)
    declined = models.TextField(
        "退稿通知",
        default=DECLINED,
        help_text="可以用 {寄稿人} {篇名} {收到日期} {天数} {报名} {今天}，会换成实际内容。",
    )

    class Meta:
        verbose_name = verbose_name_plural = "来稿设置"
        default_permissions = ("view", "change")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="manuscript_setting_single"),
            models.CheckConstraint(condition=Q(answer_within__gte=1), name="manuscript_setting_days"),
        ]

    def __str__(self) -> str:
        return "来稿设置"
