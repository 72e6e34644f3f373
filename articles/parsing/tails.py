"""What stands in brackets at the end of a paragraph: notes on the author, signatures, credits."""

from __future__ import annotations

import re

from articles.parsing.forms import recognise
from articles.parsing.glyphs import solid
from articles.parsing.names import PEN_NAME, STATUS, is_name, split_names
from articles.parsing.seams import seam
from articles.parsing.signatures import AFFILIATION, names_likeness
from articles.parsing.speakers import bracketed_speaker, office_and_name, speaker
from articles.parsing.structure import Role
from articles.parsing.units import CLOSING_REASON, Unit, split_unit

_TAIL = re.compile(
    r"(?<=[。！？”…])\s*([（【](?P<what>(本文|第一)?作者|本文|课题组|执笔|原载|摘自|摘编自|转自|节选自|责任编辑|责编|编辑|据|来源|记者|通讯员)?[^（）]{1,80}(（[^（）]{0,40}）[^（）]{0,60})*[）】])$"
)
_UNCLOSED = re.compile(r"[。！？…”]\s*——[^。！？—]{4,44}$")
_READER = re.compile(rf"（{PEN_NAME.pattern}）")
_PLACED = re.compile(r"[\u4e00-\u9fff]{2,12}\s[\u4e00-\u9fff]\s[\u4e00-\u9fff]")  # a name's two characters set apart
_SPACED = re.compile(r"[\u4e00-\u9fff]\s[\u4e00-\u9fff]")
_REST = 18
_CUT_WORD = 1.5
_SERIES = 3
_SURE = 0.7  # on the average
_NAMES = 0.6
_NEAR = 6  # units within which another one follows
_SPOKEN = re.compile(r"(?<=[。！？”…])\s*(——[^。！？—]{6,50})$")


def split_tails(units: list[Unit]) -> list[Unit]:
    """Cut notes, credits and signatures in brackets off the ends of paragraphs."""
    units = _split_speakers(_close_speakers(_join_readers(units)))
    said = _said(units)
    out: list[Unit] = []
    for place, unit in enumerate(units):
        cut = _cut(unit, spoken=place in said) if unit.role is Role.PARAGRAPH else None
        out.extend(cut or [unit])
        if place in said:
            tail = out[-1]
            tail.role, tail.confidence, tail.reason = Role.SPEAKER, 0.85, "段末括号内的单位和人名，几处同样"
    return out


def _said(units: list[Unit]) -> set[int]:
    """The places of units that end in, or are, who spoke in brackets: three or more, most of them sure."""
    found: dict[int, float] = {}
    for place, unit in enumerate(units):
        if unit.role not in (None, Role.PARAGRAPH, Role.AUTHOR_NOTE, Role.BYLINE):
            continue
        match = _TAIL.search(unit.folded[-200:]) if unit.role is Role.PARAGRAPH else None
        text = match[1] if match else unit.folded
        likely = bracketed_speaker(text) if text[:1] == "（" else 0.0
        if likely and (match or (place and units[place - 1].role is Role.PARAGRAPH)):
            found[place] = likely
    chained = _chained(units)
    if chained:
        return chained
    near = [at for at in found if any(other != at and abs(other - at) <= _NEAR for other in found)]
    return set(near) if len(near) >= _SERIES and sum(found[at] for at in near) >= _SURE * len(near) else set()


def _chained(units: list[Unit]) -> set[int]:
    """The places of names in brackets that close one paragraph after another, with no headline between: voices."""
    chains: list[list[int]] = []
    for place, unit in enumerate(units):
        match = _TAIL.search(unit.folded[-60:]) if unit.role is Role.PARAGRAPH else None
        text = match[1] if match else unit.folded.strip()
        closes = text[:1] == "（" and (
            names_likeness(text.strip("（）").strip()) >= _NAMES or bracketed_speaker(text) > 0
        )
        if closes and (match or (place and units[place - 1].role is Role.PARAGRAPH)):
            linked = chains and all(other.role is Role.PARAGRAPH for other in units[chains[-1][-1] + 1 : place])
            chains[-1].append(place) if linked else chains.append([place])
    return {place for chain in chains if len(chain) >= _SERIES for place in chain}


