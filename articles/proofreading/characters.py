"""Classes of characters, for regular expressions and for membership."""

from __future__ import annotations

import re

HAN = "㐀-䶿一-鿿〇"
IS_HAN = re.compile(f"[{HAN}]")
CHINESE_DIGITS = "〇零一二三四五六七八九"
CHINESE_NUMERALS = f"{CHINESE_DIGITS}十百千万亿两"
ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[A-Za-z]{2,8}){1,3}", re.ASCII)


def is_han(character: str) -> bool:
    return IS_HAN.match(character) is not None


def without_addresses(text: str) -> str:
    """``text`` at its full length with web and mail addresses blanked: they follow other rules."""
    return ADDRESS.sub(lambda match: "x" * len(match.group()), text)
