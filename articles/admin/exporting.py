"""导出: what a list of the desk shows, as a table to take along. Nobody takes along what they may not see."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from articles import auditing, sheets
from articles.admin.model_admin import DeskModelAdmin
from articles.admin.site import account_of
from articles.choices import AuditKind
from articles.exceptions import NewsroomError
from articles.sheets import Sheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AS = "as"  # the format, in the address
CHUNK = 200


def sent(request: HttpRequest, sheet: Sheet, *, count: int, model: str = "", words: str = "") -> HttpResponseBase:
    """The sheet as a file, and a line in 操作记录. Raises NewsroomError when it has too many rows."""
    wanted = request.GET.get(AS, request.POST.get(AS, "xlsx"))
    if wanted not in sheets.FORMATS:
        known = "、".join(sheets.FORMATS)
        return HttpResponseBadRequest(f"没有这种导出格式，可用：{known}。", content_type="text/plain; charset=utf-8")
    sheets.require_few(count)
    auditing.note(
        AuditKind.EXPORT, by=account_of(request), step="export", model=model, label=sheet.name,
        words=f"{sheets.FORMATS[wanted]}，{count} 条" + (f"；{words}" if words else ""),
        address=auditing.address_of(request),
    )  # fmt: skip
    response: HttpResponseBase
    if wanted == "xlsx":
        response = HttpResponse(sheets.xlsx_bytes(sheet), content_type=XLSX)
    else:
        lines = sheets.csv_bytes(sheet, bom=wanted == "csv")
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"{sheet.name}-{timezone.localdate():%Y%m%d}.{wanted.partition('-')[0]}"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response


class ExportingAdmin(DeskModelAdmin):
    """A list with 导出: all that its filters and its search let through, in its order."""

    def sheet(self, request: HttpRequest, rows: QuerySet[Any]) -> Sheet:
        """The table of these rows, with nothing that this account may not see."""
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        name = f"export_{self.opts.model_name}"
        return [path("export/", self.admin_site.admin_view(self.export), name=name), *super().get_urls()]

    def export(self, request: HttpRequest) -> HttpResponseBase:
        """GET: the list that the address describes, as a file."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        there = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        asked = request.GET
        listed = asked.copy()
        for name in (AS, "p", "all"):
            listed.pop(name, None)
        request.GET = listed  # type: ignore[assignment]
        try:
            rows = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:  # as the list itself answers an address that it does not understand
            return HttpResponseRedirect(f"{there}?{ERROR_FLAG}=1")
        finally:
            request.GET = asked
        try:
            return self.sent(request, rows, words=listed.urlencode())
        except NewsroomError as error:
            messages.error(request, error.message)
            return HttpResponseRedirect(f"{there}?{listed.urlencode()}")

    def sent(self, request: HttpRequest, rows: QuerySet[Any], words: str = "") -> HttpResponseBase:
        model = str(self.opts.model_name)
        return sent(request, self.sheet(request, rows), count=rows.count(), model=model, words=words)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        kept = request.GET.copy()
        kept.pop("p", None)
        address = reverse(f"admin:export_{self.opts.model_name}")
        ways = [(f"{address}?{_with(kept, value)}", label) for value, label in sheets.FORMATS.items()]
        return super().changelist_view(request, {"exports": ways, **(extra_context or {})})


def _with(kept: Any, value: str) -> str:
    asked = kept.copy()
    asked[AS] = value
    return str(asked.urlencode())