def _join_readers(units: list[Unit]) -> list[Unit]:
    """A reader's pen name in brackets on a row of its own closes the paragraph above, where several do."""
    out: list[Unit] = []
    found = sum(1 for unit in units if _READER.fullmatch(unit.folded.strip()))
    for unit in units:
        before = out[-1] if out else None
        if (
            found > 1
            and before is not None
            and before.role is Role.PARAGRAPH
            and _READER.fullmatch(unit.folded.strip())
        ):
            before.spans = before.spans + unit.spans
        else:
            out.append(unit)
    return out


def _close_speakers(units: list[Unit]) -> list[Unit]:
    """Join what is left of an office and its name to the paragraph that the line before closes with ``——office``."""
    out: list[Unit] = []
    for unit in units:
        before = out[-1] if out else None
        rest = unit.role in (None, Role.BYLINE) and len(unit.folded) <= _REST and not re.search("[，。：]", unit.folded)
        open_ = before is not None and before.role is Role.PARAGRAPH and _UNCLOSED.search(before.folded[-60:])
        if rest and open_ and before is not None and seam(before.folded, unit.folded) >= _CUT_WORD:
            before.spans = before.spans + unit.spans
        else:
            out.append(unit)
    return out


def _split_speakers(units: list[Unit]) -> list[Unit]:
    """Cut ``——office name`` off the ends of paragraphs, where three or more end so."""
    cuts = {at: cut for at, unit in enumerate(units) if (cut := _cut_speaker(unit)) is not None}
    if len(cuts) < _SERIES:
        return units
    return [part for at, unit in enumerate(units) for part in cuts.get(at, (unit,))]


def _cut_speaker(unit: Unit) -> tuple[Unit, Unit] | None:
    """A paragraph and the speaker that closes it on the same line, or None."""
    match = _SPOKEN.search(unit.folded[-60:]) if unit.role is Role.PARAGRAPH else None
    if match is None:
        return None
    name, office = speaker(match[1])
    if not name or not office or not (is_name(name) or len(name) <= 4) or len(office) < 4:
        return None
    cut = split_unit(unit, solid(unit.folded) - solid(match[1]))
    if cut is not None:
        cut[1].role, cut[1].confidence, cut[1].reason = Role.SPEAKER, 0.88, "段末破折号后是单位和人名，几处同样"
    return cut


def _cut(unit: Unit, *, spoken: bool) -> tuple[Unit, Unit] | None:
    """The paragraph and its tail with the role that it has, or None when nothing is to be cut off."""
    text = unit.folded
    match = _TAIL.search(text[-200:])
    cut = split_unit(unit, solid(text[: len(text) - len(text[-200:]) + match.start(1)])) if match else None
    if cut is None:
        return None
    tail = cut[1]
    tail.role = Role.BYLINE  # so that the spaces between its words are kept
    role = Role.BYLINE if spoken or office_and_name(tail.folded) else _tail_role(tail.folded)
    if role is None:
        return None
    tail.role, tail.reason, tail.confidence = role, CLOSING_REASON, 0.88
    return cut


def _tail_role(tail: str) -> Role | None:
    form = recognise(tail)
    if form is not None and form.role in (Role.AUTHOR_NOTE, Role.COMPILER, Role.JUMP):
        return form.role
    inner = tail.strip("（）【】")
    if re.match(r"(责任编辑|责编|编辑)[：\s]", inner):
        return Role.PAGE_CREDIT
    if re.match(r"(记者|通讯员|本报记者)\s*[\u4e00-\u9fff·\s、]{2,16}$", inner):
        return Role.BYLINE
    words = inner.split()
    if len(words) > 1 and len(words[0]) <= 6 and STATUS.search(words[0]) and len("".join(words[1:])) <= 4:
        return Role.BYLINE
    if _SPACED.fullmatch(inner) or (_PLACED.fullmatch(inner) and AFFILIATION.search(words[0])):
        return Role.BYLINE
    names = split_names(inner)
    if names and len(names) <= 4 and all(is_name(name) for name in names):
        return Role.BYLINE
    return None
