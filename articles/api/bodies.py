"""JSON bodies, read as strictly as query strings."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.http import HttpRequest

from articles.api.errors import Problem

MEDIA_TYPE = "application/json"


def read_json(request: HttpRequest, *, most: int) -> Any:
    """The document in the body, of ``most`` bytes at most.

    Raises 415 for another type, 413 for a longer body, 400 for what is no JSON: a name that comes twice,
    NaN, half a character and a nesting without end among it.
    """
    sent = request
    if (sent.content_type or "").lower() != MEDIA_TYPE:
        raise Problem("unsupported-media-type")
    length = sent.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > most:
        raise Problem("content-too-large", f"请求正文不得超过 {most} 字节。")
    try:
        text = sent.read(most).decode()
        document = json.loads(text, object_pairs_hook=once_each, parse_constant=refuse)
        json.dumps(document, ensure_ascii=False).encode()  # half a character cannot be written
    except (ValueError, RecursionError):
        raise Problem("bad-request", "请求正文不是合格的 JSON（UTF-8）。") from None
    return document


def once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name comes twice")
    return found


def refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
