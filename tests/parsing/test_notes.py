"""Notes: by the editors under a label, on the authors at the end, lists of guests."""

from __future__ import annotations

from typing import Any

import pytest

from articles.parsing import assemble, propose, read_source

from .typesetting import wrap

NOTE = [
    "河湾镇的老磨坊停了二十年，今年春天又转了起来。修磨坊的是六个返乡的年轻人。",
    "他们为什么回来，又能不能留下？本报记者走进磨坊，听他们讲一讲自己的打算。",
]
BODY = [
    "磨坊在河的拐弯处，水轮有两层楼那么高。从前全镇的玉米都在这里磨，排队的人从门口一直站到桥头，等一个上午是常有的事。",
    "后来镇上有了电，有了钢磨，磨坊就停了。木头一年一年地朽下去，水轮上长出了一棵小榆树，孩子们夏天爬上去摘榆钱。",
    "六个年轻人把榆树移到了河岸上，换掉了朽坏的十四块木板，又请八十三岁的老匠人教他们凿磨齿。老匠人凿了一下午，说手艺没有丢。",
    "磨出来的面比钢磨的粗，却有一股香味。城里的面馆听说了，一次就订了两千斤，磨坊从此昼夜不停。",
]


def page(*parts: str | list[str], width: int, gap: str) -> str:
    lines = [line for part in parts for line in ([part] if isinstance(part, str) else part)]
    return gap.join(lines + [line for paragraph in BODY for line in wrap(paragraph, width)])


def articles(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = assemble(propose(read_source(text.encode())))["articles"]
    return found


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("wide", [24, 30])
@pytest.mark.parametrize("label", ["编者按", "【编者按】", "核心阅读", "编者的话", "阅读提示", "■ 导读"])
def test_a_note_wider_than_the_text_is_kept_whole(label: str, wide: int, gap: str) -> None:
    note = [line for paragraph in NOTE for line in wrap(paragraph, wide)]
    made = articles(page("老磨坊又转起来了", "本报记者 米 拉", label, note, width=15, gap=gap))
    assert [article["title"] for article in made] == ["老磨坊又转起来了"]
    assert made[0]["editor_note"].replace("\n", "") == "".join(NOTE)
    assert [block["text"] for block in made[0]["blocks"]] == BODY


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_run_in_label_in_a_wide_box(gap: str) -> None:
    made = articles(page("磨坊转了", "本报记者 米 拉", wrap("编者按：" + "".join(NOTE), 28), width=15, gap=gap))
    assert [article["title"] for article in made] == ["磨坊转了"]
    assert made[0]["editor_note"].replace("\n", "") == "".join(NOTE)
    assert [block["text"] for block in made[0]["blocks"]] == BODY


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("width", [14, 19])
@pytest.mark.parametrize(
    "note",
    [
        "作者简介：米拉，河湾大学乡村研究所研究员，著有《水轮集》等。",
        "作者为河湾大学乡村研究所研究员、河湾镇文化站顾问",
        "作者：米拉，河湾镇文化站站长、乡村研究所特聘研究员。",
    ],
)
def test_an_author_note_without_brackets_wraps(note: str, width: int, gap: str) -> None:
    tea = "桥头的茶摊只卖两样茶，一样是粗茶，一样还是粗茶。摆茶摊的老人说，过路的人渴了，不挑茶叶，只要一条板凳。"
    other = gap.join(
        [
            "桥头的茶摊",
            "高 山",
            *wrap(tea, 20),
            *wrap(
                "板凳是四块旧船板钉的，坐上去吱呀作响，像还在水上一样。坐过的人都说，这里的风比别处的凉快，话也比别处的多。",
                20,
            ),
        ]
    )
    made = articles(
        page("老磨坊又转起来了", "米 拉", width=width, gap=gap) + gap + gap.join([*wrap(note, width), other])
    )
    assert [article["title"] for article in made] == ["老磨坊又转起来了", "桥头的茶摊"]
    assert made[0]["author_note"] == note
    assert made[0]["byline"][0]["affiliation"]


@pytest.mark.parametrize("line", ["作者是个有心人，她把一年的事都记了下来，连下雨天也没有落下一页。"])
def test_a_sentence_about_an_author_is_text(line: str) -> None:
    made = articles("\n".join(["一本旧日记", "米 拉", *wrap(BODY[0], 18), *wrap(line, 18), *wrap(BODY[1], 18)]))
    assert made[0]["author_note"] is None
    assert [block["text"] for block in made[0]["blocks"]] == [BODY[0], line, BODY[1]]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize(
    "guests",
    [
        ["嘉宾：", "米 拉 河湾大学乡村研究所研究员", "高 山 河湾镇文化站站长"],
        ["对话嘉宾：米拉 河湾大学乡村研究所研究员"],
        ["嘉宾：米 拉（河湾大学教授）"],
    ],
)
def test_a_list_of_guests_is_a_note(guests: list[str], gap: str) -> None:
    turns = ["记者：磨坊为什么又转了起来？", "米拉：" + BODY[0], "记者：以后还会停吗？", "米拉：" + BODY[1]]
    text = gap.join(
        ["老磨坊又转起来了", "本报记者 任 远", *guests, *(line for turn in turns for line in wrap(turn, 18))]
    )
    made = articles(text)
    assert len(made) == 1
    assert "".join(made[0]["author_note"].split()) == "".join("".join(guests).split())
    assert len(made[0]["statements"]) == 4
