"""Labels over texts whose titles stand beneath, headings set on two lines or in brackets, and what is set beside a text."""

from __future__ import annotations

import pytest

from articles.parsing.bigmarks import between_marks
from articles.parsing.forms import recognise, turn_label
from articles.parsing.furniture import is_aside
from articles.parsing.signatures import closes_signature
from articles.parsing.structure import Role
from tests.parsing.test_rules import BRIDGE, SCHOOL, WELL, page, wrap

MILL = "水磨坊歇了三十年，去年夏天又转起来，磨出来的豆面供着镇上两家面馆，磨坊主人还收了两个徒弟。"


def long(text: str, measure: int = 17) -> str:
    return wrap(text * 3, measure)


def headings(article: dict[str, object]) -> list[str]:
    blocks: list[dict[str, str]] = article["blocks"]  # type: ignore[assignment]
    return [block["text"] for block in blocks if block["kind"] == "heading"]


# --- labels over texts -------------------------------------------------------------------------------------------------


def test_a_short_line_over_a_text_is_its_label_where_the_title_stands_beneath() -> None:
    text = ["河畔灯火", long(WELL), "老槐树下的一口井", "夜雨敲窗", long(MILL), "水磨坊又转起来"]
    found = [(a["column"], a["title"]) for a in page("\n".join(text))["articles"]]
    assert found == [("河畔灯火", "老槐树下的一口井"), ("夜雨敲窗", "水磨坊又转起来")]


def test_a_short_title_that_its_text_says_stays_a_title() -> None:
    text = ["老槐树下", long(WELL), "何渠生", "磨坊又转", long(MILL)]
    assert [a["title"] for a in page("\n".join(text))["articles"]] == ["老槐树下", "磨坊又转"]


def test_a_notice_of_an_error_has_a_title_of_its_own() -> None:
    text = [
        "老井有了名牌",
        "何渠生",
        long(WELL),
        "新桥通了班车",
        "更正",
        "本报昨日第三版“水磨坊”误作“水磨房”，特此更正。",
    ]
    assert "更正" in [a["title"] for a in page("\n".join(text))["articles"]]


def test_a_label_under_its_briefs_is_not_that_of_the_texts_after_it() -> None:
    briefs = [wrap(f"河湾镇：{WELL}", 17), wrap(f"东岸村：{BRIDGE}（何渠生）", 17), "乡镇短波"]
    first = ["河畔人家", "本报记者 米 拉", *[wrap(MILL, 22)] * 3, "水磨坊又转起来"]
    second = [*[wrap(SCHOOL, 19)] * 3, "孩子们的树牌"]
    found = {a["title"]: a["column"] for a in page("\n".join([*briefs, *first, *second]))["articles"]}
    assert found == {None: "乡镇短波", "水磨坊又转起来": "河畔人家", "孩子们的树牌": None}


# --- headings ----------------------------------------------------------------------------------------------------------


CASE = [
    "何某在镇上的木器店买了一张八仙桌，店主说是整木，八仙桌锯开一看，里面却是拼板，何某当天就抬着桌子去找店主。",
    "何某要退八仙桌，店主说桌子锯过不能退，还说木器店的单子上从来没有写过整木两个字，两个人吵了一个下午。",
    "法院认为，店主卖八仙桌时说过整木，锯开的桌子是拼板，说的和卖的不一样，何某有权要木器店把钱退回来。",
    "桌子虽然锯过，不锯开就看不出拼板，何某没有过错，法院判店主退还八仙桌的钱，锯开的木料归木器店。",
    "买木器要问清楚整木还是拼板，店主说过的话最好写在单子上，八仙桌这样的大件更要留下木器店的凭据。",
    "桌子锯过以后才看出拼板，并不是何某的错，店主拿锯过作理由不肯退钱，法院不会支持这样的木器店。",
]


