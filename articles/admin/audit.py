"""操作记录: the log of the desk, to be read, filtered and taken along. Nobody writes here."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.admin.exporting import CHUNK, ExportingAdmin
from articles.admin.site import site
from articles.models import AuditEntry, User
from articles.sheets import Sheet
from articles.templatetags.desk import said

DAYS = {"today": ("今天", 0), "week": ("近七天", 6), "month": ("近三十天", 29), "year": ("近一年", 364)}


class PersonFilter(admin.SimpleListFilter):
    title, parameter_name = "账号", "by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(user.pk), str(user)) for user in User.objects.filter(is_staff=True).order_by("name", "username")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        value = self.value()
        return (
            queryset.filter(by=int(value))
            if value and value.isascii() and value.isdigit() and len(value) < 18
            else queryset
        )


class DayFilter(admin.SimpleListFilter):
    title, parameter_name = "时间", "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(key, label) for key, (label, _) in DAYS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        if self.value() not in DAYS:
            return queryset
        first = timezone.localdate() - dt.timedelta(days=DAYS[str(self.value())][1])
        begin = timezone.make_aware(dt.datetime.combine(first, dt.time()))
        return queryset.filter(at__gte=begin)


@admin.register(AuditEntry, site=site)
class AuditAdmin(ExportingAdmin):
    list_display = ("when", "who", "kind", "thing", "told", "outcome", "address")
    list_display_links = None
    list_filter = (DayFilter, "kind", PersonFilter, "is_refused")
    search_fields = ("label", "words", "by_name", "address", "=object_id")
    search_help_text = "对象、说明、姓名、地址"
    actions = None
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="时间", ordering="at")
    def when(self, entry: AuditEntry) -> SafeString:
        return said(entry.at)

    @admin.display(description="谁", ordering="by_name")
    def who(self, entry: AuditEntry) -> str:
        return entry.by_name or "—"

    @admin.display(description="对象")
    def thing(self, entry: AuditEntry) -> SafeString | str:
        try:
            url = reverse(f"admin:articles_{entry.model}_change", args=[entry.object_id])
        except NoReverseMatch:
            return entry.label or "—"
        return format_html('<a href="{}">{}</a>', url, entry.label or f"第 {entry.object_id} 号")

    @admin.display(description="说明")
    def told(self, entry: AuditEntry) -> str:
        return entry.words or "—"

    @admin.display(description="结果", ordering="is_refused")
    def outcome(self, entry: AuditEntry) -> SafeString | str:
        return format_html('<span class="late">{}</span>', "没有做成") if entry.is_refused else "做成"

    def sheet(self, request: HttpRequest, rows: QuerySet[AuditEntry]) -> Sheet:
        columns = ("时间", "姓名", "类别", "对象种类", "对象号", "对象", "说明", "没有做成", "来自")
        lines = (
            (
                entry.at, entry.by_name, entry.get_kind_display(), entry.model, entry.object_id, entry.label,
                entry.words, "是" if entry.is_refused else "", entry.address,
            )
            for entry in rows.iterator(chunk_size=CHUNK)
        )  # fmt: skip
        return Sheet("操作记录", columns, lines)
