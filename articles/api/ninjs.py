"""An article as ninjs 3.2 (IPTC News in JSON). Page and issue have no field there: they are alternative ids."""

from __future__ import annotations

import mimetypes
from typing import Any

from django.conf import settings

from articles.api.documents import Json
from articles.choices import ArticleKind, BlockKind
from articles.models import Publication
from articles.rendering import local_time
from articles.rendering.record import with_absolute_links

STANDARD = {
    "name": "ninjs",
    "version": "3.2",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.2.json#",
}
LANGUAGE = "zh-CN"
PLAIN, HTML = "text/plain", "text/html"


def ninjs(publication: Publication, licence: Json) -> Json:
    """The whole article; ``licence`` is the caller's block."""
    detail: Json = publication.detail
    return without_nothing(
        {
            "standard": STANDARD,
            "uri": absolute(detail["url"]),
            "type": "text",
            "representationType": "full",
            "version": str(publication.version),
            "firstCreated": detail["published_at"],
            "versionCreated": detail["updated_at"],
            "pubStatus": "usable",
            "expires": local_time(publication.expires_at) if publication.expires_at else None,
            "language": LANGUAGE,
            "title": detail["title"],
            "headlines": headlines(detail),
            "by": " ".join(each["name"] for each in detail["byline"]),
            "people": people(detail),
            "organisations": organisations(detail),
            "subjects": subjects(detail),
            "genres": [{"name": ArticleKind(detail["kind"]).label, "literal": detail["kind"]}],
            "descriptions": [{"role": "summary", "contentType": PLAIN, "value": detail["summary"]}]
            if detail["summary"]
            else None,
            "bodies": bodies(detail),
            "infoSources": sources(detail),
            "associations": pictures(detail),
            "altIds": alternative_ids(publication),
            "copyrightHolder": licence["source"],
            "copyrightNotice": licence["credit_line"],
            "usageTerms": licence["terms"],
        }
    )


def absolute(path: str) -> str:
    return settings.SITE_URL + path


def without_nothing(document: Json) -> Json:
    return {name: value for name, value in document.items() if value not in (None, "", [], {})}


def headlines(detail: Json) -> list[Json]:
    named = (("kicker", "kicker"), ("main", "title"), ("subtitle", "subtitle"), ("web", "web_title"))
    return [{"role": role, "contentType": PLAIN, "value": detail[name]} for role, name in named if detail[name]]


def people(detail: Json) -> list[Json]:
    """Bylines, speakers and the page's people, each with what they are to the article."""
    found = [
        {"name": each["name"], "rel": each["role"], "uri": each["url"] and absolute(each["url"]), "literal": each["id"]}
        for each in detail["byline"]
    ]
    found += [
        {"name": each["speaker"], "rel": "speaker", "literal": each["author_id"]} for each in detail["statements"]
    ]
    found += [{"name": each.get("name"), "rel": each.get("role")} for each in detail["credits"]]
    return unique(map(without_nothing, found))


def organisations(detail: Json) -> list[Json]:
    """Affiliations as printed."""
    printed = [each["affiliation"] for each in [*detail["byline"], *detail["statements"]] if each["affiliation"]]
    return unique({"name": name, "rel": "affiliation"} for name in printed)


def unique(documents: Any) -> list[Json]:
    found: list[Json] = []
    for each in documents:
        if each and each not in found:
            found.append(each)
    return found


def subjects(detail: Json) -> list[Json]:
    found = [
        {"name": tag["name"], "rel": "about", "uri": absolute(tag["url"]), "literal": tag["slug"]}
        for tag in detail["tags"]
    ]
    if column := detail["column"]:
        uri = absolute(column["url"])
        found.append({"name": column["name"], "rel": "column", "uri": uri, "literal": column["slug"]})
    return found


def bodies(detail: Json) -> list[Json]:
    body = detail["body"]
    note = detail["editor_note"]
    found = [{"role": "editor-note", "contentType": PLAIN, "value": note}] if note else []
    html = with_absolute_links(body["html"])
    found.append({"role": "main", "contentType": HTML, "charCount": detail["characters"], "value": html})
    found.append({"role": "main", "contentType": PLAIN, "charCount": detail["characters"], "value": body["text"]})
    found += [
        {"role": "correction", "contentType": PLAIN, "value": f"{each['date']} {each['text']}"}
        for each in detail["corrections"]
    ]
    return found


def sources(detail: Json) -> list[Json]:
    found = [{"name": settings.PAPER["name"], "role": "publisher", "uri": absolute("/")}]
    if source := detail["source"]:
        literal = " ".join(filter(None, [source["date"], source["title"]]))
        found.append(without_nothing({"name": source["name"], "role": "original", "literal": literal}))
    return found


def pictures(detail: Json) -> list[Json]:
    """Pictures of the body with their addresses; a record from before they were stored has none."""
    blocks = [block for block in detail["body"]["blocks"] if block["kind"] == BlockKind.IMAGE and "url" in block]
    return [picture(number, block) for number, block in enumerate(blocks, start=1)]


def picture(number: int, block: Json) -> Json:
    href = absolute(block["url"]) if block["url"].startswith("/") else block["url"]
    rendition = {
        "name": "original",
        "href": href,
        "contentType": mimetypes.guess_type(block["url"])[0],
        "width": block["width"],
        "height": block["height"],
    }
    captions = [("caption", block["caption"]), ("alt", block["alt"])]
    return without_nothing(
        {
            "uri": href,
            "name": f"picture-{number}",
            "rel": "illustration",
            "type": "picture",
            "descriptions": [{"role": role, "contentType": PLAIN, "value": text} for role, text in captions if text],
            "by": block["credit"],
            "copyrightNotice": block["rights"],
            "renditions": [without_nothing(rendition)],
        }
    )


def alternative_ids(publication: Publication) -> list[Json]:
    detail: Json = publication.detail
    issue, page = detail["issue"], detail["page"]
    found = {
        "newsroom": publication.public_id,
        "sha256": publication.sha256,
        "print-date": issue and issue["date"],
        "print-edition": issue and issue["edition"],
        "print-serial-number": issue and issue["serial_number"] and str(issue["serial_number"]),
        "print-page": page and page["number"],
        "print-position": detail["position"] and str(detail["position"]),
        "print-locator": detail["print_locator"] and absolute(detail["print_locator"]),
    }
    return [{"role": role, "value": value} for role, value in found.items() if value]
