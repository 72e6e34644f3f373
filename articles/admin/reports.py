"""报表: tables with a plot, for a span of days, to be read and taken along."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from articles import sheets
from articles.admin import plots
from articles.admin.article_steps import require
from articles.admin.exporting import AS, sent
from articles.admin.site import site
from articles.exceptions import NewsroomError
from articles.reporting import LONGEST, REPORTS, SHOWN, Kind, Span
from articles.sheets import Sheet

RIGHT = "articles.view_publication"


def report(request: HttpRequest, key: str = "output") -> HttpResponseBase:
    """GET: one report as a page, or as a file with ``as``."""
    require(request, RIGHT)
    kind = REPORTS.get(key)
    if kind is None:
        raise Http404
    span, fault = span_in(request)
    group = request.GET.get("by", "")
    group = group if group in kind.groups else next(iter(kind.groups), "")
    made = kind.make(span, group)
    name = f"{kind.title}{kind.groups.get(group, '')} {span.begin} 至 {span.end}"
    if AS in request.GET and not fault:
        try:
            return sent(request, Sheet(name, made.columns, made.rows), count=len(made.rows), model="publication")
        except NewsroomError as error:
            messages.error(request, error.message)
            return HttpResponseRedirect(request.path)
    asked = {"begin": span.begin.isoformat(), "end": span.end.isoformat(), "by": group}
    bars = [plots.Bar(label, value) for label, value in made.bars]
    context: dict[str, Any] = {
        **site.each_context(request), "title": f"报表：{kind.title}", "kind": kind, "key": key, "span": span, "group": group,
        "report": made, "rows": made.rows[:SHOWN], "left": max(0, len(made.rows) - SHOWN), "fault": fault,
        "plot": plots.bars(bars, title=name, peak=made.peak) if any(value for _, value in made.bars) else "",
        "tabs": [(reverse("admin:report", args=[each]), other.title, each == key) for each, other in REPORTS.items()],
        "exports": [(f"?{urlencode({**asked, AS: value})}", label) for value, label in sheets.FORMATS.items()],
        "spans": spans(kind, group),
    }  # fmt: skip
    return render(request, "admin/reports/report.html", context, status=400 if fault else 200)


def span_in(request: HttpRequest) -> tuple[Span, str]:
    """The days that are asked for, this year's by default, and what is wrong with them."""
    today = timezone.localdate()
    usual = Span(today.replace(month=1, day=1), today)
    begin, end = request.GET.get("begin", ""), request.GET.get("end", "")
    try:
        span = Span(
            *(dt.date.fromisoformat(day) if day else other for day, other in ((begin, usual.begin), (end, usual.end)))
        )
    except ValueError:
        return usual, "日期写作 2025-06-09。"
    if span.begin > span.end:
        return usual, "起始日期不能晚于截止日期。"
    if (span.end - span.begin).days > LONGEST or span.begin.year < 1900 or span.end.year > 2200:
        return usual, "一次最多看五年。"
    return span, ""


def spans(kind: Kind, group: str) -> list[tuple[str, str]]:
    """(address, words) of the spans most asked for."""
    today = timezone.localdate()
    month = today.replace(day=1)
    last = month - dt.timedelta(days=1)
    found = [
        ("本月", month, today), ("上月", last.replace(day=1), last), ("今年", today.replace(month=1, day=1), today),
        ("去年", dt.date(today.year - 1, 1, 1), dt.date(today.year - 1, 12, 31)),
    ]  # fmt: skip
    return [(f"?{urlencode({'begin': begin, 'end': end, 'by': group})}", words) for words, begin, end in found]
