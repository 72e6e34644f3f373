"""JSON as it leaves the house."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.http import http_date

from articles.rendering.record import encode

Json = dict[str, Any]
JSON = "application/json"


class Text(bytes):
    """JSON with its digest: what is kept to be sent often is digested but once."""

    digest: bytes

    def __new__(cls, document: bytes, digest: bytes = b"") -> Text:
        """``digest`` is what tells it from others where that is known already."""
        made = super().__new__(cls, document)
        made.digest = digest or digest_of(document)
        return made


def digest_of(document: bytes) -> bytes:
    return document.digest if isinstance(document, Text) else hashlib.blake2b(document, digest_size=16).digest()


def listing(
    texts: Sequence[bytes], tail: Json, *, last_modified: dt.datetime | None = None, max_age: int = 60
) -> HttpResponse:
    """A list's answer: ``results``, which are JSON already, and the members of ``tail``. Its ETag is of their digests.

    Long ones are long: the document is put together in one go.
    """
    end = encode(tail)[1:]
    pieces = [b","] * (2 * len(texts) + 1) if texts else [b"", b""]
    pieces[0], pieces[-1] = b'{"results":[', b"]," + end
    pieces[1:-1:2] = texts
    digest = digest_of(b"".join([*map(digest_of, texts), end]))
    return response_of(b"".join(pieces), digest=digest, content_type=JSON, last_modified=last_modified, max_age=max_age)


def json_response(document: Any, *, last_modified: dt.datetime | None = None, max_age: int = 60) -> HttpResponse:
    """An answer that anybody may keep for ``max_age`` seconds, with a strong ETag of its content.

    ``bytes`` are JSON already.
    """
    body = document if isinstance(document, bytes) else encode(document)
    return response_of(body, content_type=JSON, last_modified=last_modified, max_age=max_age)


def response_of(
    body: bytes,
    *,
    content_type: str,
    digest: bytes = b"",
    last_modified: dt.datetime | None = None,
    max_age: int = 60,
) -> HttpResponse:
    """The same for any form of content; ``digest`` is what tells it from others, its own if none is given."""
    response = HttpResponse(body, content_type=content_type)
    response["ETag"] = f'"{(digest or digest_of(body)).hex()}"'
    response["Cache-Control"] = f"public, max-age={max_age}"
    if last_modified is not None:
        response["Last-Modified"] = http_date(last_modified.timestamp())
    return response
