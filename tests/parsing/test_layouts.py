"""How pages are laid out, and what extraction makes of it: columns that break off, labels in between, lines side by side."""

from __future__ import annotations

from typing import Any

from articles.parsing import assemble, propose, read_source
from articles.parsing.gutters import unlay
from articles.parsing.seams import seam

from .test_boundaries import BUS, MILL, articles, texts, titles
from .test_gutters import legs
from .typesetting import wrap

WIDTH = 18
SHOP = "修鞋摊挪到了巷子里，老主顾找了三天才找着。摊主在原处贴了一张纸条，画了一个箭头，箭头画歪了半寸。"


def imported(*parts: str | list[str]) -> dict[str, Any]:
    lines: list[str] = []
    for part in parts:
        lines += [part] if isinstance(part, str) else part
    return assemble(propose(read_source("\n".join(lines).encode())))


def test_labels_in_a_row_open_new_legs() -> None:
    lower = [wrap(MILL[0] + SHOP, WIDTH), wrap(SHOP + BUS[0], WIDTH)]
    rows = [f"{one.ljust(WIDTH + 8)}{two}" for one, two in zip(*lower, strict=True)]
    labels = f"{'来论'.ljust(WIDTH + 8)}街谈"
    heads = [
        f"{'      老磨坊又转起来了'.ljust(WIDTH + 8)}      修鞋摊挪了窝",
        f"{'        米 拉'.ljust(WIDTH + 8)}        石 雨",
    ]
    page = imported("社论", "        多等四分钟的早班车", legs(BUS + MILL[1:]), labels, heads, rows)
    assert titles(page["articles"]) == ["多等四分钟的早班车", "老磨坊又转起来了", "修鞋摊挪了窝"]
    assert [article["column"] for article in page["articles"]] == ["社论", "来论", "街谈"]


def test_titles_at_different_heights_open_new_legs() -> None:
    lower = [wrap(MILL[0] + MILL[2], WIDTH), wrap(SHOP + SHOP, WIDTH)]
    rows = [f"{one.ljust(WIDTH + 8)}{two}" for one, two in zip(*lower, strict=False)]
    heads = [
        "      老磨坊又转起来了",
        "        米 拉",
        f"{' ' * (WIDTH + 14)}修鞋摊挪了窝",
        f"{' ' * (WIDTH + 16)}石 雨",
    ]
    page = [f"{'      多等四分钟的早班车'.ljust(WIDTH + 8)}      车厢见闻", *legs(BUS), *heads, *rows]
    read = [line.text for line in unlay(read_source("\n".join(page).encode()).lines)]
    upper = [line for text in BUS for line in wrap(text, WIDTH)]
    assert read.index("老磨坊又转起来了") > max(read.index(line) for line in upper)


def test_offices_and_names_between_paragraphs_are_a_round_ups_speakers() -> None:
    first = wrap(MILL[0] + MILL[1], WIDTH)
    page = imported(
        "老街上的三种声音", "河湾镇文化站站长 方未眠", first[:4], "【圆桌】", first[4:],
        "河湾公交公司调度员 习小川", wrap(BUS[0], WIDTH), "河湾镇街道办公室副主任 聂云", "帆", wrap(SHOP, WIDTH),
    )  # fmt: skip
    (article,) = page["articles"]
    said = [(turn["speaker"], turn["affiliation"]) for turn in article["statements"]]
    assert said == [
        ("方未眠", "河湾镇文化站站长"), ("习小川", "河湾公交公司调度员"), ("聂云帆", "河湾镇街道办公室副主任")
    ]  # fmt: skip


def test_a_headline_stands_under_a_column_that_breaks_off() -> None:
    first = wrap(MILL[0], WIDTH)
    page = imported(
        "老磨坊又转起来了", "米 拉", first, wrap(MILL[1], WIDTH)[:2], "车门外的早市",
        "——读《早班车》", "闻 道", [line for text in BUS for line in wrap(text, WIDTH)],
    )  # fmt: skip
    assert titles(page["articles"]) == ["老磨坊又转起来了", "车门外的早市"]
    assert page["articles"][1]["subtitle"] == "——读《早班车》"
    assert texts(page["articles"][1]) == BUS


def test_a_label_and_a_banner_within_a_word_do_not_end_the_text() -> None:
    lines = wrap("".join(BUS), WIDTH)
    at = next(at for at in range(5, len(lines)) if seam(lines[at - 1], lines[at]) > 2)
    rest = "".join(lines[at:])
    after = [rest[: WIDTH - 2], *(rest[start : start + WIDTH] for start in range(WIDTH - 2, len(rest), WIDTH))]
    page = imported("多等四分钟的早班车", "闻 道", lines[:at], "【车厢见闻】", "留住老街烟火 记下晨昏时刻", after)
    (article,) = page["articles"]
    assert "".join(texts(article)) == "".join(BUS)
    assert not any(text.startswith(after[0]) for text in texts(article))


