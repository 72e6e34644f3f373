"""合作方 and their 密钥: contracts are kept here, keys are seen and revoked; a secret is never shown."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from articles.admin.model_admin import FIELDS, DeskModelAdmin
from articles.admin.site import site
from articles.models import ApiKey, Partner


class KeyInline(admin.TabularInline):
    """Seen only: keys are made by ``manage.py api_key``, which shows the secret once."""

    model = ApiKey
    fields = readonly_fields = ("prefix", "scopes", "created_at", "expires_at", "revoked_at", "last_used_at")
    extra = 0
    can_delete = False
    formfield_overrides = FIELDS

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Partner, site=site)
class PartnerAdmin(DeskModelAdmin):
    list_display = ("name", "covered", "may_reprint", "active", "live_keys")
    search_fields = ("name",)
    fields = ("name", "contact", "covers_all", "columns", "may_reprint", "active")
    inlines = (KeyInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Partner]:
        live = Q(keys__in=ApiKey.objects.live())
        counted = super().get_queryset(request).annotate(live_n=Count("keys", filter=live, distinct=True))
        return counted.prefetch_related("columns")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ended by a tick, not deleted: what was sent to whom stays on record."""
        return False

    @admin.display(description="合同")
    def covered(self, partner: Partner) -> str:
        return "全部栏目" if partner.covers_all else "、".join(str(each) for each in partner.columns.all()) or "—"

    @admin.display(description="可用密钥", ordering="live_n")
    def live_keys(self, partner: Any) -> int:
        return partner.live_n


@admin.register(ApiKey, site=site)
class ApiKeyAdmin(DeskModelAdmin):
    list_display = ("prefix", "partner", "opens", "state", "created_at", "expires_at", "last_used_at")
    search_fields = ("prefix", "partner__name")
    list_select_related = ("partner",)
    fields = ("partner", "prefix", "opens", "created_at", "expires_at", "revoked_at", "last_used_at")
    readonly_fields = fields
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
        if key.revoked_at:
            return "已停用"
        return "可用" if key.is_live(timezone.now()) and key.partner.active else "已失效"

    @admin.action(description="立即停用", permissions=["change"])
    def revoke(self, request: HttpRequest, keys: QuerySet[ApiKey]) -> None:
        revoked = sum(key.revoke() for key in keys)
        messages.success(request, f"已停用 {revoked} 个密钥。")
