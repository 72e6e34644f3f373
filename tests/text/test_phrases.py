"""Where headlines may break, and how prose is cut into sentences."""

import pytest

from articles.text.phrases import CLOSING, OPENING, break_points, with_breaks
from articles.text.sentences import clauses, first_sentence, opening, sentences, shortened

HEADLINES = [
    "平台时代的“工匠精神”",
    "以绿色技能夯实转型的人才根基",
    "职业培训要从“按人头”转向“按岗位”",
    "——来自江州湾与北岭矿区的观察",
    "煤矿转身、风机林立，谁来装、谁来修、谁来管——",
    "让算法协商的结果“落得下、改得动”",
    "关于《读书》的“三个‘小’问题”与 AI 2025 年",
    "“",
    "",
    "的",
    "一",
]


@pytest.mark.parametrize("text", HEADLINES)
def test_nothing_is_lost_and_marks_stay_with_their_words(text):
    phrases = break_points(text)
    assert "".join(phrases) == text
    for phrase in phrases[:-1]:
        assert phrase[-1] not in OPENING
    for phrase in phrases[1:]:
        assert phrase[0] not in CLOSING


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("平台时代的“工匠精神”", "“工匠精神”"),
        ("别让实习成了“顶岗”的代名词", "“顶岗”"),
        ("读《夜校五十年》有感", "《夜校五十年》"),
        ("灵活就业人员参保，难在“断”而不在“贵”", "“贵”"),
    ],
)
def test_a_short_quoted_term_is_never_cut(text, whole):
    assert any(whole in phrase for phrase in break_points(text))


def test_the_dash_leads_its_subtitle():
    assert break_points("——来自江州湾的观察")[0].startswith("——来")


def test_no_character_stands_alone():
    for text in HEADLINES[:6]:
        assert all(len(phrase.strip(CLOSING + OPENING)) > 1 for phrase in break_points(text)), text


def test_breaks_are_escaped():
    assert "<script>" not in with_breaks("<script>alert(1)</script>")


def test_sentences():
    assert sentences("甲说：“好。”乙走了！为什么？\n没有句号") == ["甲说：“好。”", "乙走了！", "为什么？", "没有句号"]
    assert first_sentence("第一句。第二句。") == "第一句。"
    assert first_sentence("") == ""
    assert clauses("一，二；三。") == ["一，", "二；", "三。"]


def test_shortened_ends_at_a_clause():
    assert shortened("短。", 10) == "短。"
    assert shortened("第一分句在此，第二分句在此，第三分句。", 10) == "第一分句在此……"
    assert shortened("没有逗号的很长很长的一句话", 6) == "没有逗号的很……"


def test_an_opening_ends_with_a_whole_sentence():
    assert opening(["甲" * 20 + "。" + "乙" * 20 + "。"], 30) == ["甲" * 20 + "。"]
    assert opening(["甲" * 10 + "。", "乙" * 10 + "。"], 100) == ["甲" * 10 + "。", "乙" * 10 + "。"]
    assert opening([], 10) == []
