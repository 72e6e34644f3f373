"""Reads a calendar day as mastheads print it."""

from __future__ import annotations

import datetime as dt
import re

DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
NUMBER = r"[\d〇○零一二三四五六七八九十]"
DAY = re.compile(rf"({NUMBER}{{4}})\s*[年\-/.]\s*({NUMBER}{{1,3}})\s*[月\-/.]\s*({NUMBER}{{1,3}})")


def parse_day(text: str) -> dt.date | None:
    """'2025年6月9日 星期一', '二〇二五年五月二十日', '2025-06-09' → the date; None when there is none."""
    match = DAY.search(text)
    if not match:
        return None
    try:
        year, month, day = (_number(part) for part in match.groups())
        return dt.date(year, month, day)
    except ValueError:
        return None


def _number(text: str) -> int:
    if text.isascii() or "十" not in text:
        return int(text.translate(DIGITS))
    tens, _, ones = text.partition("十")
    return int((tens or "一").translate(DIGITS)) * 10 + int((ones or "〇").translate(DIGITS))
