"""What tools that take text out of a printed page do to it, and what newspapers set beside texts: one rule at a time."""

from __future__ import annotations

import pytest

from articles.parsing.forms import recognise
from articles.parsing.structure import Role
from tests.parsing.test_heads_apart import long
from tests.parsing.test_rules import BRIDGE, SCHOOL, WELL, page, wrap


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("版式编辑：陶 舟", Role.FURNITURE),
        ("本版插图除署名外均由本报绘制", Role.FURNITURE),
        ("▶ 农户说", Role.PULL_QUOTE),
    ],
)
def test_what_a_line_says_by_its_form(line: str, role: Role) -> None:
    form = recognise(line)
    assert (form and form.role) is role


def test_a_photographers_name_parted_from_its_word() -> None:
    lines = ["老槐树下的井", "贺 敏", "挑水的人在井台上歇脚。 陶 舟", "摄", long(WELL)]
    (article,) = page("\n".join(lines))["articles"]
    assert [caption.replace(" ", "") for caption in article["captions"]] == ["挑水的人在井台上歇脚。陶舟摄"]


def test_who_a_letter_is_to_is_no_heading() -> None:
    (article,) = page("\n".join(["写给十年后", "贺 敏", "十年后的槐树：", long(WELL)]))["articles"]
    assert [block["kind"] for block in article["blocks"]][:2] == ["paragraph", "paragraph"]


def test_a_row_whose_quotation_the_next_row_closes_within_a_sentence_is_no_heading() -> None:
    lines = [
        "老槐树下的井",
        "贺 敏",
        wrap(WELL, 14),
        "它的好处在于“旱年不",
        "干”：井底的泉眼连着河，",
        "水位常年不变。",
        wrap(BRIDGE, 14),
    ]
    (article,) = page("\n".join(lines))["articles"]
    assert [block["kind"] for block in article["blocks"]] == ["paragraph"] * 3


def test_a_note_on_a_guest_goes_on_with_a_quotation_mark() -> None:
    talk = [
        wrap(part, 21) for part in ("记者：井水还清吗？", "陶一舟：" + WELL, "记者：人还来吗？", "陶一舟：" + BRIDGE)
    ]
    note = ["对话嘉宾：陶一舟，河湾镇水务站站长、镇文化站", "“老井工作室”带头人"]
    (article,) = page("\n".join(["老槐树下的井", "本报记者 贺 敏", *talk, *note]))["articles"]
    assert article["author_note"].endswith("“老井工作室”带头人")


def test_where_two_heads_of_speakers_are_sure_a_strange_name_heads_too() -> None:
    said = [
        ("陶一舟 河湾镇水务站站长", WELL),
        ("贺小敏 河湾镇中心小学教师", BRIDGE),
        ("苏日图雅 草滩镇实验学校校长", SCHOOL),
        ("何渠生 河湾镇水利协会会长", WELL),
    ]
    lines = ["老井该不该留", *(part for head, words in said for part in (head, wrap(words, 17)))]
    (article,) = page("\n".join(lines))["articles"]
    assert [(s["speaker"], s["affiliation"]) for s in article["statements"]] == [tuple(h.split()) for h, _ in said]


def test_a_label_with_any_mark_is_no_part_of_the_quotation() -> None:
    lines = ["老槐树下的井", "贺 敏", long(WELL), "◎摘句", "全村人都来挑水，挑了一百多年。"]
    (article,) = page("\n".join(lines))["articles"]
    assert article["pull_quotes"] == ["全村人都来挑水，挑了一百多年。"]


def test_a_titles_first_line_that_looks_like_a_name() -> None:
    lines = ["老槐树下的井", "贺 敏", long(WELL), "一家之言", "别急着", "把桥拆掉", "文/陶 舟", long(BRIDGE)]
    assert page("\n".join(lines))["articles"][1]["title"] == "别急着把桥拆掉"