def parts(labels: list[str], texts: list[str]) -> list[str]:
    made = [[label, wrap(texts[2 * at], 17), wrap(texts[2 * at + 1], 17)] for at, label in enumerate(labels)]
    return [line for part in made for line in part]


def test_labels_in_brackets_within_one_text_are_headings() -> None:
    others = [
        "新桥通了班车",
        "陶春生",
        wrap(BRIDGE, 21),
        wrap(MILL, 21),
        "孩子们的树牌",
        "米 拉",
        wrap(SCHOOL, 24),
        wrap(WELL, 24),
    ]
    labels = ["【案情】", "【裁判】", "【点评】"]
    found = page("\n".join([*others, "木器店的八仙桌", "何渠生", *parts(labels, CASE)]))["articles"]
    assert [headings(a) for a in found] == [[], [], labels]
    assert found[2]["column"] is None


def test_labels_in_brackets_over_texts_on_different_things_are_labels() -> None:
    others = ["新桥通了班车", "陶春生", wrap(BRIDGE, 21), wrap(BRIDGE, 21)]
    texts = [*CASE[:2], WELL, f"老人说，{WELL}", SCHOOL, f"老师说，{SCHOOL}"]
    found = page("\n".join([*others, *parts(["【木器】", "【村井】", "【校园】"], texts)]))
    assert set(found["columns"]) == {"木器", "村井", "校园"}


@pytest.mark.parametrize("numbers", [("01", "02", "03"), ("一", "二", "三"), ("1.", "2.", "3.")])
def test_a_number_alone_on_its_line_goes_with_the_heading_under_it(numbers: tuple[str, ...]) -> None:
    parts = ["河湾镇的三件事", "何渠生"]
    for number, heading, text in zip(numbers, ("先数井", "再看桥", "后看磨坊"), (WELL, BRIDGE, MILL), strict=True):
        parts += [number, heading, long(text)]
    (article,) = page("\n".join(parts))["articles"]
    assert headings(article) == [
        number + heading for number, heading in zip(numbers, ("先数井", "再看桥", "后看磨坊"), strict=True)
    ]


def test_one_number_alone_is_no_heading() -> None:
    found = page(f"01\n河湾日报\n2025年6月26日\n老井有了名牌\n何渠生\n{long(WELL)}")
    assert found["page"]["number"] == "1"


# --- heads --------------------------------------------------------------------------------------------------------------


def test_a_subtitle_that_has_not_named_whom_it_visits_goes_on() -> None:
    text = ["“井边的灯还亮着”", "——对话河湾镇供水站", "老站长何渠生", "□本报记者 陶春生", long(WELL)]
    (article,) = page("\n".join(text))["articles"]
    assert (article["title"], article["subtitle"]) == ("“井边的灯还亮着”", "——对话河湾镇供水站老站长何渠生")


def test_a_title_line_that_ends_in_a_colon_goes_on() -> None:
    text = [long(WELL), long(BRIDGE), "何渠生", "老槐树下的一口井", "桥面宽了：", "柿子头一回出了山"]
    assert "桥面宽了：柿子头一回出了山" in [a["title"] for a in page("\n".join(text))["articles"]]


def test_a_title_that_begins_with_a_quotation_mark_is_no_part_of_the_sentence_above() -> None:
    lines = [*wrap(WELL * 2, 17).split("\n"), "井沿上有绳痕。", "“磨坊”又转起来", "米 拉", long(MILL)]
    assert "“磨坊”又转起来" in [a["title"] for a in page("\n".join(lines))["articles"]]


# --- who speaks, who signs ------------------------------------------------------------------------------------------------


def test_an_office_and_a_name_run_together_open_a_statement() -> None:
    text = ["河湾三人谈", "何渠生", wrap("镇上三位管事的人坐到一起，说了说各自的打算。", 17)]
    for office, said in (("河湾小学校长林素芬", SCHOOL), ("河湾镇供水站站长陶春生", WELL), ("河湾磨坊经理米拉", MILL)):
        text.append(wrap(f"{office}：{said}", 17))
    (article,) = page("\n".join(text))["articles"]
    assert [s["speaker"] for s in article["statements"]] == ["林素芬", "陶春生", "米拉"]
    assert not article["qa"]


