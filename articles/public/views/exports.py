"""What a reader takes along of one article. None of it is indexed: the page itself is."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from articles.models import Publication
from articles.public import exports, pdf
from articles.public.show import answer
from articles.public.views.articles import of_article
from articles.rendering.citation import gbt7714
from articles.rendering.plain import plain_text

PLAIN = "text/plain; charset=utf-8"


@of_article
def text(request: HttpRequest, publication: Publication) -> HttpResponse:
    return answer(plain_text(publication), content_type=PLAIN, is_indexed=False)


@of_article
def wechat(request: HttpRequest, publication: Publication) -> HttpResponse:
    """A download: here the content policy would not let its inline styles count."""
    name = f"{publication.title[:60]}-微信.html"
    return answer(exports.wechat(publication), content_type="text/html; charset=utf-8", is_indexed=False, filename=name)


@of_article
def ris(request: HttpRequest, publication: Publication) -> HttpResponse:
    content_type = "application/x-research-info-systems; charset=utf-8"
    return answer(
        exports.ris(publication), content_type=content_type, is_indexed=False, filename=f"{publication.public_id}.ris"
    )


@of_article
def csl_json(request: HttpRequest, publication: Publication) -> HttpResponse:
    content_type = "application/vnd.citationstyles.csl+json; charset=utf-8"
    return answer(
        exports.csl_json(publication),
        content_type=content_type,
        is_indexed=False,
        filename=f"{publication.public_id}.json",
    )


@of_article
def pdf_file(request: HttpRequest, publication: Publication) -> HttpResponse:
    """404 where none can be set; 503 while another is being set."""
    if not pdf.is_possible():
        raise Http404
    citation = gbt7714(publication.card, paper=settings.PAPER["name"], site_url=settings.SITE_URL)
    try:
        made = pdf.pdf(publication, citation=citation)
    except pdf.Busy:
        response = HttpResponse("正在为别人排 PDF，请稍候再试。", status=503, content_type=PLAIN)
        response["Retry-After"] = "10"
        return response
    name = f"{publication.title[:60]}.pdf"
    return answer(made, content_type="application/pdf", is_indexed=False, filename=name)
