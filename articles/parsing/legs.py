"""Column legs that extraction has interleaved: put the blocks of one body back in reading order.

A body set in two legs may come out as blocks of both by turns. Each block is given to the first or
the second leg (within a leg the source order is right); the division whose joints fit best wins.
The search keeps a fixed number of candidates, so its cost grows with the number of blocks only.
"""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, field

from articles.parsing.bodies import Body
from articles.parsing.forms import DATELINE
from articles.parsing.glyphs import fold, open_brackets, width
from articles.parsing.layout import ends_sentence
from articles.parsing.likeness import bigrams
from articles.parsing.structure import Role
from articles.parsing.units import Span, Unit

_BEAM = 48
_SWITCH = 0.2
_BROKEN = 5.0
_GAIN = 2.5  # how much better than the source order a division must be
_QUOTES = 2.5


@dataclass(slots=True)
class Block:
    """Lines that extraction kept together: a paragraph, or a part of one between blank lines."""

    unit: Unit
    spans: list[Span]
    text: str
    begin: float  # what it costs to take it for the beginning of a paragraph
    middle: float  # what it costs to take it for the middle of one
    ends: bool  # ends a sentence
    full: bool  # its last line fills the measure
    depth: int  # quotation marks opened less those closed
    lowest: int  # the lowest point of that count inside the block
    words: set[str] = field(default_factory=set)  # its bigrams that few other blocks have


@dataclass(slots=True, frozen=True)
class Division:
    """A partial division of the blocks: which leg each went to, and what its joints cost."""

    legs: tuple[int, ...]
    last: tuple[int, int]  # the last block of each leg, -1 for none
    first: int  # the first block of the second leg, -1 for none
    depths: tuple[int, int]
    sizes: tuple[int, int]
    cost: float


def mend_legs(units: list[Unit], bodies: list[Body]) -> None:
    """Reorder bodies whose joints are broken where two legs explain it better; ``units`` follows suit."""
    for at, body in enumerate(bodies):
        old = list(body.units)
        _mend(body, taken_up=any(other.units[0].begins_mid for other in bodies[at + 1 :]))
        if body.units is not old and [id(u) for u in body.units] != [id(u) for u in old]:
            _replace(units, old, body.units)
    places = {id(unit): place for place, unit in enumerate(units)}
    for body in bodies:
        body.start = min(places[id(unit)] for unit in body.units)
        body.end = max(places[id(unit)] for unit in body.units)


def _replace(units: list[Unit], old: list[Unit], new: list[Unit]) -> None:
    """Put the new units where the old ones stood in the source's list."""
    gone = {id(unit) for unit in old}
    slots = [place for place, unit in enumerate(units) if id(unit) in gone]
    for place, unit in zip(slots, new, strict=False):
        units[place] = unit
    if len(new) > len(slots):
        units[slots[-1] + 1 : slots[-1] + 1] = new[len(slots) :]
    for place in reversed(slots[len(new) :]):
        del units[place]


def _mend(body: Body, *, taken_up: bool) -> None:
    """``taken_up``: what stops in the middle of a sentence at the body's end may go on further down the page."""
    blocks = _blocks(body)
    if not 3 <= len(blocks) <= 400 or not _suspicious(blocks, taken_up=taken_up):
        return
    grams = _vocabulary(blocks)
    division = _search(blocks, grams)
    if division is None:
        return
    order = [at for at, leg in enumerate(division.legs) if leg == 0]
    order += [at for at, leg in enumerate(division.legs) if leg == 1]
    body.units = _rebuild([blocks[at] for at in order])


def _blocks(body: Body) -> list[Block]:
    blocks: list[Block] = []
    for unit in body.units:
        parts: list[list[Span]] = [[]]
        for span in unit.spans:
            if parts[-1] and span[0].gap_before and unit.role is Role.PARAGRAPH:
                parts.append([])
            parts[-1].append(span)
        for at, spans in enumerate(parts):
            blocks.append(_block(unit, spans, leading=at == 0))
    return blocks


