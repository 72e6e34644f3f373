"""Feeds with full text: RSS 2.0, Atom and JSON Feed 1.1 of the same entries, which were written ahead (``preparing``)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime
from io import StringIO
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.xmlutils import SimplerXMLGenerator

from articles import preparing
from articles.compiled import aware, statement
from articles.models import Publication
from articles.rendering.entry import LANGUAGE, forms_of, open_tag, person, stamp

ENTRIES = 30
NEVER = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # the age of a feed without entries
Written = tuple[dt.datetime, bytes]


@dataclass(frozen=True, slots=True)
class Feed:
    """``base`` is the page that the feed is of, root-relative; the feed's own address is ``base`` + its name.

    ``entries`` are finished in the form that the name asks for, each with the time of its last change.
    """

    title: str
    description: str
    base: str
    name: str
    entries: list[Written] = field(default_factory=list)

    @property
    def home(self) -> str:
        return settings.SITE_URL + self.base

    @property
    def url(self) -> str:
        return self.home + self.name

    @property
    def updated(self) -> dt.datetime:
        return max((updated for updated, _ in self.entries), default=NEVER)


def latest(
    name: str, shape: Hashable, build: Callable[[Mapping[str, Any]], QuerySet[Publication]], values: Mapping[str, Any]
) -> list[Written]:
    """The newest entries, for the feed of that name, of the publications that ``build`` makes of marks.

    One query, and another one for those that are not written or not in their present version.
    """
    form = FORMATS[name].form

    def newest(marks: Mapping[str, Any]) -> QuerySet[Publication, Any]:
        found = (
            build(marks)
            .annotate(present=preparing.is_written("entry", marks["recipe"]))
            .order_by("-date", "-released_at", "-pk")
        )
        return found.values_list("pk", "updated_at", "present", f"entry__{form}")[:ENTRIES]

    values = {**values, "recipe": preparing.recipe()}
    rows = statement(("feed", form, shape), newest, values).run(values)
    missing = [pk for pk, _, is_present, _ in rows if not is_present]
    anew = Publication.objects.visible().defer("card").in_bulk(missing) if missing else {}
    written = {pk: forms_of(each)[form] for pk, each in anew.items()}
    written |= {pk: bytes(entry) for pk, _, is_present, entry in rows if is_present}
    return [(aware(updated), written[pk]) for pk, updated, *_ in rows if pk in written]


def rss(feed: Feed) -> bytes:
    out, xml = _document()
    names = {"atom": "http://www.w3.org/2005/Atom", "content": "http://purl.org/rss/1.0/modules/content/"}
    names["dc"] = "http://purl.org/dc/elements/1.1/"
    open_tag(xml, "rss", {"version": "2.0"} | {f"xmlns:{key}": value for key, value in names.items()})
    open_tag(xml, "channel")
    for name, value in (("title", feed.title), ("link", feed.home), ("description", feed.description)):
        xml.addQuickElement(name, value)
    xml.addQuickElement("atom:link", "", {"rel": "self", "href": feed.url, "type": "application/rss+xml"})
    xml.addQuickElement("language", LANGUAGE.lower())
    xml.addQuickElement("lastBuildDate", format_datetime(localtime(feed.updated)))
    return around(feed, out.getvalue(), "</channel></rss>")


def atom(feed: Feed) -> bytes:
    out, xml = _document()
    open_tag(xml, "feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": LANGUAGE})
    for name, value in (("title", feed.title), ("subtitle", feed.description), ("id", feed.home)):
        xml.addQuickElement(name, value)
    xml.addQuickElement("updated", stamp(feed.updated))
    xml.addQuickElement("link", "", {"rel": "self", "href": feed.url, "type": "application/atom+xml"})
    xml.addQuickElement("link", "", {"rel": "alternate", "href": feed.home, "type": "text/html"})
    person(xml, settings.PAPER["name"], settings.SITE_URL + "/")
    return around(feed, out.getvalue(), "</feed>")


def json_feed(feed: Feed) -> bytes:
    document: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.home,
        "feed_url": feed.url,
        "language": LANGUAGE,
        "authors": [{"name": settings.PAPER["name"], "url": settings.SITE_URL + "/"}],
        "items": [],
    }
    head, tail = json.dumps(document, ensure_ascii=False), "]}"
    return around(feed, head.removesuffix(tail), tail, between=b", ")


def around(feed: Feed, head: str, tail: str, *, between: bytes = b"") -> bytes:
    return head.encode() + between.join(entry for _, entry in feed.entries) + tail.encode()


def _document() -> tuple[StringIO, SimplerXMLGenerator]:
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8")
    xml.startDocument()
    return out, xml


@dataclass(frozen=True, slots=True)
class Format:
    """How a feed is written, the form of its entries, and the media type."""

    write: Callable[[Feed], bytes]
    form: str
    content_type: str


# By the name at the end of a feed's address.
FORMATS = {
    "rss.xml": Format(rss, "rss", "application/rss+xml"),
    "atom.xml": Format(atom, "atom", "application/atom+xml"),
    "feed.json": Format(json_feed, "json", "application/feed+json"),
}
