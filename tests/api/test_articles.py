"""Articles: filters, the whole record, the licence, what is gone."""

import datetime as dt
import hashlib
import json

import pytest
from django.utils import timezone

from articles import publishing
from articles.models import Publication, RetiredSlug, Tag, TagSynonym
from articles.rendering.licence import credit_line, licence_of
from tests import factories
from tests.lasting import lasting

pytestmark = pytest.mark.django_db


@lasting
def shelf():
    """Three articles that differ in everything that can be asked for."""
    ding, wang = factories.make_author("丁一禾"), factories.make_author("王小山")
    study, talk = factories.make_column("工作研究", slug="yanjiu"), factories.make_column("众说", slug="zhongshuo")
    workers, law = factories.make_tag("产业工人", slug="gongren"), factories.make_tag("法治", slug="fazhi")
    june = factories.make_page(
        factories.make_issue(dt.date(2025, 6, 9)), "7", credits=[{"role": "责任编辑", "name": "卢一白"}]
    )
    extra = factories.make_page(factories.make_issue(dt.date(2025, 6, 9), edition="号外"), "A2")
    return {
        "study": factories.make_publication("把工作做实", page=june, column=study, tags=(workers,), authors=(ding,)),
        "talk": factories.make_publication("大家谈", page=extra, column=talk, tags=(workers, law), kind="roundup",
                                           statements=(("王小山", "要把话说清楚。"),), authors=(wang,)),
        "web": factories.make_publication("只在网上", authors=(ding, wang), source_name="远山日报", source_title="原来的题"),
    }  # fmt: skip


def found(api, shelf, query):
    names = {publication.public_id: name for name, publication in shelf.items()}
    return {names[key] for key in api.results(f"articles/?page_size=100&{query}")}


def test_filters_find_what_they_say(api, shelf):
    today = timezone.localdate().isoformat()
    author = {name: shelf[name].authors.first().public_id for name in ("study", "talk")}
    for query, expected in {
        "issue=2025-06-09": {"study"},
        "issue=2025-06-09-号外": {"talk"},
        "issue=2020-01-01": set(),
        "date=2025-06-09": {"study", "talk"},
        f"date={today}": {"web"},
        "date_to=2025-06-09": {"study", "talk"},
        "date_from=2025-06-10": {"web"},
        "date_from=2025-06-09&date_to=2025-06-09&print_page=7": {"study"},
        "print_page=07": {"study"},
        "print_page=a2": {"talk"},
        "column=yanjiu": {"study"},
        "column=nothing": set(),
        f"author={author['study']}": {"study", "web"},
        f"author={author['talk']}": {"talk", "web"},
        "author=zzzzzzzzzz": set(),
        "tag=gongren": {"study", "talk"},
        "tag=法治": {"talk"},
        "tag=gongren&column=yanjiu": {"study"},
        "tag=nothing": set(),
        "kind=roundup": {"talk"},
        "kind=brief": set(),
        "q=做实": {"study"},
        "q=说清楚": {"study", "talk", "web"},
        "q=把话说清楚": {"talk"},
        "q=没有这话": set(),
        "q=%25": set(),
        "q=说清楚&kind=roundup": {"talk"},
    }.items():
        assert found(api, shelf, query) == expected, query


def test_old_names_of_columns_and_tags_still_work(api, shelf):
    TagSynonym.objects.create(tag=Tag.objects.get(slug="fazhi"), name="依法治理")
    Tag.objects.create(name="法制", slug="fazhi-old", merged_into=Tag.objects.get(slug="fazhi"))
    heir = Tag.objects.get(name="法制")
    Tag.objects.create(name="法律", slug="falv", merged_into=heir)
    RetiredSlug.objects.create(kind="tag", slug="fa-zhi", tag=Tag.objects.get(slug="fazhi"))
    for word in ("依法治理", "fazhi-old", "法制", "fa-zhi", "falv"):
        assert found(api, shelf, f"tag={word}") == {"talk"}, word
    column = shelf["study"].column
    column.slug = "gongzuo-yanjiu"
    column.save()
    assert found(api, shelf, "column=yanjiu") == found(api, shelf, "column=gongzuo-yanjiu") == {"study"}


def test_updated_since_regards_embargoes(api, shelf):
    Publication.objects.update(updated_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC))
    Publication.objects.filter(pk=shelf["talk"].pk).update(embargo_until=dt.datetime(2025, 3, 1, tzinfo=dt.UTC))
    assert found(api, shelf, "updated_since=2025-01-01T08:00:00%2B08:00") == {"study", "talk", "web"}
    assert found(api, shelf, "updated_since=2025-01-01T00:00:01Z") == {"talk"}
    assert found(api, shelf, "updated_since=2025-03-01T00:00:01Z") == set()
    assert found(api, shelf, "updated_since=9999-12-31T23:59:59-12:00") == set()  # valid, if far off
    assert found(api, shelf, "updated_since=0001-01-01T00:00:00%2B14:00") == found(api, shelf, "")


def test_relevance_puts_titles_first(api):
    other = factories.make_publication("别的", paragraphs=("这里说到车间。",))
    titled = factories.make_publication("车间", paragraphs=("这里说到车间。",))
    Publication.objects.filter(pk=titled.pk).update(date=dt.date(2020, 1, 1))
    assert api.results("articles/?q=车间&ordering=relevance") == [titled.public_id, other.public_id]
    assert api.results("articles/?q=车间") == [other.public_id, titled.public_id]


