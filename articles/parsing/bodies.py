"""Bodies: runs of paragraphs that are one article's text, with the headings between them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from articles.parsing.forms import HEADING_NUMBER, SIDES, is_turn_word, side_label, turn_label
from articles.parsing.glyphs import solid, width
from articles.parsing.layout import FREE, ends_sentence
from articles.parsing.speakers import dotted_office, run_on_office, speaking
from articles.parsing.structure import Role
from articles.parsing.units import Unit

_SHORT = 2.8
_SIDE_TURNS = 2  # so often each of two marks opens a paragraph: they stand for who speaks
_ALL_TURNS = 3  # so many paragraphs, each with a label and one of them a question's: a conversation


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
        names = self.turn_names()
        return sum(1 for label in self.turn_labels() if label in names)

    def turn_names(self) -> set[str]:
        """The labels that open turns: words such as 问, names with an office, whatever comes again."""
        counts = Counter(self.turn_labels())
        words = {label for label in counts if is_turn_word(label)}
        spoken = words or max(counts.values(), default=0) > 1
        if spoken and sum(counts.values()) >= _ALL_TURNS and sum(counts.values()) == self._after_first_turn():
            return set(counts)
        again = {label for label, count in counts.items() if count > 1 or "（" in label or dotted_office(label)}
        offices = {label for label in counts if run_on_office(label)}
        return words | again | speaking(counts, words) | (offices if len(offices) > 1 else set())

    def _after_first_turn(self) -> int:
        """How many paragraphs there are from the first that opens with a label on."""
        texts = [turn_label(unit.folded) for unit in self.units if unit.role in (Role.PARAGRAPH, Role.STATEMENT)]
        first = next((at for at, label in enumerate(texts) if label), len(texts))
        return len(texts) - first

    def turn_labels(self) -> list[str]:
        """The labels that its paragraphs open with, if any, in order."""
        texts = [unit.folded for unit in self.units if unit.role in (Role.PARAGRAPH, Role.STATEMENT)]
        found = [label[0] for text in texts if (label := turn_label(text) or side_label(text))]
        two_sided = all(found.count(mark) >= _SIDE_TURNS for mark in SIDES)
        return [label for label in found if two_sided or label not in SIDES]


def take_headings(body: Body, between: list[Unit]) -> None:
    """Lines between two paragraphs of one body are its headings; broken ones are joined."""
    heading: Unit | None = None
    for unit in between:
        if unit.role is not None:
            body.units.extend([unit] if unit.role is Role.HEADING else [])
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


def join_broken(body: Body) -> None:
    """Paragraphs that a picture, a quotation or a page's edge broke in the middle of a sentence are one again."""
    joined: list[Unit] = []
    for unit in body.units:
        before = joined[-1] if joined else None
        if before is not None and before.role is unit.role is Role.PARAGRAPH and _runs_on(before, unit):
            before.spans = before.spans + unit.spans
            before.ends_mid = unit.ends_mid
            unit.spans = []
            before.confidence = min(before.confidence, unit.confidence, 0.85)
        else:
            joined.append(unit)
    body.units = joined


def _runs_on(before: Unit, unit: Unit) -> bool:
    """True when the first stops in a sentence, in a full line, and the second does not begin one."""
    return (
        not ends_sentence(before.folded)
        and before.ends_mid
        and (unit.begins_mid or _full(before))
        and not HEADING_NUMBER.match(unit.folded)
    )


def _full(unit: Unit) -> bool:
    """True when its last row is not much shorter than the column: text in a column ends in a sentence or goes on."""
    line, start, end = unit.spans[-1]
    return unit.measure != FREE and width(line.text[start:end], 0.75) > unit.measure - _SHORT
