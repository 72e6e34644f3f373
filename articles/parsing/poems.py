"""Poems: runs of short lines that neither end in a full stop nor fill a column, under or over a name."""

from __future__ import annotations

import itertools
import re

from articles.parsing.cutting import usual_width
from articles.parsing.glyphs import solid
from articles.parsing.layout import FREE, Row
from articles.parsing.likeness import bigrams
from articles.parsing.seams import seam
from articles.parsing.structure import Form, Role
from articles.parsing.units import Unit

_FEWEST = 6
_HEAD = 4  # so early a bare name is no line of the poem
_LONGEST = 18
_SAID = 0.3  # of what headlines say, on the average, their texts say too
_USUAL = 13  # no longer are they on the average
_LABEL = 4  # characters of most column labels
_FULL = 0.6  # what a row leaves empty that is as wide as the widest
_MOST_FULL = 0.6  # of all rows; in prose nearly all are
_CUT_WORD = 1.5
_PROSE_ROWS = 8
_CUTS = 0.4  # of a cut word a line, on the average; prose has three times as many
REASON = "短行成组，不断句，像诗"
_COUPLET = re.compile(
    r"[\u4e00-\u9fff]{5}，[\u4e00-\u9fff]{5}[。？！；]|[\u4e00-\u9fff]{7}，[\u4e00-\u9fff]{7}[。？！；]"
)
_POETRY = re.compile(r"诗|[外其][一二三四五六两]首|[（(][一二三四五六七八九十两]首[）)]|词$|谣$")
_POET = re.compile(
    r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]\s[\u4e00-\u9fff]|[\u4e00-\u9fff]{1,8}(·[\u4e00-\u9fff]{1,8})+"
)
_PROSE = re.compile(r"[。；：]|^——|^[■●◆▲□◎○【]|^\d")


def find_poems(units: list[Unit]) -> None:
    """Give the lines of poems the role of paragraphs, one each; the headline under them is left alone."""
    at = 0
    while at < len(units):
        end = at
        while end < len(units) and _is_verse(units[end]):
            end += 1
            if units[end - 1].role is Role.BYLINE and end - at < _HEAD:
                at = end  # a name under a title: the verse begins after it
        if end - at >= _FEWEST:
            first, last = _verses(units, at, end)
            lines = units[first:last]
            short = sum(solid(unit.text) for unit in lines) <= _USUAL * len(lines) and last - first >= _FEWEST - 1
            prose = [unit.text for unit in units if unit.role is Role.PARAGRAPH] if short else []
            if short and not _say_of(prose, [unit.text for unit in lines]):
                for unit in lines:
                    unit.role, unit.reason, unit.confidence, unit.measure = Role.PARAGRAPH, REASON, 0.7, FREE
        at = max(end, at + 1)


def mark_verse(rows: list[Row]) -> None:
    """Give rows under a name that are verse the form of a paragraph each: ragged, never cut inside a word."""
    _mark_couplets(rows)
    at = 0
    while at < len(rows):
        end = at
        while end < len(rows) and _may_be_verse(rows[end]):
            end += 1
        named = at > 0 and _is_name(rows[at - 1])
        if named and end < len(rows) and end > at and _is_name(rows[end]):
            end -= 1  # the title over another name
            end -= _set_off(rows, at, end)
        while named and end > at and _reads_on(rows, end):
            end -= 1
        while named and end - at >= _FEWEST and not _ragged(rows[at:end]):
            end -= 1  # prose may follow
        verse = named and end - at >= _FEWEST
        prose = [row.text for row in [*rows[:at], *rows[end:]] if row.marks] if verse else []
        if verse and not _say_of(prose, [row.text for row in rows[at:end]]):
            for row in rows[at:end]:
                row.hint = Form(Role.PARAGRAPH, 0.9, REASON)
        at = max(end, at + 1)


def _say_of(prose: list[str], lines: list[str]) -> bool:
    """True for lines that say what the page's texts say: a heap of headlines far from them, and no verse."""
    said = bigrams("\n".join(prose))
    shares = [sum(pair in said for pair in pairs) / len(pairs) for pairs in map(bigrams, lines) if pairs]
    return sum(shares) > _SAID * len(lines)


