"""What a partner's page shows beside its contract: keys, use, webhooks, and what it has fetched."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.safestring import SafeString

from articles import propagation, quotas
from articles.admin.fields import DeskForm
from articles.admin.plots import Bar, bars
from articles.choices import DeliveryStatus
from articles.models import ApiKey, ChangeCounter, Copy, FeedPosition, Partner, Publication, User, Webhook
from articles.models.partner import Scope

DAYS = 30
COPIES = 20


class KeyForm(DeskForm):
    """A new key for a partner."""

    scopes = forms.MultipleChoiceField(
        label="权限", choices=Scope.choices, required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "没有这项权限。"},
    )  # fmt: skip
    expires = forms.DateField(
        label="有效到（含）", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "日期应写作 2026-12-31。"},
    )  # fmt: skip
    per_minute = forms.IntegerField(label="每分钟限额", required=False, min_value=1, max_value=1_000_000)
    per_day = forms.IntegerField(label="每天限额", required=False, min_value=1, max_value=1_000_000_000)

    def clean_expires(self) -> dt.datetime | None:
        """The end of that day, here."""
        day: dt.date | None = self.cleaned_data["expires"]
        if day is None:
            return None
        if day < timezone.localdate():
            raise forms.ValidationError("这一天已经过去。")
        return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))


@dataclass(frozen=True, slots=True)
class KeyRow:
    key: ApiKey
    state: str
    is_live: bool
    today: int
    month: int
    per_minute: int
    per_day: int | None


@dataclass(frozen=True, slots=True)
class CopyRow:
    copy: Copy
    title: str
    article: int | None
    version: int | None
    is_withdrawn: bool
    has_followed: bool = False  # the newest change has been read in the feed

    @property
    def is_behind(self) -> bool:
        return self.version is not None and self.copy.version < self.version and not self.has_followed


def state_of(key: ApiKey, now: dt.datetime) -> str:
    if key.revoked_at:
        return "已停用"
    if not key.is_live(now):
        return "已到期"
    return "可用" if key.partner.active else "合作已停"


def context(partner: Partner, user: User) -> dict[str, Any]:
    """Everything beside the form. Who may not see keys sees none, nor their use."""
    position, counter = FeedPosition.objects.filter(partner=partner).first(), ChangeCounter.objects.first()
    copies = copies_of(partner, position, counter.epoch if counter else "")
    shown: dict[str, Any] = {"copies": copies, "following": following(position, counter)}
    if user.has_perm("articles.view_apikey"):
        shown |= keys_and_use(partner)
        shown["may_issue"] = user.has_perm("articles.add_apikey")
    if user.has_perm("articles.view_webhook"):
        shown["webhooks"] = webhooks_of(partner)
        shown["may_steer"] = user.has_perm("articles.change_webhook")
    return shown


def keys_and_use(partner: Partner) -> dict[str, Any]:
    now = timezone.now()
    keys = list(partner.keys.select_related("partner").order_by("revoked_at", "-created_at"))
    since = timezone.localdate() - dt.timedelta(days=DAYS - 1)
    use = quotas.usage_of(keys, since)
    days = [
        Bar(
            f"{since + dt.timedelta(days=number):%m-%d}",
            sum(of_key[number].requests for of_key in use.values()),
            sum(of_key[number].refused for of_key in use.values()),
        )
        for number in range(DAYS)
    ]
    rows = [
        KeyRow(
            key,
            state_of(key, now),
            key.is_live(now),
            today=use[key.pk][-1].requests,
            month=sum(day.requests for day in use[key.pk]),
            per_minute=key.per_minute if key.per_minute is not None else settings.ENV.API_KEY_PER_MINUTE,
            per_day=key.per_day,
        )
        for key in keys
    ]
    quota = quota_of([row for row in rows if row.is_live])
    plot = plot_of(days, quota)
    return {"keys": rows, "days": days, "plot": plot, "quota": quota, "total": sum(day.value for day in days)}


def quota_of(live: list[KeyRow]) -> int | None:
    """What the live keys may ask in a day together; None where any of them may ask without end."""
    limits = [row.per_day for row in live if row.per_day is not None]
    return sum(limits) if live and len(limits) == len(live) else None


def plot_of(days: list[Bar], quota: int | None = None) -> SafeString:
    total, refused = sum(day.value for day in days), sum(day.part for day in days)
    return bars(days, title=f"近 {DAYS} 天每天的请求数，共 {total} 次，超限 {refused} 次", limit=quota)


def webhooks_of(partner: Partner) -> list[Any]:
    waiting = Count("deliveries", filter=Q(deliveries__status=DeliveryStatus.WAITING))
    failed = Count("deliveries", filter=Q(deliveries__status=DeliveryStatus.FAILED))
    return list(Webhook.objects.filter(partner=partner).annotate(waiting_n=waiting, failed_n=failed).order_by("pk"))


def copies_of(partner: Partner, position: FeedPosition | None, epoch: str) -> list[CopyRow]:
    """What it fetched last, each with the version that stands now."""
    copies = list(Copy.objects.filter(partner=partner).order_by("-at", "-pk")[:COPIES])
    ids = [copy.object_id for copy in copies]
    found = Publication.objects.filter(public_id__in=ids)
    known = {row.public_id: row for row in found.only("public_id", "title", "article_id", "version", "withdrawn_at")}
    followed = propagation.followed(position, epoch, ids)
    rows = []
    for copy in copies:
        now = known.get(copy.object_id)
        rows.append(
            CopyRow(
                copy, now.title, now.article_id, now.version, now.withdrawn_at is not None, copy.object_id in followed
            )
            if now
            else CopyRow(copy, copy.object_id, None, None, False)
        )
    return rows


def following(position: FeedPosition | None, counter: ChangeCounter | None) -> dict[str, Any] | None:
    """How far behind the head of the feed; None when it never read it."""
    if position is None or counter is None:
        return None
    behind = counter.head - position.seq if position.epoch == counter.epoch else None
    return {"at": position.at, "behind": behind}
