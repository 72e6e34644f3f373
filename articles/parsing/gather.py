"""Units that take others to themselves: notes by the editors, pull quotes, boxes, speakers.

These passes run over the units in source order before bodies are told apart, so that the text of
a box or a note is never taken for body text.
"""

from __future__ import annotations

import re

from articles.parsing.flow import is_firm
from articles.parsing.forms import AFFILIATION, HEADING_NUMBER, bracket_role, is_table_row, recognise, turn_label
from articles.parsing.glyphs import open_brackets, solid
from articles.parsing.layout import FREE, ends_sentence
from articles.parsing.likeness import Quotations
from articles.parsing.names import is_name, name_likeness, split_names
from articles.parsing.structure import Role
from articles.parsing.units import Unit, ends_open

_LABEL_ONLY = 8
_NOTE_UNITS = 4
_NOTE_CHARACTERS = 500
_BOX_UNITS = 6
_LONG = 70  # a paragraph that quotations are lifted from; a lifted line is shorter
_BOX_CHARACTERS = 400
_QUOTE_LABEL = re.compile(r"^[“”❝❞\"■●◆▲]*(声\s*音|妙\s*语|观\s*点|金\s*句|语\s*录)?[“”❝❞\"]*$")
_SIGNED = re.compile(r"^——\s*(编者|编辑部|本报编辑部|本刊编辑部)")


def gather(units: list[Unit]) -> list[Unit]:
    """Give the followers of labels their roles; returns the units in source order."""
    _closers(units)
    _speakers(units)
    _speaker_heads(units)
    _editor_notes(units)
    _pull_quotes(units)
    _boxes(units)
    _tables(units)
    _inner_quotes(units)
    return units


def _closers(units: list[Unit]) -> None:
    """Paragraphs in brackets, whole: signatures and notes on the author, over several units if need be."""
    for place, unit in enumerate(units):
        if unit.role not in (None, Role.PARAGRAPH) or unit.folded[:1] not in "（【":
            continue
        text, taken = unit.folded, [unit]
        for follower in units[place + 1 : place + 5]:
            if open_brackets(text) <= 0 or follower.role not in (None, Role.PARAGRAPH) or solid(text) > 140:
                break
            text += follower.folded
            taken.append(follower)
        role = bracket_role(text) if open_brackets(text) == 0 else None
        if role is None:
            continue
        unit.role, unit.confidence, unit.reason = role, 0.85, "段末括号内"
        for follower in taken[1:]:
            unit.spans = unit.spans + follower.spans
            follower.spans = []
            follower.role = Role.FURNITURE
    units[:] = [unit for unit in units if unit.spans]


def _head_end(units: list[Unit], place: int) -> int | None:
    """The place after a speaker's head (name, then office) that begins at ``place``, or None."""
    unit = units[place]
    if unit.role not in (None, Role.BYLINE) or solid(unit.text) > 40 or unit.folded.startswith("——"):
        return None
    text = unit.folded.strip("■●◆▲□◎▶ ")
    names = split_names(re.sub(r"（.*）$", "", text))
    office = re.search(r"（(.+)）$", text)
    whole = len(names) == 1 and name_likeness(names[0]) >= 0.35
    if whole and office:
        return place + 1
    words = text.split()
    if len(words) == 2 and any(is_name(word) for word in words) and any(len(w) > 4 and AFFILIATION.search(w) for w in words):
        return place + 1
    if not whole:
        return None
    end = place + 1
    while end < len(units) and end - place < 4 and units[end].role in (None, Role.BYLINE) and not ends_sentence(units[end].folded):
        if end == place + 1 and not AFFILIATION.search(units[end].folded):
            return None
        end += 1
    return end if end > place + 1 else None


def _speaker_heads(units: list[Unit]) -> None:
    """Three or more heads (name and office), each followed by paragraphs, are a round-up's speakers."""
    heads: list[tuple[int, int]] = []
    place = 0
    while place < len(units):
        end = _head_end(units, place)
        follows = end is not None and end < len(units) and units[end].role is Role.PARAGRAPH
        if end is not None and follows:
            clear = not heads or all(u.role is Role.PARAGRAPH for u in units[heads[-1][1] : place])
            if not clear:
                _set_heads(units, heads)
                heads = []
            heads.append((place, end))
            place = end
        else:
            place += 1
    _set_heads(units, heads)


def _set_heads(units: list[Unit], heads: list[tuple[int, int]]) -> None:
    if len(heads) < 3:
        return
    for start, end in heads:
        for unit in units[start:end]:
            unit.role, unit.confidence, unit.reason = Role.SPEAKER, 0.85, "发言前的人名和单位，多次出现"


def _inner_quotes(units: list[Unit]) -> None:
    """Short runs of lines inside the text that repeat a sentence of a long paragraph: lifted quotations."""
    long = [unit for unit in units if unit.role is Role.PARAGRAPH and solid(unit.text) > _LONG]
    if not long:
        return
    quotations: Quotations | None = None
    place = 0
    while place < len(units):
        unit = units[place]
        if unit.role not in (None, Role.PARAGRAPH) or solid(unit.text) > _LONG:
            place += 1
            continue
        if quotations is None:
            quotations = Quotations(["\n".join(other.text for other in long)])
        place += _lift(units, place, quotations)