def _set_off(rows: list[Row], at: int, end: int) -> bool:
    """True when a wider gap sets the last short row of a run off from those before it: the label over the next title."""
    if end - at <= _FEWEST or rows[end - 1].full > _LABEL or rows[end].gap >= rows[end - 1].gap:
        return False
    return rows[end - 1].gap > max(row.gap for row in rows[at + 1 : end - 1])


def _mark_couplets(rows: list[Row]) -> None:
    """Rows of two halves of five or of seven characters, two or more together: verse in the old measures."""
    couplets = [row.hint is None and bool(_COUPLET.fullmatch(row.folded.strip())) for row in rows]
    for at, row in enumerate(rows):
        if couplets[at] and (couplets[at - 1 : at] == [True] or couplets[at + 1 : at + 2] == [True]):
            row.hint = Form(Role.PARAGRAPH, 0.9, REASON)


def _is_name(row: Row) -> bool:
    return row.hint is not None and row.hint.role is Role.BYLINE


def _reads_on(rows: list[Row], end: int) -> bool:
    """True when the row before ``end`` goes on in the next, which is no verse: its words, or prose begun in that row."""
    if end >= len(rows) or rows[end].hint is not None or rows[end].gap > rows[end - 1].gap:
        return False
    usual = usual_width([row.width for row in rows[end : end + _PROSE_ROWS] if row.hint is None])
    opens = 1.4 <= usual - rows[end - 1].width <= 3.6 and abs(rows[end].width - usual) <= 0.9
    return opens or seam(rows[end - 1].folded, rows[end].folded) >= _CUT_WORD


def _may_be_verse(row: Row) -> bool:
    return row.hint is None and 2 <= row.full <= _LONGEST and not _PROSE.search(row.folded)


def _ragged(rows: list[Row]) -> bool:
    """True for rows of several widths of which hardly one ends inside a word."""
    widths = [row.width for row in rows]
    full = sum(max(widths) - width <= _FULL for width in widths)
    cuts = [max(0.0, seam(one.folded, two.folded)) for one, two in itertools.pairwise(rows)]
    last = max(0.0, seam(rows[-2].folded, rows[-1].folded))
    return (
        full <= _MOST_FULL * len(rows)
        and sum(cuts) <= _CUTS * len(cuts)
        and last < _CUT_WORD
        and rows[-1].full < max(widths) + 3
    )


def _is_verse(unit: Unit) -> bool:
    """A short line without prose's marks; a bare name may be a line of a poem too."""
    if unit.role is Role.BYLINE:
        return unit.confidence < 0.9 and " " not in unit.folded.strip()
    short = solid(unit.text) <= _LONGEST and len(unit.spans) == 1
    return unit.role is None and short and not _PROSE.search(unit.folded)


def _verses(units: list[Unit], at: int, end: int) -> tuple[int, int]:
    """The part of a run that is the poem: after the name over it, before the headline that follows."""
    before = units[at - 1].role if at else None
    after = units[end].role if end < len(units) else None
    if before is Role.BYLINE:
        return at, end - _head_size(units, end, after)
    closed = after is Role.BYLINE and (end + 1 >= len(units) or units[end + 1].role is not Role.PARAGRAPH)
    if before is Role.COLUMN and closed:
        return at + 1, end
    head = units[max(0, at - 1) : at + 1]
    if any(_POETRY.search(unit.folded) for unit in head) and end - at > _FEWEST:
        named = units[at + 1]
        if _POET.fullmatch(named.folded.strip()):
            named.role, named.reason, named.confidence = Role.BYLINE, "诗题下的短行，像署名", 0.75
            return at + 2, end - _head_size(units, end, after)
        return at + 1, end - _head_size(units, end, after)
    return at, at


def _head_size(units: list[Unit], end: int, after: Role | None) -> int:
    """How many lines before ``end`` head the next article: a title over a byline, and a label over it."""
    if after not in (Role.BYLINE, Role.PARAGRAPH, Role.EDITOR_NOTE):
        return 0
    label = units[end - 2]
    return 2 if solid(label.text) == _LABEL and "，" not in label.folded else 1
