"""The forms of dash and ellipsis (GB/T 15834-2011, 4.10, 4.11, 4.13)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.proofreading.characters import HAN, without_addresses
from articles.proofreading.document import Block
from articles.proofreading.registry import Hit, Measure, Rule, block_check
from articles.proofreading.standards import PUNCTUATION

DASH = Rule("dash-form", "破折号形式", f"{PUNCTUATION}4.10、4.13", Measure.PUNCTUATION)
ELLIPSIS = Rule("ellipsis-form", "省略号形式", f"{PUNCTUATION}4.11", Measure.PUNCTUATION)
ELLIPSIS_WITH_ETC = Rule("ellipsis-with-etc", "省略号与“等”并用", f"{PUNCTUATION}4.11", Measure.FACT)

STOPS = "，。；：！？、"
# — inside a word (中国—蒙古局) and in a range is legal; next to a stop or at either end it is half a dash.
HALF_DASH = re.compile(rf"(?:(?<=[{STOPS}])|^)—(?!—)(?=.)|(?<!—)—(?=[{STOPS}]|$)", re.MULTILINE)
LONG_DASH = re.compile("—{3,}")
BORROWED = re.compile(rf"(?<=[{HAN}”》）{STOPS}])(?:-{{2,3}}|－{{1,2}}|―{{1,2}}|─{{1,2}}|–{{1,2}})(?=[{HAN}“《（])")
DOTS = re.compile(rf"(?<=[{HAN}”’》）{STOPS}])\.{{3,}}|。{{3,}}|·{{3,}}|．{{3,}}|(?<!…)…(?!…)|…{{3,}}")
ETC = re.compile(r"……等(?:等)?(?=[，。；、！？）]|$)", re.MULTILINE)
POEM = 4  # …… twice is the whole line or passage left out (4.11.3.2)


@block_check(DASH)
def dash_forms(block: Block) -> Iterator[Hit]:
    for match in HALF_DASH.finditer(block.text):
        yield Hit(DASH, block, *match.span(), "破折号占两个字，此处只有一个—。", "——")
    for match in LONG_DASH.finditer(block.text):
        yield Hit(DASH, block, *match.span(), "破折号占两个字，此处过长。", "——")
    for match in BORROWED.finditer(without_addresses(block.text)):
        is_dash = len(match.group()) > 1
        hint = "破折号应为——。" if is_dash else "连接号应为—（一字线）。"
        yield Hit(DASH, block, *match.span(), hint, "——" if is_dash else "—")


@block_check(ELLIPSIS)
def ellipsis_forms(block: Block) -> Iterator[Hit]:
    for match in DOTS.finditer(block.text):
        if match.group() != "…" * POEM:
            yield Hit(ELLIPSIS, block, *match.span(), "省略号是六个点，占两个字。", "……")


@block_check(ELLIPSIS_WITH_ETC)
def ellipsis_with_etc(block: Block) -> Iterator[Hit]:
    for match in ETC.finditer(block.text):
        yield Hit(ELLIPSIS_WITH_ETC, block, *match.span(), "省略号和“等”意思重复，留一个即可。", "……")
