"""Sentences proposed as pull quotes."""

from articles.text.quotable import quotable

TEXT = [
    "近日，多地出台职业伤害保障办法，覆盖人数达到1200万。这是一件大事。",
    "职业伤害保障的意义，不只在于事后补偿，更在于倒逼平台改进算法。其次，要把账算清楚。",
    "好的制度，要让骑手看得懂、算得清、等得到。然而执行起来并不容易，需要各方一起用力才行。",
]


def test_whole_pointed_sentences_about_the_subject_are_proposed():
    found = quotable(TEXT, words=["职业伤害保障", "骑手"])
    assert [each.text for each in found] == [
        "职业伤害保障的意义，不只在于事后补偿，更在于倒逼平台改进算法。",
        "好的制度，要让骑手看得懂、算得清、等得到。",
    ]
    assert found[0].reason == "说到职业伤害保障，有“不只”的判断"


def test_what_is_a_quote_already_is_not_proposed_again():
    taken = ["职业伤害保障的意义，不只在于事后补偿，更在于倒逼平台改进算法"]
    assert [each.text[:4] for each in quotable(TEXT, words=["骑手"], taken=taken)] == ["好的制度"]
