"""What stands beside the texts of a printed page: signatures with a mark, notices, tables read down, where the next text begins."""

from __future__ import annotations

import pytest

from articles.parsing.forms import recognise
from articles.parsing.names import parse_byline
from articles.parsing.structure import Role
from tests.parsing.test_heads_apart import long
from tests.parsing.test_rules import BRIDGE, SCHOOL, WELL, page, wrap
from tests.parsing.test_set_beneath import ON_THE_BRIDGE
from tests.parsing.test_short_lines import AT_THE_MILL


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("作者的答案是，挑水的人多半", None),  # running text
        ("〇 陶一舟", Role.BYLINE),
        ("○陶一舟 ○贺小敏", Role.BYLINE),
        ("□陶舟 河湾镇乡土文化研究会", Role.BYLINE),
        ("文/陶 舟 河湾镇医院骨伤科", Role.BYLINE),
        ("挑水图（水墨） 陶 舟 作", Role.CAPTION),
        ("专家简介：陶一舟，河湾镇水务站站长", Role.AUTHOR_NOTE),
        ("农历乙巳年闰六月廿八", Role.FURNITURE),
        ("今明天气：今天白天到夜间多云", Role.FURNITURE),
        ("扫码进入读者群，与作者面对面交流。", Role.FURNITURE),
        ("《河湾·副刊》“老井的故事”征文", Role.FURNITURE),
    ],
)
def test_what_a_line_says_by_its_form(line: str, role: Role | None) -> None:
    form = recognise(line)
    assert (form and form.role) == role


def test_names_each_behind_a_mark() -> None:
    assert [person.name for person in parse_byline("○陶一舟 ○贺小敏")] == ["陶一舟", "贺小敏"]


def test_a_name_behind_a_mark_and_its_institution() -> None:
    (article,) = page("\n".join(["老井与新桥", "□陶舟 河湾镇乡土文化研究会", long(WELL)]))["articles"]
    assert [(p["name"], p["affiliation"]) for p in article["byline"]] == [("陶舟", "河湾镇乡土文化研究会")]


def test_a_call_for_texts_is_no_text() -> None:
    call = ["《河湾·副刊》“老井的故事”征文", "每口老井都有故事，本刊征集与井", "有关的文字，一经采用即付稿酬。"]
    found = page("\n".join(["老槐树下的井", "陶一舟", long(WELL), *call]))
    assert [len(article["blocks"]) for article in found["articles"]] == [1]
    assert call[0] in found["furniture"]


def test_a_books_data_with_its_author_run_together() -> None:
    book = ["《堂前的井：一口井的社会史》", "司空鹤著", "河湾出版社2024年版", "定价：58.00元"]
    (article,) = page("\n".join(["一本写井的书", "贺 敏", long(WELL), *book]))["articles"]
    assert [person["name"] for person in article["byline"]] == ["贺敏"]
    assert [box["lines"] for box in article["boxes"]] == [book]


def test_a_table_read_down_its_columns() -> None:
    cells = ["年龄段", "6—12岁", "13—17岁", "18—60岁", "挑水量", "2—3桶", "4—5桶", "6—7桶"]
    (article,) = page("\n".join(["老槐树下的井", "陶一舟", long(WELL), *cells]))["articles"]
    assert article["title"] == "老槐树下的井"
    assert [line for box in article["boxes"] for line in box["lines"]] == cells


def test_a_box_ends_where_the_next_text_is_headed() -> None:
    box = ["■ 延伸阅读", "挑水的人多在清晨来，", "井台要天天扫。"]
    lines = ["老槐树下的井", "陶一舟", long(WELL), *box, "过桥的日子", "贺 敏", long(BRIDGE)]
    found = page("\n".join(lines))["articles"]
    assert [(a["title"], [p["name"] for p in a["byline"]]) for a in found] == [
        ("老槐树下的井", ["陶一舟"]),
        ("过桥的日子", ["贺敏"]),
    ]


@pytest.mark.parametrize("opening", ["本报讯 近日，", "本报河湾7月2日电 ", "本报3月3日二版《老井清淤》一文中，"])
def test_a_report_opens_a_text_though_nothing_stands_over_it(opening: str) -> None:
    lines = ["老槐树下的井", wrap("本报讯 " + WELL * 3, 17), wrap(opening + BRIDGE * 3, 17)]
    assert len(page("\n".join(lines))["articles"]) == 2


def test_more_names_than_texts_part_a_text_whose_title_is_a_picture() -> None:
    texts = [wrap(text, 17) for text in (*AT_THE_MILL, *ON_THE_BRIDGE)]
    heads = ["■ 井边闲话", "文/陶一舟", "■ 桥头见闻", "过桥的日子", "文/贺 敏"]
    found = page("\n".join([*texts, *heads]))["articles"]
    assert [(a["title"], [p["name"] for p in a["byline"]]) for a in found] == [
        (None, ["陶一舟"]),
        ("过桥的日子", ["贺敏"]),
    ]


def test_a_headline_of_several_lines_outweighs_a_heading_over_its_text() -> None:
    asked = ["记者：井水还清吗？", "陶一舟：" + WELL * 2]
    talk = [part for head in ("先看一看井", "再看一看水", "后看一看人") for part in (head, *asked)]
    heads = ["河湾人的水井", "挑了一百多年的甜水", "——访镇水务站站长陶一舟", "本报记者 贺 敏"]
    lines = [wrap(part, 17) for part in talk] + ["给树挂牌子", "何渠生", long(SCHOOL), *heads]
    first = page("\n".join(lines))["articles"][0]
    assert first["title"] == "挑了一百多年的甜水"
    assert [b["text"] for b in first["blocks"]] == ["先看一看井", "再看一看水", "后看一看人"]
