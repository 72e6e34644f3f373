"""Heads of a round-up's speakers, and turns: lines that name who speaks next, known by coming again."""

from __future__ import annotations

import re
from collections import Counter

from articles.parsing.cutting import usual_width
from articles.parsing.forms import HEADING_NUMBER, is_turn_word, turn_label
from articles.parsing.layout import Marks, Row, merge_rows
from articles.parsing.names import is_name, name_likeness, scored_names
from articles.parsing.speakers import OFFICE_END, speaking
from articles.parsing.structure import Form, Role

_MARK = re.compile(r"^[■●◆▲▶◎□◇○★►▪]\s*")
_PLACED = re.compile(r"^([^（）：，。]{2,12})（([^（）]{3,60})）$")
_DIVIDED = re.compile(r"^([\u4e00-\u9fff·]{2,6}|[\u4e00-\u9fff]\s[\u4e00-\u9fff]{1,2})\s*[/｜|]\s*([^\s/｜|]{3,24})$")
_SENTENCE = re.compile("[^（]*[，。：]")  # no name and office has such a mark before a bracket
_SIDE = re.compile(
    r"[■●◆▲]?\s*(正方|反方)\s*[·：:\s/]?\s*([\u4e00-\u9fff·]{2,6}|[\u4e00-\u9fff]\s[\u4e00-\u9fff]{1,2})$"
)
_TWO, _MOST_SIDES = ("正方", "反方"), 8
_OFFICE = 16  # characters
_MAYBE = 0.35
_FEWEST = 3
_TWO_SURE = 2  # heads, and the next may have a name of any form
_STRANGE = re.compile(r"[\u4e00-\u9fff]{2,6}\s([\u4e00-\u9fff]{5,24})")
HEAD_REASON = "发言前的人名和单位，几处同样"


def mark_turns(rows: list[Row]) -> None:
    """Tell the rows that open a turn: a label such as 问, or a name, that comes again at a sentence's end.

    Once known, a label opens a turn at the beginning of any row: a question may fill its last line.
    """
    opening = [turn_label(row.folded) if row.hint is None else None for row in rows]
    labels: Counter[str] = Counter()
    for before, label in zip([None, *rows], opening, strict=False):
        if label is not None and (before is None or before.terminal or before.hint is not None):
            labels[label[0]] += 1
    known = speaking(labels, {label for label in labels if is_turn_word(label)})
    for row, label in zip(rows, opening, strict=True):
        row.turn = label is not None and label[0] in known


def gather_heads(rows: list[Row], mark: Marks) -> list[Row]:
    """The rows with the heads of a round-up's speakers made one row each, where there are three or more alike."""
    found: list[tuple[int, int, str]] = []
    at = 0
    while at < len(rows):
        head = _head(rows, at) or (_strange_head(rows, at) if len(found) >= _TWO_SURE else None)
        if (
            head is not None
            and _text_follows(rows, head[0])
            and (_closed(rows, at) or not found or found[-1][2] != head[1])
        ):
            found.append((at, head[0], head[1]))
            at = head[0]
        else:
            at += 1
    chosen = [head for series in _series(found, rows) if len(series) >= _FEWEST for head in series]
    return _merge(rows, chosen, mark) if chosen else rows


def gather_sides(rows: list[Row], mark: Marks) -> list[Row]:
    """The rows with the heads of a dispute's two sides, each with what the speaker is in the next row, made one row each."""
    heads = [(at, _SIDE.match(row.folded.strip())) for at, row in enumerate(rows)]
    found = [(at, side[1]) for at, side in heads if side and is_name(re.sub(r"\s", "", side[2]))]
    if len({side for _, side in found}) < len(_TWO) or len(found) > _MOST_SIDES:
        return rows
    return _merge(rows, [(at, at + 1 + _is_office(rows, at + 1), "side") for at, _ in found], mark)


def _is_office(rows: list[Row], at: int) -> bool:
    """True for a row that says what somebody is: short, no mark in it, the words under it."""
    plain = at + 1 < len(rows) and rows[at].hint is None and not rows[at].marks and not rows[at].turn
    return plain and rows[at].full <= _OFFICE and rows[at + 1].full > rows[at].full


def _series(found: list[tuple[int, int, str]], rows: list[Row]) -> list[list[tuple[int, int, str]]]:
    """Heads of one form with nothing but text between them."""
    series: list[list[tuple[int, int, str]]] = []
    for head in found:
        last = series[-1][-1] if series else None
        firm = (
            last is None or any(_breaks(row) for row in rows[last[1] : head[0]]) or _displays(rows[last[1] : head[0]])
        )
        if last is None or firm or last[2] != head[2] or not _closed(rows, head[0]):
            series.append([head])
        else:
            series[-1].append(head)
    return series


def _breaks(row: Row) -> bool:
    """True for a row that a round-up's text does not hold."""
    return row.hint is not None and row.hint.confidence >= 0.85 and row.hint.role in _BREAKS


