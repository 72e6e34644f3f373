"""Bodies: runs of paragraphs that are one article's text, and what lies between them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from articles.parsing.forms import HEADING_NUMBER, LIST_HEAD, is_reference, is_turn_word, turn_label
from articles.parsing.glyphs import solid, width
from articles.parsing.layout import FREE
from articles.parsing.structure import Role
from articles.parsing.units import Unit

_BOUNDARY = 2.5
_DATELINE = re.compile(
    r"^(编辑同志：|编辑部：|编者：您好|亲爱的.{2,8}：|本报讯|本报.{0,12}(讯|电)|新华社.{1,16}电|据.{2,10}(报道|电)|.{2,8}\d{1,2}月\d{1,2}日电)"
)
_WEIGHTS = {
    Role.AUTHOR_NOTE: 4.0,
    Role.COMPILER: 4.0,
    Role.JUMP: 3.5,
    Role.EDITOR_NOTE: 2.0,
    Role.BYLINE: 3.0,
    Role.COLUMN: 0.7,
}


@dataclass(slots=True)
class Body:
    """One article's text in reading order, with the places of its first and last unit."""

    units: list[Unit] = field(default_factory=list)
    start: int = 0
    end: int = 0
    rows: dict[float, int] = field(default_factory=dict)  # printed lines by measure, as they were taken
    labelled: int = 0  # paragraphs taken that open with a label
    named: int = 0  # speaker lines taken

    def take(self, unit: Unit, place: int) -> None:
        """Add the next unit of its text; the counts are kept up so that each step costs the same."""
        self.units.append(unit)
        self.end = place
        self.rows[unit.measure] = self.rows.get(unit.measure, 0) + len(unit.spans)
        self.named += unit.role is Role.SPEAKER
        self.labelled += unit.role is Role.PARAGRAPH and turn_label(unit.folded) is not None

    @property
    def measure(self) -> float:
        """The measure of most of its printed lines."""
        return max(self.rows, key=lambda value: self.rows[value]) if self.rows else FREE

    @property
    def text(self) -> str:
        """All its text, for vocabulary."""
        return "\n".join(unit.text for unit in self.units)

    @property
    def size(self) -> int:
        """Characters of its text."""
        return sum(solid(line.text[a:b]) for unit in self.units for line, a, b in unit.spans)

    @property
    def speakers(self) -> int:
        """How many speaker lines it has: more than one makes a round-up."""
        return sum(1 for unit in self.units if unit.role is Role.SPEAKER)

    @property
    def turns(self) -> int:
        """How many paragraphs open with a turn's label."""
        counts = Counter(self.turn_labels())
        return sum(
            count
            for label, count in counts.items()
            if count > 1 or is_turn_word(label) or "（" in label or label[0] == "@"
        )

    def turn_labels(self) -> list[str]:
        """The labels that its paragraphs open with, if any, in order."""
        found = [turn_label(unit.folded) for unit in self.units if unit.role in (Role.PARAGRAPH, Role.STATEMENT)]
        return [label[0] for label in found if label]


def find_bodies(units: list[Unit]) -> list[Body]:
    """Tell the bodies apart; headings between their paragraphs get their role here."""
    bodies: list[Body] = []
    waiting: list[tuple[int, Unit]] = []
    for place, unit in enumerate(units):
        if unit.role not in (Role.PARAGRAPH, Role.SPEAKER):
            waiting.append((place, unit))
            continue
        between = [other for _, other in waiting]
        if bodies and _boundary(bodies[-1], between, unit, units, place) < _BOUNDARY:
            take_headings(bodies[-1], between)
        else:
            bodies.append(Body(start=place))
        bodies[-1].take(unit, place)
        waiting = []
    return bodies


