"""JSON as it leaves the house: UTF-8, with the site's address before every root-relative one."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import http_date

Json = dict[str, Any]

# Inside a JSON string every quote is escaped, so these can only be keys with their values.
ADDRESSES = ('"url":"/', '"api_url":"/', '"print_locator":"/')
# In the rendered body text "<" is escaped, so this can only be a real tag.
LINKS = re.compile(r'(<(?:a|img)\b[^<>]* (?:href|src)=")/(?!/)')


def text_of(document: Any) -> str:
    """Compact JSON, Chinese as it is, addresses made absolute."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    for start in ADDRESSES:
        text = text.replace(start, f"{start[:-1]}{settings.SITE_URL}/")
    return text


def encode(document: Any) -> bytes:
    return text_of(document).encode()


def with_absolute_links(html: str) -> str:
    """The body's HTML for another site: links and pictures point here."""
    return LINKS.sub(rf"\g<1>{settings.SITE_URL}/", html)


def json_response(document: Any, *, last_modified: dt.datetime | None = None, max_age: int = 60) -> HttpResponse:
    """An answer that anybody may keep for ``max_age`` seconds, with a strong ETag of its content.

    A ``str`` is JSON already.
    """
    body = document.encode() if isinstance(document, str) else encode(document)
    return response_of(body, content_type="application/json", last_modified=last_modified, max_age=max_age)


def response_of(
    body: bytes, *, content_type: str, last_modified: dt.datetime | None = None, max_age: int = 60
) -> HttpResponse:
    """The same for any form of content."""
    response = HttpResponse(body, content_type=content_type)
    response["ETag"] = f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
    response["Cache-Control"] = f"public, max-age={max_age}"
    if last_modified is not None:
        response["Last-Modified"] = http_date(last_modified.timestamp())
    return response
