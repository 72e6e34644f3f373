"""The data that a page passes through: lines, pieces with roles, and the assembled page.

A source text is cut into *pieces* (spans of the source that have one role). A ``PageState`` is the
list of pieces with a role, an article and a place in the reading order for each, plus what an
editor typed. It is plain JSON-able data: the importer proposes it, the review screen changes it,
and ``assemble`` turns it into a ``PageDraft`` at any time. No decision lives anywhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a piece of the source is. The values are stored; do not rename them."""

    TITLE = "title"
    KICKER = "kicker"
    SUBTITLE = "subtitle"
    BYLINE = "byline"
    AUTHOR_NOTE = "author_note"
    EDITOR_NOTE = "editor_note"
    COLUMN = "column"
    BANNER = "banner"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    STATEMENT = "statement"  # words of a speaker (round-up) or of an interview turn
    SPEAKER = "speaker"  # the line that names a statement's speaker and affiliation, or a turn's label
    PULL_QUOTE = "pull_quote"
    COMPILER = "compiler"
    CAPTION = "caption"
    JUMP = "jump"
    BOX = "box"  # tables, references, data, link boxes
    PAGE_NAME = "page_name"
    PAGE_NUMBER = "page_number"
    PAGE_DATE = "page_date"
    NEWSPAPER = "newspaper"
    PAGE_CREDIT = "page_credit"  # 责任编辑, 校对, 美编
    FURNITURE = "furniture"  # set aside: telephone, e-mail, running heads


FURNITURE_ROLES = frozenset(
    {Role.PAGE_NAME, Role.PAGE_NUMBER, Role.PAGE_DATE, Role.NEWSPAPER, Role.PAGE_CREDIT, Role.FURNITURE}
)
# What stands over an article's text, in the order in which it is read.
HEAD_ROLES = (Role.COLUMN, Role.KICKER, Role.TITLE, Role.SUBTITLE, Role.BYLINE, Role.EDITOR_NOTE)


@dataclass(slots=True, frozen=True)
class Form:
    """A reading of one line by its form."""

    role: Role
    confidence: float
    reason: str
    opens: bool = False  # a bracket or label whose text may run on over the next lines


@dataclass(slots=True)
class Line:
    """One non-blank physical line of the source.

    ``number`` is the 1-based line number in the source, ``start``/``end`` are offsets into the
    decoded source text (end exclusive). ``box`` is (x0, y0, x1, y1) in points where the format
    knows it (PDF), else None; ``gap_before`` counts the blank lines that precede it.
    """

    number: int
    text: str
    start: int
    end: int
    gap_before: int = 0
    box: tuple[float, float, float, float] | None = None
    size: float | None = None  # font size in points, where known
    indent: int = 0  # leading white space in half-width columns (an ideographic space is two)


@dataclass(slots=True)
class Source:
    """One decoded source: its text as kept, and its non-blank lines (offsets into ``text``)."""

    text: str
    lines: list[Line]
    name: str = ""
    format: str = "txt"
    encoding: str = "utf-8"


@dataclass(slots=True)
class Alternative:
    """Another reading of a piece, offered to the editor."""

    confidence: float
    reason: str = ""  # a short Chinese phrase
    role: Role | None = None
    article: str | None = None


@dataclass(slots=True)
class Piece:
    """A span of one source line with one role.

    ``start``/``end`` are source offsets; pieces never overlap and together cover every non-space
    character of the source. ``article`` is the key of the article it belongs to ("a1"), None for
    page-level pieces. ``order`` is the reading order within the page (unique, ascending).
    ``starts`` is True when the piece begins a new unit (paragraph, title, statement …), False when
    it continues the unit of the piece before it in reading order with the same article and role.
    """

    id: str
    line: int
    start: int
    end: int
    text: str
    role: Role
    article: str | None
    order: int
    starts: bool = True
    confidence: float = 1.0
    reason: str = ""  # short Chinese phrase: why the importer thinks so
    alternatives: list[Alternative] = field(default_factory=list)
    confirmed: bool = False  # an editor looked at it


@dataclass(slots=True)
class ArticleState:
    """What is known of one article beyond its pieces: its key and what an editor typed.

    ``typed`` overrides assembled fields by name: title, kicker, subtitle, web_title, column,
    byline (list of {name, role, affiliation}), position, kind, skip (True = do not create).
    """

    key: str
    typed: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class PageState:
    """The whole reviewable state of one imported page; ``typed`` overrides page fields."""

    pieces: list[Piece]
    articles: list[ArticleState]
    typed: dict[str, object] = field(default_factory=dict)  # name, number, date, edition, banner


@dataclass(slots=True)
class Question:
    """Something that the importer is unsure of, lowest confidence first.

    ``kind``: "title-missing" (required), "role", "article", "byline", "column", "pull-quote",
    "heading". ``options`` are the readings, best first; choosing one is applying it to ``pieces``.
    """

    id: str
    kind: str
    text: str  # the question as a Chinese sentence
    detail: str
    confidence: float
    pieces: list[str]
    article: str | None
    options: list[Alternative]
    required: bool = False
