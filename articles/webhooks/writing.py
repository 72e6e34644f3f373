"""Writes the deliveries of a change, in the change's own transaction: what is released is told, or neither happens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial

from django.db import transaction
from django.utils import timezone

from articles import jobs
from articles.models import Change, Delivery, Partner, Webhook
from articles.models.partner import Contract, Scope
from articles.tombstones import Meaning, meanings

JOB = "deliver"


def may_be_told(partner: Partner, now: dt.datetime) -> bool:
    """Only while the partner holds a live key with the scope. ``keys`` is best prefetched."""
    return partner.active and any(key.is_live(now) and Scope.HOOKS in key.scopes for key in partner.keys.all())


def listening(now: dt.datetime) -> list[Webhook]:
    """The webhooks that are told of changes; one query where there are none."""
    running = Webhook.objects.filter(stopped_at__isnull=True, partner__active=True).select_related("partner")
    found = running.prefetch_related("partner__keys", "partner__columns")
    return [webhook for webhook in found if may_be_told(webhook.partner, now)]


def write_deliveries(changes: Sequence[Change], webhooks: Sequence[Webhook] | None = None) -> int:
    """A row for each webhook (all that listen) whose contract covers what changed; returns how many.

    The runner is woken when the transaction is through.
    """
    now = max(timezone.now(), *(change.at for change in changes))
    told: dict[Contract, dict[str, Meaning]] = {}
    rows = []
    for webhook in listening(now) if webhooks is None else webhooks:
        contract = webhook.partner.contract()
        if contract not in told:
            told[contract] = meanings({change.object_id for change in changes}, contract, now)
        rows += [
            Delivery(webhook=webhook, change=change, created_at=now, next_at=now)
            for change in changes
            if change.object_id in told[contract] and (not webhook.kinds or change.kind in webhook.kinds)
        ]
    if rows:
        Delivery.objects.bulk_create(rows)
        wake_after_commit()
    return len(rows)


def wake_after_commit() -> None:
    transaction.on_commit(partial(jobs.wake, JOB))
