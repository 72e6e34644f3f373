"""Compares affiliations as printed: the same institution is rarely printed the same way twice."""

from __future__ import annotations

import re

POSTS = re.compile(
    r"(特聘|客座|兼职|首席|高级|助理|副)?(教授|研究员|讲师|院长|所长|主任|馆长|校长|会长|书记|主席|局长|处长|科长|经理|总监|"
    r"工程师|技师|教师|博士生导师|博士研究生|硕士研究生|博士后|干部|秘书长|理事长|董事长|厂长|站长|院士|记者|编辑)(、|兼)?"
)
SHORTEST = 4  # fewer shared characters than this say nothing (大学, 学院)
HEADS = re.compile(
    "大学(?!生)|学院|党校|研究院|研究所|中心(?!小?[学校])|学校|医院|公司|集团|委员会|总工会|法院|检察院|仲裁院|出版社|报社|协会|学会|"
    "联合会|厂|局(?![部面势])"
)
ENDS = re.compile(f"(?:{HEADS.pattern}|[大中小]学|工会|[系部所院馆站社厅科处园室]|社区|街道|智库|基地|支队)$")
NAMES_NOBODY = re.compile(
    "(?:大学|学院|党校|研究|院|所|中心|学校|医院|公司|集团|委员会|总?工会|法院|检察院|协会|学会)+"
)
LONGEST = 40  # a tag's length
SHORTEST_FURTHER = 6  # characters: what stands behind the first comma is often a part of what stands before it
TITLES_OF_OUR_OWN = ("本报", "本刊", "本网")


def institution(affiliation: str) -> str:
    """The affiliation without posts and white space: '江州大学历史学院教授' → '江州大学历史学院'."""
    return POSTS.sub("", re.sub(r"\s+", "", affiliation)).strip("、，；")


def institutions(affiliation: str) -> list[str]:
    """The names of institutions in it, each also up to where a larger one's name ends.

    '东岭政法学院劳动法研究中心研究员、江州律师协会会长' → 东岭政法学院劳动法研究中心, 东岭政法学院, 江州律师协会.
    """
    found: dict[str, None] = {}
    for number, part in enumerate(re.split("[、，；;,（）()]", re.sub(r"\s+", "", affiliation))):
        name = re.sub(f"(?:{POSTS.pattern})+$|党组$|党委$", "", part)
        ends = [match.end() for match in HEADS.finditer(name)] + ([len(name)] if ENDS.search(name) else [])
        shortest = SHORTEST_FURTHER if number else SHORTEST
        found |= {name[:end]: None for end in sorted(ends, reverse=True) if shortest <= end <= LONGEST}
    return [name for name in found if not NAMES_NOBODY.fullmatch(name) and not name.startswith(TITLES_OF_OUR_OWN)]


def institutions_agree(one: str, other: str) -> bool:
    """True when both name the same institution, with or without departments and posts.

    Both begin alike for at least four characters that end an institution's name, or one contains
    the other. Empty affiliations agree with nothing.
    """
    first, second = institution(one), institution(other)
    if not first or not second:
        return False
    if first in TITLES_OF_OUR_OWN or second in TITLES_OF_OUR_OWN:
        return first == second
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) >= SHORTEST and shorter in longer:
        return True
    heads = [
        match.end()
        for match in re.finditer("大学|学院|党校|研究院|研究所|研究中心|学校|医院|公司|集团|委员会|总工会|局", shorter)
    ]
    return any(end >= SHORTEST and longer.startswith(shorter[:end]) for end in heads)
