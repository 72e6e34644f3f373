"""One article: the page, its large print, and the page that a withdrawn article leaves."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.choices import ArticleKind
from articles.models import Publication
from articles.models.issue import day_in_words
from articles.public import pdf, reading
from articles.public.citation import gbt7714
from articles.public.freshness import last_change
from articles.public.show import show
from articles.rendering.linked_data import Node, article_node, breadcrumbs
from articles.rendering.outline import contents, voices


def of_article(view: Callable[[HttpRequest, Publication], HttpResponse]) -> Callable[..., HttpResponse]:
    """Gives the view a visible publication. 410 for what readers once saw; all else that is hidden is the same 404."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, public_id: str) -> HttpResponse:
        publication = (
            Publication.objects.select_related("column", "page__issue", "issue").filter(public_id=public_id).first()
        )
        if publication is None:
            raise Http404
        if was_withdrawn(publication):
            return show(request, "articles/withdrawn.html", {"publication": publication}, status=410)
        if not publication.is_visible():
            raise Http404
        return view(request, publication)

    return answer


@of_article
def article(request: HttpRequest, publication: Publication) -> HttpResponse:
    return show_article(request, publication, large=False)


@of_article
def large_print(request: HttpRequest, publication: Publication) -> HttpResponse:
    return show_article(request, publication, large=True)


def show_article(request: HttpRequest, publication: Publication, *, large: bool) -> HttpResponse:
    return show(
        request,
        template_of(publication),
        article_context(publication) | {"large": large},
        canonical=reverse("public:article", args=[publication.public_id]),
        modified=last_change(),
        nodes=[article_node(publication), path_to(publication)],
    )


def path_to(publication: Publication) -> Node:
    steps = []
    if publication.issue and publication.page:
        steps.append((day_in_words(publication.issue.date), publication.issue.get_absolute_url()))
        steps.append((publication.page.label, publication.page.get_absolute_url()))
    if publication.column:
        steps.append((publication.column.name, publication.column.get_absolute_url()))
    return breadcrumbs(*steps, (publication.title, publication.card["url"]))


def was_withdrawn(publication: Publication) -> bool:
    """True when readers could have seen it before it was taken back."""
    taken = publication.withdrawn_at
    return taken is not None and (
        publication.embargo_until is None or publication.embargo_until < min(taken, timezone.now())
    )


def template_of(publication: Publication) -> str:
    return "articles/roundup.html" if publication.kind == ArticleKind.ROUNDUP else "articles/article.html"


def article_context(publication: Publication) -> dict[str, Any]:
    detail = publication.detail
    return {
        "section": "columns",
        "publication": publication,
        "card": publication.card,
        "detail": detail,
        "issue": publication.issue,
        "page": publication.page,
        "current_column": publication.column,
        "contents": contents(detail["body"]["blocks"]),
        "voices": voices(detail["statements"], detail["body"]["blocks"]),
        "has_pdf": pdf.is_possible(),
        "citation": gbt7714(publication.card, paper=settings.PAPER["name"], site_url=settings.SITE_URL),
        **reading.around(publication),
    }
