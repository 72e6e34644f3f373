"""The front page holds with whatever an issue has, and no article stands in it twice."""

import re

import pytest

from articles.choices import ArticleKind
from articles.public.composition import LINE, MOST_LINES, vertical_lines
from tests.factories import make_article, make_author, make_column, make_page, make_roundup

pytestmark = pytest.mark.once

HEADLINE = re.compile(r'<h[23] class="phrase"><a href="(/articles/\w+/)"|<a class="phrase" href="(/articles/\w+/)"')


def headlines(html: str) -> list[str]:
    return [first or second for first, second in HEADLINE.findall(html)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("texts", "roundups", "is_quoted"),
    [
        (1, 0, False),
        (1, 1, True),
        (2, 3, False),
        (2, 0, True),
        (3, 1, False),
        (4, 0, True),
        (5, 1, True),
        (14, 3, True),
    ],
)
def test_each_article_stands_once(client, texts, roundups, is_quoted):
    quotes = ("第二段讲办法，讲给做事的人听。",) if is_quoted else ()
    pages = [make_page(number=str(number)) for number in range(1, 5)]
    column = make_column()
    made = [
        make_article(
            page=pages[number * 4 // texts], column=column if number % 2 else None, quotes=quotes, release=True
        )
        for number in range(texts)
    ]
    made += [make_roundup(page=pages[3], voices=voices, release=True) for voices in (1, 6, 9)[:roundups]]
    html = client.get("/").content.decode()
    assert sorted(headlines(html)) == sorted(article.get_absolute_url() for article in made)
    assert ("moment" in html) == bool(quotes)


@pytest.mark.django_db
def test_only_a_roundup(client):
    article = make_roundup(page=make_page(), release=True)
    assert headlines(client.get("/").content.decode()) == [article.get_absolute_url()]


@pytest.mark.django_db
def test_only_briefs(client):
    page = make_page()
    made = [make_article(page=page, kind=ArticleKind.BRIEF, release=True) for _ in range(3)]
    assert sorted(headlines(client.get("/").content.decode())) == sorted(each.get_absolute_url() for each in made)


@pytest.mark.django_db
def test_the_moment_names_who_said_it(client):
    page = make_page()
    make_article(page=page, release=True)
    make_article(page=page, authors=(make_author("宋立"),), quotes=("第二段讲办法，讲给做事的人听。",), release=True)
    html = client.get("/").content.decode()
    assert "宋立" in html.split("<figcaption>")[1].split("</figcaption>")[0]


@pytest.mark.django_db
def test_words_of_a_roundup_belong_to_their_speaker(client):
    make_roundup(page=make_page(), quotes=("第2位发言人说的第一句话。",), release=True)
    caption = client.get("/").content.decode().split("<figcaption>")[1].split("</figcaption>")[0]
    assert "发言人2" in caption


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("把协商桌搬到车间，搬掉的是距离，换来的是信任。", ["把协商桌搬到车间，", "搬掉的是距离，", "换来的是信任。"]),
        ("留下烟囱容易，留下烟囱底下那些人的生活难。", ["留下烟囱容易，", "留下烟囱底下", "那些人的生活难。"]),
        ("好。", []),
    ],
)
def test_vertical_lines(text, lines):
    assert vertical_lines(text) == lines


def test_vertical_lines_fit_or_are_none():
    for size in range(1, 80):
        text = ("工人的本领跟得上，绿色的底色就会越来越厚实" * 4)[:size] + "。"
        lines = vertical_lines(text)
        assert not lines or ("".join(lines) == text and len(lines) <= MOST_LINES and max(map(len, lines)) <= LINE)
