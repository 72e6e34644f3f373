"""A draft, an embargoed, an expired and a withdrawn article, each with a word of its own, against everything.

Each hides among visible things: a shared issue, page, column, author, tag. Whatever is asked, the words and
names that only they have never come out, and no count, order, page or cursor tells that they exist.
"""

import datetime as dt
import gzip
import itertools
import json

import pytest
from django.utils import timezone

from articles import publishing
from articles.api import urls
from articles.api.views.lists import ListView
from articles.models import Affiliation, Publication
from articles.search import indexing
from tests import factories
from tests.lasting import lasting

pytestmark = pytest.mark.django_db
HIDDEN = ("draft", "embargoed", "expired", "withdrawn")
CANARY = "金丝雀"


def hide_one(how, common):
    """An article full of the word, on shared things and on things of its own."""
    word = f"{CANARY}{how}"
    own = factories.make_page(factories.make_issue(dt.date(2025, 7, 1), edition=word), name=word)
    made = []
    for place, names in ((common["page"], common), (own, None)):
        article = factories.make_article(
            word,
            page=place,
            column=names["column"] if names else factories.make_column(word, slug=f"canary-{how}"),
            tags=(names["tag"],) if names else (factories.make_tag(word, slug=f"canary-{how}"),),
            authors=(names["author"],) if names else (factories.make_author(word),),
            affiliation=f"{word}大学",
            paragraphs=(f"{word}的正文，共有的词。",),
            statements=((word, f"{word}说。"),),
            quotes=(f"{word}的正文",),
            kicker=word, subtitle=word, web_title=word, summary=word, editor_note=word, kind="interview",
            source_name=word,
        )  # fmt: skip
        if how != "draft":
            publishing.release(article, by=None)
        made.append(article)
    Affiliation.objects.get_or_create(author=common["author"], text=f"{word}校长")
    now = timezone.now()
    if how == "withdrawn":
        for article in made:
            publishing.withdraw(article, reason="error", by=None, note=word)
    moments = {"embargoed": {"embargo_until": now + dt.timedelta(days=3)}, "expired": {"expires_at": now}}
    Publication.objects.filter(article__in=made).update(**moments.get(how, {}))
    for publication in Publication.objects.filter(article__in=made):
        indexing.keep_step(publication)  # as publishing does: search knows that the clock has a say
    return made


@lasting
def world():
    common = {
        "page": factories.make_page(factories.make_issue(dt.date(2025, 6, 9)), name="理论"),
        "column": factories.make_column("工作研究", slug="gongzuo"),
        "tag": factories.make_tag("产业工人", slug="gongren"),
        "author": factories.make_author("丁一禾"),
    }
    visible = [
        factories.make_publication(
            f"看得见的{n}", page=common["page"], column=common["column"], tags=(common["tag"],),
            authors=(common["author"],), paragraphs=("共有的词。",), quotes=("共有的词",), kind="interview",
        )
        for n in range(3)
    ]  # fmt: skip
    hidden = {how: hide_one(how, common) for how in HIDDEN}
    return {"common": common, "visible": visible, "hidden": hidden}


def values_of(world):
    """For each parameter values that hit shared things, hidden ones and what only hidden things are called."""
    articles = list(itertools.chain(*world["hidden"].values()))
    own = [f"canary-{how}" for how in HIDDEN]
    words = [f"{CANARY}{how}" for how in HIDDEN]
    authors = [contribution.author.public_id for a in articles for contribution in a.contributions.all()]
    quotes = [quote.public_id for a in articles for quote in a.pull_quotes.all()]
    statements = [statement.public_id for a in articles for statement in a.statements.all()]
    return {
        "issue": ["2025-06-09", *(f"2025-07-01-{word}" for word in words)],
        "date": ["2025-06-09", "2025-07-01"],
        "date_from": ["2000-01-01"],
        "date_to": ["2099-01-01"],
        "print_page": ["5"],
        "column": ["gongzuo", *own],
        "author": authors,
        "tag": ["gongren", *own, *words],
        "kind": ["interview", "article"],
        "updated_since": ["2000-01-01T00:00:00Z"],
        "q": ["共有的词", CANARY, *words],
        "ordering": ["date", "-date", "published_at", "-published_at"],
        "include": ["body,statements,pull_quotes,corrections"],
        "serial_number": ["1"],
        "slug": ["gongzuo", "gongren", *own],
        "name": ["丁一禾", "dyh", CANARY, *words],
        "article": [article.public_id for article in articles],
        "speaker": words,
        "count": ["true"],
        "page_size": ["1", "100"],
        "_details": {
            "articles": [article.public_id for article in articles],
            "issues": ["2025-06-09", *(f"2025-07-01-{word}" for word in words),
                       *(f"2025-07-01-{word}/pages/5" for word in words)],
            "columns": ["gongzuo", *own], "tags": ["gongren", *own, *words], "authors": authors, "quotes": quotes, "statements": statements,
        },
    }  # fmt: skip


