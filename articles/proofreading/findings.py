"""A finding: where, what, why, what it weighs, and a fingerprint by which an ignored one is known again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from articles.proofreading.document import Block
from articles.proofreading.registry import Hit, Measure
from articles.text.diff import changed_characters

CONTEXT = 6  # characters on either side that make a place recognisable
SMALL, LARGE = 1, 5  # up to 1 character counts 1, up to 5 count 2, more count 4


@dataclass(frozen=True, slots=True)
class Finding:
    """``text`` is ``block``'s text from ``start`` to ``end``; ``rule`` is the rule's source."""

    code: str
    block: str
    start: int
    end: int
    text: str
    hint: str
    rule: str
    weight: float
    suggestion: str | None
    fingerprint: str


def finding(hit: Hit) -> Finding:
    text = hit.block.text
    return Finding(
        code=hit.rule.code,
        block=hit.block.id,
        start=hit.start,
        end=hit.end,
        text=text[hit.start : hit.end],
        hint=hit.hint,
        rule=hit.rule.source,
        weight=_weight(hit),
        suggestion=hit.suggestion,
        fingerprint=fingerprint(hit.rule.code, text, hit.start, hit.end),
    )


def fingerprint(code: str, text: str, start: int, end: int) -> str:
    """Stays the same while the words and their nearest neighbours do, wherever the block moves."""
    before = (
        "".join(text[:start].split())[-CONTEXT:] if start < 4 * CONTEXT else _near(text[start - 4 * CONTEXT : start])
    )
    after = "".join(text[end : end + 4 * CONTEXT].split())[:CONTEXT]
    seen = "\x1f".join((code, before, text[start:end], after))
    return hashlib.sha256(seen.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _near(before: str) -> str:
    return "".join(before.split())[-CONTEXT:]


def _weight(hit: Hit) -> float:
    """报纸期刊质量管理规定 (2020), 报纸编校差错率计算方法; errors in titles and column heads count double."""
    weight = {
        Measure.FACT: 1.0,
        Measure.PUNCTUATION: 0.1,
        Measure.NUMERAL: 0.1,
        Measure.ADVICE: 0.0,
    }.get(hit.rule.measure)
    if weight is None:
        weight = _by_characters(hit)
    is_title = isinstance(hit.block, Block) and hit.block.is_title
    return weight * 2 if is_title else weight


def _by_characters(hit: Hit) -> float:
    written = hit.block.text[hit.start : hit.end]
    changed = SMALL if hit.suggestion is None else changed_characters(written, hit.suggestion)
    if changed <= SMALL:
        return 1.0
    return 2.0 if changed <= LARGE else 4.0
