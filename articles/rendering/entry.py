"""An article in a feed: the entry of RSS 2.0, Atom and JSON Feed 1.1, with the whole text."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from email.utils import format_datetime
from io import StringIO
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.timezone import localtime
from django.utils.xmlutils import SimplerXMLGenerator

from articles.models import Publication
from articles.rendering.outgoing import outgoing, xml_safe
from articles.text.sentences import first_sentence, shortened

SUMMARY = 160
LANGUAGE = "zh-CN"
WHOLE = "articles/whole.html"


@dataclass(frozen=True, slots=True)
class Entry:
    """One article. All addresses are absolute; ``content`` is the whole text as HTML."""

    url: str
    title: str
    summary: str
    content: str
    authors: list[tuple[str, str]]  # name, address or nothing
    tags: list[str]
    published: dt.datetime
    updated: dt.datetime


def entry_of(publication: Publication) -> Entry:
    """Everything is read from the publication: it costs no query."""
    detail = publication.detail
    return Entry(
        url=settings.SITE_URL + detail["url"],
        title=xml_safe(detail["web_title"] or detail["title"]),
        summary=xml_safe(detail["summary"] or shortened(first_sentence(publication.text.strip()), SUMMARY)),
        content=xml_safe(whole_text(publication)),
        authors=[
            (xml_safe(part["name"]), settings.SITE_URL + part["url"] if part["url"] else "")
            for part in detail["byline"]
        ],
        tags=[xml_safe(tag["name"]) for tag in detail["tags"]],
        published=publication.released_at,
        updated=publication.updated_at,
    )


def whole_text(publication: Publication) -> str:
    """Kicker to corrections as HTML that stands on its own, with absolute links."""
    context = {
        "detail": publication.detail,
        "body": publication.html,
        "date": publication.date,
        "site_url": settings.SITE_URL,
    }
    return outgoing(render_to_string(WHOLE, context), site_url=settings.SITE_URL).strip()


def rss_item(entry: Entry) -> str:
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8")
    open_tag(xml, "item")
    xml.addQuickElement("title", entry.title)
    xml.addQuickElement("link", entry.url)
    xml.addQuickElement("guid", entry.url, {"isPermaLink": "true"})
    xml.addQuickElement("description", entry.summary)
    xml.addQuickElement("content:encoded", entry.content)
    for name, _ in entry.authors:
        xml.addQuickElement("dc:creator", name)
    for tag in entry.tags:
        xml.addQuickElement("category", tag)
    xml.addQuickElement("pubDate", format_datetime(localtime(entry.published)))
    xml.endElement("item")
    return out.getvalue()


def atom_entry(entry: Entry) -> str:
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8")
    open_tag(xml, "entry")
    xml.addQuickElement("title", entry.title)
    xml.addQuickElement("id", entry.url)
    xml.addQuickElement("link", "", {"rel": "alternate", "href": entry.url, "type": "text/html"})
    xml.addQuickElement("published", stamp(entry.published))
    xml.addQuickElement("updated", stamp(entry.updated))
    for name, url in entry.authors:
        person(xml, name, url)
    for tag in entry.tags:
        xml.addQuickElement("category", "", {"term": tag})
    xml.addQuickElement("summary", entry.summary)
    xml.addQuickElement("content", entry.content, {"type": "html"})
    xml.endElement("entry")
    return out.getvalue()


def json_item(entry: Entry) -> str:
    item: dict[str, Any] = {
        "id": entry.url,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.content,
        "date_published": stamp(entry.published),
        "date_modified": stamp(entry.updated),
        "authors": [{"name": name} | ({"url": url} if url else {}) for name, url in entry.authors],
        "tags": entry.tags,
        "language": LANGUAGE,
    }
    return json.dumps(item, ensure_ascii=False)


def open_tag(xml: SimplerXMLGenerator, name: str, attributes: dict[str, str] | None = None) -> None:
    xml.startElement(name, AttributesImpl(attributes or {}))


def person(xml: SimplerXMLGenerator, name: str, url: str) -> None:
    open_tag(xml, "author")
    xml.addQuickElement("name", name)
    if url:
        xml.addQuickElement("uri", url)
    xml.endElement("author")


def stamp(moment: dt.datetime) -> str:
    return localtime(moment).isoformat(timespec="seconds")


FORMS = {"rss": rss_item, "atom": atom_entry, "json": json_item}


def forms_of(publication: Publication) -> dict[str, bytes]:
    """Its entry in every form. Everything is read from the publication: it costs no query."""
    entry = entry_of(publication)
    return {name: write(entry).encode() for name, write in FORMS.items()}