PARAMETERS = {
    "articles": "issue date date_from date_to print_page column author tag kind updated_since q ordering include",
    "issues": "date_from date_to serial_number",
    "columns": "slug",
    "authors": "name",
    "tags": "name slug",
    "quotes": "article speaker author q",
    "statements": "article speaker author q",
}


def said(response):
    """What was answered, without the addresses that repeat the question."""
    text = response.content.decode()
    return text if response.status_code != 200 else text.split('"next":')[0]


def test_no_parameter_lets_anything_out(api, world):
    values = values_of(world)
    secrets = [CANARY, "canary-", *(article.public_id for article in itertools.chain(*world["hidden"].values()))]
    asked = [
        f"{endpoint}/?{name}={value}&{'page_size=50' if name != 'page_size' else 'count=true'}"
        for endpoint, names in PARAMETERS.items()
        for name in [*names.split(), "count", "page_size"]
        for value in values[name]
    ]
    assert len(asked) > 70
    for path in asked:
        response = api(path)
        assert response.status_code == 200, path
        assert not [secret for secret in secrets if secret in said(response)], path


def test_no_search_lets_anything_out(api, world):
    """Hits, counts, facets and marks, under every filter; also for what only hidden things say."""
    values = values_of(world)
    secrets = [CANARY, "canary-", *(article.public_id for article in itertools.chain(*world["hidden"].values()))]
    names = [name for name in PARAMETERS["articles"].split() if name not in ("q", "ordering", "include")]
    asked = [f"q=共有的词&{name}={value}" for name in names for value in values[name]]
    asked += [f"q={value}" for value in values["q"]] + [
        "q=共有的词&include=body,statements",
        "q=共有的词&ordering=-date",
    ]
    for query in asked:
        response = api(f"search/?{query}&count=true&facets=column,author,tag,year")
        assert response.status_code == 200, query
        assert not [secret for secret in secrets if secret in said(response)], query
    document = api.json("search/?q=共有的词&count=true&facets=column,author,tag,year")
    assert document["count"] == len(document["results"]) == 3
    assert {each["count"] for facet in document["facets"].values() for each in facet} == {3}


def test_no_rendering_history_export_or_check_of_copies_lets_anything_out(api, world, keyed):
    reader = keyed("sync", "export", "history", "hooks", may_reprint=True)
    articles = {how: [each.public_id for each in made] for how, made in world["hidden"].items()}
    ids = list(itertools.chain(*articles.values()))
    withdrawn = set(articles["withdrawn"])
    forms = ["/versions/?include=article", ".ninjs.json", ".jsonld", ".md", ".txt"]
    for public_id, form in itertools.product(ids, forms):
        response = reader(f"articles/{public_id}{form}")
        assert response.status_code == (410 if public_id in withdrawn else 404)
        assert CANARY not in response.content.decode()
    index = reader.json("export/")
    assert index["count"] == 3
    exported = b"".join(gzip.decompress(reader(part["url"]).content) for part in index["parts"]).decode()
    assert exported.count("\n") == 3
    feed = reader("changes/?include=body,statements,pull_quotes,corrections").content.decode()
    unseen = set(articles["draft"])  # the others were out, if only for a moment
    assert CANARY not in exported + feed
    assert not [public_id for public_id in unseen if public_id in exported + feed]
    for parameter in ("column=canary-draft", "date_from=2025-07-01&date_to=2025-07-01"):
        assert reader.json(f"export/?{parameter}")["count"] == 0
    digests = dict(Publication.objects.filter(public_id__in=ids).values_list("public_id", "sha256"))
    copies = [{"id": public_id, "sha256": digests.get(public_id, "0" * 64)} for public_id in [*ids, "zzzzzzzzzz"]]
    found = api.client.post("/api/v1/copies/", json.dumps({"copies": copies}), content_type="application/json").json()
    for row in found["results"]:
        wanted = "withdrawn" if row["id"] in withdrawn else "unknown"
        assert row["status"] == wanted
        assert wanted != "unknown" or set(row) == {"id", "status"}


def test_what_a_contract_does_not_cover_is_in_no_feed_export_or_history(world, keyed):
    word = f"{CANARY}别栏"
    other = factories.make_column("别栏", slug="bielan")
    outside = factories.make_publication(word, column=other, paragraphs=(f"{word}。",))
    moved = factories.make_publication(word, column=other, paragraphs=(f"{word}。",))
    moved.article.refresh_from_db()
    moved.article.column, moved.article.title = world["common"]["column"], "搬来的"
    moved.article.body = [{"id": "blk00001", "kind": "paragraph", "text": "干净的。"}]
    moved.article.save()
    publishing.release(moved.article, by=None)
    publishing.withdraw(factories.make_publication(word, column=other).article, reason="error", by=None)
    reader = keyed("sync", "export", "history", columns=[world["common"]["column"]], may_reprint=True)
    index = reader.json("export/")
    paths = [part["url"] for part in index["parts"]]
    paths += ["changes/", "changes/?include=body", "changes/?kinds=withdrawn", "export/?column=bielan"]
    paths += [f"articles/{each.public_id}/versions/?include=article" for each in (outside, moved)]
    for path in paths:
        content = reader(path).content
        text = (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).decode()
        assert word not in text, path
        assert outside.public_id not in text, path
    assert index["count"] == 4
    assert [row["version"] for row in reader.json(paths[-1])["results"]] == [2]
    hidden, never = (reader.problem(f"articles/{key}/versions/", 404) for key in (outside.public_id, "zzzzzzzzzz"))
    assert hidden | {"request_id": ""} == never | {"request_id": ""}


