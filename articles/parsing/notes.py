"""How far a note runs: an editors' note under its label, a note on the author without brackets.

Both look at the rows themselves: a note is set to a width of its own, or to the column's, and it
ends where a sentence ends and rows of another width, another form or a blank line follow.
"""

from __future__ import annotations

import itertools
import re

from articles.parsing.cutting import usual_width
from articles.parsing.flow import is_firm
from articles.parsing.forms import AFFILIATION, RUBRIC, is_turn_word, turn_label
from articles.parsing.glyphs import open_brackets
from articles.parsing.layout import Marks, Row, merge_rows
from articles.parsing.names import is_name, split_names
from articles.parsing.structure import Form, Role

POINT_REASON = "核心阅读的要点，各占一行"
_POINT = re.compile(r"^[■●◆▲▶◎□○◇★►▪•·]\s*[^\s].{5,}")
_RUBRIC = 6  # characters of a label
_LONG_NOTE = re.compile("^[（【](本文|基金项目|本研究)")  # may hold several sentences
_LABEL_ONLY = 8
_MOST_ROWS = 14
_MOST_NOTE = 8
_MOST_CHARACTERS = 520
_OTHER_WIDTH = 1.8  # how much wider or narrower than the text after it a note must be to show
_INDENT = 2.7  # what a paragraph's first row may leave empty
_LIMIT = 2.0
_UNBROKEN = 45.0  # wider than any column


def mark_points(rows: list[Row]) -> None:
    """Rows with one mark before each, right under a label of 核心阅读, are the note's points, a row each."""
    for at, row in enumerate(rows):
        if row.hint is None or row.hint.role is not Role.EDITOR_NOTE or row.full > _LABEL_ONLY:
            continue
        end = at + 1
        while end < len(rows) and end - at <= _MOST_ROWS and _POINT.match(rows[end].folded):
            end += 1
        if end > at + 2:
            for point in rows[at + 1 : end]:
                point.hint = Form(Role.EDITOR_NOTE, 0.9, POINT_REASON)


def gather_notes(rows: list[Row], mark: Marks) -> list[Row]:
    """The rows with each bracketed note on the author that runs on over more of them made one row."""
    out: list[Row] = []
    at = 0
    while at < len(rows):
        end = _bracketed_end(rows, at)
        out.append(merge_rows(rows[at:end], mark, rows[at].hint) if end > at + 1 else rows[at])
        at = end
    return out


def _bracketed_end(rows: list[Row], at: int) -> int:
    """The place after the row that closes the bracket which a note opens at ``at``; what stands between is the note's."""
    hint = rows[at].hint
    depth = open_brackets(rows[at].folded)
    if hint is None or hint.role is not Role.AUTHOR_NOTE or rows[at].folded[:1] not in "（【" or depth <= 0:
        return at + 1
    long = bool(_LONG_NOTE.match(rows[at].folded))
    for end in range(at + 1, min(len(rows), at + _MOST_NOTE)):
        row = rows[end]
        firm = row.hint is not None and row.hint.role is not Role.AUTHOR_NOTE and is_firm(row.hint)
        if firm or (row.terminal and row.folded.rstrip()[-1] != "）" and not long):
            return at + 1
        depth += open_brackets(row.folded)
        if depth <= 0:
            return end + 1 if row.folded.rstrip()[-1] in "）】" else at + 1
    return at + 1


def note_block(rows: list[Row], label: int, *, bare: bool) -> int | None:
    """The place after an editors' note whose label is row ``label``; None when its rows do not show it."""
    start = label + 1 if bare else label
    if not bare and rows[label].width > _UNBROKEN and rows[label].terminal:
        return label + 1  # a line holds a whole paragraph
    best: tuple[float, int] | None = None
    characters = 0
    for last in range(start, min(len(rows), start + _MOST_ROWS)):
        row = rows[last]
        characters += row.full + row.marks
        if (last > label and _stops(row)) or characters > _MOST_CHARACTERS:
            break
        if not row.terminal:
            continue
        cost = _block_cost(rows, start, last)
        if best is None or cost <= best[0]:
            best = (cost, last + 1)
    return best[1] if best is not None and best[0] <= _LIMIT else None


def _stops(row: Row) -> bool:
    """True for a row that cannot be a note's."""
    if row.hint is not None and is_firm(row.hint):
        return True
    turn = turn_label(row.folded)
    return turn is not None and (is_turn_word(turn[0]) or turn[0].startswith("@"))


