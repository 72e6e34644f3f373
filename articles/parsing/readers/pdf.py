"""PDFs with text: one page, its letters put together to lines in reading order by where they stand."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from articles.parsing.pdf_process import LARGEST, PdfFault, run
from articles.parsing.printed import Line as Printed
from articles.parsing.printed import Rule, in_order, letters_from, lines_of
from articles.parsing.readers.plain import check_text, cut_lines, refuse
from articles.parsing.structure import Source

MOST_LETTERS, MOST_LINES = 40_000, 3000  # a full page of small type has a third of them
_UNREAD = 0.02  # of the letters: so many without a code, and the rest is not worth reading


def read_pdf(data: bytes, *, name: str = "", sheet: int = 0) -> Source:
    """The text of page ``sheet``, from 1, or of the only page. Raises ImportRefused with one clear sentence."""
    try:
        if len(data) > LARGEST:
            raise PdfFault("large")
        with tempfile.TemporaryDirectory(prefix="newsroom-page-") as folder:
            told = run([data], sheet or 1, Path(folder), "--lines")
            made = json.loads(Path(folder, "letters.json").read_text(encoding="utf-8"))
    except PdfFault as fault:
        raise refuse(fault.sentence, f"pdf-{fault.code}") from None
    if not sheet and told["pages"] > 1:
        raise refuse(f"这个 PDF 有 {told['pages']} 页，一次导入一个版面，请写明是第几页。", "pdf-which-page")
    if made["unread"] > _UNREAD * (made["unread"] + len(made["text"])):
        raise refuse("这个 PDF 的字体没有带上字码，读出来是乱码，请从排版软件重新导出。", "pdf-unreadable")
    try:
        lines = printed_lines(made)
    except PdfFault as fault:
        raise refuse(fault.sentence, f"pdf-{fault.code}") from None
    if not lines:
        raise refuse("这个 PDF 里没有文字，只有图片或转成了曲线的字，请提供版面的文字。", "no-text")
    text = "\n".join(line.text for line in lines)
    check_text(text)
    known = [
        replace(each, box=(line.left, line.top, line.right, line.base), size=line.size)
        for each, line in zip(cut_lines(text), lines, strict=True)
    ]
    return Source(text=text, lines=known, name=name, format="pdf")


def printed_lines(made: dict[str, Any]) -> list[Printed]:
    """The lines of what ``pdf_page`` wrote, in reading order. Raises PdfFault for more than a page has."""
    letters = letters_from(made["text"], made["places"], made["spaced"])
    lines = lines_of(letters) if len(letters) <= MOST_LETTERS else []
    if len(letters) > MOST_LETTERS or len(lines) > MOST_LINES:
        raise PdfFault("heavy")
    rules = [Rule(*rule) for rule in made["rules"]]
    groups = in_order(lines, rules, height=made["height"])
    return [each for group in groups for line in group for each in (line, *line.more)]