_BREAKS = (Role.COLUMN, Role.BYLINE, Role.COMPILER, Role.JUMP)


def _displays(rows: list[Row]) -> bool:
    """True when a row among running text is neither full nor the end of a sentence: a headline or a label."""
    wide = usual_width([row.width for row in rows])
    for before, row in zip([None, *rows], rows, strict=False):
        if HEADING_NUMBER.match(row.folded):
            continue
        short = 2.7 if before is not None and not before.terminal else 4.2  # a paragraph's first row is indented
        if not row.terminal and row.width < wide - short and not row.folded.endswith("："):
            return True
    return False


def _closed(rows: list[Row], at: int) -> bool:
    """True when the row before ends a sentence of running text."""
    if at == 0:
        return False
    if at > 1 and rows[at - 1].hint is None and HEADING_NUMBER.match(rows[at - 1].folded):
        at -= 1  # a numbered heading over it
    before = rows[at - 1]
    if not before.terminal or before.hint is not None:
        return False
    asks = before.folded.rstrip("”’")[-1:] in "？！?!"
    return not asks or (
        at > 1 and not rows[at - 2].terminal and rows[at - 2].hint is None and rows[at - 2].width > before.width - 1
    )


def _text_follows(rows: list[Row], at: int) -> bool:
    """True when running text begins at ``at``: a full row with a mark in it or in the next."""
    near = rows[at : at + 3]
    if not near or (near[0].hint is not None and near[0].hint.confidence >= 0.8) or near[0].width < 6:
        return False
    return any(re.search(r"[，。；：？！]", row.folded) for row in near) and not _head(rows, at)


def _head(rows: list[Row], at: int) -> tuple[int, str] | None:
    """(the place after a speaker's head that begins at ``at``, its form), or None."""
    if _SENTENCE.match(rows[at].folded):
        return None
    text = ""
    for end in range(at, min(len(rows), at + 3)):
        row = rows[end]
        if row.full > 30 or (
            end > at and row.hint is not None and row.hint.role not in (Role.BYLINE, Role.AUTHOR_NOTE)
        ):
            return None
        text += (" " if text and not _MARK.sub("", text).count("（") else "") + row.folded.strip()
        mark = _MARK.match(text)
        bare = text[mark.end() :] if mark else text
        form = _form(bare, short=end == at or bool(mark))
        if form is not None:
            return end + 1, (text[0] if mark else "") + form
        if row.terminal or (end == at and not (name_first(bare) or mark)):
            return None
    return None


def _strange_head(rows: list[Row], at: int) -> tuple[int, str] | None:
    """The same for a name of another form before an office, after the end of a paragraph."""
    match = _STRANGE.fullmatch(rows[at].folded.strip())
    office = match is not None and OFFICE_END.search(match[1])
    return (at + 1, "first") if office and _closed(rows, at) and rows[at].hint is None else None


def name_first(text: str) -> bool:
    """True when a text begins with a name and then a bracket, a space or nothing."""
    word = re.split(r"[（\s/｜|]", text, maxsplit=1)[0]
    return name_likeness(word) >= 0.35 or bool(re.match(r"^[\u4e00-\u9fff]\s[\u4e00-\u9fff](\s|（|$)", text))


def _form(bare: str, *, short: bool) -> str | None:
    placed = _PLACED.match(bare)
    if placed:
        names = scored_names(placed.group(1))
        return "bracket" if len(names) == 1 and names[0][1] >= 0.35 else None
    if re.search(r"[，。；：？！（）]", bare):
        return None
    divided = _DIVIDED.match(bare)
    if divided and (short or OFFICE_END.search(divided[2])):
        return "divided" if name_likeness(re.sub(r"\s", "", divided[1])) >= _MAYBE else None
    words = bare.split()
    if len(words) < 2:
        return None
    head = words[0] + words[1] if len(words[0]) == 1 and len(words[1]) <= 2 else words[0]
    rest = words[2:] if head != words[0] else words[1:]
    foreign = "·" in head and name_likeness(head) > 0.9
    if (
        rest
        and (head != words[0] or foreign or name_likeness(head) >= 0.7)
        and OFFICE_END.search(rest[-1])
        and len("".join(rest)) >= 5
    ):
        return "first"
    single = len(words) > 2 and len(words[-1]) == 1 and len(words[-2]) == 1
    tail = words[-2] + words[-1] if single else words[-1]
    office = "".join(words[:-2] if single else words[:-1])
    return "last" if short and name_likeness(tail) >= 0.7 and len(office) >= 5 and OFFICE_END.search(office) else None


def _merge(rows: list[Row], heads: list[tuple[int, int, str]], mark: Marks) -> list[Row]:
    ends = {start: end for start, end, _ in heads}
    out: list[Row] = []
    at = 0
    while at < len(rows):
        end = ends.get(at, at + 1)
        if at in ends:
            out.append(merge_rows(rows[at:end], mark, Form(Role.SPEAKER, 0.88, HEAD_REASON)))
        else:
            out.append(rows[at])
        at = end
    return out
