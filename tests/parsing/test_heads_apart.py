"""Labels, titles, names and headings where extraction left them: over, under or far from their texts."""

from __future__ import annotations

import pytest

from articles.parsing.forms import recognise, turn_label
from articles.parsing.structure import Role
from tests.parsing.test_rules import BRIDGE, SCHOOL, WELL, page, wrap

MILL = "水磨坊歇了三十年，去年夏天又转起来，磨出来的豆面供着镇上两家面馆，磨坊主人还收了两个徒弟。"


def long(text: str, measure: int = 17) -> str:
    return wrap(text * 3, measure)


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("【记者手记】", Role.COLUMN),
        ("◎本报评论员文章", Role.COLUMN),
        ("◎班主任手记", Role.COLUMN),  # no two names, though 班 and 任 are surnames
        ("修渠的人要学会", None),  # no society signs here
        ("——河湾镇水渠五年观察", None),
        ("——河湾镇中心小学 年春生", Role.SPEAKER),
        ("[2]。井沿上的绳痕，", None),
        ("[2]何渠生：《井沿》，河湾出版社2019年版。", Role.BOX),
    ],
)
def test_what_a_line_says_by_its_form(line: str, role: Role | None) -> None:
    form = recognise(line)
    assert (form and form.role) == role


def test_a_newspaper_in_title_marks_opens_a_turn() -> None:
    assert turn_label("《河湾日报》：这口井有多深？") == ("《河湾日报》", 7)


def test_a_label_that_comes_again_is_no_list_of_contents() -> None:
    text = f"■ 镇村短波\n老井有了名牌\n□ 何渠生\n{long(WELL)}\n■ 镇村短波\n新桥通了班车\n□ 陶春生\n{long(BRIDGE)}"
    articles = page(text)["articles"]
    assert [(a["column"], a["title"]) for a in articles] == [("镇村短波", "老井有了名牌"), ("镇村短波", "新桥通了班车")]


def test_a_title_that_begins_with_a_quotation_mark_is_no_part_of_the_page_head() -> None:
    found = page(f"河湾日报 2025年6月26日 乡土 第6版\n“绳痕”要看更要懂\n何渠生\n{long(WELL)}")
    assert found["articles"][0]["title"] == "“绳痕”要看更要懂"
    assert found["page"]["date"] == "2025年6月26日"


def test_a_dateline_under_a_title_is_text() -> None:
    text = f"新桥通了班车\n本报讯（记者 何渠生）{BRIDGE[:8]}\n{long(BRIDGE)}"
    article = page(text)["articles"][0]
    assert article["title"] == "新桥通了班车"
    assert article["blocks"][0]["text"].startswith("本报讯")


def test_a_first_heading_with_the_number_of_the_others_is_one() -> None:
    text = (
        f"老井的三本账\n本报记者 何渠生\n编者按：井还在，人还来。\n“挑水的人多，看井的人少。”\n（一）水从哪里来\n{long(WELL)}\n"
        f"（二）人往哪里去\n{long(SCHOOL)}\n（三）桥为谁修\n{long(BRIDGE)}"
    )
    article = page(text)["articles"][0]
    assert article["title"] == "老井的三本账"
    headings = [block["text"] for block in article["blocks"] if block["kind"] == "heading"]
    assert headings == ["（一）水从哪里来", "（二）人往哪里去", "（三）桥为谁修"]


def test_speakers_under_numbered_headings_are_one_round_up() -> None:
    people = [
        ("何渠生", "河湾镇水利站站长", WELL),
        ("陶春生", "河湾镇中心小学校长", SCHOOL),
        ("田又青", "河湾大学教授", BRIDGE),
    ]
    parts = [f"{at}.第{at}句话\n{name}（{office}）\n{long(text)}" for at, (name, office, text) in enumerate(people, 1)]
    text = "大家说老井\n编者按：老井要不要留，请三位说一说。\n" + "\n".join(parts) + "\n（田小满 整理）"
    articles = page(text)["articles"]
    assert len(articles) == 1
    assert [s["speaker"] for s in articles[0]["statements"]] == ["何渠生", "陶春生", "田又青"]


def test_a_heap_of_titles_is_no_paragraph_and_finds_its_texts() -> None:
    texts = {
        "老槐树下的井水挑了百年": WELL,
        "一座桥与满山的柿子": BRIDGE,
        "给每一棵树挂牌的孩子": SCHOOL,
        "水磨坊去年夏天又转": MILL,
    }
    text = "\n".join(f"{long(body)}\n（作者单位：河湾镇第{at}小学）" for at, body in enumerate(texts.values()))
    titles = list(texts)
    articles = page(text + "\n" + "\n".join([*titles[2:], *titles[:2]]))["articles"]
    assert [article["title"] for article in articles] == titles


def test_labels_in_one_row_are_labels() -> None:
    text = f"河湾讲坛 乡土笔记 井边夜话\n老井有了名牌\n何渠生\n{long(WELL)}"
    assert set(page(text)["columns"]) == {"河湾讲坛", "乡土笔记", "井边夜话"}


