"""What stands in brackets at the end of a paragraph: notes on the author, signatures, credits."""

from __future__ import annotations

import re

from articles.parsing.forms import recognise
from articles.parsing.glyphs import solid
from articles.parsing.names import is_name, split_names
from articles.parsing.structure import Role
from articles.parsing.units import CLOSING_REASON, Unit, split_unit

_TAIL = re.compile(
    r"(?<=[。！？”…])\s*([（【](?P<what>(本文|第一)?作者|本文|课题组|执笔|原载|摘自|摘编自|转自|节选自|责任编辑|责编|编辑|据|来源|记者|通讯员)?[^（）]{1,80}(（[^（）]{0,40}）[^（）]{0,60})*[）】])$"
)


def split_tails(units: list[Unit]) -> list[Unit]:
    """Cut notes, credits and signatures in brackets off the ends of paragraphs."""
    out: list[Unit] = []
    for unit in units:
        if unit.role is not Role.PARAGRAPH:
            out.append(unit)
            continue
        text = unit.folded
        match = _TAIL.search(text[-200:])
        role = _tail_role(match.group(1)) if match else None
        cut = None
        if match and role is not None:
            cut = split_unit(unit, solid(text[: len(text) - len(text[-200:]) + match.start(1)]))
        if cut is None or role is None:
            out.append(unit)
            continue
        body, tail = cut
        tail.role, tail.reason, tail.confidence = role, CLOSING_REASON, 0.88
        out.extend([body, tail])
    return out


def _tail_role(tail: str) -> Role | None:
    form = recognise(tail)
    if form is not None and form.role in (Role.AUTHOR_NOTE, Role.COMPILER, Role.JUMP):
        return form.role
    inner = tail.strip("（）【】")
    if re.match(r"(责任编辑|责编|编辑)[：\s]", inner):
        return Role.PAGE_CREDIT
    if re.match(r"(记者|通讯员|本报记者)\s*[\u4e00-\u9fff·\s、]{2,16}$", inner):
        return Role.BYLINE
    names = split_names(inner)
    if names and len(names) <= 4 and all(is_name(name) for name in names):
        return Role.BYLINE
    return None
