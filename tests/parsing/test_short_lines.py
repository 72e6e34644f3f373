"""What a short line is: a name or a title, a label, a signature, a table's row, a chapter, part of a quotation or a masthead."""

from __future__ import annotations

from typing import Any

import pytest

from articles.parsing import read_source
from articles.parsing.bigmarks import between_marks
from articles.parsing.bodies import Body
from articles.parsing.boundaries import find_bodies
from articles.parsing.displays import close_letters, free_displays
from articles.parsing.forms import is_table_row, recognise, turn_label
from articles.parsing.furniture import is_newspaper, is_page_name
from articles.parsing.genres import genre_fit, kinds
from articles.parsing.headlines import Part, told_by_form
from articles.parsing.labels import said_beside
from articles.parsing.layout import FREE
from articles.parsing.likeness import Cohesion
from articles.parsing.names import is_name
from articles.parsing.owners import Article
from articles.parsing.speakers import office_and_name, speaker
from articles.parsing.structure import Role
from articles.parsing.units import Unit
from articles.parsing.weak_names import SPREAD_TITLE
from tests.parsing.test_rules import BRIDGE, SCHOOL, WELL, page, wrap
from tests.parsing.test_set_beneath import AT_THE_WELL, MILL, ON_THE_BRIDGE, headings

AT_THE_MILL = [
    "水磨坊歇了三十年，去年夏天又转起来，磨出来的豆面供着镇上两家面馆，磨坊主人还收了两个徒弟。",
    "磨坊主人说，石磨转得慢，豆面才香，机器磨的豆面快是快，面馆的老主顾一口就尝得出来。",
    "两个徒弟头一年只学凿石磨，凿坏了三扇磨盘，磨坊主人一句重话没说，自己又去山里背石头。",
]


def texts(lines: list[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page("\n".join(lines))["articles"]
    return found


def titled(lines: list[str]) -> dict[str | None, dict[str, Any]]:
    return {article["title"]: article for article in texts(lines)}


def names(article: dict[str, Any]) -> list[str]:
    return [person["name"] for person in article["byline"]]


def unit(lines: list[str], role: Role | None, measure: float = 17.0) -> Unit:
    spans = [(line, 0, len(line.text)) for line in read_source("\n".join(lines).encode()).lines]
    return Unit(role, spans, measure, 0.9, "")


def rows(paragraphs: list[str], measure: int = 17) -> list[str]:
    return [wrap(text, measure) for text in paragraphs]


# --- forms ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("作者发现，许多老井并不是填", None),
        ("作者何渠生曾在镇上教书，熟悉每一口井，任凭风吹", None),
        ("作者何渠生系河湾镇中心小学教师", Role.AUTHOR_NOTE),
        ("（未完·待续）", Role.JUMP),
        ("（何渠生 自由撰稿人）", Role.BYLINE),
        ("征稿", Role.FURNITURE),
    ],
)
def test_what_a_line_says_by_its_form(line: str, role: Role | None) -> None:
    form = recognise(line)
    assert (form.role if form else None) is role


def test_a_row_of_text_with_figures_in_it_is_no_tables_row() -> None:
    assert not is_table_row("4 至 6 小时内不宜开车或者登高作业")
    assert is_table_row("井深（米） 38 210")


def test_a_unit_of_soldiers_and_a_name_sign() -> None:
    assert office_and_name("（某部通信营 何渠生）")
    assert not office_and_name("（那年头的老营 何渠生）")


def test_who_somebody_is_and_a_name_open_a_turn() -> None:
    assert turn_label("读者林素芬：井填不填？") == ("读者林素芬", 6)
    assert turn_label("律师提醒：买木器要问清楚。") is None


def test_a_notice_is_no_name() -> None:
    assert not is_name("公告")
    assert is_newspaper("河湾晨讯")
    assert is_page_name("河湾灯火·副刊")


def test_marks_set_off_by_a_space_hold_a_quotation() -> None:
    lines = ["井水清甜，全村人都来挑水", "“ 磨坊转着，", "徒弟就来 ”", "去年夏天又转起来"]
    assert between_marks(lines) == [(1, 3)]
    assert between_marks(["“ 人 肉 千 分 表 ” 。 这", "功 夫 不 是 天 生 的 ”"]) == []


# --- names and titles ----------------------------------------------------------------------------------------------------


