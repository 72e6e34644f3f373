"""热区: where each article stands on the picture of its page, drawn with the mouse or typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from articles import page_pdfs, regions
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
    if request.method == "POST" and "propose" in request.POST:
        propose(request, page, rows)
    elif request.method == "POST" and (changed := saved(request, page, rows)) is not None:
        words = f"已保存 {changed} 处热区，网站上的版面图同时更新。" if changed else "热区没有改动。"
        messages.success(request, words)
        return HttpResponseRedirect(reverse("admin:page_map", args=[page.pk]))
    context = {**site.each_context(request), "title": f"{page} 热区", "page": page, "rows": rows, "how": regions.HOW}
    context["is_hidden"] = bool(page.image) and regions.hides_some(page)
    return render(request, "admin/articles/page/map.html", context)


def propose(request: HttpRequest, page: Page, rows: list[Row]) -> None:
    """Fill the empty fields with what the page's PDF tells. Nothing is saved, and nothing that was drawn is replaced."""
    try:
        found = page_pdfs.proposals(page) if page.pdf else {}
    except (NewsroomError, FileNotFoundError) as error:
        messages.error(request, getattr(error, "message", "找不到这个版面的 PDF 文件，请重新上传。"))
        return
    empty = [row for row in rows if not row.typed.strip()]
    for row in empty:
        row.typed = regions.spelled(found.get(row.article.pk))
    missing = [row for row in empty if not row.typed]
    if len(missing) < len(empty):
        messages.success(
            request, f"已按 PDF 的文字提议 {len(empty) - len(missing)} 处热区，还没有保存。请对照版面图，改好再保存。"
        )
    if missing:
        names = "、".join(f"《{row.article}》" for row in missing[:3]) + ("等" if len(missing) > 3 else "")
        messages.warning(request, f"PDF 里没有找到{names}的文字（也许是图片或转成了曲线），请手工画。")
    elif not empty:
        messages.info(request, "每篇都已经画了热区。要重新提议，先清空那一篇。")


def page_pdf(request: HttpRequest, pk: int) -> FileResponse:
    """The file that was uploaded, for the desk."""
    require(request, CHANGE)
    page = get_object_or_404(Page.objects.select_related("issue"), pk=pk)
    try:
        file = page.pdf.open("rb")
    except (ValueError, FileNotFoundError):  # none, or none any more
        raise Http404 from None
    return FileResponse(file, as_attachment=True, filename=f"{page.issue.key}-{page.number}版.pdf")


def taken_in(page: Page, printed: page_pdfs.Printed) -> str:
    """What became of an upload, in a sentence."""
    words = (
        f"其中有 {printed.letters} 个字，可以按文字提议热区。"
        if printed.letters
        else "里面没有文字（图片或曲线），热区要手工画。"
    )
    return f"已收下 {page} 的 PDF，画成了版面图。{words}"


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
