"""Names with their offices that a narrow column broke over several rows, made one row each.

Three things are known by how they end: ``——office name`` after somebody's words, ``name（office）`` under
a headline, and the name of a group (``…研究中心课题组``).
"""

from __future__ import annotations

import re

from articles.parsing.forms import AFFILIATION
from articles.parsing.glyphs import open_brackets, solid
from articles.parsing.layout import Marks, Row, merge_rows
from articles.parsing.names import GROUP_WORDS, is_name, scored_names
from articles.parsing.seams import seam
from articles.parsing.signatures import GROUP
from articles.parsing.speakers import OFFICE_END, WRAPPED_REASON, bracketed_speaker, speaker
from articles.parsing.structure import Form, Role
from articles.parsing.surnames import SURNAMES

_MOST = 4
_LONGEST = 64
_CUT_WORD = 1.5
_LEAD = re.compile(r"^((作者|文)\s*[：/]|[■●◆▲▶◎□◇○★►▪])\s*")
_NAMED = re.compile(r"^([\u4e00-\u9fff·、\s]{2,16})（[^（）]{3,}$")
_GROUP_END = re.compile(rf"^[\u4e00-\u9fff]{{0,4}}({GROUP_WORDS})$")


def gather_wrapped(rows: list[Row], mark: Marks) -> list[Row]:
    """The rows with each name and office that runs on over more of them made one row."""
    out: list[Row] = []
    at = 0
    while at < len(rows):
        before = out[-1] if out else None
        end, form = _dash_end(rows, at, before)
        if form is None:
            end, form = _bracket_end(rows, at, before)
        if form is None:
            end, form = _group_end(rows, at)
        if form is None:
            end, form = _closing_bracket(rows, at, before)
        if form is not None:
            out.append(merge_rows(rows[at:end], mark, form))
        else:
            out.append(rows[at])
            end = at + 1
        at = end
    return out


def _dash_end(rows: list[Row], at: int, before: Row | None) -> tuple[int, Form | None]:
    """A dash after a sentence's end, then an office, then a name: complete where the name is."""
    if not rows[at].folded.startswith("——") or before is None or not (before.terminal or before.hint is not None):
        return at, None
    text = ""
    for end in range(at + 1, min(len(rows), at + _MOST) + 1):
        hint = rows[end - 1].hint
        text += rows[end - 1].folded.strip()
        if solid(text) > _LONGEST or re.search("[。！？；]", text):
            break
        if end > at + 1 and hint is not None and (hint.role is not Role.BYLINE or hint.confidence >= 0.9):
            break
        name, office = speaker(text)
        if (
            name
            and office
            and (name[0] in SURNAMES or is_name(name) or "·" in name)
            and OFFICE_END.search(office.strip())
        ):
            if end < len(rows) and _name_goes_on(rows[at:end], rows[end]):
                continue
            return end, Form(Role.SPEAKER, 0.88, WRAPPED_REASON)
    return at, None


def _name_goes_on(rows: list[Row], after: Row) -> bool:
    """True when the last row is full and the next holds what is left of the name or the office."""
    full = len(rows) == 1 or rows[-1].width > rows[0].width - 1.2
    return full and ((after.full <= 2 and not after.marks) or seam(rows[-1].folded, after.folded) >= _CUT_WORD)


def _bracket_end(rows: list[Row], at: int, before: Row | None) -> tuple[int, Form | None]:
    """``name（office`` whose bracket a later row closes, and text after it."""
    row = rows[at]
    if "（" not in row.folded:
        return at, None
    bare = _LEAD.sub("", row.folded.strip())
    named = _NAMED.match(bare)
    inside = before is not None and before.hint is None and not before.terminal and before.width > row.width - 2.5
    if named is None or (inside and before is not None and re.search("[，、；]", before.folded)):
        return at, None
    names = scored_names(named[1])
    if not names or min(value for _, value in names) < 0.35 or sum(v for _, v in names) / len(names) < 0.7:
        return at, None
    text = bare
    for end in range(at + 2, min(len(rows), at + _MOST) + 1):
        text += rows[end - 1].folded.strip()
        if solid(text) > _LONGEST or re.search("[。！？]", text):
            break
        if open_brackets(text) <= 0:
            closed = text.endswith("）") and bool(AFFILIATION.search(text) or OFFICE_END.search(text[:-1]))
            return (end, Form(Role.BYLINE, 0.93, "人名和括号内的单位")) if closed else (at, None)
    return at, None


def _closing_bracket(rows: list[Row], at: int, before: Row | None) -> tuple[int, Form | None]:
    """``（office name）`` after a sentence, broken in two rows."""
    opened = rows[at].folded.lstrip()[0] == "（" and open_brackets(rows[at].folded) == 1
    if not opened or before is None or not before.terminal or at + 1 >= len(rows):
        return at, None
    text = rows[at].folded.strip() + rows[at + 1].folded.strip()
    if open_brackets(text) == 0 and text[-1] == "）" and bracketed_speaker(text) > 0:
        return at + 2, Form(Role.BYLINE, 0.8, "段末括号内")
    return at, None


def _group_end(rows: list[Row], at: int) -> tuple[int, Form | None]:
    """An institution's name and, in the next row, the group of it that signs."""
    if at + 1 >= len(rows):
        return at, None
    first, second = rows[at], rows[at + 1]
    plain = not first.marks and not first.terminal and 6 <= solid(first.folded) <= 20 and not second.marks
    if plain and _GROUP_END.match(second.folded.strip()) and solid(second.folded) <= 7:
        placed = AFFILIATION.search(first.folded) or re.search("大学|学院|研究|省|市|县|委", first.folded)
        if placed:
            return at + 2, Form(Role.BYLINE, 0.93, GROUP)
    return at, None
