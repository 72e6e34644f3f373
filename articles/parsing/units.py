"""Units: the rows gathered into paragraphs, headings, notes, labels and lines that stand alone.

A unit is the smallest thing that has one role. Its *spans* are parts of source lines, so that one
printed line can hold two units (a turn's label and its words; several column labels).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from articles.parsing.flow import Place, is_firm
from articles.parsing.forms import (
    DATELINE,
    LABEL_CUT,
    Form,
    credit_spans,
    is_box_label,
    page_line,
)
from articles.parsing.furniture import glued_head
from articles.parsing.glyphs import CLOSING, fold, join, open_brackets, solid, tidy
from articles.parsing.heads import HEAD_REASON
from articles.parsing.layout import FREE, Row, ends_sentence
from articles.parsing.names import is_name
from articles.parsing.notes import POINT_REASON, author_note_end, block_paragraphs, note_block
from articles.parsing.scanning import scan
from articles.parsing.speakers import WRAPPED_REASON
from articles.parsing.structure import Alternative, Line, Role

Span = tuple[Line, int, int]
_NOTE_LIMIT = 8
CLOSING_REASON = "段末括号内"
NOTE_REASON = "编者按自成一块，行宽与正文不同"
_LABEL_ONLY = 8
_MOST_OF_A_HEAP = 10  # so many rows without a mark are headlines far from their texts, and no paragraph


@dataclass(slots=True)
class Unit:
    """One thing of one role; ``role`` is None while a line that stands alone is not understood."""

    role: Role | None
    spans: list[Span]
    measure: float = FREE
    confidence: float = 0.9
    reason: str = ""
    begins_mid: bool = False
    ends_mid: bool = False
    gap: int = 0
    group: int = 0  # lines of one printed row of labels, or one broken-off note, share a number
    article: int | None = None
    alternatives: list[Alternative] = field(default_factory=list)
    doubts: list[tuple[int, float]] = field(default_factory=list)  # spans where a paragraph may begin after all
    kept: tuple[list[Span], bool, str, str] | None = field(default=None, repr=False, compare=False)

    @property
    def text(self) -> str:
        """The unit's text as printed, lines joined, extraction's spaces gone."""
        return self._texts()[0]

    @property
    def folded(self) -> str:
        """The reading copy of ``text``."""
        return self._texts()[1]

    def _texts(self) -> tuple[str, str]:
        """(text, folded), kept until the spans are replaced or the role changes how spaces are treated."""
        keep = self.role not in (Role.PARAGRAPH, Role.STATEMENT)
        if self.kept is None or self.kept[0] is not self.spans or self.kept[1] is not keep:
            text = join([tidy(line.text[a:b], keep_words_apart=keep) for line, a, b in self.spans])
            self.kept = (self.spans, keep, text, fold(text))
        return self.kept[2], self.kept[3]

    @property
    def printed(self) -> str:
        """The folded first line with its spaces as they stand: cells of a table are told apart by them."""
        line, start, end = self.spans[0]
        return fold(line.text[start:end]).strip()

    @property
    def first(self) -> int:
        """The source offset where the unit begins."""
        line, start, _ = self.spans[0]
        return line.start + start

    @property
    def number(self) -> int:
        """The source line where the unit begins."""
        return self.spans[0][0].number


def whole(lines: list[Line]) -> list[Span]:
    """Spans that cover the lines entirely."""
    return [(line, 0, len(line.text)) for line in lines]


def build_units(rows: list[Row], places: list[Place], sure: list[float]) -> list[Unit]:
    """Gather placed rows into units, forms extended over the lines they run on to."""
    units: list[Unit] = []
    position = 0
    while position < len(rows):
        row, place = rows[position], places[position]
        if place is Place.FORM and row.hint is not None:
            made, position = _form_units(rows, places, position, row.hint)
            units.extend(made)
        elif place is Place.DISPLAY:
            units.append(_display(row, sure[position]))
            position += 1
        else:
            end = _paragraph_end(places, position)
            units.extend(_paragraph(rows, position, end, places, sure))
            position = end
    return units


def _display(row: Row, sure: float) -> Unit:
    """A row that stands alone; its form still tells what it is when that is likely enough."""
    if row.hint is not None and row.hint.confidence >= 0.6 and row.hint.role in (Role.BYLINE, Role.PULL_QUOTE):
        return _unit(row.hint.role, [row], row.hint.confidence, row.hint.reason)
    return _unit(None, [row], sure, "短行，不以句号结束")


def _unit(role: Role | None, rows: list[Row], confidence: float, reason: str) -> Unit:
    lines = [line for row in rows for line in row.lines]
    return Unit(role, whole(lines), rows[0].measure, confidence, reason, gap=rows[0].gap)


def _paragraph_end(places: list[Place], start: int) -> int:
    """The position after the last row of the paragraph that begins at ``start``."""
    end = start + 1
    if places[start] in (Place.LAST, Place.SINGLE):
        return end
    while end < len(places) and places[end] is Place.MIDDLE:
        end += 1
    if end < len(places) and places[end] is Place.LAST:
        end += 1
    return end


def _paragraph(rows: list[Row], start: int, end: int, places: list[Place], sure: list[float]) -> list[Unit]:
    if end - start == 1 and _is_stray(rows[start], places[start]):
        return [_display(rows[start], 0.6)]
    if _is_heap(rows[start:end]):
        return [_display(row, 0.6) for row in rows[start:end]]
    unit = _unit(Role.PARAGRAPH, rows[start:end], sure[start], "按栏宽和句末标点接行")
    inside = [sure[at] for at in range(start + 1, end) if rows[at - 1].terminal]
    unit.confidence = min([unit.confidence, *inside])  # a paragraph may begin where a sentence ends
    unit.begins_mid = places[start] in (Place.MIDDLE, Place.LAST)
    last = rows[end - 1]
    unit.ends_mid = not last.terminal and not last.folded.rstrip().endswith(("：", "；"))
    unit.measure = rows[start].measure if end - start == 2 else rows[(start + end) // 2].measure
    spans = 0
    for at in range(start, end):
        if at > start and sure[at] < 0.75 and rows[at - 1].terminal:
            unit.doubts.append((spans, sure[at]))
        spans += len(rows[at].lines)
    return [unit]


def _is_stray(row: Row, place: Place) -> bool:
    """True for a row alone that is no sentence: half a headline, a banner."""
    if row.terminal or row.folded.endswith("：") or any(mark in row.folded for mark in "。；"):
        return False
    if DATELINE.match(row.folded) and row.full > _LABEL_ONLY:
        return False  # a report whose next row stands elsewhere
    if "，" in row.folded[:-1]:
        return row.measure == FREE and row.width <= 32 and row.folded.count("，") == 1 and row.folded[-1] != "，"
    short = row.width <= 16 and (row.measure == FREE or row.missing > 3)
    return short or ("，" not in row.folded and (place is Place.FIRST or row.measure == FREE))


def _is_heap(rows: list[Row]) -> bool:
    """True for a few rows that do not end or hold a sentence: headlines that happen to be as wide as text."""
    if not 1 < len(rows) <= _MOST_OF_A_HEAP or rows[-1].terminal:
        return False
    text = "".join(row.folded for row in rows)
    return not any(mark in text for mark in "。；：") and text.count("，") <= 1 and max(row.width for row in rows) < 30


def _form_units(rows: list[Row], places: list[Place], position: int, form: Form) -> tuple[list[Unit], int]:
    row = rows[position]
    if form.role is Role.FURNITURE:
        return _page_units(row), position + 1
    if form.role is Role.COLUMN:
        return _label_units(row, form), position + 1
    end = position + 1
    if form.role is Role.AUTHOR_NOTE:
        return _note_units(rows, places, position, form)
    if form.role is Role.EDITOR_NOTE:
        return _editor_units(rows, position, form)
    if form.role is Role.SPEAKER and form.reason not in (HEAD_REASON, WRAPPED_REASON):
        end = _speaker_end(rows, places, position)
    elif form.role is Role.BOX and form.opens and not is_box_label(row.folded):
        end = _reference_end(rows, places, position)
    elif form.role is Role.COMPILER or form.role is Role.CAPTION:
        end = _bracket_end(rows, position)
    unit = _unit(form.role, rows[position:end], form.confidence, form.reason)
    return [unit], end


def _bracket_end(rows: list[Row], position: int) -> int:
    end, depth = position + 1, open_brackets(rows[position].folded)
    while depth > 0 and end < len(rows) and end - position < 4 and rows[end].hint is None:
        depth += open_brackets(rows[end].folded)
        end += 1
    return end if depth <= 0 else position + 1


def _note_units(rows: list[Row], places: list[Place], position: int, form: Form) -> tuple[list[Unit], int]:
    """An author note runs on until its bracket closes; a stray piece of body text in between is set free."""
    taken, strays = [position], []
    depth = open_brackets(rows[position].folded)
    end = position + 1
    bracketed = rows[position].folded.lstrip()[0] in "（【"
    if not bracketed:
        end = author_note_end(rows, position)
        return [_unit(Role.AUTHOR_NOTE, rows[position:end], form.confidence, form.reason)], end
    while end < len(rows) and end - position < _NOTE_LIMIT:
        row = rows[end]
        if depth <= 0:
            break
        if (
            places[end] is Place.FORM
            and row.hint is not None
            and row.hint.confidence >= 0.93
            and row.hint.role is not Role.AUTHOR_NOTE
        ):
            break
        if row.terminal and open_brackets(row.folded) == 0 and row.missing > 2:
            strays.append(end)
        else:
            depth += open_brackets(row.folded)
            taken.append(end)
        end += 1
    if depth > 0:
        taken, strays, end = [position], [], position + 1
    unit = _unit(Role.AUTHOR_NOTE, [rows[place] for place in taken], form.confidence, form.reason)
    units = [unit]
    for place in strays:
        stray = _unit(Role.PARAGRAPH, [rows[place]], 0.6, "夹在注里的正文")
        stray.begins_mid = True
        units.append(stray)
    return units, end


def _editor_units(rows: list[Row], position: int, form: Form) -> tuple[list[Unit], int]:
    """An editors' note with the text that its rows show to be its own; else its first row, for ``gather`` to go on."""
    row = rows[position]
    bare = row.full <= _LABEL_ONLY
    end = note_block(rows, position, bare=bare) if form.reason != POINT_REASON else None
    if end is None or end <= position + 1:
        return [_unit(Role.EDITOR_NOTE, [row], form.confidence, form.reason)], position + 1
    parts = block_paragraphs(rows[position + 1 : end] if bare else rows[position:end])
    units = [_unit(Role.EDITOR_NOTE, [row], form.confidence, form.reason)] if bare else []
    units += [_unit(Role.EDITOR_NOTE, part, 0.88, NOTE_REASON) for part in parts]
    return units, end


