"""Anonymous answers of the API, kept like the readers' pages and given before a view is even looked for.

Counting and its headers, the request's id and the condition are each request's own. Nothing with a key is kept,
nor what ``may_be_kept`` of a view does not allow.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags

from articles import marking
from articles.api import throttling
from articles.api.errors import Problem, problem_response, request_id_of
from articles.keeping import LONGEST_ADDRESS, Keeper, KeptPage, is_host_allowed

KEPT = tuple(
    f"/api/v1/{name}/" for name in ("articles", "issues", "columns", "authors", "tags", "quotes", "statements")
)
# What says whom an answer is for, which part of it, or what it may not be: those are made by the view.
OWN = ("HTTP_AUTHORIZATION", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_RANGE")
EACH_TIME = frozenset({"X-Request-ID", "RateLimit", "RateLimit-Policy", "Content-Length"})
OF_THE_BODY = frozenset(
    {"Content-Type", "ETag", "Last-Modified", "Cache-Control", "Content-Location", "Content-Disposition"}
)
LARGEST = 512 * 1024
MAX_AGE = dt.timedelta(seconds=60)  # what caches may keep must not outlive an expiry either

keeper = Keeper(8 * 1024 * 1024)


class KeptAnswersMiddleware:
    """Stands beside that of the kept pages, under the same rules."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            not request.path_info.startswith(KEPT)
            or request.method != "GET"
            or any(name in request.META for name in OWN)
            or connection.in_atomic_block
            or not is_host_allowed(request)
        ):
            return self.get_response(request)
        key = f"{request.META.get('HTTP_ACCEPT', '')} {request.get_full_path()}"
        if len(key) > LONGEST_ADDRESS:
            return self.get_response(request)
        mark = marking.mark()
        page = keeper.find(key, mark)
        return answer(request, page) if page else self.made(request, key, mark)

    def made(self, request: HttpRequest, key: str, mark: str) -> HttpResponse:
        """The answer of the view, and kept if it may be. It is made whole: the condition is looked at afterwards."""
        condition = request.META.pop("HTTP_IF_NONE_MATCH", None)
        until = keeper.until(mark) - MAX_AGE
        response = self.get_response(request)
        if condition is not None:
            request.META["HTTP_IF_NONE_MATCH"] = condition
        if getattr(response, "may_be_kept", False) and len(response.content) <= LARGEST:
            headers = {name: value for name, value in response.items() if name not in EACH_TIME}
            keeper.keep(key, KeptPage(mark, until, headers, response.content))
        return conditional(request, response)


def answer(request: HttpRequest, page: KeptPage) -> HttpResponse:
    """The kept answer, counted like any other: 304 for whom has it, 429 for whom has asked too often."""
    request_id = request_id_of(request)
    standing = throttling.standing(request.META.get("REMOTE_ADDR", ""), None)
    try:
        standing.require()
    except Problem as problem:
        response = problem_response(problem, request_id)
        for name in page.headers.keys() - OF_THE_BODY:
            response.headers[name] = page.headers[name]
    else:
        response = HttpResponse(page.body)
        for name, value in page.headers.items():
            response.headers[name] = value
        response.headers["Content-Length"] = str(len(page.body))
    for name, value in standing.headers().items():
        response.headers[name] = value
    response.headers["X-Request-ID"] = request_id
    return conditional(request, response)


def conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """304 with all headers that are not the body's."""
    given, etag = request.META.get("HTTP_IF_NONE_MATCH"), response.get("ETag")
    if given is None or etag is None or response.status_code != 200:
        return response
    if given != etag and "*" not in given and etag not in parse_etags(given.replace("W/", "")):
        return response
    found = HttpResponse(status=304)
    found.headers = {  # type: ignore[assignment]
        name: value for name, value in response.items() if name not in ("Content-Type", "Content-Length")
    }
    return found
