"""Pinyin, institutions and printed days."""

import datetime as dt

import pytest

from articles.text.affiliations import institution, institutions, institutions_agree
from articles.text.dates import parse_day
from articles.text.pinyin import name_initials, name_pinyin, slugify_pinyin


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [
        ("单伯安", "shan bo an"),
        ("曾晓", "zeng xiao"),
        ("尉迟明", "yu chi ming"),
        ("欧阳静山", "ou yang jing shan"),
        ("玛丽亚·林德", "ma li ya lin de"),
        ("史蒂文·Chen", "shi di wen chen"),
        ("𠮷田㐂", "ji tian xi"),
        ("𠀡田·一", "𠀡 tian yi"),  # nobody knows how it is read
    ],
)
def test_surnames_have_their_own_readings(name, pinyin):
    assert name_pinyin(name) == pinyin


def test_initials():
    assert name_initials("shan bo an") == "sba"


def test_slugs_are_ascii_and_unique():
    taken = {"re-dian"}
    assert slugify_pinyin("热点", is_taken=taken.__contains__) == "re-dian-2"
    assert slugify_pinyin("《》") == "n"
    assert slugify_pinyin("“双碳”目标 2030").isascii()


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("江州大学劳动经济研究院教授", "江州大学教授", True),
        ("江州大学历史学院", "江州大学历史学院副教授", True),
        ("江州大学历史学院", "江州理工大学历史学院", False),
        ("云川市总工会法律工作部干部", "云川市总工会", True),
        ("东岭省委党校", "北岭省委党校", False),
        ("本报记者", "本报记者", True),
        ("", "江州大学", False),
        ("教授", "教授", False),
    ],
)
def test_institutions(one, other, agree):
    assert institutions_agree(one, other) is agree
    assert institutions_agree(other, one) is agree


def test_posts_go():
    assert institution("江州大学 历史学院副院长、教授") == "江州大学历史学院"


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        (
            "东岭政法学院劳动法研究中心研究员、江州律师协会会长",
            ["东岭政法学院劳动法研究中心", "东岭政法学院", "江州律师协会"],
        ),
        ("江州大学 历史学院副院长、教授", ["江州大学历史学院", "江州大学"]),
        ("江州大学教授、历史学院院长", ["江州大学"]),
        ("海陵师范大学社会学系博士研究生", ["海陵师范大学社会学系", "海陵师范大学"]),
        ("江州市总工会党组书记、主席", ["江州市总工会"]),
        ("江州棉纺厂退休职工", ["江州棉纺厂"]),
        ("江州市大学生骑手", []),
        ("研究中心主任", []),
        ("本报评论员", []),
        ("", []),
    ],
)
def test_institutions_in_an_affiliation(printed, names):
    assert institutions(printed) == names


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025年6月9日 星期一", dt.date(2025, 6, 9)),
        ("2025-06-09", dt.date(2025, 6, 9)),
        ("二〇二五年五月二十日", dt.date(2025, 5, 20)),
        ("二〇二五年十二月三十一日", dt.date(2025, 12, 31)),
        ("2025 年 11 月 5 日", dt.date(2025, 11, 5)),
        ("2025年4月31日", None),
        ("星期一", None),
        ("", None),
    ],
)
def test_days(text, day):
    assert parse_day(text) == day
