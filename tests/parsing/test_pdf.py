"""PDFs of pages: letters become lines in reading order whatever the file's own order; one sentence for what cannot be read."""

from __future__ import annotations

import random
import time

import pytest

from articles.exceptions import ImportRefused
from articles.parsing import assemble, propose, read_source
from articles.parsing.printed import Rule, in_order, lines_of
from articles.parsing.printed.letters import Letter
from tests.parsing.pdf_files import Set, leg, pdf_of, written

WELL = "河湾镇的老槐树下有一口井，井水清甜，全村人都来挑水，挑了一百多年。后来通了自来水，井边却没有冷清下来。"
BRIDGE = "石桥是道光年间修的，桥面窄，两辆板车不能并排。镇里几次要拆，老人们不肯，最后在上游另修了一座新桥。"
LIBRARY = "图书馆只有一间屋子，晚上亮着灯。孩子们写完作业不走，围着管理员听故事，听到九点半才各自回家。"


def legs(text: str, *lefts: float, top: float, rows: int) -> list[Set]:
    """A text that runs through several columns."""
    lines = leg(text, left=0, top=top)
    made: list[Set] = []
    for at, left in enumerate(lefts):
        part = lines[at * rows : (at + 1) * rows]
        made += [(left + x, foot - at * rows * 16, size, words) for x, foot, size, words in part]
    return made


def read(*parts: Set | list[Set]) -> list[str]:
    """The lines that are read from a page whose file has them in any order."""
    lines = [line for part in parts for line in (part if isinstance(part, list) else [part])]
    random.Random(len(lines)).shuffle(lines)
    return read_source(pdf_of(lines)).text.split("\n")


def words(*parts: Set | list[Set]) -> list[str]:
    return [line[3] for part in parts for line in (part if isinstance(part, list) else [part])]


def test_bands_articles_and_legs_are_read_one_after_the_other() -> None:
    """Two articles side by side over a third; the page's edges first and last."""
    head = [(40, 30, 10, "第7版"), (280, 30, 10, "理论"), (480, 30, 10, "2026年3月2日")]
    well = [(126, 80, 22, "老井不老"), (155, 100, 10, "闻 道"), *legs(WELL * 3, 40, 180, top=110, rows=7)]
    bridge = [(405, 80, 22, "石桥与新桥"), (445, 100, 10, "柏 舟"), *legs(BRIDGE * 3, 330, 470, top=110, rows=7)]
    library = [(231, 300, 28, "一间屋子的灯"), *legs(LIBRARY * 6, 40, 180, 330, 470, top=320, rows=6)]
    foot = [(40, 780, 9, "责任编辑：闻道"), (300, 780, 9, "电话：5550128")]
    assert read(head, well, bridge, library, foot) == words(head, well, bridge, library, foot)


def test_legs_under_a_short_headline_belong_to_it() -> None:
    """White goes down beside the headline, whose legs stand level; beyond, another article has a headline of its own."""
    well = [(196, 80, 22, "老井不老"), *legs(WELL * 4, 40, 180, 320, top=110, rows=6)]
    bridge = [(480, 80, 20, "石桥"), *leg(BRIDGE * 2, left=460, top=94)]
    assert read(bridge, well) == words(well, bridge)


SHOP = "粮站改成了书店，木梁还在，书架顶到了梁下。来买书的人少，来坐的人多，店主也不赶，说书是给人看的。"


def letters(*parts: Set | list[Set]) -> list[Letter]:
    """As if they had been read from a PDF."""
    lines = [line for part in parts for line in (part if isinstance(part, list) else [part])]
    every = [
        (char, left + at * size, left + (at + 1) * size, foot, size)
        for left, foot, size, text in lines
        for at, char in enumerate(text)
    ]
    return [Letter(*each, at) for at, each in enumerate(every)]


def in_frames(*rules: Rule, lines: list[list[Set]]) -> list[str]:
    groups = in_order(lines_of(letters(*lines)), rules, height=800)
    return [line.text for group in groups for line in group]


