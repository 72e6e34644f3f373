"""Newsprint sets no space between a Chinese character and a figure, a Latin letter or a mark."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.proofreading.characters import HAN
from articles.proofreading.document import Block
from articles.proofreading.registry import Hit, Measure, Rule, block_check

SPACE = Rule("stray-space", "多余的空格", "报纸排版惯例：汉字与数字、字母、标点之间不空格", Measure.PUNCTUATION)

BLANK = "[ \\t\u00a0\u2002-\u200a\u3000]"
IN_PROSE = re.compile(
    rf"(?<=[{HAN}]){BLANK}+(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%％]){BLANK}+(?=[{HAN}])"
    rf"|(?<=[，。、；：？！）》”’]){BLANK}+(?=\S)|(?<=\S){BLANK}+(?=[，。、；：？！）》”’])"
)
# In a title a space parts two clauses, so only a figure torn from its unit is certain.
UNITS = "周年|年|月|日|岁|个|人|名|万|亿|元|次|项|件|家|天|倍|公里|亩|吨|[%％℃]"
IN_TITLE = re.compile(
    rf"(?<=[0-9]){BLANK}+(?=(?:{UNITS})(?:{BLANK}|[{HAN}]|$))|(?<=[，。、；：？！]){BLANK}+(?=[{HAN}])"
)
SENTENCE_MARK = re.compile("[。；！？]")


@block_check(SPACE)
def stray_spaces(block: Block) -> Iterator[Hit]:
    if not (block.is_prose or block.is_title):
        return
    for start, end in block.paragraphs():
        # A line without a full stop is a headline or a row of names, whatever it is called.
        is_prose = block.is_prose and SENTENCE_MARK.search(block.text, start, end)
        for match in (IN_PROSE if is_prose else IN_TITLE).finditer(block.text, start, end):
            yield Hit(SPACE, block, *match.span(), "此处不空格。", "")
