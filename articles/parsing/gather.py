"""Units that take others to themselves: notes by the editors, pull quotes, boxes, speakers.

These passes run over the units in source order before bodies are told apart, so that the text of
a box or a note is never taken for body text.
"""

from __future__ import annotations

import re

from articles.parsing.flow import is_firm
from articles.parsing.forms import HEADING_NUMBER, is_table_row, recognise, turn_label
from articles.parsing.glyphs import open_brackets, solid
from articles.parsing.layout import FREE
from articles.parsing.names import is_name
from articles.parsing.structure import Role
from articles.parsing.units import Unit, ends_open

_LABEL_ONLY = 8
_NOTE_UNITS = 4
_NOTE_CHARACTERS = 500
_BOX_UNITS = 6
_BOX_CHARACTERS = 400
_SIGNED = re.compile(r"^——\s*(编者|编辑部|本报编辑部|本刊编辑部)")


def gather(units: list[Unit]) -> list[Unit]:
    """Give the followers of labels their roles; returns the units in source order."""
    _speakers(units)
    _editor_notes(units)
    _pull_quotes(units)
    _boxes(units)
    _tables(units)
    return units


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
        if unit.role is not Role.PULL_QUOTE:
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
