"""``export/``: everything that a contract covers, to begin a mirror with.

The index takes the head of the change feed before it reads, so that what happens meanwhile comes again
in ``changes/``. A part is made when it is fetched: it never holds what has been taken back by then.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles.api import feed
from articles.api.documents import Json, json_response, response_of
from articles.api.errors import Problem, not_found
from articles.api.exchange import ExportIndex
from articles.api.feed import Place
from articles.api.filters import ExportFilters
from articles.api.parameters import Parameter, invalid
from articles.api.ranges import ranged
from articles.api.records import made_now
from articles.api.selection import Selection
from articles.api.views.base import PublicView
from articles.api.views.lists import parameters_of
from articles.models import Change
from articles.models.publication import PublicationQuerySet
from articles.tombstones import covered

PART = 500  # articles
LOOKS = 5
MAX_TOKEN = 600


class Export(PublicView):
    scope = "export"
    tag = "同步"

    def look(self) -> tuple[str, int]:
        """(epoch, head), and the time from which it is seen what they stand for.

        A row may be younger than this request, or from a machine whose clock is ahead: what was released with
        it would be in neither export nor feed.
        """
        place = feed.head_of_feed()
        newest = Change.objects.order_by("-seq").values_list("at", flat=True).first()
        self.now = max(filter(None, [timezone.now(), newest]))
        return place

    def covered(self, values: dict[str, str]) -> PublicationQuerySet:
        """What the contract covers of what the filters ask for."""
        errors: list[Json] = []
        filters = ExportFilters.read(values, errors=errors)
        if errors:
            raise invalid(errors)
        found: Any = ExportFilters.apply(self.visible().filter(covered(self.contract)), filters)
        return found

    def reader(self) -> str:
        assert self.key is not None  # noqa: S101 - for the type checker; the scope asks for one
        return feed.scope_of(self.key, self.contract, ())


class ExportIndexView(Export):
    operation = "export"
    summary = "整体导出的目录"
    item = ExportIndex
    problems = ("invalid-parameters", "insufficient-scope")

    @classmethod
    def all_parameters(cls) -> list[Parameter]:
        return parameters_of(ExportFilters)

    def get(self, request: HttpRequest) -> HttpResponse:
        epoch, head, rows = self.settled()
        cursor = Place(epoch, head, self.reader()).sign()
        filters = {name: self.values[name] for name in ExportFilters.declared_filters if name in self.values}
        keys = [key for key, *_ in rows]
        base = f"{settings.SITE_URL}/api/v1"
        document = {
            "head": head,
            "cursor": cursor,
            "next": f"{base}/changes/?{urlencode({'cursor': cursor})}",
            "count": len(rows),
            "digest": digest_of(row[1:] for row in rows),
            "parts": [
                {
                    "url": f"{base}/export/{token_of(self.reader(), keys[at], keys[at : at + PART][-1], filters)}.ndjson.gz",
                    "articles": len(keys[at : at + PART]),
                }
                for at in range(0, len(keys), PART)
            ],
        }
        return json_response(document, max_age=0)

    def settled(self) -> tuple[str, int, list[tuple[int, str, int, str]]]:
        """(epoch, head, rows): the rows as they were at that head, unless others write all the time."""
        for _ in range(LOOKS):
            epoch, head = self.look()
            rows = self.covered(self.values).order_by("pk").values_list("pk", "public_id", "version", "sha256")
            found = list(rows)
            if feed.head_of_feed() == (epoch, head):
                break
        return epoch, head, found


class ExportPartView(Export):
    """Lines in the order of the first release, the same bytes as long as nothing in them changes."""

    operation = "export_part"
    summary = "整体导出的一份：gzip 压缩的 NDJSON，每行一篇文章的全部"
    media_type = "application/gzip"
    item = None
    shape = {"type": "string", "format": "binary"}
    path_parameters = (Parameter("token", "目录给出的名称。", {"type": "string"}),)
    problems = ("invalid-parameters", "insufficient-scope", "not-found", "cursor-reset", "range-not-satisfiable")

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        reader, first, last, filters = opened(token)
        if reader != self.reader():
            raise Problem("cursor-reset", resync=f"{settings.SITE_URL}/api/v1/export/")
        self.look()
        part = self.covered(filters).filter(pk__range=(first, last))
        ids = list(part.order_by("pk").values_list("public_id", flat=True))
        made = made_now(ids, Selection(), now=self.now, contract=self.contract, among=self.contract, whole=True)
        self.note_copies({public_id: version for public_id, (version, _) in made.items()})
        lines = b"".join(made[public_id][1] + b"\n" for public_id in ids if public_id in made)
        body = gzip.compress(lines, compresslevel=6, mtime=0)
        response = response_of(body, content_type=self.media_type, max_age=0)
        response["Repr-Digest"] = f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
        response["Content-Disposition"] = f'attachment; filename="articles-{first}-{last}.ndjson.gz"'
        return response

    def conditional(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """A part of it only after 304 and 412 have been ruled out."""
        found = super().conditional(request, response)
        if found.status_code != 200:
            return found
        try:
            return ranged(request, found)
        except Problem as problem:
            return self.refused(problem)


def digest_of(rows: Iterable[tuple[str, int, str]]) -> str:
    """One digest for all: a mirror that holds the same has the same."""
    lines = sorted(f"{public_id}\t{version}\t{sha256}\n" for public_id, version, sha256 in rows)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def token_of(reader: str, first: int, last: int, filters: dict[str, str]) -> str:
    return _signer().sign_object([reader, first, last, filters], compress=False)


def opened(token: str) -> tuple[str, int, int, dict[str, str]]:
    """Raises 404 for what was not given out here."""
    try:
        if len(token) > MAX_TOKEN:
            raise ValueError
        reader, first, last, filters = _signer().unsign_object(token)
    except (signing.BadSignature, ValueError):
        raise not_found() from None
    return reader, first, last, filters


def _signer() -> signing.Signer:
    return signing.Signer(salt="articles.api.export")
