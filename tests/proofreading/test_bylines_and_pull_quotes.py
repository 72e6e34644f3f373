"""Bylines against known authors, pull quotes against the article's text."""

import pytest

from articles.proofreading import Byline, Document, check

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
