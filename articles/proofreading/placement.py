"""Where a mark may stand: line starts, 、 between quoted items (GB/T 15834-2011, 4.5.3.5 and 5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.proofreading.document import Block
from articles.proofreading.registry import Hit, Measure, Rule, block_check
from articles.proofreading.standards import PUNCTUATION

LINE_START = Rule("line-start-mark", "标点在行首", f"{PUNCTUATION}5.1", Measure.PUNCTUATION)
LINE_END = Rule("line-end-mark", "标点在行末", f"{PUNCTUATION}5.1", Measure.PUNCTUATION)
BETWEEN = Rule("comma-between-quoted", "并列引号、书名号之间的顿号", f"{PUNCTUATION}4.5.3.5", Measure.PUNCTUATION)
BEFORE_ETC = Rule("comma-before-etc", "“等”前的顿号", f"{PUNCTUATION}4.5", Measure.PUNCTUATION)

CLOSING = re.compile(r"^[ \t　]*([。，、；：？！）》”’〉】〕」』]+)", re.MULTILINE)
OPENING = re.compile(r"(?<=.)([（《“‘〈【〔「『])[ \t　]*$", re.MULTILINE)
ADJACENT = re.compile(r"(?<=[”’])、(?=[“‘])|(?<=》)、(?=《)")
# Where other words stand among the items, 、 is wanted: “甲”（1949）、“乙”、丙
MIXED = re.compile(r"[^”’》。；\n]、[“‘《]|[”’》]、[^“‘《]")
SENTENCE = re.compile(r"[^。；！？\n]+")
ETC = re.compile(r"、(?=等(?:等)?[，。；）])")


@block_check(LINE_START)
def line_starts(block: Block) -> Iterator[Hit]:
    for match in CLOSING.finditer(block.text):
        yield Hit(LINE_START, block, *match.span(1), "这个标点不能放在一行的开头。")


@block_check(LINE_END)
def line_ends(block: Block) -> Iterator[Hit]:
    for match in OPENING.finditer(block.text):
        yield Hit(LINE_END, block, *match.span(1), "这个标点不能放在一行的末尾。")


@block_check(BETWEEN)
def between_quoted(block: Block) -> Iterator[Hit]:
    for sentence in SENTENCE.finditer(block.text):
        if MIXED.search(sentence.group()):
            continue
        for match in ADJACENT.finditer(block.text, *sentence.span()):
            yield Hit(BETWEEN, block, *match.span(), "并列的引号或书名号之间通常不用顿号。", "")


@block_check(BEFORE_ETC)
def before_etc(block: Block) -> Iterator[Hit]:
    for match in ETC.finditer(block.text):
        yield Hit(BEFORE_ETC, block, *match.span(), "“等”前不用顿号。", "")
