"""What partners and the desk do with webhooks: register, change, rotate, test, replay, stop and go on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from articles.choices import ChangeKind, DeliveryStatus, WebhookStop
from articles.exceptions import NewsroomError
from articles.models import Change, Delivery, Partner, Webhook
from articles.models.webhook import new_webhook_secret
from articles.webhooks.addresses import read_address
from articles.webhooks.writing import wake_after_commit, write_deliveries

MOST_WEBHOOKS = 10
OVERLAP = dt.timedelta(days=1)  # both secrets sign
REPLAY_DAYS = 30
BATCH = 500


@transaction.atomic
def register(partner: Partner, *, url: str, kinds: Sequence[str] = (), note: str = "") -> Webhook:
    """A new webhook with a secret. Raises NewsroomError for an address that must not be, and beyond ten."""
    read_address(url)
    Partner.objects.select_for_update().get(pk=partner.pk)
    if Webhook.objects.filter(partner=partner).count() >= MOST_WEBHOOKS:
        raise NewsroomError(f"最多登记 {MOST_WEBHOOKS} 个推送地址，请先删除不用的。", code="too-many-webhooks")
    return Webhook.objects.create(partner=partner, url=url, kinds=in_order(kinds), note=note)


def in_order(kinds: Sequence[str]) -> list[str]:
    return [kind for kind in ChangeKind.values if kind in kinds]


@transaction.atomic
def rotate_secret(webhook: Webhook, now: dt.datetime | None = None) -> str:
    """A new secret, which signs at once; the one before signs beside it for a day."""
    now = now or timezone.now()
    webhook = Webhook.objects.select_for_update().get(pk=webhook.pk)
    webhook.old_secret, webhook.old_secret_until = webhook.secret, now + OVERLAP
    webhook.secret = new_webhook_secret()
    webhook.save(update_fields=["secret", "old_secret", "old_secret_until"])
    return webhook.secret


def stop(webhook: Webhook, *, by: WebhookStop) -> None:
    running = Webhook.objects.filter(pk=webhook.pk, stopped_at__isnull=True)
    running.update(stopped_at=timezone.now(), stopped_by=by)


@transaction.atomic
def resume(webhook: Webhook) -> None:
    """Goes on with what had not arrived. What changed while it stood still is told by ``replay_since``."""
    Webhook.objects.filter(pk=webhook.pk).update(
        stopped_at=None, stopped_by="", failing_since=None, failures=0, wait_until=None
    )
    wake_after_commit()


@transaction.atomic
def send_test(webhook: Webhook) -> Delivery:
    """A message of the type ``test``; sent once, not retried."""
    now = timezone.now()
    delivery = Delivery.objects.create(webhook=webhook, created_at=now, next_at=now)
    Webhook.objects.filter(pk=webhook.pk).update(wait_until=None)
    wake_after_commit()
    return delivery


@transaction.atomic
def replay(delivery: Delivery) -> None:
    """Send one again under its own id, with the whole course of attempts before it."""
    rearm([delivery.pk])
    Webhook.objects.filter(pk=delivery.webhook_id).update(wait_until=None)
    wake_after_commit()


@transaction.atomic
def replay_since(webhook: Webhook, since: dt.datetime) -> int:
    """Everything since then again, also what was never written for it; returns how many. Raises NewsroomError."""
    now = timezone.now()
    if not now - dt.timedelta(days=REPLAY_DAYS) <= since <= now:
        raise NewsroomError(f"重送的起点应在过去 {REPLAY_DAYS} 天之内。", code="too-long-ago")
    again = Delivery.objects.filter(webhook=webhook, change__at__gte=since)
    count = rearm(again.values_list("pk", flat=True))
    changes = list(Change.objects.filter(at__gte=since).exclude(deliveries__webhook=webhook).order_by("seq"))
    for start in range(0, len(changes), BATCH):
        count += write_deliveries(changes[start : start + BATCH], [webhook])
    Webhook.objects.filter(pk=webhook.pk).update(wait_until=None)
    wake_after_commit()
    return count


def rearm(keys: Iterable[int]) -> int:
    return Delivery.objects.filter(pk__in=keys).update(
        status=DeliveryStatus.WAITING, attempts=0, next_at=timezone.now(), ended_at=None
    )
