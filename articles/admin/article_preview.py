"""The public page of a working copy, as its release would make it, for the frame beside the form."""

from __future__ import annotations

from csp.constants import SELF
from csp.decorators import csp_replace
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin

from articles import publishing
from articles.admin.site import account_of
from articles.choices import ArticleKind
from articles.models import Article, Publication
from articles.rendering.outline import contents, voices


@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})  # type: ignore[arg-type]
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """GET. Nothing is stored; what readers see is not touched."""
    if not account_of(request).has_perm("articles.view_article"):
        raise PermissionDenied("articles.view_article")
    article = get_object_or_404(Article.objects.select_related("page__issue", "column"), pk=pk)
    now = timezone.now()
    publication = Publication(article=article, public_id=article.public_id, released_at=now, updated_at=now)
    publishing.fill(publication, article)
    publication.title = publication.title or "（缺标题）"
    card = publication.card | {"title": publication.title}
    blocks = publication.detail["body"]["blocks"]
    context = {
        "publication": publication,
        "card": card,
        "detail": publication.detail,
        "issue": publication.issue,
        "page": publication.page,
        "contents": contents(blocks),
        "voices": voices(publication.detail["statements"], blocks),
    }
    template = "roundup" if article.kind == ArticleKind.ROUNDUP else "article"
    response = render(request, f"articles/{template}.html", context)
    response["Cache-Control"] = "no-store"
    return response
