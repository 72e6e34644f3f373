"""Units that take others to themselves: notes by the editors, pull quotes, boxes.

These passes run over the units in source order before bodies are told apart, so that the text of
a box or a note is never taken for body text.
"""

from __future__ import annotations

import itertools
import re

from articles.parsing.bigmarks import QUOTED
from articles.parsing.boxes import (
    gather_book_data,
    gather_book_line,
    gather_boxes,
    gather_cells,
    gather_tabbed,
    gather_tables,
    gather_worded,
    set_aside_advertisements,
    set_aside_calls,
    set_aside_contacts,
    set_aside_notices,
)
from articles.parsing.displays import close_letters, free_displays, split_dashes
from articles.parsing.forms import (
    RUBRIC,
    bracket_role,
    turn_label,
)
from articles.parsing.glyphs import ICONS, open_brackets, solid, width
from articles.parsing.layout import FREE, ends_sentence
from articles.parsing.names import STATUS, is_name
from articles.parsing.notes import POINT_REASON
from articles.parsing.poems import find_poems
from articles.parsing.quotes import NARROW, lift_quotes, set_quote
from articles.parsing.seams import is_word
from articles.parsing.signatures import STATUS_AND_NAME
from articles.parsing.speakers import office_and_name
from articles.parsing.structure import FURNITURE_ROLES, Role
from articles.parsing.units import CLOSING_REASON, NOTE_REASON, Unit, ends_open, split_unit
from articles.parsing.voices import name_voices, words_and_name
from articles.parsing.weak_names import settle_names

_LABEL_ONLY = 8
_WIDER = 4.0
_NOTE_UNITS = 4
_NOTE_CHARACTERS = 500
_POINTS = 12
_NEAR = 12  # units within which another speaker makes a round-up
_POINT = re.compile(r"^[■●◆▲▶◎□○◇★►▪•·]\s*[^\s].{5,}")
_HEAP = 3  # labels
_HALF = 2  # characters of a label's half
_SURE_NAME = 0.9
_TITLE = 5
_ASKED = ["问", "答"]
_FULL_NAME = 3  # characters; a rare surname may begin it
_CONTENTS = re.compile(r"(本版|本期|今日)?(标题|导读|目录|要目|看点)(导航)?")
_PICTURED = re.compile(r"摄|图|影")
_DOING = re.compile(r"[^，。；：？！]{2,14}(正|在)[^，。；：？！]{3,16}。")
_SIGNED = re.compile(r"^——\s*(编者|编辑部|本报编辑部|本刊编辑部)")


def gather(units: list[Unit]) -> list[Unit]:
    """Give the followers of labels their roles; returns the units in source order."""
    _set_contents_aside(units)
    free_displays(units)
    split_dashes(units)
    close_letters(units)
    set_aside_advertisements(units)
    set_aside_notices(units)
    set_aside_contacts(units)
    set_aside_calls(units)
    gather_tabbed(units)
    gather_worded(units)
    gather_cells(units)
    _closers(units)
    _askers(units)
    name_voices(units)
    find_poems(units)
    settle_names(units)
    _label_heaps(units)
    _label_rows(units)
    _signatures(units)
    _bare_captions(units)
    _editor_notes(units)
    _pull_quotes(units)
    gather_boxes(units)
    gather_tables(units)
    gather_book_line(units)
    gather_book_data(units)
    lift_quotes(units)
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
        unit.role, unit.confidence, unit.reason = role, 0.85, CLOSING_REASON
        for follower in taken[1:]:
            unit.spans = unit.spans + follower.spans
            follower.spans = []
            follower.role = Role.FURNITURE
    units[:] = [unit for unit in units if unit.spans]


def _askers(units: list[Unit]) -> None:
    """Who asked, in brackets between a question and its answer, is the question's end."""
    for asks, asker, answer in zip(units, units[1:], units[2:], strict=False):
        turns = [turn_label(unit.folded) for unit in (asks, answer) if unit.role is Role.PARAGRAPH]
        if asker.role is Role.BYLINE and asker.folded[:1] == "（" and [turn and turn[0] for turn in turns] == _ASKED:
            asks.spans, asker.spans = asks.spans + asker.spans, []
    units[:] = [unit for unit in units if unit.spans]


def _signatures(units: list[Unit]) -> None:
    """Office and name alone under a text that nothing goes on with: who wrote the letter."""
    for place, unit in enumerate(units):
        before = units[place - 1] if place else None
        after = units[place + 1] if place + 1 < len(units) else None
        dashed = unit.folded.startswith("——")
        torn = after is not None and after.role is Role.PARAGRAPH and after.begins_mid  # another text goes on
        lone = (
            (dashed or torn)
            and unit.role is Role.SPEAKER
            and not any(
                other.role is Role.SPEAKER
                for other in units[max(0, place - _NEAR) : place + _NEAR]
                if other is not unit
            )
        )
        named = unit.role is Role.BYLINE and unit.reason == STATUS_AND_NAME
        if not (unit.role is None or lone or named) or before is None or before.role is not Role.PARAGRAPH:
            continue
        text = unit.folded.lstrip("— ")
        last = torn or after is None or after.role not in (Role.PARAGRAPH, Role.SPEAKER, Role.BYLINE)
        below = units[place + 2].role if place + 2 < len(units) else None
        heads = (
            after is not None and after.role is Role.BYLINE and below is Role.PARAGRAPH
        )  # the next text has a name over it
        last = last or (heads and _status_and_name(text))
        if (
            last
            and ends_sentence(before.folded)
            and solid(text) <= 30
            and (
                named
                or (lone and torn)
                or office_and_name(text)
                or (dashed and _placed_name(text))
                or _status_and_name(text)
            )
        ):
            unit.role, unit.confidence, unit.reason = Role.BYLINE, 0.8, CLOSING_REASON


