"""Where one article ends and the next begins, and what is a headline, a quotation or a letter between them."""

from __future__ import annotations

from typing import Any

from articles.parsing import assemble, propose, read_source
from articles.parsing.likeness import Cohesion

from .typesetting import wrap

MILL = [
    "磨坊在河的拐弯处，水轮有两层楼那么高。从前全镇的玉米都在这里磨，排队的人从门口一直站到桥头。",
    "后来镇上有了电，有了钢磨，磨坊就停了。水轮一年一年地朽下去，磨齿也钝了，孩子们夏天爬上水轮摘榆钱。",
    "今年春天，几个年轻人换掉了水轮上朽坏的木板，请老匠人教他们凿磨齿。磨坊又磨出了玉米面，香味飘过桥头。",
]
BUS = [
    "早班公交车六点发车，司机老秦五点就到场站。他要绕着车走三圈，听一听轮胎，摸一摸座椅，再把暖气打开。",
    "乘客多半是赶早市的菜农，担子沉，上车慢。有人抱怨公交车总是晚点，老秦说，晚三分钟，担子就不用跑着上车。",
    "场站后来改了发车的时刻表，早班公交车多留了四分钟。司机不再为晚点扣奖金，乘客也不再跑着赶车了。",
]


def articles(*parts: str | list[str], width: int = 18) -> list[dict[str, Any]]:
    lines: list[str] = []
    for part in parts:
        lines += [part] if isinstance(part, str) else [line for text in part for line in wrap(text, width)]
    found: list[dict[str, Any]] = assemble(propose(read_source("\n".join(lines).encode())))["articles"]
    return found


def titles(found: list[dict[str, Any]]) -> list[str | None]:
    return [article["title"] for article in found]


def texts(article: dict[str, Any]) -> list[str]:
    return [block["text"] for block in article["blocks"]]


def test_a_title_without_byline_or_note_is_told_from_a_heading() -> None:
    cohesion = Cohesion([*MILL, *BUS])
    assert cohesion.shared(MILL[:2], MILL[2:]) > 2 * cohesion.shared(MILL, BUS)
    wide = "多等四分钟的早班车，等来了满满一车的菜担子"  # wider than the column of 18
    made = articles("老磨坊又转起来了", MILL[:2], "水轮是怎样修好的", MILL[2:], wide, BUS)
    assert titles(made) == ["老磨坊又转起来了", wide]
    assert [block["kind"] for block in made[0]["blocks"]] == ["paragraph", "paragraph", "heading", "paragraph"]


def test_texts_that_run_on_are_dealt_out_to_the_headlines_that_stand_first() -> None:
    made = articles("【乡土】", "老磨坊的水轮又转起来了", "米 拉", "【街谈】", "公交车为什么要晚点", "闻 道", MILL, BUS)
    assert titles(made) == ["老磨坊的水轮又转起来了", "公交车为什么要晚点"]
    assert [texts(article) for article in made] == [MILL, BUS]


def test_a_question_over_three_lines_is_one_title() -> None:
    made = articles(
        "老磨坊又转起来了", "米 拉", MILL, "【街谈】", "早班车，", "等几分钟，", "等的是谁？", "本报记者 闻 道", BUS
    )
    assert titles(made) == ["老磨坊又转起来了", "早班车，等几分钟，等的是谁？"]


def test_an_unmarked_quotation_is_known_by_its_narrower_setting() -> None:
    said = "晚上三分钟，菜农的担子就不用跑着上车了。"
    quoted = [said[at : at + 9] for at in range(0, len(said), 9)]
    made = articles("多等四分钟的早班车", "闻 道", BUS[:2], *quoted, BUS[2:], "（作者系河湾镇公交公司工程师）")
    assert made[0]["pull_quotes"] == [said]
    assert texts(made[0]) == BUS


def test_a_quotation_in_the_middle_of_a_sentence_leaves_the_paragraph_whole() -> None:
    first, rest = wrap(BUS[1], 18)[:2], wrap(BUS[1], 18)[2:]
    said = "晚上三分钟，菜农的担子就不用跑着上车了。"
    quoted = [said[at : at + 9] for at in range(0, len(said), 9)]
    made = articles("多等四分钟的早班车", "闻 道", BUS[:1], *first, *quoted, *rest, BUS[2:])
    assert texts(made[0]) == BUS


