"""Series: pages of several issues that ran under the same banner (通栏)."""

from __future__ import annotations

import itertools

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.models import Page
from articles.public import reading
from articles.public.frames import address_of
from articles.public.show import page_address, page_of, show
from articles.rendering.linked_data import breadcrumbs, listing, part

ROWS = 60


@require_safe
def all_series(request: HttpRequest) -> HttpResponse:
    """Every banner with its span and count, the latest first."""
    page = page_of(request, reading.banners(), size=ROWS)
    found = reading.series_of(each["banner"] for each in page)
    parts = [part("CollectionPage", each.banner, reverse("public:series", args=[each.banner])) for each in found]
    return show(
        request,
        "articles/all_series.html",
        {"section": "issues", "found": found, "page_obj": page},
        canonical=page_address(request, page),
        nodes=[listing("专题", page_address(request, page), parts=parts)],
    )


@require_safe
def series(request: HttpRequest, banner: str) -> HttpResponse:
    """The texts of all pages under one banner, issue by issue, the latest first."""
    facts = next(iter(reading.series_of([banner])), None) if banner else None
    if facts is None:
        raise Http404
    found = reading.listed().filter(page__in=Page.objects.filter(banner=banner))
    page = page_of(request, found.order_by("-date", "page__sort_key", "position", "pk"), size=ROWS)
    days = [(place, list(rows)) for place, rows in itertools.groupby(page.object_list, key=lambda each: each.page)]
    context = {"section": "issues", "banner": banner, "facts": facts, "days": days, "page_obj": page}
    steps = breadcrumbs(("专题", reverse("public:all_series")), (banner, address_of(request)))
    texts = [part("NewsArticle", each.title, each.card["url"], says="headline") for each in page.object_list]
    node = listing(banner, page_address(request, page), parts=texts)
    return show(request, "articles/series.html", context, canonical=page_address(request, page), nodes=[node, steps])
