"""Issues and pages, columns, authors, tags, quotes."""

import datetime as dt

import pytest

from articles.api.views.entry import ENDPOINTS
from articles.models import Affiliation, ColumnAlias, Publication, RetiredSlug, Tag, TagSynonym
from tests import factories
from tests.lasting import lasting

pytestmark = pytest.mark.django_db


@lasting
def paper():
    """An issue of two pages with three articles; the later page and position made first."""
    issue = factories.make_issue(dt.date(2025, 6, 9), serial_number=8148)
    ten = factories.make_page(issue, "10", name="副刊")
    two = factories.make_page(issue, "2", name="要闻", banner="通栏", credits=[{"role": "校对", "name": "韩小棠"}])
    factories.make_page(issue, "3", name="还没有文章的版")
    return {
        "late": factories.make_publication("后面的", page=ten),
        "second": factories.make_publication("第二篇", page=two, position=2),
        "first": factories.make_publication("第一篇", page=two, position=1),
        "draft": factories.make_article("草稿", page=two, position=3),
        "extra": factories.make_publication("号外", page=factories.make_page(factories.make_issue(edition="号外"))),
    }


def test_an_issue_is_its_contents_in_print_order(api, paper):
    record = api.json("issues/2025-06-09/")
    assert [page["number"] for page in record["pages"]] == ["2", "10"]
    assert [[a["title"] for a in page["articles"]] for page in record["pages"]] == [["第一篇", "第二篇"], ["后面的"]]
    assert (record["article_count"], record["serial_number"]) == (3, 8148)
    assert record["pages"][0]["banner"] == "通栏"
    assert api.json(record["pages"][0]["api_url"])["articles"] == record["pages"][0]["articles"]
    assert api.json(record["api_url"]) == record


def test_an_extra_is_an_issue_of_its_own(api, paper):
    (extra, usual) = api.json("issues/?ordering=-date")["results"]
    assert {extra["key"], usual["key"]} == {"2025-06-09", "2025-06-09-号外"}
    for item in (extra, usual):
        assert api.json(item["api_url"])["key"] == item["key"]
    assert [page["number"] for page in api.json("issues/2025-06-09-号外/")["pages"]] == ["5"]


def test_a_page_is_found_by_any_spelling_of_its_number(api, paper):
    assert api.json("issues/2025-06-09/pages/02/") == api.json("issues/2025-06-09/pages/2/")
    assert api.json("issues/2025-06-09/pages/2/")["issue"]["date"] == "2025-06-09"
    for number in ("3", "4", "x", "0", "２"):
        api.problem(f"issues/2025-06-09/pages/{number}/", 404)


@pytest.mark.parametrize(
    "key", ["2025-06-08", "2025-06-31", "2025-06-09-晚", "20250609", "x", "2025-06-09-", "0000-00-00"]
)
def test_no_such_issue(api, paper, key):
    assert (
        api(f"issues/{key}/", X_Request_ID="the-same-id").content
        == api("issues/y/", X_Request_ID="the-same-id").content
    )


def test_issues_are_filtered(api, paper):
    factories.make_publication(page=factories.make_page(factories.make_issue(dt.date(2025, 6, 10))))
    assert api.results("issues/?date_from=2025-06-10", key="key") == ["2025-06-10"]
    assert len(api.results("issues/?date_to=2025-06-09", key="key")) == 2
    assert api.results("issues/?serial_number=8148", key="key") == ["2025-06-09"]
    assert api.results("issues/?serial_number=1", key="key") == []
    assert api.results("issues/?ordering=date", key="key")[-1] == "2025-06-10"


def test_columns_tell_their_names_and_count(api, archive):
    column = archive(3)[0].column
    ColumnAlias.objects.create(column=column, name="工作探讨")
    factories.make_column("没有文章的")
    (record,) = api.json("columns/")["results"]
    assert record == api.json("columns/gongzuo/") == api.json(record["api_url"])
    assert (record["name"], record["aliases"], record["article_count"]) == ("工作研究", ["工作探讨"], 3)
    RetiredSlug.objects.create(kind="column", slug="jiu-ming", column=column)
    assert api.results("columns/?slug=jiu-ming", key="slug") == ["gongzuo"]
    assert api.results("columns/?slug=other", key="slug") == []
    moved = api("columns/jiu-ming/")
    assert moved["Content-Location"].endswith("/api/v1/columns/gongzuo/")
    api.problem("columns/other/", 404)


def test_tags_lead_from_old_words_to_the_present_one(api, archive):
    archive(2)
    tag = Tag.objects.get()
    TagSynonym.objects.create(tag=tag, name="工人队伍")
    Tag.objects.create(name="工人", slug="gongren-old", merged_into=tag)
    (record,) = api.json("tags/")["results"]
    assert (record["name"], record["synonyms"], record["article_count"]) == ("产业工人", ["工人队伍"], 2)
    for query in ("name=工人", "name=工人队伍", "name=产业工人", "slug=gongren", "slug=gongren-old"):
        assert api.results(f"tags/?{query}", key="slug") == ["gongren"], query
    assert api.results("tags/?name=别的", key="slug") == []
    assert api.json("tags/gongren-old/") == api.json("tags/gongren/") == record
    assert api("tags/gongren-old/")["Content-Location"] == record["api_url"]
    assert "Content-Location" not in api("tags/gongren/")


