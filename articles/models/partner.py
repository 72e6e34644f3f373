"""Who may pull more than the public does: partners, what their contract covers, and their API keys."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from articles.exceptions import NewsroomError
from articles.models.identity import ALPHABET, Named
from articles.models.issue import Column

MOST_LIVE_KEYS = 2  # the one in use, and its successor while the partner changes over
OVERLAP = dt.timedelta(days=7)  # how long the old key stays when a new one takes over
USE_IS_NOTED_EVERY = dt.timedelta(minutes=1)
KEY = re.compile(r"(nk_[0-9a-z]{8})_[-\w]{43}", re.ASCII)


class Scope(models.TextChoices):
    """What a key opens beside what is public."""

    SYNC = "sync", "变更"
    EXPORT = "export", "整体导出"
    HISTORY = "history", "历次版本"
    HOOKS = "hooks", "推送"


@dataclass(frozen=True, slots=True)
class Contract:
    """Which columns a caller's contract covers (``columns`` are keys), and whether it may reprint from them."""

    may_reprint: bool = False
    covers_all: bool = False
    columns: frozenset[int] = frozenset()

    def covers(self, column: int | None) -> bool:
        """What stands in no column is covered by a contract for everything only."""
        return self.covers_all or column in self.columns

    def reprints(self, column: int | None) -> bool:
        return self.may_reprint and self.covers(column)


NO_CONTRACT = Contract()


class Partner(Named, models.Model):
    """A site that mirrors, reprints or searches the paper."""

    name = models.CharField("名称", max_length=100, unique=True)
    contact = models.TextField("联系方式", blank=True, help_text="只供报社内部使用，接口从不给出。")
    covers_all = models.BooleanField("合同包括全部栏目", default=False)
    columns = models.ManyToManyField(Column, blank=True, related_name="partners", verbose_name="合同包括的栏目")
    may_reprint = models.BooleanField("可以转载", default=False, help_text="只就合同包括的栏目而言。")
    valid_from = models.DateField("合同自", null=True, blank=True, help_text="不填则不限。")
    valid_until = models.DateField(
        "合同至", null=True, blank=True, help_text="含这一天；过后合同不再包括任何栏目。不填则不限。"
    )
    active = models.BooleanField("合作中", default=True, help_text="取消后，全部密钥立即失效。")
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    known_columns: frozenset[int] | None = None  # the keys of ``columns``, where they came with the row

    class Meta:
        verbose_name = verbose_name_plural = "合作方"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="partner_name_given"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_from__lte=models.F("valid_until")),
                name="partner_contract_days",
                violation_error_message="合同的最后一天不能早于第一天。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_under_contract(self, day: dt.date | None = None) -> bool:
        """True on the paper's days that the contract names, first and last included."""
        day = day or timezone.localdate()
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )

    def contract(self) -> Contract:
        """As it stands now; one query at most. Before and after its days it covers nothing."""
        if not self.is_under_contract():
            return NO_CONTRACT
        columns = frozenset() if self.covers_all else self.column_keys()
        return Contract(self.may_reprint, self.covers_all, columns)

    def column_keys(self) -> frozenset[int]:
        if self.known_columns is not None:
            return self.known_columns
        return frozenset(column.pk for column in self.columns.all())


