"""Tag proposals: what the house knows comes first, each with its reason."""

from articles.text.keywords import Source, suggest_tags
from articles.text.names import Names
from articles.text.terms import Background, terms

TITLE = "集体协商怎样谈出干劲"
TEXT = (
    "集体协商开得好不好，不在于会议室有多气派。夜班补贴该涨多少，企业拿出成本账，职工代表拿出行情表。"
    "夜班补贴定在每班三十八元。《企业民主管理条例》写得明白，协商之后要公布结果。外卖员也派了代表。"
)
KNOWN = {"集体协商": "集体协商", "工资集体协商": "集体协商", "外卖员": "新就业形态", "乡村振兴": "乡村振兴"}


def suggest(**more):
    return suggest_tags(TITLE, TEXT, known=KNOWN, **more)


def test_known_tags_come_first_with_reasons():
    first, second, *rest = suggest()
    assert (first.name, first.source, first.reason) == ("集体协商", Source.TAG, "标题中出现")
    assert (second.name, second.reason) == ("新就业形态", "同义词“外卖员”文中出现 1 次")
    assert not any(row.source is Source.TAG for row in rest)


def test_the_name_itself_is_the_reason_before_a_synonym():
    found = suggest_tags("", TEXT, known={"夜班": "夜班补贴", "夜班补贴": "夜班补贴"})
    assert (found[0].name, found[0].reason) == ("夜班补贴", "文中出现 2 次")


def test_document_titles_and_repeated_words_are_proposed():
    names = {row.name for row in suggest()}
    assert "企业民主管理条例" in names
    assert "夜班" in names or "夜班补贴" in names
    assert "乡村振兴" not in names


def test_tags_it_has_are_not_proposed_again():
    assert "集体协商" not in {row.name for row in suggest(exclude=["集体协商"])}


def test_limit_and_same_answer_twice():
    assert suggest(limit=3) == suggest()[:3]


def test_nothing_from_nothing():
    assert suggest_tags("", "", known=KNOWN) == []


def test_persons_and_institutions_are_found_by_their_names():
    persons = Names(["马骏驰", "马骏", "高峰", "李明", "李想", "方向明", "欧阳若水"])
    places = Names(["东岭政法学院", "东岭政法学院劳动法研究中心", "江州大学"])
    text = (
        "马骏驰认为，订单到了高峰，方向明确，李明白这一点。马骏驰说，李想不同意。"
        "东岭政法学院劳动法研究中心的调查问到了江州大学。东岭政法学院劳动法研究中心还要再问。"
    )
    found = suggest_tags("", text, known={"江州大学": "江州大学"}, persons=persons, institutions=places)
    assert [(row.name, row.reason) for row in found if row.source in (Source.PERSON, Source.INSTITUTION)] == [
        ("马骏驰", "人名（作者库），文中出现 2 次"),
        ("李想", "人名（作者库），文中出现 1 次"),
        ("东岭政法学院劳动法研究中心", "机构（作者单位），文中出现 2 次"),
    ]
    assert found[0].name == "江州大学"


def test_names_keep_their_places_beside_many_known_tags():
    known = {word: word for word in "会议室 气派 夜班 补贴 企业 成本账 职工 代表 行情表 每班 条例 协商".split()}
    found = suggest_tags(TITLE, TEXT, known=known, institutions=Names(["企业民主管理条例"]))
    assert len(found) == 12
    assert found[-1].name == "企业民主管理条例"


# Three texts full of what every text says, and the words that a librarian would file them under. Judged by hand, from the texts.
JUDGED = [
    (
        "补贴跟着谁走",
        "有人问，浮动费率的账到底算在哪里？哪里有平台，哪里就该有人算账。我们去年做过一次研究，今年又做了一次研究，职工代表提了十七条意见，"
        "骑手也提了九条意见。原则上，浮动费率要看事故率，事故率高的站点多缴，事故率低的站点少缴。这个制度值得关注，也需要制度之外的关注。"
        "骑手最关心的是职业伤害保障怎样落地，站点最关心的是浮动费率怎样算。原则上说得通的事，骑手要听得懂才行。职业伤害保障不是一次缴费。",
        {"浮动费率", "费率", "事故率", "骑手", "站点", "职业伤害保障", "职工代表"},
    ),
    (
        "梨园里的夜课",
        "县里请来了农技员，把梨树嫁接的课开在了梨园。过去大家觉得自己会种，其实疏果这件事，很多人一直没有弄明白。农技员一边讲一边做，"
        "做完了再让大家做一遍。有的人看了两遍，有的人看过三遍，疏果的手法慢慢有了样子。后来，我们在村里问过情况，他们说情况很好，"
        "他们还说，梨树嫁接要看天，疏果要看枝，这些道理以前没有人说过。一些同志认为，夜课的办法很好，一些同志认为，夜课还要重视考核。",
        {"农技员", "梨树嫁接", "梨树", "嫁接", "梨园", "疏果", "夜课"},
    ),
    (
        "社区食堂为什么留不住老人",
        "建立社区食堂容易，办好社区食堂难。从调查看，社区食堂开办的时候热闹，三个月以后，来吃的老年人就少了一半。原因主要有三个方面："
        "一方面是菜价，另一方面是口味，还有一个方面是送餐。目前，送餐靠志愿者，志愿者忙起来，送餐就断了。各级部门必须认识到，必须解决这个问题，"
        "解决的关键不在补了多少，而在菜价由谁来定。老年人坐下来谈了两个晚上，菜价就定了。部门的同志说，这样的结果，部门自己是想不到的。",
        {"社区食堂", "食堂", "老年人", "菜价", "送餐", "志愿者", "口味"},
    ),
]


def words_as_they_recur(title, text):
    """The plain way: whatever recurs, by how often and how rare."""
    counts = {word: count for word, count in terms(f"{title}\n{text}").items() if text.count(word) > 1}
    return sorted(counts, key=lambda word: (-counts[word] * Background().rarity(word), word))


def test_new_words_say_what_the_text_is_about():
    """Of the first eight that are shown nine in ten are judged right; what merely recurs and is rare fails."""

    def precision(proposed):
        rows = [(name in judged) for title, text, judged in JUDGED for name in proposed(title, text)[:8]]
        assert len(rows) >= 4 * len(JUDGED)
        return sum(rows) / len(rows)

    assert precision(lambda title, text: [row.name for row in suggest_tags(title, text, known={})]) >= 0.9
    assert precision(words_as_they_recur) < 0.7


def test_a_term_is_proposed_whole_and_no_piece_of_a_sentence():
    text = (
        "县里指出，人类命运与海洋有关。县里指出，完善骑手的职业伤害保障，要先算账。看望慰问基层干部，看望慰问基层干部，"
        "骑手的职业伤害保障不难，难在算账。"
    )
    names = [row.name for row in suggest_tags("", text, known={})]
    assert "职业伤害保障" in names
    assert not {"县里指出", "看望慰问", "看望慰问基层", "伤害", "职业", "伤害保障"} & set(names)