def _block(unit: Unit, spans: list[Span], *, leading: bool) -> Block:
    text = "".join(fold(line.text[a:b]).replace(" ", "") for line, a, b in spans)
    depth = lowest = 0
    for char in text:
        depth += (char in "“‘") - (char in "”’")
        lowest = min(lowest, depth)
    heading = unit.role is not Role.PARAGRAPH
    begin, middle = (0.0, _BROKEN * 2) if heading else _opening(unit, spans, leading=leading)
    ends = heading or ends_sentence(text) or text[-1:] in "：；"
    full = _missing(unit, spans[-1]) <= 1.2
    return Block(unit, spans, text, begin, middle, ends, full, depth, lowest)


def _vocabulary(blocks: list[Block]) -> set[str]:
    """Bigrams and trigrams of all blocks; each block keeps those bigrams that are rare among the others."""
    own = [set(bigrams(block.text)) for block in blocks]
    spread = Counter(gram for grams in own for gram in grams)
    for block, grams in zip(blocks, own, strict=True):
        block.words = {gram for gram in grams if spread[gram] <= max(3, len(blocks) // 4)}
    trigrams = {block.text[at : at + 3] for block in blocks for at in range(len(block.text) - 2)}
    return set(spread) | trigrams


def _missing(unit: Unit, span: Span) -> float:
    """How much of the measure a line leaves empty; squeezed marks are given the benefit of the doubt."""
    text = span[0].text[span[1] : span[2]]
    return max(0.0, unit.measure - width(text, 1.0)) if width(text, 0.5) <= unit.measure else 0.0


def _opening(unit: Unit, spans: list[Span], *, leading: bool) -> tuple[float, float]:
    """(cost as a paragraph's beginning, cost as its middle), from the first line's width."""
    if not leading or unit.begins_mid:
        return 3.0, 0.0
    missing = _missing(unit, spans[0])
    if len(spans) == 1:
        return 0.0, 0.6
    return (0.0, 3.0) if missing > 1.1 else (1.5, 0.5)


def _suspicious(blocks: list[Block], *, taken_up: bool) -> bool:
    """True when the source order leaves a sentence, or a quotation, hanging."""
    depth = 0
    for before, block in itertools.pairwise(blocks):
        depth += before.depth
        cost, joined = _joint(before, block, set())
        if cost >= 1.4 or (not joined and depth > 0) or (depth + block.lowest < 0):
            return True
        depth = depth if joined else 0
    return not blocks[-1].ends and not taken_up


def _joint(before: Block, block: Block, grams: set[str]) -> tuple[float, bool]:
    """(cost of reading ``block`` right after ``before``, whether it goes on in the same paragraph)."""
    fresh = block.begin + (0.0 if before.ends else _BROKEN)
    if before.ends:
        onward = block.middle + (0.8 if before.full else _BROKEN)
    else:
        onward = block.middle - _seam(before, block, grams)
    return (fresh, False) if fresh <= onward else (onward, True)


def _seam(before: Block, block: Block, grams: set[str]) -> float:
    """How well the words on both sides of a joint go together: seen elsewhere, or shared by both blocks."""
    if not grams:
        return 0.0
    left, right = before.text[-2:], block.text[:2]
    seen = 0.5 if left[-1:] + right[:1] in grams else 0.0
    if left + right[:1] in grams or left[-1:] + right in grams:
        seen = 1.2
    return seen + min(0.8, 0.2 * len(before.words & block.words))


def _search(blocks: list[Block], grams: set[str]) -> Division | None:
    """The best division in two legs, or None when the source order is about as good."""
    beam = [Division((0,), (0, -1), -1, (blocks[0].depth, 0), (len(blocks[0].spans), 0), 0.0)]
    beam.append(Division((1,), (-1, 0), 0, (0, blocks[0].depth), (0, len(blocks[0].spans)), _SWITCH))
    for at in range(1, len(blocks)):
        grown = [_extend(division, at, leg, blocks, grams) for division in beam for leg in (0, 1)]
        grown.sort(key=lambda division: division.cost)
        straight = next((d for d in grown if not any(d.legs)), None)
        beam = grown[:_BEAM]
        if straight is not None and straight not in beam:
            beam.append(straight)
    finished = [(_total(division, blocks, grams), division) for division in beam]
    plain = min((cost for cost, division in finished if not any(division.legs)), default=0.0)
    cost, best = min(finished, key=lambda pair: pair[0])
    return best if cost < plain - _GAIN and any(best.legs) and not all(best.legs) else None


def _extend(division: Division, at: int, leg: int, blocks: list[Block], grams: set[str]) -> Division:
    block, before = blocks[at], division.last[leg]
    cost = division.cost + (_SWITCH if leg != division.legs[-1] else 0.0)
    depth = division.depths[leg]
    if before >= 0:
        joint, joined = _joint(blocks[before], block, grams)
        cost += joint
        if not joined and depth > 0:
            cost, depth = cost + _QUOTES, 0
        if depth + block.lowest < 0 and (leg == 0 or division.first != at):
            cost += _QUOTES
    depth = max(0, depth) + block.depth
    last = (at, division.last[1]) if leg == 0 else (division.last[0], at)
    depths = (depth, division.depths[1]) if leg == 0 else (division.depths[0], depth)
    size = len(block.spans)
    sizes = (division.sizes[0] + size, division.sizes[1]) if leg == 0 else (division.sizes[0], division.sizes[1] + size)
    first = at if leg == 1 and division.first < 0 else division.first
    return Division((*division.legs, leg), last, first, depths, sizes, cost)


def _total(division: Division, blocks: list[Block], grams: set[str]) -> float:
    """The cost with the joint between the legs, the text's end, and how evenly the legs are filled."""
    cost = division.cost
    end = division.last[1] if division.last[1] >= 0 else division.last[0]
    cost += 0.0 if blocks[end].ends else 4.0
    if division.first >= 0 and division.last[0] >= 0:
        cost += _joint(blocks[division.last[0]], blocks[division.first], grams)[0]
        cost += 0.1 * max(0, abs(division.sizes[0] - division.sizes[1]) - 3)
    return cost + blocks[division.legs.index(0) if 0 in division.legs else division.first].begin


def _rebuild(blocks: list[Block]) -> list[Unit]:
    """Units again, in the new order: a block that goes on joins the paragraph before it."""
    units: list[Unit] = []
    for at, block in enumerate(blocks):
        before = units[-1] if units else None
        joined = at > 0 and _joint(blocks[at - 1], block, set())[1]
        joins = joined and before is not None and before.role is Role.PARAGRAPH
        if joins and before is not None:
            before.spans = before.spans + block.spans
            before.ends_mid = not block.ends
            before.reason, before.confidence = "断开的栏段按句意接上", min(before.confidence, 0.8)
            continue
        unit = block.unit
        if unit.role is Role.PARAGRAPH and block.spans != unit.spans:
            unit = Unit(Role.PARAGRAPH, block.spans, unit.measure, min(unit.confidence, 0.8), "断开的栏段按句意接上")
            unit.ends_mid, unit.article = not block.ends, block.unit.article
        units.append(unit)
    return units


def take_strays(bodies: list[Body]) -> list[Body]:
    """Give a few characters that begin mid-sentence to the body before them which has a sentence open."""
    kept: list[Body] = []
    for body in bodies:
        small = body.size <= 24 and len(body.units) == 1 and body.units[0].begins_mid
        if small and kept and any(open_end(unit) for unit in kept[-1].units):
            kept[-1].units.extend(body.units)
            continue
        kept.append(body)
    return kept


def join_openings(bodies: list[Body]) -> list[Body]:
    """Give a report's first row that stands alone, its sentence open, to the next body that begins in mid-paragraph."""
    gone: list[Body] = []
    for at, body in enumerate(bodies):
        unit = body.units[0]
        alone = len(body.units) == len(unit.spans) == 1 and unit.ends_mid and bool(DATELINE.match(unit.folded))
        rest = next((other for other in bodies[at + 1 :] if _goes_on(other.units[0])), None) if alone else None
        if rest is not None:
            rest.units[0].spans = unit.spans + rest.units[0].spans
            unit.spans, unit.role = [], Role.FURNITURE
            rest.start = body.start
            gone.append(body)
    return [body for body in bodies if not any(body is other for other in gone)]


def _goes_on(unit: Unit) -> bool:
    """True for a paragraph whose first row is as full as the next."""
    return (
        unit.role is Role.PARAGRAPH and len(unit.spans) > 1 and (unit.begins_mid or _missing(unit, unit.spans[0]) < 1)
    )


def open_end(unit: Unit) -> bool:
    """True for a paragraph that stops in the middle of a sentence."""
    return unit.role is Role.PARAGRAPH and (unit.ends_mid or open_brackets(unit.folded) > 0)
