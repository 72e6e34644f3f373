"""Headline lines that were read as a paragraph: they ask or call, end in a colon, or hang on to the text above."""

from __future__ import annotations

import re

from articles.parsing.forms import DATELINE, SALUTATION, is_turn_word, turn_label
from articles.parsing.glyphs import fold, solid, width
from articles.parsing.kickers import reads_on
from articles.parsing.layout import FREE, ends_sentence
from articles.parsing.seams import seam
from articles.parsing.structure import Role
from articles.parsing.units import Unit, split_unit

_MOST_LINES = 3
_MOST_CHARACTERS = 40
_LINE = 22
_NEIGHBOURS = 10  # how far away the text is whose measure tells
_ENOUGH = 1.5
_CUT_WORD = 1.5
_HALF = 0.6  # of the column
_KIN_AND_NAME = re.compile(
    r"(儿子?|女儿?|弟|妹|兄|哥|姐|妻|夫|爸爸?|妈妈?|父|母|孙儿?|孙女)[：\s]\s*[\u4e00-\u9fff\s]{1,5}"
)
_DAY = re.compile(
    r"([一二三四五六七八九〇零\d]{4}年)?[一二三四五六七八九十\d]{1,3}月[一二三四五六七八九十廿\d]{1,3}日.{0,3}"
)
_DASHED = re.compile(r"^([^—]{4,30}?)\s+(——[^—]{4,})$")


def free_displays(units: list[Unit]) -> None:
    """Give back to the headlines what stands over a byline, under a label, or does not fit the column."""
    out: list[Unit] = []
    for place, unit in enumerate(units):
        tail = _hanging(units, place)
        if _possible(unit) and _display_score(units, place, out[-1] if out else None) >= _ENOUGH:
            out.extend(_lines(unit))
        elif tail:
            out.extend([unit, *(_line(unit, at) for at in range(len(unit.spans) - tail, len(unit.spans)))])
            unit.spans = unit.spans[:-tail]
            unit.ends_mid = not ends_sentence(unit.folded)
        elif unit.role is Role.PARAGRAPH and out and out[-1].role is Role.COLUMN and _asks_first(unit):
            out.extend([_line(unit, 0), unit])
            unit.spans = unit.spans[1:]
        else:
            out.append(unit)
    units[:] = out


def close_letters(units: list[Unit]) -> None:
    """Under a letter home: who writes, as what, and the day are its last lines."""
    for before, signed, day in zip(units, units[1:], units[2:], strict=False):
        kin = signed.role in (None, Role.BYLINE) and _KIN_AND_NAME.fullmatch(signed.folded.strip())
        if before.role is Role.PARAGRAPH and kin and day.role is None and _DAY.fullmatch(day.folded.strip()):
            for unit in (signed, day):
                unit.role, unit.confidence, unit.reason = Role.PARAGRAPH, 0.8, "家书末尾的落款"
                unit.measure = before.measure


def split_dashes(units: list[Unit]) -> None:
    """A title and a subtitle that begins with a dash may stand on one line, a space between them."""
    out: list[Unit] = []
    for unit in units:
        match = _DASHED.match(unit.folded) if unit.role is None else None
        cut = split_unit(unit, solid(match[1])) if match else None
        out.extend(cut or [unit])
    units[:] = out


def _possible(unit: Unit) -> bool:
    """True for a few short lines without a sentence's end inside."""
    text = unit.folded
    if unit.role is not Role.PARAGRAPH or len(unit.spans) > _MOST_LINES or solid(text) > _MOST_CHARACTERS:
        return False
    if (
        re.search(r"[。；]|[？！].", text)
        or text[-1] in "，、"
        or unit.begins_mid
        or SALUTATION.match(text)
        or DATELINE.match(text)
    ):
        return False
    label = turn_label(text)
    return label is None or not (is_turn_word(label[0]) or len(label[0]) <= 3) or label[1] == len(text)


