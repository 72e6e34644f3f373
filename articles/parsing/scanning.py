"""A page's head or foot set in one long line, read part by part: date, number, names, editors, how to reach them."""

from __future__ import annotations

import re

from articles.parsing.furniture import CONTACT_WORDS, CREDIT_WORDS, DATE, NEWSPAPER, page_words
from articles.parsing.glyphs import solid
from articles.parsing.names import name_likeness
from articles.parsing.structure import Role

Spans = list[tuple[int, int, Role]]

_LONGEST = 160
_FEWEST = 2  # parts that show what they are; one is enough beside a newspaper's name
_NAME = r"(?:[\u4e00-\u9fff]\s[\u4e00-\u9fff]{1,2}(?![\u4e00-\u9fff])|[\u4e00-\u9fff·]{2,4}(?![\u4e00-\u9fff·]))"
_START = r"(?:(?<=[\s　/|｜）)])|^)"
_NEXT_NAME = re.compile(rf"[\s、，]+({_NAME})(?=\s|$|、)")
_LIKELY = 0.7
_HALF = 4  # two words of the same length, at least so long, are a banner's halves
_PARTS = (
    (Role.PAGE_DATE, DATE),
    (Role.PAGE_NUMBER, re.compile(rf"{_START}(?:第\s*[A-Z]?\d{{1,3}}\s*版|[A-Z]?\d{{1,3}}\s*版|第[一二三四五六七八九十]{{1,3}}版)")),
    (Role.PAGE_CREDIT, re.compile(rf"{_START}(?:{CREDIT_WORDS}|刊头题字|题字)(?:\s*[：/|｜]\s*|\s+){_NAME}(?=\s|$|、)")),
    (
        Role.FURNITURE,
        re.compile(
            rf"{_START}[\u4e00-\u9fff]{{0,6}}(?:{CONTACT_WORDS})(?:\s*[：:]\s*|\s+)(?:[\w.+\-@/:：—]+(?:（[^（）]{{2,16}}）)?)"
        ),
    ),
    (Role.FURNITURE, re.compile(r"总第\s*\d+\s*期|第\s*\d+\s*期|(?:今日|明日)[\u4e00-\u9fff]{2,4}[：:]\S+(?:\s+\S*℃\S*)*")),
    (Role.FURNITURE, re.compile(r"[\w.\-]+@[\w\-]+(?:\.[\w\-]+)+(?:（[^（）]{2,16}）)?")),
)  # fmt: skip


def scan(folded: str) -> Spans | None:
    """The parts of a line that holds a page's head or foot and nothing else; None for any other line.

    It must have at least three parts of two kinds, one of them a date, a number, an editor or an address.
    """
    if solid(folded) > _LONGEST or re.search("[。；！？>＞»]", folded):
        return None
    spans = _known(folded)
    if not spans:
        return None
    out: Spans = []
    at = 0
    for start, end, role in [*spans, (len(folded), len(folded), Role.FURNITURE)]:
        if folded[at:start].strip(" /|｜　"):
            out += page_words(folded, at, start)
        if end > start:
            out.append((start, end, role))
        at = end
    strange = sum(
        solid(folded[start:end])
        for start, end, role in out
        if role is Role.FURNITURE and (start, end, role) not in spans
    )
    kinds = {role for _, _, role in out}
    if len(spans) < _FEWEST and not any(role is Role.NEWSPAPER for _, _, role in out):
        return None
    if len(out) < 3 or len(kinds) < 2 or strange > 0.3 * solid(folded):
        return None
    return _named(folded, out)


def _known(folded: str) -> Spans:
    """The parts that show what they are, none over another."""
    found: Spans = []
    for role, pattern in _PARTS:
        for match in pattern.finditer(folded):
            if not any(start < match.end() and match.start() < end for start, end, _ in found):
                end = _more_names(folded, match.end()) if role is Role.PAGE_CREDIT else match.end()
                found.append((match.start(), end, role))
    return sorted(found)


def _more_names(folded: str, end: int) -> int:
    """Where the names that follow an editor's end: each one as likely a name as any."""
    while (more := _NEXT_NAME.match(folded, end)) and name_likeness(re.sub(r"\s", "", more[1])) >= _LIKELY:
        end = more.end()
    return end


def _named(folded: str, spans: Spans) -> Spans:
    """Of the words left, one is the paper's name and another the page's: what the paper's name looks like tells."""
    papers = [
        place
        for place, (start, end, role) in enumerate(spans)
        if role in (Role.NEWSPAPER, Role.PAGE_NAME) and NEWSPAPER.match(folded[start:end].strip(" /|｜："))
    ]
    surest = [
        place for place in papers if re.search("[报網网]", folded[spans[place][0] : spans[place][1]].strip()[-1:])
    ]
    paper = next(iter(surest or papers), None)
    out: Spans = []
    for place, (start, end, role) in enumerate(spans):
        if role in (Role.NEWSPAPER, Role.PAGE_NAME):
            role = Role.NEWSPAPER if place == paper else Role.PAGE_NAME
        before = out[-1] if out else None
        halves = before is not None and before[2] is role is Role.PAGE_NAME and before[1] == start
        named = any(other is Role.PAGE_NAME for _, _, other in out[:-1])
        if (
            before is not None
            and halves
            and named
            and solid(folded[before[0] : start]) == solid(folded[start:end]) >= _HALF
        ):
            out[-1] = (before[0], end, Role.BANNER)
        else:
            out.append((start, end, role))
    return out
