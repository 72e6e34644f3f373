"""The form of single marks: half-width, full-width, repeated (GB/T 15834-2011, 5)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.proofreading.characters import HAN, is_han, without_addresses
from articles.proofreading.document import Block
from articles.proofreading.registry import Hit, Measure, Rule, block_check
from articles.proofreading.standards import NUMERALS, PUNCTUATION

HALF_WIDTH = Rule("half-width-mark", "半角标点", f"{PUNCTUATION}5", Measure.PUNCTUATION)
FULL_WIDTH = Rule("full-width-figure", "全角数字、字母", NUMERALS, Measure.NUMERAL)
REPEATED = Rule("repeated-mark", "标点重复", f"{PUNCTUATION}4", Measure.PUNCTUATION)

WIDE = {",": "，", ".": "。", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）"}
BEFORE = f"{HAN}”’》）】%％"
AFTER = f"{HAN}“‘《（"
STOP = re.compile(
    rf"(?<=[{BEFORE}])[,;:?!](?=[{AFTER}0-9A-Za-z]|\s*$)"
    rf"|(?<=[0-9A-Za-z])[,;?!](?=[{AFTER}])"
    rf"|(?<=[{HAN}”’》）])\.(?=[{AFTER}]|\s*$)",
    re.MULTILINE,
)
BRACKET = re.compile(r"\(([^()\n]{0,200})\)|[()]")
QUOTED = re.compile(r'"([^"\n]{1,200})"|(?<![A-Za-z0-9])\'([^\'\n]{1,60})\'(?![A-Za-z0-9])')
FULL = re.compile("[０-９Ａ-Ｚａ-ｚ]+[％．]?(?:[０-９]+％?)?")
TO_HALF = {ord(wide): chr(ord(wide) - 0xFEE0) for wide in "０１２３４５６７８９％．"} | {
    code: chr(code - 0xFEE0) for start in ("Ａ", "ａ") for code in range(ord(start), ord(start) + 26)
}
# Two or more stops; ？ and ！ may stand two or three times (4.2.3.3, 4.3.3.2), a row of 。 is an ellipsis.
ROW = re.compile(
    r"，[，、；：。]+|、[，、；：。]+|；[，、；：。]+|：[，、；：。]+|(?<!。)。(?!。。)[，、；：。]+|[？！]{4,}|[？！][。，；：、]+"
)
AROUND_QUOTE = re.compile(r"(?<=。)”。")


@block_check(HALF_WIDTH)
def half_width_marks(block: Block) -> Iterator[Hit]:
    text = without_addresses(block.text)
    for match in STOP.finditer(text):
        mark = match.group()
        yield _half(block, match.start(), match.end(), WIDE[mark])
    for match in BRACKET.finditer(text):
        start, end = match.span()
        if match.group(1) is None:
            if _touches_han(text, start, end):
                yield _half(block, start, end, WIDE[match.group()])
        elif any(map(is_han, match.group(1))) or _touches_han(text, start, end):
            yield _half(block, start, end, f"（{block.text[start + 1 : end - 1]}）")
    for match in QUOTED.finditer(text):
        start, end = match.span()
        if any(map(is_han, match.group())) or _touches_han(text, start, end):
            left, right = "“”" if text[start] == '"' else "‘’"
            yield _half(block, start, end, left + block.text[start + 1 : end - 1] + right)


def _touches_han(text: str, start: int, end: int) -> bool:
    return any(map(is_han, (*text[max(0, start - 1) : start], *text[end : end + 1])))


def _half(block: Block, start: int, end: int, right: str) -> Hit:
    return Hit(HALF_WIDTH, block, start, end, "中文里用了半角标点，应为全角。", right)


@block_check(FULL_WIDTH)
def full_width_figures(block: Block) -> Iterator[Hit]:
    for match in FULL.finditer(block.text):
        right = match.group().translate(TO_HALF)
        yield Hit(FULL_WIDTH, block, *match.span(), "数字和字母应为半角。", right)


@block_check(REPEATED)
def repeated_marks(block: Block) -> Iterator[Hit]:
    for match in ROW.finditer(block.text):
        marks = match.group()
        right = marks[:3] if marks[0] in "？！" and len(set(marks)) == 1 else _strongest(marks)
        yield Hit(REPEATED, block, *match.span(), "标点重复，留一个即可。", right)
    for match in AROUND_QUOTE.finditer(block.text):
        yield Hit(REPEATED, block, *match.span(), "引号内外都有句号，留一个即可。", "”")


def _strongest(marks: str) -> str:
    return min(marks, key="？！。；：，、".index)
