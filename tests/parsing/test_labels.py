"""Labels, kickers and page heads by what stands around them."""

from __future__ import annotations

from typing import Any

from articles.parsing import propose, read_source
from articles.parsing.headlines import Part, _between
from articles.parsing.icons import _vote
from articles.parsing.kickers import reads_on
from articles.parsing.layout import ends_sentence, make_rows
from articles.parsing.rubrics import share_labels
from articles.parsing.streams import Reading, Stretch, _unserved
from articles.parsing.structure import Piece, Role
from articles.parsing.units import Unit, whole
from tests.parsing.test_rules import BRIDGE, SCHOOL, WELL, page, wrap
from tests.parsing.test_set_beneath import AT_THE_WELL, MILL, long


def read(lines: list[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page("\n".join(lines))["articles"]
    return found


def test_a_headline_that_its_text_hardly_says_has_none_while_a_taken_text_says_it() -> None:
    one, two = Stretch([], headed=False), Stretch([], headed=False)
    said = {(0, "井"): 0.6, (0, "桥"): 0.0, (1, "井"): 0.5, (1, "桥"): 0.1, (2, "井"): 0.1, (2, "桥"): 0.1}

    class Told:
        def owners(self, reading: Reading) -> dict[int, int | None]:
            return {0: 0, 1: 1, 2: None}

        def covered(self, number: int, units: object) -> float:
            return said[(number, "井" if units is one.units else "桥")]

    assert _unserved(Told(), Reading([one, two])) == [1, 2]  # type: ignore[arg-type]


def test_two_labels_over_the_first_two_of_three_texts() -> None:
    texts = [[wrap(text * 2, measure)] for text, measure in ((WELL, 17), (BRIDGE, 20), (MILL, 23))]
    titles = ["老槐树下的一口井", "桥面宽了", "水磨坊又转起来"]
    lines = [
        "◇ 井边闲话",
        "◇ 桥头消息",
        *texts[0],
        "（作者单位：河湾小学）",
        *texts[1],
        "（作者单位：河湾渡口）",
        *texts[2],
        "（作者单位：河湾磨坊）",
        *titles,
    ]
    assert [a["column"] for a in read(lines)] == ["井边闲话", "桥头消息", None]


MARKED = [
    "◇ 坊间闲话",
    "老磨坊又转起来",
    "米 拉",
    long(MILL),
    "◇ 校园内外",
    "孩子们的树牌",
    "陶春生",
    long(SCHOOL, 20),
]


def test_a_rubric_has_no_subtitle() -> None:
    last = read([*MARKED, "学术动态", "让老井讲述自己的故事", "何渠生", long(WELL, 23)])[-1]
    assert (last["title"], last["subtitle"]) == ("让老井讲述自己的故事", None)


def test_plain_rubrics_over_titles_are_kickers_where_labels_have_a_mark() -> None:
    plain = [
        "井边手记",
        "老槐树下的一口井",
        "何渠生",
        long(WELL, 23),
        "桥头观察",
        "新桥通了班车",
        "林素芬",
        long(BRIDGE, 25),
    ]
    found = read([*MARKED, *plain])
    assert [a["kicker"] for a in found] == [None, None, "井边手记", "桥头观察"]


def test_a_label_over_a_title_with_a_comma_is_no_name() -> None:
    marked = [
        "◆ 坊间闲话",
        "老磨坊又转起来",
        "米 拉",
        long(MILL),
        "◆ 校园内外",
        "孩子们的树牌",
        "陶春生",
        long(SCHOOL, 20),
    ]
    last = read([*marked, "◆ 法眼", "桥面宽了，柿子出了山", "何渠生", long(BRIDGE, 23)])[-1]
    assert (last["column"], [p["name"] for p in last["byline"]]) == ("法眼", ["何渠生"])


def test_a_headline_with_a_comma_over_a_name_is_no_text() -> None:
    rows, _ = make_rows(
        read_source(
            "\n".join(["水磨坊又转起来", "◆ 法眼", "桥面宽了，柿子出了山", "何渠生", long(BRIDGE)]).encode()
        ).lines
    )
    assert _vote(rows, 1) < 0


def test_a_label_in_brackets_that_says_who_talks_is_no_label_of_a_quotation() -> None:
    first = [
        "【坊间闲话】",
        "老磨坊又转起来",
        "米 拉",
        long(MILL),
        "【校园内外】",
        "孩子们的树牌",
        "陶春生",
        long(SCHOOL, 20),
    ]
    found = read([*first, "【两代人说】", "井填不填", "何渠生", long(WELL, 23)])
    assert [a["column"] for a in found] == ["坊间闲话", "校园内外", "两代人说"]


def test_the_label_under_briefs_does_not_go_on_to_later_briefs() -> None:
    def piece(at: int, role: Role, article: str) -> Piece:
        return Piece(
            str(at), at, 10 * at, 10 * at + 8, "河湾短波" if role is Role.COLUMN else "井水清甜。", role, article, at
        )

    under = [piece(0, Role.PARAGRAPH, "a1"), piece(1, Role.COLUMN, "a1"), piece(2, Role.PARAGRAPH, "a2")]
    over = [piece(0, Role.COLUMN, "a1"), piece(1, Role.PARAGRAPH, "a1"), piece(2, Role.PARAGRAPH, "a2")]
    for pieces, column in ((under, None), (over, "河湾短波")):
        articles: list[dict[str, Any]] = [{"id": "a1", "column": "河湾短波"}, {"id": "a2", "column": None}]
        share_labels(pieces, articles)
        assert articles[1]["column"] == column


def test_a_pages_number_over_its_name_and_date_in_the_middle_of_the_source() -> None:
    first, second = (
        ["老井有了名牌", "何渠生", *[wrap(WELL, 17)] * 9],
        ["新桥通了班车", "陶春生", *[wrap(BRIDGE, 17)] * 9],
    )
    found = page("\n".join([*first, "B3", "农科讲堂", "2025-04-16", "责编 庄稼", *second]))["page"]
    assert (found["number"], found["name"]) == ("B3", "农科讲堂")


def test_a_label_for_briefs_goes_to_the_text_without_a_headline() -> None:
    labels = ["◇ 井边记事", "◇ 河湾短波", "◇ 坊间记事"]
    texts = [wrap(WELL * 2, 17), "何渠生", wrap(BRIDGE * 2, 20), "（陶春生）", wrap(MILL * 2, 23), "米 拉"]
    found = read([*texts, "老槐树下的一口井", "水磨坊又转起来", *labels])
    assert [(a["title"], a["column"]) for a in found][1] == (None, "河湾短波")


def test_a_line_that_ends_in_a_colon_reads_on() -> None:
    assert reads_on("桥面宽了：", "柿子出了山")
    assert not reads_on("桥面宽了", "柿子出了山")


def test_which_part_of_a_serial_is_printed_is_set_aside() -> None:
    found = page("\n".join(["老磨坊又转起来", "⑰", "□ 米拉", long(MILL), "（未完待续）"]))
    assert found["furniture"] == ["⑰"]
    assert [(a["title"], a["jump"]) for a in found["articles"]] == [("老磨坊又转起来", "（未完待续）")]


def test_a_sentence_in_latin_letters_ends() -> None:
    assert ends_sentence("I began to ask what it can answer.")
    assert not ends_sentence("[J]. 河湾教育评论, 2023(2).")


def test_where_blank_lines_part_blocks_none_joins_two_lines_unless_they_read_like_a_kicker_and_a_title() -> None:
    above, below = (Unit(None, whole([line])) for line in read_source("一方水土“三本账”\n挑水人的绳痕".encode()).lines)

    def cost(odds: float, *, telling: bool) -> float:
        return _between(above, below, Part.TITLE, Part.MORE, telling, odds)

    assert cost(-1.0, telling=True) < cost(-1.0, telling=False)
    assert cost(0.5, telling=True) == cost(0.5, telling=False)


def test_a_kicker_is_as_sure_as_its_words_are() -> None:
    def sure(kicker: str) -> float:
        lines = [kicker, "老槐树下的一口井", "何渠生", *(wrap(text, 17) for text in AT_THE_WELL)]
        pieces = propose(read_source("\n".join(lines).encode())).pieces
        return min(piece.confidence for piece in pieces if piece.role is Role.KICKER)

    assert sure("河湾镇建镇六十周年·风物系列报道之三") > 0.9
    assert sure("从一百年的绳痕说起，谁在挑水") < 0.7
