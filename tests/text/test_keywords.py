"""Tag proposals: what the house knows comes first, each with its reason."""

from articles.text.keywords import Source, suggest_tags
from articles.text.names import Names

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
