"""Quotations lifted out of the text: short runs of lines that say a sentence of the text again."""

from __future__ import annotations

import itertools
import re

from articles.parsing.cutting import usual_width
from articles.parsing.forms import is_icon
from articles.parsing.glyphs import solid, width
from articles.parsing.layout import Marks, Row, ends_sentence, merge_rows
from articles.parsing.likeness import Quotations
from articles.parsing.structure import FURNITURE_ROLES, Form, Role
from articles.parsing.units import Unit

_LONG = 70  # a paragraph that quotations are lifted from; a lifted line is shorter
_SOURCE = 30  # the paragraph that a quotation is lifted from is longer,
_FEWEST = 16  # or so long at least where the quotation stands in quotation marks
_SHORTEST = 10  # word for word, and where it does not stand in the flow of text
_MOST_ROWS = 6
_REPEATED = 0.72  # so like another paragraph's sentence a paragraph of the text is no part of it
_VERBATIM = 0.97  # what is lifted word for word has no headline's words before it
_MARKS = "，。、；：！？”’"
_REWORDED = 0.5  # so like its source what is more than one line may be a quotation's, reworded
_SHORT = 40  # characters of such a paragraph at most
_COLUMN = 4  # narrow rows on one side that make a narrow column, not a quotation
_NARROW_LIKENESS = 0.6
NARROW = "行宽与正文不同，与正文的一句相近"
_QUOTE_LABEL = re.compile(r"^[“”❝❞\"■●◆▲]*(声\s*音|妙\s*语|观\s*点|金\s*句|语\s*录)?[“”❝❞\"]*$")


def gather_quotes(rows: list[Row], mark: Marks) -> list[Row]:
    """The rows with each quotation that is set narrower than the text around it, without indent, made one row."""
    runs = _narrow_runs(rows)
    if not runs:
        return rows
    texts = ["".join(row.folded.split()) for row in rows]
    starts = list(itertools.accumulate((len(text) for text in texts), initial=0))
    quotations = Quotations(["".join(texts)])
    ends: dict[int, int] = {}
    for at, end in runs:
        begin, value = at, quotations.elsewhere(starts[at], starts[end])
        while begin < min(at + 2, end - 2):
            rest = quotations.elsewhere(starts[begin + 1], starts[end])
            if _contributes(value, rest, starts[begin + 1] - starts[begin], starts[end] - starts[begin]):
                break
            begin, value = begin + 1, rest
        asks = rows[end - 1].folded.rstrip("”’")[-1:] in "？?"
        if value >= (_NARROW_LIKENESS if not asks else 0.8):
            ends[begin] = end
    out: list[Row] = []
    at = 0
    while at < len(rows):
        end = ends.get(at, at + 1)
        out.append(merge_rows(rows[at:end], mark, Form(Role.PULL_QUOTE, 0.9, NARROW)) if at in ends else rows[at])
        at = end
    return out


def _contributes(whole: float, rest: float, first: int, size: int) -> bool:
    """False when a first line only dilutes the likeness of the rest: half a headline, a label."""
    return whole >= rest * (size - first) / size + 0.08


def _narrow_runs(rows: list[Row]) -> list[tuple[int, int]]:
    """Places of two to six rows about as wide as each other, clearly narrower than the rows around."""
    runs: list[tuple[int, int]] = []
    wide = [row.width for row in rows]
    at = 0
    while at < len(rows) - 1:
        widest = max(wide[max(0, at - 8) : at + 14])
        if not _narrow(rows[at], widest):
            at += 1
            continue
        usual = usual_width([*wide[max(0, at - 8) : at], *wide[at + 6 : at + 14]])
        end = at
        while end < len(rows) and end - at < _MOST_ROWS and _narrow(rows[end], usual):
            end += 1
            if rows[end - 1].terminal:
                break
        widths = sorted(row.width for row in rows[at : end - 1])
        alike = bool(widths) and widths[-1] - widths[0] <= 2.7 and rows[end - 1].width <= widths[-1] + 1.1
        size = sum(len(row.folded) for row in rows[at:end])
        beside = (rows[max(0, at - _COLUMN) : at], rows[end : end + _COLUMN])
        column = any(len(near) == _COLUMN and all(_narrow(row, usual) for row in near) for near in beside)
        if not column and alike and rows[end - 1].terminal and 16 <= size <= 90 and not rows[at].terminal:
            runs.append((at, end))
            at = end
        else:
            at += 1
    return runs


def _narrow(row: Row, usual: float) -> bool:
    return row.hint is None and not row.turn and row.width <= 0.82 * usual


def lift_quotes(units: list[Unit]) -> None:
    """Short runs of lines inside the text that repeat a sentence of another paragraph: lifted quotations."""
    sources = [unit for unit in units if unit.role is Role.PARAGRAPH and solid(unit.text) > _FEWEST]
    if not any(solid(unit.text) > _LONG for unit in sources):
        return
    quotations: Quotations | None = None
    place = 0
    while place < len(units):
        unit = units[place]
        if unit.role not in (None, Role.PARAGRAPH) or solid(unit.text) > _LONG:
            place += 1
            continue
        if quotations is None:
            quotations = Quotations([other.text for other in sources])
        place += _lift(units, place, quotations, sources)


