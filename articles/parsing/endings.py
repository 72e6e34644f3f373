"""What stands at a text's end, or its head: notes, compilers and jump lines are given to their texts."""

from __future__ import annotations

import re

from articles.parsing.glyphs import solid
from articles.parsing.layout import ends_sentence
from articles.parsing.owners import GUESTS, Page, give, zone_before
from articles.parsing.structure import Role
from articles.parsing.units import Unit

_TELLING = 0.15  # so much more of a note's words the text after it has
_GUESTS = 2  # so many of the guests named must speak


def give_notes(page: Page) -> None:
    """Notes, compilers and jump lines stand at the end (or the head) of the text they belong to."""
    for place, unit in enumerate(page.units):
        if unit.role not in (Role.AUTHOR_NOTE, Role.COMPILER, Role.JUMP):
            continue
        before, after = page.body_before(place), page.body_after(place)
        zone = zone_before(page, place)
        headed = _has_head(zone) and not _head_follows(page, place)
        onward = bool(re.search(r"上接|接第|紧接", unit.folded)) and unit.role is Role.JUMP
        inside = page.text_before(place) if any(page.inside(place, a.number) for a in page.articles) else None
        onward = onward or (inside is None and _names_guests(page, unit, before, after))
        guests = _hosted(page, unit)
        onward = onward or (inside is None and _speaks_of(page, place, unit, before, after))
        owner = (
            guests
            if guests is not None
            else inside
            if inside is not None and not onward
            else after
            if onward or headed or before is None
            else before
        )
        if owner is None:
            owner = before
        if owner is not None:
            give(unit, owner, 0.93 if not headed else 0.75, f"{unit.reason}，紧邻正文")
            if unit.role is Role.AUTHOR_NOTE:
                page.articles[owner].notes.append(unit)
            else:
                page.articles[owner].extras.append(unit)


def _has_head(zone: list[Unit]) -> bool:
    """True when a headline stands in the lines between a text and a note; a name alone signs that text."""
    lines = [other for other in zone if other.role is None and not _is_sentence(other)]
    signed = any(other.role is Role.BYLINE for other in zone)
    return bool(lines) or (signed and len(zone) > 1)


def _head_follows(page: Page, place: int) -> bool:
    """True when another headline stands between a note and the next text: what comes before it is closed."""
    after = page.body_after(place)
    behind = page.units[place + 1 : page.articles[after].body.start if after is not None else len(page.units)]
    lines = [other for other in behind if other.role is None and not _is_sentence(other)]
    return bool(lines) and after is not None


def _names_guests(page: Page, unit: Unit, before: int | None, after: int | None) -> bool:
    """True for a list of guests before a conversation and after a text that is none."""
    listed = unit.role is Role.AUTHOR_NOTE and GUESTS.match(unit.folded)
    return bool(listed and after is not None and page.articles[after].turns > 2) and (
        before is None or page.articles[before].turns <= 2
    )


def _hosted(page: Page, unit: Unit) -> int | None:
    """The conversation in which most of the persons of a guests' note speak."""
    if unit.role is not Role.AUTHOR_NOTE or not GUESTS.match(unit.folded):
        return None
    note = unit.folded.replace(" ", "")
    heard = [sum(len(name) > 1 and name in note for name in article.body.turn_names()) for article in page.articles]
    best = max(range(len(heard)), key=heard.__getitem__, default=None)
    return best if best is not None and heard[best] >= _GUESTS else None


def _speaks_of(page: Page, place: int, unit: Unit, before: int | None, after: int | None) -> bool:
    """True for a note right between two texts whose words are the second's: it stands over its text."""
    if before is None or after is None or page.articles[before].body.end != place - 1 or unit.folded[0] in "（【":
        return False
    shares = page.vocabulary.shares(unit.text)
    return page.articles[after].body.start == place + 1 and shares[after] > shares[before] + _TELLING


def _is_sentence(unit: Unit) -> bool:
    return ends_sentence(unit.folded) and solid(unit.text) >= 12
