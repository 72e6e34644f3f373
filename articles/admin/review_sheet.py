"""审稿单: an article's review record on A4, to look at, to print, or as a PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from articles import comments
from articles.admin.article_steps import require
from articles.admin.reviewing import article_of
from articles.admin.site import account_of
from articles.models import Article, Publication
from articles.models.review import REVIEWS
from articles.rendering.pdf import Busy, is_possible, set_pdf

TEMPLATE = "admin/articles/review/sheet.html"
STYLES = Path(__file__).resolve().parents[1] / "static" / "articles" / "desk" / "sheet.css"
MISSING = "这台机器没有装好 PDF 组件（weasyprint 和 pango），请在浏览器里用“打印”另存为 PDF。"


def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet as a page of its own."""
    require(request, "articles.view_article")
    return render(request, TEMPLATE, context(article_of(pk), by=str(account_of(request))))


def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a PDF; without its libraries one sentence, and the sheet to print from the browser."""
    require(request, "articles.view_article")
    article = article_of(pk)
    html = render_to_string(TEMPLATE, context(article, by=str(account_of(request))) | {"is_pdf": True})
    if not is_possible():
        return instead(request, pk, MISSING)
    try:
        made = set_pdf(html, css=STYLES.read_text(encoding="utf-8"))
    except Busy:
        return instead(request, pk, "正在为别人排 PDF，请稍候再试。")
    headers = {"Content-Disposition": f'inline; filename="review-{article.public_id}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def instead(request: HttpRequest, pk: int, sentence: str) -> HttpResponse:
    """The sheet itself, with the sentence above it."""
    messages.error(request, sentence)
    return HttpResponseRedirect(reverse("admin:review_sheet", args=[pk]))


def context(article: Article, *, by: str) -> dict[str, Any]:
    """What the sheet says. Fixed number of queries."""
    record = list(article.record.select_related("seat", "revision"))
    latest = {entry.seat.level: entry for entry in record if entry.seat is not None}
    written = list(dict.fromkeys(f"{row.name} {row.affiliation}".strip() for row in article.contributions.all()))
    return {
        "paper": settings.PAPER["name"],
        "article": article,
        "byline": written,
        "record": record,
        "boxes": [(stage, latest.get(stage)) for stage in REVIEWS],
        "printed": next((entry for entry in reversed(record) if entry.kind == "printed"), None),
        "overruled": [entry for entry in record if entry.findings],
        "remarks": comments.placed(article),
        "publication": Publication.objects.filter(article=article).first(),
        "now": timezone.now(),
        "by": by,
    }
