"""One rule at a time, on text made up for it."""

from __future__ import annotations

from typing import Any

import pytest

from articles.parsing import assemble, propose, questions, read_source
from articles.parsing.forms import recognise
from articles.parsing.furniture import page_line
from articles.parsing.glyphs import fold, is_spread, plain_glyphs, tidy, width
from articles.parsing.likeness import Quotations, Vocabulary, assign, assign_in_order
from articles.parsing.structure import Role


def page(text: str, **options: Any) -> dict[str, Any]:
    return assemble(propose(read_source(text.encode()), **options))


def wrap(text: str, measure: int) -> str:
    """Set a paragraph as a newspaper does: two characters in, no closing mark at a line's head."""
    lines, line, room = [], "", measure - 2
    for char in text:
        if len(line) >= room and char not in "，。、；：！？”）":
            lines.append(line)
            line, room = "", measure
        line += char
    return "\n".join([*lines, line])


WELL = "河湾镇的老槐树下有一口井，井水清甜，全村人都来挑水，挑了一百多年，井沿上的石头磨出了深深的绳痕。"
BRIDGE = "今年开春，镇上修了一座桥，桥面宽了，拖拉机也能过，去年秋天收的柿子头一回用车拉出了山。"
SCHOOL = "村小学的孩子们给每一棵树挂了牌子，写上名字、年龄和种树人，逢雨天还给小树撑起了竹棚。"


# --- characters ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        ("成立 100周年", "成立100周年"),
        ("占 22. 5% ，比", "占22.5%，比"),
        ("由1. 52 降到 1. 13 ，", "由1.52降到1.13，"),
        ("企 业 缺 的 往 往 不 是", "企业缺的往往不是"),
        ("⼀封公⽂", "一封公文"),
        ("open source 软件", "open source软件"),
    ],
)
def test_spaces_of_extraction_go_from_text(printed: str, kept: str) -> None:
    assert tidy(printed, keep_words_apart=False) == kept


def test_spaces_between_words_stay_in_headlines() -> None:
    assert tidy("立足岗位 建功立业", keep_words_apart=True) == "立足岗位 建功立业"


def test_reading_copy_keeps_the_length() -> None:
    text = "編者按：「水」（１２）⼀⻢"
    assert len(fold(text)) == len(text) == len(plain_glyphs(text))
    assert fold(text) == "编者按：“水”（12）一马"


def test_marks_count_half_and_figures_half() -> None:
    assert width("井水，清。") == 4.0
    assert width("2025年") == 3.0
    assert is_spread("东 岭 论 坛 ” 在 海 陵")
    assert not is_spread("河湾 镇上")


# --- lines to paragraphs ------------------------------------------------------------------------------


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("measure", [11, 15, 19, 24])
def test_wrapped_lines_become_paragraphs_at_any_measure(measure: int, gap: str) -> None:
    paragraphs = [WELL + BRIDGE, BRIDGE + SCHOOL, WELL, SCHOOL + WELL, WELL + SCHOOL + BRIDGE]
    text = "\n".join(wrap(paragraph, measure) for paragraph in paragraphs).replace("\n", gap)
    (article,) = page(text)["articles"]
    assert [block["text"] for block in article["blocks"]] == paragraphs