def test_a_name_under_a_text_with_a_headline_goes_with_it_where_a_label_follows() -> None:
    first = ["老槐树下的一口井", *rows(AT_THE_WELL), "文/何渠生"]
    found = titled([*first, "● 桥头消息", *rows(ON_THE_BRIDGE, 21), "新桥通了班车"])
    assert names(found["老槐树下的一口井"]) == ["何渠生"]


def test_a_name_between_two_texts_signs_the_one_that_has_its_headline_over_it() -> None:
    first = ["老槐树下的一口井", *rows(AT_THE_WELL), "□ 何渠生 陶春生"]
    found = titled([*first, *rows(ON_THE_BRIDGE, 21), "柿子头一回出了山"])
    assert names(found["老槐树下的一口井"]) == ["何渠生", "陶春生"]


def test_a_name_between_two_texts_is_the_second_ones_where_its_note_asks_for_a_name() -> None:
    first = ["老槐树下的一口井", *rows(AT_THE_WELL), "何渠生"]
    note = "（作者系河湾镇中心小学教师）"
    found = titled([*first, *rows(ON_THE_BRIDGE, 21), note, "柿子头一回出了山"])
    assert names(found["柿子头一回出了山"]) == ["何渠生"]


def test_the_first_of_two_names_under_a_text_without_a_headline_is_its_title() -> None:
    (one, two) = texts(
        [
            "◇ 影中人",
            *rows(AT_THE_WELL),
            "石栏边",
            "何渠生",
            "◇ 桥头",
            "新桥通了班车",
            "陶春生",
            *rows(ON_THE_BRIDGE, 21),
        ]
    )
    assert (one["title"], names(one)) == ("石栏边", ["何渠生"])
    assert two["title"] == "新桥通了班车"


def test_a_line_under_a_text_with_a_name_under_it_is_a_title() -> None:
    first = ["【井边】", *rows(AT_THE_WELL), "绳痕深", "第九章", "武陵人", "（待续）"]
    second = ["【桥头】", *rows(ON_THE_BRIDGE, 21), "米 拉"]
    found = texts([*first, *second, "【磨坊】", *rows(AT_THE_MILL, 19), "陶 然", "责任编辑：夏禾"])
    assert (found[0]["title"], found[0]["subtitle"], names(found[0])) == ("绳痕深", "第九章", ["武陵人"])


def test_two_characters_set_apart_are_no_second_line_of_a_headline() -> None:
    rubric, title = unit(["小说连载"], None), unit(["雾 锣"], None)
    assert told_by_form(rubric, title, Part.TITLE, Part.MORE) is None
    title.reason = SPREAD_TITLE
    cost = told_by_form(rubric, title, Part.TITLE, Part.MORE)
    assert cost is not None
    assert cost > 10


def test_two_characters_set_apart_under_a_rubric_are_a_title() -> None:
    (article,) = texts(["小说连载", "雾 锣", "鹿 鸣", *rows(AT_THE_WELL)])
    assert (article["title"], names(article)) == ("雾锣", ["鹿鸣"])


def test_a_line_under_the_names_of_the_text_above_is_the_next_texts_headline() -> None:
    first = ["【井边】", *rows(AT_THE_WELL * 2), "老槐树下的一口井", "何渠生"]
    found = titled([*first, "新桥通了班车", *rows(ON_THE_BRIDGE * 2, 16), "□陶春生"])
    assert headings(found["新桥通了班车"]) == []


def test_a_headlines_line_that_ends_in_a_comma_is_no_part_of_the_text_above() -> None:
    lines = [*wrap(WELL, 17).split("\n"), "井边石栏，", "先要修好"]
    units = [unit(lines[:-1], Role.PARAGRAPH), unit(lines[-1:], None)]
    free_displays(units)
    assert [other.text for other in units[1:]] == ["井边石栏，", "先要修好"]
    units = [unit([*lines[:-2], "这事，"], Role.PARAGRAPH), unit([BRIDGE], Role.PARAGRAPH)]
    free_displays(units)
    assert len(units) == 2


def test_a_headline_is_not_broken_after_two_characters() -> None:
    first = ["G 井话", "G 桥话", *rows(ON_THE_BRIDGE * 2, 16), "新桥通了班车", "G 磨话"]
    found = titled([*first, "走笔", "不在井边的石栏", *rows(AT_THE_WELL * 2), "□本报记者 何渠生"])
    assert "不在井边的石栏" in found


