"""The newsroom in figures: counted from rows, honest where there are none."""

import datetime as dt

import pytest
from django.utils import timezone

from articles import figures, scoring, workflow
from articles.choices import Recommendation, Stage
from articles.models import Article, IgnoredFinding, ProofScore, Publication
from tests.factories import make_article, make_page, make_publication

pytestmark = pytest.mark.django_db
SLIP = "我们要按步就班地推进工作。"  # 按部就班


def at(publication, **ago):
    Publication.objects.filter(pk=publication.pk).update(released_at=timezone.now() - dt.timedelta(**ago))


def test_weeks_count_what_went_out_and_its_errors(time_machine):
    time_machine.move_to(dt.datetime(2025, 6, 11, 9, tzinfo=dt.UTC), tick=False)  # a Wednesday
    wrong = make_publication(paragraphs=(SLIP, "别的话都对。" * 20))
    at(make_publication(), days=2)
    at(make_publication(), weeks=3)
    at(make_publication(), weeks=120)  # reports look back for years
    assert [week.rate for week in figures.weeks()] == [None] * 12
    assert scoring.renew_some() == 4
    assert scoring.renew_some() == 0
    weeks = figures.weeks()
    assert [week.articles for week in weeks] == [0] * 8 + [1, 0, 0, 2]
    assert weeks[-1].start == dt.date(2025, 6, 9)
    score = ProofScore.objects.get(publication=wrong)
    assert (score.errors, weeks[-1].errors) == (1.0, 1.0)
    assert weeks[-1].rate == round(10_000 / weeks[-1].characters, 1)
    assert (weeks[8].rate, weeks[0].rate) == (0.0, None)


def test_what_was_released_anew_is_counted_anew_and_what_is_ignored_is_no_error(account):
    publication = make_publication(paragraphs=(SLIP,))
    scoring.renew_some()
    from articles import checking, publishing  # the models are not ready when this module loads

    (found,) = checking.heavy(publication.article)
    IgnoredFinding.objects.create(
        article=publication.article, fingerprint=found["fingerprint"], by=account("editor")
    )  # fmt: skip
    publishing.release(publication.article, by=None)
    assert scoring.renew_some() == 1
    assert ProofScore.objects.get().errors == 0


def test_a_page_and_an_issue_are_scored_like_an_article(account, client):
    from articles import checking  # the models are not ready when this module loads

    five = make_page(number="5")
    six = make_page(number="6", issue=five.issue)
    wrong = [make_article(f"稿{n}", page=(five, six)[n // 2], position=n, paragraphs=(SLIP,)) for n in range(4)]
    make_article("撤下的", page=six, position=9, paragraphs=(SLIP,))
    Article.objects.filter(title="撤下的").update(stage=Stage.WITHDRAWN)

    def errors():
        return [scoring.score_of(thing).errors for thing in (five, six, five.issue)]

    assert errors() == [2, 2, 3]  # the same error counts three times at most, over all of them
    finding = checking.heavy(wrong[0])[0]["fingerprint"]
    checking.ignore(wrong[0], finding, by=account("editor"))
    assert errors() == [1, 2, 3]
    Article.objects.filter(pk=wrong[3].pk).update(body=wrong[3].body[:0], lock_version=7)
    assert errors() == [1, 1, 2]
    assert scoring.score_of(make_page(number="8")) is None
    client.force_login(account("first_reviewer"))
    board = client.get(f"/admin/articles/issue/{five.issue_id}/board/").content.decode()
    assert "校对提示计差错 2 处" in board.partition('class="boards"')[0]
    assert board.partition('class="boards"')[2].count("校对提示计差错 1 处") == 2
    for address in (f"issues/{five.issue_id}/publish/", f"pages/{five.pk}/review/first_review/"):
        assert "不合格</span>" in client.get(f"/admin/articles/article/{address}").content.decode(), address


def test_the_time_in_a_review_is_from_entering_to_leaving(account, time_machine):
    start = dt.datetime(2025, 6, 11, 1, tzinfo=dt.UTC)
    editor, first, second = account("editor"), account("first_reviewer"), account("second_reviewer")
    for number, hours in enumerate((1, 2, 9)):
        article = make_article(created_by=editor)
        time_machine.move_to(start + dt.timedelta(minutes=number), tick=False)
        workflow.submit(article, by=editor)
        time_machine.move_to(start + dt.timedelta(minutes=number, hours=hours), tick=False)
        article.refresh_from_db()
        workflow.pass_review(article, by=first, words="可用。", recommendation=Recommendation.USE)
    article.refresh_from_db()
    time_machine.move_to(start + dt.timedelta(hours=15, minutes=2), tick=False)
    workflow.send_back(article, by=second, words="出处请补上。")
    times = {each.stage: (each.count, each.hours) for each in figures.review_times()}
    assert times == {
        Stage.FIRST_REVIEW: (3, 2.0), Stage.SECOND_REVIEW: (1, 6.0), Stage.FINAL_REVIEW: (0, None),
    }  # fmt: skip


def test_the_plots_say_in_a_sentence_what_they_show():
    from articles.admin import plots  # as above

    def week(n, articles=0, rate=None):
        return figures.Week(
            dt.date(2025, 6, 2) + dt.timedelta(weeks=n), articles, rate or 0, 10_000 * (rate is not None)
        )

    empty = [week(n) for n in range(12)]
    nothing = [figures.ReviewTime(stage, 0, None) for stage in (Stage.FIRST_REVIEW, Stage.SECOND_REVIEW)]
    for figure in (plots.articles_a_week(empty), plots.error_rate(empty), plots.time_in_reviews(nothing)):
        assert "近十二周没有" in figure.sentence
        assert figure.svg == ""
    full = [week(n, n, 3.4 if n == 4 else 1.2) for n in range(12)]
    assert "每周发稿 0 到 11 篇，本周 11 篇，为最高" in plots.articles_a_week(full).svg
    rate = plots.error_rate(full)
    assert "6月30日那周 3.4，超过合格线 3；本周 1.2" in rate.svg
    assert not rate.is_bad
    times = plots.time_in_reviews([figures.ReviewTime(Stage.FIRST_REVIEW, 3, 3.25), *nothing[1:]])
    assert 'aria-label="初审 3.2 小时。"' in times.svg