@pytest.mark.parametrize("indent", ["", "　　"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_clean_paste_has_one_paragraph_a_line(indent: str, gap: str) -> None:
    text = gap.join(["老井与新桥", "王小明", *(indent + p for p in (WELL, BRIDGE, SCHOOL))])
    (article,) = page(text)["articles"]
    assert article["title"] == "老井与新桥"
    assert [block["text"] for block in article["blocks"]] == [WELL, BRIDGE, SCHOOL]


def test_a_line_cut_before_a_closing_quotation_mark_is_one_line() -> None:
    words = wrap("老人说：“井水清甜。”镇上的人都这么说，挑水的人从早到晚排着队，一直排到村口的石桥上。", 14)
    cut = words.replace("。”", "。\n”")
    (article,) = page(cut + "\n" + wrap(BRIDGE, 14))["articles"]
    assert "“井水清甜。”镇上" in article["blocks"][0]["text"]
    assert len(article["blocks"]) == 2


def test_numbered_and_plain_headings_stand_between_paragraphs() -> None:
    text = "\n".join([wrap(WELL, 15), "一、桥怎样修", wrap(BRIDGE, 15), "树怎样种", wrap(SCHOOL, 15)])
    (article,) = page(text)["articles"]
    assert [b["text"] for b in article["blocks"] if b["kind"] == "heading"] == ["一、桥怎样修", "树怎样种"]


# --- headlines, labels, furniture ---------------------------------------------------------------------


@pytest.mark.parametrize("line", ["【短评】", "■ 短评", "G 短评", "◆短评◆", "▍短评"])
def test_column_labels_lose_their_icon(line: str) -> None:
    result = page(f"{line}\n井与桥\n王小明\n{WELL}\n{BRIDGE}")
    assert result["columns"] == ["短评"]
    assert result["articles"][0]["column"] == "短评"


def test_several_labels_on_one_line_are_several_labels() -> None:
    assert page(f"井与桥\n王小明\n{WELL}\nG 热点观察 G 乡村夜话")["columns"] == ["热点观察", "乡村夜话"]


def test_known_columns_need_no_icon() -> None:
    result = page(f"井台边\n井与桥\n王小明\n{WELL}\n{BRIDGE}", known_columns=["井台边"])
    assert result["articles"][0]["column"] == "井台边"


def test_kicker_title_in_two_lines_and_subtitle() -> None:
    head = "河湾镇农家水利观察\n让老井里的\n清水流进新渠\n——河湾镇修渠的调查\n王小明"
    (article,) = page(f"{head}\n{wrap(WELL, 15)}\n{wrap(BRIDGE, 15)}")["articles"]
    assert article["title"] == "让老井里的清水流进新渠"
    assert article["subtitle"] == "——河湾镇修渠的调查"
    assert article["kicker"] == "河湾镇农家水利观察"


@pytest.mark.parametrize(
    ("line", "roles"),
    [
        ("5 理论 河湾日报 2025年5月19日 星期一", [Role.PAGE_NUMBER, Role.PAGE_NAME, Role.NEWSPAPER, Role.PAGE_DATE]),
        ("第7版 乡村观察", [Role.PAGE_NUMBER, Role.PAGE_NAME]),
        ("A12", [Role.PAGE_NUMBER]),
        ("二〇二五年五月十九日", [Role.PAGE_DATE]),
    ],
)
def test_page_heads_are_cut_in_their_parts(line: str, roles: list[Role]) -> None:
    assert [role for _, _, role in page_line(line) or []] == roles


def test_page_facts_and_editors() -> None:
    result = page(f"第7版 乡村 河湾日报 2025年6月9日 星期一\n井与桥\n王小明\n{WELL}\n责任编辑：赵六 校对：钱 七")
    assert (result["page"]["number"], result["page"]["name"]) == ("7", "乡村")
    assert result["page"]["date"].startswith("2025年6月9日")
    assert result["page"]["newspaper"] == "河湾日报"
    assert result["page"]["editors"] == ["责任编辑：赵六", "校对：钱 七"]


def test_a_missing_title_is_asked_for_and_not_invented() -> None:
    state = propose(read_source(f"王小明\n{wrap(WELL, 15)}\n{wrap(BRIDGE, 15)}\n（作者单位：河湾大学）".encode()))
    assert assemble(state)["articles"][0]["title"] is None
    (first, *_) = questions(state)
    assert (first.kind, first.required, first.confidence) == ("title-missing", True, 0.0)


def test_stranded_titles_find_their_bodies_by_vocabulary() -> None:
    bodies = [(WELL, "老井的井沿与绳痕"), (BRIDGE, "拖拉机过桥拉柿子"), (SCHOOL, "孩子们给小树挂牌子")]
    text = "\n".join(
        "\n".join([wrap(words, 11 + 4 * at)] * 3) + "\n（作者单位：河湾大学）" for at, (words, _) in enumerate(bodies)
    )
    text += "\n" + "\n".join(f"{title}\n" for _, title in reversed(bodies))
    titles = [article["title"] for article in page(text)["articles"]]
    assert titles == [title for _, title in bodies]


# --- speakers, turns, quotations, boxes ---------------------------------------------------------------


def test_a_round_up_with_the_speaker_after_the_words() -> None:
    text = f"众人说井\n{WELL}\n{BRIDGE}\n——河湾大学教授 张三\n{SCHOOL}\n——河湾镇水利站站长 欧阳思远\n（李四 王五 整理）"
    (article,) = page(text)["articles"]
    said = [(s["speaker"], s["affiliation"], s["text"]) for s in article["statements"]]
    assert said == [("张三", "河湾大学教授", BRIDGE), ("欧阳思远", "河湾镇水利站站长", SCHOOL)]
    assert article["compiler"] == ["李四", "王五"]
    assert article["qa"] is False
    assert [block["text"] for block in article["blocks"]] == [WELL]


def test_a_round_up_with_the_speaker_before_the_words() -> None:
    text = f"众人说井\n{WELL}\n张三（河湾大学教授）：{BRIDGE}\n李 四（河湾镇水利站站长）：{SCHOOL}"
    (article,) = page(text)["articles"]
    assert [(s["speaker"], s["affiliation"]) for s in article["statements"]] == [
        ("张三", "河湾大学教授"),
        ("李四", "河湾镇水利站站长"),
    ]
    assert article["qa"] is False


@pytest.mark.parametrize(("ask", "answer"), [("记者", "张三"), ("问", "答"), ("本报", "张三")])
def test_interview_turns(ask: str, answer: str) -> None:
    text = f"一口井的来历\n本报记者 王丽\n{ask}：井是谁挖的？\n{answer}：{WELL}\n{SCHOOL}\n{ask}：后来呢？\n{answer}：{BRIDGE}"
    (article,) = page(text)["articles"]
    assert article["qa"] is True
    assert [s["label"] for s in article["statements"]] == [ask, answer, ask, answer]
    assert article["statements"][1]["text"] == f"{WELL}\n{SCHOOL}"


def test_a_reworded_pull_quote_goes_to_its_article_and_keeps_its_wording() -> None:
    quote = "今年开春镇上修了桥，桥面宽了，拖拉机也可以过。"
    text = f"老井\n王小明\n{WELL}\n（作者单位：河湾大学）\n新桥\n李小红\n{BRIDGE}\n（作者单位：河湾镇）\n●金句\n{quote}"
    articles = page(text)["articles"]
    assert [article["pull_quotes"] for article in articles] == [[], [quote]]


def test_jumps_captions_and_references() -> None:
    text = (
        f"井与桥\n王小明\n{wrap(WELL, 15)}\n{wrap(BRIDGE, 15)}\n（下转第8版）\n图为河湾镇的老井。 李 四 摄\n"
        "[1] 张三：《井》，河湾出版社2020年版，第3页。"
    )
    (article,) = page(text)["articles"]
    assert article["jump"] == "（下转第8版）"
    assert article["captions"] == ["图为河湾镇的老井。 李 四 摄"]
    assert article["boxes"][0]["kind"] == "references"


def test_a_label_over_briefs_counts_for_each_of_them() -> None:
    briefs = "\n".join(f"{title}\n本报讯 {words}\n（{name}）" for title, words, name in (
        ("老井清淤", WELL, "王小明"), ("新桥通车", BRIDGE, "李小红"), ("小树挂牌", SCHOOL, "赵大山")
    ))  # fmt: skip
    articles = page(f"◆ 一周简讯\n{briefs}")["articles"]
    assert [(a["title"], a["column"]) for a in articles] == [
        ("老井清淤", "一周简讯"), ("新桥通车", "一周简讯"), ("小树挂牌", "一周简讯")
    ]  # fmt: skip
    assert [a["byline"][0]["name"] for a in articles] == ["王小明", "李小红", "赵大山"]


# --- likeness -----------------------------------------------------------------------------------------


def test_rare_words_weigh_more() -> None:
    shares = Vocabulary([WELL, BRIDGE, SCHOOL]).shares("拖拉机过桥")
    assert shares[1] == max(shares) > 0.3


def test_a_quotation_is_found_though_reworded() -> None:
    likeness = Quotations([WELL, BRIDGE]).best("镇上修了桥，桥面宽了，拖拉机也能够过")
    assert likeness[1] > 0.75 > likeness[0]


def test_assignment_is_the_best_on_the_whole() -> None:
    assert [column for column, _ in assign([[0.9, 0.8], [0.85, 0.1]], 0.2)] == [1, 0]
    assert assign([[0.1, 0.15]], 0.2) == [(None, 0.0)]
    assert assign([], 0.2) == []


def test_forms_of_traditional_pages_are_read() -> None:
    assert recognise(fold("（作者為海灣大學教授）")).role is Role.AUTHOR_NOTE  # type: ignore[union-attr]
    assert recognise(fold("編者按：全台各地的漁港")).role is Role.EDITOR_NOTE  # type: ignore[union-attr]


# --- what heads a text, and what stands far from it --------------------------------------------------------------------


def test_a_line_over_a_text_with_headings_is_a_heading_where_its_headline_stands_elsewhere() -> None:
    text = [
        "先数一数井", wrap(WELL * 3, 20), "再看一看桥", wrap(BRIDGE * 3, 20),
        "给树挂牌子", "村小学 陶一舟", wrap(SCHOOL * 4, 20),
        "老槐树下的井和村口的桥",
    ]  # fmt: skip
    first, second = page("\n".join(text))["articles"]
    assert first["title"] == "老槐树下的井和村口的桥"
    assert [block["text"] for block in first["blocks"] if block["kind"] == "heading"] == ["先数一数井", "再看一看桥"]
    assert second["title"] == "给树挂牌子"


def test_a_series_over_a_title_is_its_kicker() -> None:
    (entry,) = page("\n".join(["河湾镇建镇六十周年", "从一口老井里看人心", "陶一舟", wrap(WELL * 4, 20)]))["articles"]
    assert (entry["kicker"], entry["title"]) == ("河湾镇建镇六十周年", "从一口老井里看人心")


def test_numbered_speakers_are_one_round_up_past_another_text() -> None:
    text = [
        "挖井修桥种树的人这样说",
        "1. 河湾镇水务站站长 鲁大川", wrap(WELL * 2, 20), "2. 河湾镇农技站站长 贺敏",
        "给树挂上一块牌子", "陶一舟", wrap(SCHOOL * 4, 20), "（作者单位：河湾镇小学）",
        wrap(BRIDGE * 2, 20), "3. 运柿大户 伍金生", wrap(BRIDGE * 2, 20),
    ]  # fmt: skip
    first, second = page("\n".join(text))["articles"]
    assert [(said["speaker"], said["affiliation"]) for said in first["statements"]] == [
        ("鲁大川", "河湾镇水务站站长"), ("贺敏", "河湾镇农技站站长"), ("伍金生", "运柿大户"),
    ]  # fmt: skip
    assert (second["author_note"], first["author_note"]) == ("（作者单位：河湾镇小学）", None)


@pytest.mark.parametrize(
    ("line", "name"), [("市民孔令舒", "孔令舒"), ("（读者杜蘅）", "杜蘅"), ("退休教师袁慕之", "袁慕之")]
)
def test_who_wrote_a_letter_is_told_without_a_space(line: str, name: str) -> None:
    text = ["修桥之后", "陶一舟", wrap(BRIDGE * 3, 20), "水还能挑多久", wrap(WELL * 3, 20), line]
    assert [author["name"] for author in page("\n".join(text))["articles"][-1]["byline"]] == [name]


def test_a_table_of_contents_is_no_note_of_the_editors() -> None:
    text = ["本期导读", "●一口井的百年", "●桥通之后的山村", "一口井的百年账本", "陶一舟", wrap(WELL * 4, 20)]
    read = page("\n".join(text))
    assert read["articles"][0]["editor_note"] is None
    assert "●桥通之后的山村" in read["furniture"]


def test_of_more_headlines_than_texts_one_is_a_kicker() -> None:
    text = ["老井修缮三年记", "", "一口井，怎样“挑”进", "邻里的心坎", "", "陶一舟", "", wrap(WELL * 4, 20)]
    (entry,) = page("\n".join(text))["articles"]
    assert (entry["kicker"], entry["title"]) == ("老井修缮三年记", "一口井，怎样“挑”进邻里的心坎")


def test_an_assignment_in_order_and_how_sure_one_is() -> None:
    assert assign_in_order([[1.0, 0.0, 0.0], [0.0, 0.5, 0.2]], [1, 0, 2]) == (1.2, [0, 2])
    assert assign_in_order([[-1.0, -1.0]], [0, 1]) == (0.0, [None])
    crossed = [[1.0, 0.9], [0.9, 0.0]]  # each row likes the first column
    assert assign(crossed, 0.1) == [(1, pytest.approx(0.7)), (0, pytest.approx(0.7))]
