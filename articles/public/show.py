"""How the readers' door answers: a template, its canonical address, and how long it may be kept."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header, http_date

from articles.public import frames
from articles.public.wording import Outcome, made
from articles.rendering.linked_data import Node
from articles.rendering.page import head_of

Row = TypeVar("Row", bound=Model)
AROUND = ("section", "current_column", "issue", "is_traditional")  # of the context: what masthead and foot look at
PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)
# Caches keep a copy but ask before each use: a withdrawal then counts at once, and asking is cheap (304).
CACHE_CONTROL = "public, max-age=0, must-revalidate"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a template is given, the canonical address where it is another than the one asked for, and linked data."""

    context: dict[str, Any]
    canonical: str | None = None
    nodes: Sequence[Node] = ()


def show(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    canonical: str | None = None,
    modified: dt.datetime | None = None,
    nodes: Sequence[Node] = (),
    status: int = 200,
) -> HttpResponse:
    """Render a public page. ``canonical`` is a root-relative address; by default the one that was asked for."""
    context |= head_of(canonical or frames.address_of(request), nodes=nodes, traditional=is_traditional(request))
    response = HttpResponse(frames.whole(request, template, context), status=status)
    return kept(response, modified=modified)


def show_rows(
    request: HttpRequest,
    template: str,
    values: Hashable,
    make: Callable[[], Shown],
    rows: Mapping[str, str],
    *,
    has_plate: bool = False,
) -> HttpResponse:
    """A page whose rows are finished: HTML for the holes of that name.

    All the rest of it is decided by ``values`` and the address, and made but once for equal ones (``wording``).
    """

    def page() -> tuple[str, dict[str, Any]]:
        shown = make()
        head = head_of(
            shown.canonical or frames.address_of(request), nodes=shown.nodes, traditional=is_traditional(request)
        )
        context = shown.context | head
        about = {name: context[name] for name in AROUND if name in context}
        html = frames.framed(request, template, context)
        return frames.filled(html, {"masthead": frames.plate(request, context)} if has_plate else {}), about

    key = (template, request.path, is_traditional(request), values)
    html, about = made(Outcome(key, page))
    return kept(page_of_html(frames.filled(html, {**rows, **frames.around(request, about)})))


def page_of_html(html: str) -> HttpResponse:
    """Django works out the type of each answer anew where it is not told."""
    return HttpResponse(html.encode(), content_type="text/html; charset=utf-8")


def is_traditional(request: HttpRequest) -> bool:
    return getattr(request, "is_traditional", False)


def answer(
    body: str | bytes,
    *,
    content_type: str,
    modified: dt.datetime | None = None,
    is_indexed: bool = True,
    filename: str = "",
) -> HttpResponse:
    """Something other than a page. ``filename`` makes it a download; what is not indexed says so."""
    response = HttpResponse(body, content_type=content_type)
    if not is_indexed:
        response["X-Robots-Tag"] = "noindex"
    if filename:
        response["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
    return kept(response, modified=modified)


def kept(response: HttpResponse, *, modified: dt.datetime | None = None) -> HttpResponse:
    """Says that caches may keep the answer, our own too (``keeping``)."""
    response.is_kept = True  # type: ignore[attr-defined]
    response["Cache-Control"] = CACHE_CONTROL
    if modified is not None:
        response["Last-Modified"] = in_words(modified)
    return response


@lru_cache(maxsize=10)
def in_words(moment: dt.datetime) -> str:
    return http_date(moment.timestamp())


def asked_page(request: HttpRequest) -> int:
    """The number that ?page= names, 1 without it. Raises Http404 for anything but the plain number of a page."""
    given = request.GET.getlist("page")
    if len(given) > 1 or (given and not PAGE_NUMBER.fullmatch(given[0])):
        raise Http404
    return int(given[0]) if given else 1


def page_of(request: HttpRequest, rows: QuerySet[Row] | range, *, size: int) -> Page[Any]:
    """The page of ``rows`` that ?page= names. Raises Http404 where there is none of that number."""
    number, paginator = asked_page(request), Paginator(rows, size)
    if number > paginator.num_pages:
        raise Http404
    return paginator.page(number)


def page_address(request: HttpRequest, page: Page[Any]) -> str:
    """The canonical address of a page of a list: the first has no number."""
    address = frames.address_of(request)
    return address if page.number == 1 else f"{address}?page={page.number}"