def test_an_office_before_a_colon_without_a_name_opens_nothing() -> None:
    assert turn_label("河湾镇供水站的老站长说：") is None


def test_turns_of_two_of_whom_one_speaks_once() -> None:
    said = [
        "父亲：家里的井不该填，填了就再也挖不回来。",
        "女儿：井早就没人挑水了，孩子掉下去谁来管？",
        "父亲：给井口加个盖子就是了，何必非要填。",
    ]
    text = ["井填不填", *(wrap(line, 17) for line in said)]
    (article,) = page("\n".join(text))["articles"]
    assert [s["speaker"] for s in article["statements"]] == ["父亲", "女儿", "父亲"]


@pytest.mark.parametrize(
    ("rows", "closed"),
    [
        (["孩子掉下去谁来管？（读者 河湾镇", "林大姐）"], True),
        (["这件事（他说过好几", "次）"], False),
        (["这件事要有人管（他说。", "谁来管）"], False),
    ],
)
def test_a_signature_in_brackets_over_two_rows_ends_the_sentence(rows: list[str], closed: bool) -> None:
    assert closes_signature(rows) is closed


def test_who_somebody_is_and_a_name_in_brackets_sign_a_letter() -> None:
    (article,) = page("\n".join(["井边要有灯", "编辑同志：", long(WELL), "（河湾镇东街居民 林素芬）"]))["articles"]
    assert [(p["name"], p["affiliation"]) for p in article["byline"]] == [("林素芬", "河湾镇东街居民")]


# --- beside the text --------------------------------------------------------------------------------------------------------


def test_a_quotation_between_two_big_marks() -> None:
    lines = [
        "老磨坊又转起来",
        "米 拉",
        *wrap(MILL, 17).split("\n"),
        "“",
        "磨坊转着，",
        "徒弟就来。",
        "”",
        *wrap(WELL, 17).split("\n"),
    ]
    article = page("\n".join(lines))["articles"][0]
    assert article["pull_quotes"] == ["磨坊转着，徒弟就来。"]


def test_two_marks_far_from_each_other_hold_no_quotation() -> None:
    assert between_marks(["“", *["井水清甜，全村人都来挑水"] * 12, "”"]) == []
    assert between_marks(["井水清甜", "“", "井水清甜，全村人都来挑水，挑了一百多年", "”", "井水清甜"]) == []


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("（未完待续）", Role.JUMP),
        ("新水渠已经通到村口。 资料图片", Role.CAPTION),
        ("渡口（水彩画） 米拉 作", Role.CAPTION),
        ("[瑞] 埃米尔·林德", Role.BYLINE),
        ("解答人：陶春生", Role.BYLINE),
    ],
)
def test_more_of_what_a_line_says_by_its_form(line: str, role: Role) -> None:
    form = recognise(line)
    assert form is not None
    assert form.role is role


@pytest.mark.parametrize(
    "line",
    ["您有话说？欢迎来稿。", "本栏目欢迎读者来信来电提问，专家免费解答。", "文章仅代表作者个人意见，不代表本报立场。"],
)
def test_lines_to_who_reads_are_asides(line: str) -> None:
    assert is_aside(line)


def test_a_call_for_letters_around_an_address_is_set_aside_whole() -> None:
    call = ["本版邮箱：huawan@hewan.example，", "稿件请注明姓名和电话，", "一经采用即付稿酬。"]
    found = page("\n".join(["老井有了名牌", "何渠生", long(WELL), *call]))
    assert "采用" not in "".join(block["text"] for a in found["articles"] for block in a["blocks"])
    assert "一经采用即付稿酬。" in "".join(found["furniture"])


