"""Text analysis against the tables: related articles, twins, trends; bounded, and silent about what is not public."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import publishing
from articles.analysis import duplicates, relating
from articles.analysis.background import background_for, recount_if_grown
from articles.analysis.trends import trend_of
from articles.models import Article, Keyword, Publication, Relation
from articles.public import reading
from tests.factories import make_article, make_issue, make_page, make_tag
from tests.lasting import lasting

pytestmark = pytest.mark.django_db

CARE = "居家养老服务要向农村延伸。村里的互助食堂解决了老人吃饭的难题，养老护理员上门助浴，养老服务站每周巡诊。"
CARE_TOO = "谈到养老，人们先想到床位。其实居家养老靠的是护理员，靠的是互助食堂和巡诊的服务站，养老服务要上门。"
TUNNEL = "盾构机在江底掘进，管片拼装误差控制在毫米以内。隧道工区的盾构司机轮班值守，泥水压力随水深变化。"


def released(title: str, text: str, **more) -> Publication:
    return make_article(title, paragraphs=(text,), release=True, **more).publication


def related_to(publication: Publication) -> list[Publication]:
    return reading.around(publication)["related"]


@lasting
def shelf() -> dict[str, Publication]:
    found = {
        "care": released("把养老服务送到村头", CARE),
        "tunnel": released("江底的盾构机", TUNNEL),
        "tunnel too": released("盾构司机的一天", TUNNEL.replace("轮班值守", "三班倒").replace("毫米", "两毫米")),
        "care too": released("上门的护理员", CARE_TOO),
        "by tag": released("另外一件事", "完全是另外一件事情，讲的是梨园的嫁接和疏果。", tags=(make_tag("养老"),)),
    }
    found["care"].tags.add(found["by tag"].tags.get())
    call_command("analyse", verbosity=0)
    return found


def test_related_is_what_shares_words_and_tags(shelf):
    assert [each.title for each in related_to(shelf["care"])] == ["上门的护理员", "另外一件事"]
    assert [each.title for each in related_to(shelf["tunnel"])] == ["盾构司机的一天"]


def test_what_is_withdrawn_is_related_to_nothing(shelf):
    publishing.withdraw(shelf["care too"].article, reason="error", by=None)
    assert [each.title for each in related_to(shelf["care"])] == ["另外一件事"]


def test_a_new_version_is_analysed_anew_and_a_draft_never(shelf):
    assert sum(relating.renew()) == 0
    make_article("未发表的养老金丝雀", paragraphs=(CARE,))
    article = shelf["tunnel"].article
    article.body = make_article(paragraphs=(CARE,)).body
    article.save()
    publishing.release(article, by=None)
    assert sum(relating.renew()) == 1
    assert related_to(shelf["care"])[0].title == "江底的盾构机"
    assert not Keyword.objects.filter(publication__title__contains="金丝雀").exists()


def test_the_cost_does_not_grow_with_the_archive(shelf):
    with CaptureQueriesContext(connection) as few:
        relating.analyse(shelf["care"])
    for number in range(12):
        relating.analyse(released(f"养老服务{number}", CARE_TOO[number:]))
    with CaptureQueriesContext(connection) as many:
        relating.analyse(shelf["care"])
    assert len(many) <= len(few) + 1  # bulk_create of relations where there were none
    mine = Relation.objects.filter(one=shelf["care"]).count() + Relation.objects.filter(other=shelf["care"]).count()
    assert mine <= relating.RELATED


def test_word_counts_follow_the_archive(shelf):
    assert background_for(["养老", "盾构机", "梨园"]).having == {"养老": 2}
    assert background_for([]).articles == 5
    assert recount_if_grown() == 0
    released("又一篇", "养老。")
    assert recount_if_grown() == 6
    assert background_for(["养老"]).having == {"养老": 3}


def test_a_manuscript_under_two_titles_is_found(client, account):
    page = make_page()
    long = CARE + TUNNEL + CARE_TOO
    first = make_article("原来的题目", page=page, paragraphs=(long,))
    again = make_article("换了个题目", paragraphs=(long.replace("老人", "老年人").replace("，", ","),))
    make_article("别的", paragraphs=(TUNNEL,))
    make_article("盾构", paragraphs=("。".join(TUNNEL.split("。")[::-1]) + CARE[:20],))
    call_command("analyse", verbosity=0)
    found = duplicates.twins(again, among=Article.objects.all())
    assert found[0].article == first
    assert found[0].share > 0.8
    assert duplicates.twins(again, among=Article.objects.none()) == []
    cut = duplicates.twins_of(long[: len(long) * 9 // 10], among=Article.objects.all())
    assert {twin.article for twin in cut} >= {first, again}
    client.force_login(account("editor"), backend="django.contrib.auth.backends.ModelBackend")
    html = client.get(f"/admin/articles/article/{again.pk}/change/").content.decode()
    assert "《原来的题目》" in html.split('id="twins-h"')[1].split("</section>")[0]


def test_short_notices_are_no_twins():
    make_article("启事", paragraphs=("本报明日休刊一天。",))
    call_command("analyse", verbosity=0)
    assert duplicates.twins_of("本报明日休刊一天。", among=Article.objects.all()) == []


def test_a_tag_over_time(client):
    tag = make_tag("养老")
    for month in range(1, 9):
        page = make_page(issue=make_issue(dt.date(2025, month, 2)))
        for number in range(4):
            make_article(f"{month}月{number}", page=page, tags=(tag,) if number * 2 < month else (), release=True)
    make_article("草稿", page=page, tags=(tag,))
    found = trend_of(tag)
    assert [count for _, count, _ in found.months] == [1, 1, 2, 2, 3, 3, 4, 4]
    assert {total for _, _, total in found.months} == {4}
    assert found.months[0][0] == dt.date(2025, 1, 1)
    assert found.trend.direction == 1
    html = client.get(tag.get_absolute_url()).content.decode()
    assert 'aria-label="有刊文的近 8 个月共 20 篇，占比上升"' in html
