"""Similar-looking and similar-sounding slips: 得高望重 for 德高望重, 给与 for 给予."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from articles.proofreading.document import Block
from articles.proofreading.registry import Hit, Measure, Rule, block_check
from articles.proofreading.slips_list import PLURALS, SLIPS

SLIP = Rule("slip", "形近、音近的别字", "《现代汉语词典》、第一批异形词整理表（GF 1001-2001）", Measure.CHARACTERS)
LOOKAROUND = re.compile(r"\(\?[^)]*\)")


class Slip(NamedTuple):
    right: str
    why: str


def _read(table: str) -> tuple[dict[str, Slip], re.Pattern[str]]:
    """The slips by their wrong form, and one pattern that finds them all."""
    slips: dict[str, Slip] = {}
    patterns: list[str] = []
    for line in table.split("\n"):
        why, _, pairs = line.partition("|")
        for pair in pairs.split():
            wrong, _, right = pair.rpartition(">")
            slips[LOOKAROUND.sub("", wrong)] = Slip(right, why)
            patterns.append(wrong)
    return slips, re.compile("|".join(sorted(patterns, key=lambda each: -len(LOOKAROUND.sub("", each)))))


KNOWN_SLIPS, _pattern = _read(f"{PLURALS}{SLIPS}")


@block_check(SLIP)
def slips(block: Block) -> Iterator[Hit]:
    for match in _pattern.finditer(block.text):
        slip = KNOWN_SLIPS[match.group()]
        yield Hit(SLIP, block, *match.span(), f"应为“{slip.right}”：{slip.why}。", slip.right)