def test_a_pages_number_and_name_beside_its_date_in_the_middle_of_the_source() -> None:
    first, second = ["老井有了名牌", "何渠生", *[long(WELL)] * 3], ["新桥通了班车", "陶春生", *[long(BRIDGE)] * 3]
    found = page("\n".join([*first, "12  晚间话题", "2025年6月26日 星期四", *second]))
    assert (found["page"]["number"], found["page"]["name"]) == ("12", "晚间话题")


# --- titles letter by letter, days of a diary ------------------------------------------------------------------------------------


def test_two_characters_set_apart_over_a_name_are_a_title() -> None:
    assert [a["title"] for a in page(f"舂 米\n何渠生\n{long(MILL)}")["articles"]] == ["舂米"]
    assert [a["title"] for a in page(f"水 磨\n□ 何渠生\n{long(MILL)}")["articles"]] == ["水磨"]


def test_two_names_one_under_the_other_stay_names() -> None:
    (article,) = page(f"老磨坊又转起来\n陶 然\n米 拉\n{long(MILL)}")["articles"]
    assert [person["name"] for person in article["byline"]] == ["陶然", "米拉"]


def test_the_first_day_of_a_diary_is_a_heading_like_the_others() -> None:
    days = ["九月三日 晴", wrap(MILL, 17), "九月九日 阴转雨", wrap(WELL, 17), "九月三十日 晴", wrap(BRIDGE, 17)]
    article = page("\n".join(["◇ 随笔", *days, "秋窗日札", "何渠生"]))["articles"][0]
    assert headings(article) == ["九月三日 晴", "九月九日 阴转雨", "九月三十日 晴"]
    assert article["title"] == "秋窗日札"


# --- whose ---------------------------------------------------------------------------------------------------------------------------

AT_THE_WELL = [
    "河湾镇的老槐树下有一口井，井水清甜，全村人都来挑水，挑了一百多年，井沿上的石头磨出了深深的绳痕。",
    "去年夏天大旱，镇上的水管断了三天，年轻人头一回扛着扁担来挑水，才知道井沿上的绳痕是怎么来的。",
    "镇里给老井修了石栏，立了牌子，写着开井的年份和淘井人的名字，逢年过节还有人来系红绳。",
]
ON_THE_BRIDGE = [
    "今年开春，镇上修了一座桥，桥面宽了，拖拉机也能过，去年秋天收的柿子头一回用车拉出了山。",
    "修桥的钱是各家凑的，桥栏上刻着捐钱的名单，卖柿子的人家捐得最多，拖拉机手也捐了一百块。",
    "桥通了以后，镇上的班车一天多开两趟，外面收柿子的货车也进来了，柿子的价钱比往年高了一成。",
]
CAPTION = "图为镇上的孩子们在石栏边玩耍。 米 拉 摄"


@pytest.mark.parametrize("over", [["老槐树下的一口井", "何渠生"], []])
def test_two_texts_with_only_a_caption_between_them_are_two(over: list[str]) -> None:
    beneath = ["新桥通了班车", "陶春生"] if over else ["老槐树下的一口井", "何渠生", "新桥通了班车", "陶春生"]
    one, two = ([wrap(text, 17) for text in part] for part in (AT_THE_WELL, ON_THE_BRIDGE))
    found = page("\n".join([*over, *one, CAPTION, *two, *beneath]))["articles"]
    assert [(a["title"], len(a["blocks"])) for a in found] == [("老槐树下的一口井", 3), ("新桥通了班车", 3)]


def test_a_caption_within_a_text_parts_nothing() -> None:
    first, second, third = (wrap(text, 17) for text in AT_THE_WELL)
    (article,) = page("\n".join(["老槐树下的一口井", "何渠生", first, second, CAPTION, third]))["articles"]
    assert len(article["blocks"]) == 3


