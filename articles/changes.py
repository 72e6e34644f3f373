"""Appends to the change feed. Readers of the feed miss nothing because of how the number is taken."""

from __future__ import annotations

import secrets

from django.db import connection
from django.utils import timezone

from articles.choices import ChangeKind
from articles.models import Change, ChangeCounter
from articles.webhooks.writing import write_deliveries

# One row whose lock is held until commit. The first change of a database begins its epoch.
TAKE_NUMBER = """
    INSERT INTO articles_changecounter (id, epoch, head) VALUES (1, %s, 1)
    ON CONFLICT (id) DO UPDATE SET head = articles_changecounter.head + 1
    RETURNING head, epoch
"""


def append(kind: ChangeKind, *, object_id: str, version: int) -> Change:
    """Write one change row, and a delivery for each webhook that is to be told. Call it last in the transaction of the change itself.

    The number comes from one counter row whose lock is held until commit: a reader that sees seq n
    has seen every number below it. Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a change row belongs into the transaction of the change")
    with connection.cursor() as cursor:
        cursor.execute(TAKE_NUMBER, [secrets.token_hex(6)])
        seq, epoch = cursor.fetchone()
    change = Change.objects.create(
        seq=seq, epoch=epoch, kind=kind, object_id=object_id, version=version, at=timezone.now()
    )
    write_deliveries([change])
    return change


def renew_epoch() -> str:
    """Begin a new epoch: every cursor given out so far is reset. Call it after a restore from backup.

    Numbers after the backup are given out a second time then, for other changes; an old cursor would pass
    those over in silence.
    """
    epoch = secrets.token_hex(6)
    ChangeCounter.objects.update_or_create(id=1, defaults={"epoch": epoch}, create_defaults={"epoch": epoch})
    return epoch