def test_a_name_over_a_headline_that_has_another_under_it_is_another_texts() -> None:
    first = [*rows(AT_THE_WELL), "（作者系河湾镇中心小学教师）"]
    second = [*rows(ON_THE_BRIDGE, 21), "陶春生", "柿子头一回出了山", "于 归"]
    found = texts([*first, *second])
    assert [names(article) for article in found] == [["陶春生"], ["于归"]]


# --- verse -----------------------------------------------------------------------------------------------------------------

VERSE = [
    "石栏比我矮半头",
    "我站着的时候",
    "井水清甜",
    "好让风从这面",
    "头一回扛着扁担",
    "镇里给老井",
    "吹到那面",
]


def test_a_title_over_verse_and_the_poet_under_it() -> None:
    lines = ["◇ 井边", "老井的石栏", "米 拉", *rows(AT_THE_WELL), "◇ 短章", "石 栏", *VERSE, "戍 楼"]
    found = titled([*lines, "◇ 磨坊", "水磨坊又转起来", "陶 然", *rows(AT_THE_MILL, 20)])
    assert [block["text"] for block in found["石栏"]["blocks"]] == VERSE
    assert names(found["石栏"]) == ["戍楼"]


def test_title_and_poet_under_verse() -> None:
    lines = ["【桥头】", "新桥通了班车", "米 拉", *rows(ON_THE_BRIDGE), "【新诗】", *VERSE, "石 栏", "亦 舟"]
    found = titled([*lines, "【磨坊】", "水磨坊又转起来", "陶 然", *rows(AT_THE_MILL, 20)])
    assert [block["text"] for block in found["石栏"]["blocks"]] == VERSE
    assert names(found["石栏"]) == ["亦舟"]


# --- letters -----------------------------------------------------------------------------------------------------------------


def test_a_letter_home_keeps_its_first_and_last_lines() -> None:
    (article,) = texts(["老井的石栏", "丁知远", "爸、妈：", *rows(AT_THE_WELL), "儿 知远", "七月十二日"])
    blocks = [(block["kind"], block["text"].replace(" ", "")) for block in article["blocks"]]
    assert {kind for kind, _ in blocks} == {"paragraph"}
    assert [blocks[at][1] for at in (0, -2, -1)] == ["爸、妈：", "儿知远", "七月十二日"]


def test_who_signs_a_letter_may_have_a_rare_surname_and_the_next_texts_name_under_it() -> None:
    letter = ["井边要有灯", "编辑先生：", *rows(AT_THE_WELL), "河湾居民 亖惠莲"]
    found = titled([*letter, "米 拉", *rows(ON_THE_BRIDGE, 21), "新桥通了班车"])
    assert names(found["井边要有灯"]) == ["亖惠莲"]


# --- quotations ---------------------------------------------------------------------------------------------------------------

SAID = "石磨转得慢，豆面才香"


def test_a_quotation_under_two_lines_of_a_headline() -> None:
    said = "镇上的豆面卖得慢，磨坊里灯亮得早，天上星就少，生意难做。"
    first = [*rows(AT_THE_WELL), "何渠生", "▲ 深度", "在两千年老井边", "温柔一握", "天上星就少，", "生意难做。"]
    text = wrap("".join([*AT_THE_MILL[:2], said, AT_THE_MILL[2]]), 17)
    found = titled([*first, "▲ 磨坊", text, "米 拉", "水磨坊又转起来"])
    assert found["水磨坊又转起来"]["pull_quotes"] == ["天上星就少，生意难做。"]


def test_two_lines_word_for_word_between_a_masthead_and_a_label_are_a_quotation() -> None:
    first = ["老槐树下的一口井", "何渠生", *rows(AT_THE_WELL), "河湾晨报", "B7", "2025年6月21日 星期六"]
    second = ["石磨转得慢，", "豆面才香", "【磨坊】", "水磨坊又转起来", "米 拉", wrap("".join(AT_THE_MILL), 21)]
    found = titled([*first, *second])
    assert found["水磨坊又转起来"]["pull_quotes"] == [SAID]


