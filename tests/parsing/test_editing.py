"""Whatever an editor does to a page, no character is lost and none stands in two places."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.exceptions import ImportRefused
from articles.parsing import assemble, editing, propose, read_source
from articles.parsing.storing import state_from_json, state_to_json
from articles.parsing.structure import Role

TEXT = """热点思考

把井口搬到田头

宋立 叶青

打一口井要花多少钱，村里人人会算；管一
口井要花多少心思，却没有人说得清。

去年春天，北坡的三口井同时断了水。

（作者单位：江州大学）

谁来给水渠看门

陶冉

看门人换了三茬，水渠还是那条水渠。
"""


def page():
    state = propose(read_source(TEXT.encode()))
    editing.split_unit(state, find(state, "去年春天").id)
    return state


def find(state, words):
    return next(piece for piece in state.pieces if words in piece.text)


def article_with(state, words):
    return next(entry for entry in assemble(state)["articles"] if words in json.dumps(entry, ensure_ascii=False))


def test_a_role_that_changes_splits_what_followed():
    state = page()
    editing.set_role(state, [find(state, "打一口井").id], Role.HEADING)
    blocks = article_with(state, "打一口井")["blocks"]
    kinds = {block["text"]: block["kind"] for block in blocks}
    assert kinds["打一口井要花多少钱，村里人人会算；管一"] == "heading"
    assert kinds["口井要花多少心思，却没有人说得清。"] == "paragraph"


def test_joining_brings_it_back():
    state = page()
    before = article_with(state, "打一口井")["blocks"]
    second = find(state, "口井要花多少心思")
    editing.split_unit(state, second.id)
    assert len(article_with(state, "打一口井")["blocks"]) == len(before) + 1
    editing.join_unit(state, second.id)
    assert [block["text"] for block in article_with(state, "打一口井")["blocks"]] == [b["text"] for b in before]


def test_a_moved_piece_stands_where_the_source_puts_it():
    state = page()
    target = find(state, "看门人换了三茬").article
    editing.move(state, [find(state, "去年春天").id], target)
    texts = [block["text"] for block in article_with(state, "看门人")["blocks"]]
    assert texts.index("去年春天，北坡的三口井同时断了水。") < texts.index("看门人换了三茬，水渠还是那条水渠。")


def test_cutting_a_line():
    state = page()
    piece = find(state, "去年春天")
    editing.split_piece(state, piece.id, 5)
    texts = [block["text"] for block in article_with(state, "去年春天")["blocks"]]
    assert "去年春天，" in texts
    assert "北坡的三口井同时断了水。" in texts


def test_splitting_and_joining_articles():
    state = page()
    count = len(state.articles)
    key = editing.split_article(state, find(state, "去年春天").id)
    assert len(state.articles) == count + 1
    editing.set_typed(state, key, "title", "断水之后")
    assert next(entry for entry in assemble(state)["articles"] if entry["title"] == "断水之后")["blocks"]
    origin = find(state, "打一口井").article
    editing.join_articles(state, key, origin)
    assert len(state.articles) == count


def test_reading_order_up_and_down():
    state = page()
    last = find(state, "去年春天")
    editing.shift(state, [last.id], -1)
    texts = [block["text"] for block in article_with(state, "去年春天")["blocks"]]
    assert texts[0].startswith("去年春天")
    editing.shift(state, [last.id], 1)
    assert article_with(state, "去年春天")["blocks"][0]["text"].startswith("打一口井")


def test_unknown_pieces_and_articles():
    state = page()
    for attempt in (
        lambda: editing.set_role(state, ["nobody"], Role.TITLE),
        lambda: editing.move(state, [state.pieces[0].id], "a99"),
        lambda: editing.set_typed(state, "a99", "title", "题"),
    ):
        with pytest.raises(ImportRefused):
            attempt()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.pop("pieces"),
        lambda data: data.update(format=99),
        lambda data: data["pieces"][0].update(role="emperor"),
        lambda data: data["pieces"][0].update(secret=1),
        lambda data: data["pieces"].append(dict(data["pieces"][0])),
        lambda data: data["pieces"][0].update(end=10_000),
        lambda data: data["articles"].append(dict(data["articles"][0])),
        lambda data: data.update(typed=3),
    ],
)
def test_a_spoilt_state_is_refused(spoil):
    data = state_to_json(page())
    spoil(data)
    with pytest.raises(ImportRefused):
        state_from_json(data)


def test_the_stored_form_is_the_state():
    state = page()
    stored = json.loads(json.dumps(state_to_json(state), ensure_ascii=False))
    assert state_from_json(stored) == state


def solid(text):
    return sorted("".join(text.split()))


def attempt(step, *arguments):
    """Some steps make no sense for some pieces: then they are refused and change nothing."""
    try:
        step(*arguments)
    except ImportRefused:
        return


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_sequence_of_steps_loses_a_character(data):
    state = page()
    for _ in range(data.draw(st.integers(1, 8))):
        ids = [piece.id for piece in state.pieces]
        keys = [article.key for article in state.articles]
        chosen = data.draw(st.lists(st.sampled_from(ids), min_size=1, max_size=4, unique=True))
        step = data.draw(st.integers(0, 8))
        if step == 0:
            editing.set_role(state, chosen, data.draw(st.sampled_from(list(Role))))
        elif step == 1:
            editing.move(state, chosen, data.draw(st.sampled_from([*keys, None])))
        elif step == 2:
            editing.split_unit(state, chosen[0])
        elif step == 3:
            attempt(editing.join_unit, state, chosen[0])
        elif step == 4:
            attempt(editing.split_piece, state, chosen[0], data.draw(st.integers(-1, 20)))
        elif step == 5:
            attempt(editing.split_article, state, chosen[0])
        elif step == 6 and len(keys) > 1:
            editing.join_articles(state, keys[0], keys[1])
        elif step == 7:
            attempt(editing.shift, state, chosen, data.draw(st.sampled_from([-1, 1])))
        else:
            editing.new_article(state, chosen)
    assert solid("".join(piece.text for piece in state.pieces)) == solid(TEXT)
    assert sorted(piece.order for piece in state.pieces) == sorted({piece.order for piece in state.pieces})
    account = assemble(state_from_json(state_to_json(state)))["account"]
    assert account["unplaced"] == 0
    assert account["placed"] + account["furniture"] == account["source"]
