"""Feeds with full text: RSS 2.0, Atom and JSON Feed 1.1 of the same entries."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from email.utils import format_datetime
from io import StringIO
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.timezone import localtime
from django.utils.xmlutils import SimplerXMLGenerator

from articles.models import Publication
from articles.public.outgoing import outgoing, xml_safe
from articles.text.sentences import first_sentence, shortened

SUMMARY = 160
LANGUAGE = "zh-CN"
NEVER = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # the age of a feed without entries


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


@dataclass(frozen=True, slots=True)
class Feed:
    """``base`` is the page that the feed is of, root-relative; the feed's own address is ``base`` + its name."""

    title: str
    description: str
    base: str
    name: str
    entries: list[Entry] = field(default_factory=list)

    @property
    def home(self) -> str:
        return settings.SITE_URL + self.base

    @property
    def url(self) -> str:
        return self.home + self.name

    @property
    def updated(self) -> dt.datetime:
        return max((entry.updated for entry in self.entries), default=NEVER)


def entries_of(publications: Iterable[Publication]) -> list[Entry]:
    return [entry_of(publication) for publication in publications]


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
    return outgoing(render_to_string("articles/whole.html", context), site_url=settings.SITE_URL).strip()


def rss(feed: Feed) -> str:
    out, xml = _document()
    names = {"atom": "http://www.w3.org/2005/Atom", "content": "http://purl.org/rss/1.0/modules/content/"}
    names["dc"] = "http://purl.org/dc/elements/1.1/"
    _open(xml, "rss", {"version": "2.0"} | {f"xmlns:{key}": value for key, value in names.items()})
    _open(xml, "channel")
    for name, value in (("title", feed.title), ("link", feed.home), ("description", feed.description)):
        xml.addQuickElement(name, value)
    xml.addQuickElement("atom:link", "", {"rel": "self", "href": feed.url, "type": "application/rss+xml"})
    xml.addQuickElement("language", LANGUAGE.lower())
    xml.addQuickElement("lastBuildDate", format_datetime(localtime(feed.updated)))
    for entry in feed.entries:
        _open(xml, "item")
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
    xml.endElement("channel")
    xml.endElement("rss")
    return out.getvalue()


def atom(feed: Feed) -> str:
    out, xml = _document()
    _open(xml, "feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": LANGUAGE})
    for name, value in (("title", feed.title), ("subtitle", feed.description), ("id", feed.home)):
        xml.addQuickElement(name, value)
    xml.addQuickElement("updated", _stamp(feed.updated))
    xml.addQuickElement("link", "", {"rel": "self", "href": feed.url, "type": "application/atom+xml"})
    xml.addQuickElement("link", "", {"rel": "alternate", "href": feed.home, "type": "text/html"})
    _person(xml, settings.PAPER["name"], settings.SITE_URL + "/")
    for entry in feed.entries:
        _open(xml, "entry")
        xml.addQuickElement("title", entry.title)
        xml.addQuickElement("id", entry.url)
        xml.addQuickElement("link", "", {"rel": "alternate", "href": entry.url, "type": "text/html"})
        xml.addQuickElement("published", _stamp(entry.published))
        xml.addQuickElement("updated", _stamp(entry.updated))
        for name, url in entry.authors:
            _person(xml, name, url)
        for tag in entry.tags:
            xml.addQuickElement("category", "", {"term": tag})
        xml.addQuickElement("summary", entry.summary)
        xml.addQuickElement("content", entry.content, {"type": "html"})
        xml.endElement("entry")
    xml.endElement("feed")
    return out.getvalue()


def json_feed(feed: Feed) -> str:
    document: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.home,
        "feed_url": feed.url,
        "language": LANGUAGE,
        "authors": [{"name": settings.PAPER["name"], "url": settings.SITE_URL + "/"}],
        "items": [_json_item(entry) for entry in feed.entries],
    }
    return json.dumps(document, ensure_ascii=False)


def _json_item(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.url,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.content,
        "date_published": _stamp(entry.published),
        "date_modified": _stamp(entry.updated),
        "authors": [{"name": name} | ({"url": url} if url else {}) for name, url in entry.authors],
        "tags": entry.tags,
        "language": LANGUAGE,
    }


def _document() -> tuple[StringIO, SimplerXMLGenerator]:
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8")
    xml.startDocument()
    return out, xml


def _open(xml: SimplerXMLGenerator, name: str, attributes: dict[str, str] | None = None) -> None:
    xml.startElement(name, AttributesImpl(attributes or {}))


def _person(xml: SimplerXMLGenerator, name: str, url: str) -> None:
    _open(xml, "author")
    xml.addQuickElement("name", name)
    if url:
        xml.addQuickElement("uri", url)
    xml.endElement("author")


def _stamp(moment: dt.datetime) -> str:
    return localtime(moment).isoformat(timespec="seconds")


# The name at the end of a feed's address, the writer, and the media type.
FORMATS: dict[str, tuple[Callable[[Feed], str], str]] = {
    "rss.xml": (rss, "application/rss+xml"),
    "atom.xml": (atom, "application/atom+xml"),
    "feed.json": (json_feed, "application/feed+json"),
}
