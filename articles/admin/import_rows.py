"""The source's rows on the review screen: one for each piece, long runs of sure text folded."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.admin.import_roles import FACES, Face
from articles.parsing.structure import PageState, Piece, Role

LOW = 0.8  # below this an editor is asked
FOLD_FROM, FOLD_HEAD, FOLD_TAIL = 14, 4, 2  # a run of sure body rows this long is folded, but for its ends
BODY = frozenset({Role.PARAGRAPH, Role.STATEMENT})
ROW = (
    '{gap}<li class="ln {css}" role="option" aria-selected="false" id="ln-{id}" data-k="{id}" data-piece="{id}"'
    ' data-role="{role}" data-article="{article}" title="{title}"><span class="no" aria-hidden="true">{number}</span>'
    '<span class="rb{band}" aria-hidden="true">{mark}</span><span class="tx">{name}{text}</span>{sure}</li>'
)
GAP = (
    '<li class="ln--gap" role="option" aria-selected="false" id="gap-{id}" data-k="gap-{id}" data-unfold="{count}">'
    "{count} 行正文，展开</li>"
)
TICK = SafeString('<span class="conf"><svg class="i" role="img" aria-label="已定"><use href="#check"/></svg></span>')


@dataclass(slots=True)
class Row:
    """One piece of the source as a row of the left pane."""

    piece: Piece
    face: Face
    number: int | None  # None: the line's number stands on the row above
    is_mid: bool
    is_low: bool
    owner: int | None  # number of the article
    is_folded: bool = False
    fold: int = 0  # on the first row of a folded run: how many rows are hidden

    @property
    def percent(self) -> int:
        return round(100 * self.piece.confidence)

    @property
    def html(self) -> SafeString:
        """The row as a list item. Built here, not by a template: a page has hundreds of them in every answer."""
        piece = self.piece
        css = f"r-{self.face.css}{' is-low' if self.is_low else ''}{' is-folded' if self.is_folded else ''}"
        owner = f"第 {self.owner} 篇 · " if self.owner else ""
        gap = format_html(GAP, id=piece.id, count=self.fold) if self.fold else ""
        return format_html(
            ROW,
            gap=gap,
            css=css,
            id=piece.id,
            role=piece.role,
            article=piece.article or "",
            title=f"{owner}{self.face.name} · {piece.reason or '编辑所定'}",
            number=self.number or "┄",
            band=" rb--mid" if self.is_mid else "",
            mark="" if self.is_mid else self.face.mark,
            name="" if self.is_mid else format_html('<span class="vh">{}：</span>', self.face.name),
            text=piece.text,
            sure=self.sure_html(),
        )

    def sure_html(self) -> SafeString:
        """How sure the importer is, where a unit begins; a tick once an editor has decided."""
        if self.is_mid:
            return SafeString("")
        if self.piece.confirmed:
            return TICK
        return format_html('<span class="conf{}">{}%</span>', " conf--low" if self.is_low else "", self.percent)


def source_rows(state: PageState) -> list[Row]:
    """The pieces in source order, long runs of sure body text folded."""
    numbers = {article.key: number for number, article in enumerate(state.articles, start=1)}
    rows: list[Row] = []
    before: Piece | None = None
    for piece in sorted(state.pieces, key=lambda each: each.start):
        same = before is not None and (before.role, before.article) == (piece.role, piece.article)
        rows.append(
            Row(
                piece=piece,
                face=FACES[piece.role],
                number=None if before is not None and before.line == piece.line else piece.line,
                is_mid=same and not piece.starts,
                is_low=is_low(piece),
                owner=numbers.get(piece.article or ""),
            )
        )
        before = piece
    fold(rows)
    return rows


def is_low(piece: Piece) -> bool:
    return piece.confidence < LOW and not piece.confirmed


def fold(rows: list[Row]) -> None:
    """Mark the inner rows of long runs of sure body text as folded."""
    start = 0
    for at in range(len(rows) + 1):
        inside = at < len(rows) and rows[at].face.role in BODY and not rows[at].is_low
        if inside:
            continue
        hidden = rows[start + FOLD_HEAD : max(start + FOLD_HEAD, at - FOLD_TAIL)] if at - start >= FOLD_FROM else []
        for row in hidden:
            row.is_folded = True
        if hidden:
            hidden[0].fold = len(hidden)
        start = at + 1
