"""Three versions of one sequence brought together."""

from hypothesis import given
from hypothesis import strategies as st

from articles.text.merging import merge

WORDS = st.lists(st.sampled_from("甲乙丙丁戊己"), max_size=8)


def merged(base, mine, theirs):
    stretches = merge(base, mine, theirs)
    return "".join("".join(each.merged) for each in stretches), [each for each in stretches if each.is_clash]


def test_changes_of_one_side_only_are_taken():
    assert merged("甲乙丙丁", "甲乙丙己丁", "戊乙丙丁") == ("戊乙丙己丁", [])


def test_the_same_change_is_no_clash():
    assert merged("甲乙丙", "甲丁丙", "甲丁丙") == ("甲丁丙", [])


def test_both_sides_on_one_spot_clash():
    _, clashes = merged("甲乙丙", "甲丁丙", "甲戊丙")
    assert [(each.base, each.mine, each.theirs) for each in clashes] == [(["乙"], ["丁"], ["戊"])]


def test_neighbours_changed_by_two_do_not_clash():
    assert merged("甲乙丙", "甲丁丙", "甲乙戊") == ("甲丁戊", [])
    assert merged("甲乙丙", "丁乙戊", "甲己丙") == ("丁己戊", [])
    assert merged("甲乙丙", "甲丁戊丙", "甲乙己") == ("甲丁戊己", [])  # one parted a paragraph
    assert merged("甲乙", "甲丁乙", "甲戊") == ("甲丁戊", [])
    assert merged("甲乙丙", "甲丙", "甲乙丁") == ("甲丁", [])


def test_of_several_neighbours_only_those_that_both_changed_clash():
    _, clashes = merged("甲乙", "丁戊", "丁己")
    assert [(each.base, each.mine, each.theirs) for each in clashes] == [(["乙"], ["戊"], ["己"])]
    assert merged("甲乙丙", "甲丙", "甲丁丙")[1]  # taken away here, changed there
    assert merged("甲乙", "甲丁乙", "甲戊乙")[1]  # two new ones at one place


@given(WORDS, WORDS, WORDS)
def test_every_item_of_all_three_is_accounted_for(base, mine, theirs):
    stretches = merge(base, mine, theirs)
    assert [item for each in stretches for item in each.base] == base
    assert [item for each in stretches for item in each.mine] == mine
    assert [item for each in stretches for item in each.theirs] == theirs


@given(WORDS, WORDS)
def test_one_sided_work_is_never_a_clash(base, changed):
    assert merged(base, changed, base) == ("".join(changed), [])
    assert merged(base, base, changed) == ("".join(changed), [])
