"""Every rule: planted errors that it must find, lawful text that it must leave alone."""

import datetime as dt
import re
from collections import defaultdict
from pathlib import Path

import pytest

from articles.proofreading import Document, check, rules

from .lawful import LAWFUL
from .lexicon import CLEAN, LEXICON, NEAR
from .planted import MISSED, PLANTED

DAY = dt.date(2025, 6, 9)  # a Monday
KINDS = ("title", "heading")
OF_THEIR_OWN = {"pull-quote-differs", "pull-quote-not-found", "other-affiliation", "near-author-name"}


def one(text: str) -> Document:
    kind, _, rest = text.partition(" ")
    if kind not in KINDS:
        kind, rest = "paragraph", text
    return Document.of([("b1", kind, rest)], day=DAY)


def names(code: str, text: str, words: str) -> bool:
    """True when a finding of ``code`` overlaps the planted words."""
    document = one(text)
    at = document.blocks[0].text.index(words)
    return any(
        each.code == code and (not words or (each.start < at + len(words) and at < each.end))
        for each in check(document, lexicon=LEXICON)
    )


@pytest.mark.parametrize(("code", "text", "words"), PLANTED + NEAR)
def test_a_planted_error_is_found(code, text, words):
    assert names(code, text, words)


@pytest.mark.xfail(strict=True, reason="a known miss; move it to PLANTED once it is found")
@pytest.mark.parametrize(("code", "text", "words"), MISSED)
def test_a_known_miss(code, text, words):
    assert names(code, text, words)


def test_nine_in_ten_planted_errors_are_found():
    found = len(PLANTED + NEAR)
    assert found >= 120
    assert found / (found + len(MISSED)) >= 0.9


@pytest.mark.parametrize(("code", "text"), LAWFUL)
def test_lawful_text_does_not_alarm(code, text):
    found = [(each.code, each.text) for each in check(one(text), lexicon=LEXICON)]
    assert not found, f"{code} or a neighbour of it is too eager"


@pytest.mark.parametrize("text", CLEAN)
def test_what_resembles_an_approved_phrase_may_stand(text):
    assert check(one(text), lexicon=LEXICON) == []


def test_a_phrase_that_is_approved_itself_is_no_near_miss_of_another():
    from articles.proofreading import Lexicon

    both = Lexicon(phrases=("全面建设社会主义现代化国家", "全面建成社会主义现代化强国"))
    text = "全面建成社会主义现代化强国，全面建设社会主义现代化国家。"
    assert check(one(text), lexicon=both) == []


def test_every_rule_is_documented():
    text = (Path(__file__).parents[2] / "docs" / "proofreading.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+?) \| (.+?) \| ([a-z]+) \|$", text, re.MULTILINE)
    assert rows == [(rule.code, rule.name, rule.source, rule.measure.value) for rule in rules()]


def test_every_rule_has_planted_errors_and_lawful_text():
    by_rule = defaultdict(int)
    for code, *_ in PLANTED + NEAR:
        by_rule[code] += 1
    lawful = {code for code, _ in LAWFUL} | {"near-phrase", "near-document-title", "near-name"}
    codes = {rule.code for rule in rules()} - OF_THEIR_OWN
    assert set(by_rule) == codes == lawful


@pytest.mark.parametrize(("code", "text", "words"), PLANTED + NEAR)
def test_a_suggestion_mends_the_error(code, text, words):
    """With every suggestion taken, the rule is content."""
    document = one(text)
    found = [each for each in check(document, lexicon=LEXICON) if each.code == code]
    mended = document.blocks[0].text
    for each in reversed(found):
        if each.suggestion is None:
            return
        mended = mended[: each.start] + each.suggestion + mended[each.end :]
    after = Document.of([("b1", document.blocks[0].kind, mended)], day=DAY)
    assert [each.text for each in check(after, lexicon=LEXICON) if each.code == code] == []