def test_no_detail_lets_anything_out(api, world):
    hidden_ids = [article.public_id for article in itertools.chain(*world["hidden"].values())]
    details = values_of(world)["_details"]
    for path in [f"{endpoint}/{key}/" for endpoint, keys in details.items() for key in keys]:
        response = api(path)
        text = response.content.decode()
        assert CANARY not in text, path
        assert "canary-" not in text, path
        if response.status_code == 200:
            assert not [hidden for hidden in hidden_ids if hidden in text]
        else:
            assert response.status_code in (404, 410)


def test_hidden_things_have_no_record(api, world):
    details = values_of(world)["_details"]
    statuses = {
        how: {api(f"articles/{article.public_id}/").status_code for article in articles}
        for how, articles in world["hidden"].items()
    }
    assert statuses == {"draft": {404}, "embargoed": {404}, "expired": {404}, "withdrawn": {410}}
    for how in HIDDEN:
        for path in (f"columns/canary-{how}", f"tags/canary-{how}", f"issues/2025-07-01-{CANARY}{how}"):
            api.problem(f"{path}/", 404)
    for quote in details["quotes"]:
        api.problem(f"quotes/{quote}/", 404)
    draft = world["hidden"]["draft"][1]
    api.problem(f"authors/{draft.contributions.get().author.public_id}/", 404)


def test_counts_are_of_visible_things_only(api, world):
    for path, number in {
        "articles/?": 3, "articles/?column=gongzuo&": 3, "articles/?tag=gongren&": 3, "articles/?q=共有的词&": 3,
        "articles/?issue=2025-06-09&": 3, f"articles/?q={CANARY}&": 0, "articles/?kind=interview&": 3,
        f"articles/?author={world['common']['author'].public_id}&": 3,
        "issues/?": 1, "columns/?": 1, "authors/?": 1, "tags/?": 1, "quotes/?": 3,
    }.items():  # fmt: skip
        document = api.json(f"{path}count=true")
        assert (document["count"], len(document["results"])) == (number, number), path
    for path in ("issues/", "columns/", "authors/", "tags/"):
        assert api.json(path)["results"][0]["article_count"] == 3, path
    assert api.json("issues/2025-06-09/")["article_count"] == 3


@pytest.mark.parametrize("ordering", ["date", "-date", "published_at", "-published_at", "relevance&q=共有的词"])
def test_no_gap_in_pages_tells_of_hidden_rows(api, world, ordering):
    document, seen = api.json(f"articles/?page_size=1&ordering={ordering}"), []
    while True:
        assert len(document["results"]) == 1
        seen.append(document["results"][0]["id"])
        if document["next"] is None:
            break
        document = api.json(document["next"])
    assert set(seen) == {publication.public_id for publication in world["visible"]}
    assert len(seen) == 3


def test_what_this_process_has_ready_is_not_shown_after_a_withdrawal(api, world):
    first = world["visible"][0]
    assert "看得见的0" in api("articles/").content.decode()
    api.json(f"articles/{first.public_id}/")
    publishing.withdraw(first.article, reason="error", by=None)
    assert "看得见的0" not in api("articles/").content.decode()
    assert "看得见的0" not in api(f"articles/{first.public_id}/").content.decode()
    assert "看得见的0" not in api("quotes/").content.decode()
    assert "看得见的0" not in api("issues/2025-06-09/").content.decode()


def test_a_later_draft_of_a_released_article_stays_inside(api, world):
    publication = world["visible"][0]
    article = publication.article
    article.title = f"{CANARY}改稿"
    article.save()
    article.contributions.update(affiliation=f"{CANARY}大学")
    for path in ("articles/", f"articles/{publication.public_id}/", "issues/2025-06-09/", "quotes/",
                 f"authors/{world['common']['author'].public_id}/", f"articles/?q={CANARY}"):  # fmt: skip
        assert CANARY not in said(api(path))


def test_the_matrix_has_every_list_and_parameter():
    """A list or a filter that is added has to be added above."""
    found = {}
    for pattern in urls.urlpatterns:
        view = getattr(pattern.callback, "view_class", None)
        if view and issubclass(view, ListView) and not view.scope and view.operation != "search":
            found[view.operation] = set(view.filters.declared_filters)
    asked = {name: set(parameters.split()) for name, parameters in PARAMETERS.items()}
    assert found.keys() == asked.keys()
    for name, filters in found.items():
        assert filters <= asked[name] | {"lang"}, name
