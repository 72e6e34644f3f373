"""Pinyin for sorting, initials and addresses, with the readings that surnames take."""

from __future__ import annotations

import re
from collections.abc import Callable

# Characters whose reading as a surname differs from their common one (通用规范汉字 usage).
SURNAMES = {
    "曾": "zeng", "单": "shan", "仇": "qiu", "解": "xie", "查": "zha", "盖": "ge", "任": "ren", "区": "ou",
    "朴": "piao", "繁": "po", "秘": "bi", "翟": "zhai", "重": "chong", "折": "she", "黑": "he", "乐": "yue",
    "员": "yun", "覃": "qin", "尉": "wei", "隗": "wei", "种": "chong", "缪": "miao", "召": "shao", "晟": "cheng",
    "万俟": "mo qi", "尉迟": "yu chi", "长孙": "zhang sun", "单于": "chan yu", "澹台": "tan tai",
}  # fmt: skip
READ_AS = str.maketrans("𠮷㐂", "吉喜")  # other forms of characters, which the tables of readings don't have

SLUG_LENGTH = 60
SYLLABLE = re.compile(r"[a-z0-9]+")
OR_UNREAD = re.compile(r"[a-z0-9]+|[\u3400-\u9fff\U00020000-\U0003ffff]")  # or a character of unknown reading


def name_pinyin(name: str) -> str:
    """'单伯安' → 'shan bo an'. Latin words stay, and characters whose reading nobody knows; · and spaces separate.
    For sorting and search, no tones."""
    head, rest = "", name
    for size in (2, 1):
        if len(name) > size and name[:size] in SURNAMES:
            head, rest = SURNAMES[name[:size]], name[size:]
            break
    return " ".join(filter(None, [head, *_syllables(rest, OR_UNREAD)]))


def name_initials(pinyin: str) -> str:
    """'shan bo an' → 'sba'."""
    return "".join(word[0] for word in pinyin.split())


def slugify_pinyin(text: str, *, is_taken: Callable[[str], bool] = lambda slug: False) -> str:
    """'热点思考' → 'redian-sikao'-like ASCII slug; a number is added while ``is_taken(slug)``."""
    stem = "-".join(_syllables(text, SYLLABLE))[:SLUG_LENGTH].rstrip("-") or "n"
    slug, number = stem, 2
    while is_taken(slug):
        slug, number = f"{stem}-{number}", number + 1
    return slug


def _syllables(text: str, kept: re.Pattern[str]) -> list[str]:
    """The syllables and words of ``text`` that are ``kept``, in lower case; everything else goes."""
    from pypinyin import Style, lazy_pinyin  # heavy: 0.3 s of tables that only saving a name needs

    words = lazy_pinyin(text.translate(READ_AS), style=Style.NORMAL)
    return [part for word in words for part in kept.findall(word.lower().replace("ü", "v"))]
