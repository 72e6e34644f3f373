"""The way in: the root index, the OpenAPI document, the page to browse it, what errors mean, and all else."""

from __future__ import annotations

import datetime as dt
from functools import cache
from threading import Lock
from typing import Any, NoReturn

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from articles.api import deprecations
from articles.api.documents import Json, json_response
from articles.api.errors import KINDS, Problem, not_found, problem_type
from articles.api.exchange import ProblemKind, Root, Status
from articles.api.feed import head_of_feed
from articles.api.parameters import Parameter
from articles.api.views.base import PublicView
from articles.rendering import local_time

ENDPOINTS = (
    "articles",
    "issues",
    "columns",
    "authors",
    "tags",
    "quotes",
    "statements",
    "search",
    "changes",
    "export",
    "copies",
    "webhooks",
    "deliveries",
    "status",
)


_drawing = Lock()


class RootView(PublicView):
    operation = "root"
    tag = "入口"
    summary = "接口的目录"
    item = Root
    problems = ("invalid-parameters",)

    def get(self, request: HttpRequest) -> HttpResponse:
        base = f"{settings.SITE_URL}/api/v1/"
        document = {
            "name": settings.PAPER["name"],
            "version": settings.SPECTACULAR_SETTINGS["VERSION"],
            "documentation": f"{base}docs/",
            "openapi": f"{base}openapi.json",
            "quickstart": f"{base}quickstart/",
            "endpoints": {name: f"{base}{name}/" for name in ENDPOINTS},
        }
        return json_response(document)


class StatusView(PublicView):
    operation = "status"
    tag = "入口"
    summary = "接口的版本和近况"
    item = Status
    problems = ("invalid-parameters",)

    def get(self, request: HttpRequest) -> HttpResponse:
        _, head = head_of_feed()
        document = {
            "version": settings.SPECTACULAR_SETTINGS["VERSION"],
            "head": head,
            "deprecations": deprecations.all_of_them(),
        }
        return json_response(document, max_age=0)


class ProblemView(PublicView):
    """Where a problem's ``type`` points to."""

    operation = "problem"
    tag = "入口"
    summary = "一种错误的说明"
    item = ProblemKind
    path_parameters = (Parameter("code", "错误的代号。", {"type": "string", "enum": list(KINDS)}, "not-found"),)
    problems = ("invalid-parameters", "not-found")

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        if code not in KINDS:
            raise not_found()
        kind = KINDS[code]
        document = {
            "type": problem_type(code),
            "title": kind.title,
            "status": kind.status,
            "code": code,
            "meaning": kind.meaning,
        }
        return json_response(document)


class OpenApiView(PublicView):
    """The document itself; it does not describe itself."""

    schema = None

    def get(self, request: HttpRequest) -> HttpResponse:
        return json_response(openapi_document())


@cache
def openapi_document() -> Json:
    """Made once a process: it depends on code and settings only. One thread at a time: the inspector is shared."""
    with _drawing:
        document: Json = SchemaGenerator().get_schema(request=None, public=True)
    return document


class NoSuchAddress(PublicView):
    """Everything below /api/ that is nothing: a problem, not the site's HTML page."""

    schema = None

    def initial(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """No parameter is worth a word here, nor what is accepted."""
        self.admit(request)

    def get(self, request: HttpRequest) -> NoReturn:
        detail = "地址应以斜杠 / 结尾。" if is_unended(request.path_info) else "接口没有这个地址；目录在 /api/v1/。"
        raise Problem("not-found", detail)


def is_unended(path: str) -> bool:
    """True where only the last slash is wanting. What has a dot names a format, no record: ids and slugs have none."""
    try:
        view = resolve(f"{path}/").func.view_class  # type: ignore[attr-defined]
    except (Resolver404, AttributeError):
        return False
    return view is not NoSuchAddress and "." not in path.rpartition("/")[2]


@require_safe
def quickstart(request: HttpRequest) -> HttpResponse:
    """A partner's first five minutes."""
    context = {
        "site": settings.SITE_URL,
        "canonical": f"{settings.SITE_URL}{request.path}",
        "anonymous": settings.ENV.API_ANONYMOUS_PER_MINUTE,
        "keyed": settings.ENV.API_KEY_PER_MINUTE,
        "yesterday": local_time(timezone.now() - dt.timedelta(days=1)),
    }
    response = render(request, "articles/api/quickstart.html", context)
    response["Cache-Control"] = "public, max-age=300"
    return response


@require_safe
def mirror_client(request: HttpRequest) -> HttpResponse:
    """The client as it lies in the project, to be taken along."""
    text = (settings.BASE_DIR / "clients" / "newsroom_mirror.py").read_bytes()
    response = HttpResponse(text, content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="newsroom_mirror.py"'
    response["Cache-Control"] = "public, max-age=300"
    return response


@require_safe
@csp_update({"img-src": [SELF, "data:"]})  # Swagger's style sheet has its icons in itself
def browse(request: HttpRequest) -> HttpResponse:
    """The page to browse the document with: scripts and styles from here, none inline."""
    return render(request, "articles/api/docs.html", {"paper": settings.PAPER["name"]})