def test_a_poets_name_behind_a_mark_over_numbered_poems() -> None:
    poems = ["其一", "槐树阴阴井水清，", "担钩声里过清明。", "绳痕一道深如许，", "记取前人早起行。"]
    more = ["其二", *poems[1:]]
    lines = ["【乡土文谈】", "过桥的日子", "贺 敏", long(BRIDGE), "【诗页】", "河湾井水谣", "○归舟", *poems, *more]
    verse = page("\n".join(lines))["articles"][1]
    assert (verse["title"], [person["name"] for person in verse["byline"]]) == ("河湾井水谣", ["归舟"])
    assert [block["text"] for block in verse["blocks"]][:5] == poems


def test_an_institution_and_a_name_close_a_brief() -> None:
    one, two = wrap(WELL + "（工学院 郁 葱）", 17), wrap(BRIDGE + "（工学院 陶 舟）", 17)
    briefs = ["▍ 校园短讯", "老槐树下的井边挂出护井牌", one, "新修的桥上运出头一车柿子", two]
    found = page("\n".join(["▍ 乡土", "给树挂牌子", "贺 敏", long(SCHOOL), *briefs]))["articles"]
    assert [(p["name"], p["affiliation"]) for p in found[1]["byline"]] == [("郁葱", "工学院")]


def test_a_reports_first_row_goes_on_further_down() -> None:
    report = wrap("本报讯（通讯员 陶一舟）昨日，" + BRIDGE * 3, 27).splitlines()
    rest = ["", "老槐树下的井", "贺 敏", "", wrap(WELL * 3, 17), "", *report[1:]]
    found = page("\n".join(["▍ 乡土", "给树挂牌子", "何渠生", "", long(SCHOOL), "", "镇上新修的桥", report[0], *rest]))
    bridge = next(article for article in found["articles"] if article["title"] == "镇上新修的桥")
    assert bridge["blocks"][0]["text"].startswith("本报讯（通讯员陶一舟）昨日，今年开春，镇上修了一座桥")


def test_a_rubric_without_the_mark_that_nearly_all_labels_have_is_a_kicker() -> None:
    texts = [("▍ 乡土", "老槐树下的井"), ("▍ 桥头", "过桥的日子"), ("▍ 校园", "给树挂牌子"), ("▍ 田间", "收柿子")]
    lines = [part for head in texts for part in (*head, "贺 敏", long(WELL))]
    found = page("\n".join([*lines, "★ 邮局", "乡村圆桌", "井边该不该摆摊", "陶一舟", long(BRIDGE)]))["articles"]
    assert (found[-1]["kicker"], found[-1]["title"]) == ("乡村圆桌", "井边该不该摆摊")


def test_a_title_that_compares_is_one_title() -> None:
    (article,) = page("\n".join(["一口老井", "比新桥更热闹？", "贺 敏", long(WELL)]))["articles"]
    assert (article["kicker"], article["title"]) == (None, "一口老井比新桥更热闹？")


def test_what_a_work_is_called_and_its_kind_in_the_next_row() -> None:
    lines = ["老槐树下的井", "贺 敏", "藏书票《挑水》", "（木刻）作于一九五二年", long(WELL)]
    (article,) = page("\n".join(lines))["articles"]
    assert [caption.replace(" ", "") for caption in article["captions"]] == ["藏书票《挑水》（木刻）作于一九五二年"]


def test_a_sentence_alone_that_no_text_goes_with_says_what_a_picture_shows() -> None:
    pictured = [
        "挑水的人在井台上歇脚。陶 舟 摄",
        "【桥头】",
        "过桥的日子",
        "何渠生",
        long(BRIDGE * 2),
        "（作者系教师）",
    ]
    lines = [
        "老槐树下的井",
        "贺 敏",
        long(WELL),
        *pictured,
        "井沿上，绳痕深深浅浅排成一排。",
        "【校园】",
        "给树挂牌子",
        "何渠生",
        long(SCHOOL),
    ]
    found = page("\n".join(lines))["articles"]
    assert len(found) == 3
    assert sum("井沿上，绳痕深深浅浅排成一排。" in article["captions"] for article in found) == 1


