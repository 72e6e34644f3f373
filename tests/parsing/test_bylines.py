"""Bylines in the forms that papers print them in, wherever they stand."""

from __future__ import annotations

import pytest

from articles.parsing import assemble, propose, read_source
from articles.parsing.names import parse_byline

BODY = [
    "河边的老磨坊停了二十年，水轮还在，磨盘上长",
    "满了青苔。今年春天，村里的几个年轻人把它重新",
    "修了起来，第一天就磨出了三百斤玉米面。",
    "消息传开以后，邻村的人也挑着担子来了。磨坊",
    "门口排起了长队，队伍里有说有笑，像赶集一样热",
    "闹，直到天黑才散去。",
]
FORMS = [
    ("◎本报记者 米 拉", [("米拉", "本报记者")]),
    ("◎ 本报记者 米 拉 通讯员 申屠雅", [("米拉", "本报记者"), ("申屠雅", "通讯员")]),
    ("本报首席记者 任 远", [("任远", "本报首席记者")]),
    ("本报驻松岭记者 谭青", [("谭青", "本报驻松岭记者")]),
    ("记者 哈斯其其格", [("哈斯其其格", "记者")]),
    ("本報記者 陳大文", [("陳大文", "本报记者")]),
    ("記者陳大文／東港報導", [("陳大文", "记者")]),
    ("文·任 远", [("任远", None)]),
    ("文＼任远", [("任远", None)]),
    ("文｜任远 图｜高山", [("任远", None), ("高山", "图")]),
    ("文/图 火明亮", [("火明亮", None)]),
    ("图／文 火明亮", [("火明亮", None)]),
    ("任 远/文", [("任远", None)]),
    ("任远／文 高山／图", [("任远", None), ("高山", "图")]),
    ("沈一川 文 高 山 图", [("沈一川", None), ("高山", "图")]),
    ("沈一川 文并摄", [("沈一川", None)]),
    ("阿诺·费雷 宫 羽/译", [("阿诺·费雷", None), ("宫羽", "译")]),
    ("阿诺·费雷 文 宫 羽 译", [("阿诺·费雷", None), ("宫羽", "译")]),
    ("[意] 卢卡·贝尔蒂 作 宫羽 译", [("卢卡·贝尔蒂", None), ("宫羽", "译")]),
    ("任 远 （日）藤原佐和 高山", [("任远", None), ("藤原佐和", None), ("高山", None)]),
    ("作者：任远 编辑：高山", [("任远", None)]),
    ("本报记者 任 远 文/图", [("任远", "本报记者")]),
    ("□慕容小雨", [("慕容小雨", None)]),
    ("▲ 石 门 丁 秋", [("石门", None), ("丁秋", None)]),
    ("☆卓 然", [("卓然", None)]),
    ("宿 白 眭明 仝 亮", [("宿白", None), ("眭明", None), ("仝亮", None)]),
    ("撰文 任远 摄影 高山", [("任远", None), ("高山", "摄影")]),
]


def people(lines: list[str], gap: str) -> list[tuple[str, str | None]]:
    draft = assemble(propose(read_source(gap.join(lines).encode())))
    found = [person for article in draft["articles"] for person in article["byline"]]
    return [(person["name"], person["role"]) for person in found]


@pytest.mark.parametrize(("line", "expected"), FORMS)
def test_a_printed_byline_names_its_persons(line: str, expected: list[tuple[str, str | None]]) -> None:
    assert [(person.name, person.role) for person in parse_byline(line)] == expected


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize(("line", "expected"), FORMS)
def test_a_byline_under_its_title_is_the_articles(line: str, expected: list[tuple[str, str | None]], gap: str) -> None:
    assert people(["老磨坊又转起来了", line, *BODY], gap) == expected


@pytest.mark.parametrize("line", ["记者调查发现", "文化长廊", "图书漂流站", "译林新枝", "作者之死", "摄影课堂"])
def test_words_that_begin_like_a_role_are_no_byline(line: str) -> None:
    assert people([line, *BODY], "\n") == []


@pytest.mark.parametrize(
    ("printed", "people"),
    [
        ("网友“江边的鸥”", [("江边的鸥", "网友", None)]),
        ("河湾市农业研究会 石 磊 管 平", [("石磊", None, "河湾市农业研究会"), ("管平", None, "河湾市农业研究会")]),
        ("（市民 蔚 蓝）", [("蔚蓝", "市民", None)]),
        ("水利学院2023级 何渠生", [("何渠生", None, "水利学院2023级")]),
        ("斯 文", [("斯文", None, None)]),
    ],
)
def test_who_signed_without_a_role_of_the_paper(printed: str, people: list[tuple[str, str | None, str | None]]) -> None:
    assert [(person.name, person.role, person.affiliation) for person in parse_byline(printed)] == people
