"""The API's record of an article, written out in pieces of JSON: whatever a partner asks for is joined of them.

A piece is members without braces. What is about the whole site is in it: absolute addresses, the paper's name, what
may be done with the text, with and without a contract for it. Whose contract covers what is decided when it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import orjson
from django.conf import settings

from articles.rendering.cards import Json
from articles.rendering.licence import licence_of

# In the order in which they stand in a record; it ends with one of the two licences.
NOTES = ("editor_note", "author_note", "jump")
PARTS = ("body", "statements", "pull_quotes", "corrections", "credits")
LICENCE, LICENSED = "licence", "licensed"
PIECES = ("card", "notes", *PARTS, LICENCE, LICENSED)

# Inside a JSON string every quote is escaped, so these can only be keys with their values.
ADDRESSES = (b'"url":"/', b'"api_url":"/', b'"print_locator":"/')
# In the rendered body text "<" is escaped, so this can only be a real tag.
LINKS = re.compile(r'(<(?:a|img)\b[^<>]* (?:href|src)=")/(?!/)')


def encode(document: Any) -> bytes:
    """Compact JSON, Chinese as it is, addresses made absolute."""
    text = orjson.dumps(document)
    for start, absolute in absolute_starts(settings.SITE_URL):
        text = text.replace(start, absolute)
    return text


@cache
def absolute_starts(site: str) -> list[tuple[bytes, bytes]]:
    return [(start, start[:-1] + f"{site}/".encode()) for start in ADDRESSES]


def with_absolute_links(html: str) -> str:
    """The body's HTML for another site: links and pictures point here."""
    return LINKS.sub(rf"\g<1>{settings.SITE_URL}/", html)


def pieces_of(detail: Json, wanted: Iterable[str] = PIECES) -> dict[str, bytes]:
    """The pieces of what publishing stored."""
    return {name: encode(members_of(detail, name))[1:-1] for name in wanted}


def members_of(detail: Json, piece: str) -> Json:
    match piece:
        case "card":
            others = {*NOTES, *PARTS}
            return {name: value for name, value in detail.items() if name not in others}
        case "notes":
            return {name: detail[name] for name in NOTES}
        case "body":
            body = detail["body"]
            return {"body": body | {"html": with_absolute_links(body["html"])}}
        case "licence" | "licensed":
            return {"licence": licence_of(detail, detail["credits"], reprint=piece == LICENSED)}
    return {piece: detail[piece]}


def joined(pieces: Iterable[bytes]) -> bytes:
    return b"{%b}" % b",".join(pieces)
