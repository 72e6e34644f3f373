"""合作方: contracts, and on each partner's page its keys, use, webhooks and copies. A secret is shown once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString

from articles.admin import partner_steps, partner_view
from articles.admin.model_admin import DeskModelAdmin
from articles.admin.site import account_of, site
from articles.models import ApiKey, Partner
from articles.templatetags.desk import said

STEPS = {
    "issue_key": partner_steps.issue_key,
    "rotate_key": partner_steps.rotate_key,
    "revoke_key": partner_steps.revoke_key,
    "stop_hook": partner_steps.stop_hook,
    "resume_hook": partner_steps.resume_hook,
    "test_hook": partner_steps.test_hook,
    "replay_hook": partner_steps.replay_hook,
}


@admin.register(Partner, site=site)
class PartnerAdmin(DeskModelAdmin):
    if_empty = "转载、同步或检索本报内容的单位登记在这里：合同包括哪些栏目，再发给密钥。"
    list_display = ("name", "covered", "reprints", "term", "state", "live_keys", "last_used")
    search_fields = ("name",)
    fields = ("name", "contact", "covers_all", "columns", "may_reprint", "valid_from", "valid_until", "active")
    change_form_template = "admin/articles/partner/change_form.html"
    change_list_template = "admin/articles/partner/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Partner]:
        live = Q(keys__in=ApiKey.objects.live())
        rows = (
            super()
            .get_queryset(request)
            .annotate(live_n=Count("keys", filter=live, distinct=True), used_at=Max("keys__last_used_at"))
        )
        return rows.prefetch_related("columns")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Ticks instead of a list that wants Ctrl held down."""
        words = "勾了上面的“全部栏目”，就不用逐个选。"
        return db_field.formfield(widget=forms.CheckboxSelectMultiple(), help_text=words, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """The person to call is for those who keep the contracts."""
        fields: list[Any] = list(super().get_fields(request, obj))
        if not self.has_change_permission(request, obj):
            fields.remove("contact")
        return fields

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ended by a tick, not deleted: what was sent to whom stays on record."""
        return False

    @admin.display(description="合同")
    def covered(self, partner: Partner) -> str:
        return "全部栏目" if partner.covers_all else "、".join(str(each) for each in partner.columns.all()) or "—"

    @admin.display(description="转载", ordering="may_reprint")
    def reprints(self, partner: Partner) -> str:
        return "可以" if partner.may_reprint else "不可以"

    @admin.display(description="合同期", ordering="valid_until")
    def term(self, partner: Partner) -> str:
        if partner.valid_from is None and partner.valid_until is None:
            return "不限"
        return f"{partner.valid_from or '…'} 至 {partner.valid_until or '…'}"

    @admin.display(description="状态", ordering="active")
    def state(self, partner: Partner) -> str:
        if not partner.active:
            return "合作已停"
        return "合作中" if partner.is_under_contract() else "不在合同期"

    @admin.display(description="可用密钥", ordering="live_n")
    def live_keys(self, partner: Any) -> int:
        return partner.live_n

    @admin.display(description="最近使用", ordering="used_at")
    def last_used(self, partner: Any) -> SafeString | str:
        return said(partner.used_at) or "—"

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [path(f"<int:pk>/{name.replace('_', '-')}/", wrap(view), name=name) for name, view in STEPS.items()]
        return [path("board/", wrap(partner_steps.board), name="partner_board"), *own, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        partner = self.get_object(request, object_id)
        extra = partner_view.context(partner, account_of(request)) if partner else {}
        extra["key_form"] = partner_view.KeyForm()
        return super().change_view(request, object_id, form_url, {**extra, **(extra_context or {})})


@admin.register(ApiKey, site=site)
class ApiKeyAdmin(DeskModelAdmin):
    """All keys in one list, and the limits of one."""

    if_empty = "密钥在合作方的页面上发放，只显示一次；这里看得到全部密钥何时到期、何时用过。"
    list_display = ("prefix", "partner", "opens", "state", "created_at", "expires_at", "last_used_at")
    search_fields = ("prefix", "partner__name")
    list_select_related = ("partner",)
    fields = (
        "partner", "prefix", "opens", "per_minute", "per_day", "created_at", "expires_at", "revoked_at", "last_used_at",
    )  # fmt: skip
    readonly_fields = ("partner", "prefix", "opens", "created_at", "expires_at", "revoked_at", "last_used_at")
    actions = ("revoke",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="权限")
    def opens(self, key: ApiKey) -> str:
        return "、".join(key.scopes) or "—"

    @admin.display(description="状态")
    def state(self, key: ApiKey) -> str:
        return partner_view.state_of(key, timezone.now())

    @admin.action(description="立即停用", permissions=["change"])
    def revoke(self, request: HttpRequest, keys: QuerySet[ApiKey]) -> None:
        revoked = sum(key.revoke() for key in keys)
        messages.success(request, f"已停用 {revoked} 个密钥。")