def _boundary(body: Body, between: list[Unit], after: Unit, units: list[Unit], place: int) -> float:
    """How surely another article begins at ``after``; see ``_BOUNDARY``."""
    if after.role is Role.SPEAKER:
        return 0.0 if not between else 4.0
    score = 0.0
    for unit in between:
        weight = _WEIGHTS.get(unit.role, 0.0) if unit.role is not None else 0.0
        score += weight * (unit.confidence if unit.role is Role.BYLINE else 1.0)
    if any(unit.role is Role.BOX and is_reference(unit.folded) for unit in between):
        score += 2.6  # references close an article
    lines = [unit for unit in between if unit.role is None]
    if lines and any(unit.role is Role.BYLINE for unit in between[between.index(lines[0]) + 1 :]):
        score += 0.8
    score += _display_score(lines, between, after)
    return score + _change_score(body, between, after, lines) + _flow_score(body, between, after)


def _change_score(body: Body, between: list[Unit], after: Unit, lines: list[Unit]) -> float:
    """A change of measure: another article, unless the lines do not show what they were set to."""
    before = body.units[-1]
    change = min(abs(before.measure - after.measure), abs(body.measure - after.measure))
    if FREE in (before.measure, after.measure) and change:
        return (2.6 if not lines else 1.5) if _wider(before, after) else 0.0
    if not between and (LIST_HEAD.match(after.folded) or "：●" in after.folded or LIST_HEAD.match(before.folded)):
        return 0.0  # the short lines of a list do not show the column's measure
    if change > 2.4:
        return 1.0 if not between and not _shows_measure(after) else 4.5 if change > 5 else 3.0
    return 1.2 if change > 1.6 else 0.0


def _flow_score(body: Body, between: list[Unit], after: Unit) -> float:
    """Sentences, turns or statements that go on speak for one article."""
    before, score = body.units[-1], 0.0
    if before.ends_mid and after.begins_mid:
        score -= 4.0
    elif before.ends_mid or after.begins_mid:
        score -= 0.8
    if turn_label(after.folded) and body.labelled > 1 and not _DATELINE.match(after.folded):
        score -= 2.0
    if body.named and not any(unit.role in (Role.COMPILER, Role.BYLINE) for unit in between):
        score -= 1.0
    return score


def _shows_measure(unit: Unit) -> bool:
    """True when at least one row of the unit is about as wide as its measure."""
    return any(abs(width(line.text[a:b], 0.75) - unit.measure) <= 1.3 for line, a, b in unit.spans)


def _wider(one: Unit, two: Unit) -> bool:
    """True when the lines without a measure would not fit the measure of the others."""
    free, measured = (one, two) if one.measure == FREE else (two, one)
    return max(width(line.text[a:b]) for line, a, b in free.spans) > measured.measure + 1.5


def _display_score(lines: list[Unit], between: list[Unit], after: Unit) -> float:
    """Lines that stand alone: few and plain are headings, many or with a byline are headlines."""
    if not lines:
        return 0.0
    score = 0.0
    numbered = sum(1 for unit in lines if HEADING_NUMBER.match(unit.folded))
    if numbered:
        score -= 2.0
    if len(lines) - numbered > 2:
        score += 1.5
    if any(unit.folded.startswith("——") for unit in lines):
        score += 1.5
    if _DATELINE.match(after.folded):
        score += 2.5
    labels = [at for at, unit in enumerate(between) if unit.role is Role.COLUMN]
    if labels:
        directly = any(at + 1 < len(between) and between[at + 1].role is None for at in labels)
        score += 2.6 if directly else 1.5
    return score


def take_headings(body: Body, between: list[Unit]) -> None:
    """Lines between two paragraphs of one body are its headings; broken ones are joined."""
    heading: Unit | None = None
    for unit in between:
        if unit.role is not None:
            heading = None
            continue
        if (
            heading is not None
            and not HEADING_NUMBER.match(unit.folded)
            and solid(heading.text) + solid(unit.text) <= 44
        ):
            heading.spans = heading.spans + unit.spans
            unit.spans = []
            continue
        unit.role, unit.reason = Role.HEADING, "短行，独立成行，前后是同栏正文"
        body.units.append(unit)
        heading = unit
