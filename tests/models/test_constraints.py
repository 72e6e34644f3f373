"""The database itself refuses what must not be, whatever code writes it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from articles.choices import Fidelity, Stage
from articles.models import (
    Affiliation,
    Article,
    Author,
    ChangeCounter,
    Column,
    Contribution,
    Issue,
    Page,
    Publication,
    PullQuote,
    RetiredSlug,
    Statement,
    Tag,
    TagSynonym,
)
from articles.models.issue import normalize_page_number
from tests.factories import (
    DAY,
    make_article,
    make_author,
    make_column,
    make_issue,
    make_page,
    make_publication,
    make_tag,
)

pytestmark = pytest.mark.django_db


def position_twice():
    page = make_page()
    make_article(page=page, position=1)
    make_article(page=page, position=1)


def one_twice(make):
    make()
    make()


REFUSED = {
    "issue twice": lambda: one_twice(make_issue),
    "serial number twice": lambda: [
        make_issue(serial_number=1),
        Issue.objects.create(date=DAY, edition="号外", serial_number=1),
    ],
    "page twice": lambda: one_twice(lambda: make_page(number="7")),
    "page 7 and 07": lambda: [make_page(number="7"), make_page(number="07")],
    "position twice": position_twice,
    "page without position": lambda: Article.objects.create(title="题", page=make_page()),
    "position without page": lambda: Article.objects.create(title="题", position=1),
    "released without title": lambda: Article.objects.create(stage=Stage.RELEASED),
    "column name twice": lambda: one_twice(lambda: make_column("同名")),
    "column without name": lambda: Column.objects.create(name="", slug="x"),
    "author twice": lambda: one_twice(lambda: make_author("同名")),
    "author without name": lambda: Author.objects.create(name=""),
    "affiliation twice": lambda: one_twice(
        lambda: Affiliation.objects.create(author=Author.objects.first() or make_author(), text="江州大学")
    ),
    "affiliation ends before it begins": lambda: Affiliation.objects.create(
        author=make_author(), text="江州大学", since="2025-06-09", until="2025-06-08"
    ),
    "contribution order twice": lambda: [
        Contribution.objects.create(article=article, name="甲") for article in [make_article()] * 2
    ],
    "contribution without name": lambda: Contribution.objects.create(article=make_article(), name=""),
    "statement without text": lambda: Statement.objects.create(article=make_article(), speaker="甲", text=""),
    "statement without speaker": lambda: Statement.objects.create(article=make_article(), speaker="", text="话"),
    "quote with half a span": lambda: PullQuote.objects.create(
        article=make_article(), text="句", fidelity=Fidelity.NEAR, start=3
    ),
    "quote found nowhere with a span": lambda: PullQuote.objects.create(
        article=make_article(), text="句", start=1, end=2
    ),
    "tag twice": lambda: one_twice(lambda: make_tag("同名")),
    "synonym of two tags": lambda: one_twice(lambda: TagSynonym.objects.create(tag=make_tag(), name="同义")),
    "tag merged into itself": lambda: Tag.objects.filter(pk=(tag := make_tag()).pk).update(merged_into=tag),
    "withdrawn without reason": lambda: Publication.objects.filter(pk=make_publication().pk).update(
        withdrawn_at="2025-06-09T00:00:00Z"
    ),
    "publication without title": lambda: Publication.objects.filter(pk=make_publication().pk).update(title=""),
    "second change counter": lambda: ChangeCounter.objects.create(id=2, epoch="x"),
    "retired slug of nothing": lambda: RetiredSlug.objects.create(kind="tag", slug="x"),
}


@pytest.mark.parametrize("attempt", REFUSED.values(), ids=REFUSED.keys())
def test_refused(attempt):
    with pytest.raises(IntegrityError), transaction.atomic():
        attempt()


def test_same_name_persons_are_kept_apart():
    make_author("同名", distinguisher="江州大学")
    make_author("同名", distinguisher="北岭日报")
    assert [str(author) for author in Author.objects.filter(name="同名").order_by("pk")] == [
        "同名（江州大学）",
        "同名（北岭日报）",
    ]


def test_web_only_article_needs_no_place():
    assert make_article().place == "仅网络"


@pytest.mark.parametrize(("given", "kept"), [("7", "7"), ("07", "7"), ("a02", "A2"), (" 12 ", "12")])
def test_page_numbers_have_one_form(given, kept):
    assert normalize_page_number(given) == kept


@pytest.mark.parametrize("given", ["", "0", "七", "7版", "AA1", "1000", "-1"])
def test_other_page_numbers_are_refused(given):
    with pytest.raises(ValueError, match="not a page number"):
        normalize_page_number(given)


def test_pages_sort_as_in_the_paper():
    issue = make_issue()
    for number in ("10", "A2", "2", "A10", "1"):
        make_page(issue, number)
    assert list(issue.pages.values_list("number", flat=True)) == ["1", "2", "10", "A2", "A10"]


def test_slugs_are_proposed_and_old_ones_are_remembered():
    column = Column.objects.create(name="热点思考")
    assert column.slug == "re-dian-si-kao"
    column.slug = "redian"
    column.save()
    assert RetiredSlug.objects.get().column == column
    column.slug = "re-dian-si-kao"
    column.save()
    assert set(RetiredSlug.objects.values_list("slug", flat=True)) == {"redian"}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("文字", "列表"),
        ([{"kind": "paragraph", "text": "无编号"}], "编号"),
        ([{"id": "b001", "kind": "script", "text": "x"}], "类型"),
        ([{"id": "b001", "kind": "paragraph"}], "文字"),
        ([{"id": "b001", "kind": "paragraph", "text": "a\x00b"}], "控制字符"),
        ([{"id": "b001", "kind": "paragraph", "text": "a\ud800"}], "控制字符"),
        ([{"id": "b001", "kind": "paragraph", "text": "x", "onclick": "y"}], "不认识"),
        ([{"id": "b001", "kind": "paragraph", "text": "x"}] * 2, "重复"),
        (
            [
                {
                    "id": "b001",
                    "kind": "paragraph",
                    "text": "点",
                    "marks": [{"start": 0, "end": 1, "kind": "link", "href": "javascript:alert(1)"}],
                }
            ],
            "链接",
        ),
        (
            [{"id": "b001", "kind": "paragraph", "text": "点", "marks": [{"start": 0, "end": 9, "kind": "em"}]}],
            "超出",
        ),
    ],
)
def test_bodies_that_are_none(body, words):
    article = Article(title="题", body=body)
    with pytest.raises(ValidationError) as refused:
        article.full_clean()
    assert words in " ".join(refused.value.message_dict["body"])


def test_page_label_and_issue_key():
    page = make_page(number="07", name="理论")
    assert (page.label, page.issue.key, page.issue.day) == ("7版 理论", "2025-06-09", "2025年6月9日 星期一")
    assert Issue(date=DAY, edition="号外").key == "2025-06-09-号外"
    assert isinstance(page, Page)
