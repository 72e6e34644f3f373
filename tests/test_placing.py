"""Pages rearranged: positions stay unique, nobody's order is overwritten unseen, readers follow."""

import pytest

from articles import placing
from articles.choices import Stage
from articles.exceptions import PlacingConflict, PublishingRefused, ReviewRefused
from articles.models import Article, Change, Publication
from tests.factories import make_article, make_issue, make_page

pytestmark = pytest.mark.django_db


def order(page):
    return list(page.articles.order_by("position").values_list("title", "position"))


def seen(*pages):
    return {page.pk: placing.stamp(page.articles.order_by("position").values_list("pk", flat=True)) for page in pages}


@pytest.fixture
def seven():
    page = make_page(number="7")
    return page, [make_article(title, page=page) for title in "甲乙丙丁"]


def test_within_a_page_only_those_between_change_and_forms_that_are_open_learn_of_it(seven, account):
    page, (_, _, three, _) = seven
    moved = placing.move(three.pk, page_id=page.pk, at=0, by=account("editor"), seen=seen(page))
    assert order(page) == [("丙", 1), ("甲", 2), ("乙", 3), ("丁", 4)]
    assert (moved.was_page, moved.was_at, moved.words) == (page.pk, 2, "《丙》移到 7版 第 1 位")
    assert list(Article.objects.order_by("pk").values_list("lock_version", flat=True)) == [2, 2, 2, 1]
    placing.move(three.pk, page_id=page.pk, at=moved.was_at, by=account("editor", username="e2"), seen=seen(page))
    assert [title for title, _ in order(page)] == [*"甲乙丙丁"]


def test_to_another_page_one_closes_up_the_other_makes_room(seven, account):
    page, (one, two, *_) = seven
    eight = make_page(number="8")
    make_article("戊", page=eight, position=3)
    placing.move(two.pk, page_id=eight.pk, at=0, by=account("editor"), seen=seen(page, eight))
    assert order(page) == [("甲", 1), ("丙", 2), ("丁", 3)]
    assert order(eight) == [("乙", 3), ("戊", 4)]
    empty = make_page(number="9")
    placing.move(one.pk, page_id=empty.pk, at=5, by=account("editor", username="e2"), seen=seen(page, empty))
    assert order(empty) == [("甲", 1)]


def test_whoever_saw_an_older_order_moves_nothing(seven, account):
    page, (one, two, *_) = seven
    editor, old = account("editor"), seen(page)
    placing.move(one.pk, page_id=page.pk, at=1, by=editor, seen=old)
    now = order(page)
    for stale in (old, {}):
        with pytest.raises(PlacingConflict):
            placing.move(two.pk, page_id=page.pk, at=3, by=editor, seen=stale)
    with pytest.raises(PlacingConflict):
        placing.move(two.pk, page_id=10**6, at=0, by=editor, seen=seen(page))
    with pytest.raises(PlacingConflict):
        placing.move(make_article("不在版上").pk, page_id=page.pk, at=0, by=editor, seen=seen(page))
    assert order(page) == now


def test_who_may_not_change_articles_moves_none(seven, account):
    page, (one, *_) = seven
    reader = account("editor")
    reader.groups.clear()
    with pytest.raises(ReviewRefused):
        placing.move(one.pk, page_id=page.pk, at=1, by=reader, seen=seen(page))
    assert order(page)[0] == ("甲", 1)


def test_readers_and_partners_follow_a_public_article_but_only_with_the_right_to_release(account):
    page, eight = make_page(number="7", credits=[{"role": "责任编辑", "name": "某某"}]), make_page(number="8")
    draft = make_article("稿", page=page)
    public = make_article("已发布的", page=page, release=True)
    ahead = make_article("改过还没再发的", page=page, release=True)
    ahead.title = "改过的题目"
    ahead.save()
    with pytest.raises(PublishingRefused, match="已发布的"):
        placing.move(draft.pk, page_id=page.pk, at=2, by=account("editor"), seen=seen(page))
    changes = Change.objects.count()
    placing.move(public.pk, page_id=eight.pk, at=0, by=account("first_reviewer"), seen=seen(page, eight))
    publication = Publication.objects.get(article=public)
    assert (publication.page, publication.position, publication.version) == (eight, 1, 2)
    for shown in (publication.card, publication.detail):
        assert (shown["page"]["number"], shown["position"], shown["version"]) == ("8", 1, 2)
        assert shown["print_locator"] == "/print/2025-06-09/8/1/"
    assert publication.detail["credits"] == []
    other = Publication.objects.get(article=ahead)
    assert (other.position, other.title) == (2, "改过还没再发的")  # it closed up; its new words still wait
    ahead.refresh_from_db()
    assert ahead.updated_at > other.updated_at
    assert ahead.stage == Stage.RELEASED
    assert Change.objects.count() == changes + 2
    tomorrow = make_page(make_issue(date="2025-06-10"), number="7")
    with pytest.raises(PublishingRefused, match="另一期"):
        placing.move(public.pk, page_id=tomorrow.pk, at=0, by=account("final_reviewer"), seen=seen(eight, tomorrow))
    assert Publication.objects.get(article=public).page == eight