def _hanging(units: list[Unit], place: int) -> int:
    """How many rows at a paragraph's end, right over a byline, are a headline: short rows that end no sentence."""
    unit = units[place]
    below = units[place + 1] if place + 1 < len(units) else None
    heads = below is not None and (below.role is Role.BYLINE or below.folded.startswith("——"))
    if below is not None and below.role is None and _begins_title(unit):
        return 1
    if unit.role is not Role.PARAGRAPH or not heads or unit.measure == FREE:
        return 0
    rows = [fold(line.text[a:b]).strip() for line, a, b in unit.spans]
    tail = 0
    while tail < len(rows) and tail <= _MOST_LINES and not ends_sentence(rows[-1 - tail]):
        tail += 1
    if tail > _MOST_LINES or tail == len(rows):
        return _below_a_break(rows, unit.measure)
    words = rows[len(rows) - tail :]
    if not tail or re.search("[。；]", "".join(words)):
        return 0
    return tail if any(width(row, 0.75) < unit.measure - 1.8 for row in words) else 0


def _begins_title(unit: Unit) -> bool:
    """True for a paragraph whose last row is far from full, ends with a comma and follows a sentence's end: no text goes on so."""
    if unit.role is not Role.PARAGRAPH or len(unit.spans) < 2 or unit.measure == FREE:
        return False
    before, last = (fold(line.text[a:b]).strip() for line, a, b in unit.spans[-2:])
    return last[-1:] == "，" and ends_sentence(before) and width(last, 0.75) < _HALF * unit.measure


def _below_a_break(rows: list[str], measure: float) -> int:
    """How many short rows stand under a full one that goes on elsewhere: a column ended in the middle of a sentence."""
    tail = 0
    while tail < len(rows) and width(rows[-1 - tail], 0.75) < measure - 1.8:
        tail += 1
    if not 0 < tail <= _MOST_LINES or tail == len(rows) or re.search("[，。；：]", "".join(rows[len(rows) - tail :])):
        return 0
    return tail if seam(rows[-1 - tail], rows[-tail]) < _CUT_WORD else 0


def _asks_first(unit: Unit) -> bool:
    """True for a paragraph whose first printed line is a short question: the title, under its label."""
    line, start, end = unit.spans[0]
    return len(unit.spans) > 1 and fold(line.text[start:end]).rstrip()[-1:] in "？！" and end - start <= _LINE


def _display_score(units: list[Unit], place: int, above: Unit | None) -> float:
    """How surely the unit at ``place`` is a headline, from what stands around it and how wide it is set."""
    unit = units[place]
    below = units[place + 1] if place + 1 < len(units) else None
    score = _set_apart(unit, _measure(units, place))
    if above is not None and above.role is Role.COLUMN:
        score += 3.0 if unit.folded[-1] in "？！" and solid(unit.text) <= _LINE + 2 else 2.0
    elif above is not None and above.role is None and not above.folded.startswith("——"):
        score += 1.5 if above.folded[-1] in "，、：" or reads_on(above.folded, unit.folded) else 1.0
    if below is not None and (below.role in (Role.BYLINE, Role.EDITOR_NOTE) or below.folded.startswith("——")):
        score += 2.0
    elif below is not None and below.role in (None, Role.COLUMN):
        score += 0.7
    if above is not None and above.role is Role.PARAGRAPH:
        score -= 3.0 if not ends_sentence(above.folded) else 0.0
        score -= 1.0 if below is not None and below.role is Role.PARAGRAPH else 0.0
    return score


def _measure(units: list[Unit], place: int) -> float:
    """The measure of the text that follows, or else of the text before."""
    after = units[place + 1 : place + 1 + _NEIGHBOURS]
    before = units[max(0, place - _NEIGHBOURS) : place]
    for unit in [*after, *reversed(before)]:
        if unit.role is Role.PARAGRAPH and len(unit.spans) > 2 and unit.measure != FREE:
            return unit.measure
    return FREE


def _set_apart(unit: Unit, measure: float) -> float:
    """How badly the lines go for a short paragraph in a column of that measure."""
    if measure == FREE:
        return 0.0
    widths = [width(line.text[a:b], 0.75) for line, a, b in unit.spans]
    if max(widths) > measure + 1.2:
        return 3.0
    if len(widths) == 1:
        return 2.0 if widths[0] > measure - 1.2 else 0.0
    return -1.5 if abs(widths[0] - (measure - 2)) <= 1.2 else 1.5


def _lines(unit: Unit) -> list[Unit]:
    """Each printed line as a unit of its own that is still to be understood."""
    return [_line(unit, at) for at in range(len(unit.spans))]


def _line(unit: Unit, at: int) -> Unit:
    gap = unit.gap if not at else unit.spans[at][0].gap_before
    return Unit(None, unit.spans[at : at + 1], unit.measure, 0.75, "像标题的问句", gap=gap)
