"""Heads that a narrow column breaks over lines: titles, names with their institutions, notes on authors, labels."""

from __future__ import annotations

import pytest

from articles.parsing.bodies import Body
from articles.parsing.forms import recognise
from articles.parsing.furniture import page_line
from articles.parsing.kickers import Said, kicker_odds
from articles.parsing.likeness import Cohesion
from articles.parsing.structure import Role
from tests.parsing.test_rules import BRIDGE, SCHOOL, WELL, page, wrap
from tests.parsing.test_short_lines import unit


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("作者：陶一舟（河湾镇水务站）", Role.BYLINE),
        ("作者：陶一舟，河湾镇水务站站长。", Role.AUTHOR_NOTE),
        ("（陶一舟系河湾镇乡村研究院", Role.AUTHOR_NOTE),  # closed in a later row
        ("镇上的人都记得。门口的牌子由学校提供", None),  # running text
        ("老槐树下的井。 河湾镇水务站 提供", Role.CAPTION),
    ],
)
def test_what_a_line_says_by_its_form(line: str, role: Role | None) -> None:
    form = recognise(line)
    assert (form and form.role) == role


@pytest.mark.parametrize("lead", ["作者：", "文/"])
def test_a_name_whose_institution_runs_on(lead: str) -> None:
    lines = ["老井与新桥", f"{lead}陶一舟（河湾镇乡村", "研究院）", wrap(WELL * 4, 17)]
    (article,) = page("\n".join(lines))["articles"]
    assert [(p["name"], p["affiliation"]) for p in article["byline"]] == [("陶一舟", "河湾镇乡村研究院")]
    assert article["author_note"] is None


def test_a_note_on_several_authors_that_runs_on() -> None:
    note = ["（陶一舟系河湾镇乡村研究院", "研究员，贺敏系河湾镇中心小", "学教师）"]
    lines = ["老井与新桥", "陶一舟 贺 敏", wrap(WELL * 4, 17), *note]
    (article,) = page("\n".join(lines))["articles"]
    assert article["author_note"] == "".join(note)
    assert len(article["blocks"]) == 1


@pytest.mark.parametrize("first", ["文创莫忘", "河湾镇学会"])
def test_a_titles_first_line_that_looks_like_names(first: str) -> None:
    heads = ["老槐树下的井", "陶一舟", first, "“挂牌子”", "贺 敏"]
    lines = [wrap(WELL * 4, 17), "（作者单位：河湾镇水务站）", wrap(SCHOOL * 4, 19), *heads]
    found = page("\n".join(lines))["articles"]
    assert [[p["name"] for p in a["byline"]] for a in found] == [["陶一舟"], ["贺敏"]]


def test_the_text_says_that_two_lines_are_one_title() -> None:
    text = Body([unit([wrap(BRIDGE * 2, 17)], Role.PARAGRAPH)])
    said = Said([text], Cohesion([text.text]))
    told, untold = ("山村柿农调查开春镇上", "修了一座新桥之后"), ("山村柿农调查开春村里", "修了一座新桥之后")
    assert (said.across(*told), said.across(*untold)) == (True, False)
    assert kicker_odds(*told, said) < kicker_odds(*untold, said) - 1


def test_a_line_that_wants_more_words_is_no_label() -> None:
    lines = [
        "井水谈",
        "老槐树下的井",
        "陶一舟",
        wrap(WELL * 4, 17),
        "村口新桥该",
        "由谁来养护",
        "贺 敏",
        wrap(BRIDGE * 4, 19),
    ]
    found = page("\n".join(lines))["articles"]
    assert [(a["column"], a["title"]) for a in found] == [("井水谈", "老槐树下的井"), (None, "村口新桥该由谁来养护")]


def test_the_rest_of_a_numbered_heading_that_looks_like_a_name() -> None:
    lines = ["老井与新桥", "陶一舟", wrap(WELL * 3, 13), "（一）修桥账：不能等出了事", "才算", wrap(BRIDGE * 3, 13)]
    (article,) = page("\n".join(lines))["articles"]
    assert [person["name"] for person in article["byline"]] == ["陶一舟"]
    assert [b["text"] for b in article["blocks"] if b["kind"] == "heading"] == ["（一）修桥账：不能等出了事才算"]


def test_what_says_what_comes_after_it_is_no_name_of_the_page() -> None:
    head = "2025年6月9日 来信请寄：河湾镇"
    spans = page_line(head) or []
    assert [head[start:end] for start, end, role in spans if role is Role.PAGE_NAME] == ["河湾镇"]


def test_a_text_with_a_kicker_is_no_brief_under_the_label_before_it() -> None:
    first = ["【读者来信】", "老槐树下的井", "陶一舟", wrap(WELL * 2, 17), "（作者单位：河湾镇水务站）"]
    second = ["新桥通车三年观察", "柿子怎样出了山", "贺 敏", wrap(BRIDGE * 2, 17)]
    found = page("\n".join([*first, *second]))["articles"]
    assert [(a["kicker"], a["column"]) for a in found] == [(None, "读者来信"), ("新桥通车三年观察", None)]
