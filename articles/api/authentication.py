"""Partners' keys: ``Authorization: Bearer KEY`` and nothing else; never in an address, where logs would keep it."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from articles import quotas
from articles.api.errors import Problem
from articles.compiled import aware, statement
from articles.models import ApiKey, Partner
from articles.models.partner import USE_IS_NOTED_EVERY, Contract, digest_of, prefix_of

logger = logging.getLogger("articles.api")
BEARER = re.compile(r"bearer +(\S+) *", re.IGNORECASE)
CHALLENGE = 'Bearer realm="api"'
MOST_CALLERS = 1_000
NOBODYS_DIGEST = digest_of("")  # compared where no key is found, so that it takes as long


def key_of(header: str | None, *, now: dt.datetime) -> ApiKey | None:
    """The live key that the header names; None without a header. Notes its use.

    Raises the same 401 for what is malformed, unknown, expired or revoked, and for a partner that is none any more.
    """
    if header is None:
        return None
    match = BEARER.fullmatch(header)
    secret = match[1] if match else ""
    key = key_with(prefix_of(secret))
    fits = hmac.compare_digest(digest_of(secret), key.digest if key else NOBODYS_DIGEST)
    if key is None or not fits or not is_live(key, now):
        challenge = f'{CHALLENGE}, error="invalid_token"'
        raise Problem("unauthorized", "密钥无效，或已到期、停用。", headers={"WWW-Authenticate": challenge})
    note_use(key, now)
    return key


def note_use(key: ApiKey, now: dt.datetime) -> None:
    """Writes down that the key is used, and how often it was. Never fails: who asks gets the answer anyway."""
    if key.is_use_noted(now):
        return
    try:
        with transaction.atomic():  # whoever cannot write has taken nothing over yet
            if key.note_use(now):
                quotas.keep_use(key)
    except DatabaseError as error:
        logger.warning("the use of %s is noted later: %s", key, error)


def is_live(key: ApiKey, now: dt.datetime) -> bool:
    return key.is_live(now) and key.partner.active


@dataclass(slots=True)
class Caller:
    """A key that was found to be right, and when this process last looked whether its use is written down."""

    key: ApiKey
    noted_at: dt.datetime

    def contract(self) -> Contract:
        """As it stands on this day."""
        return self.key.partner.contract()

    def note_use(self, now: dt.datetime) -> None:
        if now - self.noted_at >= USE_IS_NOTED_EVERY:
            self.noted_at = now
            note_use(self.key, now)


class Callers:
    """The callers that this process knows. Each change of a key, partner or contract gives the database another mark
    (``articles.marking``), under which everybody is asked for anew; what the clock ends is looked at each time."""

    def __init__(self) -> None:
        # The mark, and under the digest of a header who sent it.
        self.page: tuple[str, dict[bytes, Caller]] = ("", {})

    def find(self, header: str, mark: str, now: dt.datetime) -> Caller | None:
        """Who sent this header; None is nobody with a live key. The ``mark`` was read before."""
        page = self.page
        if page[0] != mark:
            page = self.page = (mark, {})  # in one step: other threads look at it too
        known = page[1]
        digest = hashlib.sha256(header.encode(errors="replace")).digest()
        caller = known.get(digest)
        if caller is None:
            caller = asked_for(header, now)
            if caller is not None:
                if len(known) >= MOST_CALLERS:
                    known.clear()
                known[digest] = caller
            return caller
        if not is_live(caller.key, now):
            return None
        caller.note_use(now)
        return caller


def asked_for(header: str, now: dt.datetime) -> Caller | None:
    try:
        key = key_of(header, now=now)
    except Problem:
        return None
    return Caller(key, now) if key else None


# What is asked of a key and its partner, with the contract's columns, one a row.
OF_KEY = ("pk", "prefix", "digest", "scopes", "expires_at", "revoked_at", "last_used_at", "per_minute", "per_day")
OF_PARTNER = ("pk", "name", "covers_all", "may_reprint", "valid_from", "valid_until", "active")


def key_with(prefix: str) -> ApiKey | None:
    """The key of that prefix with its partner, who knows the contract's columns: one query."""
    if not prefix:
        return None
    values = {"prefix": prefix}
    rows = statement("key", rows_of_key, values).run(values)
    return read_key(tuple(rows)) if rows else None


def rows_of_key(values: Mapping[str, Any]) -> QuerySet[ApiKey, Any]:
    of_partner = (f"partner__{name}" for name in OF_PARTNER)
    return (
        ApiKey.objects.filter(prefix=values["prefix"]).order_by().values_list(*OF_KEY, *of_partner, "partner__columns")
    )


@lru_cache(maxsize=500)
def read_key(rows: tuple[tuple[Any, ...], ...]) -> ApiKey:
    """The objects that such rows stand for. Nobody may change them: all requests with the same rows share them."""
    first = rows[0]
    of_key = dict(zip(OF_KEY, first, strict=False))
    of_partner = dict(zip(OF_PARTNER, first[len(OF_KEY) :], strict=False))
    for name in ("expires_at", "revoked_at", "last_used_at"):
        of_key[name] = of_key[name] and aware(of_key[name])
    for name in ("covers_all", "may_reprint", "active"):
        of_partner[name] = bool(of_partner[name])
    partner = Partner(**of_partner)
    partner.known_columns = frozenset(row[-1] for row in rows if row[-1] is not None)
    return ApiKey(**of_key | {"scopes": json.loads(of_key["scopes"])}, partner=partner)


def require(key: ApiKey | None, scope: str) -> ApiKey:
    """Raises 401 without a key, 403 when the key lacks the scope."""
    if key is None:
        raise Problem(
            "unauthorized", "请在请求头中写明密钥：Authorization: Bearer KEY。", headers={"WWW-Authenticate": CHALLENGE}
        )
    if scope not in key.scopes:
        challenge = f'{CHALLENGE}, error="insufficient_scope", scope="{scope}"'
        raise Problem("insufficient-scope", f"密钥没有 {scope} 权限。", headers={"WWW-Authenticate": challenge})
    return key