def _lift(units: list[Unit], place: int, quotations: Quotations, sources: list[Unit]) -> int:
    """Try one to five units from ``place`` as one quotation; returns how many places to move on."""
    text, best, size = "", 0.0, 0
    above = units[place - 1] if place else None
    labelled = above is not None and above.role is None and bool(_QUOTE_LABEL.match(above.folded))
    for count in range(1, 6):
        if place + count > len(units) or units[place + count - 1].role not in (None, Role.PARAGRAPH):
            break
        addition = units[place + count - 1].folded
        if solid(addition) > _LONG or solid(text) + solid(addition) > 110:
            break
        text += addition
        if solid(text) < _SHORTEST or not any(mark in text for mark in "，。；"):
            continue
        told = ends_sentence(text) or _is_marked(units[place : place + count])
        if told or _heads_nothing(units, place, count):
            likeness = _best_likeness(units[place : place + count], quotations, sources)
            if (solid(text) < _FEWEST or not told) and (likeness < _VERBATIM or _in_the_flow(units, place, count)):
                continue
            if likeness > best + 0.01 or (labelled and likeness > 0.5):
                best, size = likeness, count
    enough = _enough(units, place, size, labelled=labelled)
    flows = bool(size) and _in_the_flow(units, place, size)
    asks = size and units[place + size - 1].folded.rstrip("”’")[-1:] in "？?"
    whole = sum(solid(other.text) for other in units[place : place + size])
    if flows and (best < _REPEATED or asks or whole > _SHORT):
        return 1
    if not size or (not flows and best < enough):
        return 1
    if size > 1 and _headed(units[place : place + size], best, quotations, sources):
        return 1
    set_quote(units, place, size)
    return size


def _headed(run: list[Unit], best: float, quotations: Quotations, sources: list[Unit]) -> bool:
    """True when the first lines of a run are no quotation's: a label, a headline over one that is lifted word for word."""
    for at in range(1, len(run)) if best < _VERBATIM else ():
        rest = _best_likeness(run[at:], quotations, sources)
        label = rest >= _VERBATIM and run[at - 1].folded.rstrip()[-1:] not in _MARKS
        label = label and (at == 1 or _best_likeness(run[:at], quotations, sources) < _REWORDED)
        ahead, whole = (sum(solid(unit.text) for unit in units) for units in (run[:at], run))
        if rest > best and (label or (at == 1 and not _contributes(best, rest, ahead, whole))):
            return True
    return False


def _heads_nothing(units: list[Unit], place: int, count: int) -> bool:
    """True for lines that stand alone between what is no text of theirs: another headline's label follows."""
    before = units[place - 1].role if place else Role.FURNITURE
    after = units[place + count].role if place + count < len(units) else Role.FURNITURE
    alone = count > 1 and all(unit.role is None for unit in units[place : place + count])
    return alone and before in FURNITURE_ROLES and (after is Role.COLUMN or after in FURNITURE_ROLES)


def _is_marked(run: list[Unit]) -> bool:
    """True for lines that stand alone, a mark before the first: they need not end a sentence."""
    return (
        is_icon(run[0].folded[0])
        and all(unit.role is None for unit in run)
        and run[-1].folded.rstrip()[-1] not in "，、"
    )


def _enough(units: list[Unit], place: int, size: int, *, labelled: bool) -> float:
    """How like its source a run must be: less under a label, or where no text stands right before or after."""
    if labelled:
        return 0.5
    around = [units[at].role for at in (place - 1, place + size) if 0 <= at < len(units)]
    asks = size and units[place + size - 1].folded.rstrip("”’")[-1:] in "？?"
    return 0.6 if Role.PARAGRAPH not in around and not asks else 0.8


def _best_likeness(run: list[Unit], quotations: Quotations, sources: list[Unit]) -> float:
    """How like the run's words are to a passage of a paragraph that is not one of the run, and longer or unmarked."""
    scores = quotations.best("".join(unit.text for unit in run))
    marked = run[0].folded[0] == "“" and run[-1].folded[-1] == "”"
    least = _FEWEST if marked else _SOURCE
    found = (
        value
        for value, other in zip(scores, sources, strict=True)
        if solid(other.text) > least and not any(other is unit for unit in run)
    )
    return max(found, default=0.0)


def set_quote(units: list[Unit], place: int, size: int) -> None:
    """Give a run of units, and the label or quotation marks set around it, the role of a pull quote."""
    for unit in units[place : place + size]:
        unit.role, unit.group = Role.PULL_QUOTE, place + 1
        if unit.reason != NARROW:
            unit.confidence, unit.reason = 0.85, "与正文的一句相近"
    above = units[place - 1] if place else None
    if above is not None and above.role is Role.PULL_QUOTE and not above.group and solid(above.text) <= 8:
        above.group = place + 1
    if above is not None and above.role is Role.COLUMN and is_icon(above.folded[0]) and solid(above.text) <= 5:
        above.role, above.group, above.reason = Role.PULL_QUOTE, place + 1, "金句的标签"
    for at in (place - 1, place + size):
        if 0 <= at < len(units) and units[at].role is None and _QUOTE_LABEL.match(units[at].folded):
            units[at].role, units[at].group, units[at].reason = Role.PULL_QUOTE, place + 1, "金句的标签或引号"


def _in_the_flow(units: list[Unit], place: int, size: int) -> bool:
    """True for lines set to the same measure as the text around them, which they do not interrupt."""
    around = [units[at] for at in (place - 1, place + size) if 0 <= at < len(units)]
    run = units[place : place + size]
    if len(around) < 2 or any(unit.role not in (Role.PARAGRAPH, Role.HEADING) for unit in [*around, *run]):
        return False
    measure = around[0].measure
    widest = max(width(line.text[a:b]) for unit in run for line, a, b in unit.spans)
    narrow = sum(len(unit.spans) for unit in run) > 1 and widest <= 0.8 * measure
    same = all(abs(unit.measure - measure) <= 1.0 for unit in [*around, *run])
    return same and not narrow and not around[0].ends_mid