def _lift(units: list[Unit], place: int, quotations: Quotations) -> int:
    """Try one to five units from ``place`` as one quotation; returns how many places to move on."""
    text, best, size = "", 0.0, 0
    for count in range(1, 6):
        if place + count > len(units) or units[place + count - 1].role not in (None, Role.PARAGRAPH):
            break
        addition = units[place + count - 1].text
        if solid(addition) > _LONG or solid(text) + solid(addition) > 110:
            break
        text += addition
        marked = any(mark in text for mark in "，。；")
        if solid(text) >= 16 and marked:
            likeness = quotations.best(text)[0]
            if likeness > best + 0.01:
                best, size = likeness, count
    if best < 0.8:
        return 1
    strip = [place - 1, place + size]
    for unit in units[place : place + size]:
        unit.role, unit.confidence, unit.reason, unit.group = Role.PULL_QUOTE, 0.85, "与正文的一句相近", place + 1
    for at in strip:
        if 0 <= at < len(units) and units[at].role is None and _QUOTE_LABEL.match(units[at].folded):
            units[at].role, units[at].group, units[at].reason = Role.PULL_QUOTE, place + 1, "金句的标签或引号"
    return size


def _speakers(units: list[Unit]) -> None:
    """A dash line after a paragraph that was not understood by itself, with the rest of its name."""
    for place, unit in enumerate(units):
        text = unit.folded
        if unit.role not in (None, Role.SPEAKER) or not text.startswith("——") or not place:
            continue
        before = units[place - 1].role
        if before is not Role.PARAGRAPH:
            if unit.role is Role.SPEAKER:
                unit.role, unit.reason = None, "短行，不以句号结束"
            continue
        follower = units[place + 1] if place + 1 < len(units) else None
        if unit.role is None and follower is not None and follower.role in (Role.BYLINE, None):
            words = follower.folded.split()
            if follower.measure == unit.measure and words and is_name(words[-1]) and not is_firm(recognise(follower.folded)):
                unit.spans = unit.spans + follower.spans
                unit.role, unit.confidence, unit.reason = Role.SPEAKER, 0.75, "破折号后是单位和人名"
                follower.spans = []
    units[:] = [unit for unit in units if unit.spans]


def _editor_notes(units: list[Unit]) -> None:
    for place, unit in enumerate(units):
        if unit.role is not Role.EDITOR_NOTE or _SIGNED.match(unit.folded):
            continue
        bare = solid(unit.text) <= _LABEL_ONLY
        signed = next(
            (at for at in range(place + 1, min(place + 6, len(units))) if _SIGNED.match(units[at].folded)), None
        )
        taken, measure, characters = 0, None, 0
        for at in range(place + 1, len(units)):
            follower, before = units[at], units[at - 1]
            if follower.role is not Role.PARAGRAPH or taken >= _NOTE_UNITS or characters > _NOTE_CHARACTERS:
                break
            runs_on = follower.begins_mid or before.ends_mid or (ends_open(before) and before is not unit)
            unfinished = before is unit and not bare and ends_open(unit)
            first = bare and not taken
            same = measure is not None and abs(follower.measure - measure) <= 0.6
            more = bare and same and follower.measure == FREE or (signed is not None and at < signed)
            if not (runs_on or unfinished or first or more) or turn_label(follower.folded):
                break
            follower.role, follower.reason = Role.EDITOR_NOTE, "接在编者按标签之后"
            follower.confidence = 0.85
            measure, taken, characters = follower.measure, taken + 1, characters + solid(follower.text)


def _pull_quotes(units: list[Unit]) -> None:
    for place, unit in enumerate(units):
        if unit.role is not Role.PULL_QUOTE or unit.group:
            continue
        for at in range(place + 1, min(place + 7, len(units))):
            follower = units[at]
            if follower.role not in (Role.PARAGRAPH, None):
                break
            follower.role, follower.reason = Role.PULL_QUOTE, "接在金句标签之后"
            follower.group = unit.group = place + 1
            if not ends_open(follower) and (at + 1 >= len(units) or not units[at + 1].begins_mid):
                break


def _boxes(units: list[Unit]) -> None:
    for place, unit in enumerate(units):
        if unit.role is not Role.BOX or is_table_row(unit.folded) or unit.folded[:1] in "[［①②③④⑤⑥⑦⑧⑨⑩":
            continue
        if solid(unit.text) > 16:
            continue
        measure, characters = None, 0
        for at in range(place + 1, min(place + 1 + _BOX_UNITS, len(units))):
            follower = units[at]
            if follower.role not in (Role.PARAGRAPH, None, Role.BOX) or characters > _BOX_CHARACTERS:
                break
            if measure is not None and abs(follower.measure - measure) > 0.6:
                break
            follower.role, follower.reason, follower.confidence = Role.BOX, "接在资料框标签之后", 0.7
            measure, characters = follower.measure, characters + solid(follower.text)


def _tables(units: list[Unit]) -> None:
    """The title and the head row of a table stand before its first row of figures."""
    for place, unit in enumerate(units):
        if unit.role is not Role.BOX or not is_table_row(unit.folded):
            continue
        for at in range(place - 1, max(-1, place - 4), -1):
            above = units[at]
            if above.role is not None or HEADING_NUMBER.match(above.folded) or open_brackets(above.folded):
                break
            above.role, above.reason, above.confidence = Role.BOX, "表格的标题或表头", 0.75