def test_the_record_holds_everything(api, shelf):
    study = shelf["study"]
    publishing.correct(study.article, text="第三段有误。", by=None, date=dt.date(2025, 6, 11))
    record = api.json(f"articles/{study.public_id}/")
    assert record["title"] == "把工作做实"
    assert record["version"] == 2
    assert record["body"]["text"].splitlines()[0] == "第一段写明缘由，说清楚从哪里来。"
    assert record["body"]["html"].startswith("<p id=")
    assert [block["kind"] for block in record["body"]["blocks"]] == ["paragraph", "paragraph"]
    assert record["corrections"] == [{"date": "2025-06-11", "text": "第三段有误。"}]
    assert record["credits"] == [{"role": "责任编辑", "name": "卢一白"}]
    text = f"{record['title']}\n\n{record['body']['text']}"
    assert record["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert record["api_url"].endswith(f"/api/v1/articles/{study.public_id}/")
    assert api.json(f"articles/{shelf['talk'].public_id}/")["statements"][0]["speaker"] == "王小山"


def test_the_list_shows_a_correction_at_once(api, shelf):
    study = shelf["study"]
    api.json("articles/")
    article = study.article
    article.title = "改过的题"
    article.save()
    publishing.correct(article, text="标题有误。", by=None)
    assert "改过的题" in api.results("articles/", key="title")
    assert api.json(f"articles/{study.public_id}/")["title"] == "改过的题"


def test_the_licence_says_what_to_print(api, shelf):
    licences = {item["id"]: item["licence"] for item in api.json("articles/")["results"]}
    study = licences[shelf["study"].public_id]
    assert study == {
        "reprint": False,
        "credit_line": "来源：工友时报 2025年6月9日 第7版",
        "source": "工友时报",
        "original_title": "把工作做实",
        "editor": "卢一白",
        "may_change": ["layout"],
        "must_keep": ["title", "byline", "body", "credit_line"],
        "terms": "未经授权不得转载；可以引用，可以链接到原文。",
        "url": f"http://localhost:8000/articles/{shelf['study'].public_id}/",
    }
    assert licences[shelf["talk"].public_id]["credit_line"] == "来源：工友时报 2025年6月9日（号外） 第A2版"
    web = licences[shelf["web"].public_id]
    assert web["credit_line"].startswith("来源：远山日报（工友时报 ")
    assert web["original_title"] == "原来的题"
    assert web["editor"] is None
    for key, licence in licences.items():
        assert api.json(f"articles/{key}/")["licence"] == licence


def test_the_credit_line_of_a_web_only_text():
    card = {"date": "2025-06-09", "issue": None, "page": None, "source": None, "title": "题", "url": "/"}
    assert credit_line(card) == "来源：工友时报 2025年6月9日"
    assert licence_of(card, [], reprint=True)["reprint"] is True


def hide(publication, how):
    now = timezone.now()
    later, before = now + dt.timedelta(days=1), now - dt.timedelta(days=1)
    changes = {
        "embargoed": {"embargo_until": later},
        "expired": {"expires_at": before},
        "to come": {"released_at": later},
        "never seen": {"embargo_until": later, "withdrawn_at": now, "withdrawal_reason": "error"},
    }
    Publication.objects.filter(pk=publication.pk).update(**changes[how])


def standing_headers(response) -> dict[str, str]:
    """All but the one that counts down with each request."""
    return {name: value for name, value in response.headers.items() if name != "RateLimit"}


def test_what_is_not_public_answers_like_what_never_was(api, shelf):
    bodies = {api("articles/zzzzzzzzzz/", X_Request_ID="the-same-id").content}
    draft = factories.make_article("草稿")
    bodies.add(api(f"articles/{draft.public_id}/", X_Request_ID="the-same-id").content)
    for how in ("embargoed", "expired", "to come", "never seen"):
        hidden = factories.make_publication()
        hide(hidden, how)
        response = api(f"articles/{hidden.public_id}/", X_Request_ID="the-same-id")
        assert response.status_code == 404, how
        bodies.add(response.content)
        never = api("articles/zzzzzzzzzz/", X_Request_ID="the-same-id")
        assert standing_headers(response) == standing_headers(never)
    for odd in ("%E4%B8%AD", "A" * 300, "..%2f", "%00", "x'--"):
        bodies.add(api(f"articles/{odd}/", X_Request_ID="the-same-id").content)
    assert len(bodies) <= 2, bodies  # an encoded slash makes another address of it


def test_a_withdrawn_article_says_why_and_when(api, shelf):
    talk = shelf["talk"]
    api.json(f"articles/{talk.public_id}/")
    publishing.withdraw(talk.article, reason="rights", by=None, note="内部说明")
    problem = api.problem(f"articles/{talk.public_id}/", 410)
    assert (problem["code"], problem["reason"]) == ("withdrawn", "rights")
    assert dt.datetime.fromisoformat(problem["at"]).utcoffset() == dt.timedelta(hours=8)
    assert "大家谈" not in json.dumps(problem, ensure_ascii=False)
    assert found(api, shelf, "") == {"study", "web"}


def test_an_article_that_comes_back_is_back(api, shelf):
    study = shelf["study"]
    publishing.withdraw(study.article, reason="error", by=None)
    publishing.release(study.article, by=None)
    assert api.json(f"articles/{study.public_id}/")["version"] == 3


def test_an_embargo_that_passes_shows_at_once(api, shelf, time_machine):
    until = timezone.now() + dt.timedelta(hours=1)
    hidden = factories.make_publication("禁发到点", embargo_until=until)
    time_machine.move_to(until - dt.timedelta(seconds=1), tick=False)
    api.problem(f"articles/{hidden.public_id}/", 404)
    assert "禁发到点" not in api("articles/").content.decode()
    time_machine.move_to(until, tick=False)
    api.json(f"articles/{hidden.public_id}/")
    assert "禁发到点" in api("articles/").content.decode()
