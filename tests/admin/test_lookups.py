"""The small answers behind the article form."""

import datetime as dt
import json

import pytest
from django.urls import reverse

from articles import house_words, publishing
from articles.admin.lookups import BadRequest, posted
from articles.models import Affiliation, TagSynonym
from articles.text import segmentation
from tests.admin.conftest import form_data
from tests.factories import make_article, make_author, make_issue, make_page, make_tag

pytestmark = pytest.mark.django_db


def ask(client, name, data, content_type="application/json"):
    body = data if isinstance(data, str | bytes) else json.dumps(data)
    return client.post(reverse(f"admin:lookup_{name}"), body, content_type=content_type)


def test_known_tags_come_first_each_with_its_reason(desk):
    TagSynonym.objects.create(tag=make_tag("新就业形态"), name="平台用工")
    text = "平台用工增长很快。浮动费率与浮动费率。平台用工需要规范。"
    rows = ask(desk("editor"), "suggest", {"title": "", "text": text, "tags": []}).json()["suggestions"]
    assert rows[0] == {"name": "新就业形态", "reason": "同义词“平台用工”文中出现 2 次", "source": "tag"}
    assert all(row["reason"] for row in rows)


@pytest.mark.django_db(transaction=True)  # what can have changed is told at the commit
def test_persons_and_institutions_of_bylines_are_proposed_and_cut_whole(desk):
    text = "马骏驰在东岭政法学院劳动法研究中心说了话，马骏驰走了。"
    house_words.teach()  # and unlearn what other tests taught
    assert "马骏驰" not in segmentation.cut(text)
    author = make_author("马骏驰")
    Affiliation.objects.create(author=author, text="东岭政法学院劳动法研究中心研究员、教授")
    rows = ask(desk("editor"), "suggest", {"text": text}).json()["suggestions"]
    assert rows[:2] == [
        {"name": "马骏驰", "reason": "人名（作者库），文中出现 2 次", "source": "person"},
        {"name": "东岭政法学院劳动法研究中心", "reason": "机构（作者单位），文中出现 1 次", "source": "institution"},
    ]
    assert {"马骏驰", "东岭政法学院劳动法研究中心"} <= set(segmentation.cut(text))
    author.delete()
    rows = ask(desk("editor"), "suggest", {"text": text}).json()["suggestions"]
    assert not {row["source"] for row in rows} & {"person", "institution"}
    assert "马骏驰" not in segmentation.cut(text)


def test_a_tag_the_article_has_is_not_proposed(desk):
    make_tag("绿色技能")
    data = {"title": "绿色技能", "text": "绿色技能绿色技能", "tags": ["绿色技能"]}
    rows = ask(desk("editor"), "suggest", data).json()["suggestions"]
    assert "绿色技能" not in [row["name"] for row in rows]


def test_a_merged_tag_is_proposed_as_its_heir(desk):
    make_tag("灵活就业", merged_into=make_tag("新就业形态"))
    rows = ask(desk("editor"), "suggest", {"text": "灵活就业的人"}).json()["suggestions"]
    assert rows[0]["name"] == "新就业形态"


def test_quotes_are_compared_with_the_text_as_it_stands(desk):
    data = {
        "body": "第一段不相干。\n保障的意义更在于通过缴费倒逼平台改进算法。",
        "statements": ["发言里有这一句话可以引用。"],
        "quotes": [
            "保障的意义更在于通过缴费倒逼平台改进算法。",
            "保障的意义更在于以缴费倒逼平台改进算法。",
            "完全没有的一句。",
            "发言里有这一句话可以引用。",
        ],
    }
    rows = ask(desk("editor"), "quotes", data).json()["quotes"]
    assert [row["fidelity"] for row in rows] == ["verbatim", "near", "not_found", "verbatim"]
    assert [row["where"] for row in rows] == ["第 2 段", "第 2 段", "", "观点 1"]
    changed = [(piece["kind"], piece["text"]) for piece in rows[1]["pieces"] if piece["kind"] != "same"]
    assert changed == [("first", "通过"), ("second", "以")]


def test_persons_by_name_pinyin_and_initials(desk):
    author = make_author("单伯安")
    Affiliation.objects.create(author=author, text="江州大学教授")
    make_article(authors=(author,))
    for q in ("单伯", "shanbo", "shan bo", "sba"):
        rows = desk("editor").get(reverse("admin:lookup_authors"), {"q": q}).json()["authors"]
        assert [(row["name"], row["affiliation"], row["articles"]) for row in rows] == [("单伯安", "江州大学教授", 1)]


def test_last_printed_is_what_was_released_not_what_is_being_made(desk):
    author = make_author("单伯安")
    Affiliation.objects.create(author=author, text="江州大学教授", since="2025-06-09", until="2025-06-09")
    article = make_article("在编的", page=make_page(make_issue(date=dt.date(2025, 7, 1))))
    row = {"name": "单伯安", "affiliation": "江州大学院长", "person": author.public_id, "role": "author"}
    client = desk("editor")
    client.post(reverse("admin:articles_article_change", args=[article.pk]), form_data(article, by=[row]))
    assert article.contributions.get().author == author

    def last():
        (row,) = client.get(reverse("admin:lookup_authors"), {"q": "单伯安"}).json()["authors"]
        return row["affiliation"], row["until"]

    assert last() == ("江州大学教授", "2025-06-09")
    article.refresh_from_db()
    publishing.release(article, by=None)
    assert last() == ("江州大学院长", "2025-07-01")


def test_tags_by_name_or_synonym_without_merged_ones(desk):
    tag = make_tag("新就业形态")
    TagSynonym.objects.create(tag=tag, name="平台用工")
    make_tag("平台经济", merged_into=tag)
    rows = desk("editor").get(reverse("admin:lookup_tags"), {"q": "平台"}).json()["tags"]
    assert rows == [{"name": "新就业形态", "uses": 0}]


@pytest.mark.parametrize("name", ["suggest", "quotes"])
@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", "[" * 100_000, '{"text": 5, "body": 5}', '{"quotes": "x", "tags": {}}',
     '{"tags": [1], "quotes": [1]}', json.dumps({"text": "字" * 300_001, "body": "字" * 300_001}), '{"quotes": ' + json.dumps(["q"] * 51) + ', "tags": ' + json.dumps(["q"] * 301) + "}"],
)  # fmt: skip
@pytest.mark.alike
def test_nonsense_is_answered_with_a_sentence(desk, name, body):
    response = ask(desk("editor"), name, body)
    assert response.status_code == 400
    assert response.json()["error"].endswith("。")


def test_odd_characters_do_no_harm(desk):
    for name in ("authors", "tags"):
        response = desk("editor").get(reverse(f"admin:lookup_{name}"), {"q": "\x00%_'\"\\" + "长" * 500})
        assert response.status_code == 200
    data = {"body": "\x00[表 1]\n正文", "quotes": ["\x00"], "text": "\ud800".encode("utf-8", "replace").decode()}
    assert ask(desk("editor"), "quotes", data).status_code == 200
    assert ask(desk("editor"), "suggest", data).status_code == 200


def test_get_where_post_is_meant(desk):
    assert desk("editor").get(reverse("admin:lookup_suggest")).status_code == 400


def test_a_form_that_was_read_as_one_is_answered_with_a_sentence(rf):
    request = rf.post("/", {"text": "正文"})
    assert request.POST["text"] == "正文"  # the check of the token reads it first
    with pytest.raises(BadRequest, match="读不懂"):
        posted(request)