def test_a_frame_keeps_legs_over_it_from_those_under_it() -> None:
    """Its quote is short: white goes down beside the words, and through the frame."""
    well = legs(WELL * 4, 40, 180, 320, top=110, rows=7)
    quote = [(50, 236, 10, "井边却没有冷清下来")]
    below = legs(BRIDGE * 4, 40, 180, 320, top=245, rows=7)
    frame = [Rule(40, 221, 380, 221), Rule(40, 241, 380, 241)]
    assert in_frames(*frame, lines=[below, quote, well]) == words(well, quote, below)
    assert in_frames(lines=[below, quote, well]) != words(well, quote, below)


def test_articles_that_reach_round_one_another_stay_whole() -> None:
    """No white goes through the page: each corner is reached round by the next article."""
    well = [(196, 80, 22, "老井不老"), *legs(WELL * 5, 40, 180, 320, top=110, rows=8)]
    bridge = [(483, 80, 20, "石桥"), *leg(BRIDGE * 8, left=460, top=110, rows=30)]
    shop = [(76, 300, 22, "书店"), *leg(SHOP * 6, left=40, top=320, rows=28)]
    library = [(228, 300, 22, "一间屋子的灯"), *legs(LIBRARY * 6, 180, 320, top=320, rows=16)]
    station = [(330, 630, 22, "粮站新事"), *legs(SHOP * 4, 180, 320, 460, top=650, rows=7)]
    parts = [words(part) for part in (well, bridge, shop, library, station)]
    found = read(well, bridge, shop, library, station)
    places = [found.index(part[0]) for part in parts]
    assert [found[at : at + len(part)] for at, part in zip(places, parts, strict=True)] == parts


def test_a_headline_that_was_drawn_leaves_its_legs_together() -> None:
    label, byline = (40, 60, 10, "热点思考"), (215, 120, 10, "闻 道")
    text = legs(WELL * 4, 40, 180, 320, top=140, rows=6)
    assert read(label, byline, text) == words(label, byline, text)


def test_a_quote_under_its_article_and_a_banner_over_two() -> None:
    banner = (150, 60, 14, "聚焦乡村里的公共生活")
    well = [(126, 100, 22, "老井不老"), *legs(WELL * 2, 40, 180, top=110, rows=5), (60, 230, 12, "井边却没有冷清下来")]
    bridge = [(405, 100, 22, "石桥与新桥"), *legs(BRIDGE * 3, 330, 470, top=110, rows=8)]
    assert read(banner, well, bridge) == words(banner, well, bridge)


def test_a_page_is_taken_apart_as_its_text_would_be() -> None:
    well = [(126, 80, 22, "老井不老"), (155, 100, 10, "闻 道"), *legs(WELL * 4, 40, 180, top=110, rows=9)]
    bridge = [(330, 80, 22, "石桥与新桥"), (330, 100, 10, "柏 舟"), *legs(BRIDGE * 4, 330, 470, top=110, rows=9)]
    page = assemble(propose(read_source(pdf_of([*bridge, *well]))))
    found = [(each["title"], each["byline"][0]["name"], each["blocks"][0]["text"]) for each in page["articles"]]
    assert found == [("老井不老", "闻道", WELL * 4), ("石桥与新桥", "柏舟", BRIDGE * 4)]
    assert page["account"]["unplaced"] == 0


def set_apart(text: str, left: float, foot: float, size: float, gap: float) -> list[Set]:
    return [(left + at * (size + gap), foot, size, char) for at, char in enumerate(text)]


def test_spaces_are_what_is_wider_than_the_white_around_it() -> None:
    """A justified line has none, a line of names has; letters set far apart are one title."""
    names = [(100, 50, 10, "卜贞贞"), (142, 50, 10, "赵"), (162, 50, 10, "丹")]
    loose = set_apart("井水清甜全村人都来挑水", 40, 80, 10, 2.5)
    title = set_apart("谈心", 40, 120, 24, 16)
    row = [(40, 160, 10, "环节"), (100, 160, 10, "二〇二二年"), (200, 160, 10, "变化")]
    lines = [*names, *loose, *title, *row]
    assert read_source(pdf_of(lines)).text.split("\n") == [
        "卜贞贞 赵 丹", "井水清甜全村人都来挑水", "谈 心", "环节  二〇二二年  变化",
    ]  # fmt: skip


