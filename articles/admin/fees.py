"""稿费单: the months, the lines of one, and the rates."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse

from articles import fees, sheets
from articles.admin.article_list import number_of
from articles.admin.article_steps import require
from articles.admin.exporting import sent
from articles.admin.fields import without_invisible
from articles.admin.model_admin import DeskModelAdmin
from articles.admin.site import account_of, site
from articles.exceptions import NewsroomError
from articles.models import FeeLine, FeeMonth, FeeRate
from articles.sheets import Sheet

VIEW = "articles.view_feemonth"
COLUMNS = ("日期", "文章", "部分", "姓名", "单位", "本报人员", "字数", "每千字", "金额", "已核", "备注")


@admin.register(FeeRate, site=site)
class FeeRateAdmin(DeskModelAdmin):
    if_empty = "填每千字多少元，可以按栏目、按体裁。一条也没有时，稿费单一律按 0 元列出。"
    list_display = ("__str__", "column", "kind", "per_thousand")
    fields = ("column", "kind", "per_thousand")


@admin.register(FeeMonth, site=site)
class FeeMonthAdmin(DeskModelAdmin):
    list_display = ("__str__", "people", "characters", "amount", "state")
    change_list_template = "admin/articles/feemonth/change_list.html"
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[FeeMonth]:
        return (
            super()
            .get_queryset(request)
            .annotate(
                people_n=Count("lines__name", distinct=True), characters_n=Sum("lines__characters"),
                amount_n=Sum("lines__amount"), open_n=Count("lines", filter=Q(lines__is_confirmed=False)),
            )
        )  # fmt: skip

    @admin.display(description="人数")
    def people(self, month: Any) -> int:
        return month.people_n

    @admin.display(description="字数")
    def characters(self, month: Any) -> str:
        return f"{month.characters_n or 0:,}"

    @admin.display(description="金额（元）")
    def amount(self, month: Any) -> str:
        return f"{month.amount_n or 0:,.2f}"

    @admin.display(description="状态")
    def state(self, month: Any) -> str:
        if month.closed_at:
            return "已结账"
        return f"{month.open_n} 行未核" if month.open_n else "待结账"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        context = {"offered": fees.months(), "may_draw": account_of(request).has_perm(fees.CHANGE)}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("draw/", wrap(draw), name="draw_fees"),
            path("<int:pk>/close/", wrap(close), name="close_fees"),
            path("<int:pk>/export/", wrap(export), name="export_fees"),
        ]
        return own + super().get_urls()

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """The lines of the month, to be read, corrected and confirmed."""
        month = get_object_or_404(FeeMonth, pk=number_of(object_id) or 0)
        if not self.has_view_permission(request, month):
            raise PermissionDenied
        if request.method == "POST":
            require(request, fees.CHANGE)
            try:
                count = fees.edit(month, edits_in(request), by=account_of(request))
                messages.success(request, f"已保存，改了 {count} 行。")
            except NewsroomError as error:
                messages.error(request, error.message)
            return HttpResponseRedirect(request.path)
        return show(request, month)


def show(request: HttpRequest, month: FeeMonth) -> HttpResponse:
    """Fixed queries, however many lines."""
    user = account_of(request)
    lines = list(month.lines.select_related("publication__column").defer("publication__html", "publication__text", "publication__card", "publication__detail"))  # fmt: skip
    groups = [
        ("作者", [line for line in lines if not line.is_own]),
        ("本报人员", [line for line in lines if line.is_own]),
    ]
    address = reverse("admin:export_fees", args=[month.pk])
    context = {
        **site.each_context(request), "title": f"{month}稿费单", "month": month,
        "groups": [(title, rows, sum(r.characters for r in rows), sum(r.amount for r in rows)) for title, rows in groups],
        "may_edit": month.closed_at is None and user.has_perm(fees.CHANGE),
        "may_close": bool(lines) and month.closed_at is None and user.has_perm(fees.CLOSE),
        "has_rows": bool(lines),
        "may_rate": user.has_perm("articles.view_feerate"),
        "exports": [(f"{address}?as={value}", label) for value, label in sheets.FORMATS.items()],
    }  # fmt: skip
    return render(request, "admin/articles/feemonth/month.html", context)


def edits_in(request: HttpRequest) -> list[fees.Edit]:
    """The rows of the form. Raises FeesRefused for an amount that is none."""
    found = []
    for name, amount in request.POST.items():
        key = number_of(name.removeprefix("amount-")) if name.startswith("amount-") else None
        if key is None:
            continue
        found.append(
            fees.Edit(
                key,
                money(request.POST.get(f"was-{key}", "")),
                money(str(amount)),
                f"ok-{key}" in request.POST or "confirm_all" in request.POST,
                without_invisible(request.POST.get(f"note-{key}", ""))[:200].strip(),
            )
        )
    return found


def money(text: str) -> Decimal:
    try:
        value = Decimal(text.strip().replace(",", ""))
        if value.is_finite():
            return value.quantize(fees.CENT)
    except InvalidOperation:
        pass
    raise fees.FeesRefused(f"“{text[:20]}”不是金额，请写成 120.00 这样的数。", code="amount")


def draw(request: HttpRequest) -> HttpResponse:
    """POST: count a month anew."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    require(request, fees.CHANGE)
    try:
        first = dt.date.fromisoformat(request.POST.get("first", ""))
        month = fees.draw_up(first, by=account_of(request))
    except ValueError:
        messages.error(request, "请选择月份。")
    except NewsroomError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"{month}的稿费单已按发布的文章算好，共 {month.lines.count()} 行。")
        return HttpResponseRedirect(reverse("admin:articles_feemonth_change", args=[month.pk]))
    return HttpResponseRedirect(reverse("admin:articles_feemonth_changelist"))


def close(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: freeze the month."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    require(request, fees.CLOSE)
    month = get_object_or_404(FeeMonth, pk=pk)
    try:
        fees.close(month, by=account_of(request))
        messages.success(request, f"{month}稿费单已结账。")
    except NewsroomError as error:
        messages.error(request, error.message)
    return HttpResponseRedirect(reverse("admin:articles_feemonth_change", args=[pk]))


def export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """GET: the month as a file."""
    require(request, VIEW)
    month = get_object_or_404(FeeMonth, pk=pk)
    lines = (
        FeeLine.objects.filter(month=month).select_related("publication").order_by("is_own", "publication__date", "pk")
    )
    rows = (
        (
            line.publication.date, line.publication.title, line.get_part_display(), line.name, line.affiliation,
            "是" if line.is_own else "", line.characters, line.rate, line.amount, "是" if line.is_confirmed else "", line.note,
        )
        for line in lines.defer("publication__html", "publication__text", "publication__card", "publication__detail")
    )  # fmt: skip
    return sent(request, Sheet(f"稿费单 {month}", COLUMNS, rows), count=lines.count(), model="feemonth")
