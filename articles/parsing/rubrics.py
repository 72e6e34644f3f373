"""Column labels as they are shown: the name without its icon, and the one label over several briefs."""

from __future__ import annotations

import re
from typing import Any

from articles.parsing.forms import is_icon, label_text
from articles.parsing.glyphs import fold, solid, tidy
from articles.parsing.structure import Piece, Role

_BRIEFS = re.compile(
    r"(简讯|短波|一周|快讯|要闻|信箱|文摘|摘编|动态|速览|简报|短讯|传真|集锦|拾零|短新闻|微言|札记|投书|来信)"
)
_BRIEF = 400  # characters of the longest brief


def column_name(text: str) -> str:
    """A column label without its icon glyph or brackets."""
    label = label_text(fold(text).strip())
    if label is not None:
        at = fold(text).find(label)
        return re.sub(r"\s+", "", tidy(text[at : at + len(label)], keep_words_apart=False))
    name = tidy(text, keep_words_apart=True)
    while len(name) > 1 and is_icon(name[0]):
        name = name[1:].strip()
    name = re.sub(r"^[Glnuqp](?=[\u4e00-\u9fff])", "", name)  # an icon font's glyph
    name = name.strip("【】[]［］〔〕■●◆▲★◎□○◇")
    return name.replace(" ", "") if all(len(word) == 1 for word in name.split()) else name


def share_labels(ordered: list[Piece], articles: list[dict[str, Any]]) -> None:
    """A label over several short pieces counts for all up to the next label: by its words, or as they are signed."""
    labels = [(p.start, p) for p in sorted(ordered, key=lambda p: p.start) if p.role is Role.COLUMN]
    body: dict[str, list[Piece]] = {}
    for piece in ordered:
        if piece.role in (Role.PARAGRAPH, Role.STATEMENT, Role.TITLE) and piece.article:
            body.setdefault(piece.article, []).append(piece)
    signed = _signed_briefs(ordered, body)
    for at, (start, label) in enumerate(labels):
        worded = bool(_BRIEFS.search(column_name(label.text)))
        over = min((piece.start for piece in body.get(label.article or "", [])), default=start) >= start
        worded = worded and over
        stop = labels[at + 1][0] if at + 1 < len(labels) else None
        for entry in articles:
            own = body.get(entry["id"], [])
            first = min((piece.start for piece in own), default=-1)
            inside = first > start and (stop is None or first < stop)
            brief = worded and _size(own) < _BRIEF and not entry.get("kicker")
            fits = brief or {entry["id"], label.article} <= signed
            if entry["column"] is None and inside and fits:
                entry["column"] = column_name(label.text)


def _signed_briefs(ordered: list[Piece], body: dict[str, list[Piece]]) -> set[str]:
    """The articles that are short and signed under their words, in brackets: briefs."""
    return {
        piece.article
        for piece in ordered
        if piece.role is Role.BYLINE and piece.article in body and fold(piece.text).startswith("（")
        and piece.start > max(part.start for part in body[piece.article]) and _size(body[piece.article]) < _BRIEF
    }  # fmt: skip


def _size(pieces: list[Piece]) -> int:
    return sum(solid(piece.text) for piece in pieces)
