"""A part of an answer (RFC 9110, 14): what a download that was cut off goes on with."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse

from articles.api.errors import Problem

RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


def ranged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The part that is asked for; the whole when it asks for none, several, or of what has changed since.

    Raises 416 for a part that lies beyond the end.
    """
    response["Accept-Ranges"] = "bytes"
    asked = RANGE.fullmatch(request.headers.get("Range", "").strip())
    condition = request.headers.get("If-Range")
    if not asked or not any(asked.groups()) or (condition is not None and condition.strip() != response["ETag"]):
        return response
    size = len(response.content)
    first, last = span(*asked.groups(), size=size)
    if first > last or first >= size:
        raise Problem("range-not-satisfiable", headers={"Content-Range": f"bytes */{size}"})
    response.status_code = 206
    response.content = response.content[first : last + 1]
    response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Content-Length"] = str(last + 1 - first)
    return response


def span(first: str, last: str, *, size: int) -> tuple[int, int]:
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1
