"""One article as a PDF of A4 pages. It is optional: without WeasyPrint there are none."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.template.loader import render_to_string

from articles.models import Publication
from articles.rendering.pdf import Busy, is_possible, set_pdf

__all__ = ["Busy", "is_possible", "pdf"]
STYLE = Path(__file__).resolve().parents[1] / "static" / "articles" / "site" / "pdf.css"


def pdf(publication: Publication, *, citation: str) -> bytes:
    """Needs ``is_possible()``. Raises Busy."""
    context = {
        "publication": publication,
        "detail": publication.detail,
        "card": publication.card,
        "citation": citation,
        "site_url": settings.SITE_URL,
    }
    written = render_to_string("articles/pdf.html", context)
    return set_pdf(written, css=STYLE.read_text(encoding="utf-8"), base_url=settings.SITE_URL, fetch=_from_media)


def _from_media(url: str, *_: Any, **__: Any) -> Any:
    """Pictures of our own store and nothing else: an address never leads out of the machine."""
    from weasyprint.urls import URLFetcherResponse  # large and optional

    path = unquote(urlsplit(url).path)
    if not url.startswith(settings.SITE_URL + settings.MEDIA_URL) or not path.startswith(settings.MEDIA_URL):
        raise ValueError(f"not a picture of ours: {url[:80]}")
    with default_storage.open(path.removeprefix(settings.MEDIA_URL), "rb") as file:
        return URLFetcherResponse(url, file.read())
