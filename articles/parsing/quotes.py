"""Quotations lifted out of the text: short runs of lines that say a sentence of the text again."""

from __future__ import annotations

import re

from articles.parsing.forms import is_icon
from articles.parsing.glyphs import solid, width
from articles.parsing.layout import ends_sentence
from articles.parsing.likeness import Quotations
from articles.parsing.structure import Role
from articles.parsing.units import Unit

_LONG = 70  # a paragraph that quotations are lifted from; a lifted line is shorter
_QUOTE_LABEL = re.compile(r"^[“”❝❞\"■●◆▲]*(声\s*音|妙\s*语|观\s*点|金\s*句|语\s*录)?[“”❝❞\"]*$")


def lift_quotes(units: list[Unit]) -> None:
    """Short runs of lines inside the text that repeat a sentence of another paragraph: lifted quotations."""
    sources = [unit for unit in units if unit.role is Role.PARAGRAPH and solid(unit.text) > 30]
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
        addition = units[place + count - 1].text
        if solid(addition) > _LONG or solid(text) + solid(addition) > 110:
            break
        text += addition
        if solid(text) < 16 or not any(mark in text for mark in "，。；"):
            continue
        if ends_sentence(text):
            likeness = _best_likeness(units[place : place + count], quotations, sources)
            if likeness > best + 0.01 or (labelled and likeness > 0.5):
                best, size = likeness, count
    if best < (0.5 if labelled else 0.8) or _in_the_flow(units, place, size):
        return 1
    if size > 1 and not labelled and _best_likeness(units[place + 1 : place + size], quotations, sources) > best + 0.08:
        return 1  # the first line is another thing: half a headline, a label
    _set_quote(units, place, size)
    return size


def _best_likeness(run: list[Unit], quotations: Quotations, sources: list[Unit]) -> float:
    """How like the run's words are to a passage of a paragraph that is not one of the run."""
    scores = quotations.best("".join(unit.text for unit in run))
    return max((v for v, other in zip(scores, sources, strict=True) if not any(other is u for u in run)), default=0.0)


def _set_quote(units: list[Unit], place: int, size: int) -> None:
    """Give a run of units, and the label or quotation marks set around it, the role of a pull quote."""
    for unit in units[place : place + size]:
        unit.role, unit.confidence, unit.reason, unit.group = Role.PULL_QUOTE, 0.85, "与正文的一句相近", place + 1
    above = units[place - 1] if place else None
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
