"""What a reader takes along of one article. None of it is indexed: the page itself is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from articles.models import Publication
from articles.public import exports
from articles.public.show import answer
from articles.public.views.articles import of_article
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
