"""The character-level diff."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from articles.text.diff import changed_characters, diff, pieces

CHINESE = st.text(st.sampled_from("的和与发展高质量，。、“”我们工人培训\n"), max_size=60)


def changes(old, new):
    return [(edit.op, old[slice(*edit.a)], new[slice(*edit.b)]) for edit in diff(old, new) if edit.op != "equal"]


def test_one_character_is_one_edit():
    assert changes("提高产业工人待遇和地位。", "提高产业工人待遇与地位。") == [("replace", "和", "与")]


def test_insertions_and_deletions():
    assert changes("应充分认识自身使命", "应充分认识到自身的使命") == [("insert", "", "到"), ("insert", "", "的")]
    assert changes("我们的的目标", "我们的目标") == [("delete", "的", "")]
    assert changes("", "新的一段") == [("insert", "", "新的一段")]
    assert changes("旧的一段", "") == [("delete", "旧的一段", "")]
    assert diff("", "") == []


def test_a_rewritten_phrase_is_one_edit():
    assert changes("通过劳动的经验转化", "依靠实践的成果转化") == [("replace", "通过劳动的经验", "依靠实践的成果")]


def test_a_moved_clause_leaves_the_rest_alone():
    old = "第一，培训要贴近岗位。第二，企业要参与。第三，考核要严格。"
    new = "第一，培训要贴近岗位。第三，考核要严格。"
    assert "".join(removed for _, removed, _ in changes(old, new)).count("企业要参与") == 1


def test_long_texts_stay_cheap():
    old = "".join(f"第{n}条，企业应当安排职工参加第{n}期培训。" for n in range(3000))
    new = old.replace("第1500期", "第1501期")
    assert changes(old, new) == [("replace", "0", "1")]
    assert len(diff("甲" * 50_000, "乙" * 50_000)) == 1


def test_counting_wrong_characters():
    assert changed_characters("弘杨", "弘扬") == 1
    assert changed_characters("福幸感", "幸福感") == 1
    assert changed_characters("的的", "的") == 1
    assert changed_characters("建设的意见", "建设改革的意见") == 2


@given(CHINESE, CHINESE)
def test_edits_lead_from_the_one_to_the_other(old, new):
    edits = diff(old, new)
    assert "".join(old[slice(*edit.a)] for edit in edits) == old
    assert "".join(new[slice(*edit.b)] for edit in edits) == new
    assert all((old[slice(*edit.a)] == new[slice(*edit.b)]) == (edit.op == "equal") for edit in edits)
    assert all((one.op == "equal") != (other.op == "equal") for one, other in pairwise(edits))


@given(CHINESE, CHINESE)
def test_pieces_make_up_both_texts(first, second):
    runs = pieces(first, second)
    assert "".join(run.text for run in runs if run.kind != "second") == first
    assert "".join(run.text for run in runs if run.kind != "first") == second
    assert all(run.text for run in runs)
