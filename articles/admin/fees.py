"""稿费单: the months, the lines of one, and the rates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
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
            rows = typed_in(request)
            try:
                count = fees.edit(month, edits_of(rows), by=account_of(request))
            except fees.FeesRefused as refusal:
                messages.error(request, refusal.message)
                return show(request, month, rows, refusal.lines)
            messages.success(request, f"已保存，改了 {count} 行。")
            return HttpResponseRedirect(request.path)
        return show(request, month)


@dataclass(slots=True)
class Typed:
    """A line as it stands in the form: as somebody wrote it, not yet as an amount. ``was`` is what was shown there."""

    amount: str
    is_confirmed: bool
    note: str
    was: str

    @classmethod
    def of(cls, line: FeeLine) -> Typed:
        was = f"{line.amount} {int(line.is_confirmed)} {line.note}"
        return cls(str(line.amount), line.is_confirmed, line.note, was)

    def shown(self) -> tuple[str, bool, str]:
        """Amount, tick and note as they were shown."""
        amount, _, rest = self.was.partition(" ")
        confirmed, _, note = rest.partition(" ")
        return amount, confirmed == "1", note

    def over(self, stored: Typed) -> Typed:
        """What was changed in it, over what stands there now: whoever saves it again has seen that."""
        amount, confirmed, note = self.shown()
        return Typed(
            self.amount if self.amount != amount else stored.amount,
            self.is_confirmed if self.is_confirmed != confirmed else stored.is_confirmed,
            self.note if self.note != note else stored.note,
            stored.was,
        )


def show(
    request: HttpRequest, month: FeeMonth, typed: Mapping[int, Typed] | None = None, wrong: Mapping[int, str] | None = None
) -> HttpResponse:  # fmt: skip
    """Fixed queries, however many lines. What was typed stands in the form again, with what is wrong with it."""
    user = account_of(request)
    lines = list(month.lines.select_related("publication__column").defer("publication__html", "publication__text", "publication__card", "publication__detail"))  # fmt: skip
    rows = [row_of(line, (typed or {}).get(line.pk), (wrong or {}).get(line.pk, "")) for line in lines]
    groups = [
        ("作者", [row for row in rows if not row["line"].is_own]),
        ("本报人员", [row for row in rows if row["line"].is_own]),
    ]
    address = reverse("admin:export_fees", args=[month.pk])
    context = {
        **site.each_context(request), "title": f"{month}稿费单", "month": month,
        "groups": [
            (title, rows, sum(row["line"].characters for row in rows), sum(row["line"].amount for row in rows))
            for title, rows in groups
        ],
        "may_edit": month.closed_at is None and user.has_perm(fees.CHANGE),
        "may_close": bool(lines) and month.closed_at is None and user.has_perm(fees.CLOSE),
        "has_rows": bool(lines),
        "may_rate": user.has_perm("articles.view_feerate"),
        "exports": [(f"{address}?as={value}", label) for value, label in sheets.FORMATS.items()],
    }  # fmt: skip
    return render(request, "admin/articles/feemonth/month.html", context)


def row_of(line: FeeLine, typed: Typed | None, wrong: str) -> dict[str, Any]:
    stored = Typed.of(line)
    if typed and wrong:
        typed = typed.over(stored)
    return {"line": line, "typed": typed or stored, "wrong": wrong}


def typed_in(request: HttpRequest) -> dict[int, Typed]:
    """The rows of the form by the lines' keys."""
    data, found = request.POST, {}
    for name, amount in data.items():
        key = number_of(name.removeprefix("amount-")) if name.startswith("amount-") else None
        if key is not None:
            note = without_invisible(data.get(f"note-{key}", ""))[:200].strip()
            confirmed = f"ok-{key}" in data or "confirm_all" in data
            found[key] = Typed(str(amount), confirmed, note, data.get(f"was-{key}", ""))
    return found


def edits_of(rows: Mapping[int, Typed]) -> list[fees.Edit]:
    """Raises FeesRefused with the lines whose amounts are none."""
    found, wrong = [], {}
    for key, row in rows.items():
        try:
            amount, confirmed, note = row.shown()
            was = fees.Entry(money(amount), confirmed, note)
            found.append(fees.Edit(key, was, fees.Entry(money(row.amount), row.is_confirmed, row.note)))
        except fees.FeesRefused as refusal:
            wrong[key] = refusal.message
    fees.refuse(wrong)
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
