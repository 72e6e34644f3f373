"""Who signs and from where: names with offices in any order, pen names under texts, what notes say of authors."""

from __future__ import annotations

import pytest

from articles.parsing.bylines import article_byline
from articles.parsing.forms import recognise
from articles.parsing.structure import Role
from tests.parsing.test_rules import BRIDGE, SCHOOL, WELL, page, wrap
from tests.parsing.test_set_beneath import MILL, long


@pytest.mark.parametrize(
    ("line", "name", "office"),
    [
        ("林素芬 河湾大学教授", "林素芬", "河湾大学教授"),
        ("林素芬，河湾大学教授", "林素芬", "河湾大学教授"),
        ("河湾大学教授 林素芬", "林素芬", "河湾大学教授"),
        ("河湾小学五（2）班 林素芬", "林素芬", "河湾小学五（2）班"),
        ("（林素芬 河湾大学教授）", "林素芬", "河湾大学教授"),
    ],
)
def test_a_name_and_where_it_is_from(line: str, name: str, office: str) -> None:
    (person,) = article_byline([line], [], [])
    assert (person.name, person.affiliation) == (name, office)


@pytest.mark.parametrize("line", ["林素芬 河湾大学教授", "河湾小学五（2）班 林素芬", "口述：林素芬 整理：陶春生"])
def test_such_lines_sign(line: str) -> None:
    form = recognise(line)
    assert form is not None
    assert form.role is Role.BYLINE


@pytest.mark.parametrize("line", ["新水渠 通到村口小学", "井绳（外一首）", "河湾大学的教授"])
def test_such_lines_do_not(line: str) -> None:
    form = recognise(line)
    assert form is None or form.role is not Role.BYLINE


@pytest.mark.parametrize(
    "note",
    [
        "（本文作者系河湾大学教授）", "（笔者系河湾大学教授）", "（河湾大学教授）", "（单位：河湾大学教授）",
        "（林素芬单位：河湾大学教授）", "（解答人系河湾大学教授）",
    ],
)  # fmt: skip
def test_what_a_note_says_of_the_author(note: str) -> None:
    (person,) = article_byline(["林素芬"], [note], [])
    assert person.affiliation == "河湾大学教授"


def test_a_note_on_the_text_says_nothing_of_the_author() -> None:
    (person,) = article_byline(["林素芬"], ["（本文有删节）"], [])
    assert person.affiliation is None


def test_a_pen_name_under_a_text_where_other_texts_are_signed_there() -> None:
    texts = [(WELL, "何渠生"), (BRIDGE, "陶春生"), (MILL, "草木子")]
    lines = [line for text, name in texts for line in (long(text), name, f"◇ 河湾{name[0]}事")]
    found = page("\n".join([*lines[:-1], "◇ 孩子们的事", long(SCHOOL)]))["articles"]
    assert [p["name"] for a in found for p in a["byline"]] == ["何渠生", "陶春生", "草木子"]


def test_readers_who_sign_on_a_row_of_their_own_close_the_paragraph() -> None:
    said = [(WELL, "老槐树下"), (BRIDGE, "桥头一棵树"), (MILL, "磨坊的驴")]
    lines = [line for text, name in said for line in (wrap(text, 17), f"（网友“{name}”）")]
    (article,) = page("\n".join(["【微言】", *lines]))["articles"]
    assert [block["text"] for block in article["blocks"]] == [f"{text}（网友“{name}”）" for text, name in said]


def test_labels_each_under_its_text() -> None:
    texts = ((WELL, 17, "井边"), (BRIDGE, 19, None), (MILL, 21, "坊间"))
    lines = []
    for number, (text, measure, label) in enumerate(texts):
        lines += [("老槐树下的一口井", "桥面宽了", "水磨坊又转起来")[number], "何渠生", wrap(text * 2, measure)]
        lines += [f"◇ {label}闲话"] if label else []
    found = page("\n".join(lines))["articles"]
    assert [a["column"] for a in found] == ["井边闲话", None, "坊间闲话"]


def test_names_each_under_its_text_where_one_text_is_not_signed() -> None:
    first = ["老槐树下的一口井", wrap(WELL * 2, 17), "何渠生"]
    second = [
        "桥面宽了",
        wrap(BRIDGE * 2, 19),
        "（作者单位：河湾镇修桥办公室）",
        "水磨坊又转起来",
        wrap(MILL * 2, 21),
        "陶春生",
    ]
    found = page("\n".join([*first, *second]))["articles"]
    assert [[p["name"] for p in a["byline"]] for a in found] == [["何渠生"], [], ["陶春生"]]


def test_a_list_of_figures_without_indents() -> None:
    rows = [
        "46.2% 受访的人过去一个月里没", "有到老槐树下挑过一回水。",
        "1,870 去年秋天从新桥上运出山", "的柿子，比前年多三成。",
        "318筐 去年冬天镇上磨坊里磨出", "来的豆面，当中四成送去了面馆，", "其余的换了玉米。",
        "11.5小时 磨坊里的两个徒弟每天", "花在水轮边的时间。",
    ]  # fmt: skip
    lines = ["老磨坊又转起来", "米 拉", wrap(MILL * 3, 21), "◇ 一周数字", *rows]
    article = page("\n".join(lines))["articles"][-1]
    assert [block["text"][:3] for block in article["blocks"]] == ["46.", "1,8", "318", "11."]


def test_a_line_behind_a_mark_that_repeats_the_text_is_lifted_from_it() -> None:
    lines = ["■ 去年夏天又转起来，", "磨坊主人还收了两个徒弟", "老磨坊又转起来", "米 拉", wrap(MILL * 2, 19)]
    (article,) = page("\n".join(lines))["articles"]
    assert article["pull_quotes"] == ["去年夏天又转起来，磨坊主人还收了两个徒弟"]
