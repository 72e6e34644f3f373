"""The error rate of 报纸期刊质量管理规定 (2020)."""

import pytest

from articles.proofreading import Document, ErrorScore, check, score


def of(*texts, kind="paragraph"):
    return check(Document.of((f"b{place}", kind, text) for place, text in enumerate(texts)))


def test_errors_over_characters():
    result = score(of("要弘杨精神。", "再接再励。"), 10_000)
    assert (result.errors, result.rate, result.passes) == (2.0, 2.0, True)


def test_the_same_error_counts_three_times_at_most():
    assert score(of(*["要弘杨精神。"] * 5), 10_000).errors == 3.0
    assert score(of(*["要弘杨精神。"] * 5, "再接再励。"), 10_000).errors == 4.0


def test_a_title_is_among_the_three_that_count():
    assert score([*of(*["要弘杨精神。"] * 5), *of("弘杨精神", kind="title")], 10_000).errors == 4.0


def test_numeral_style_counts_a_tenth_and_one_at_most():
    assert score(of("学了三、四年。"), 10_000).errors == 0.1
    assert score(of("共有１２家。", "共有１３家。"), 10_000).errors == 0.2
    many = of(*[f"共有{chr(ord('０') + place % 10)}{chr(ord('１') + place // 10)}家。" for place in range(30)])
    assert len(many) == 30
    assert score(many, 10_000).errors == 1.0


@pytest.mark.parametrize(
    ("errors", "characters", "passes"), [(3.0, 10_000, True), (3.1, 10_000, False), (1.0, 0, True)]
)
def test_three_in_ten_thousand_pass(errors, characters, passes):
    assert ErrorScore(errors, characters).passes is passes


def test_advice_is_not_counted():
    text, quote = "办法要写清楚，讲给做事的人听。", "办法要写明白，讲给做事的人听。"
    found = check(Document.of([("b", "paragraph", text), ("q", "pull_quote", quote)]))
    assert len(found) == 1
    assert score(found, 100).errors == 0.0
