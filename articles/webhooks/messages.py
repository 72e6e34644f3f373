"""What is sent: a thin message, signed by Standard Webhooks 1.0. It names what changed; the text is fetched with a key."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.conf import settings
from standardwebhooks import Webhook as Signer

from articles.models import Delivery, Webhook
from articles.rendering import local_time
from articles.tombstones import Meaning

USER_AGENT = "newsroom-webhooks/1.0"


def message(delivery: Delivery, meaning: Meaning | None) -> bytes:
    """``meaning`` is None for a test."""
    change = delivery.change
    at = change.at if change is not None else delivery.created_at
    if change is None or meaning is None:
        document: dict[str, Any] = {"type": "test", "data": {"webhook": delivery.webhook.public_id}}
    else:
        data: dict[str, Any] = {
            "id": change.object_id,
            "op": meaning.op,
            "kind": change.kind,
            "version": meaning.version,
            "seq": change.seq,
        }
        if meaning.op == "delete":
            data["reason"] = meaning.reason
        else:
            data["url"] = f"{settings.SITE_URL}/api/v1/articles/{change.object_id}/"
        document = {"type": f"article.{meaning.op}", "data": data}
    return json.dumps({"timestamp": local_time(at), **document}, ensure_ascii=False, separators=(",", ":")).encode()


def headers(delivery: Delivery, webhook: Webhook, body: bytes, now: dt.datetime) -> dict[str, str]:
    """With the signature of each secret that is valid now."""
    name, moment = f"msg_{delivery.public_id}", now.astimezone(dt.UTC)
    signatures = [
        Signer(secret).sign(msg_id=name, timestamp=moment, data=body.decode()) for secret in webhook.secrets_at(now)
    ]
    return {
        "Content-Type": "application/json",
        "User-Agent": USER_AGENT,
        "webhook-id": name,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
