"""What tools that take text out of a printed page do to it, and what newspapers set beside texts: one rule at a time."""

from __future__ import annotations

import pytest

from articles.parsing.forms import recognise
from articles.parsing.structure import Role
from tests.parsing.test_heads_apart import long
from tests.parsing.test_rules import BRIDGE, SCHOOL, WELL, page, wrap


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("版式编辑：陶 舟", Role.FURNITURE),
        ("本版插图除署名外均由本报绘制", Role.FURNITURE),
        ("▶ 农户说", Role.PULL_QUOTE),
    ],
)
def test_what_a_line_says_by_its_form(line: str, role: Role) -> None:
    form = recognise(line)
    assert (form and form.role) is role


def test_a_photographers_name_parted_from_its_word() -> None:
    lines = ["老槐树下的井", "贺 敏", "挑水的人在井台上歇脚。 陶 舟", "摄", long(WELL)]
    (article,) = page("\n".join(lines))["articles"]
    assert [caption.replace(" ", "") for caption in article["captions"]] == ["挑水的人在井台上歇脚。陶舟摄"]


def test_who_a_letter_is_to_is_no_heading() -> None:
    (article,) = page("\n".join(["写给十年后", "贺 敏", "十年后的槐树：", long(WELL)]))["articles"]
    assert [block["kind"] for block in article["blocks"]][:2] == ["paragraph", "paragraph"]


def test_a_row_whose_quotation_the_next_row_closes_within_a_sentence_is_no_heading() -> None:
    lines = [
        "老槐树下的井",
        "贺 敏",
        wrap(WELL, 14),
        "它的好处在于“旱年不",
        "干”：井底的泉眼连着河，",
        "水位常年不变。",
        wrap(BRIDGE, 14),
    ]
    (article,) = page("\n".join(lines))["articles"]
    assert [block["kind"] for block in article["blocks"]] == ["paragraph"] * 3


def test_a_note_on_a_guest_goes_on_with_a_quotation_mark() -> None:
    talk = [
        wrap(part, 21) for part in ("记者：井水还清吗？", "陶一舟：" + WELL, "记者：人还来吗？", "陶一舟：" + BRIDGE)
    ]
    note = ["对话嘉宾：陶一舟，河湾镇水务站站长、镇文化站", "“老井工作室”带头人"]
    (article,) = page("\n".join(["老槐树下的井", "本报记者 贺 敏", *talk, *note]))["articles"]
    assert article["author_note"].endswith("“老井工作室”带头人")


def test_where_two_heads_of_speakers_are_sure_a_strange_name_heads_too() -> None:
    said = [
        ("陶一舟 河湾镇水务站站长", WELL),
        ("贺小敏 河湾镇中心小学教师", BRIDGE),
        ("苏日图雅 草滩镇实验学校校长", SCHOOL),
        ("何渠生 河湾镇水利协会会长", WELL),
    ]
    lines = ["老井该不该留", *(part for head, words in said for part in (head, wrap(words, 17)))]
    (article,) = page("\n".join(lines))["articles"]
    assert [(s["speaker"], s["affiliation"]) for s in article["statements"]] == [tuple(h.split()) for h, _ in said]


def test_a_label_with_any_mark_is_no_part_of_the_quotation() -> None:
    lines = ["老槐树下的井", "贺 敏", long(WELL), "◎摘句", "全村人都来挑水，挑了一百多年。"]
    (article,) = page("\n".join(lines))["articles"]
    assert article["pull_quotes"] == ["全村人都来挑水，挑了一百多年。"]
