"""``copies/``: is what a partner holds still what is published?"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from articles.api.bodies import read_json
from articles.api.documents import Json
from articles.api.exchange import CopiesAsked, CopiesChecked
from articles.api.filters import ID, SHA256
from articles.api.parameters import invalid, refused
from articles.api.views.articles import was_public
from articles.api.views.base import PublicView
from articles.models import Publication, PublishedVersion
from articles.rendering import local_time
from articles.rendering.record import encode

MOST = 500
BYTES = 100_000
UNKNOWN = "unknown"


class Copies(PublicView):
    """Three queries, however many are asked."""

    http_method_names = ["post", "options"]
    operation = "copies"
    tag = "同步"
    summary = "核对副本"
    item = CopiesChecked
    body = CopiesAsked
    problems = ("invalid-parameters", "content-too-large", "unsupported-media-type")

    def post(self, request: HttpRequest) -> HttpResponse:
        asked = self.asked(request)
        ids = {public_id for public_id, _ in asked}
        current = self.current(ids)
        gone = self.withdrawn(ids - current.keys())
        earlier = versions_with({digest for _, digest in asked}, current)
        proved = {key: row["version"] for key, row in current.items() if (key, row["sha256"]) in asked}
        self.note_copies(proved | {key: publication.version for key, publication in gone.items()})
        results = [standing(public_id, digest, current, gone, earlier) for public_id, digest in asked]
        response = HttpResponse(encode({"results": results}), content_type=self.media_type)
        response["Cache-Control"] = "no-store"
        return response

    def asked(self, request: HttpRequest) -> list[tuple[str, str]]:
        """Raises 400 that names what is wrong with the body."""
        document = read_json(request, most=BYTES)
        copies = document.get("copies") if isinstance(document, dict) and set(document) == {"copies"} else None
        if not isinstance(copies, list) or not 1 <= len(copies) <= MOST:
            detail = f'请求正文应为 {{"copies": [{{"id": …, "sha256": …}}, …]}}，1 到 {MOST} 项。'
            raise invalid([refused("copies", "invalid-value", detail)])
        errors = [error for number, each in enumerate(copies) for error in faults(number, each)]
        if errors:
            raise invalid(errors[:20])
        return [(each["id"], each["sha256"]) for each in copies]

    def current(self, ids: set[str]) -> dict[str, dict[str, Any]]:
        found = self.visible().filter(public_id__in=ids).order_by()
        rows: Any = found.values("public_id", "version", "sha256", "updated_at")
        return {row["public_id"]: row for row in rows}

    def withdrawn(self, ids: set[str]) -> dict[str, Publication]:
        """Only what readers could have seen: of the rest nothing is said."""
        rows = Publication.objects.filter(public_id__in=ids, withdrawn_at__isnull=False).order_by()
        return {each.public_id: each for each in rows.defer("html", "text", "card", "detail") if was_public(each)}


def faults(number: int, each: Any) -> list[Json]:
    if not isinstance(each, dict) or set(each) != {"id", "sha256"}:
        return [refused(f"copies[{number}]", "invalid-value", f"第 {number + 1} 项应恰有 id 和 sha256。")]
    found = []
    for name, pattern, allowed in (
        ("id", ID, "接口给出的编号（4 到 16 个小写字母和数字）"),
        ("sha256", SHA256, " 64 个小写的十六进制数字"),
    ):
        if not isinstance(each[name], str) or not pattern.fullmatch(each[name]):
            detail = f"第 {number + 1} 项的 {name} 应为{allowed}。"
            found.append(refused(f"copies[{number}].{name}", "invalid-value", detail))
    return found


def versions_with(digests: set[str], current: dict[str, dict[str, Any]]) -> dict[tuple[str, str], int]:
    """Which version of what is out had such a text; the latest of equals."""
    rows = PublishedVersion.objects.filter(publication__public_id__in=current.keys(), sha256__in=digests)
    found = rows.order_by("version").values_list("publication__public_id", "sha256", "version")
    return {(public_id, digest): version for public_id, digest, version in found}


def standing(
    public_id: str,
    digest: str,
    current: dict[str, dict[str, Any]],
    gone: dict[str, Publication],
    earlier: dict[tuple[str, str], int],
) -> Json:
    if row := current.get(public_id):
        same = row["sha256"] == digest
        return {
            "id": public_id,
            "status": "current" if same else "corrected",
            "version": row["version"],
            "sha256": row["sha256"],
            "updated_at": local_time(row["updated_at"]),
            "copied_version": row["version"] if same else earlier.get((public_id, digest)),
            "api_url": f"/api/v1/articles/{public_id}/",
        }
    publication = gone.get(public_id)
    if publication is None or publication.withdrawn_at is None:
        return {"id": public_id, "status": UNKNOWN}
    at = local_time(publication.withdrawn_at)
    return {"id": public_id, "status": "withdrawn", "reason": publication.withdrawal_reason, "at": at}