def check_scopes(value: object) -> None:
    """A validator: a list of scopes, each once."""
    if not isinstance(value, list) or not set(value) <= set(Scope.values) or len(set(value)) < len(value):
        raise ValidationError(f"权限应是 {'、'.join(Scope.values)} 中的几项。", code="scopes")


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def live(self, now: dt.datetime | None = None) -> ApiKeyQuerySet:
        """Neither revoked nor expired."""
        now = now or timezone.now()
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), revoked_at__isnull=True)

    @transaction.atomic
    def issue(
        self, partner: Partner, *, scopes: Iterable[str], expires_at: dt.datetime | None = None
    ) -> tuple[ApiKey, str]:
        """A new key and its secret, which nobody can read again.

        Raises NewsroomError when the partner has two live keys already, ValidationError for an unknown scope.
        """
        Partner.objects.select_for_update().get(pk=partner.pk)
        if ApiKey.objects.live().filter(partner=partner).count() >= MOST_LIVE_KEYS:
            raise NewsroomError(f"“{partner}”已有 {MOST_LIVE_KEYS} 个可用的密钥，请先停用一个。", code="too-many-keys")
        prefix = "nk_" + "".join(secrets.choice(ALPHABET) for _ in range(8))
        secret = f"{prefix}_{secrets.token_urlsafe(32)}"
        key = ApiKey(partner=partner, prefix=prefix, digest=digest_of(secret), expires_at=expires_at)
        key.scopes = sorted(set(scopes), key=str)
        key.full_clean()
        key.save(force_insert=True)
        return key, secret

    @transaction.atomic
    def rotate(
        self, old: ApiKey, *, overlap: dt.timedelta = OVERLAP, expires_at: dt.datetime | None = None
    ) -> tuple[ApiKey, str]:
        """A successor with the same scopes and limits, and its secret; the old key ends after ``overlap``.

        Raises NewsroomError when the old one is not live, or the partner has two live keys.
        """
        if not old.is_live():
            raise NewsroomError("这个密钥已经失效，不能换发；请另发一个（api_key create）。", code="key-not-live")
        key, secret = self.issue(old.partner, scopes=old.scopes, expires_at=expires_at)
        ApiKey.objects.filter(pk=key.pk).update(per_minute=old.per_minute, per_day=old.per_day)
        end = timezone.now() + overlap
        old.expires_at = min(old.expires_at, end) if old.expires_at else end
        old.save(update_fields=["expires_at"])
        return key, secret


class ApiKey(models.Model):
    """One secret of a partner's. Only its digest is kept; ``prefix`` is what people call it by."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="keys", verbose_name="合作方")
    prefix = models.CharField("密钥开头", max_length=12, unique=True)
    digest = models.CharField(max_length=64, editable=False)
    scopes = models.JSONField("权限", default=list, blank=True, validators=[check_scopes])
    created_at = models.DateTimeField("发放时间", auto_now_add=True)
    expires_at = models.DateTimeField("到期时间", null=True, blank=True)
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)
    per_minute = models.PositiveIntegerField(
        "每分钟限额", null=True, blank=True, help_text="最多多少次请求；不填则按设置 API_KEY_PER_MINUTE。"
    )
    per_day = models.PositiveIntegerField("每天限额", null=True, blank=True, help_text="最多多少次请求；不填则不限。")

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "密钥"
        ordering = ["partner__name", "-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.prefix}…"

    def is_live(self, now: dt.datetime | None = None) -> bool:
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > (now or timezone.now()))

    def revoke(self) -> bool:
        """End it at once and for good. False when it was revoked before."""
        now = timezone.now()
        return bool(ApiKey.objects.filter(pk=self.pk, revoked_at__isnull=True).update(revoked_at=now))

    def is_use_noted(self, now: dt.datetime) -> bool:
        """The time of the last use is kept once a minute at most: reading must not cost a write each time."""
        return self.last_used_at is not None and self.last_used_at > now - USE_IS_NOTED_EVERY

    def note_use(self, now: dt.datetime) -> bool:
        """Keep the time of the last use. True when it was kept now, and by nobody else in the meantime."""
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - USE_IS_NOTED_EVERY)
        return bool(ApiKey.objects.filter(stale, pk=self.pk).update(last_used_at=now))


class KeyUse(models.Model):
    """How often a key asked on one day (the paper's), and how many of these were turned away by a limit."""

    key = models.ForeignKey(ApiKey, models.CASCADE, related_name="uses", verbose_name="密钥")
    day = models.DateField("日期")
    requests = models.PositiveBigIntegerField("请求", default=0)
    refused = models.PositiveBigIntegerField("超限", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "用量"
        ordering = ["-day", "key"]
        constraints = [models.UniqueConstraint(fields=["key", "day"], name="key_use_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.requests}"


def digest_of(secret: str) -> str:
    """The secret is long and random: a plain digest cannot be turned back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def prefix_of(secret: str) -> str:
    """The part that a key is looked up by; empty for what cannot be one."""
    match = KEY.fullmatch(secret)
    return match[1] if match else ""
