"""HTML set as a PDF by WeasyPrint. It is optional: without it, or without Pango, there are no PDFs."""

from __future__ import annotations

import importlib.util
import logging
import threading
from collections.abc import Callable
from ctypes.util import find_library
from functools import lru_cache
from typing import Any, NoReturn

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


def refuse(url: str, *_: Any, **__: Any) -> NoReturn:
    """For pages that need nothing beside themselves."""
    raise ValueError(f"not fetched: {url[:80]}")


def set_pdf(html: str, *, css: str, base_url: str = "", fetch: Callable[..., Any] = refuse) -> bytes:
    """A PDF of the page; ``fetch`` alone says what it may load. Needs ``is_possible()``. Raises Busy."""
    from weasyprint import CSS, HTML  # large and optional

    for name in ("weasyprint", "weasyprint.progress"):  # they report each step, and each rule that is for screens
        logging.getLogger(name).setLevel(logging.ERROR)
    if not _one_at_a_time.acquire(timeout=PATIENCE):
        raise Busy
    try:
        document = HTML(string=html, base_url=base_url or None, url_fetcher=fetch)
        made: bytes = document.write_pdf(stylesheets=[CSS(string=css, url_fetcher=refuse)])
        return made
    finally:
        _one_at_a_time.release()
