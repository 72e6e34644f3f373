"""How the readers' door answers: a template, its canonical address, and how long it may be kept."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, TypeVar

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import http_date

Row = TypeVar("Row", bound=Model)
PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)
# Caches keep a copy but ask before each use: a withdrawal then counts at once, and asking is cheap (304).
CACHE_CONTROL = "public, max-age=0, must-revalidate"


def show(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    canonical: str | None = None,
    modified: dt.datetime | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render a public page. ``canonical`` is a root-relative address; by default the one that was asked for."""
    context["canonical"] = settings.SITE_URL + (canonical or request.path)
    response = render(request, template, context, status=status)
    response["Cache-Control"] = CACHE_CONTROL
    if modified is not None:
        response["Last-Modified"] = http_date(modified.timestamp())
    return response


def page_of(request: HttpRequest, rows: QuerySet[Row], *, size: int) -> Page[Row]:
    """The page of ``rows`` that ?page= names. Anything but the plain number of a page there is: Http404."""
    wanted = request.GET.get("page", "1")
    paginator = Paginator(rows, size)
    if len(request.GET.getlist("page")) > 1 or not PAGE_NUMBER.fullmatch(wanted) or int(wanted) > paginator.num_pages:
        raise Http404
    return paginator.page(int(wanted))


def page_address(request: HttpRequest, page: Page[Row]) -> str:
    """The canonical address of a page of a list: the first has no number."""
    return request.path if page.number == 1 else f"{request.path}?page={page.number}"