def test_under_a_name_with_a_picture_a_sentence_with_no_text_under_it_is_the_caption() -> None:
    lines = [wrap(WELL * 3, 17), "【桥头】", "过桥的日子", "何渠生", long(BRIDGE)]
    found = page("\n".join([*lines, "老槐树下的井", "贺 敏 文/图", "挑水的人翻看井边旧账。", "第5版"]))["articles"]
    assert (found[0]["title"], found[0]["captions"]) == ("老槐树下的井", ["挑水的人翻看井边旧账。"])


@pytest.mark.parametrize(
    "call",
    ["藏友信箱：征求镇上旧日的照片，愿割爱者请与编辑部联系。", "欢迎读者把老井的故事寄给我们，一经采用赠报一份。"],
)
def test_a_sentence_that_asks_readers_to_write_is_no_text(call: str) -> None:
    found = page("\n".join(["老槐树下的井", "贺 敏", long(WELL), wrap(call, 17)]))
    assert call in found["furniture"]


def test_what_asks_readers_to_write_stands_at_a_texts_end() -> None:
    call = wrap("藏友信箱：征求镇上旧日的照片，愿割爱者请与编辑部联系。", 17)
    heads = ["过桥的日子", "何渠生", "【乡土】", "老槐树下的井", "贺 敏"]
    found = page("\n".join([*heads, long(WELL), call, long(BRIDGE)]))["articles"]
    assert [article["title"] for article in found] == ["老槐树下的井", "过桥的日子"]


def test_two_characters_set_apart_in_brackets_close_a_brief() -> None:
    (article,) = page("\n".join(["老槐树下的井", wrap(WELL * 2 + "（南 乔）", 17)]))["articles"]
    assert [person["name"] for person in article["byline"]] == ["南乔"]


def test_a_quotation_whose_first_row_stood_alone() -> None:
    quote = ["井沿上的石头都磨出了深深的绳痕，全村人都来", "挑水，挑了一百多年。"]
    source = "老人说：“井沿上的石头磨出了深深的绳痕，全村人都来挑水，挑了一百多年。”" + SCHOOL
    lines = ["▍ 乡土", "老槐树下的井", "贺 敏", wrap(source, 17), wrap(BRIDGE * 2, 17), "", "●心语", *quote, ""]
    found = page("\n".join([*lines, "▍ 校园", "给树挂牌子", "何渠生", long(SCHOOL)]))["articles"]
    assert [article["pull_quotes"] for article in found] == [["".join(quote)], []]


def test_poems_under_one_title_with_the_poets_institution() -> None:
    first = ["一棵槐树用整个秋天", "练习告别", "它把金币撒了一地", "说，都拿去吧"]
    second = ["井台边的脚步声", "是最早的钟", "我们坐在石阶上", "等同一桶水"]
    lines = [
        "▍ 诗笺",
        "槐树（外一首）",
        "理学院 江 离",
        "",
        *first,
        "",
        "老井台",
        "",
        *second,
        "",
        "▍ 乡土",
        "过桥的日子",
        "贺 敏",
        long(BRIDGE),
    ]
    verse = page("\n".join(lines))["articles"][0]
    assert [person["name"] for person in verse["byline"]] == ["江离"]
    assert [b["text"] for b in verse["blocks"] if b["kind"] == "heading"] == ["老井台"]


def test_a_table_read_down_its_columns_amid_a_text() -> None:
    words, caption = ["泥层", "黏土", "粉砂", "细沙"], "挑水的人在井台上歇脚。"
    figures = ["厚薄", "深浅", "1.2米", "2.5米", "3.6米", "4.5米", "5.5米", "6.5米"]
    table = ["河湾镇老井井壁各层的厚薄和深浅", *figures]
    text = ["老槐树下的井", "贺 敏 文/图", wrap(WELL * 3, 17), *words, "", caption, "", wrap(BRIDGE * 2, 17)]
    lines = ["▍ 校园", "给树挂牌子", "何渠生", long(SCHOOL), "", "▍ 乡土", *text, "", *table]
    article = page("\n".join(lines))["articles"][1]
    assert (article["title"], article["captions"]) == ("老槐树下的井", [caption])
    boxed = [part for box in article["boxes"] for part in (box["title"], *box["lines"]) if part]
    assert "".join(boxed) == "".join([*words, *table])
