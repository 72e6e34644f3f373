"""Writes the log of what is done at the desk (操作记录), and drops what is old enough to go."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth import signals
from django.http import HttpRequest
from django.utils import timezone

from articles.choices import AuditKind
from articles.models import AuditEntry, User

LONGEST = 2_000


def note(
    kind: AuditKind,
    *,
    by: User | None,
    step: str,
    words: str = "",
    model: str = "",
    object_id: object = "",
    label: str = "",
    is_refused: bool = False,
    address: str = "",
) -> AuditEntry:
    """One line more. Never hand in a password, a key or a contributor's contact."""
    return AuditEntry.objects.create(
        kind=kind, by=by, by_name=str(by)[:60] if by else "", step=step[:60], words=words[:LONGEST], model=model,
        object_id=str(object_id)[:40], label=label[:200], is_refused=is_refused, address=address[:45],
    )  # fmt: skip


def address_of(request: HttpRequest | None) -> str:
    return str(request.META.get("REMOTE_ADDR", "")) if request is not None else ""


def drop_old(now: dt.datetime | None = None) -> int:
    """Delete what is older than the setting allows; for the job runner."""
    now = now or timezone.now()
    return AuditEntry.objects.all().drop_before(now - dt.timedelta(days=settings.ENV.AUDIT_DAYS), now=now)


def listen() -> None:
    """Have Django tell of each sign-in and sign-out. Call once at start-up."""
    signals.user_logged_in.connect(_signed_in, dispatch_uid="audit")
    signals.user_logged_out.connect(_signed_out, dispatch_uid="audit")
    signals.user_login_failed.connect(_failed, dispatch_uid="audit")


def _signed_in(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    note(AuditKind.SIGN_IN, by=user, step="login", address=address_of(request))


def _signed_out(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    if isinstance(user, User):
        note(AuditKind.SIGN_OUT, by=user, step="logout", address=address_of(request))


def _failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    """Whose account it was; a name that is none may be a password in the wrong field and is not kept."""
    user = User.objects.filter(username=str(credentials.get("username", ""))[:150]).first()
    whom = {"model": "user", "object_id": user.pk, "label": user.username} if user else {"words": "没有这个账号"}
    note(AuditKind.SIGN_IN_FAILED, by=None, step="login", is_refused=True, address=address_of(request), **whom)
