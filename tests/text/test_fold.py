"""Folding: one form for what readers take to be the same, and a true way back to the original."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text.fold import _table, fold, fold_with_map

anything = st.text(st.characters(), max_size=60)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ＤＥＥＴ", "deet"),
        ("２２．５％", "22.5%"),
        ("高質量發展", "高质量发展"),
        ("臺灣後來裏麵", "台湾后来里面"),
        ("⻅⼈⾔⺠", "见人言民"),
        ("豈更車", "岂更车"),
        ("ｱﾞ", "ア\u3099"),
        ("A\u3000B\u00a0C\tD", "a b c d"),
        ("零\u200b宽\ufeff字\u00ad符", "零宽字符"),
        ("“两山”，理念", "“两山”,理念"),
        ("CO₂ m²", "co2 m2"),
        ("一段\n二段", "一段\n二段"),
        ("\x00空\ud800", "空"),
    ],
)
def test_variants_become_one(typed, found):
    assert fold(typed) == found


def test_the_quick_way_folds_every_character_as_its_table_says():
    text = "".join(map(chr, [*range(0x10000), *range(0x20000, 0x20100), *range(0x1F100, 0x1F200)]))
    assert fold(text) == text.translate(_table)


@pytest.mark.parametrize("text", ["著名", "瞭望", "覆盖", "㈱", "½", "İ"])
def test_what_has_no_single_counterpart_stays(text):
    assert fold(text) == text


@given(anything)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(anything, anything)
def test_folding_works_character_by_character(one, other):
    assert fold(one + other) == fold(one) + fold(other)


@given(anything)
def test_every_folded_character_leads_back_to_its_original(text):
    folded = fold_with_map(text)
    assert folded.text == fold(text)
    assert len(folded.offsets) == len(folded.text) + 1
    assert folded.offsets[-1] == len(text)
    for at, character in enumerate(folded.text):
        start, end = folded.original(at, at + 1)
        assert fold(text[start:end]) == character


@given(anything, st.data())
def test_the_original_of_a_span_folds_to_the_span(text, data):
    folded = fold_with_map(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    first, last = folded.original(start, end)
    assert fold(text[first:last]) == folded.text[start:end]


@given(anything)
def test_compatibility_forms_of_ideographs_fold_to_the_same(text):
    ideographs = "".join(c for c in text if "CJK" in unicodedata.name(c, ""))
    assert fold(unicodedata.normalize("NFKC", ideographs)) == fold(ideographs)


def test_the_table_maps_one_to_one_and_ends():
    for code in range(0x2E80, 0xA000):
        form = fold(chr(code))
        assert len(form) <= 1
        assert fold(form) == form