def test_a_letter_begins_an_article_with_its_salutation() -> None:
    made = articles("老磨坊又转起来了", "米 拉", MILL, "来信", "编辑同志：", BUS, "河湾镇居民 闻 道")
    assert [article["column"] for article in made] == [None, "来信"]
    assert texts(made[1]) == ["编辑同志：", *BUS]
    assert made[1]["byline"] == [{"name": "闻道", "role": None, "affiliation": "河湾镇居民"}]


def test_points_under_a_label_are_the_note() -> None:
    points = ["■ 磨坊停了二十年，今年又转了起来", "■ 修磨坊的是六个返乡的年轻人"]
    made = articles("老磨坊又转起来了", "米 拉", "核心阅读", *points, MILL)
    assert made[0]["editor_note"] == "\n".join(points)
    assert texts(made[0]) == MILL


def test_captions_without_a_first_word() -> None:
    line = "六个年轻人在修好的水轮前合影。 受访者供图"
    made = articles("老磨坊又转起来了", "米 拉", MILL[:2], line, MILL[2:])
    assert made[0]["captions"] == [line]
    assert texts(made[0]) == MILL


def test_a_caption_whose_credit_wraps_is_one() -> None:
    made = articles(
        "老磨坊又转起来了", "米 拉", MILL[:2], "图为六个年轻人和修好的水轮", "合影，水轮有两层楼高。 闻 道 摄", MILL[2:]
    )
    assert made[0]["captions"] == ["图为六个年轻人和修好的水轮合影，水轮有两层楼高。 闻 道 摄"]
    assert texts(made[0]) == MILL


def test_texts_that_run_on_are_cut_for_headlines_that_follow_in_another_order() -> None:
    made = articles(
        "一碗米粥的温度", "石 舟", "米粥要趁热喝，这是巷口粥铺的规矩。粥铺的灯亮得比天早，米粥的热气一直飘到巷尾。",
        MILL, BUS, "▍街谈", "早班公交车为什么晚点", "闻 道", "▍乡土", "老磨坊的水轮又转起来了", "米 拉",
    )  # fmt: skip
    found = {article["title"]: texts(article) for article in made}
    assert found["早班公交车为什么晚点"] == BUS
    assert MILL[0] in found["老磨坊的水轮又转起来了"] or MILL[1] in found["老磨坊的水轮又转起来了"]


def test_a_kicker_is_told_from_the_first_line_of_a_title() -> None:
    kicked = articles("乡土手艺系列报道之三", "老磨坊的水轮又转起来了", "米 拉", MILL)[0]
    assert (kicked["kicker"], kicked["title"]) == ("乡土手艺系列报道之三", "老磨坊的水轮又转起来了")
    broken = articles("老磨坊的水轮", "怎样又转了起来", "米 拉", MILL)[0]
    assert (broken["kicker"], broken["title"]) == (None, "老磨坊的水轮怎样又转了起来")


def test_a_subtitle_over_its_text_belongs_there_when_the_title_stands_elsewhere() -> None:
    made = articles("——一座老磨坊的重修记", "米 拉", MILL, "早班车的四分钟", "闻 道", BUS, "【乡土】", "水轮又转起来了")
    first = next(article for article in made if MILL[0] in texts(article))
    assert (first["title"], first["subtitle"]) == ("水轮又转起来了", "——一座老磨坊的重修记")


def test_names_in_brackets_that_close_one_paragraph_after_another_are_voices() -> None:
    said = ["班车早四分钟就好了。（秦 岭）", "担子沉，上车慢，请等一等。（苏 禾）", "座椅该换了，坐着硌人。（陶 然）"]
    made = articles("【街谈】", "早班车大家谈", "早班公交车总是晚点，本报听了几位乘客的说法。", *said, width=24)
    assert [(row["speaker"], row["text"]) for row in made[0]["statements"]] == [
        ("秦岭", "班车早四分钟就好了。"), ("苏禾", "担子沉，上车慢，请等一等。"), ("陶然", "座椅该换了，坐着硌人。"),
    ]  # fmt: skip


def test_a_text_without_a_title_is_doubtful_while_a_headline_has_no_text() -> None:
    def surest(*parts: str | list[str]) -> float:
        lines = [
            line for part in parts for text in ([part] if isinstance(part, str) else part) for line in wrap(text, 18)
        ]
        state = propose(read_source("\n".join(lines).encode()))
        return max(piece.confidence for piece in state.pieces if MILL[2].startswith(piece.text[:6]))

    page = ["【街谈】", "早班车的四分钟", "闻 道", BUS, "【乡土】", "米 拉", MILL]
    assert surest(*page) > 0.9 > surest("雪山骆驼与两封长信", *page)
