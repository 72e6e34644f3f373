"""Who speaks: heads before the words, names after them, labels of turns."""

from __future__ import annotations

from typing import Any

import pytest

from articles.parsing import assemble, propose, read_source

from .typesetting import wrap

INTRO = "河湾镇的老戏台拆还是留，镇上议了三年。日前，本报请几位镇上的人坐到一起，把各自的想法说出来。"
SAID = [
    "戏台的木头还好，坏的是瓦。换瓦用不了多少钱，拆了再想搭起来，会雕花的人已经没有了。",
    "孩子们现在不看戏，可是他们在戏台下面写作业。留着戏台，就是给孩子们留着一块阴凉。",
    "我们店开在戏台对面，唱戏那几天能卖出平时三倍的米糕。戏台在，人气就在，生意也就在。",
]
PEOPLE = [("米拉", "河湾大学建筑系教授"), ("陶然", "河湾小学校长"), ("薛宝田", "河湾镇米糕店经理")]
FORMS = {
    "name（office）": lambda name, office, words: [f"{name}（{office}）", *wrap(words, 20)],
    "■office name": lambda name, office, words: [f"■{office} {name}", *wrap(words, 20)],
    "name, office below": lambda name, office, words: [f"▲{name}", office, *wrap(words, 20)],
    "——office name": lambda name, office, words: [*wrap(words, 20), f"——{office} {name}"],
    "（office name）": lambda name, office, words: wrap(f"{words}（{office} {name}）", 20),
}


def only(lines: list[str]) -> dict[str, Any]:
    (article,) = assemble(propose(read_source("\n".join(lines).encode())))["articles"]
    return article


@pytest.mark.parametrize("form", FORMS)
def test_speakers_of_a_round_up_in_any_form(form: str) -> None:
    lines = ["【大家谈】", "老戏台该不该留", *wrap(INTRO, 20)]
    for (name, office), words in zip(PEOPLE, SAID, strict=True):
        lines += FORMS[form](name, office, words)
    article = only([*lines, "（本报记者 闻 道 整理）"])
    assert [(s["speaker"], s["affiliation"], s["text"]) for s in article["statements"]] == [
        (name, office, words) for (name, office), words in zip(PEOPLE, SAID, strict=True)
    ]
    assert [block["text"] for block in article["blocks"]] == [INTRO]
    assert article["compiler"] == ["闻道"]


def test_comments_under_nicknames() -> None:
    names = ["河边柳", "老街米糕", "一只麻雀"]
    lines = ["老戏台该不该留", *wrap(INTRO, 20)]
    for name, words in zip(names, SAID, strict=True):
        lines += wrap(f"@{name}：{words}", 20)
    assert [s["speaker"].lstrip("@") for s in only(lines)["statements"]] == names


def test_a_short_panel_with_its_host_and_a_question_that_fills_its_line() -> None:
    question = "戏台留下来，钱从哪里来呢？"
    lines = ["老戏台留下来以后", "主持人：本报记者 闻 道", f"主持人：{question}"]
    lines += [*wrap(f"米拉：{SAID[0]}", len(question) + 4), "主持人：孩子们怎么看？"]
    lines += wrap(f"陶然：{SAID[1]}", len(question) + 4)
    article = only(lines)
    assert [person["name"] for person in article["byline"]] == ["闻道"]
    assert [(s["speaker"], s["text"]) for s in article["statements"]] == [
        ("主持人", question), ("米拉", SAID[0]), ("主持人", "孩子们怎么看？"), ("陶然", SAID[1])
    ]  # fmt: skip
    assert article["qa"]


@pytest.mark.parametrize("width", [15, 17])
def test_a_first_question_set_narrower_than_its_answer_opens_the_conversation(width: int) -> None:
    narrow = ["问：镇上的人说要“留戏", "台”，怎样才留得住它？"]
    answers = [line for words in SAID for line in ["问：那么下一步呢？", *wrap(f"答：{words}", width)]]
    lines = ["戏台留不留", "□ 陶然", *narrow, *wrap(f"答：{INTRO}", width), *answers]
    assert len(only(lines)["statements"]) == 8
