"""Reads a source, proposes its structure, and keeps both for review."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from articles.choices import ImportStatus
from articles.exceptions import ImportRefused
from articles.importing.stored import Review, dump, place_label
from articles.models import Column, PageImport, User
from articles.models.issue import normalize_page_number
from articles.parsing import propose
from articles.parsing.structure import PageState, Source

NAME_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the page beforehand; wins over what is printed. Empty means: as printed."""

    date: dt.date | None = None
    number: str = ""
    name: str = ""

    def checked(self) -> dict[str, str]:
        """The given facts by name, normalised. Raises ImportRefused for a number that is none."""
        given = {"date": self.date.isoformat() if self.date else "", "name": self.name.strip()}
        if self.number.strip():
            try:
                given["number"] = normalize_page_number(self.number)
            except ValueError:
                raise ImportRefused("版次写作 7 或 A2。", code="page-number") from None
        return {name: value for name, value in given.items() if value}


def propose_page(source: Source, *, facts: Facts | None = None, known_columns: Sequence[str] = ()) -> PageState:
    """The proposed structure of a source. Touches no database. Raises ImportRefused."""
    typed = (facts or Facts()).checked()
    state = propose(source, known_columns=known_columns)
    if not state.articles:
        raise ImportRefused("没有找到文章正文，不像报纸版面的文字。", code="no-articles")
    state.typed.update(typed)
    return state


def open_import(source: Source, *, by: User | None = None, facts: Facts | None = None) -> PageImport:
    """Keep a source and its proposed structure for review. Raises ImportRefused; keeps nothing then."""
    state = propose_page(source, facts=facts, known_columns=known_columns())
    proposal = dump(Review(state))
    return PageImport.objects.create(
        source_name=source.name[:NAME_LIMIT],
        source_format=source.format,
        place_label=place_label(state),
        source_text=source.text,
        source_sha256=digest(source.text),
        proposal=proposal,
        state=proposal,
        created_by=by,
    )


def find_same_source(source: Source) -> PageImport | None:
    """The latest import of the same text that nobody has given up."""
    same = PageImport.objects.filter(source_sha256=digest(source.text)).exclude(status=ImportStatus.DISCARDED)
    return same.order_by("-pk").first()


def digest(text: str) -> str:
    """What tells two sources apart: their characters, white space aside."""
    return hashlib.sha256("".join(text.split()).encode()).hexdigest()


def known_columns() -> list[str]:
    """Every label under which a column was printed."""
    names = [*Column.objects.values_list("name", flat=True), *Column.objects.values_list("aliases__name", flat=True)]
    return sorted({name for name in names if name})
