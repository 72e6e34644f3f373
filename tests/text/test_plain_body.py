"""The body's plain notation: what goes out comes back, and ids survive edits."""

import itertools
import json

import pytest
from django.conf import settings as settings_of_django
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.models.body import block_text
from articles.text.inline import SPACES
from articles.text.notation import read, written
from articles.text.plain_body import NotationError, blocks_to_notation, notation_to_blocks


def block(kind, text="", key="b1", **more):
    return {"id": key, "kind": kind, "text": text, **more}


def ids(blocks):
    return [each["id"] for each in blocks]


MARKUP = st.sampled_from(
    ["## ", "### ", "##", "> ", ">", "- ", "+ ", "（注）", "[表 1]", "[观点 1-2]", "\\", "\n", "　", "**", "__", "*", "|",
     "| 甲 |", "|---|", "[图 x7 | 说明]", "[文字](https://example.org/)", "](", "/"]
)  # fmt: skip
WORDS = st.lists(st.one_of(MARKUP, st.text(alphabet="学而时习之，abc12\\\n ", max_size=6)), min_size=1, max_size=6).map(
    "".join
)
TEXTS = WORDS.filter(lambda text: text.strip())


HREFS = st.sampled_from(["https://example.org/", "https://example.org/a(b)\\c", "mailto:a@example.org", "/issues/"])


@st.composite
def marks(draw, text):
    """Marks as the notation writes them down: none over the end of a line or cell, none beside another of its kind."""
    found = []
    for kind in ("link", "strong", "em"):
        at = 0
        while at < len(text) and draw(st.booleans()):
            start = draw(st.integers(at, len(text) - 1))
            end = draw(st.integers(start + 1, len(text)))
            if set("\n\t") & set(text[start:end]):
                break
            found.append({"start": start, "end": end, "kind": kind} | ({"href": draw(HREFS)} if kind == "link" else {}))
            at = end + 1
    order = ("link", "strong", "em")
    return sorted(found, key=lambda mark: (mark["start"], -mark["end"], order.index(mark["kind"])))


@st.composite
def bodies(draw, texts=TEXTS):
    kinds = st.sampled_from(
        ["paragraph", "paragraph", "heading", "note", "quote", "list", "table", "image", "statement"]
    )
    result = []
    for number, kind in enumerate(draw(st.lists(kinds, max_size=8)), start=1):
        row = {"id": f"b{number:04}", "kind": kind}
        if kind == "list":
            row |= {"items": draw(st.lists(texts, min_size=1, max_size=3)), "ordered": draw(st.booleans())}
        elif kind == "table":
            cells = st.lists(st.one_of(texts, st.just(""), st.just("--")), max_size=3)
            row |= {"rows": draw(st.lists(cells, min_size=1, max_size=3)), "head": draw(st.booleans())}
        elif kind == "image":
            row |= {"image": f"x{number}"} | draw(
                st.fixed_dictionaries({}, optional={"caption": texts, "credit": texts})
            )
        elif kind == "statement":
            row |= {"statement": f"key{number}"}
        else:
            row["text"] = draw(texts)
            if kind == "heading" and (level := draw(st.integers(2, 4))) > 2:
                row["level"] = level
        if found := draw(marks(block_text(row))):
            row["marks"] = found
        result.append(row)
    return result


@given(bodies())
@settings(max_examples=60, deadline=None)
def test_round_trip_keeps_everything(body):
    assert notation_to_blocks(blocks_to_notation(body), body) == body


@given(bodies(TEXTS.map(lambda text: text.strip(SPACES)).filter(bool)))
@settings(max_examples=60, deadline=None)
def test_the_notation_alone_holds_everything_but_the_ids(body):
    def bare(blocks):
        return [{**block, "id": ""} for block in blocks]

    statements = [block["statement"] for block in body if block["kind"] == "statement"]
    assert bare(notation_to_blocks(blocks_to_notation(body), statements=statements)) == bare(body)


CASES = json.loads((settings_of_django.BASE_DIR / "tests/data/notation.json").read_text())


def test_the_cases_that_the_browser_is_held_to_as_well():
    for case in CASES["write"]:
        assert "\n\n".join(map(written, case["blocks"])) == case["text"]
        assert [piece.block for piece in read(case["text"])] == case["blocks"]
    for case in CASES["read"]:
        pieces = read(case["text"].replace("\r\n", "\n").replace("\r", "\n"))
        assert [piece.block or {"kind": "place", "text": piece.text} for piece in pieces] == case["blocks"], case[
            "text"
        ]


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read_and_stable_from_then_on(text):
    try:
        blocks = notation_to_blocks(text)
    except NotationError:
        return
    again = notation_to_blocks(blocks_to_notation(blocks), blocks)
    assert again == blocks
    assert len(set(ids(blocks))) == len(blocks)


@given(bodies(), st.text(max_size=100))
@settings(max_examples=60, deadline=None)
def test_no_id_is_ever_given_twice(body, text):
    try:
        blocks = notation_to_blocks(blocks_to_notation(body)[:40] + text, body)
    except NotationError:
        return
    assert len(set(ids(blocks))) == len(blocks)


