"""Units that take others to themselves: notes by the editors, pull quotes, boxes, speakers.

These passes run over the units in source order before bodies are told apart, so that the text of
a box or a note is never taken for body text.
"""

from __future__ import annotations

import re

from articles.parsing.displays import free_displays, split_dashes
from articles.parsing.flow import is_firm
from articles.parsing.forms import (
    AFFILIATION,
    HEADING_NUMBER,
    bracket_role,
    is_box_label,
    is_table_row,
    recognise,
    turn_label,
)
from articles.parsing.glyphs import open_brackets, solid, width
from articles.parsing.layout import FREE, ends_sentence
from articles.parsing.names import is_name, name_likeness, split_names
from articles.parsing.notes import POINT_REASON
from articles.parsing.poems import find_poems
from articles.parsing.quotes import NARROW, lift_quotes, set_quote
from articles.parsing.speakers import office_and_name
from articles.parsing.structure import FURNITURE_ROLES, Role
from articles.parsing.units import CLOSING_REASON, NOTE_REASON, Unit, ends_open
from articles.parsing.weak_names import settle_names

_LABEL_ONLY = 8
_WIDER = 4.0
_NOTE_UNITS = 4
_NOTE_CHARACTERS = 500
_BOX_UNITS = 6
_BOX_CHARACTERS = 400
_POINTS = 12
_ADVERTISEMENT = 7
_ROWS = 3
_CELLS = 3
_NEAR = 12  # units within which another speaker makes a round-up
_POINT = re.compile(r"^[■●◆▲▶◎□○◇★►▪•·]\s*[^\s].{5,}")
_BOOK_LINE = re.compile(
    r"^(书名|作者|著者|编者|译者|出版社?|出版时间|出版日期|日期|定价|页数|版次|书号|ISBN)\s*[：:].{1,40}$"
    r"|^[^，。]{2,24}\s(著|编著|主编|编|译|著译|绘)$|^[^，。]{2,14}出版(社|公司)(\s*(19|20)\d\d年(\d{1,2}月)?(第?.?版|出版)?)?$|^(19|20)\d\d年\d{1,2}月第?.?版$|^定价\s*\d"
)
_BOOK_ROWS = 5
_BOOK = re.compile(r"^《[^》]{1,30}》[^。]{2,40}(出版社?|书局|书社)[^。]{0,24}(\d元|\d年\d{1,2}月(出版|第?.版)?)$")
_OFFICE_END = re.compile(r"(代表|员|者|人|师|生|长|手|工|户)$")
_SIGNED = re.compile(r"^——\s*(编者|编辑部|本报编辑部|本刊编辑部)")


def gather(units: list[Unit]) -> list[Unit]:
    """Give the followers of labels their roles; returns the units in source order."""
    free_displays(units)
    split_dashes(units)
    _advertisements(units)
    _tabbed(units)
    _closers(units)
    _speakers(units)
    _speaker_heads(units)
    find_poems(units)
    settle_names(units)
    _signatures(units)
    _editor_notes(units)
    _pull_quotes(units)
    _boxes(units)
    _tables(units)
    _book_line(units)
    _book_data(units)
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


def _advertisements(units: list[Unit]) -> None:
    """广告 alone on its line, and the few lines that it stands over, are set aside."""
    for place, unit in enumerate(units):
        if unit.role is not None or not re.fullmatch("(公益)?广告", unit.folded.replace(" ", "")):
            continue
        end = place + 1
        while end < min(len(units), place + _ADVERTISEMENT) and units[end].role in (None, Role.FURNITURE):
            end += 1
        close = end == len(units) or units[end].role in FURNITURE_ROLES
        for other in units[place : end if close else place + 1]:
            if other.role is None:
                other.role, other.confidence, other.reason = Role.FURNITURE, 0.75, "“广告”下的几行"


def _tabbed(units: list[Unit]) -> None:
    """Three or more lines of the same few cells, a tab between them, are a table, with the line over it."""
    place = 0
    while place < len(units):
        end = place
        while end < len(units) and units[end].role in (None, Role.PARAGRAPH, Role.BYLINE) and _is_tabbed(units[end]):
            end += 1
        if end - place >= _ROWS:
            titled = place and units[place - 1].role is None and not HEADING_NUMBER.match(units[place - 1].folded)
            for unit in units[place - 1 if titled else place : end]:
                unit.role, unit.confidence, unit.reason = Role.BOX, 0.85, "表格行"
        place = max(end, place + 1)


def _is_tabbed(unit: Unit) -> bool:
    return all("\t" in line.text.strip() for line, _, _ in unit.spans) and not ends_sentence(unit.folded)


def _signatures(units: list[Unit]) -> None:
    """Office and name alone under a text that nothing goes on with: who wrote the letter."""
    for place, unit in enumerate(units):
        before = units[place - 1] if place else None
        after = units[place + 1] if place + 1 < len(units) else None
        dashed = unit.folded.startswith("——")
        lone = (
            dashed
            and unit.role is Role.SPEAKER
            and not any(
                other.role is Role.SPEAKER
                for other in units[max(0, place - _NEAR) : place + _NEAR]
                if other is not unit
            )
        )
        if not (unit.role is None or lone) or before is None or before.role is not Role.PARAGRAPH:
            continue
        text = unit.folded.lstrip("— ")
        last = after is None or after.role not in (Role.PARAGRAPH, Role.SPEAKER, Role.BYLINE)
        if (
            last
            and ends_sentence(before.folded)
            and solid(text) <= 30
            and (office_and_name(text) or (dashed and _placed_name(text)))
        ):
            unit.role, unit.confidence, unit.reason = Role.BYLINE, 0.8, CLOSING_REASON