def test_the_name_of_a_series_alone_is_no_title() -> None:
    found = page(f"河湾古井系列谈②\n本报记者 何渠生\n{long(WELL)}")["articles"][0]
    assert (found["kicker"], found["title"]) == ("河湾古井系列谈②", None)


def test_a_box_of_links_ends_before_the_heading_of_a_text() -> None:
    box = "相关链接\n" + wrap("老槐树，树龄三百二十年，二〇一六年登记为古树名木。", 17)
    found = page(f"老井的三本账\n何渠生\n{long(BRIDGE)}\n{box}\n水从哪里来\n{long(WELL)}")
    assert not any(WELL[:8] in str(article["boxes"]) for article in found["articles"])


def test_a_paper_is_named_near_the_date() -> None:
    text = f"老井有了名牌\n何渠生\n{long(WELL)}\n沃土报\n乡村论坛\n2025年9月18日 星期四\n第6版\n新桥通了班车\n陶春生\n{long(BRIDGE)}"
    found = page(text)["page"]
    assert (found["newspaper"], found["name"]) == ("沃土报", "乡村论坛")


def test_names_in_a_heap_go_to_the_texts_with_notes_in_their_order() -> None:
    notes = ("（作者单位：河湾镇水利站）", "（作者单位：河湾镇中心小学）", "（作者单位：河湾大学）")
    texts = "\n".join(f"{long(text)}\n{note}" for text, note in zip((WELL, SCHOOL, BRIDGE), notes, strict=True))
    articles = page(f"{texts}\n何渠生\n陶春生\n田又青")["articles"]
    assert [[person["name"] for person in article["byline"]] for article in articles] == [
        ["何渠生"],
        ["陶春生"],
        ["田又青"],
    ]


def test_who_edited_a_foreign_text_stands_in_brackets_under_it() -> None:
    article = page(f"老井有了名牌\n{long(WELL)}\n（何渠生 编译）")["articles"][0]
    assert (article["byline"], article["compiler"]) == ([], ["何渠生"])


def test_names_in_a_heap_go_in_the_order_of_the_heads_to_texts_that_nobody_signed() -> None:
    texts = (
        f"{long(SCHOOL)}\n（陶春生）\n{long(WELL)}\n（作者单位：河湾镇水利站）\n{long(BRIDGE)}\n（作者单位：河湾大学）"
    )
    titles = "给每一棵树挂牌的孩子\n一座桥与满山的柿子\n老槐树下的井水挑了百年"
    articles = page(f"{texts}\n{titles}\n□ 田又青\n□ 何渠生")["articles"]
    assert {article["title"]: [person["name"] for person in article["byline"]] for article in articles} == {
        "给每一棵树挂牌的孩子": ["陶春生"],
        "一座桥与满山的柿子": ["田又青"],
        "老槐树下的井水挑了百年": ["何渠生"],
    }


def test_labels_framed_by_a_mark_and_a_saying_beside_them() -> None:
    assert recognise("｜简讯｜".replace("｜", "|")).role is Role.COLUMN  # type: ignore[union-attr]
    heads = ("◢ 井边时评\n老井有了名牌", "◢ 学堂\n给树挂牌的孩子", "◢ 乡亲说\n新桥通了班车")
    text = "\n".join(f"{head}\n何渠生\n{long(body)}" for head, body in zip(heads, (WELL, SCHOOL, BRIDGE), strict=True))
    assert [article["column"] for article in page(text)["articles"]] == ["井边时评", "学堂", "乡亲说"]


def test_what_a_label_says_of_its_text_tells_where_place_does_not() -> None:
    letter = f"编辑同志：\n{long(WELL)}"
    text = f"新桥通了班车\n何渠生\n{long(BRIDGE)}\n老井该修了\n陶春生\n{letter}\n■ 读者来信\n■ 乡村诗抄"
    columns = {article["title"]: article["column"] for article in page(text)["articles"]}
    assert columns["老井该修了"] == "读者来信"


def test_an_answer_to_a_letter_is_a_text_of_its_own() -> None:
    text = f"老井该修了\n编辑您好：\n{long(WELL)}\n\n春生：\n{long(SCHOOL)}"
    assert len(page(text)["articles"]) == 2


def test_a_call_for_manuscripts_and_who_publishes_the_page_are_set_aside() -> None:
    call = "征稿启事\n\n本版长期征集乡土故事，来稿请注明姓名。\n\n一经采用，即付薄酬。"
    found = page(f"老井有了名牌\n\n何渠生\n\n{call}\n\n{long(WELL)}\n\n河湾县融媒体中心主办")
    assert len(found["articles"]) == 1
    assert "征稿启事" in found["furniture"]
    assert "薄酬" not in str(found["articles"])


def test_a_credit_that_is_cut_in_a_name_belongs_to_its_caption() -> None:
    text = f"老井有了名牌\n何渠生\n{long(WELL)}\n村民在老井边打水。陶\n春生 摄\n{long(BRIDGE)}"
    assert page(text)["articles"][0]["captions"] == ["村民在老井边打水。陶春生 摄"]