def _speaker_end(rows: list[Row], places: list[Place], position: int) -> int:
    """A speaker line runs on while its rows are full and the name has not come."""
    end = position + 1
    while end < len(rows) and end - position < 4:
        before, row = rows[end - 1], rows[end]
        words = fold(before.text).split()
        named = len(words) > 1 and is_name(words[-1])
        if before.missing > 1.6 and not (len(words) > 1 and len(words[-1]) == 1 and row.full <= 2):
            break
        if row.hint is not None and (row.hint.role is not Role.BYLINE or row.hint.confidence >= 0.93):
            break
        if row.terminal or row.folded.startswith("——") or row.marks > 2:
            break
        if named and (row.full > 2 or row.marks):
            break
        end += 1
    return end


def _reference_end(rows: list[Row], places: list[Place], position: int) -> int:
    end, depth = position + 1, open_brackets(rows[position].folded)
    while end < len(rows) and end - position < 6:
        if depth > 0 and (rows[end].hint is None or not is_firm(rows[end].hint)):
            depth += open_brackets(rows[end].folded)
            end += 1
            continue
        loose = rows[end].measure == FREE and rows[end].folded[0] not in "《“（，。、；："
        if rows[end - 1].terminal or rows[end].hint is not None or loose:
            break
        if places[end] is Place.FIRST and rows[end - 1].missing > 2.5 and not rows[end - 1].folded.endswith("："):
            break
        depth += open_brackets(rows[end].folded)
        end += 1
    return end


