"""Headers that Django does not write or read itself: content policy, resource policy, the visitor's address."""

from collections.abc import Callable
from typing import cast

from csp.constants import HEADER
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase


class ContentPolicyMiddleware(CSPMiddleware):
    """The strict policy everywhere; under /admin/ with nonces, which cached pages cannot carry.

    Elsewhere it is always the same text, which is put together once.
    """

    text = ""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith("/admin/") or settings.DEBUG:
            return cast(HttpResponseBase, super().__call__(request))
        response = cast(HttpResponseBase, self.get_response(request))
        own = any(name.startswith("_csp") for name in vars(response))  # a view that asks for another one
        if not own and self.text:
            response.headers.setdefault(HEADER, self.text)
            return response
        response = self.process_response(request, response)
        if not own:
            self.text = response.headers[HEADER]
        return response

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith("/admin/") and parts.replace is None:
            parts.replace = settings.ADMIN_CONTENT_SECURITY_POLICY
        return parts


class ResourcePolicyMiddleware:
    """Cross-Origin-Resource-Policy on every answer, static files included; a view may set its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class ClientAddressMiddleware:
    """Behind proxies REMOTE_ADDR becomes the visitor's, or all of them would share one lock and one quota.

    Counted from the end of X-Forwarded-For: each of our proxies has added one address; what stands before
    those is whatever the visitor sent.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        addresses = request.headers.get("X-Forwarded-For", "").split(",")
        address = addresses[-min(max(settings.PROXIES, 1), len(addresses))].strip()
        if address:
            request.META["REMOTE_ADDR"] = address
        return self.get_response(request)