def test_each_line_is_a_paragraph_and_marks_make_the_rest():
    text = "第一段。\n第二段。\n\n## 小标题\n> 引文一\n> 引文二\n- 甲\n- 乙\n\n+ 一\n（注）出处"
    blocks = notation_to_blocks(text)
    assert [each["kind"] for each in blocks] == ["paragraph", "paragraph", "heading", "quote", "list", "list", "note"]
    assert blocks[3]["text"] == "引文一\n引文二"
    assert blocks[4] == {"id": blocks[4]["id"], "kind": "list", "items": ["甲", "乙"], "ordered": False}
    assert blocks[5]["ordered"] is True


def test_full_width_indents_are_taken_off_new_paragraphs():
    assert notation_to_blocks("　　正文。")[0]["text"] == "正文。"


def test_a_changed_paragraph_keeps_its_id_and_its_marks():
    link = {"start": 4, "end": 6, "kind": "link", "href": "https://example.org/"}
    before = [block("paragraph", "第一段原文在此。", "b0001", marks=[link]), block("paragraph", "第二段。", "b0002")]
    after = notation_to_blocks(blocks_to_notation(before).replace("一段", "一段的"), before)
    assert ids(after) == ["b0001", "b0002"]
    assert after[0]["marks"] == [{**link, "start": 5, "end": 7}]


def test_a_moved_paragraph_keeps_its_id():
    before = [block("paragraph", text, key) for key, text in (("b0001", "甲段"), ("b0002", "乙段"), ("b0003", "丙段"))]
    assert ids(notation_to_blocks("丙段\n甲段\n乙段", before)) == ["b0003", "b0001", "b0002"]


def test_an_inserted_paragraph_gets_a_fresh_id():
    before = [block("paragraph", "前面的一段话。", "b0001"), block("paragraph", "后面的一段话。", "b0002")]
    after = notation_to_blocks("前面的一段话。\n新插进来，与别段毫不相干。\n后面的一段话。", before)
    assert [after[0]["id"], after[2]["id"]] == ["b0001", "b0002"]
    assert after[1]["id"] not in ("b0001", "b0002")


def test_a_paragraph_made_a_heading_keeps_its_id():
    assert ids(notation_to_blocks("## 这是标题", [block("paragraph", "这是标题", "b0001")])) == ["b0001"]


def test_split_paragraph_keeps_the_id_once():
    before = [block("paragraph", "前半句话很长很长很长很长。后半句。", "b0001")]
    after = notation_to_blocks("前半句话很长很长很长很长。\n后半句。", before)
    assert after[0]["id"] == "b0001"
    assert len(set(ids(after))) == 2


STATEMENTS = [{"id": f"s{n}000", "kind": "statement", "statement": f"key{n}"} for n in (1, 2, 3)]


def test_statements_at_the_end_need_no_line():
    body = [block("paragraph", "导语。", "b0001"), *STATEMENTS]
    assert blocks_to_notation(body) == "导语。"
    assert notation_to_blocks("导语。", body) == body


def test_statements_between_paragraphs_have_a_place():
    body = [block("paragraph", "导语。", "b0001"), *STATEMENTS, block("note", "整理", "b0002")]
    assert blocks_to_notation(body) == "导语。\n\n[观点 1-3]\n\n（注）整理"
    swapped = notation_to_blocks(blocks_to_notation(body), body, statements=["key2", "key1", "new"])
    assert [each.get("statement") for each in swapped] == [None, "key2", "key1", "new", None]
    assert swapped[1]["id"] == "s2000"


def test_statements_that_are_gone_leave_no_trace():
    body = [*STATEMENTS, block("paragraph", "结语。", "b0001")]
    after = notation_to_blocks("[观点 1-3]\n结语。\n[观点 9]", body, statements=["key3"])
    assert [each["kind"] for each in after] == ["statement", "paragraph"]


TABLE = {"id": "t0001", "kind": "table", "rows": [["甲"]], "head": False}


@pytest.mark.parametrize(
    ("text", "words"), [("[表 2]", "只有 1 个表"), ("[表 1]\n[表 1]", "写了两次"), ("[图 1]", "没有图")]
)
def test_a_place_without_its_thing_is_told(text, words):
    with pytest.raises(NotationError, match=words):
        notation_to_blocks(text, [TABLE])


def test_places_are_read_however_they_are_typed():
    for left, right in itertools.product("[［【", "]］】"):
        assert notation_to_blocks(f"{left}表1{right}", [TABLE]) == [TABLE]


def test_large_bodies_are_matched_in_reasonable_time():
    before = [block("paragraph", f"第 {n} 段的文字，各不相同 {n * 7919}。", f"b{n:05}") for n in range(1500)]
    text = "\n".join(each["text"].replace("文字", "新文字") for each in before)
    assert ids(notation_to_blocks(text, before)) == ids(before)


def test_huge_and_repetitive_texts_stay_quick():
    before = [block("paragraph", "的" * 90_000, "b0001")]
    after = notation_to_blocks("的" * 45_000 + "了" * 2_000 + "的" * 45_000, before)
    assert ids(after) == ["b0001"]
    same = [block("paragraph", "同一句话。", f"b{n:05}") for n in range(3_000)]
    assert len(notation_to_blocks("同一句话。\n" * 2_999 + "另一句。", same)) == 3_000