def _label_heaps(units: list[Unit]) -> None:
    """Lines of short words, most of them rubrics, with no text under them: labels far from their texts, in a heap."""
    out: list[Unit] = []
    at = 0
    while at < len(units):
        end = at
        while end < len(units) and _only_labels(units[end]):
            end += 1
        words = [word for unit in units[at:end] for word in unit.folded.split()]
        below = units[end].role if end < len(units) else None
        alone = below is None or below in FURNITURE_ROLES
        rubrics = sum(1 for word in words if RUBRIC.search(word))
        halves = len(words) > _HEAP and len(words) % 2 == 0 and all(len(word) == _HALF for word in words)
        if alone and end > at and len(words) >= _HEAP and (2 * rubrics >= len(words) or halves):
            out.extend(_whole([label for unit in units[at:end] for label in _labels(unit)]))
        else:
            out.extend(units[at : end + 1])
            end += 1
        at = end
    units[:] = out


def _label_rows(units: list[Unit]) -> None:
    """Three words or more on one line, each longer than a name or a rubric, most of them as long as the others: labels."""
    out: list[Unit] = []
    for unit in units:
        words = unit.folded.split() if unit.role in (None, Role.BYLINE) and len(unit.spans) == 1 else []
        plain = len(words) >= _HEAP and all(re.fullmatch("[\u4e00-\u9fff·]{4,6}", word) for word in words)
        out.extend(_labels(unit) if plain and not any(is_name(word) for word in words) else [unit])
    units[:] = out


def _only_labels(unit: Unit) -> bool:
    plain = unit.role is None or (unit.role in (Role.BYLINE, Role.COLUMN) and unit.confidence < _SURE_NAME)
    return plain and all(re.fullmatch("[\u4e00-\u9fff]{2,5}", word) for word in unit.folded.split())


def _whole(labels: list[Unit]) -> list[Unit]:
    """Labels set on two lines of two characters each, all of them, put together again."""
    if len(labels) % 2 or any(solid(label.text) != _HALF for label in labels):
        return labels
    for first, second in zip(labels[::2], labels[1::2], strict=True):
        first.spans = first.spans + second.spans
    return labels[::2]


def _labels(unit: Unit) -> list[Unit]:
    """The labels of one line, each a unit of its own."""
    parts: list[Unit] = []
    rest = unit
    for word in unit.folded.split()[:-1]:
        cut = split_unit(rest, solid(word))
        if cut is None:
            break
        parts.append(cut[0])
        rest = cut[1]
    for part in [*parts, rest]:
        part.role, part.confidence, part.reason, part.group = Role.COLUMN, 0.7, "几个栏目名排在一起", 1
    return [*parts, rest]


def _set_contents_aside(units: list[Unit]) -> None:
    """A page's own list of its titles, a mark before each: what stands again as a line is set aside here."""
    plain = (unit.folded.strip() for unit in units if solid(unit.text) >= _TITLE)
    bare = {text for text in plain if text[:1] not in ICONS}
    listed = [
        unit for unit in units
        if unit.role in (None, Role.COLUMN, Role.PARAGRAPH) and unit.folded[:1] in ICONS
        and unit.folded.strip().lstrip(ICONS).strip() in bare
    ]  # fmt: skip
    for unit in listed if len(listed) > 1 else ():
        unit.role, unit.confidence, unit.reason = Role.FURNITURE, 0.85, "本版标题的目录"
    for place, unit in enumerate(units):
        if not _CONTENTS.fullmatch(unit.folded.strip()):
            continue
        end = place + 1
        while end < len(units) and units[end].folded[:1] in ICONS and not ends_sentence(units[end].folded):
            end += 1
        if end - place > 2:
            for entry in units[place:end]:
                entry.role, entry.confidence, entry.reason = Role.FURNITURE, 0.8, "本版标题的目录"
    for unit, below in itertools.pairwise(units):
        if listed and below is listed[0] and _CONTENTS.fullmatch(unit.folded.strip()):
            unit.role, unit.confidence, unit.reason = Role.FURNITURE, 0.85, "本版标题的目录"


