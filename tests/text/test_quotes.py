"""Pull quotes find their sentence, however the page rewrote it."""

from hypothesis import given
from hypothesis import strategies as st

from articles.text.quotes import locate

BODY = [
    ("b001", "渠修好了，水却没有来。村里的老人说，修渠容易管渠难。"),
    ("b002", "管渠的人换了三茬，每一茬都只管到自己家门口；谁来管全程，始终没有说清。"),
]


def test_verbatim():
    found = locate("修渠容易管渠难。", BODY)
    assert (found.block, BODY[0][1][found.start : found.end], found.is_verbatim) == ("b001", "修渠容易管渠难。", True)


def test_near_names_the_sentence_and_is_never_called_verbatim():
    found = locate("管渠的人换了三茬，每茬都只管到自家门口", BODY)
    assert found.block == "b002"
    assert 0.75 <= found.ratio < 1
    assert not found.is_verbatim


def test_a_quote_over_two_sentences():
    found = locate("渠修好了，水没有来。村里老人说，修渠容易管渠难", BODY)
    assert (found.block, found.start) == ("b001", 0)


def test_a_stranger_is_not_found():
    assert locate("数字技术正在改变课堂的样子。", BODY) is None


def test_the_best_of_two_blocks_wins():
    near = "水来了，渠也要有人管。"
    found = locate(near, [("b001", "水来了，路也要有人管。"), ("b002", "水来了，渠要有人管。")])
    assert found.block == "b002"


def test_empty_quote():
    assert locate("  ", BODY) is None


@given(
    st.text(alphabet="渠水人村。，；“”\n ", min_size=1, max_size=40),
    st.text(alphabet="渠水人村。，；“”\n ", max_size=200),
)
def test_spans_lie_inside_the_text(quote, text):
    found = locate(quote, [("b001", text)])
    if found is not None:
        assert 0 <= found.start < found.end <= len(text)
        assert found.is_verbatim == (text[found.start : found.end] == quote.strip())
