"""Traditional characters: the right one of several, word by word, and nothing lost."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.text.traditional import traditional

SAMPLE = Path(__file__).resolve().parents[2] / "articles/sample/issues.json"


@pytest.mark.parametrize(
    ("simplified", "expected"),
    [
        ("头发发展", "頭髮發展"),
        ("皇后后来", "皇后後來"),
        ("干部干活，干燥", "幹部幹活，乾燥"),
        ("四家制造企业的制度", "四家製造企業的制度"),
        ("这里只有一只", "這裡只有一隻"),
        ("为了群众，着力解决", "為了群眾，著力解決"),
        ("理论与关系", "理論與關係"),
        ("没有签字的书签，看过就签", "沒有簽字的書籤，看過就簽"),
        ("DEET 100%\n\n第２条", "DEET 100%\n\n第２條"),
        ("", ""),
    ],
)
def test_words(simplified, expected):
    assert traditional(simplified) == expected


def test_the_sample_keeps_its_length():
    text = "\n".join(
        article["title"] for issue in json.loads(SAMPLE.read_text(encoding="utf-8"))["issues"]
        for page in issue["pages"] for article in page["articles"] if article.get("title")
    )  # fmt: skip
    assert len(traditional(text)) == len(text) > 300


@settings(deadline=None)  # the first call loads the dictionaries
@given(st.text())
def test_nothing_typed_hurts(text):
    traditional(text.encode("utf-8", "ignore").decode())