def _block_cost(rows: list[Row], start: int, last: int) -> float:
    """How badly rows ``start`` to ``last`` go for one note, set apart from what follows."""
    block, after = rows[start : last + 1], rows[last + 1 : last + 7]
    wide = max(row.width for row in block)
    cost = sum(3.0 for row in block if not row.terminal and wide - row.width > _INDENT)
    gapless = not any(row.gap for row in block[1:])
    plain = [row.width for row in after if row.hint is None and row.width >= 6]
    if not after or (after[0].hint is not None and is_firm(after[0].hint)):
        breaks = sum(1 for row in block[:-1] if row.terminal and wide - row.width > 1.6)
        return cost + 1.1 * breaks  # nothing sets it apart: one paragraph is a note, three are the text too
    if len(block) > 1 and gapless and after[0].gap:
        return cost
    usual = usual_width(plain) if len(plain) >= 3 else 0.0
    if not usual or (abs(usual - wide) < _OTHER_WIDTH and not _clearly_wider(block, plain)):
        return cost + 3.0  # the text after it is set alike: other signs must tell
    if wide > usual and any(
        row.width <= usual + 0.6
        for before, row in itertools.pairwise(block)
        if before.terminal and wide - before.width > 1.6
    ):
        cost += 3.0  # begins a paragraph in the width of the text: it is the text
    if wide > usual and after[0].width > usual + 1.2:
        cost += 4.0  # too wide for the text that follows: still the note
    if wide < usual and after[0].width <= wide + 0.6 and not after[0].terminal and after[0].width > wide - _INDENT:
        cost += 2.5
    return cost


def _clearly_wider(block: list[Row], after: list[float]) -> bool:
    """True when the rows after a note are all set a little wider than its own, which are alike."""
    full = sorted(row.width for row in block if not row.terminal)
    wide = full[-1] if full else 0.0
    return len(full) >= 3 and wide - full[1] <= 0.6 and sum(width > wide + 0.7 for width in after) >= 2


def block_paragraphs(rows: list[Row]) -> list[list[Row]]:
    """The rows of a note cut in paragraphs: a sentence's end in a short row closes one."""
    wide = max(row.width for row in rows)
    parts: list[list[Row]] = [[]]
    for row in rows:
        parts[-1].append(row)
        if row.terminal and wide - row.width > 1.6:
            parts.append([])
    return [part for part in parts if part]


def column_width(rows: list[Row], position: int) -> float:
    """The width of the text above row ``position``; 0 where there is none."""
    above = [row.width for row in rows[max(0, position - 8) : position] if row.hint is None and row.width >= 6]
    return max(usual_width(above), 0.0) if len(above) >= 2 else 0.0


def author_note_end(rows: list[Row], position: int) -> int:
    """The place after a note on the author without brackets that begins at ``position``."""
    wide = max(column_width(rows, position), rows[position].width)
    end = position + 1
    while end < len(rows) and end - position < 6:
        before, row = rows[end - 1], rows[end]
        within = open_brackets("".join(other.folded for other in rows[position:end])) > 0
        if listed(row) or within or row.folded[0] in "；，、）":
            end += 1
            continue
        if before.terminal or row.hint is not None or turn_label(row.folded) or row.folded[:1] in "《【（":
            break
        if row.folded[:1] == "“" and (before.gap or _OFFICE.search(before.folded) or not _OFFICE.search(row.folded)):
            break
        if row.full <= _RUBRIC and not row.marks and RUBRIC.search(row.folded.strip()):
            break
        if before.width < wide - _INDENT or row.width > wide + 1.2:
            break
        if row.gap and not before.gap and end > position + 1:
            break
        complete = bool(_OFFICE.search(before.folded))
        if complete and (row.width > wide - _INDENT or not (row.terminal or _OFFICE.search(row.folded))):
            break
        end += 1
    return end


_OFFICE = re.compile(
    r"(教授|研究员|讲师|主任|院长|书记|会长|所长|主席|博士|馆长|厂长|经理|总监|记者|工程师|农艺师|校长|秘书长|理事|教师|委员|学者|会员|作家|评论员|博士生|研究生|顾问|站长|队长|法官|检察官|律师|医生|编辑|导师|带头人|负责人|创始人|传承人|发起人)$"
)


def listed(row: Row) -> bool:
    """One of a list of persons: a name and an office in either order, and no sentence."""
    words = row.folded.replace("（", " ").replace("）", " ").split()
    if len(words) < 2 or row.terminal or row.marks > 4 or (row.hint is not None and is_firm(row.hint)):
        return False
    first = words[0] + words[1] if len(words[0]) == 1 else words[0]
    last = words[-2] + words[-1] if len(words[-1]) == 1 else words[-1]
    if is_name(first.rstrip("：")) and len(words[-1]) > 3 and AFFILIATION.search(words[-1]):
        return True
    return is_name(last) and len(words[0]) > 3 and bool(AFFILIATION.search(words[0])) and len(split_names(last)) == 1
