"""热区: where each article stands on the picture of its page, drawn with the mouse or typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from articles import regions
from articles.admin.article_steps import require
from articles.admin.site import site
from articles.exceptions import NewsroomError
from articles.models import Article, Page

CHANGE = "articles.change_page"
LONGEST = 400  # characters of one field


@dataclass(slots=True)
class Row:
    """One article: ``typed`` stands in its field, ``seen`` is what the database has."""

    article: Article
    seen: str
    typed: str
    fault: str = ""


def page_map(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows the picture with the regions, POST writes them: all or, with one mistake, none."""
    require(request, CHANGE)
    page = get_object_or_404(Page.objects.select_related("issue", "image"), pk=pk)
    rows = [row_of(article, request.POST) for article in page.articles.order_by("position")]
    if request.method == "POST" and (changed := saved(request, page, rows)) is not None:
        words = f"已保存 {changed} 处热区，网站上的版面图同时更新。" if changed else "热区没有改动。"
        messages.success(request, words)
        return HttpResponseRedirect(reverse("admin:page_map", args=[page.pk]))
    context = {**site.each_context(request), "title": f"{page} 热区", "page": page, "rows": rows, "how": regions.HOW}
    return render(request, "admin/articles/page/map.html", context)


def row_of(article: Article, posted: Any) -> Row:
    seen = regions.spelled(article.region)
    return Row(article, seen, posted.get(f"region-{article.pk}", seen)[:LONGEST])


def saved(request: HttpRequest, page: Page, rows: list[Row]) -> int | None:
    """How many regions are others now; None when something is to be mended first."""
    given = {}
    for row in rows:
        try:
            given[row.article.pk] = regions.read(row.typed)
        except NewsroomError as error:
            row.fault = error.message
    if any(row.fault for row in rows):
        return None
    try:
        return regions.save(page, given, seen={pk: request.POST.get(f"seen-{pk}", "") for pk in given})
    except NewsroomError as error:
        messages.error(request, error.message)
        return None
