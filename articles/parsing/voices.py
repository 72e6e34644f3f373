"""Who speaks in a round-up, where no line tells it by itself: a name after a dash, numbered offices and names, heads of one form."""

from __future__ import annotations

import re

from articles.parsing.flow import is_firm
from articles.parsing.forms import AFFILIATION, recognise
from articles.parsing.glyphs import solid
from articles.parsing.layout import ends_sentence
from articles.parsing.names import is_name, name_likeness, split_names
from articles.parsing.speakers import OFFICE_END
from articles.parsing.structure import FURNITURE_ROLES, Role
from articles.parsing.units import Unit

_ENUMERATED = re.compile(r"^(\d{1,2})\s*[.、．]\s*")
_FEWEST_HEADS = 3
_POST_AND_NAME = re.compile(
    r"[\u4e00-\u9fff（）·、]{5,24}(?:\s[\u4e00-\u9fff、]{2,16})?\s(?:[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]\s[\u4e00-\u9fff]|[\u4e00-\u9fff]+(?:·[\u4e00-\u9fff]+)+)"
)
_SURE = 0.93
_REST = 2  # characters of a name that its line had no room for
_NEAR = 4
_STRANDED = FURNITURE_ROLES | {Role.COLUMN, Role.CAPTION, Role.PULL_QUOTE, Role.BANNER}
_OFFICE_END = re.compile(r"(代表|员|者|人|师|生|长|手|工|户)$")


def name_voices(units: list[Unit]) -> None:
    """Give the heads of voices their role."""
    _speakers(units)
    _numbered_heads(units)
    _speaker_heads(units)
    _offices_between(units)


def words_and_name(text: str) -> list[str]:
    """The words of a line; a name whose two characters stand apart is one of them."""
    words = text.split()
    if len(words) > 2 and len(words[-1]) == len(words[-2]) == 1:
        words[-2:] = ["".join(words[-2:])]
    return words


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
        if not (AFFILIATION.search(units[end].folded) or _OFFICE_END.search(units[end].folded)):
            if end == place + 1:
                return None
            break  # what is said under it has a heading
        end += 1
    return end if end > place + 1 else None


def _speaker_heads(units: list[Unit]) -> None:
    """Three or more heads (name and office), each followed by paragraphs, are a round-up's speakers."""
    heads: list[tuple[int, int]] = []
    place = 0
    while place < len(units):
        end = _head_end(units, place)
        follows = end is not None and any(unit.role is Role.PARAGRAPH for unit in _under(units, end))
        if end is not None and follows:
            said = units[heads[-1][1] : place] if heads else []
            clear = not heads or all(u.role is Role.PARAGRAPH for u in said[1:] or said)
            if not clear:
                _set_heads(units, heads)
                heads = []
            heads.append((place, end))
            place = end
        else:
            place += 1
    _set_heads(units, heads)


def _numbered_heads(units: list[Unit]) -> None:
    """Offices and names that bear the numbers from one up are a round-up's speakers, whatever stands between them."""
    found = [
        (int(number[1]), unit)
        for unit in units
        if unit.role in (None, Role.BYLINE, Role.PARAGRAPH) and len(unit.spans) == 1
        if (number := _ENUMERATED.match(unit.folded)) and _office_beside_name(unit.folded[number.end() :])
    ]
    if len(found) >= _FEWEST_HEADS and [number for number, _ in found] == list(range(1, len(found) + 1)):
        for _, unit in found:
            unit.role, unit.confidence, unit.reason = Role.SPEAKER, 0.88, "带序号的单位和人名"


def _offices_between(units: list[Unit]) -> None:
    """Offices and names alone between paragraphs, more than one of them: a round-up's speakers, whatever else parts them."""
    series: list[list[int]] = [[]]
    for place in range(len(units)):
        if not _heads_words(units, place):
            if series[-1] and _heads_a_text(units, place):
                series.append([])
        elif _ends_before(units, place):
            series[-1].append(place)
        else:
            series.append([place])  # under a headline, or the editors' note
    for places in series:
        between = places[1:] if places and not _ends_before(units, places[0]) else places
        if len(places) >= _FEWEST_HEADS and len(between) > 1:
            for place in places:
                _set_office(units, place)
    units[:] = [unit for unit in units if unit.spans]


def _set_office(units: list[Unit], place: int) -> None:
    """Make a line a speaker's head, with what is left of the name in the next."""
    unit, rest = units[place], units[place + 1]
    unit.role, unit.confidence, unit.reason = Role.SPEAKER, 0.85, "段落之间的单位和人名，多次出现"
    if rest.role is None:
        unit.spans, rest.spans = unit.spans + rest.spans, []


def _heads_words(units: list[Unit], place: int) -> bool:
    """True for an office and a name, one line, with words under it; two characters of the name may stand in the next."""
    unit = units[place]
    plain = unit.role is None or (unit.role is Role.BYLINE and unit.confidence < _SURE)
    if not plain or len(unit.spans) > 1 or not _POST_AND_NAME.fullmatch(unit.folded.strip()):
        return False
    after = units[place + 1 : place + 3]
    broken = len(after) > 1 and after[0].role is None and solid(after[0].text) <= _REST
    words = after[-1] if broken else after[0] if after else None
    office = words_and_name(unit.folded)[:-1]
    return words is not None and words.role is Role.PARAGRAPH and bool(OFFICE_END.search("".join(office)))


def _ends_before(units: list[Unit], place: int) -> bool:
    """True when a paragraph ends before a line; labels and the page's own lines may stand between."""
    before = next((unit for unit in reversed(units[max(0, place - _NEAR) : place]) if unit.role not in _STRANDED), None)
    return before is not None and before.role is Role.PARAGRAPH and not before.ends_mid


def _heads_a_text(units: list[Unit], place: int) -> bool:
    """True for a line that another text begins with: a name under a headline."""
    above = units[place - 1] if place else None
    return units[place].role is Role.BYLINE and above is not None and above.role is None


def _office_beside_name(text: str) -> bool:
    words = words_and_name(text)
    return len(words) == 2 and any(is_name(word) for word in (words[0], words[-1])) and not ends_sentence(text)


def _under(units: list[Unit], end: int) -> list[Unit]:
    """What comes under a speaker's head: the words, or a heading and then the words."""
    headed = end < len(units) and units[end].role is None
    return units[end : end + (2 if headed else 1)]


def _set_heads(units: list[Unit], heads: list[tuple[int, int]]) -> None:
    if len(heads) < _FEWEST_HEADS:
        return
    for start, end in heads:
        for unit in units[start:end]:
            unit.role, unit.confidence, unit.reason = Role.SPEAKER, 0.85, "发言前的人名和单位，多次出现"


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
