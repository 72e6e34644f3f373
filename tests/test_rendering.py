"""Blocks to HTML and JSON: escaped, complete, in order."""

import datetime as dt
import re

import pytest

from articles import pull_quotes
from articles.choices import ArticleKind
from articles.models import Article
from articles.models.body import list_block, statement_block, text_block
from articles.rendering import render
from tests.factories import make_article, make_roundup

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NOW = dt.datetime(2025, 6, 9, 6, tzinfo=dt.UTC)


def rendered(article):
    return render(article, version=1, released_at=NOW, updated_at=NOW)


def words_of(html):
    return re.sub(r"<[^>]*>", "", html)


def test_nothing_that_an_editor_types_becomes_markup():
    evil = '<script>alert(1)</script>&"'
    body = [
        text_block("paragraph", evil),
        text_block("heading", evil),
        text_block("quote", evil),
        text_block("note", evil),
        list_block([evil]),
        {"id": "t001", "kind": "table", "rows": [[evil], [evil]], "head": True},
        text_block("paragraph", "点此", marks=[{"start": 0, "end": 2, "kind": "link", "href": 'https://a.example/"x'}]),
    ]
    article = make_article("题", quotes=(evil,), statements=((evil, evil),))
    article.body = body + article.body
    article.save()
    html = rendered(article).html
    assert "<script" not in html
    assert 'href="https://a.example/&quot;x"' in html


def test_marks():
    block = text_block(
        "paragraph",
        "甲乙丙丁戊",
        marks=[{"start": 1, "end": 2, "kind": "strong"}, {"start": 3, "end": 5, "kind": "em"}],
    )
    article = Article.objects.create(title="题", body=[block])
    assert f'<p id="{block["id"]}">甲<strong>乙</strong>丙<em>丁戊</em></p>' in rendered(article).html


def test_marks_in_marks_and_ends_of_lines():
    link = {"start": 2, "end": 5, "kind": "link", "href": "/a"}
    quote = text_block("quote", "甲乙丙丁\n戊", marks=[{"start": 1, "end": 6, "kind": "strong"}, link])
    article = Article.objects.create(
        title="题", body=[quote, text_block("paragraph", "一\n二"), text_block("heading", "次", level=3)]
    )
    html = rendered(article).html
    first = '<p>甲<strong>乙</strong><a href="/a" rel="noopener"><strong>丙丁</strong></a></p>'
    assert f"{first}<p><strong>戊</strong></p></blockquote>" in html
    assert "一<br>二</p>" in html
    assert ">次</h3>" in html


def test_every_statement_is_there_once_even_when_the_body_forgot_it():
    article = make_roundup(voices=3)
    article.body = [text_block("paragraph", "导语。"), statement_block(article.statements.last().public_id)]
    article.save()
    result = rendered(article)
    for number in (1, 2, 3):
        assert result.text.count(f"第{number}位发言人说的第一句话") == 1
        assert words_of(result.html).count(f"第{number}位发言人说的第一句话") == 1
    assert result.text.index("第3位") < result.text.index("第1位")


def test_interview_turns_carry_their_labels():
    article = make_article(
        kind=ArticleKind.INTERVIEW, statements=(("记者", "怎么管？"), ("周明", "先量水。\n再分水。"))
    )
    html = rendered(article).html
    assert "记者：" in html
    assert "再分水。" in html


def test_the_digest_depends_on_title_and_words_only():
    article = make_article("题")
    first = rendered(article).sha256
    article.summary = "另写的提要"
    assert rendered(article).sha256 == first
    article.title = "另题"
    assert rendered(article).sha256 != first


def test_times_carry_the_papers_offset():
    assert rendered(make_article()).card["published_at"] == "2025-06-09T14:00:00+08:00"


def test_a_vanished_picture_leaves_no_broken_markup():
    article = Article.objects.create(
        title="题", body=[{"id": "i001", "kind": "image", "image": "missing"}, text_block("paragraph", "文。")]
    )
    assert "<img" not in rendered(article).html


def test_what_partners_reprint_carries_nothing_of_our_pages():
    article = make_roundup(voices=2)
    article.body.insert(0, text_block("heading", "一个不短的小标题写在这里"))
    article.save()
    article.pull_quotes.create(text="第1位发言人说的第一句话。", order=1)
    pull_quotes.relocate(article)
    result = rendered(article)
    reprint = result.detail["body"]["html"]
    for chrome in ("class=", "<wbr>", "单独成页", "aria-"):
        assert chrome not in reprint
        assert chrome in result.html
    assert "第2位发言人说的第一句话。" in reprint
    assert result.detail["pull_quotes"][0]["speaker"] == "发言人1"
    assert result.quotes[0]["speaker"] == "发言人1"


def test_a_quote_from_the_first_paragraph_follows_it():
    article = make_article(
        paragraphs=("开头第一段就很值得摘出来。", "第二段接着说。"), quotes=("开头第一段就很值得摘出来。",)
    )
    html = rendered(article).html
    assert html.index("<p id=") < html.index("<figure") < html.index("第二段")
