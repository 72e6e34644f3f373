"""Sends what is due, again and again over days, and stops where nobody listens."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from articles.choices import DeliveryStatus, WebhookStop
from articles.models import Delivery, DeliveryAttempt, Webhook
from articles.tombstones import Meaning, meanings
from articles.webhooks import messages
from articles.webhooks.sending import Answer, post
from articles.webhooks.writing import may_be_told

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
# After the first attempt, the second …: given up after the tenth, a little over three days after the change.
WAITS = (MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, DAY)
JITTER = 0.2  # of a wait, either way: a server that comes back is not met by everything at once
LONGEST_PAUSE = 30 * MINUTE  # of a whole webhook between two attempts
STOP_AFTER = 5 * DAY  # without a single success
LEASE = 5 * MINUTE  # one process at a time sends to a webhook; one that died gives way after this
ROUND = 20  # deliveries to one webhook before the next one's turn: at most 20 times sending.PATIENCE, within the lease
KEPT = 90 * DAY

Send = Callable[[str, bytes, Mapping[str, str]], Answer]
Clock = Callable[[], dt.datetime]


def deliver_due(*, send: Send = post, clock: Clock = timezone.now) -> int:
    """Send everything that is due now, whoever has waited without failures first. Returns how much was delivered."""
    delivered = 0
    while waiting := due_webhooks(clock()):
        found = sum(attend(webhook, send=send, clock=clock) for webhook in waiting)
        delivered += found
        if not found:
            break
    return delivered


def due_webhooks(now: dt.datetime) -> list[Webhook]:
    due = Delivery.objects.filter(webhook=OuterRef("pk"), status=DeliveryStatus.WAITING, next_at__lte=now)
    ready = Webhook.objects.filter(free(now), Exists(due), stopped_at__isnull=True)
    return list(ready.filter(Q(wait_until__isnull=True) | Q(wait_until__lte=now)).order_by("failures", "pk"))


def free(now: dt.datetime) -> Q:
    return Q(leased_until__isnull=True) | Q(leased_until__lte=now)


def attend(webhook: Webhook, *, send: Send, clock: Clock) -> int:
    """Send to one webhook what is due, up to ``ROUND`` or the first failure; returns how much arrived."""
    now = clock()
    if not Webhook.objects.filter(free(now), pk=webhook.pk).update(leased_until=now + LEASE):
        return 0
    arrived = 0
    try:
        due = Delivery.objects.filter(webhook=webhook, status=DeliveryStatus.WAITING, next_at__lte=now)
        for delivery in due.select_related("change").order_by("pk")[:ROUND]:
            if not attempt(delivery, send=send, clock=clock):
                break
            arrived += 1
    finally:
        Webhook.objects.filter(pk=webhook.pk).update(leased_until=None)
    return arrived


def attempt(delivery: Delivery, *, send: Send, clock: Clock) -> bool:
    """One attempt, kept with what came of it. True unless the other side failed.

    Partner, contract and webhook are asked anew: what they do not cover by now is not sent.
    """
    now = clock()
    webhook = Webhook.objects.select_related("partner").get(pk=delivery.webhook_id)
    delivery.webhook = webhook
    if webhook.stopped_at is not None:
        return False
    meaning = None
    if delivery.change is not None and (meaning := meaning_of(delivery, now)) is None:
        delivery.status, delivery.next_at, delivery.ended_at = DeliveryStatus.DROPPED, None, now
        delivery.save()
        return True
    body = messages.message(delivery, meaning)
    answer = send(webhook.url, body, messages.headers(delivery, webhook, body, now))
    keep(delivery, webhook, answer, clock())
    return answer.is_success


def meaning_of(delivery: Delivery, now: dt.datetime) -> Meaning | None:
    partner = delivery.webhook.partner
    if delivery.change is None or not may_be_told(partner, now):
        return None
    object_id = delivery.change.object_id
    return meanings({object_id}, partner.contract(), max(now, delivery.change.at)).get(object_id)


@transaction.atomic
def keep(delivery: Delivery, webhook: Webhook, answer: Answer, now: dt.datetime) -> None:
    """Write down what came of an attempt, and what follows from it."""
    DeliveryAttempt.objects.create(delivery=delivery, at=now, code=answer.code, took=answer.took, note=answer.note)
    delivery.attempts += 1
    delivery.last_code = answer.code
    if answer.is_success:
        delivery.status, delivery.next_at, delivery.ended_at = DeliveryStatus.DONE, None, now
        Webhook.objects.filter(pk=webhook.pk).update(failing_since=None, failures=0, wait_until=None)
    else:
        put_off(delivery, answer, now)
        note_failure(webhook, answer, now)
    delivery.save()


def put_off(delivery: Delivery, answer: Answer, now: dt.datetime) -> None:
    if delivery.attempts > len(WAITS) or answer.code == 410 or delivery.change_id is None:
        delivery.status, delivery.next_at, delivery.ended_at = DeliveryStatus.FAILED, None, now
    else:
        wait = max(with_jitter(WAITS[delivery.attempts - 1]), min(dt.timedelta(seconds=answer.retry_after), DAY))
        delivery.next_at = now + wait


def note_failure(webhook: Webhook, answer: Answer, now: dt.datetime) -> None:
    """The webhook pauses; after days of nothing else, or at 410, it stops."""
    since = webhook.failing_since or now
    pause = min(with_jitter(WAITS[min(webhook.failures, len(WAITS) - 1)]), LONGEST_PAUSE)
    changed: dict[str, object] = {"failing_since": since, "failures": F("failures") + 1, "wait_until": now + pause}
    if answer.code == 410:
        changed |= {"stopped_at": now, "stopped_by": WebhookStop.GONE}
    elif now - since >= STOP_AFTER:
        changed |= {"stopped_at": now, "stopped_by": WebhookStop.FAILING}
    Webhook.objects.filter(pk=webhook.pk).update(**changed)


def with_jitter(wait: dt.timedelta) -> dt.timedelta:
    return wait * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - not a secret


def drop_old(now: dt.datetime | None = None) -> int:
    """Deliveries that ended long ago, and secrets whose time is over."""
    now = now or timezone.now()
    Webhook.objects.filter(old_secret_until__lte=now).update(old_secret="", old_secret_until=None)
    return Delivery.objects.filter(ended_at__lte=now - KEPT).delete()[0]