def _bare_captions(units: list[Unit]) -> None:
    """One short sentence that says what somebody is doing, after a text, on a page that names who took its pictures."""
    beside = (Role.BYLINE, Role.CAPTION, Role.FURNITURE)
    if not any(unit.role in beside and _PICTURED.search(unit.folded) for unit in units):
        return
    for place, unit in enumerate(units):
        after = units[place + 1] if place + 1 < len(units) else None
        last = after is None or after.role not in (Role.PARAGRAPH, Role.SPEAKER)
        last = last or (place > 0 and units[place - 1].role is Role.BOX and after is not None and after.gap > 0)
        if unit.role is Role.PARAGRAPH and last and len(unit.spans) == 1 and _DOING.fullmatch(unit.folded.strip()):
            unit.role, unit.confidence, unit.reason = Role.CAPTION, 0.7, "文末只一句的短行，像图片说明"


def _status_and_name(text: str) -> bool:
    """True for a word for who somebody is and, after a space, a name: 市民 纪昀."""
    status, _, name = text.partition(" ")
    name = name.replace(" ", "")
    named = is_name(name) or (len(name) == _FULL_NAME and not is_word(name) and len(status) >= _FULL_NAME)
    return 2 <= len(status) <= 6 and bool(STATUS.search(status)) and named


def _placed_name(text: str) -> bool:
    """True for words of a place and then, after a space, a name."""
    words = words_and_name(text)
    return len(words) > 1 and len("".join(words[:-1])) >= 4 and is_name(words[-1])


def _editor_notes(units: list[Unit]) -> None:
    for place, unit in enumerate(units):
        if unit.role is Role.EDITOR_NOTE and not _SIGNED.match(unit.folded):
            below = units[place + 1].reason if place + 1 < len(units) else ""
            if unit.reason in (NOTE_REASON, POINT_REASON) or below in (NOTE_REASON, POINT_REASON):
                continue
            end = _points_end(units, place) or _note_end(units, place)
            for follower in units[place + 1 : end]:
                follower.role, follower.reason = Role.EDITOR_NOTE, "接在编者按标签之后"
                follower.confidence = 0.85


def _points_end(units: list[Unit], place: int) -> int | None:
    """The place after the points that a label of 核心阅读 has under it, each with a mark before it; None without."""
    end, at = place + 1, place + 1
    while at < min(len(units), end + 2, place + _POINTS) and units[at].role in (None, Role.PARAGRAPH, Role.BOX):
        at += 1
        if _POINT.match(units[at - 1].folded):
            end = at
    return end if end > place + 1 and solid(units[place].text) <= _LABEL_ONLY else None


def _note_end(units: list[Unit], place: int) -> int:
    """The place after the last paragraph that belongs to the editors' note whose label is at ``place``."""
    unit = units[place]
    bare = solid(unit.text) <= _LABEL_ONLY
    signed = next((at for at in range(place + 1, min(place + 6, len(units))) if _SIGNED.match(units[at].folded)), None)
    if signed is not None:
        between = all(other.role is Role.PARAGRAPH for other in units[place + 1 : signed])
        if between:
            return signed
    end = place + 1
    while end < len(units) and units[end].role is Role.PARAGRAPH and not turn_label(units[end].folded):
        apart = end == place + 1 and _wide_sentence(unit, units[end])
        runs_on = (units[end].begins_mid and not apart) or (
            ends_open(units[end - 1]) if end - 1 > place or not bare else False
        )
        if not runs_on and not (bare and end == place + 1):
            break
        end += 1
    if not bare or end == place + 1:
        return end
    stop, characters = end, 0
    while stop < len(units) and units[stop].role is Role.PARAGRAPH and _same_measure(units[stop], units[place + 1]):
        characters += solid(units[stop].text)
        stop += 1
    return stop if stop - place <= _NOTE_UNITS + 1 and characters <= _NOTE_CHARACTERS else end


def _wide_sentence(note: Unit, text: Unit) -> bool:
    """True for a note that ends its sentence in one row too wide for the text after it."""
    line, start, end = note.spans[-1]
    wide = text.measure != FREE and width(line.text[start:end]) > text.measure + _WIDER
    return len(note.spans) == 1 and wide and ends_sentence(note.folded)


def _pull_quotes(units: list[Unit]) -> None:
    for place, unit in enumerate(units):
        if unit.role is not Role.PULL_QUOTE or unit.group:
            continue
        if unit.reason in (NARROW, QUOTED):
            set_quote(units, place, 1)
            continue
        for at in range(place + 1, min(place + 7, len(units))):
            follower = units[at]
            if follower.role not in (Role.PARAGRAPH, None) or solid(unit.text) > _LABEL_ONLY:
                break
            follower.role, follower.reason = Role.PULL_QUOTE, "接在金句标签之后"
            follower.group = unit.group = place + 1
            if not ends_open(follower) and (at + 1 >= len(units) or not units[at + 1].begins_mid):
                break


def _same_measure(one: Unit, two: Unit) -> bool:
    """Set alike: the same measure, or one of them too wide or too short to have shown its measure."""
    return abs(one.measure - two.measure) <= 1.6 or (
        FREE in (one.measure, two.measure) and max(one.measure, two.measure) >= 24
    )
