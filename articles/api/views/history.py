"""``articles/{id}/versions/``: the texts that an article has had before readers' eyes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from articles.api.documents import Json, Text
from articles.api.errors import not_found
from articles.api.filters import ID, Filters
from articles.api.pagination import number
from articles.api.parameters import Parameter
from articles.api.records import whole_record
from articles.api.selection import Selection
from articles.api.serializers import VersionItem
from articles.api.views.articles import absence
from articles.api.views.lists import ListView, Rows
from articles.models import Publication, PublishedVersion
from articles.models.publication import PublicationQuerySet
from articles.rendering import local_time
from articles.rendering.record import encode
from articles.tombstones import versions_seen

NEWEST = "-version"


class VersionList(ListView):
    """Withdrawn words are no history: what was taken back before the present release is not shown again."""

    operation = "versions"
    tag = "同步"
    summary = "一篇文章的历次版本"
    scope = "history"
    item = VersionItem
    includes = ("article",)
    filters = Filters
    orderings = {NEWEST: (number("version", descending=True),)}
    default_ordering = NEWEST
    path_parameters = (Parameter("public_id", "文章编号。", {"type": "string", "pattern": f"^{ID.pattern}$"}),)
    problems = ("invalid-parameters", "insufficient-scope", "not-found", "withdrawn")

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:  # type: ignore[override]
        wanted = self.wanted()  # a bad parameter is told before a missing record
        found = self.visible().filter(public_id=public_id).first() if ID.fullmatch(public_id) else None
        if found is None or not self.contract.covers(found.column_id):
            raise self.missing(public_id)
        self.publication = found
        return self.listed(wanted)

    def missing(self, public_id: str) -> Exception:
        """410 for what the contract covered when it was taken back."""
        gone = Publication.objects.filter(public_id=public_id, withdrawn_at__isnull=False).first()
        return absence(public_id) if gone and self.contract.covers(gone.column_id) else not_found()

    def list_name(self) -> str:
        return f"versions of {self.kwargs['public_id']}"

    def rows(self, visible: PublicationQuerySet) -> Rows:
        kept = list(self.publication.versions.order_by("version").defer("detail"))
        seen = [
            version.pk
            for version in versions_seen(self.publication, kept, self.now)
            if version.withdrawn_at is None and self.contract.covers(version.column_id)
        ]
        self.newest = kept[-1].version if kept else 0
        rows: Any = PublishedVersion.objects.filter(pk__in=seen).values(
            "version", "kind", "at", "title", "sha256", "detail", "column"
        )
        return rows

    def texts(self, rows: Sequence[dict[str, Any]], selection: Selection) -> list[Text]:
        return [Text(encode(selection.pick(self.version(row, selection)))) for row in rows]

    def version(self, row: dict[str, Any], selection: Selection) -> Json:
        made: Json = {
            "version": row["version"],
            "kind": row["kind"],
            "at": local_time(row["at"]),
            "is_current": row["version"] == self.newest,
            "title": row["title"],
            "characters": row["detail"]["characters"],
            "sha256": row["sha256"],
        }
        if "article" in selection.included:
            detail, reprint = row["detail"], self.contract.reprints(row["column"])
            made["article"] = whole_record(detail, reprint=reprint)
        return made
