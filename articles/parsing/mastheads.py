"""The names at a page's head or foot: which line is the paper's name and which the page's."""

from __future__ import annotations

import re

from articles.parsing.forms import is_newspaper, is_page_name
from articles.parsing.furniture import glued_head
from articles.parsing.glyphs import solid
from articles.parsing.structure import Role
from articles.parsing.units import Unit, split_unit

_NUMBER = re.compile(r"[A-Z]?\d{1,2}")
_PHRASE = 6
_NO_NAME = ("本报", "本刊", "走进", "聚焦", "学习", "深入", "庆祝", "纪念")  # a motto beside the date
_MASTHEAD = 2  # lines
_NAME = re.compile(r"[\u4e00-\u9fff·]{2,8}|[\u4e00-\u9fff](\s[\u4e00-\u9fff]){1,3}")
_HEADS = (Role.PAGE_DATE, Role.PAGE_NUMBER, Role.NEWSPAPER, Role.PAGE_NAME)


def mark_mastheads(units: list[Unit]) -> list[Unit]:
    """Short lines beside the date or the page number are the paper's and the page's names."""
    units = _part_heads(units)
    for _ in range(2):
        for place, unit in enumerate(units):
            if unit.role is not None and unit.role is not Role.BYLINE:
                continue
            beside = [other.role for other in units[max(0, place - 1) : place + 2] if other is not unit]
            near = any(role in _HEADS for role in beside)
            between = len(beside) == 2 and all(role in _HEADS for role in beside)
            edge = place < 6 or place >= len(units) - 8
            paper = (
                unit.role is None
                and len(unit.folded) >= 4
                and unit.folded.endswith("报")
                and unit.folded[-2] not in "简海汇举情预通"
            )
            number = unit.role is None and bool(_NUMBER.fullmatch(unit.folded))
            named = any(is_page_name(other.folded.strip()) for other in units[max(0, place - 1) : place + 2])
            if number and (near or named or _close(units, place)):
                unit.role, unit.reason, unit.confidence = Role.PAGE_NUMBER, "日期、报名旁的数字", 0.85
            elif is_newspaper(unit.folded) and (near or edge or paper or _close(units, place)):
                unit.role, unit.reason, unit.confidence = Role.NEWSPAPER, "报名", 0.9
            elif (
                near
                and (edge or between or _amid(units, place) or is_page_name(unit.folded))
                and not unit.folded.startswith(_NO_NAME)
                and _NAME.fullmatch(unit.folded)
                and (between or len(unit.folded) <= _PHRASE + 1)
                and (between or not any(other.role is Role.PAGE_NAME for other in units))
            ):
                unit.role, unit.reason, unit.confidence = Role.PAGE_NAME, "日期、版次旁的短语", 0.85
    for unit in [*units[:2], *units[-2:]]:
        named = any(other.role is Role.PAGE_NAME for other in units)
        if not named and unit.role in (None, Role.BYLINE) and is_page_name(unit.folded):
            unit.role, unit.reason, unit.confidence = Role.PAGE_NAME, "首行或末行的版名", 0.75
    _tell_names_apart(units)
    return units


def _amid(units: list[Unit], place: int) -> bool:
    """True for a short line at either end of a masthead in the middle of the source, no text right under it."""
    above, below = (units[at].role if 0 <= at < len(units) else None for at in (place - 1, place + 1))
    heads = units[place + 1 : place + 3] if below in _HEADS else units[max(0, place - 2) : place]
    masthead = len(heads) == _MASTHEAD and all(other.role in _HEADS for other in heads)
    text = {above, below} & {Role.BYLINE, Role.PARAGRAPH}  # whose headline it may be
    return masthead and len(units[place].folded) < _PHRASE and not text


def _part_heads(units: list[Unit]) -> list[Unit]:
    """Cut in two the page's number and name on one line, right beside its date or its editors."""
    out: list[Unit] = []
    for place, unit in enumerate(units):
        beside = units[max(0, place - 1) : place + 2]
        near = unit.role is None and any(other.role in (*_HEADS, Role.PAGE_CREDIT) for other in beside)
        spans = glued_head(unit.printed) if near and len(unit.spans) == 1 else None
        cut = split_unit(unit, solid(unit.printed[: spans[0][1]])) if spans and len(spans) == 2 else None
        for part, role in zip(cut or (), (Role.PAGE_NUMBER, Role.PAGE_NAME), strict=False):
            part.role, part.reason, part.confidence = role, "日期旁的版次和版名", 0.85
        out.extend(cut or [unit])
    return out


def _close(units: list[Unit], place: int) -> bool:
    """True with a date or a page number two lines on, and no more than a short phrase between."""
    for step in (-1, 1):
        beside, further = place + step, place + 2 * step
        if 0 <= further < len(units) and units[further].role in _HEADS and units[beside].role in (None, Role.BYLINE):
            return len(units[beside].folded) <= _PHRASE
    return False


def _tell_names_apart(units: list[Unit]) -> None:
    """Of two names of one kind, the one beside the page number is the page's, the other the paper's."""
    for kind in (Role.NEWSPAPER, Role.PAGE_NAME):
        other_kind = Role.PAGE_NAME if kind is Role.NEWSPAPER else Role.NEWSPAPER
        named = [place for place, unit in enumerate(units) if unit.role is kind]
        texts = {units[place].folded for place in named}
        if len(texts) < 2 or any(unit.role is other_kind for unit in units):
            continue
        numbers = [place for place, unit in enumerate(units) if unit.role is Role.PAGE_NUMBER]
        if not numbers:
            continue
        pages = [place for place in named if units[place].folded.rstrip(" |｜").endswith(("版", "专刊", "副刊"))]
        nearest = (
            pages[0]
            if len(pages) == 1
            else min(named, key=lambda place: min(abs(place - number) for number in numbers))
        )
        for place in named:
            page = units[place].folded == units[nearest].folded
            units[place].role = Role.PAGE_NAME if page else Role.NEWSPAPER