def test_a_quotation_in_traditional_characters_keeps_its_short_lines() -> None:
    text = ["有時候不畫井，反而畫得更清楚。老井的石欄修好以後，鎮裏的孩子天天來畫，畫滿了三本冊子，還要再畫。"]
    lines = [
        "河灣晨報",
        "B7",
        "2025年6月21日 星期六",
        "有時候不畫井，",
        "反而畫得更清楚",
        "【畫廊】",
        "井邊的孩子",
        "米 拉",
    ]
    assert texts([*lines, wrap(text[0] * 2, 17)])[0]["pull_quotes"] == ["有時候不畫井，反而畫得更清楚"]


# --- mastheads, notices, tables --------------------------------------------------------------------------------------------------


def test_what_stands_beside_the_number_is_the_pages_name() -> None:
    text = [
        "河湾日报",
        "2025年6月26日",
        "走进老井边",
        "何渠生",
        *rows(AT_THE_WELL),
        "井边研究",
        "9",
        "责任编辑：陶春生",
    ]
    assert page("\n".join(text))["page"]["name"] == "井边研究"


def test_a_masthead_in_the_middle_of_the_source_begins_with_the_pages_name() -> None:
    first = ["老槐树下的一口井", "何渠生", *rows(AT_THE_WELL * 2), "图为镇上的孩子们在石栏边玩耍。 米 拉 摄"]
    second = ["乡村新闻", "2025年6月26日", "第2版", "新桥通了班车", "陶春生", *rows(ON_THE_BRIDGE * 3, 21)]
    assert page("\n".join([*first, *second]))["page"]["name"] == "乡村新闻"


def test_a_section_of_the_paper_over_a_number_is_a_masthead() -> None:
    first = ["老槐树下的一口井", "何渠生", *rows(AT_THE_WELL * 2), "河湾灯火·副刊", "7"]
    found = page("\n".join([*first, "新桥通了班车", "陶春生", *rows(ON_THE_BRIDGE * 3, 21)]))["page"]
    assert (found["name"], found["number"]) == ("河湾灯火·副刊", "7")


def test_a_call_and_a_notice_are_set_aside() -> None:
    lines = ["老槐树下的一口井", "何渠生", *rows(AT_THE_WELL), "征稿", "“井边”面向镇上读者征稿，", "八百字以内。"]
    found = page("\n".join([*lines, "公告", "河湾汽修厂原印章遗失，", "自即日起声明作废。"]))
    said = "".join(block["text"] for article in found["articles"] for block in article["blocks"])
    assert "征稿" not in said
    assert "作废" not in said


def test_lines_of_as_many_short_words_are_a_table() -> None:
    table = [
        "老井用水时间参考",
        "类别 用水时间 挑水",
        "第一口老井 早晨 不许",
        "第二口井 白天时间 可以",
        "石栏边的井 夜里 不限",
    ]
    found = page("\n".join(["老槐树下的一口井", "何渠生", *rows(AT_THE_WELL), *table]))
    assert [(box["title"], box["lines"]) for article in found["articles"] for box in article["boxes"]] == [
        (table[0], table[1:])
    ]


def test_a_books_number_and_price_are_its_data() -> None:
    data = ["《井边的概率》", "何渠生 著", "知水出版社 2025年6月", "ISBN 978-0-00-555012-3", "定价 49.80 元"]
    (article,) = texts(["把概率端到井边", *rows(AT_THE_WELL), "米 拉", *data])
    assert article["title"] == "把概率端到井边"
    assert "ISBN" in str(article["boxes"])


# --- who speaks -----------------------------------------------------------------------------------------------------------------


def test_a_reader_asks_and_a_lawyer_answers() -> None:
    asked = ["读者林素芬：我在镇上的木器店买了一张八仙桌，锯开一看是拼板。请问能不能退？"]
    answer = "律师成竹：可以退。店主卖桌子时说过整木，锯开的是拼板，说的和卖的不一样，您有权要木器店退钱。"
    (article,) = texts(["八仙桌能不能退", *rows([*asked, answer])])
    assert article["qa"]
    assert [turn["speaker"] for turn in article["statements"]] == ["林素芬", "成竹"]


def test_who_asked_stands_in_brackets_under_the_question() -> None:
    turns = ["问：井沿上的绳痕怎么来的？", "（读者 陶春生）", *rows([f"答：{WELL}"], 14)]
    more = ["问：新桥的柿子卖到了哪里？", "（读者 米 拉）", *rows([f"答：{BRIDGE}"], 14)]
    first = ["水磨坊又转起来", "何渠生", *rows(AT_THE_MILL, 18)]
    found = titled([*first, *turns, *more, "井和柿子"])
    assert [turn["speaker"] for turn in found["井和柿子"]["statements"]] == ["问", "答", "问", "答"]
    assert found["井和柿子"]["byline"] == []


