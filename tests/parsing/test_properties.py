"""What must hold for any text and any sequence of edits: nothing is lost, nothing raises but ImportRefused."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from articles.exceptions import ImportRefused
from articles.parsing import assemble, editing, propose, questions, read_source, state_from_json, state_to_json
from articles.parsing.structure import PageState, Role

FRAGMENTS = st.sampled_from(
    "河湾镇的老槐树下 今年开春， 修了一座桥。 “水渠修好了！” （作者单位：河湾大学） （李四 整理） ——河湾大学教授 张三 本报记者 王 丽 "
    "□ 李四 【短评】 G 热点思考 ●观点 ■金句 记者：为什么？ 答：因为路远。 一、路修通了 （一）桥 01 编者按： 核心阅读 第7版 2025年6月9日 星期一 责任编辑：赵六 "
    "图为村口。 王五 摄 （下转第8版） [1] 张三：《路》，第3页。 2022 年 61.5% +2.1 河湾日报 ［作者为 河湾 大学］ 、，。”（ 河 湾 镇 ⼀⻢ ； ：".split(
        " "
    )
)
LINES = st.lists(st.lists(FRAGMENTS, min_size=0, max_size=6).map("".join), min_size=1, max_size=60)
PAGES = st.one_of(
    LINES.map("\n".join),
    LINES.map("\n\n".join),
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=400),
)
RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def state_of(text: str) -> PageState | None:
    try:
        return propose(read_source(text.encode("utf-8")))
    except ImportRefused:
        return None


def refused(work: Callable[[], object]) -> ImportRefused | None:
    """The refusal that ``work`` ends in, if any."""
    try:
        work()
    except ImportRefused as refusal:
        return refusal
    return None


def assert_whole(text: str, state: PageState) -> None:
    """Every non-space character of the source lies in exactly one piece, with its own text."""
    source = read_source(text.encode("utf-8")).text
    covered = [0] * len(source)
    for piece in state.pieces:
        assert source[piece.start : piece.end] == piece.text
        for at in range(piece.start, piece.end):
            covered[at] += 1
    for at, char in enumerate(source):
        assert covered[at] <= 1
        assert covered[at] == 1 or char.isspace()
    account = assemble(state)["account"]
    solid = sum(not char.isspace() for char in source)
    assert account["source"] == solid == account["placed"] + account["furniture"] + account["unplaced"]


@RELAXED
@given(PAGES)
@example(
    "——河湾大学教授\n河湾镇的老槐树下河湾镇的老槐树下\n河湾镇的老槐树下河湾镇的老槐树下\n河湾镇的老槐树下"
)  # no paragraph at all
@example("【短评】\n【短评】")  # labels alone
def test_any_text_is_wholly_placed(text: str) -> None:
    state = state_of(text)
    if state is None:
        return
    assert_whole(text, state)
    assert assemble(state)["account"]["unplaced"] == 0
    json.dumps(assemble(state), ensure_ascii=False)
    questions(state)


@RELAXED
@given(st.binary(max_size=600))
def test_any_bytes_are_read_or_refused_in_one_sentence(data: bytes) -> None:
    refusal = refused(lambda: propose(read_source(data)))
    assert refusal is None or (refusal.message.endswith("。") and "\n" not in refusal.message)


def edit(state: PageState, data: st.DataObject) -> None:
    ids = [piece.id for piece in state.pieces]
    keys = [article.key for article in state.articles]
    some = data.draw(st.lists(st.sampled_from(ids), min_size=1, max_size=4, unique=True))
    operation = data.draw(st.integers(0, 10))
    if operation == 0:
        editing.set_role(state, some, data.draw(st.sampled_from(list(Role))))
    elif operation == 1:
        editing.move(state, some, data.draw(st.sampled_from([*keys, None])))
    elif operation == 2:
        editing.split_unit(state, some[0])
    elif operation == 3:
        editing.join_unit(state, some[0])
    elif operation == 4:
        editing.split_piece(state, some[0], data.draw(st.integers(-1, 12)))
    elif operation == 5:
        editing.new_article(state, some)
    elif operation == 6:
        editing.split_article(state, some[0])
    elif operation == 7 and keys:
        editing.join_articles(state, data.draw(st.sampled_from(keys)), data.draw(st.sampled_from(keys)))
    elif operation == 8:
        editing.order_articles(state, data.draw(st.permutations(keys)))
    elif operation == 9:
        editing.shift(state, some, data.draw(st.integers(-5, 5)))
    else:
        editing.confirm(state, some)


@RELAXED
@given(LINES.map("\n".join), st.data())
def test_no_sequence_of_edits_loses_a_character(text: str, data: st.DataObject) -> None:
    state = state_of(text)
    if state is None:
        return
    for _ in range(data.draw(st.integers(1, 8))):
        refusal = refused(lambda: edit(state, data))
        assert refusal is None or refusal.code == "bad-edit"
    assert_whole(text, state)
    stored = json.loads(json.dumps(state_to_json(state)))
    assert state_to_json(state_from_json(stored)) == stored
    assert assemble(state_from_json(stored)) == assemble(state)
    assert len({piece.order for piece in state.pieces}) == len(state.pieces)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@RELAXED
@given(JSON)
def test_a_damaged_state_is_refused(data: object) -> None:
    with pytest.raises(ImportRefused):
        state_from_json(data)


@RELAXED
@given(st.data())
def test_a_state_with_one_wrong_value_is_refused_or_whole(data: st.DataObject) -> None:
    state = state_of("河湾镇的路\n本报记者 王 丽\n今年开春，河湾镇修了一座桥。\n（作者单位：河湾大学）")
    assert state is not None
    stored = state_to_json(state)
    piece = stored["pieces"][data.draw(st.integers(0, len(stored["pieces"]) - 1))]
    piece[data.draw(st.sampled_from(sorted(piece)))] = data.draw(JSON)
    refusal = refused(lambda: state_from_json(stored))
    if refusal is not None:
        assert refusal.code == "bad-state"
        return
    again = state_from_json(stored)
    assemble(again)
    questions(again)
