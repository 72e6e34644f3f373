"""The middleware of people who sign in: a reader's or a partner's request, which knows no person, passes it by."""

from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase

DESK = ("/admin/", "/media/")  # a picture that is not public yet is shown to who is signed in


class _AtTheDesk:
    """Placed before one of Django's classes, whose own checks know it by its base."""

    get_response: Any

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(DESK):
            return super().__call__(request)  # type: ignore[misc]
        return self.get_response(request)


class DeskSessionMiddleware(_AtTheDesk, SessionMiddleware):
    pass


class DeskAuthenticationMiddleware(_AtTheDesk, AuthenticationMiddleware):
    pass


class DeskMessageMiddleware(_AtTheDesk, MessageMiddleware):
    pass
