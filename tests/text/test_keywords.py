"""Tag proposals: what the house knows comes first, each with its reason."""

from articles.text.keywords import suggest_tags

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
    assert (first.name, first.is_known, first.reason) == ("集体协商", True, "标题中出现")
    assert (second.name, second.reason) == ("新就业形态", "同义词“外卖员”文中出现 1 次")
    assert not any(row.is_known for row in rest)


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
