"""``webhooks/`` and ``deliveries/``: a partner's own, with the scope hooks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from articles.api import hooks
from articles.api.documents import Json, Text, json_response
from articles.api.errors import Problem, not_found
from articles.api.filters import ID, DeliveryFilters
from articles.api.pagination import number
from articles.api.parameters import Parameter, invalid, refused
from articles.api.schema import Write
from articles.api.selection import Selection
from articles.api.views.base import DetailView, PublicView
from articles.api.views.lists import ListView, Rows
from articles.choices import WebhookStop
from articles.exceptions import NewsroomError
from articles.models import Delivery, Partner, Webhook
from articles.models.publication import PublicationQuerySet
from articles.rendering.record import encode
from articles.webhooks import registering
from articles.webhooks.addresses import AddressRefused, read_address

HOOK_ID = Parameter("public_id", "推送地址的编号。", {"type": "string"})
DELIVERY_ID = Parameter("public_id", "推送的编号，msg_ 开头。", {"type": "string"})
PROBLEMS = ("invalid-parameters", "insufficient-scope")
WRITE_PROBLEMS = ("invalid-parameters", "insufficient-scope", "unsupported-media-type")


class Hooks(PublicView):
    """Everything here belongs to the key's partner; what is another's is not there."""

    scope = "hooks"
    tag = "推送"

    @property
    def partner(self) -> Partner:
        assert self.key is not None  # noqa: S101 - for the type checker; the scope asks for one
        return self.key.partner

    def webhook(self, public_id: str) -> Webhook:
        found = Webhook.objects.filter(partner=self.partner)
        webhook = found.filter(public_id=public_id).first() if ID.fullmatch(public_id) else None
        if webhook is None:
            raise not_found()
        return webhook

    def deliveries(self) -> QuerySet[Delivery]:
        return Delivery.objects.filter(webhook__partner=self.partner)

    def delivery(self, public_id: str) -> Delivery:
        name = public_id.removeprefix("msg_")
        found = self.deliveries().select_related("change", "webhook")
        delivery = found.filter(public_id=name).first() if ID.fullmatch(name) else None
        if delivery is None:
            raise not_found()
        return delivery


def written(document: Json | None, status: int) -> HttpResponse:
    """The answer to a write; it may hold a secret and is kept nowhere."""
    body = b"" if document is None else encode(document)
    response = HttpResponse(body, status=status, content_type="application/json", headers={"Cache-Control": "no-store"})
    if document is None:
        del response["Content-Type"]
    return response


class WebhookListView(Hooks):
    http_method_names = ["get", "head", "post", "options"]
    operation = "webhooks"
    summary = "推送地址列表"
    item = hooks.WebhookList
    problems = PROBLEMS
    writes = {
        "POST": Write(
            "webhook-create",
            "登记推送地址",
            hooks.NewWebhook,
            hooks.WebhookWithSecret,
            201,
            (*WRITE_PROBLEMS, "conflict"),
        )
    }

    def get(self, request: HttpRequest) -> HttpResponse:
        found = Webhook.objects.filter(partner=self.partner).order_by("pk")
        records = [hooks.webhook_record(webhook) for webhook in found]
        return json_response({"results": records, "next": None, "previous": None}, max_age=0)

    def post(self, request: HttpRequest) -> HttpResponse:
        given = hooks.read_body(request, hooks.NEW, needed="url")
        try:
            webhook = registering.register(self.partner, **given)
        except AddressRefused as error:
            raise invalid([refused("url", "invalid-value", error.message)]) from None
        except NewsroomError as error:
            raise Problem("conflict", error.message) from None
        return written(hooks.webhook_record(webhook) | {"secret": webhook.secret}, 201)


class WebhookDetails(Hooks):
    http_method_names = ["get", "head", "patch", "delete", "options"]
    operation = "webhook"
    summary = "一个推送地址"
    item = hooks.WebhookItem
    problems = (*PROBLEMS, "not-found")
    path_parameters = (HOOK_ID,)
    writes = {
        "PATCH": Write(
            "webhook-change",
            "修改、停止、继续",
            hooks.ChangedWebhook,
            hooks.WebhookItem,
            200,
            (*WRITE_PROBLEMS, "not-found"),
        ),
        "DELETE": Write("webhook-delete", "删除推送地址", None, None, 204, (*PROBLEMS, "not-found")),
    }

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        return json_response(hooks.webhook_record(self.webhook(public_id)), max_age=0)

    def patch(self, request: HttpRequest, public_id: str) -> HttpResponse:
        webhook = self.webhook(public_id)
        given = hooks.read_body(request, hooks.CHANGED)
        active = given.pop("active", None)
        if "url" in given:
            try:
                read_address(given["url"])
            except AddressRefused as error:
                raise invalid([refused("url", "invalid-value", error.message)]) from None
        if given:
            given["kinds"] = registering.in_order(given.get("kinds", webhook.kinds))
            Webhook.objects.filter(pk=webhook.pk).update(**given)
        if active is False:
            registering.stop(webhook, by=WebhookStop.PARTNER)
        elif active and webhook.stopped_by == WebhookStop.PAPER:
            raise Problem("conflict", "报社停用了这个推送地址，请与报社联系。")
        elif active:
            registering.resume(webhook)
        return written(hooks.webhook_record(self.webhook(public_id)), 200)

    def delete(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """With its deliveries."""
        self.webhook(public_id).delete()
        return written(None, 204)


class HookStep(Hooks):
    """Something that is done to one webhook or delivery; there is nothing to read."""

    http_method_names = ["post", "options"]
    path_parameters = (HOOK_ID,)


class WebhookTest(HookStep):
    writes = {
        "POST": Write("webhook-test", "送一条测试", None, hooks.DeliveryItem, 202, (*PROBLEMS, "not-found", "conflict"))
    }

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        webhook = self.webhook(public_id)
        if webhook.stopped_at is not None:
            raise Problem("conflict", "这个推送地址已停止；请先用 PATCH 写 active 为 true。")
        return written(hooks.delivery_record(registering.send_test(webhook)), 202)


class WebhookRotate(HookStep):
    writes = {"POST": Write("webhook-rotate", "换密钥", None, hooks.WebhookWithSecret, 200, (*PROBLEMS, "not-found"))}

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        webhook = self.webhook(public_id)
        secret = registering.rotate_secret(webhook, self.now)
        return written(hooks.webhook_record(webhook) | {"secret": secret}, 200)


class WebhookReplay(HookStep):
    writes = {
        "POST": Write(
            "webhook-replay", "从某时起重送", hooks.ReplaySince, hooks.Replayed, 202, (*WRITE_PROBLEMS, "not-found")
        )
    }

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        webhook = self.webhook(public_id)
        given = hooks.read_body(request, hooks.SINCE, needed="since")
        try:
            count = registering.replay_since(webhook, given["since"])
        except NewsroomError as error:
            raise invalid([refused("since", "invalid-value", error.message)]) from None
        return written({"deliveries": count}, 202)


class DeliveryListView(Hooks, ListView):
    operation = "deliveries"
    summary = "推送记录"
    item = hooks.DeliveryItem
    problems = PROBLEMS
    filters = DeliveryFilters
    orderings = {"-created": (number("pk", descending=True),)}
    default_ordering = "-created"

    def rows(self, visible: PublicationQuerySet) -> Rows:
        return self.deliveries().values("pk")  # type: ignore[return-value]

    def texts(self, rows: Sequence[dict[str, Any]], selection: Selection) -> list[Text]:
        keys = [row["pk"] for row in rows]
        found = self.deliveries().filter(pk__in=keys).select_related("change", "webhook").in_bulk()
        records = (hooks.delivery_record(found[key]) for key in keys if key in found)
        return [Text(encode(selection.pick(record))) for record in records]


class DeliveryDetails(Hooks, DetailView):
    operation = "delivery"
    summary = "一次推送的经过"
    item = hooks.DeliveryDetail
    problems = (*PROBLEMS, "not-found")
    path_parameters = (DELIVERY_ID,)

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        _ = self.selection
        delivery = self.delivery(public_id)
        record = hooks.delivery_record(delivery)
        record["log"] = [hooks.attempt_record(attempt) for attempt in delivery.log.all()]
        return self.answer(record, max_age=0)


class DeliveryReplay(HookStep):
    path_parameters = (DELIVERY_ID,)
    writes = {"POST": Write("delivery-replay", "重送一条", None, hooks.DeliveryItem, 202, (*PROBLEMS, "not-found"))}

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        registering.replay(self.delivery(public_id))
        return written(hooks.delivery_record(self.delivery(public_id)), 202)