def test_a_text_with_a_name_and_one_with_its_note_are_one() -> None:
    found = articles(
        "【闲话一刻】", "米 拉", MILL[:2], "多等四分钟的早班车", "闻 道", BUS, "（作者为河湾公交公司调度员）",
        "【走笔见闻】", MILL[2:], "［作者为河湾镇文化站馆员］",
    )  # fmt: skip
    assert [texts(article) for article in found] == [MILL, BUS]
    assert found[0]["byline"] == [{"name": "米拉", "role": None, "affiliation": "河湾镇文化站馆员"}]


def test_links_end_where_no_link_follows() -> None:
    found = articles(
        MILL, "相关链接", "《水轮有多重》 2月18日B03版", "《榆钱熟了》 3月5日B02版", "老磨坊又转起来了", "米 拉",
        "多等四分钟的早班车", "闻 道", BUS,
    )  # fmt: skip
    assert titles(found) == ["老磨坊又转起来了", "多等四分钟的早班车"]


def test_a_word_files_small_table_is_one_and_its_head_row_no_title() -> None:
    text = "农村电价一览\n　　电价怎么算，问的人很多。我们把今年的标准列出来。\n项目\t金额\n基础价\t4.5元\n{}　　以上标准从七月起执行，有疑问可以打热线。"
    for more, lines in (("", []), ("夜间价\t3.1元\n", ["夜间价 3.1元"])):
        [article] = assemble(propose(read_source(text.format(more).encode())))["articles"]
        assert [block["kind"] for block in article["blocks"]] == ["paragraph", "paragraph"]
        assert article["boxes"] == [{"kind": "data", "title": None, "lines": ["项目 金额", "基础价 4.5元", *lines]}]


def test_a_books_price_goes_with_its_data() -> None:
    found = articles(
        "一部写在车票背面的书", "——读《早班车》", "闻 道", BUS, "（作者系河湾师范学院教师）", "《早班车》，石雨著",
        "河湾出版社2025年5月出版", "定价：68元", "老磨坊又转起来了", "米 拉", MILL,
    )  # fmt: skip
    assert titles(found) == ["一部写在车票背面的书", "老磨坊又转起来了"]
    assert "定价：68元" in [line for box in found[0]["boxes"] for line in box["lines"]]


def test_two_titles_that_extraction_put_on_one_line() -> None:
    found = articles(
        "水轮朽了磨齿也钝了 早班公交车晚三分钟", "米 拉", MILL, "", BUS, "", "修鞋摊挪了窝", "石 雨", [SHOP]
    )
    assert titles(found) == ["水轮朽了磨齿也钝了", "早班公交车晚三分钟", "修鞋摊挪了窝"]
    assert [texts(article) for article in found] == [MILL, BUS, [SHOP]]


def test_one_sentence_alone_behind_a_note_is_lifted_from_a_text() -> None:
    (article,) = articles(
        "老磨坊又转起来了",
        "米 拉",
        [*MILL, SHOP],
        "（作者为河湾镇文化站馆员）",
        ["请老匠人凿好磨齿，香味就能飘过桥头。"],
    )
    assert article["pull_quotes"] == ["请老匠人凿好磨齿，香味就能飘过桥头。"]


def test_a_poem_of_one_word_ends_where_a_wider_gap_sets_off_the_next_label() -> None:
    verses = [
        "一半的井水挑回家",
        "一半的井水喂月亮",
        "祖母把水桶放平",
        "像放下一年的重量",
        "风从东边来",
        "又往西边去",
        "谁也没有多喝一口",
    ]
    lines = [
        "诗页",
        "秋分",
        "苇 航",
        "",
        *verses,
        "",
        "人间",
        "老磨坊又转起来了",
        "作者：米拉",
        "",
        *MILL,
        "",
        "车厢",
        "多等四分钟的早班车",
        "作者：闻道",
        "",
        *BUS,
    ]
    page = assemble(propose(read_source("\n\n".join(lines).encode())))
    heads = [(article["column"], article["title"]) for article in page["articles"]]
    assert heads[:2] == [("诗页", "秋分"), ("人间", "老磨坊又转起来了")]
    assert texts(page["articles"][0]) == verses


def test_a_paragraphs_first_row_is_no_heading() -> None:
    lines = wrap(MILL[0], WIDTH)
    found = imported("老磨坊又转起来了", "米 拉", lines, "水轮转了，人心也就跟着转", "动了。", wrap(BUS[0], WIDTH))
    assert [block["kind"] for block in found["articles"][0]["blocks"]] == ["paragraph"] * 3
