"""What is going to end: one table, from which headers, the OpenAPI document and ``status/`` are made.

To end something, add a line; nothing else has to be touched. ``Deprecation`` is RFC 9745, ``Sunset`` RFC 8594.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.utils.http import http_date

from articles.api.documents import Json


@dataclass(frozen=True, slots=True)
class Deprecation:
    """An operation (its OpenAPI id) that should not be used any more, since when and until when."""

    operation: str
    since: dt.datetime
    sunset: dt.datetime | None = None
    detail: str = ""  # one Chinese sentence: what to use instead
    link: str = "/api/v1/docs/"  # where more is said; of this site, or another

    @property
    def address(self) -> str:
        return settings.SITE_URL + self.link if self.link.startswith("/") else self.link


DEPRECATIONS: tuple[Deprecation, ...] = ()


def deprecation_of(operation: str) -> Deprecation | None:
    return next((each for each in DEPRECATIONS if each.operation == operation), None)


def headers_of(operation: str) -> dict[str, str]:
    """The headers of an operation's answers; none for what goes on."""
    found = deprecation_of(operation)
    if found is None:
        return {}
    headers = {
        "Deprecation": f"@{int(found.since.timestamp())}",
        "Link": f'<{found.address}>; rel="deprecation"; type="text/html"',
    }
    if found.sunset:
        headers["Sunset"] = http_date(found.sunset.timestamp())
    return headers


def all_of_them() -> list[Json]:
    return [
        {
            "operation": each.operation,
            "since": each.since.isoformat(),
            "sunset": each.sunset.isoformat() if each.sunset else None,
            "detail": each.detail,
            "link": each.address,
        }
        for each in DEPRECATIONS
    ]
