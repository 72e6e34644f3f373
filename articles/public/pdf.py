"""One article as a PDF of A4 pages, set by WeasyPrint. It is optional: without it, or without Pango, there are no PDFs."""

from __future__ import annotations

import importlib.util
import threading
from ctypes.util import find_library
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.template.loader import render_to_string

from articles.models import Publication

STYLE = Path(__file__).resolve().parents[1] / "static" / "articles" / "site" / "pdf.css"
PATIENCE = 10  # seconds that one waits for another's PDF


class Busy(Exception):
    """Another PDF is being set in this process."""


_one_at_a_time = threading.Lock()


@lru_cache(maxsize=1)
def is_possible() -> bool:
    """Asked without loading it: it is large, and most processes never set a PDF."""
    return importlib.util.find_spec("weasyprint") is not None and all(
        find_library(name) for name in ("pango-1.0", "pangoft2-1.0", "harfbuzz")
    )


def pdf(publication: Publication, *, citation: str) -> bytes:
    """Needs ``is_possible()``. Raises Busy."""
    from weasyprint import CSS, HTML  # large and optional

    context = {
        "publication": publication,
        "detail": publication.detail,
        "card": publication.card,
        "citation": citation,
        "site_url": settings.SITE_URL,
    }
    written = render_to_string("articles/pdf.html", context)
    if not _one_at_a_time.acquire(timeout=PATIENCE):
        raise Busy
    try:
        styles = [CSS(string=STYLE.read_text(encoding="utf-8"))]
        document = HTML(string=written, base_url=settings.SITE_URL, url_fetcher=_from_media)
        made: bytes = document.write_pdf(stylesheets=styles)
        return made
    finally:
        _one_at_a_time.release()


def _from_media(url: str, *_: Any, **__: Any) -> dict[str, Any]:
    """Pictures of our own store and nothing else: an address never leads out of the machine."""
    path = unquote(urlsplit(url).path)
    if not url.startswith(settings.SITE_URL + settings.MEDIA_URL) or not path.startswith(settings.MEDIA_URL):
        raise ValueError(f"not a picture of ours: {url[:80]}")
    with default_storage.open(path.removeprefix(settings.MEDIA_URL), "rb") as file:
        return {"string": file.read()}
