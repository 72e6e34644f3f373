"""Releasing, correcting and withdrawing: what becomes public, for whom, and that it is all or nothing."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from articles import changes, publishing
from articles.choices import ChangeKind, Stage, WithdrawalReason
from articles.exceptions import PublishingRefused
from articles.models import Article, Change, ChangeCounter, Correction, Publication, PublishedQuote, Revision
from tests.factories import make_article, make_author, make_column, make_page, make_tag

pytestmark = pytest.mark.django_db


def visible_titles(now=None):
    return set(Publication.objects.visible(now).values_list("title", flat=True))


def test_release_makes_public_freezes_and_records():
    column, tag, author = make_column("热点思考"), make_tag("集体协商"), make_author("宋立")
    article = make_article("把协商桌搬到车间去", page=make_page(), column=column, tags=(tag,), authors=(author,))
    assert visible_titles() == set()
    publication = publishing.release(article, by=None)
    article.refresh_from_db()
    assert visible_titles() == {"把协商桌搬到车间去"}
    assert (article.stage, publication.version, publication.was_printed) == (Stage.RELEASED, 1, True)
    assert publication.card["column"]["name"] == "热点思考"
    assert publication.card["byline"][0]["affiliation"] == "江州大学教授"
    assert publication.card["print_locator"] == "/print/2025-06-09/5/1/"
    assert list(publication.authors.all()) == [author]
    assert list(author.affiliations.values_list("text", "since")) == [("江州大学教授", dt.date(2025, 6, 9))]
    assert Change.objects.values_list("kind", "object_id", "version").get() == (
        ChangeKind.RELEASED,
        article.public_id,
        1,
    )


def test_the_working_copy_changes_nothing_until_it_is_released_again():
    article = make_article("旧题", release=True)
    article.title, article.body[0]["text"] = "新题", "独一无二的新词句。"
    article.save()
    publication = Publication.objects.get()
    assert publication.title == "旧题"
    assert "独一无二" not in publication.html + publication.text + str(publication.detail)
    publishing.release(article, by=None)
    publication.refresh_from_db()
    assert (publication.title, publication.version) == ("新题", 2)
    assert [change.kind for change in Change.objects.all()] == [ChangeKind.RELEASED, ChangeKind.UPDATED]


@pytest.mark.parametrize(("title", "paragraphs", "words"), [("", ("有正文。",), "标题"), ("有题", (), "正文")])
def test_what_is_not_ready_is_refused_in_words(title, paragraphs, words):
    article = make_article("临时题", paragraphs=paragraphs)
    article.title = title
    article.save()
    with pytest.raises(PublishingRefused) as refused:
        publishing.release(article, by=None)
    assert words in refused.value.message
    assert not Publication.objects.exists()
    assert not Revision.objects.exists()


def test_an_issue_is_released_whole_or_not_at_all():
    page = make_page()
    good = make_article("好稿", page=page)
    bad = make_article("缺题", page=page)
    bad.title = ""
    bad.save()
    with pytest.raises(PublishingRefused) as refused:
        publishing.release_issue(page.issue, by=None)
    assert "缺标题" in refused.value.message
    assert visible_titles() == set()
    assert Change.objects.count() == 0
    bad.title = "补上的题"
    bad.save()
    released = publishing.release_issue(page.issue, by=None)
    assert [publication.article_id for publication in released] == [good.pk, bad.pk]
    with pytest.raises(PublishingRefused) as refused:
        publishing.release_page(page, by=None)
    assert refused.value.code == "nothing-to-release"


def test_releasing_a_page_again_leaves_withdrawn_articles_alone():
    page = make_page()
    gone = make_article("撤下的", page=page, release=True)
    publishing.withdraw(gone, reason=WithdrawalReason.AUTHOR, by=None)
    make_article("新来的", page=page)
    publishing.release_page(page, by=None)
    assert visible_titles() == {"新来的"}


def test_correction_is_dated_and_shown():
    article = make_article("有错的", release=True)
    publishing.correct(article, text="第二段“百分之五”应为“百分之八”。", by=None, date=dt.date(2025, 6, 10))
    publication = Publication.objects.get()
    assert publication.detail["corrections"] == [{"date": "2025-06-10", "text": "第二段“百分之五”应为“百分之八”。"}]
    assert publication.version == 2
    assert Change.objects.last().kind == ChangeKind.CORRECTED


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_correction_is_refused(text):
    with pytest.raises(PublishingRefused):
        publishing.correct(make_article(release=True), text=text, by=None)


def test_withdrawal_hides_and_leaves_a_row():
    article = make_article("要撤的", release=True)
    publishing.withdraw(article, reason=WithdrawalReason.RIGHTS, by=None, note="作者另有约定。")
    article.refresh_from_db()
    assert visible_titles() == set()
    assert article.stage == Stage.WITHDRAWN
    assert Change.objects.last().kind == ChangeKind.WITHDRAWN
    for again in (
        lambda: publishing.withdraw(article, reason=WithdrawalReason.ERROR, by=None),
        lambda: publishing.correct(article, text="晚了。", by=None),
    ):
        with pytest.raises(PublishingRefused) as refused:
            again()
        assert refused.value.code == "not-public"


def test_withdrawing_needs_a_known_reason():
    with pytest.raises(PublishingRefused) as refused:
        publishing.withdraw(make_article(release=True), reason="随便", by=None)
    assert refused.value.code == "reason-missing"


def test_embargo_and_expiry_follow_the_clock():
    now = timezone.now()
    article = make_article("稍后", release=True, embargo_until=now + dt.timedelta(hours=1))
    publication = Publication.objects.get()
    assert visible_titles(now) == set()
    assert visible_titles(now + dt.timedelta(hours=1)) == {article.title}
    publication.expires_at = now + dt.timedelta(hours=2)
    publication.save()
    assert visible_titles(now + dt.timedelta(hours=2)) == set()
    for moment in (now, now + dt.timedelta(hours=1), now + dt.timedelta(hours=2)):
        assert publication.is_visible(moment) == bool(visible_titles(moment))


def test_a_renamed_column_reaches_the_stored_json_and_the_feed():
    column, tag = make_column("旧栏"), make_tag("旧签")
    make_article(column=column, column_label="旧栏", tags=(tag,), release=True)
    make_article(release=True)
    column.name, tag.name = "新栏", "新签"
    column.save()
    tag.save()
    assert publishing.refresh_for(column) == 1
    assert publishing.refresh_for(tag) == 0  # the first call brought every label up to date
    card = Publication.objects.get(column=column).card
    assert (card["column"]["name"], card["column"]["label"]) == ("新栏", "旧栏")
    assert card["tags"][0]["name"] == "新签"
    assert card["version"] == 2
    assert Change.objects.last().kind == ChangeKind.UPDATED


def test_a_refresh_never_publishes_unreleased_words():
    column = make_column("旧栏")
    article = make_article(column=column, release=True)
    article.title = "未发布的标题"
    article.save()
    column.name = "新栏"
    column.save()
    publishing.refresh_for(column)
    publication = Publication.objects.get()
    assert "未发布" not in str(publication.card) + str(publication.detail) + publication.title


def test_quotes_are_published_with_their_fidelity():
    article = make_article(
        paragraphs=("修渠容易管渠难，水来了还要有人管。",),
        quotes=("修渠容易管渠难，水来了还要有人管。", "毫不相干的一句。"),
        release=True,
    )
    cards = [quote.card for quote in PublishedQuote.objects.all()]
    assert [card["fidelity"] for card in cards] == ["verbatim", "not_found"]
    assert cards[0]["article"]["id"] == article.public_id


def test_the_feed_has_no_gaps_and_its_number_is_taken_inside_the_transaction():
    for _ in range(3):
        make_article(release=True)
    assert list(Change.objects.values_list("seq", flat=True)) == [1, 2, 3]
    assert ChangeCounter.objects.get().head == 3


@pytest.mark.django_db(transaction=True)
def test_whatever_fails_during_a_release_leaves_nothing_behind():
    """Let every single statement of the release fail in turn: afterwards all is as before."""
    article = make_article(page=make_page(), authors=(make_author(),), tags=(make_tag(),), quotes=("某句话。",))
    failed = 0
    while True:
        with pytest.MonkeyPatch.context() as patch, fail_at_statement(failed, patch) as fired:
            try:
                publishing.release(article, by=None)
            except RuntimeError:
                pass
        if not fired():
            break
        failed += 1
        article.refresh_from_db()
        assert article.stage == Stage.DRAFT
        assert not Publication.objects.exists()
        assert not Revision.objects.exists()
        assert not Change.objects.exists()
        assert not ChangeCounter.objects.exists()
    assert failed > 10
    assert Publication.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("step", "stride"), [("issue", 7), ("correct", 1), ("withdraw", 1)])
def test_whatever_fails_during_any_step_of_publishing_leaves_all_as_it_was(step, stride):
    """As above. An issue is many releases, whose every statement fails above: here each seventh does."""
    page = make_page()
    first, _ = (make_article(f"第{n}篇", page=page, quotes=("某句话。",), release=step != "issue") for n in (1, 2))
    steps = {
        "issue": lambda: publishing.release_issue(page.issue, by=None),
        "correct": lambda: publishing.correct(first, text="有一字之误。", by=None),
        "withdraw": lambda: publishing.withdraw(first, reason=WithdrawalReason.ERROR, by=None),
    }

    def state():
        tables = (Publication, Revision, Change, PublishedQuote, Correction, ChangeCounter)
        rows = [list(table.objects.order_by("pk").values()) for table in tables]
        return [*rows, list(Article.objects.order_by("pk").values_list("stage", flat=True))]

    before, failed = state(), 0
    while True:
        with pytest.MonkeyPatch.context() as patch, fail_at_statement(failed, patch) as fired:
            try:
                steps[step]()
            except RuntimeError:
                pass
        if not fired():
            break
        failed += stride
        assert state() == before, failed
    assert failed > 8
    assert state() != before


class fail_at_statement:  # noqa: N801
    """Raise RuntimeError at the n-th statement after entering."""

    def __init__(self, number, patch):
        self.left, self.hit = number, False

    def __call__(self, execute, sql, params, many, context):
        if self.left == 0:
            self.hit = True
            self.left = -1
            raise RuntimeError("pulled the plug")
        self.left -= 1
        return execute(sql, params, many, context)

    def __enter__(self):
        self.wrapper = connection.execute_wrapper(self)
        self.wrapper.__enter__()
        return lambda: self.hit

    def __exit__(self, *exc):
        self.wrapper.__exit__(*exc)


@pytest.mark.django_db(transaction=True)
def test_a_change_row_outside_a_transaction_is_a_mistake():
    with pytest.raises(RuntimeError):
        changes.append(ChangeKind.RELEASED, object_id="x", version=1)
    assert not Change.objects.exists()
