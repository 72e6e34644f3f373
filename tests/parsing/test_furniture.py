"""Page heads and feet: names, numbers, dates, editors, and lines that are only about the paper."""

from __future__ import annotations

from typing import Any

import pytest

from articles.parsing import assemble, propose, read_source

from .typesetting import wrap

TEXT = (
    "磨坊在河的拐弯处，水轮有两层楼那么高。从前全镇的玉米都在这里磨，排队的人从门口一直站到桥头，等一个上午是常有的事。"
)
ARTICLE = ["老磨坊又转起来了", "米 拉", *wrap(TEXT, 18), *wrap("后来镇上有了电，" + TEXT, 18)]


def draft(head: list[str], foot: list[str], gap: str) -> dict[str, Any]:
    made: dict[str, Any] = assemble(propose(read_source(gap.join([*head, *ARTICLE, *foot]).encode())))
    return made


GAPS = pytest.mark.parametrize("gap", ["\n", "\n\n"])


@GAPS
@pytest.mark.parametrize(
    ("head", "name", "number"),
    [
        (["河湾日报 理论"], "理论", None),
        (["第八版", "理论"], "理论", "8"),
        (["第十二版"], None, "12"),
        (["第A05版：评论"], "评论", "A05"),
        (["首页 > 数字报 > 第05版 > 理论"], "理论", "5"),
        (["A05版 评论"], "评论", "A05"),
    ],
)
def test_the_page_head(head: list[str], name: str | None, number: str | None, gap: str) -> None:
    page = draft(head, [], gap)["page"]
    assert (page["name"], page["number"], page["banner"]) == (name, number, None)


@GAPS
@pytest.mark.parametrize(
    "date", ["民國114年6月9日 星期一", "中華民國一一四年六月九日", "2025年6月9日", "2025.6.9 星期一"]
)
@pytest.mark.parametrize("first", [True, False])
def test_a_date_line_alone(date: str, first: bool, gap: str) -> None:
    page = draft([date] if first else [], [] if first else [date], gap)["page"]
    assert "".join(page["date"].split()) == "".join(date.split())
    assert page["banner"] is None


@GAPS
@pytest.mark.parametrize(
    ("foot", "editors"),
    [
        ("编辑 柳 叶｜版式 涂 强｜校对 孔 维", ["编辑 柳 叶", "版式 涂 强", "校对 孔 维"]),
        ("編輯／王小明 美編／李大同", ["編輯／王小明", "美編／李大同"]),
        ("责任编辑：柳叶 美 编：涂强 校 对：孔维", ["责任编辑：柳叶", "美 编：涂强", "校 对：孔维"]),
        ("责编：柳叶 电话：0000-5550192 邮箱 a@b.example", ["责编：柳叶"]),
    ],
)
def test_editors(foot: str, editors: list[str], gap: str) -> None:
    page = draft([], [foot], gap)["page"]
    assert ["".join(entry.split()) for entry in page["editors"]] == ["".join(entry.split()) for entry in editors]


@GAPS
@pytest.mark.parametrize(
    "line",
    [
        "扫码看磨坊视频",
        "扫描二维码关注我们",
        "上一版 下一版",
        "本版内容仅供参考",
        "欢迎赐稿：a@b.example",
        "更多精彩内容请关注公众号",
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_lines_about_the_paper_are_set_aside(line: str, first: bool, gap: str) -> None:
    made = draft([line] if first else [], [] if first else [line], gap)
    assert line in made["furniture"]
    assert made["page"]["banner"] is None
    assert made["articles"][0]["kicker"] is None


@pytest.mark.parametrize("title", ["扫描只是第一步", "扫码支付进山村", "读报的老人"])
def test_titles_that_begin_like_furniture_stay_titles(title: str) -> None:
    made = assemble(propose(read_source("\n".join([title, *ARTICLE[1:]]).encode())))
    assert made["articles"][0]["title"] == title
