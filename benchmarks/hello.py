"""The floor that requests are measured against: a hello-world view behind Django's default middleware."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

import django
from django.conf import settings

django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.urls import include, path  # noqa: E402

from articles.api import keeping as answers  # noqa: E402
from articles.api import remembered  # noqa: E402
from articles.api.ready import shelf  # noqa: E402
from articles.public import keeping as pages  # noqa: E402

Handler = Callable[..., Any]

DEFAULT_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello, world")


urlpatterns = [
    path("hello/", hello),
    path("api/v1/", include("articles.api.urls")),
    path("", include("articles.public.urls")),
]


def bare() -> WSGIHandler:
    """The floor; also the entry point of its gunicorn."""
    prepare()
    with override_settings(MIDDLEWARE=DEFAULT_MIDDLEWARE):
        return WSGIHandler()


def site() -> WSGIHandler:
    """The same view behind this site's middleware, beside the site itself."""
    prepare()
    return WSGIHandler()


def forgetful(what: str) -> Handler:
    """The site that forgets before each request: ``pages`` the finished pages and answers, ``all`` whatever a public
    change takes away, ``records`` also what a new process does not know yet; an empty word forgets nothing."""
    ours = site()

    def answer(environ: Any, start_response: Any) -> Any:
        forget(what)
        return ours(environ, start_response)

    return answer if what else ours


def forget(what: str) -> None:
    for keeper in (pages.keeper, answers.keeper):
        if what == "pages":
            keeper.pages.clear()
            keeper.size = 0
        else:
            keeper.clear()
    if what != "pages":
        remembered._page = remembered.Page("", remembered.FAR)
    if what == "records":
        shelf.clear()


def prepare() -> None:
    settings.ROOT_URLCONF = "benchmarks.hello"
    settings.STATIC_ROOT.mkdir(exist_ok=True)
