"""Bylines against known authors, pull quotes against the article's text."""

import datetime as dt

import pytest

from articles.proofreading import Byline, Document, KnownAuthor, Lexicon, check

from .lexicon import LEXICON

TEXT = "职业教育应充分认识自身使命，通过多种途径不断提高培养质量。培训不再是另外的事，而成了工作本身的一部分。"


def of_byline(name, affiliation=""):
    found = check(Document.of([], bylines=[Byline("y", name, affiliation)]), lexicon=LEXICON)
    return [(each.code, each.text, each.suggestion) for each in found]


def of_quote(quote):
    document = Document.of([("b1", "paragraph", TEXT), ("q1", "pull_quote", quote)])
    return [each for each in check(document) if each.block == "q1"]


@pytest.mark.parametrize(
    ("name", "affiliation", "expected"),
    [
        ("沈维中", "东岭财经学院", [("other-affiliation", "东岭财经学院", None)]),
        ("沈维忠", "江州大学劳动经济研究院", [("near-author-name", "沈维忠", "沈维中")]),
        ("钟丽平", "", [("near-author-name", "钟丽平", "钟丽萍")]),
        ("叶清", "云川市社会保障研究中心", [("near-author-name", "叶清", "叶青")]),
        ("沈维中", "江州大学劳动经济研究院教授", []),
        ("沈维中", "江州大学", []),
        ("沈维中", "", []),
        ("叶清", "", []),  # two characters alone say too little
        ("叶红", "云川市社会保障研究中心", []),
        ("申维中", "", []),  # another surname is another person
        ("欧阳思远", "江州大学", []),
    ],
)
def test_bylines(name, affiliation, expected):
    assert of_byline(name, affiliation) == expected


@pytest.mark.parametrize(
    ("printed", "affiliation", "is_told"),
    [
        ("退休教师", "退休教师", False),
        ("退休教师", "退休 教师", False),
        ("某大学教授", "某大学讲师", False),
        ("记者", "记者", False),
        ("退休教师", "某大学教授", True),
    ],
)
def test_an_affiliation_without_a_telling_institution(printed, affiliation, is_told):
    lexicon = Lexicon(authors=(KnownAuthor("林素芬", (printed,)),))
    document = Document.of([], bylines=[Byline("y", "林素芬", affiliation)])
    assert bool(check(document, lexicon=lexicon)) is is_told


def test_what_this_very_article_printed_was_not_last_time():
    days = (dt.date(2025, 6, 2), dt.date(2025, 6, 9))
    lexicon = Lexicon(authors=(KnownAuthor("林素芬", ("江州市第一医院", "江州钢铁公司"), days),))
    bylines = [Byline("y", "林素芬", "东岭财经学院")]
    for day, said in [(days[1], "江州市第一医院"), (days[0], "江州钢铁公司"), (dt.date(2025, 6, 16), "江州钢铁公司")]:
        (found,) = check(Document.of([], bylines=bylines, day=day), lexicon=lexicon)
        assert f"上次署“{said}”" in found.hint
    only = Lexicon(authors=(KnownAuthor("林素芬", ("江州钢铁公司",), days[1:]),))
    assert not check(Document.of([], bylines=bylines, day=days[1]), lexicon=only)


def test_a_verbatim_pull_quote_is_fine():
    assert of_quote("“培训不再是另外的事，而成了工作本身的一部分。”") == []
    assert of_quote("职业教育应充分认识自身使命，通过多种途径不断提高培养质量") == []


def test_a_near_pull_quote_shows_the_difference():
    (found,) = of_quote("职业教育应充分认识自身使命，以多种途径不断提高培养质量。")
    assert (found.code, found.weight) == ("pull-quote-differs", 0.0)
    assert "“以”正文作“通过”" in found.hint
    assert found.suggestion == "职业教育应充分认识自身使命，通过多种途径不断提高培养质量。"


def test_a_pull_quote_from_nowhere_is_reported():
    (found,) = of_quote("让每一滴汗水都闪光。")
    assert (found.code, found.text, found.weight) == ("pull-quote-not-found", "让每一滴汗水都闪光。", 1.0)
