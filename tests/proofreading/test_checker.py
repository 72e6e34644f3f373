"""The checker as a whole: exact spans, order, quotations over blocks, fingerprints, robustness, cost."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.proofreading import Byline, Document, KnownAuthor, Lexicon, check, families, registry, rules

from .lexicon import LEXICON
from .planted import PLANTED

MARKS = "“”‘’《》〈〉（）()【】\"'，。、；：？！…—－-~～,.;:?! 　\n·"
FIGURES = "0123456789０９ＡａA几一二三四五六七八九十百千万亿〇零○年月日时分周星期%％岁"
WORDS = "的了发展国管理省委共同将近约左右超过以上占男女总共减少倍给与高质量会沈维中出生今年"
TEXT = st.text(st.one_of(st.sampled_from(MARKS + FIGURES + WORDS), st.characters()), max_size=120)
KIND = st.sampled_from(
    ["paragraph", "title", "heading", "quote", "list", "statement", "pull_quote", "caption", "table"]
)


def codes(document, lexicon=LEXICON):
    return [each.code for each in check(document, lexicon=lexicon)]


def paragraphs(*texts):
    return Document.of((f"b{place}", "paragraph", text) for place, text in enumerate(texts))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(KIND, TEXT), max_size=5), st.lists(st.tuples(TEXT, TEXT), max_size=2))
def test_no_text_makes_it_fail_and_every_span_is_exact(blocks, bylines):
    document = Document.of(
        ((f"b{place}", kind, text) for place, (kind, text) in enumerate(blocks)),
        bylines=[Byline(f"y{place}", *byline) for place, byline in enumerate(bylines)],
    )
    texts = {part.id: part.text for part in (*document.blocks, *document.bylines)}
    found = check(document, lexicon=LEXICON)
    for each in found:
        assert 0 <= each.start < each.end <= len(texts[each.block])
        assert each.text == texts[each.block][each.start : each.end]
        assert each.hint.endswith(("。", "？"))
    assert found == check(document, lexicon=LEXICON)


NASTY = {
    "marks": "“《（‘",
    "closers": "”》）’",
    "same": "的",
    "words": "管理的管理的办法",
    "figures": "1",
    "years": "2025年6月31日至35日（星期三）",
    "phrase": "高质亮发展以人民为中新的发展思想",
    "spaces": "发 展 ",
    "dots": "。。。……——",
    "quoted": "“甲”、“乙”、",
    "address": "a.b.c.d-e_f@",
    "prose": "将近100人左右参加了培训，其中男性占55%，女性占48%。",
}


@pytest.mark.parametrize("name", NASTY)
def test_cost_grows_with_the_text(name):
    """Twice the text takes about twice as long, whatever it is made of."""

    def cost(size):
        document = paragraphs((NASTY[name] * size)[:size])
        begin = time.process_time()
        check(document, lexicon=LEXICON)
        return time.process_time() - begin

    cost(500)
    small, large = min(cost(3000) for _ in range(3)), cost(12000)
    if large >= 0.05 and large / small >= 9:  # somebody else may have been at work
        large = min(cost(12000) for _ in range(2))
    assert large < 0.05 or large / small < 9, f"{small:.3f} s → {large:.3f} s for four times the text"


def test_a_quotation_over_several_paragraphs_is_balanced():
    assert codes(paragraphs("他写道：“当年条件很差。", "“后来大家想办法。", "“才有今天的样子。”")) == []
    assert codes(paragraphs("他写道：“当年条件很差。", "“后来大家想办法。")) == ["unpaired-mark"]
    assert codes(
        paragraphs(
            "他写道：“当年条件很差。",
            "“传帮带”是个好传统，我们每年都要请老师傅来讲课，还把讲义印成小册子发到班组，听的人越来越多。",
        )
    ) == ["unpaired-mark"]


def test_a_heading_does_not_end_a_quotation_and_a_statement_does_not_share_one():
    over = Document.of(
        [("a", "paragraph", "他写道：“条件很差。"), ("h", "heading", "转机"), ("b", "paragraph", "“后来好了。”")]
    )
    assert codes(over) == []
    apart = Document.of([("a", "statement", "条件“很差。"), ("b", "statement", "“后来好了。”")])
    assert codes(apart) == ["unpaired-mark"]


def test_findings_come_in_reading_order():
    document = Document.of(
        [("z", "title", "弘杨精神"), ("a", "paragraph", "要弘杨精神,再接再励。")], bylines=[Byline("y", "钟丽平", "")]
    )
    assert [(each.block, each.start) for each in check(document, lexicon=LEXICON)] == [
        ("z", 0), ("a", 1), ("a", 5), ("a", 6), ("y", 0),
    ]  # fmt: skip


def test_one_finding_for_one_wrong_word():
    lexicon = Lexicon(phrases=("弘扬劳动精神",))
    assert codes(paragraphs("要弘杨劳动精神。"), lexicon) == ["slip"]


def test_a_fingerprint_outlives_changes_elsewhere():
    text = "会议指出，要弘杨劳动精神，培训要贴近岗位。"
    before = check(paragraphs(text))[0]
    moved = check(paragraphs("新加的一段。", "新加的一句话，很长很长的一句话。" + text + "又一句。"))[0]
    assert before.fingerprint == moved.fingerprint
    assert before.start != moved.start
    other = check(paragraphs("大家都来弘杨传统美德。"))[0]
    assert other.fingerprint != before.fingerprint


def test_white_space_is_no_part_of_a_fingerprint():
    one = check(paragraphs("会议指出，要弘杨劳动精神。"))[0]
    two = check(paragraphs("会议指出，\n要弘杨劳动精神。"))[0]
    assert one.fingerprint == two.fingerprint


def test_titles_weigh_double():
    title = Document.of([("t", "title", "弘杨劳动精神")])
    body = Document.of([("t", "paragraph", "弘杨劳动精神")])
    assert check(title)[0].weight == 2 * check(body)[0].weight == 2.0


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("要弘杨精神。", 1.0),  # one character
        ("文件是《关于深化产业工人队伍建设的意见》。", 2.0),  # two to five
        ("职工代表大会职工代表大会通过了。", 4.0),  # more
        ("他说：“好。", 0.1),  # punctuation
        ("学了三、四年。", 0.1),  # numeral style
        ("4月31日开班。", 1.0),  # a fact
    ],
)
def test_weights_follow_the_regulation(text, weight):
    assert [each.weight for each in check(paragraphs(text), lexicon=LEXICON)] == [weight]


def test_every_family_is_registered_once_and_in_order():
    assert len({rule.code for rule in rules()}) == len(rules())
    assert next(rule.code for rule in rules()) == "slip"
    assert families.FAMILIES[-1] == "bylines"
    with pytest.raises(ValueError, match="registered twice"):
        registry.check(rules()[0])(lambda document, lexicon: iter(()))


def test_characters_are_counted_without_white_space():
    assert (
        Document.of(
            [("a", "title", "一 二"), ("b", "paragraph", "三\n四")], bylines=[Byline("y", "五", "六")]
        ).characters
        == 6
    )


def test_the_planted_text_as_one_document_is_no_slower_than_it_should_be():
    document = paragraphs(*(text for _, text, _ in PLANTED))
    begin = time.process_time()
    assert len(check(document, lexicon=LEXICON)) >= 0.9 * len(PLANTED)
    assert time.process_time() - begin < 2


def test_bylines_of_unknown_people_are_left_alone():
    lexicon = Lexicon(authors=(KnownAuthor("王强", ("江州大学",)),))
    assert codes(Document.of([], bylines=[Byline("y", "王刚", "江州大学"), Byline("z", "李明", "")]), lexicon) == []
