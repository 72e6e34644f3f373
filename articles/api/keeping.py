"""Answers of the API, kept like the readers' pages and given before a view is even looked for.

Counting and its headers, the request's id and the condition are each request's own, and so is who asks: a key is looked
at each time, and partners share an answer only where their contracts are equal. What ``may_be_kept`` of a view does not
allow is not kept. What is not kept is made by the short way (``articles.api.direct``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Mapping

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import parse_etags

from articles import marking, propagation
from articles.api import direct, throttling
from articles.api.authentication import Caller, Callers
from articles.api.errors import Problem, answer_to, problem_response, request_id_of
from articles.api.views.base import SHARED_HEADERS
from articles.keeping import LONGEST_ADDRESS, Keeper, KeptPage, is_host_allowed

# What says which part of an answer is wanted, or what it may not be: those are made by the view.
OWN = frozenset({"HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_RANGE"})
EACH_TIME = frozenset({"X-Request-ID", "RateLimit", "RateLimit-Policy"})
OF_THE_BODY = frozenset(
    {
        "Content-Type",
        "Content-Length",
        "ETag",
        "Last-Modified",
        "Cache-Control",
        "Content-Location",
        "Content-Disposition",
    }
)
NOT_IN_304 = frozenset({"Content-Type", "Content-Length"})
# What the middleware between here and the views writes on every answer of the API.
FROM_WITHIN = ("Content-Security-Policy", "X-Frame-Options")
LARGEST = 512 * 1024
MAX_AGE = dt.timedelta(seconds=60)  # what caches may keep must not outlive an expiry either

keeper = Keeper(8 * 1024 * 1024)
callers = Callers()


class KeptAnswersMiddleware:
    """Stands beside that of the kept pages, under the same rules."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.from_within: dict[str, str] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if not path.startswith(direct.LISTS) or request.method != "GET" or not is_host_allowed(request):
            return self.get_response(request)
        if connection.in_atomic_block:
            return self.anew(request)
        try:
            return self.under_mark(request)
        except Exception as error:  # mark or key could not be read: even then no page for people
            request_id = request_id_of(request)
            response = answer_to(error, request_id=request_id, allowed=())
            for name, value in (SHARED_HEADERS | self.from_within | {"X-Request-ID": request_id}).items():
                response.headers[name] = value
            return response

    def under_mark(self, request: HttpRequest) -> HttpResponse:
        """The kept answer, or one that is made now for whom a process knows under the present mark."""
        path, meta = request.path_info, request.META
        about = (meta.get("HTTP_ACCEPT", ""), path, meta.get("QUERY_STRING", ""))
        is_fresh = path.startswith(direct.NEVER_KEPT)
        if not is_fresh and (not OWN.isdisjoint(meta) or sum(map(len, about)) > LONGEST_ADDRESS):
            return self.anew(request)
        mark = request.mark = marking.mark()  # type: ignore[attr-defined]  # spares who searches to read it again
        header, caller, contract = meta.get("HTTP_AUTHORIZATION"), None, None
        if header is not None:
            caller = callers.find(header, mark, timezone.now())
            if caller is None:
                return self.anew(request)
            contract = caller.contract()
            request.caller = (caller.key, contract)  # type: ignore[attr-defined]
        if is_fresh:
            if path == direct.SEARCH:  # what its filters mean is remembered
                keeper.until(mark)
                note_limits(request, mark)
            return self.anew(request)
        # Without a key there is no contract, not even one for nothing: who has that gets a private answer.
        key = (contract, *about)
        page = keeper.find(key, mark)
        return answer(request, page, caller) if page else self.made(request, key, mark)

    def made(self, request: HttpRequest, key: Hashable, mark: str) -> HttpResponse:
        """The answer of the view, and kept if it may be. It is made whole: the condition is looked at afterwards."""
        condition = request.META.pop("HTTP_IF_NONE_MATCH", None)
        until = keeper.until(mark) - MAX_AGE
        note_limits(request, mark)
        response = self.anew(request)
        if condition is not None:
            request.META["HTTP_IF_NONE_MATCH"] = condition
        if getattr(response, "may_be_kept", False) and len(response.content) <= LARGEST:
            headers = {name: value for name, value in response.items() if name not in EACH_TIME}
            versions = getattr(response, "versions", {})
            keeper.keep(key, KeptPage(mark, until, headers, response.content, versions=versions))
        return conditional(request, response)

    def anew(self, request: HttpRequest) -> HttpResponse:
        """The view's answer: by the short way, once it is known what the long one writes on every answer."""
        way = direct.found(request.path_info) if self.from_within and not settings.DEBUG else None
        if way is not None:
            response = direct.answer(request, *way)
            for name, value in self.from_within.items():
                response.headers[name] = value
            return response
        response = self.get_response(request)
        if not self.from_within and all(name in response.headers for name in FROM_WITHIN):
            self.from_within = {name: response.headers[name] for name in FROM_WITHIN}
        return response


def note_limits(request: HttpRequest, mark: str) -> None:
    """The view may remember what it finds out as long as they hold."""
    if (limits := keeper.limits)[0] == mark:  # another thread may have seen another mark meanwhile
        request.public_state = limits  # type: ignore[attr-defined]


def answer(request: HttpRequest, page: KeptPage, caller: Caller | None) -> HttpResponse:
    """The kept answer, counted like any other: 304 for whom has it, 429 for whom has asked too often."""
    request_id = request_id_of(request)
    standing = throttling.standing(request.META.get("REMOTE_ADDR", ""), caller.key if caller else None)
    try:
        standing.require()
    except Problem as problem:
        response = problem_response(problem, request_id)
        for name in page.headers.keys() - OF_THE_BODY:
            response.headers[name] = page.headers[name]
    else:
        if caller is not None and page.versions:
            propagation.note_copies(caller.key.partner_id, page.versions)
        is_known = is_met(request, page.headers["ETag"])
        response = HttpResponse(status=304) if is_known else HttpResponse(page.body)
        response.headers = without_body(page.headers) if is_known else dict(page.headers)  # type: ignore[assignment]
    for name, value in standing.headers().items():
        response.headers[name] = value
    response.headers["X-Request-ID"] = request_id
    return response


def conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """304 with all headers that are not the body's."""
    if response.status_code != 200 or "ETag" not in response.headers or not is_met(request, response.headers["ETag"]):
        return response
    found = HttpResponse(status=304)
    found.headers = without_body(response.headers)  # type: ignore[assignment]
    return found


def is_met(request: HttpRequest, etag: str) -> bool:
    """Whether the caller has what the ETag names."""
    given = request.META.get("HTTP_IF_NONE_MATCH")
    if given is None:
        return False
    return given == etag or "*" in given or etag in parse_etags(given.replace("W/", ""))


def without_body(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in NOT_IN_304}