def test_authors_are_found_by_name_pinyin_and_initials(api):
    shan = factories.make_author("单伯安")
    wang = factories.make_author("王小山")
    latin = factories.make_author("Anna Li")
    for author in (shan, wang, latin):
        factories.make_publication(authors=(author,))
    names = {shan.public_id: "shan", wang.public_id: "wang", latin.public_id: "latin"}
    for query, expected in {
        "单伯安": {"shan"}, "伯安": {"shan"}, "shan bo an": {"shan"}, "shanboan": {"shan"}, "SHANBO": {"shan"},
        "sba": {"shan"}, "山": {"wang"}, "wxs": {"wang"}, "anna": {"latin"}, "nobody": set(), "%25": set(), "_": set(),
    }.items():  # fmt: skip
        assert {names[key] for key in api.results(f"authors/?name={query}")} == expected, query
    assert [names[key] for key in api.results("authors/")] == ["latin", "shan", "wang"]


def test_an_author_shows_what_was_printed_only(api):
    author = factories.make_author("丁一禾", bio="研究劳动关系。")
    older = factories.make_page(factories.make_issue(dt.date(2025, 1, 6)))
    newer = factories.make_page(factories.make_issue(dt.date(2025, 3, 6)))
    factories.make_publication(page=older, authors=(author,), affiliation="江州大学讲师")
    factories.make_publication(page=newer, authors=(author,), affiliation="江州大学教授")
    Affiliation.objects.create(author=author, text="尚未见报的校长")
    record = api.json(f"authors/{author.public_id}/")
    assert record["affiliations"] == [
        {"text": "江州大学教授", "last_printed": "2025-03-06"},
        {"text": "江州大学讲师", "last_printed": "2025-01-06"},
    ]
    assert record["article_count"] == 2
    assert record["bio"] == "研究劳动关系。"
    for bad in ("zzzzzzzzzz", "ABC", "丁"):
        api.problem(f"authors/{bad}/", 404)


def test_a_speaker_is_an_author_too_and_counts_once(api):
    author = factories.make_author("王小山")
    article = factories.make_article(authors=(author,), statements=(("王小山", "要把话说清楚。"),))
    article.statements.update(author=author, affiliation="车间主任")
    from articles import publishing

    publishing.release(article, by=None)
    record = api.json(f"authors/{author.public_id}/")
    assert record["article_count"] == 1
    assert {entry["text"] for entry in record["affiliations"]} == {"江州大学教授", "车间主任"}


def test_quotes_come_with_their_article(api, archive):
    made = archive(2)
    other = factories.make_publication(quotes=("讲给做事的人听",))
    quote = made[0].quotes.get()
    record = api.json(f"quotes/{quote.public_id}/")
    assert record["article"]["id"] == made[0].public_id
    assert record["text"] == "第一段写明缘由"
    assert len(api.results("quotes/")) == 3
    assert api.results(f"quotes/?article={made[0].public_id}") == [quote.public_id]
    assert len(api.results(f"quotes/?author={made[0].authors.get().public_id}")) == 2
    assert api.results("quotes/?q=做事") == [other.quotes.get().public_id]
    assert api.results("quotes/?q=做事 缘由") == []
    assert api.results("quotes/?speaker=无人") == []
    for bad in ("zzzzzzzzzz", "X"):
        api.problem(f"quotes/{bad}/", 404)


def test_the_root_leads_everywhere(api, keyed, archive):
    archive(1)
    api.key = keyed("sync", "export", "hooks").key
    root = api.json()
    answers = {name: api(address).status_code for name, address in root["endpoints"].items()}
    assert answers == dict.fromkeys(ENDPOINTS, 200) | {"search": 400, "copies": 405}
    for address in (root["openapi"], root["documentation"]):
        assert api(address).status_code == 200


@pytest.mark.parametrize(
    "change", [{"withdrawn_at": True, "withdrawal_reason": "error"}, {"embargo_until": True}, {"expires_at": False}]
)
def test_a_thing_whose_last_article_goes_goes_too(api, archive, change):
    (publication,) = archive(1)
    moments = {True: dt.datetime(2199, 1, 1, tzinfo=dt.UTC), False: dt.datetime(2025, 1, 1, tzinfo=dt.UTC)}
    author, quote = publication.authors.get().public_id, publication.quotes.get().public_id
    paths = ["issues/2025-06-09/", "issues/2025-06-09/pages/5/", "columns/gongzuo/", "tags/gongren/",
             f"authors/{author}/", f"quotes/{quote}/"]  # fmt: skip
    assert [api(path).status_code for path in paths] == [200] * 6
    Publication.objects.update(**{name: moments.get(value, value) for name, value in change.items()})
    assert [api(path).status_code for path in paths] == [404] * 6
    for name in ("articles", "issues", "columns", "authors", "tags", "quotes"):
        assert api.json(f"{name}/?count=true") == {"results": [], "next": None, "previous": None, "count": 0}
