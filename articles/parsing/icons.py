"""Marks and letters before a short phrase: a label's icon, or the mark before a name.

A page sets one mark before its labels and one before its names, sometimes the same. What stands around
a row tells which it is: a name stands under a headline and over the text, a label over a headline.
"""

from __future__ import annotations

import re
from collections import Counter

from articles.parsing.forms import RUBRIC, is_icon
from articles.parsing.glyphs import solid
from articles.parsing.layout import Row
from articles.parsing.signatures import names_likeness
from articles.parsing.speakers import OFFICE_END
from articles.parsing.structure import Form, Role

_FEWEST_LETTERS = 3
_LABEL_LIKE = re.compile(r"[\u4e00-\u9fff]{1,8}$")
_GLUED = re.compile(r"^([A-Za-z])[\u4e00-\u9fff·]{2,6}(\s+\1[\u4e00-\u9fff·]{2,6})*$")
_LABELS = 3  # so many with one icon make a label of whatever else has it
_FEWEST_LABELS = 2
_SAYING = re.compile("说】?$")
_SURE_NAME = 0.85
_HEADLINE = 24
_BESIDE = (Role.PULL_QUOTE, Role.CAPTION, Role.JUMP, Role.EDITOR_NOTE)  # may stand between a head and its text
_PART = re.compile("其[一二三四五六七八九十]|[（]?[一二三四五六七八九十][）]?")  # of several poems under one title
_INDENTED = 0.75  # of the width of the next row, that a paragraph's first row fills at least
_NAME = 4  # the longest name, spaces aside
_ALIKE = 0.4  # how much what the mark's fellows are weighs against what stands around a row itself
_TURN = 0.4  # how sure what stands around a row must be to turn what its form says


def settle_icons(rows: list[Row]) -> None:
    """Tell labels from names among the rows that begin with a mark, and letters that are marks."""
    _settle_letters(rows)
    _settle_sayings(rows)
    marked: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        icon = row.folded.strip()[:1]
        told = row.hint is not None and row.hint.role in (Role.COLUMN, Role.BYLINE)
        framed = len(row.folded.strip()) > 1 and row.folded.strip()[-1] == icon
        if is_icon(icon) and not framed and (told or (row.hint is None and _LABEL_LIKE.match(row.folded[1:].strip()))):
            marked.setdefault(icon, []).append(at)
    bracketed = sum(1 for row in rows if _is(row, Role.COLUMN) and "【" in row.folded)
    for icon, places in marked.items():
        rest = [at for other, found in marked.items() if other != icon for at in found]
        elsewhere = sum(1 for at in rest if _is(rows[at], Role.COLUMN) and _vote(rows, at) < 0)
        _settle(rows, places, labelled=max(bracketed, elsewhere) >= _FEWEST_LABELS)


def _settle_sayings(rows: list[Row]) -> None:
    """``◢ 企业家说`` is a label where the mark stands before labels, and no label of a quotation."""
    icons = Counter(row.folded.strip()[:1] for row in rows if _is(row, Role.COLUMN))
    for row in rows:
        words = row.folded.strip()
        saying = _is(row, Role.PULL_QUOTE) and (is_icon(words[:1]) or words[:1] == "【") and _SAYING.search(words)
        if saying and icons[words[:1]] >= _FEWEST_LABELS:
            row.hint = Form(Role.COLUMN, 0.88, "标记加短语，几处同样")


def _settle_letters(rows: list[Row]) -> None:
    """An icon's glyph comes out as a letter: the same one, close before three labels or more."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        match = _GLUED.match(row.folded.strip())
        if match and (row.hint is None or row.hint.confidence < 0.9):
            found.setdefault(match[1], []).append(row)
    for fellows in found.values():
        if sum(len(row.folded.split()) for row in fellows) >= _FEWEST_LETTERS:
            for row in fellows:
                row.hint = Form(Role.COLUMN, 0.9, "图标（字母）加短语，几处同样")


def _settle(rows: list[Row], places: list[int], *, labelled: bool) -> None:
    """The rows with one icon: each is what its form, its place and its fellows' places say.

    Where the page's labels have another mark (``labelled``), this one is likelier to stand before names.
    """
    scores = {at: _score(rows, at, labelled=labelled) for at in places}
    usual = sum(scores.values()) / len(places)
    labels = [rows[at].hint for at in places if _is(rows[at], Role.COLUMN)]
    told = sum(1 for at in places if rows[at].hint is not None)
    for at in places:
        row = rows[at]
        if row.hint is None:
            if len(labels) >= _LABELS and len(labels) > told / 2:
                row.hint = labels[0]
            continue
        if row.hint.confidence > 0.93 or solid(row.folded) - 1 > _NAME or "【" in row.folded:
            continue
        words = row.folded.strip()[1:].strip()
        score = scores[at] + _ALIKE * usual
        named = names_likeness(words) >= _SURE_NAME and not RUBRIC.search(words.replace(" ", ""))
        if row.hint.role is Role.COLUMN and score > _TURN:
            row.hint = Form(Role.BYLINE, 0.88, "标记加短语，在题下文上")
        elif row.hint.role is Role.BYLINE and score < -_TURN and not named:
            row.hint = Form(Role.COLUMN, 0.88, "标记加短语，在题上")


def _score(rows: list[Row], at: int, *, labelled: bool) -> float:
    """How surely a row with a mark is a name, above zero, or a label: by its words and its place."""
    words = rows[at].folded.strip()[1:].strip()
    score = 1.5 * _vote(rows, at) + 2 * (names_likeness(words) - 0.5)
    return score + (1.0 if labelled else 0.0) - (1.0 if RUBRIC.search(words.replace(" ", "")) else 0.0)


def _is(row: Row, role: Role) -> bool:
    return row.hint is not None and row.hint.role is role


def _vote(rows: list[Row], at: int) -> float:
    """1 where a name stands (a headline over it, text under it), -1 where a label does, 0 where neither shows."""
    before = rows[at - 1] if at else None
    first = at + 1
    while first < len(rows) and (
        _PART.fullmatch(rows[first].folded.strip()) or any(_is(rows[first], r) for r in _BESIDE)
    ):
        first += 1
    behind = rows[first : first + 2]
    text = len(behind) == 2 and any(re.search("[，。]", row.folded) for row in behind) and behind[0].hint is None
    text = text and not _is(behind[1], Role.BYLINE)  # that would be a headline
    text = text and (bool(re.search("[，。]", behind[0].folded)) or behind[0].width > _INDENTED * behind[1].width)
    headed = before is not None and not before.terminal and before.hint is None and before.full <= _HEADLINE
    if text and headed and before is not None and not (before.marks and before.folded.rstrip()[-1] in "，；、"):
        return 1.0
    if behind and _is_headline(behind[0]) and not text:
        office = len(behind) > 1 and OFFICE_END.search(behind[0].folded) and not _is_headline(behind[1])
        return 0.5 if office else -0.6 if headed else -1.0  # between two headlines: either
    return 0.0


def _is_headline(row: Row) -> bool:
    return row.hint is None and not re.search("[。；]", row.folded) and row.full <= _HEADLINE