def test_the_two_sides_of_a_dispute_and_what_they_are() -> None:
    first = ["正方·何渠生", "河湾小学教师", *rows(AT_THE_WELL[:2])]
    (article,) = texts(
        ["井要不要填", "镇上请两位来说。", *first, "反方·陶春生", "镇上磨坊主人", *rows(AT_THE_MILL[:2])]
    )
    said = [(turn["speaker"], turn["affiliation"]) for turn in article["statements"]]
    assert said == [("何渠生", "河湾小学教师"), ("陶春生", "镇上磨坊主人")]
    assert speaker("反方：陶春生 镇上磨坊主人") == ("陶春生", "镇上磨坊主人")


# --- where a text begins, and what goes with it ------------------------------------------------------------------------------------


def test_a_report_begins_after_a_commentary() -> None:
    first = [*rows(AT_THE_WELL, 14), *rows([f"本报讯 5月8日，{MILL}", SCHOOL], 13), "（白 露）", "磨坊收了两个徒弟"]
    found = titled([*first, *rows(ON_THE_BRIDGE, 20), "柿子头一回出了山"])
    assert found["磨坊收了两个徒弟"]["blocks"][0]["text"].startswith("本报讯")


def test_an_editors_note_under_a_signed_text_is_the_next_ones() -> None:
    first = ["老槐树下的一口井", *rows(AT_THE_WELL, 20), "□本报记者 梁上燕"]
    note = "编者按：什么是一口好井，本期约请三位来谈。"
    voices = [
        line
        for who, said in (("河湾小学校长 何渠生", SCHOOL), ("供水站站长 陶春生", BRIDGE), ("磨坊主人 林素芬", MILL))
        for line in (wrap(said, 19), f"——{who}")
    ]
    found = titled([*first, note, *voices, "好井的尺子在哪里"])
    assert found["老槐树下的一口井"]["editor_note"] is None


def test_a_label_whose_words_the_headline_or_the_note_says() -> None:
    article = Article(Body([unit([WELL], Role.PARAGRAPH)]), 0)
    assert said_beside("学员之窗", article) == 0.0
    article.notes.append(unit(["（作者系镇上夜校学员）"], Role.AUTHOR_NOTE))
    assert said_beside("学员之窗", article) == pytest.approx(1 / 3)


def test_a_review_names_its_book_at_once() -> None:
    review = ["研究老井的书不少，《井边的钟摆》选了一个极小的切口。", "书中最好的一章叫石栏。"]
    articles = [
        Article(Body([unit(text, Role.PARAGRAPH)]), 0)
        for text in ([*review, WELL * 5], review[1:], [review[0], WELL * 5])
    ]
    assert [genre_fit("书林", article, kinds(article)) > 0 for article in articles] == [True, False, False]


def test_a_speakers_short_line_shows_no_measure() -> None:
    voice = [unit([SCHOOL], Role.PARAGRAPH, 19), unit(["——河湾小学校长 何渠生"], Role.SPEAKER, 14)]
    units = [*voice, unit(["好井的尺子"], None, 14), unit(rows(ON_THE_BRIDGE, 13), Role.PARAGRAPH, 13)]
    assert len(find_bodies(units, Cohesion([SCHOOL, *ON_THE_BRIDGE]))) == 2


def test_the_first_question_in_another_column_begins_a_text() -> None:
    text = [unit(rows([said], 18), Role.PARAGRAPH, 18) for said in AT_THE_WELL]
    question = unit(["问：绳痕怎么来的？"], Role.PARAGRAPH, 14)
    assert len(find_bodies([*text, question], Cohesion(AT_THE_WELL))) == 2
    assert len(find_bodies([text[0], question], Cohesion(AT_THE_WELL))) == 1  # what introduces a conversation


def test_a_letters_last_lines_are_set_as_it_is() -> None:
    units = [
        unit(rows([WELL], 18), Role.PARAGRAPH, 18),
        unit(["儿 知远"], None, FREE),
        unit(["七月十二日"], None, FREE),
    ]
    close_letters(units)
    assert [(other.role, other.measure) for other in units] == [(Role.PARAGRAPH, 18)] * 3
