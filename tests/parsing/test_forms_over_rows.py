"""What is known only over several rows: names with their offices, verse, titles broken within a word."""

from __future__ import annotations

from typing import Any

from articles.parsing import assemble, propose, read_source
from articles.parsing.names import split_names
from articles.parsing.seams import seam

TEXT = "今年开春，河湾镇在老槐树下修了一座桥，从此两岸的孩子上学不再绕路，老人赶集也不再等船，全镇的人都说好。"


def imported(*lines: str) -> dict[str, Any]:
    return assemble(propose(read_source("\n".join(lines).encode())))


def test_a_break_inside_a_word_says_that_the_line_goes_on() -> None:
    assert seam("把数据资源中", "心建在镇上") > 0
    assert seam("老槐树下有一", "桥梁工程师说") < 0


def test_names_set_close_together_are_told_apart() -> None:
    assert split_names("马骏驰叶 青") == ["马骏驰", "叶青"]
    assert split_names("谭思齐白 桦金在勋") == ["谭思齐", "白桦", "金在勋"]
    assert split_names("高标准农田") == ["高标准农田"]


def test_a_poem_stands_under_its_name_and_ends_before_the_next_label() -> None:
    verses = ["井绳短了一截", "月亮便深了一寸", "喊一声，应一声", "应我的", "是小时候的我", "桶还在", "绳还在"]
    page = imported("【诗页】", "老井", "蓝采薇", *verses, "【短评】", "桥修好以后", "本报记者 王丽", TEXT)
    poem = page["articles"][0]
    assert (poem["title"], [person["name"] for person in poem["byline"]]) == ("老井", ["蓝采薇"])
    assert [block["text"] for block in poem["blocks"]] == verses
    assert page["articles"][1]["title"] == "桥修好以后"


def test_a_speaker_after_the_words_may_take_several_rows() -> None:
    words = (
        ("——河湾师范大学教育", "研究所所长陆承宇"),
        ("——河湾镇农业技术推", "广站农艺师钟丽萍"),
        ("——河湾新能源公司总", "监欧阳思远"),
    )
    rows = [row for office in words for row in (TEXT, *office)]
    page = imported("【观点撷英】", "桥修好以后", *rows, "（王丽 整理）")
    assert [said["speaker"] for said in page["articles"][0]["statements"]][-2:] == ["钟丽萍", "欧阳思远"]


def test_a_subtitle_after_a_dash_may_stand_on_the_titles_line() -> None:
    article = imported("【短评】", "骑楼下的时间 ——一条老街的保育之问", "本报记者 王丽", TEXT, TEXT)["articles"][0]
    assert (article["title"], article["subtitle"]) == ("骑楼下的时间", "——一条老街的保育之问")
