"""What the paper put right: every published correction, the newest first."""

from __future__ import annotations

import itertools

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles.models import Correction
from articles.public import reading
from articles.public.show import page_address, page_of, show
from articles.rendering.linked_data import absolute, correction, listing

ROWS = 30


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    page = page_of(request, reading.corrections(), size=ROWS)
    days = [(day, list(rows)) for day, rows in itertools.groupby(page.object_list, key=lambda each: each.date)]
    context = {"section": "corrections", "days": days, "page_obj": page}
    parts = [
        {
            **correction({"text": each.text, "date": each.date.isoformat()}),
            "url": absolute(f"{url_of(each)}#corrections"),
        }
        for each in page.object_list
    ]
    node = listing("更正", page_address(request, page), parts=parts)
    return show(request, "articles/corrections.html", context, canonical=page_address(request, page), nodes=[node])


def url_of(each: Correction) -> str:
    return str(each.article.publication.card["url"])
