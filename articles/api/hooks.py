"""Webhooks and deliveries as the API shows and takes them."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from rest_framework import serializers as s

from articles.api.documents import Json
from articles.api.errors import Problem
from articles.api.filters import MomentField
from articles.api.parameters import invalid, refused
from articles.choices import ChangeKind, DeliveryStatus, WebhookStop
from articles.models import Delivery, DeliveryAttempt, Webhook
from articles.rendering import local_time

LARGEST_BODY = 16 * 1024
DEEPEST = 20


class WebhookStopped(s.Serializer):
    by = s.ChoiceField(WebhookStop.choices)
    at = s.DateTimeField()


class WebhookItem(s.Serializer):
    """一个推送地址。"""

    id = s.CharField()
    url = s.CharField(help_text="接收地址：https，公网。")
    kinds = s.ListField(child=s.ChoiceField(ChangeKind.choices), help_text="只推送这几种变更；空的是全部。")
    note = s.CharField()
    created_at = s.DateTimeField()
    stopped = WebhookStopped(allow_null=True, help_text="停止推送的原因；在推送时为 null。")
    failing_since = s.DateTimeField(allow_null=True, help_text="从何时起一直送不到。")
    api_url = s.URLField()


class WebhookWithSecret(WebhookItem):
    """刚登记或刚换密钥的推送地址：密钥只给这一次。"""

    secret = s.CharField(help_text="验证签名用，whsec_ 开头。")


class WebhookList(s.Serializer):
    """全部推送地址。"""

    results = WebhookItem(many=True)
    next = s.URLField(allow_null=True, help_text="总是 null：最多十个。")
    previous = s.URLField(allow_null=True)


# What is documented; an IP address on the public net is taken too. ``webhooks.addresses`` decides.
ADDRESS = r'^https://([a-z0-9][a-z0-9-]{0,30}\.)+[a-z]{2,10}(:[1-9][0-9]{0,3})?([/?][!"$-~]*)?$'
# One line: no control character, nothing that breaks lines.
NOTE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"


class NewWebhook(s.Serializer):
    url = s.RegexField(ADDRESS, max_length=500, help_text="接收地址：https，公网。")
    kinds = s.ListField(
        child=s.ChoiceField(ChangeKind.choices), required=False, help_text="只推送这几种变更；不写是全部。"
    )
    note = s.RegexField(NOTE, max_length=100, required=False, allow_blank=True, help_text="自己看的说明。")


class ChangedWebhook(s.Serializer):
    url = s.RegexField(ADDRESS, max_length=500, required=False)
    kinds = s.ListField(child=s.ChoiceField(ChangeKind.choices), required=False)
    note = s.RegexField(NOTE, max_length=100, required=False, allow_blank=True)
    active = s.BooleanField(required=False, help_text="false 停止推送，true 继续。")


class ReplaySince(s.Serializer):
    since = s.DateTimeField(help_text="从此时起的变更都再送一次，须带时区，最多 30 天前。")


class Replayed(s.Serializer):
    """再送几条。"""

    deliveries = s.IntegerField()


class AttemptEntry(s.Serializer):
    at = s.DateTimeField()
    code = s.IntegerField(allow_null=True, help_text="答复的状态码；没有答复时为 null。")
    took = s.IntegerField(help_text="毫秒。")
    note = s.CharField(help_text="答复的开头，或没有答复的原因。")


class DeliveryItem(s.Serializer):
    """一次推送。"""

    id = s.CharField(help_text="与请求头 webhook-id 相同；重送时不变。")
    webhook = s.CharField(help_text="推送地址的编号。")
    kind = s.CharField(help_text="变更的种类，或 test。")
    article = s.CharField(allow_null=True, help_text="文章编号。")
    seq = s.IntegerField(allow_null=True, help_text="变更流里的序号。")
    status = s.CharField(help_text="；".join(f"{value}：{label}" for value, label in DeliveryStatus.choices) + "。")
    attempts = s.IntegerField(help_text="试过几次。")
    created_at = s.DateTimeField()
    next_at = s.DateTimeField(allow_null=True, help_text="下次何时再试。")
    ended_at = s.DateTimeField(allow_null=True)
    last_code = s.IntegerField(allow_null=True)
    api_url = s.URLField()


class DeliveryDetail(DeliveryItem):
    """一次推送和每次尝试的经过。"""

    log = AttemptEntry(many=True)


def webhook_record(webhook: Webhook) -> Json:
    stopped = {"by": webhook.stopped_by, "at": local_time(webhook.stopped_at)} if webhook.stopped_at else None
    return {
        "id": webhook.public_id,
        "url": webhook.url,
        "kinds": webhook.kinds,
        "note": webhook.note,
        "created_at": local_time(webhook.created_at),
        "stopped": stopped,
        "failing_since": moment(webhook.failing_since),
        # Not a root-relative address: what the partner wrote stands beside it and is left as it is.
        "api_url": f"{settings.SITE_URL}/api/v1/webhooks/{webhook.public_id}/",
    }


def delivery_record(delivery: Delivery) -> Json:
    change = delivery.change
    name = f"msg_{delivery.public_id}"
    return {
        "id": name,
        "webhook": delivery.webhook.public_id,
        "kind": change.kind if change else "test",
        "article": change.object_id if change else None,
        "seq": change.seq if change else None,
        "status": delivery.status,
        "attempts": delivery.attempts,
        "created_at": local_time(delivery.created_at),
        "next_at": moment(delivery.next_at),
        "ended_at": moment(delivery.ended_at),
        "last_code": delivery.last_code,
        "api_url": f"{settings.SITE_URL}/api/v1/deliveries/{name}/",
    }


def attempt_record(attempt: DeliveryAttempt) -> Json:
    return {"at": local_time(attempt.at), "code": attempt.code, "took": attempt.took, "note": attempt.note}


def moment(time: dt.datetime | None) -> str | None:
    return local_time(time) if time else None


# --- What is sent to us: a JSON object, read as strictly as a query string ---------------------


def read_url(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("网址")
    return value


def read_note(value: object) -> str:
    if not isinstance(value, str) or len(value) > 100 or not re.fullmatch(NOTE, value):
        raise ValueError("最多 100 个字的一行文字")
    return value


def read_kinds(value: object) -> list[str]:
    names = ChangeKind.values
    if not isinstance(value, list) or not all(isinstance(kind, str) and kind in names for kind in value):
        raise ValueError(f"{'、'.join(names)} 中几项的列表")
    return value


def read_active(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true 或 false")
    return value


def read_since(value: object) -> dt.datetime:
    try:
        found: dt.datetime = MomentField().parse(value if isinstance(value, str) else "")
    except ValueError:
        raise ValueError("形如 2025-06-09T08:00:00+08:00 的时间，须带时区") from None
    return found


Reader = Callable[[object], Any]
NEW: Mapping[str, Reader] = {"url": read_url, "kinds": read_kinds, "note": read_note}
CHANGED: Mapping[str, Reader] = {**NEW, "active": read_active}
SINCE: Mapping[str, Reader] = {"since": read_since}


def read_body(request: HttpRequest, readers: Mapping[str, Reader], *, needed: str = "") -> dict[str, Any]:
    """The fields of the request's JSON object. Raises 415, or one 400 that names every fault."""
    if request.content_type != "application/json":
        raise Problem("unsupported-media-type")
    try:
        document = json.loads(request.body) if len(request.body) <= LARGEST_BODY else None
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise Problem("bad-request", f"请求正文应是一个 JSON 对象，最大 {LARGEST_BODY // 1024} KB。")
    values, errors = {}, []
    for name, value in document.items():
        if name not in readers:
            detail = f"没有字段“{shown(name)}”；可用的：{'、'.join(readers)}。"
            errors.append(refused(shown(name), "unknown-parameter", detail, readers))
            continue
        try:
            values[name] = readers[name](value)
        except ValueError as error:
            said = str(error)
            errors.append(
                refused(name, "invalid-value", f"字段 {name} 应为{' ' if said[:1].isascii() else ''}{said}。")
            )
    if needed and needed not in document:
        errors.append(refused(needed, "empty-value", f"请写明字段 {needed}。"))
    if errors:
        raise invalid(errors[:20])
    return values


def shown(name: str) -> str:
    """A name that may come back in an answer: short, and without what UTF-8 cannot say."""
    return name[:60].encode("utf-8", "replace").decode()
