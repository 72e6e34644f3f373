"""The query language: what each thing typed means, and that nothing typed can hurt."""

import datetime as dt

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.search.occurrence import occurs, spans
from articles.search.query import (
    MOST_TERMS,
    All,
    Days,
    Either,
    Field,
    Match,
    Name,
    Named,
    Term,
    Without,
    Words,
    days,
    parse,
    terms_in,
)
from articles.text.segmentation import cut


def read(typed):
    return parse(typed, cut=cut).parts


def one(value, match=Match.STRING, **more):
    return Words(value, (Term(value, match, **more),))


def word(value):
    return Term(value, Match.WORD)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("发展", (one("发展"),)),
        ("發展 改革", (one("发展"), one("改革"))),
        ("国", (one("国"),)),
        ("的", (one("的"),)),
        ("农民的收入", (Words("农民的收入", (Term("农民"), Term("收入"))),)),
        ("ＤＥＥＴ", (one("deet", Match.WORD),)),
        ("22.5%", (one("22.5%", Match.WORD),)),
        ("G20峰会", (Words("g20峰会", (word("g20"), Term("峰会"))),)),
        ("covid-19", (one("covid-19", Match.WORD),)),
        ("1,005元", (Words("1,005元", (word("1,005"), Term("元"))),)),
        ("“高质量发展”", (Term("高质量发展"),)),
        ('"EET"', (Term("eet"),)),
        ("「说“好”」", (Term("说“好”"),)),
        ("“没有关上", (Term("没有关上"),)),
        ("“两山”理念", (Term("两山"), one("理念"))),
        ("甲 OR 乙 丙", (Either((one("甲"), one("乙"))), one("丙"))),
        ("甲|乙|丙", (Either((one("甲"), one("乙"), one("丙"))),)),
        ("甲 or 乙", (one("甲"), one("or", Match.WORD), one("乙"))),
        ("OR 甲 OR", (one("甲"),)),
        ("改革 AND 开放", (one("改革"), one("开放"))),
        ("改革 -开放", (one("改革"), Without(one("开放")))),
        ("改革 －“对外开放”", (one("改革"), Without(Term("对外开放")))),
        ("改革 - 开放", (one("改革"), one("开放"))),
        ("inter*", (one("inter", Match.PREFIX),)),
        ("新发展*", (one("新发展"),)),
        ("标题:改革", (one("改革", field=Field.TITLE),)),
        ("标题：“改革开放”", (Term("改革开放", field=Field.TITLE),)),
        ("作者:张三", (Name(Named.AUTHOR, "张三"),)),
        ("作者： 张三 改革", (Name(Named.AUTHOR, "张三"), one("改革"))),
        ("栏目:热点思考 -标签:经济", (Name(Named.COLUMN, "热点思考"), Without(Name(Named.TAG, "经济")))),
        ("体裁:访谈", (Name(Named.KIND, "访谈"),)),
        ("日期:2025", (Days(dt.date(2025, 1, 1), dt.date(2025, 12, 31)),)),
        ("", ()),
        ("   \u3000", ()),
        ("？！", (Term("?!"),)),
        ("“”", (Term("“”"),)),
        ("*", (Term("*"),)),
    ],
)
def test_each_thing_typed_means_something(typed, meant):
    assert read(typed) == meant


@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025-06-09", "2025-06-09", "2025-06-09"),
        ("2025-05..2025-06", "2025-05-01", "2025-06-30"),
        ("2025.5.1~2025.6.2", "2025-05-01", "2025-06-02"),
        ("2025年5月至2025年6月", "2025-05-01", "2025-06-30"),
        ("2025-06..2025-05", "2025-05-01", "2025-06-30"),
        ("2025..", "2025-01-01", None),
        ("..2024", None, "2024-12-31"),
    ],
)
def test_date_ranges(typed, since, until):
    expected = Days(since and dt.date.fromisoformat(since), until and dt.date.fromisoformat(until))
    assert days(typed) == expected


@pytest.mark.parametrize("typed", ["2025-13", "2025-02-30", "昨天", "..", "2024..2025..2026", "0000"])
def test_what_is_no_date_is_searched_as_words(typed):
    assert days(typed) is None
    assert not any(isinstance(part, Days) for part in read(f"日期:{typed}"))


pieces = st.lists(
    st.sampled_from(
        ["OR", "AND", "-", "|", '"', "“", "”", "「", "*", ":", "：", "标题:", "作者：", "日期:", "2025-", "..", " ", "　",
         "国", "发展", "DEET", "22.5%", "(", ")", "\\", "'", "%", "_", "\x00", "\ud800", "的", "𠀀", "é"]
    ),
    max_size=20,
).map("".join)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.one_of(pieces, st.text(st.characters(), max_size=80)))
@example("标题:")
@example("-")
@example("--甲")
@example("-" * 500)
def test_nothing_typed_raises(typed):
    tree = parse(typed, cut=cut)
    assert isinstance(tree, All)
    assert len(list(terms_in(tree))) <= MOST_TERMS
    assert all(term.value for term in terms_in(tree))


@given(st.text(st.characters(exclude_characters='"＂', exclude_categories=["Cs", "Cc", "Cf"]), min_size=1, max_size=20))
def test_a_quoted_string_is_taken_as_it_is(text):
    from articles.text.fold import fold

    if fold(text).strip(" \n"):
        assert read(f'"{text}"') == (Term(fold(text)),)


@pytest.mark.parametrize(
    ("typed", "text", "is_there"),
    [
        ("deet", "含deet的驱蚊液", True),
        ("deet", "xdeety", False),
        ("22", "22.5%", False),
        ("22.5%", "增长22.5%。", True),
        ("22.5%", "增长122.5%。", False),
        ("5", "1,005", False),
        ("5", "共5,其中", True),
        ("g20", "g20峰会", True),
        ("g2", "g20峰会", False),
        ("c++", "c++语言", True),
        ("covid-19", "covid-190", False),
    ],
)
def test_whole_words(typed, text, is_there):
    assert occurs(Term(typed, Match.WORD), text) is is_there
    assert bool(spans(Term(typed, Match.WORD), text)) is is_there


def test_spans_do_not_overlap():
    assert spans(Term("哈哈"), "哈哈哈哈哈") == [(0, 2), (2, 4)]
    assert spans(Term("inter", Match.PREFIX), "internet winter inter") == [(0, 5), (16, 21)]