def test_letters_that_are_set_twice_are_read_once() -> None:
    text = leg(WELL, left=40, top=60)
    assert read_source(pdf_of([*text, *[(x + 0.3, y, size, words) for x, y, size, words in text]])).text.split(
        "\n"
    ) == words(text)


def test_text_set_downwards_is_read_from_the_right() -> None:
    down = [
        (left, 60 + at * 26, 24, char)
        for left, column in ((300, "老井不老了"), (264, "石桥与新桥"))
        for at, char in enumerate(column)
    ]
    text = leg(WELL, left=40, top=60)
    assert read_source(pdf_of([*down, *text])).text.split("\n") == [*words(text), "老井不老了", "石桥与新桥"]


def test_lines_know_where_they_stand() -> None:
    line = read_source(pdf_of([(40, 100, 20, "老井不老")])).lines[0]
    assert line.size == pytest.approx(20)
    assert line.box == pytest.approx((40, 82.4, 120, 100), abs=0.5)


TWO = pdf_of(leg(WELL, left=40, top=60), leg(BRIDGE, left=40, top=60))


def test_of_several_pages_one_is_named() -> None:
    with pytest.raises(ImportRefused) as caught:
        read_source(TWO)
    assert (caught.value.code, caught.value.message) == (
        "pdf-which-page", "这个 PDF 有 2 页，一次导入一个版面，请写明是第几页。",
    )  # fmt: skip
    for sheet, text in ((1, WELL), (2, BRIDGE)):
        assert read_source(TWO, sheet=sheet).text.replace("\n", "") == text


def test_a_page_that_is_not_there_is_told() -> None:
    with pytest.raises(ImportRefused, match="只有 2 页，没有第 3 页") as caught:
        read_source(TWO, sheet=3)
    assert caught.value.code == "pdf-no-such-page"


LOCK = f"<< /Filter /Standard /V 1 /R 2 /O <{'ab' * 32}> /U <{'cd' * 32}> /P -4 >>"
BAD = {
    "locked": (pdf_of([], trailer="/Encrypt 8 0 R /ID [<00> <00>]", more=[LOCK]), "pdf-encrypted"),
    "cut off": (TWO[:60], "pdf-not-pdf"),
    "no page": (
        written("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>"), "pdf-not-pdf",
    ),
    "pictures alone": (pdf_of([]), "no-text"),
    "no Chinese": (pdf_of([(40, 60, 10, "English alone")]), "no-chinese"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_files_get_one_sentence(name: str) -> None:
    data, code = BAD[name]
    with pytest.raises(ImportRefused) as caught:
        read_source(data)
    assert caught.value.code == code
    assert caught.value.message.count("。") == 1


def test_more_than_a_page_can_hold_is_refused_before_it_is_put_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.parsing.readers.pdf.MOST_LETTERS", 20)
    with pytest.raises(ImportRefused) as caught:
        read_source(TWO, sheet=1)
    assert caught.value.code == "pdf-heavy"


def test_a_table_with_very_many_cells_takes_no_time_to_speak_of() -> None:
    """What would be cut at each white if cells were legs."""
    cells = [
        Letter("井", 20.0 * across, 20.0 * across + 10, 20.0 * down, 10.0, 0)
        for across in range(30)
        for down in range(40)
    ]
    begun = time.process_time()
    groups = in_order(lines_of(cells), [], height=1500)
    assert time.process_time() - begun < 10
    assert sum(len(line.letters) for group in groups for line in group) == 1200


def test_a_file_that_is_too_large_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.parsing.readers.pdf.LARGEST", 100)
    with pytest.raises(ImportRefused) as caught:
        read_source(TWO)
    assert caught.value.code == "pdf-large"
