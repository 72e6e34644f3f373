"""Finished pages, kept and answered from before anything else is done (``articles.keeping``)."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import cast

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch, get_urlconf, resolve
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_http_date_safe
from isal import isal_zlib

from articles import marking
from articles.keeping import LONGEST_ADDRESS, Keeper, KeptPage, is_host_allowed
from articles.public.surroundings import begin

OTHERS = ("/admin/", "/api/", "/static/", "/media/")
COMPRESSED_FROM = 1_000  # bytes
COMPRESSED = ("text/", "application/json", "application/xml", "application/feed", "application/rss", "application/atom")
HASTY = 2
GZIP = 31  # zlib's word for its format
ADDRESSES = 2_000  # whose views are remembered: Django looks for them in all patterns each time
STRAIGHT = ("/articles/", "/columns/", "/authors/", "/tags/", "/issues/", "/quotes/", "/search/")
ALSO_STRAIGHT = ("/", "/rss.xml", "/atom.xml", "/feed.json")
SLOW = "/pdf/"  # the end of an address whose view may wait, and must not do so twice
OF_THE_PAGE = frozenset(
    {"Content-Type", "Cache-Control", "Last-Modified", "X-Robots-Tag", "Content-Disposition", "ETag", "Content-Length"}
)
NEVER_KEPT = frozenset({"Date", "Content-Length", "Set-Cookie"})

keeper = Keeper(32 * 1024 * 1024, begin=begin)


class KeptPagesMiddleware:
    """Stands outside all that makes a page, right behind the redirect to TLS.

    Only what ``show.kept`` marked is kept. Inside a transaction nothing is: what it sees may differ from what counts.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.straight = Straight()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(OTHERS) or request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        key = request.get_full_path()
        if len(key) > LONGEST_ADDRESS or connection.in_atomic_block or not is_host_allowed(request):
            return self.get_response(request)
        mark = marking.mark()
        page = keeper.find(key, mark)
        if page is None:
            return self.made(request, key, mark)
        if page.packed and not page.is_packed_well:
            page = replace(page, packed=gzip.compress(page.body, 6, mtime=0), is_packed_well=True)
            keeper.keep(key, page)
        return answer(request, page)

    def made(self, request: HttpRequest, key: str, mark: str) -> HttpResponse:
        """The answer made anew, and kept if it may be. It is made whole: the condition is looked at afterwards."""
        conditions = {name: request.META.pop(name, None) for name in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")}
        until = keeper.until(mark)
        request.shared, request.public_mark, request.address = keeper.shared, mark, key  # type: ignore[attr-defined]
        response = self.straight.answer(request)
        if response is None:
            response = self.get_response(request)
            self.straight.learn(response)
        request.META.update({name: value for name, value in conditions.items() if value is not None})
        may_be_kept = getattr(response, "is_kept", False) and response.status_code == 200 and request.method == "GET"
        if not may_be_kept or response.cookies:
            return conditional(request, response)
        page = kept_page(response, mark=mark, until=until)
        keeper.keep(key, page)
        return answer(request, page)


class Straight:
    """A page's view without all that stands between it and this middleware, which takes longer than most pages.

    To a page that may be kept the others add headers and nothing else, the same ones to each: they are learnt from the
    first one that came the long way. Whatever is no such page takes that way: an error, a redirect, an unknown address.
    """

    def __init__(self) -> None:
        self.added: dict[str, str] = {}

    def learn(self, response: HttpResponse) -> None:
        if is_plain_page(response):
            self.added = {name: value for name, value in response.items() if name not in OF_THE_PAGE}

    def answer(self, request: HttpRequest) -> HttpResponse | None:
        if not self.added or settings.DEBUG or not is_straight(request.path_info):
            return None
        try:
            match = view_of(request.path_info, get_urlconf())
            response = match.func(request, *match.args, **match.kwargs)
        except Exception:  # whatever it is, the long way meets it again and knows what to say
            return None
        if not is_plain_page(response):
            return None
        response.headers = self.added | dict(response.items())
        return cast(HttpResponse, response)


@lru_cache(maxsize=ADDRESSES)
def view_of(path: str, urlconf: str | None) -> ResolverMatch:
    return resolve(path, urlconf)


def etag_of(body: bytes) -> str:
    return f'"{hashlib.sha1(body, usedforsecurity=False).hexdigest()}"'  # half of MD5's time


def is_straight(path: str) -> bool:
    return path in ALSO_STRAIGHT or (path.startswith(STRAIGHT) and not path.endswith(SLOW))


def is_plain_page(response: HttpResponse) -> bool:
    return getattr(response, "is_kept", False) and response.status_code == 200 and not response.cookies


def kept_page(response: HttpResponse, *, mark: str, until: dt.datetime) -> KeptPage:
    body = response.content
    packed = b""
    if len(body) >= COMPRESSED_FROM and response.headers["Content-Type"].startswith(COMPRESSED):
        packed = isal_zlib.compress(body, HASTY, GZIP)  # a quarter of zlib's time for as few bytes
        patch_vary_headers(response, ("Accept-Encoding",))
    headers = {name: value for name, value in response.items() if name not in NEVER_KEPT}
    headers["ETag"] = etag_of(body)
    return KeptPage(mark, until, headers, body, packed)


def answer(request: HttpRequest, page: KeptPage) -> HttpResponse:
    """The page, gzipped for whom can read that, or 304. The two forms share an ETag that is weak when gzipped."""
    given = request.META.get("HTTP_IF_NONE_MATCH")
    if given is not None and given.removeprefix("W/") == page.headers["ETag"]:
        response = HttpResponse(status=304)
        response.headers = {  # type: ignore[assignment]
            name: value for name, value in page.headers.items() if name != "Content-Type"
        }
        return response
    is_packed = bool(page.packed) and "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    body = page.packed if is_packed else page.body
    response = HttpResponse(body, content_type="")
    headers = {**page.headers, "Content-Length": str(len(body))}
    if is_packed:
        headers |= {"Content-Encoding": "gzip", "ETag": f"W/{page.headers['ETag']}"}
    response.headers = headers  # type: ignore[assignment]  # as they were once checked
    return conditional(request, response) if given or "HTTP_IF_MODIFIED_SINCE" in request.META else response


def conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if request.method != "GET" or response.status_code != 200:
        return response
    modified = response.get("Last-Modified")
    found = get_conditional_response(
        request,
        etag=response.get("ETag"),
        last_modified=parse_http_date_safe(modified) if modified else None,
        response=response,
    )
    return found or response
