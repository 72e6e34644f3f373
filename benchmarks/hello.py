"""The floor that requests are measured against: a hello-world view behind Django's default middleware."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

import django
from django.conf import settings

django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.urls import include, path  # noqa: E402

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


def prepare() -> None:
    settings.ROOT_URLCONF = "benchmarks.hello"
    settings.STATIC_ROOT.mkdir(exist_ok=True)
