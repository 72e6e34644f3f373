"""Dates and times that can be computed: days that do not exist, weekdays, hours, ages, spans of years."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator

from articles.proofreading.document import Block, Document, Lexicon
from articles.proofreading.registry import Hit, Measure, Rule, block_check, check

NO_SUCH_DAY = Rule("no-such-date", "不存在的日期", "公历", Measure.FACT)
NO_SUCH_TIME = Rule("no-such-time", "不存在的时刻", "24小时制", Measure.FACT)
WRONG_WEEKDAY = Rule("wrong-weekday", "日期与星期不符", "公历", Measure.FACT)
PART_OF_DAY = Rule("part-of-day", "时段与24小时制重复", "24小时制的时刻前不用“上午、下午、晚上”", Measure.FACT)
YEARS = Rule("years-reversed", "起止年份", "时间先后", Measure.FACT)
AGE = Rule("age-mismatch", "年龄与生年不符", "年龄＝年份－生年", Measure.FACT)
SPAN = Rule("span-mismatch", "年数与起止年份不符", "年数＝止年－起年", Measure.FACT)

NUMBER = "[0-9]{1,2}|[一二三四五六七八九十]{1,3}"
DAY = re.compile(
    rf"(?<![0-9.历])(?:(?P<year>[0-9]{{4}}|[一二三四五六七八九〇零○]{{4}})年)?(?P<month>{NUMBER})月(?P<day>{NUMBER})日"
    rf"(?:(?:晚|午)?[至到—～-](?P<until>[0-9]{{1,2}})日)?"
    r"(?P<weekday>[（，,\s]{0,2}(?:星期|礼拜|周)(?P<name>[一二三四五六日天])(?![年岁报刊刻末]))?"
)
MONTH = re.compile("(?<![0-9.个])(?:0|1[3-9]|[2-9][0-9])月(?=[份底初中]|[0-9]{1,2}日)")
TIME = re.compile("(?<![0-9.:：第])([0-9]{1,2})[时点:：]([0-9]{1,2})分")
HOUR = re.compile("(?<![0-9.第])(?:2[5-9]|[3-9][0-9])时(?=[许整半]|[0-9]{1,2}分)")
WHEN = re.compile(
    "(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚间|夜里|夜间|深夜|午夜)(?:1[3-9]|2[0-4])(?:[时点](?!钟?制)|[:：][0-9]{2})"
)
FROM_TO = re.compile(
    r"(?<![0-9第])([12][0-9]{3})年?(?:[—～]|至|到)([12][0-9]{3})(?:年(?:[，,]?(?:的|这|短短|整整){0,2}([0-9]{1,3})年(?:间|来|里|时间))?|）)"
)
BORN = re.compile(
    "(?:(?:出?生于|出生在)(?:公元)?(?P<a>[12][0-9]{3})年|(?<![0-9])(?P<b>[12][0-9]{3})年(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?(?:出?生(?![产活长效态动意成于])))"
)
AGED = re.compile("(?P<when>今年|现年|时年|享年|终年)(?P<age>[0-9]{1,3})岁")
DIED = re.compile("([12][0-9]{3})年[^，。；]{0,12}?(?:去世|逝世|病逝|牺牲|辞世)")
IN_YEAR = re.compile("([12][0-9]{3})年")
SENTENCE = re.compile(r"[^。！？\n]+")
FIGURES = {figure: value for value, figure in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
WEEK = "一二三四五六日"
LEAP = 2000


def _number(text: str) -> int:
    """Up to 99 in figures or Chinese numerals."""
    if text[0] in "0123456789":
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return FIGURES[text] if len(text) == 1 else 0
    return FIGURES.get(tens or "一", 0) * 10 + FIGURES.get(ones or "〇", 0)


def _year(text: str) -> int:
    return int(text) if text[0] in "0123456789" else int("".join(str(FIGURES[figure]) for figure in text))


def _last_day(year: int | None, month: int) -> int:
    return calendar.monthrange(year or LEAP, month)[1]


@block_check(NO_SUCH_DAY, NO_SUCH_TIME, PART_OF_DAY, YEARS, SPAN)
def impossible_dates(block: Block) -> Iterator[Hit]:
    yield from _days(block)
    yield from _times(block)
    yield from _years(block)


def _days(block: Block) -> Iterator[Hit]:
    taken: set[int] = set()
    for match in DAY.finditer(block.text):
        year = _year(match["year"]) if match["year"] else None
        month, days = _number(match["month"]), [_number(match["day"])]
        if match["until"]:
            days.append(int(match["until"]))
        start, end = match.start(), match.end("until") + 1 if match["until"] else match.end("day") + 1
        taken.add(match.start("month"))
        if not 1 <= month <= 12:
            yield Hit(NO_SUCH_DAY, block, start, end, "一年只有12个月，请核对月份。")
        elif not all(1 <= day <= _last_day(year or None, month) for day in days):
            limit = _last_day(year or None, month)
            what = f"{year}年{month}月" if year and month == 2 else f"{month}月"
            yield Hit(NO_SUCH_DAY, block, start, end, f"{what}只有{limit}天，请核对日期。")
    for match in MONTH.finditer(block.text):
        if match.start() not in taken:
            yield Hit(NO_SUCH_DAY, block, *match.span(), "一年只有12个月，请核对月份。")


def _times(block: Block) -> Iterator[Hit]:
    for match in TIME.finditer(block.text):
        hour, minute = int(match[1]), int(match[2])
        if hour > 24 or minute > 59 or (hour == 24 and minute):
            yield Hit(NO_SUCH_TIME, block, *match.span(), "没有这个时刻，请核对。")
    for match in HOUR.finditer(block.text):
        yield Hit(NO_SUCH_TIME, block, *match.span(), "没有这个时刻，请核对。")
    for match in WHEN.finditer(block.text):
        yield Hit(PART_OF_DAY, block, *match.span(), "24小时制的时刻前不再用“上午、下午、晚上”等。", match.group()[2:])


def _years(block: Block) -> Iterator[Hit]:
    for match in FROM_TO.finditer(block.text):
        first, last, stated = int(match[1]), int(match[2]), match[3]
        if first > last:
            yield Hit(YEARS, block, *match.span(), "起始年份晚于终止年份，请核对。")
        elif stated and not last - first <= int(stated) <= last - first + 1:
            hint = f"从{first}年到{last}年是{last - first}年，与“{stated}年”不符，请核对。"
            yield Hit(SPAN, block, *match.span(), hint)


@check(WRONG_WEEKDAY, AGE)
def against_the_day(document: Document, lexicon: Lexicon) -> Iterator[Hit]:
    """Weekdays and ages; where the text names no year, the day of issue settles which one is meant."""
    for block in document.blocks:
        for match in DAY.finditer(block.text):
            if match["name"]:
                yield from _weekday(block, match, document.day)
        for sentence in SENTENCE.finditer(block.text):
            yield from _ages(block, sentence, document.day)


def _weekday(block: Block, match: re.Match[str], issue: dt.date | None) -> Iterator[Hit]:
    month, day = _number(match["month"]), _number(match["day"])
    if match["year"]:
        years = [_year(match["year"])]
    else:
        years = sorted([issue.year - 1, issue.year, issue.year + 1]) if issue else []
    days = [dt.date(year, month, day) for year in years if _exists(year, month, day)]
    if not days:
        return
    meant = min(days, key=lambda each: abs((each - issue).days)) if issue and not match["year"] else days[0]
    right = WEEK[meant.weekday()]
    if right != match["name"].replace("天", "日"):
        hint = f"{meant.year}年{meant.month}月{meant.day}日是星期{right}，请核对。"
        yield Hit(WRONG_WEEKDAY, block, match.start(), match.end("name"), hint)


def _exists(year: int, month: int, day: int) -> bool:
    return dt.MINYEAR <= year <= dt.MAXYEAR and 1 <= month <= 12 and 1 <= day <= _last_day(year, month)


def _ages(block: Block, sentence: re.Match[str], issue: dt.date | None) -> Iterator[Hit]:
    """One birth and one age in a sentence; more than one of either could be anybody's."""
    born = list(BORN.finditer(block.text, *sentence.span()))
    aged = list(AGED.finditer(block.text, *sentence.span()))
    if len(born) != 1 or len(aged) != 1:
        return
    birth, age = int(born[0]["a"] or born[0]["b"]), int(aged[0]["age"])
    year = _year_of_age(aged[0]["when"], sentence.group(), birth, issue)
    # 虚岁 counts one more, an age before the birthday one less.
    if year is not None and not -1 <= year - birth - age <= 1:
        start, end = sorted((*born[0].span(), *aged[0].span()))[:: len(born[0].span()) + 1]
        yield Hit(AGE, block, start, end, f"{birth}年出生，到{year}年应为{year - birth}岁左右，请核对。")


def _year_of_age(when: str, sentence: str, birth: int, issue: dt.date | None) -> int | None:
    if when in ("今年", "现年"):
        return issue.year if issue else None
    if when in ("享年", "终年"):
        died = DIED.search(sentence)
        return int(died[1]) if died else None
    others = {int(match[1]) for match in IN_YEAR.finditer(sentence)} - {birth}
    return others.pop() if len(others) == 1 else None
