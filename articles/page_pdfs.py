"""版面 PDF: the PDF of a printed page becomes its picture, a file of that one page, and proposals for regions.

What reads it is ``parsing.pdf_page``, a process of its own with bounded memory and time.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction

from articles import regions
from articles.exceptions import NewsroomError
from articles.models import Article, Image, Page
from articles.parsing import pdf_page, pdf_process
from articles.parsing.pdf_process import LARGEST, PdfFault
from articles.parsing.whereabouts import Letters, letters_from, regions_in
from articles.pictures import make_sizes


@dataclass(frozen=True, slots=True)
class Printed:
    """A page read from its PDF: the picture (WebP), a PDF of nothing but this page, and how many letters it has."""

    picture: bytes
    pdf: bytes
    letters: int


def read(file: File[Any], *, number: int = 1) -> Printed:
    """Page ``number``, from 1, of a PDF that came in. Writes nothing. Raises NewsroomError with what is wrong."""
    with tempfile.TemporaryDirectory(prefix="newsroom-page-") as folder:
        told = run(file, number, Path(folder))
        picture, alone = (Path(folder, name).read_bytes() for name in ("page.webp", "page.pdf"))
    return Printed(picture, alone, told["letters"])


def run(file: File[Any], number: int, folder: Path, *more: str) -> dict[str, Any]:
    """Let the program read the file; what it made lies in ``folder``. Raises NewsroomError."""
    try:
        if (file.size or 0) > LARGEST:
            raise PdfFault("large")
        return pdf_process.run(file.chunks(), number, folder, *more)
    except PdfFault as fault:
        raise NewsroomError(fault.sentence, code=f"page-pdf-{fault.code}") from None


def take_in(page: Page, printed: Printed, *, with_picture: bool = True) -> None:
    """Keep the PDF at the page and, unless another picture was chosen, make its picture the page's. Regions stay."""
    name = f"{page.issue.key}-{page.number}"
    if with_picture:
        picture = ContentFile(printed.picture, name=f"{name}.webp")
        image = Image.objects.create(file=picture, alt=f"{page.issue.day}第{page.number}版版面图")
        make_sizes(image)
        page.image = image
    forget_file(page)
    page.pdf.save(f"{name}.pdf", ContentFile(printed.pdf), save=False)
    page.save(update_fields=["image", "pdf"])
    regions.forget_drawn(page)


def drop(page: Page) -> None:
    """The page has no PDF any more; its picture stays."""
    forget_file(page)
    page.pdf = ""
    page.save(update_fields=["pdf"])


def forget_file(page: Page) -> None:
    """Take the file away once that is certain."""
    if page.pdf:
        storage, name = page.pdf.storage, str(page.pdf.name)
        transaction.on_commit(lambda: storage.delete(name))


def proposals(page: Page) -> dict[int, list[list[float]]]:
    """A region for each article of the page whose words stand in the page's PDF. Writes nothing. Raises NewsroomError."""
    with tempfile.TemporaryDirectory(prefix="newsroom-page-") as folder, page.pdf.open("rb") as file:
        run(file, 1, Path(folder), "--letters")
        made = json.loads(Path(folder, "letters.json").read_text(encoding="utf-8"))
    letters: Letters = letters_from(made["text"], made["boxes"], shares=pdf_page.SHARES)
    articles = page.articles.prefetch_related("statements", "contributions", "pull_quotes")
    return regions_in(letters, {article.pk: words_of(article) for article in articles})


def words_of(article: Article) -> list[str]:
    """What is printed of an article, piece by piece."""
    lines = [article.title, article.kicker, article.subtitle, article.summary, article.editor_note, article.author_note]
    people = [f"{each.name}{each.affiliation}" for each in article.contributions.all()]
    quotes = [each.text for each in article.pull_quotes.all()]
    return [each for each in (*lines, *people, *(text for _, text in article.text_blocks()), *quotes) if each]
