"""Figures or Chinese numerals, and never half of each (GB/T 15835-2011)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from articles.proofreading.characters import HAN, without_addresses
from articles.proofreading.document import Block
from articles.proofreading.registry import Hit, Measure, Rule, block_check
from articles.proofreading.standards import NUMERALS

APPROXIMATE = Rule("approximate-number", "概数", f"{NUMERALS}4.2.2", Measure.NUMERAL)
MIXED = Rule("mixed-numeral", "数字混用", f"{NUMERALS}5.3", Measure.NUMERAL)
RANGE = Rule("number-range", "数值范围", f"{NUMERALS}5.1.4", Measure.NUMERAL)
DATE_STYLE = Rule("date-style", "日期写法", f"{NUMERALS}4.2.1、5.2", Measure.NUMERAL)
DECIMAL = Rule("bare-decimal", "小数写法", f"{NUMERALS}5.1", Measure.NUMERAL)

TENS = ("", "十", "二十", "三十", "四十", "五十", "六十", "七十", "八十", "九十")
# Counters after which 三、四 can only be an approximation. 级、产业、号、届、楼 may be a list of two.
COUNTERS = "个(?![子])|天|年(?!级|代|期|[制级])|次(?!产业)|种|倍|里(?!程)|岁|位|名|公里|米|小时|分钟|星期|万|千|百|亿|元|块钱|趟|遍|只|株|吨|斤|亩"
NOT_ORDINAL = "(?<![第初高大周期小届月数正零点.、一二三四五六七八九十百])"
COMMA = re.compile(
    rf"{NOT_ORDINAL}(?:一、[二两]|[二两]、三|三、四|四、五|五、六|六、七|七、八|八、九)(?=十?[几多余来]?(?:{COUNTERS}))"
)
FEW = re.compile(r"(?<![0-9.])([1-9]0?|100)几(?![何乎经度])")
FEW_TENS = re.compile("几([1-9]0{1,3})(?![0-9.])")
FIGURE_AND_SIGN = re.compile(
    r"(?<![0-9.])([0-9]{1,3}(?:\.[0-9]{1,2})?)([十百千])(?=[多余来几]?(?:[万亿人名元家个次项吨亩棵年户]|公里|美元))(?!万[分]|亿分|年前?老|年古|年大计)"
)
SIGN_AND_FIGURE = re.compile(r"[一二三四五六七八九]?[十百千]([0-9]+)(?=[人名元家个次项吨亩多余岁年天])")
PERCENTS = re.compile(r"(?<![0-9.%—～~-])([0-9]+(?:\.[0-9]+)?)([—～~\-至到])([0-9]+(?:\.[0-9]+)?)([%％])")
AMOUNTS = re.compile(r"(?<![0-9.%—～~-])([0-9]+(?:\.[0-9]+)?)([—～~])([0-9]+(?:\.[0-9]+)?)([万亿])")
HYPHEN = re.compile(
    r"(?<![0-9A-Za-z.\-])((?:[0-9]{1,4})(?:\.[0-9]+)?)[-~](?=[0-9]{1,4}(?:\.[0-9]+)?(?:年|月|日|个|岁|元|万|亿|公里|米|吨|人|℃|级|天|小时|分钟))"
)
ZERO_YEAR = re.compile("[一二三四五六七八九][一二三四五六七八九〇零○]{3}(?=年)")
MONTH_DAY = re.compile(
    r"(?<![0-9年历])([正腊]?[一二三四五六七八九十]{0,2})月([0-9]{1,2})日|(?<![0-9])([0-9]{1,2})月([一二三四五六七八九十]{1,3})日"
    r"|([0-9]{4})年([一二三四五六七八九十]{1,2})月(?!份?[的里])"
)
LUNAR = re.compile(
    r"(?:农历|夏历|阴历)(?:[0-9]{1,2}月(?:初?[0-9]{1,2}[日]?)?|[正腊一二三四五六七八九十]{1,2}月初?[0-9]{1,2})|[正腊]月初?[0-9]{1,2}"
)
WEEKDAY = re.compile("(?:星期|礼拜)[1-7](?![0-9个])")
SHORT_YEAR = re.compile(r"(?<![0-9.])[’']?0[0-9]年(?![代内里间])")
BARE = re.compile(rf"(?<=[{HAN}])[.·](?=[0-9]+(?:[%％万亿]|个百分点))")


def _each(
    rule: Rule, pattern: re.Pattern[str], hint: str, right: Callable[[re.Match[str]], str | None]
) -> Callable[[Block], Iterator[Hit]]:
    def run(block: Block) -> Iterator[Hit]:
        for match in pattern.finditer(without_addresses(block.text)):
            yield Hit(rule, block, *match.span(), hint, right(match))

    return run


def _few(match: re.Match[str]) -> str | None:
    value = int(match.group(1))
    if value == 100:
        return "一百几"
    return TENS[value // 10] + "几" if value >= 10 and value % 10 == 0 else None


def _year(match: re.Match[str]) -> str:
    return match.group().translate(str.maketrans("零○", "〇〇"))


def _joined(block: Block) -> Iterator[Hit]:
    for match in COMMA.finditer(block.text):
        hint = "相邻两个数字连用表示概数，中间不用顿号。"
        yield Hit(APPROXIMATE, block, *match.span(), hint, match.group().replace("、", ""))


def _few_tens(match: re.Match[str]) -> str:
    return "几" + {1: "十", 2: "百", 3: "千"}[len(match.group(1)) - 1] if match.group(1)[0] == "1" else match.group()


@block_check(APPROXIMATE)
def approximations(block: Block) -> Iterator[Hit]:
    """三四年, not 三、四年; 十几, not 10几."""
    yield from _joined(block)
    yield from _each(APPROXIMATE, FEW, "带“几”的概数用汉字。", _few)(block)
    yield from _each(APPROXIMATE, FEW_TENS, "带“几”的概数用汉字。", _few_tens)(block)


@block_check(MIXED)
def mixed_numerals(block: Block) -> Iterator[Hit]:
    """万 and 亿 are the only units that may follow a figure: 4000 or 四千, not 4千."""
    for match in FIGURE_AND_SIGN.finditer(block.text):
        if match.group(2) == "十" and len(match.group(1)) > 1:
            continue  # 2025十大…, 3.5十… are no numbers
        hint = "阿拉伯数字后只能用“万”“亿”作单位，不与“十”“百”“千”连用。"
        yield Hit(MIXED, block, *match.span(), hint, _in_full(match))
    for match in SIGN_AND_FIGURE.finditer(block.text):
        yield Hit(MIXED, block, *match.span(), "一个数不能一半用汉字、一半用阿拉伯数字。")


def _in_full(match: re.Match[str]) -> str:
    value = float(match.group(1)) * {"十": 10, "百": 100, "千": 1000}[match.group(2)]
    return str(round(value))


@block_check(RANGE)
def number_ranges(block: Block) -> Iterator[Hit]:
    """15%—30%, 9亿—16亿: the first sign may not go where the reader could take 15 for 15."""
    text = without_addresses(block.text)
    for match in PERCENTS.finditer(text):
        first, dash, last, sign = match.groups()
        yield Hit(
            RANGE, block, *match.span(), "百分数范围的前一个百分号不能省略。", f"{first}{sign}{_dash(dash)}{last}{sign}"
        )
    for match in AMOUNTS.finditer(text):
        first, dash, last, unit = match.groups()
        if float(first) < float(last) and float(last) < 1000 and len(first) <= 3:
            hint = f"省去前一个“{unit}”会引起歧义。"
            yield Hit(RANGE, block, *match.span(), hint, f"{first}{unit}{_dash(dash)}{last}{unit}")
    for match in HYPHEN.finditer(text):
        hint = "数值范围用—或～，不用短横线。"
        yield Hit(RANGE, block, match.end() - 1, match.end(), hint, "—")


def _dash(sign: str) -> str:
    return sign if sign in "—～至到" else "—"


@block_check(DATE_STYLE)
def date_styles(block: Block) -> Iterator[Hit]:
    text = block.text
    for match in ZERO_YEAR.finditer(text):
        if "零" in match.group() or "○" in match.group():
            yield Hit(DATE_STYLE, block, *match.span(), "汉字年份中的“0”写作“〇”。", _year(match))
    for match in MONTH_DAY.finditer(text):
        if match.group(1) != "" and (match.group(1) or "一")[0] not in "正腊":
            yield Hit(DATE_STYLE, block, *match.span(), "同一个日期的数字写法要一致。")
    for match in LUNAR.finditer(text):
        yield Hit(DATE_STYLE, block, *match.span(), "农历月日用汉字数字。")
    for match in WEEKDAY.finditer(text):
        right = match.group()[:-1] + "〇一二三四五六日"[int(match.group()[-1])]
        yield Hit(DATE_STYLE, block, *match.span(), "星期几用汉字。", right)
    for match in SHORT_YEAR.finditer(text):
        yield Hit(DATE_STYLE, block, *match.span(), "公历年份应写全四位。", f"20{match.group().lstrip(chr(39) + '’')}")


@block_check(DECIMAL)
def bare_decimals(block: Block) -> Iterator[Hit]:
    for match in BARE.finditer(block.text):
        yield Hit(DECIMAL, block, *match.span(), "纯小数要写出小数点前的“0”。", "0.")
