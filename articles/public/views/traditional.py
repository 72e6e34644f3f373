"""The same pages in Traditional characters, under an address of their own."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe

from articles.public.traditional import PREFIX, in_traditional, is_page


@require_safe
def page(request: HttpRequest, rest: str) -> HttpResponse:
    """Answers as the page at /``rest`` does, in Traditional characters; redirects lead to their kind again."""
    try:
        response = answered(request, f"/{rest}")
    except Http404:
        response = render(request, "404.html", {"is_traditional": True}, status=404)
    target = response.get("Location", "")
    if is_page(target) and target:
        response["Location"] = PREFIX + target
    elif response.get("Content-Type", "").startswith("text/html"):
        response.content = in_traditional(response.content.decode())
    return response


def answered(request: HttpRequest, address: str) -> HttpResponse:
    """What the view of that address answers. Raises Http404."""
    if not is_page(address):
        raise Http404
    try:
        match = resolve(address)
    except Resolver404:
        raise Http404 from None
    request.path = request.path_info = address
    request.is_traditional = True  # type: ignore[attr-defined]  # for show()
    response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return response
