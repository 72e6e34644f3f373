"""One page of a PDF as a picture, as a PDF of its own, and as letters with their places.

A program of its own: ``python -I pdf_page.py FILE NUMBER FOLDER``, with or without ``--letters`` or ``--lines`` alone. What comes in is
somebody else's file, and PDFium is not ours; so it runs with bounded memory and time, and what it dies of harms nobody.
It imports nothing of the project. ``articles.page_pdfs`` starts it and turns its faults into sentences.
"""

from __future__ import annotations

import ctypes
import json
import resource
import sys
from pathlib import Path
from typing import Any

WIDTH = 2000  # pixels across the picture: body type of a broadsheet can just be read
FLATTEST, TALLEST = 1 / 3, 3.0  # height to width
MOST_LETTERS = 120_000
SHARES = 10_000  # the letters' places are in such parts of the page's width and height, from the upper left
PART = 100  # of a point: the units of lines
THIN, LONG, MOST_RULES = 3, 30, 5000
CPU_SECONDS = 20
MEMORY = 512 * 1024 * 1024  # addresses; of these Python, Pillow and PDFium take a good part before they begin


class Fault(Exception):
    """``code`` says what is wrong, ``count`` how many pages there are."""

    def __init__(self, code: str, count: int = 0) -> None:
        super().__init__(code)
        self.code, self.count = code, count


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def opened(path: str, number: int) -> tuple[Any, Any]:
    """The document and its page of that number, from 1. Raises Fault."""
    import pypdfium2 as pdfium  # after the limits are set

    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        is_locked = getattr(error, "err_code", None) == pdfium.raw.FPDF_ERR_PASSWORD or "password" in str(error).lower()
        raise Fault("encrypted" if is_locked else "not-pdf") from None
    if number > len(document):
        raise Fault("no-such-page", len(document))
    try:
        page = document[number - 1]
        width, height = page.get_size()
    except pdfium.PdfiumError:
        raise Fault("not-pdf") from None
    if width <= 0 or height <= 0 or not FLATTEST <= height / width <= TALLEST:
        raise Fault("shape")
    return document, page


def letters_of(page: Any) -> dict[str, Any]:
    """``text`` and the flat list ``boxes``: left, top, right, bottom of each letter, as the page is seen."""
    import pypdfium2.raw as raw

    inside = page.get_textpage()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    x, y = ctypes.c_int(), ctypes.c_int()
    text: list[str] = []
    boxes: list[int] = []
    for at in range(min(inside.count_chars(), MOST_LETTERS)):
        code = raw.FPDFText_GetUnicode(inside, at)
        if code <= 0x20 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            continue
        if not raw.FPDFText_GetCharBox(inside, at, left, right, bottom, top):
            continue
        corners = []
        for across, up in ((left, top), (right, bottom)):
            raw.FPDF_PageToDevice(page, 0, 0, SHARES, SHARES, 0, across, up, x, y)
            corners.append((min(SHARES, max(0, x.value)), min(SHARES, max(0, y.value))))
        (x0, y0), (x1, y1) = corners
        text.append(chr(code))
        boxes += [min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)]
    return {"text": "".join(text), "boxes": boxes}


def set_in(page: Any) -> dict[str, Any]:
    """What lines are made of: ``text``, in ``places`` left, right, foot and size of each letter, where it is
    ``spaced`` from the one before, and the ``rules``."""
    import pypdfium2.raw as raw

    inside = page.get_textpage()
    width, height = page.get_size()
    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()

    def seen(across: float, up: float) -> tuple[float, float]:
        """In points from the upper left, as the page is seen."""
        raw.FPDF_PageToDevice(page, 0, 0, int(width * PART), int(height * PART), 0, across, up, right, down)
        return right.value / PART, down.value / PART

    right, down = ctypes.c_int(), ctypes.c_int()
    text: list[str] = []
    places: list[float] = []
    spaced: list[int] = []
    unread = 0
    for at in range(min(inside.count_chars(), MOST_LETTERS)):
        code = raw.FPDFText_GetUnicode(inside, at)
        if raw.FPDFText_IsGenerated(inside, at) == 1:
            continue
        if code <= 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            unread += 1
            continue
        if chr(code).isspace():
            spaced.append(len(text))
            continue
        if code < 0x20 or not raw.FPDFText_GetLooseCharBox(inside, at, box):
            continue
        raw.FPDFText_GetCharOrigin(inside, at, x, y)
        raw.FPDFText_GetMatrix(inside, at, matrix)
        size = raw.FPDFText_GetFontSize(inside, at) * abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5
        edges = sorted((seen(box.left, box.bottom)[0], seen(box.right, box.top)[0]))
        text.append(chr(code))
        places += [*edges, seen(x.value, y.value)[1], size]
    rules = [
        [*map(min, one, other), *map(max, one, other)]
        for left, bottom, right_, top in rules_in(page)
        for one, other in [(seen(left, bottom), seen(right_, top))]
    ]
    found = {"text": "".join(text), "places": places, "spaced": spaced, "unread": unread}
    return {**found, "rules": rules, "height": height}


def rules_in(page: Any) -> list[tuple[float, float, float, float]]:
    """Where lines are drawn: what is long and thin, and the four sides of what is not, a frame perhaps or a ground."""
    import pypdfium2.raw as raw

    found: list[tuple[float, float, float, float]] = []
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=1):
        left, bottom, right, top = thing.get_bounds()
        if max(right - left, top - bottom) < LONG or len(found) > MOST_RULES:
            continue
        if min(right - left, top - bottom) < THIN:
            found.append((left, bottom, right, top))
        else:
            found += [(left, bottom, right, bottom), (left, top, right, top)]
            found += [(left, bottom, left, top), (right, bottom, right, top)]
    return found


def draw(document: Any, page: Any, number: int, folder: Path) -> None:
    """``page.webp``, and ``page.pdf`` with nothing but this page: no script, no attachment, no other page."""
    import pypdfium2 as pdfium

    pdfium.raw.FPDFPage_Flatten(page, pdfium.raw.FLAT_NORMALDISPLAY)  # stamps and remarks become print
    width, _ = page.get_size()
    picture = page.render(scale=WIDTH / width, may_draw_forms=False).to_pil().convert("RGB")
    picture.save(folder / "page.webp", quality=82, method=4)
    alone = pdfium.PdfDocument.new()
    alone.import_pages(document, [number - 1])
    alone.save(str(folder / "page.pdf"))


def main(path: str, number: str, folder: str, only: str = "") -> None:
    limit()
    told: dict[str, Any]
    try:
        document, page = opened(path, int(number))
        letters = set_in(page) if only == "--lines" else letters_of(page)
        (Path(folder) / "letters.json").write_text(json.dumps(letters), encoding="utf-8")
        if not only:
            draw(document, page, int(number), Path(folder))
        told = {"letters": len(letters["text"]), "pages": len(document)}
    except Fault as fault:
        told = {"fault": fault.code, "pages": fault.count}
    except MemoryError:
        told = {"fault": "heavy"}
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
