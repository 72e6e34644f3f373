"""Amounts that contradict or repeat themselves: 将近…左右, falls of several times, parts that exceed the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.proofreading.document import Block
from articles.proofreading.registry import Hit, Measure, Rule, block_check

ABOUT = Rule("doubled-approximation", "约数重复", "语法：表约数的词不重复使用", Measure.FACT)
AT_LEAST = Rule("doubled-limit", "界限词重复", "语法：表界限的词不重复使用", Measure.FACT)
SUM_TOTAL = Rule("exact-and-approximate", "总数与约数矛盾", "语法：“总共”与“将近”等不并用", Measure.FACT)
FALL = Rule("fall-by-times", "减少用了倍数", "减少、下降不用“倍”", Measure.FACT)
SHARES = Rule("shares-do-not-add-up", "百分比之和", "各部分之和应为100%", Measure.FACT)
PARTS = Rule("parts-do-not-add-up", "分项之和", "各分项之和应等于总数", Measure.FACT)

AMOUNT = "(?:[0-9][0-9,.]{0,12}|[一二三四五六七八九十百千两几]{1,6})(?:[万亿]{0,2})(?:[%％]|[0-9])?"
UNIT = r"[^0-9\W左多余上以一二三四五六七八九十百千万亿]{0,4}"
# 大约, 节约, 附近, 最近 … hold the same characters
ROUGHLY = "(?:将近|大约|大概|接近|差不多|(?<![节公条合契制特婚履签毁违预邀简大隐纽租誓盟守失爽])约|(?<![最附靠临邻逼新远亲贴相将接])近)"
AROUND = re.compile(
    rf"{ROUGHLY}(?:为|有|占|达)?{AMOUNT}(?:{UNIT}(?:左右|上下(?![文班级层学]))|[多余](?=[个名人年天次万亿家项吨亩公元位万]))"
)
OVER = re.compile(
    rf"(?:超过|(?<![高赶反])超|逾){AMOUNT}(?:[多余](?=[个名人年天次万亿家项吨亩公元位架条处])|{UNIT}(?<!规模)以上)"
)
FLOOR = re.compile(rf"(?:至少|最少|不少于|不低于){AMOUNT}{UNIT}(?<!规模)以上")
CEILING = re.compile(rf"(?:至多|最多|不超过|不多于|不高于){AMOUNT}{UNIT}(?:以下|以内)")
TOTAL = re.compile(rf"(?:总共|一共)(?:有|为|达)?(?:将近|大约|约|接近|差不多){AMOUNT}")
BY_TIMES = re.compile(rf"(?:减少|下降|降低|缩短|缩小|减轻|下跌)(?:了|近|约|超过)?(?:{AMOUNT}|数)倍(?!速)")
SENTENCE = re.compile(r"[^。！？\n]+")
SHARE = r"(?:人口|职工|人数|市场|业务|销售额|收入|学员|代表|会员)?(?:占比|占|比例|比重)[为达约是]?([0-9]{1,3}(?:\.[0-9]{1,3})?)[%％]"
# Two parts that leave no third; each with its 占 and percentage.
WHOLES = tuple(
    (re.compile(f"{one}{SHARE}"), re.compile(f"{other}{SHARE}"))
    for one, other in (
        ("男(?:性|职工|生|代表|会员)?", "女(?:性|职工|生|代表|会员)?"),
        ("城镇", "(?:乡村|农村)"),
        ("城市", "(?:乡村|农村)"),
        ("线上", "线下"),
        ("(?:国内|境内)", "(?:国外|境外|海外)"),
    )
)
REST = re.compile(r"其余(?:的|部分)?(?:为|占|则占)?([0-9]{1,3}(?:\.[0-9]{1,3})?)[%％]")
ANY_SHARE = re.compile(r"占(?:比)?[为达约]?([0-9]{1,3}(?:\.[0-9]{1,3})?)[%％]")
OPINIONS = re.compile(
    r"(?:赞成|支持|同意|反对|弃权|中立|无所谓|说不清|不清楚)的?(?:人)?(?:占比|占|为)[为达约]?([0-9]{1,3}(?:\.[0-9]{1,3})?)[%％]"
)
SECTORS = re.compile(
    r"(?:第一、二、三产业|第一、第二、第三产业|三次产业)(?=[^，。；0-9]{0,16}(?:占|比重|比例|结构))[^，。；0-9增降]{0,16}([0-9.]{1,6})[%％]?[、:：∶]([0-9.]{1,6})[%％]?(?:[、:：∶]|和)([0-9.]{1,6})[%％]?"
)
SEXES = re.compile(
    r"([0-9]{1,6})(人|名)[^。；0-9]{0,12}?[，（,]?其中[，]?男[^，。；0-9]{0,5}([0-9]{1,6})\2[，、和]女[^，。；0-9]{0,5}([0-9]{1,6})\2"
)
ROUNDING = 0.3  # what rounded percentages may be off


def _found(rule: Rule, block: Block, pattern: re.Pattern[str], hint: str) -> Iterator[Hit]:
    for match in pattern.finditer(block.text):
        yield Hit(rule, block, *match.span(), hint)


@block_check(ABOUT, AT_LEAST, SUM_TOTAL, FALL)
def contradictions(block: Block) -> Iterator[Hit]:
    yield from _found(ABOUT, block, AROUND, "前后都是表示约数的词，留一个即可。")
    yield from _found(AT_LEAST, block, OVER, "“超过”与“多、余、以上”意思重复，留一个即可。")
    yield from _found(AT_LEAST, block, FLOOR, "“至少”与“以上”意思重复，留一个即可。")
    yield from _found(AT_LEAST, block, CEILING, "“最多”与“以下、以内”意思重复，留一个即可。")
    yield from _found(SUM_TOTAL, block, TOTAL, "“总共”表示确数，与约数矛盾。")
    yield from _found(FALL, block, BY_TIMES, "减少、下降不能用倍数，请改用百分数或分数。")


@block_check(SHARES, PARTS)
def sums(block: Block) -> Iterator[Hit]:
    """Percentages that are known to be parts of one whole; mere lists of percentages are left alone."""
    for sentence in SENTENCE.finditer(block.text):
        yield from _halves(block, *sentence.span())
        yield from _rest(block, *sentence.span())
        yield from _opinions(block, *sentence.span())
    for match in SECTORS.finditer(block.text):
        yield from _must_be_whole(block, match.span(), match.groups())
    for match in SEXES.finditer(block.text):
        total, men, women = int(match[1]), int(match[3]), int(match[4])
        if men + women != total:
            yield Hit(PARTS, block, *match.span(), f"两项相加是{men + women}，与总数{total}不符，请核对。")


def _halves(block: Block, start: int, end: int) -> Iterator[Hit]:
    for one, other in WHOLES:
        first = one.search(block.text, start, end)
        second = other.search(block.text, first.end(), end) if first else None
        if first and second:
            yield from _must_be_whole(block, (first.start(), second.end()), (first[1], second[1]))


def _rest(block: Block, start: int, end: int) -> Iterator[Hit]:
    rest = REST.search(block.text, start, end)
    shares = list(ANY_SHARE.finditer(block.text, start, rest.start())) if rest else []
    if rest and shares:
        numbers = tuple(match[1] for match in (*shares, rest))
        yield from _must_be_whole(block, (shares[0].start(), rest.end()), numbers)


def _opinions(block: Block, start: int, end: int) -> Iterator[Hit]:
    parts = list(OPINIONS.finditer(block.text, start, end))
    if len(parts) >= 2 and sum(float(match[1]) for match in parts) > 100 + ROUNDING:
        numbers = tuple(match[1] for match in parts)
        yield from _must_be_whole(block, (parts[0].start(), parts[-1].end()), numbers)


def _must_be_whole(block: Block, span: tuple[int, int], numbers: tuple[str, ...]) -> Iterator[Hit]:
    try:
        total = sum(float(number) for number in numbers)
    except ValueError:  # 1.2.3 is no number
        return
    if abs(total - 100) > ROUNDING:
        yield Hit(SHARES, block, *span, f"各部分之和是{total:g}%，不是100%，请核对。")