def _placed_name(text: str) -> bool:
    """True for words of a place and then, after a space, a name."""
    words = text.split()
    if len(words) > 2 and len(words[-1]) == len(words[-2]) == 1:
        words[-2:] = ["".join(words[-2:])]
    return len(words) > 1 and len("".join(words[:-1])) >= 4 and is_name(words[-1])


def _head_end(units: list[Unit], place: int) -> int | None:
    """The place after a speaker's head (name, then office) that begins at ``place``, or None."""
    unit = units[place]
    if unit.role not in (None, Role.BYLINE) or solid(unit.text) > 40 or unit.folded.startswith("——"):
        return None
    text = unit.folded.strip("■●◆▲□◎▶ ")
    names = split_names(re.sub(r"（.*）$", "", text))
    office = re.search(r"（(.+)）$", text)
    whole = len(names) == 1 and name_likeness(names[0]) >= 0.1
    if whole and office:
        return place + 1
    words = text.split()
    if (
        len(words) == 2
        and any(is_name(word) for word in words)
        and any(len(w) > 4 and AFFILIATION.search(w) for w in words)
    ):
        return place + 1
    if not whole:
        return None
    end = place + 1
    while (
        end < len(units)
        and end - place < 4
        and units[end].role in (None, Role.BYLINE)
        and not ends_sentence(units[end].folded)
    ):
        if end == place + 1 and not (AFFILIATION.search(units[end].folded) or _OFFICE_END.search(units[end].folded)):
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


def _book_line(units: list[Unit]) -> None:
    """A book's title, author, publisher and price in one line or a few that stand alone, and no sentence."""
    for place in range(len(units)):
        end, text = place, ""
        while end < min(len(units), place + _BOOK_ROWS) and units[end].role is None and "。" not in text:
            text += units[end].folded
            end += 1
            if _BOOK.match(text):
                for part in units[place:end]:
                    part.role, part.confidence, part.reason = Role.BOX, 0.8, "书籍资料"
                break


def _book_data(units: list[Unit]) -> None:
    """Two or more lines such as 作者：… 出版：… 定价：… under a book's title are its data."""
    place = 0
    while place < len(units):
        end = place
        while (
            end < len(units)
            and units[end].role in (None, Role.BYLINE, Role.FURNITURE, Role.PARAGRAPH)
            and (_BOOK_LINE.match(units[end].folded) or _BOOK_LINE.match(units[end].printed))
        ):
            end += 1
        if end - place >= 2:
            start = (
                place - 1
                if place and units[place - 1].role is None and units[place - 1].folded.startswith("《")
                else place
            )
            for unit in units[start:end]:
                unit.role, unit.confidence, unit.reason = Role.BOX, 0.85, "书籍资料"
        place = max(end, place + 1)


def _tables(units: list[Unit]) -> None:
    """The title and the head row of a table stand before its first row of figures."""
    for place, unit in enumerate(units):
        if unit.role is not Role.BOX or not is_table_row(unit.printed):
            continue
        for at in range(place - 1, max(-1, place - 4), -1):
            above = units[at]
            if above.role is Role.BOX or _same_cells(above, unit):
                above.role, above.reason, above.confidence = Role.BOX, "表格的标题或表头", 0.75
                continue
            if above.role is not None or HEADING_NUMBER.match(above.folded) or open_brackets(above.folded):
                break
            above.role, above.reason, above.confidence = Role.BOX, "表格的标题或表头", 0.75


def _same_cells(above: Unit, row: Unit) -> bool:
    """True for a table's head row: as many cells as the row under it, whatever they were taken for."""
    cells = above.printed.split()
    plain = above.role in (None, Role.BYLINE, Role.PARAGRAPH) and not re.search("[，。；]", above.folded)
    return plain and len(cells) == len(row.printed.split()) >= _CELLS


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
            if (
                follower.measure == unit.measure
                and words
                and is_name(words[-1])
                and not is_firm(recognise(follower.folded))
            ):
                unit.spans = unit.spans + follower.spans
                unit.role, unit.confidence, unit.reason = Role.SPEAKER, 0.75, "破折号后是单位和人名"
                follower.spans = []
    units[:] = [unit for unit in units if unit.spans]


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
        if unit.reason == NARROW:
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


def _boxes(units: list[Unit]) -> None:
    for place, unit in enumerate(units):
        if unit.role is not Role.BOX or not is_box_label(unit.folded):
            continue
        if _heads_article(units, place):
            unit.role, unit.confidence, unit.reason = None, 0.6, "标签下是署名的文章"
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


def _heads_article(units: list[Unit], place: int) -> bool:
    """True when lines, a byline and text follow a label such as 延伸阅读: an article of its own."""
    lines = [unit.role for unit in units[place + 1 : place + 6]]
    if Role.BYLINE not in lines:
        return False
    at = lines.index(Role.BYLINE)
    return 1 <= at <= 3 and all(role is None for role in lines[:at]) and lines[at + 1 : at + 2] == [Role.PARAGRAPH]


def _same_measure(one: Unit, two: Unit) -> bool:
    """Set alike: the same measure, or one of them too wide or too short to have shown its measure."""
    return abs(one.measure - two.measure) <= 1.6 or (
        FREE in (one.measure, two.measure) and max(one.measure, two.measure) >= 24
    )
