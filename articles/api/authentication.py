"""Partners' keys: ``Authorization: Bearer KEY`` and nothing else; never in an address, where logs would keep it."""

from __future__ import annotations

import datetime as dt
import hmac
import re

from articles import quotas
from articles.api.errors import Problem
from articles.models import ApiKey
from articles.models.partner import digest_of, prefix_of

BEARER = re.compile(r"bearer +(\S+) *", re.IGNORECASE)
CHALLENGE = 'Bearer realm="api"'
NOBODYS_DIGEST = digest_of("")  # compared where no key is found, so that it takes as long


def key_of(header: str | None, *, now: dt.datetime) -> ApiKey | None:
    """The live key that the header names; None without a header. Notes its use.

    Raises the same 401 for what is malformed, unknown, expired or revoked, and for a partner that is none any more.
    """
    if header is None:
        return None
    match = BEARER.fullmatch(header)
    secret = match[1] if match else ""
    key = ApiKey.objects.select_related("partner").filter(prefix=prefix_of(secret)).first()
    fits = hmac.compare_digest(digest_of(secret), key.digest if key else NOBODYS_DIGEST)
    if key is None or not fits or not key.is_live(now) or not key.partner.active:
        challenge = f'{CHALLENGE}, error="invalid_token"'
        raise Problem("unauthorized", "密钥无效，或已到期、停用。", headers={"WWW-Authenticate": challenge})
    if key.note_use(now):
        quotas.keep_use(key)
    return key


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
