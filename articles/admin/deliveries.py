"""推送记录: every message to a partner's server with what came of it; sent again with one click."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.admin import partner_steps
from articles.admin.model_admin import DeskModelAdmin
from articles.admin.site import account_of, site
from articles.choices import ChangeKind, DeliveryStatus
from articles.models import Delivery, Partner, Publication
from articles.templatetags.desk import said
from articles.webhooks import registering

SHAPES = {
    DeliveryStatus.WAITING: "first", DeliveryStatus.DONE: "ready",
    DeliveryStatus.FAILED: "back", DeliveryStatus.DROPPED: "draft",
}  # fmt: skip


def chip(delivery: Delivery) -> SafeString:
    """Word, shape and colour."""
    status = DeliveryStatus(delivery.status)
    return format_html(
        '<span class="stage stage--{0}"><svg aria-hidden="true"><use href="#s-{0}"/></svg>{1}</span>',
        SHAPES[status],
        status.label,
    )


class PartnerFilter(admin.SimpleListFilter):
    title = "合作方"
    parameter_name = "partner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        partners = Partner.objects.filter(webhooks__isnull=False).distinct().order_by("name")
        return [(str(pk), name) for pk, name in partners.values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value() or ""
        return queryset.filter(webhook__partner=int(value)) if value.isascii() and value.isdigit() else queryset


@admin.register(Delivery, site=site)
class DeliveryAdmin(DeskModelAdmin):
    if_empty = "还没有推送过。合作方登记了接收地址，稿件发布、更正、撤稿时就会推送，结果记在这里。"
    list_display = ("what", "partner", "host", "state", "attempts", "last_code", "when", "again_at")
    list_filter = ("status", PartnerFilter)
    search_fields = ("change__object_id", "public_id")
    actions = ("replay",)
    change_list_template = "admin/articles/delivery/change_list.html"
    change_form_template = "admin/articles/delivery/change_form.html"
    readonly_fields = ("article", "partner_page", "address", "state", "attempts", "again_at", "ended")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        told = Publication.objects.filter(public_id=OuterRef("change__object_id"))
        rows = super().get_queryset(request).select_related("webhook__partner", "change")
        return rows.annotate(title=Subquery(told.values("title")[:1]), article=Subquery(told.values("article")[:1]))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """What its title does not say, and is so."""
        there = {
            "article": obj.change is not None,
            "again_at": obj.next_at is not None,
            "ended": obj.ended_at is not None,
        }
        return [name for name in self.readonly_fields if there.get(str(name), True)]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_replay_permission(self, request: HttpRequest) -> bool:
        return account_of(request).has_perm("articles.change_webhook")

    @admin.display(description="内容")
    def what(self, delivery: Any) -> str:
        if delivery.change is None:
            return "测试"
        return f"{ChangeKind(delivery.change.kind).label}《{delivery.title or delivery.change.object_id}》"

    @admin.display(description="文章")
    def article(self, delivery: Any) -> SafeString | str:
        title = delivery.title or delivery.change.object_id
        return (
            format_html('<a href="{}">{}</a>', reverse("admin:articles_article_change", args=[delivery.article]), title)
            if delivery.article
            else title
        )

    @admin.display(description="合作方")
    def partner_page(self, delivery: Delivery) -> SafeString:
        partner = delivery.webhook.partner
        return format_html('<a href="{}">{}</a>', reverse("admin:articles_partner_change", args=[partner.pk]), partner)

    @admin.display(description="合作方")
    def partner(self, delivery: Delivery) -> str:
        return str(delivery.webhook.partner)

    @admin.display(description="接收地址")
    def host(self, delivery: Delivery) -> str:
        return urlsplit(delivery.webhook.url).hostname or delivery.webhook.url

    @admin.display(description="接收地址")
    def address(self, delivery: Delivery) -> str:
        return delivery.webhook.url

    @admin.display(description="状态", ordering="status")
    def state(self, delivery: Delivery) -> SafeString:
        return chip(delivery)

    @admin.display(description="写入", ordering="pk")
    def when(self, delivery: Delivery) -> SafeString:
        return said(delivery.created_at)

    @admin.display(description="完成")
    def ended(self, delivery: Delivery) -> SafeString:
        return said(delivery.ended_at)

    @admin.display(description="下次")
    def again_at(self, delivery: Delivery) -> SafeString | str:
        """A webhook that has stopped is told nothing, one that fails pauses as a whole."""
        webhook = delivery.webhook
        if delivery.next_at is None:
            return "—"
        return (
            "推送已停止" if webhook.stopped_at else said(max(delivery.next_at, webhook.wait_until or delivery.next_at))
        )

    @admin.action(description="重送", permissions=["replay"])
    def replay(self, request: HttpRequest, deliveries: QuerySet[Delivery]) -> None:
        count = 0
        for delivery in deliveries:
            registering.replay(delivery)
            count += 1
        messages.success(request, f"{count} 条重新排队，几秒后送出。")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(partner_steps.replay_delivery)
        return [path("<int:pk>/replay/", view, name="replay_delivery"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        delivery = self.get_object(request, object_id)
        extra = {
            "heading": f"{self.what(delivery)} → {delivery.webhook.partner}" if delivery else "",
            "log": list(delivery.log.all()) if delivery else [],
            "may_replay": self.has_replay_permission(request),
        }
        return super().change_view(request, object_id, form_url, {**extra, **(extra_context or {})})
