"""Verse whose title or poet stands over it or beneath, and several poems one after another."""

from __future__ import annotations

from tests.parsing.test_rules import BRIDGE, SCHOOL, WELL, page
from tests.parsing.test_set_beneath import MILL, headings, long

VERSE = [
    "绳子在石头上写字",
    "写了一百年",
    "井水不记得谁来过",
    "石头都记得",
    "有一天绳子断了",
    "水桶留在天上",
    "白云从桶里漫出来",
]
MORE = ["柿子红在谁家树上", "鸟都知道", "只有种树的人", "一早出了山", "拖拉机走过新桥", "橘红的灯", "一路没有灭"]


def texts(article: dict[str, object]) -> list[str]:
    blocks: list[dict[str, str]] = article["blocks"]  # type: ignore[assignment]
    return [block["text"] for block in blocks if block["kind"] == "paragraph"]


def test_verse_under_its_title_with_the_poet_beneath() -> None:
    lines = [
        "老磨坊又转起来",
        "米 拉",
        long(MILL),
        "◇ 新诗",
        "井绳（外一首）",
        *VERSE,
        "宋雁回",
        "孩子们的树牌",
        "陶春生",
        long(SCHOOL),
    ]
    poem = page("\n".join(lines))["articles"][1]
    assert (poem["column"], poem["title"]) == ("新诗", "井绳（外一首）")
    assert [person["name"] for person in poem["byline"]] == ["宋雁回"]
    assert texts(poem) == VERSE


def test_verse_with_title_and_poet_beneath() -> None:
    lines = ["老磨坊又转起来", "米 拉", long(MILL), "◇ 新诗", *VERSE, "绳子和石头", "宋雁回"]
    poem = page("\n".join(lines))["articles"][1]
    assert (poem["title"], [person["name"] for person in poem["byline"]]) == ("绳子和石头", ["宋雁回"])
    assert texts(poem) == VERSE


def test_the_second_of_two_poems_is_headed_by_what_is_set_letter_by_letter() -> None:
    lines = ["老磨坊又转起来", "米 拉", long(MILL), "◇ 新诗", "井绳（外一首）", *VERSE, "红 柿", *MORE, "宋雁回"]
    poem = page("\n".join(lines))["articles"][1]
    assert headings(poem) == ["红 柿"]
    assert texts(poem) == [*VERSE, *MORE]


def test_several_poems_under_one_label_each_with_its_poet_beneath() -> None:
    lines = [
        "老磨坊又转起来",
        "米 拉",
        long(MILL),
        "◇ 新诗",
        "绳子和石头",
        *VERSE,
        "宋雁回",
        "橘红的灯",
        *MORE,
        "林素芬",
    ]
    _, *poems = page("\n".join(lines))["articles"]
    assert [(a["title"], a["byline"][0]["name"]) for a in poems] == [("绳子和石头", "宋雁回"), ("橘红的灯", "林素芬")]


def test_a_heap_of_headlines_over_a_name_is_no_verse() -> None:
    heads = ["老槐树下的一口井", "桥面宽了", "拖拉机也能过", "柿子出了山", "水磨坊又转起来", "孩子们的树牌", "何渠生"]
    found = page("\n".join([*heads, long(WELL), long(BRIDGE, 19), long(MILL, 21), long(SCHOOL, 23)]))
    assert all("水磨坊又转起来" not in texts(article) for article in found["articles"])


def test_a_caption_between_a_name_and_its_verse() -> None:
    lines = [
        "◇ 新诗",
        "井绳（外一首）",
        "宋雁回",
        "渡口（水彩画） 米拉 作",
        *VERSE,
        "◇ 河湾记事",
        "孩子们的树牌",
        "陶春生",
        long(SCHOOL),
    ]
    poem = page("\n".join(lines))["articles"][0]
    assert [person["name"] for person in poem["byline"]] == ["宋雁回"]
    assert texts(poem) == VERSE