def _page_units(row: Row) -> list[Unit]:
    """A page head, foot or credit line cut in its parts."""
    units: list[Unit] = []
    for line in row.lines:
        folded = fold(line.text)
        spans = (
            scan(folded)
            or page_line(folded)
            or glued_head(folded)
            or credit_spans(folded)
            or [(0, len(folded), Role.FURNITURE)]
        )
        covered = 0
        for start, end, role in spans:
            if folded[covered:start].strip():
                start = covered
            units.append(Unit(role, [(line, start, end)], confidence=0.95, reason="版面信息", gap=row.gap))
            covered = end
        if folded[covered:].strip() and units:
            units.append(Unit(Role.FURNITURE, [(line, covered, len(folded))], confidence=0.9, reason="版面信息"))
    return units


def _label_units(row: Row, form: Form) -> list[Unit]:
    units: list[Unit] = []
    for line in row.lines:
        cuts = [0, *(match.end() for match in LABEL_CUT.finditer(fold(line.text))), len(line.text)]
        for start, end in itertools.pairwise(cuts):
            if line.text[start:end].strip():
                units.append(
                    Unit(form.role, [(line, start, end)], row.measure, form.confidence, form.reason, gap=row.gap)
                )
    for unit in units:
        unit.group = len(units)
    return units


def split_unit(unit: Unit, offset: int) -> tuple[Unit, Unit] | None:
    """Cut a unit at an offset of its *solid* characters (spaces not counted); None at an end."""
    left: list[Span] = []
    right: list[Span] = []
    seen = 0
    for line, start, end in unit.spans:
        count = solid(line.text[start:end])
        if seen + count <= offset:
            left.append((line, start, end))
        elif seen >= offset:
            right.append((line, start, end))
        else:
            cut, need = start, offset - seen
            while need:
                need -= not line.text[cut].isspace()
                cut += 1
            left.append((line, start, cut))
            right.append((line, cut, end))
        seen += count
    if not left or not right:
        return None
    first = Unit(unit.role, left, unit.measure, unit.confidence, unit.reason, unit.begins_mid, False, unit.gap)
    second = Unit(unit.role, right, unit.measure, unit.confidence, unit.reason, False, unit.ends_mid)
    return first, second


def ends_open(unit: Unit) -> bool:
    """True when the unit's text does not end a sentence, or leaves a quotation open."""
    return not ends_sentence(unit.folded) or open_brackets(unit.folded) > 0


def begins_closing(unit: Unit) -> bool:
    """True when the unit's text cannot be a beginning: it opens with a closing mark."""
    return unit.folded[:1] in CLOSING