def test_labels_and_names_in_a_row_go_to_the_texts_in_order() -> None:
    one, two = [wrap(text, 17) for text in AT_THE_WELL], [wrap(text, 15) for text in ON_THE_BRIDGE]
    lines = ["【井边闲话】", "【桥头消息】", *one, "何渠生", *two, "陶春生", "老槐树下的一口井", "新桥通了班车"]
    found = [(a["column"], a["title"], a["byline"][0]["name"]) for a in page("\n".join(lines))["articles"]]
    assert found == [("井边闲话", "老槐树下的一口井", "何渠生"), ("桥头消息", "新桥通了班车", "陶春生")]


def test_a_title_right_under_a_text_is_that_texts_where_another_is() -> None:
    lines = [
        *(wrap(text, 17) for text in AT_THE_WELL),
        "老槐树下的一口井",
        "何渠生",
        *(wrap(text, 15) for text in ON_THE_BRIDGE),
    ]
    found = page("\n".join([*lines, "一条路的两头", "陶春生", long(MILL, 20), "水磨坊又转起来"]))["articles"]
    assert [a["title"] for a in found] == ["老槐树下的一口井", "一条路的两头", "水磨坊又转起来"]
    assert [person["name"] for person in found[0]["byline"]] == ["何渠生"]


def test_a_series_under_a_title_is_its_kicker() -> None:
    (article,) = page("\n".join(["老槐树下的一口井", "河湾风物系列报道之三", "何渠生", long(WELL)]))["articles"]
    assert (article["kicker"], article["title"]) == ("河湾风物系列报道之三", "老槐树下的一口井")


def test_text_after_a_conversation_under_a_headline_is_another_text() -> None:
    turns = [
        "记者：这口老井的来历，您能讲一讲吗？",
        f"何渠生：{WELL}",
        "记者：那座新桥又是怎么来的呢？",
        f"何渠生：{BRIDGE}",
    ]
    talk = ["老井和新桥", "陶春生", *(wrap(turn, 17) for turn in turns)]
    found = page("\n".join([*talk, "水磨坊又转起来", wrap(MILL * 2, 17), wrap(SCHOOL * 2, 17)]))["articles"]
    assert [a["title"] for a in found] == ["老井和新桥", "水磨坊又转起来"]


def test_a_translator_goes_with_the_author_from_abroad() -> None:
    (article,) = page("\n".join(["老槐树下的一口井", "[瑞] 埃米尔·林德", "顾 影 译", long(WELL)]))["articles"]
    assert [(p["name"], p["role"]) for p in article["byline"]] == [("埃米尔·林德", None), ("顾影", "译")]


def test_who_somebody_is_may_stand_after_the_name() -> None:
    (article,) = page("\n".join(["井边要有灯", long(WELL), "（林素芬 河湾中学1986级校友）"]))["articles"]
    assert [(p["name"], p["affiliation"]) for p in article["byline"]] == [("林素芬", "河湾中学1986级校友")]


def test_a_short_sentence_lifted_word_for_word_without_the_title_before_it() -> None:
    said = "井绳不说话，可它记得挑水的人。"
    first = ["老磨坊又转起来", "米 拉", long(MILL), "（作者单位：河湾镇中心小学）"]
    lines = [*first, wrap(f"{WELL}{said}{BRIDGE}", 19), "何渠生", "老槐树下的一口井", said]
    found = page("\n".join(lines))["articles"]
    assert [a["pull_quotes"] for a in found] == [[], [said]]
    assert found[1]["title"] == "老槐树下的一口井"


def test_a_subtitle_that_speaks_of_another_text_stays_where_that_text_has_its_headline() -> None:
    first = [
        "老槐树下的一口井",
        "修桥、卖柿子与班车多开的三年观察",
        "何渠生",
        *(wrap(text, 17) for text in AT_THE_WELL),
    ]
    second = ["新桥通了班车，柿子出了山", "陶春生", *(wrap(text, 21) for text in ON_THE_BRIDGE)]
    one, two = page("\n".join([*first, *second]))["articles"]
    assert (one["title"], one["subtitle"]) == (first[0], first[1])
    assert (two["title"], two["kicker"]) == (second[0], None)
