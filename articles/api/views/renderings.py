"""Other renderings of one article: ninjs, JSON-LD, Markdown, plain text."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from articles.api.documents import response_of
from articles.api.filters import ID
from articles.api.ninjs import ninjs
from articles.api.parameters import Parameter
from articles.api.views.articles import absence, not_found, time_left, when_changed
from articles.api.views.base import PublicView
from articles.models import Publication
from articles.rendering.licence import credit_line, licence_of
from articles.rendering.linked_data import article_document
from articles.rendering.markdown import markdown
from articles.rendering.plain import plain_text
from articles.rendering.record import encode


class Rendering(PublicView):
    """One article in one form."""

    tag = "文章"
    path_parameters = (Parameter("public_id", "文章编号。", {"type": "string", "pattern": f"^{ID.pattern}$"}),)
    problems = ("invalid-parameters", "not-found", "withdrawn")
    item = None
    is_kept = True

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        if not ID.fullmatch(public_id):
            raise not_found()
        found = self.visible().select_related("issue", "page").filter(public_id=public_id).first()
        if found is None:
            raise absence(public_id)
        self.note_copies({public_id: found.version})
        return response_of(
            self.written(found),
            content_type=self.media_type,
            last_modified=when_changed(found.updated_at, found.embargo_until, now=self.now),
            max_age=time_left(found.expires_at, now=self.now),
        )

    def licence(self, publication: Publication) -> dict[str, Any]:
        reprint = self.contract.reprints(publication.column_id)
        return licence_of(publication.card, publication.detail["credits"], reprint=reprint)

    def written(self, publication: Publication) -> bytes:
        raise NotImplementedError


class Ninjs(Rendering):
    operation = "article_ninjs"
    summary = "一篇文章，ninjs 3.2"
    shape = {"type": "object", "required": ["uri"], "description": "形制见 IPTC ninjs 3.2。"}

    def written(self, publication: Publication) -> bytes:
        return encode(ninjs(publication, self.licence(publication)))


class JsonLd(Rendering):
    operation = "article_jsonld"
    summary = "一篇文章，schema.org 的 JSON-LD"
    media_type = "application/ld+json"
    shape = {"type": "object", "required": ["@context", "@type"], "description": "词汇见 schema.org。"}

    def written(self, publication: Publication) -> bytes:
        licence = self.licence(publication)
        return encode(article_document(publication, credit_line=licence["credit_line"], usage=licence["terms"]))


class Markdown(Rendering):
    operation = "article_markdown"
    summary = "一篇文章，Markdown（CommonMark）"
    media_type = "text/markdown; charset=utf-8"

    def written(self, publication: Publication) -> bytes:
        return markdown(publication.detail, credit_line=credit_line(publication.card)).encode()


class PlainText(Rendering):
    operation = "article_text"
    summary = "一篇文章，纯文本"
    media_type = "text/plain; charset=utf-8"

    def written(self, publication: Publication) -> bytes:
        return plain_text(publication).encode()
