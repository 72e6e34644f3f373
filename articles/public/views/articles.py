"""One article: the page, its large print, and the page that a withdrawn article leaves."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models import Publication
from articles.public import reading
from articles.public.freshness import last_change
from articles.public.ready import ready_page
from articles.public.show import show
from articles.regions import place_of, with_regions
from articles.rendering.page import article_context, article_nodes, template_of
from articles.templatetags.paper import public_columns


def of_article(view: Callable[[HttpRequest, Publication], HttpResponse]) -> Callable[..., HttpResponse]:
    """Gives the view a visible publication. 410 for what readers once saw; all else that is hidden is the same 404."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, public_id: str) -> HttpResponse:
        named = Publication.objects.select_related("column", "page__issue", "issue").filter(public_id=public_id)
        publication = with_regions(named).first()
        if publication is None:
            raise Http404
        if was_withdrawn(publication):
            column = next((each for each in public_columns(request) if each.pk == publication.column_id), None)
            context = {"publication": publication, "column": column, "request": request}
            return show(request, "articles/withdrawn.html", context, status=410)
        if not publication.is_visible():
            raise Http404
        return view(request, publication)

    return answer


@require_safe
def article(request: HttpRequest, public_id: str) -> HttpResponse:
    """From what was prepared, or else made in full."""
    is_traditional = getattr(request, "is_traditional", False)
    return (None if is_traditional else ready_page(request, public_id)) or whole_article(request, public_id)


@of_article
def whole_article(request: HttpRequest, publication: Publication) -> HttpResponse:
    return show_article(request, publication, large=False)


@of_article
def large_print(request: HttpRequest, publication: Publication) -> HttpResponse:
    return show_article(request, publication, large=True)


def show_article(request: HttpRequest, publication: Publication, *, large: bool) -> HttpResponse:
    return show(
        request,
        template_of(publication),
        article_context(publication) | reading.around(publication) | {"large": large, "place": place_of(publication)},
        canonical=publication.card["url"],
        modified=last_change(request),
        nodes=article_nodes(publication),
    )


def was_withdrawn(publication: Publication) -> bool:
    """True when readers could have seen it before it was taken back."""
    taken = publication.withdrawn_at
    return taken is not None and (
        publication.embargo_until is None or publication.embargo_until < min(taken, timezone.now())
    )
