"""When somebody was at the desk, and what is news to them."""

import datetime as dt

import pytest
from django.utils import timezone

from articles import comments, publishing, visits, workflow
from articles.models import PageImport, ScheduledRelease, User
from tests.factories import make_article, make_page

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2025, 6, 11, 4, tzinfo=dt.UTC)


def test_the_mark_moves_after_a_pause_and_seldom_otherwise(account):
    user = account("editor")

    def at(minutes):
        user.refresh_from_db()
        visits.arrive(user, NOON + dt.timedelta(minutes=minutes))
        known = User.objects.get(pk=user.pk)
        return [
            moment and (moment - NOON) // dt.timedelta(minutes=1) for moment in (known.desk_seen_at, known.desk_left_at)
        ]

    assert at(0) == [0, None]
    assert at(4) == [0, None]
    assert at(20) == [20, None]
    assert at(51) == [51, 20]  # half an hour away: what happened since is news
    assert at(70) == [70, 20]


def test_news_is_what_others_did_since(account, time_machine):
    time_machine.move_to(NOON, tick=False)
    me, first, second = (
        account("editor", name="我"),
        account("first_reviewer", name="顾海宁"),
        account("second_reviewer"),
    )
    mine, other = make_article("我写的", created_by=me), make_article("别人写的", created_by=second)
    workflow.submit(mine, by=me)
    me.desk_left_at = NOON + dt.timedelta(minutes=1)
    time_machine.move_to(NOON + dt.timedelta(minutes=2), tick=False)
    for article in (mine, other):
        comments.add(article, quoted="第一段", text="出处请核", by=first)
    comments.reply(other.comments.get(), text="核过", by=second)
    mine.refresh_from_db()
    workflow.send_back(mine, by=first, words="利用率的出处请补上。")
    PageImport.objects.create(
        source_name="6版.txt", source_text="", source_sha256="0", proposal={}, state={}, created_by=first
    )
    page = make_page()
    printed = [make_article(page=page) for _ in range(3)]
    time_machine.move_to(NOON + dt.timedelta(minutes=3), tick=False)
    publishing.release_page(page, by=first)
    ScheduledRelease.objects.create(article=other, at=NOON + dt.timedelta(minutes=2), by=me, problem="还没有签发。")
    found = [(row.by, row.verb, row.title, row.words, row.more) for row in visits.news(me)]
    assert found[0] == ("顾海宁", "发布", printed[-1].title, "", 2)
    assert set(found[1:]) == {
        ("顾海宁", "批注", "我写的", "出处请核", 0),
        ("顾海宁", "退回", "我写的", "利用率的出处请补上。", 0),
        ("顾海宁", "导入", "6版.txt", "", 0),
        ("我", "定时发布没有成功：", "别人写的", "还没有签发。", 0),
    }
    me.desk_left_at = timezone.now()
    assert visits.news(me) == []
