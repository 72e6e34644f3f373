"""Records written out ahead: the same bytes as those made when somebody asks, and used only while they are true."""

import json

import pytest

from articles import preparing, publishing
from articles.api import records
from articles.api.keeping import keeper
from articles.api.ready import shelf
from articles.models import PreparedRecord
from tests.factories import make_article, make_author, make_column, make_page, make_tag

pytestmark = pytest.mark.django_db
INCLUDED = "include=body,statements,pull_quotes,corrections"


@pytest.fixture
def read(api, keyed):
    """Everything that shows records, of three callers, by a process that has nothing at hand."""
    column = make_column("热点思考")
    page = make_page(credits=[{"role": "责任编辑", "name": "卢一白"}])
    common = {"page": page, "authors": (make_author("丁一禾"),), "tags": (make_tag("产业工人"),), "quotes": ("第一段",)}
    made = [make_article(f"第{n}篇", column=each, release=True, **common) for n, each in enumerate((column, None))]
    callers = [api, keyed("history", columns=[column], may_reprint=True), keyed("sync", name="乙")]
    paths = [
        "articles/",
        f"articles/?{INCLUDED}",
        "articles/?include=statements",
        "articles/?fields=title,licence.reprint,body",
    ]
    paths += [f"issues/{page.issue.key}/"]
    paths += [
        f"articles/{article.public_id}/{end}" for article in made for end in ("", "?fields=jump,body.text,credits")
    ]

    def answers():
        shelf.clear()
        keeper.clear()
        return [
            json.dumps(caller.json(path), ensure_ascii=False, separators=(",", ":"))
            for caller in callers
            for path in paths
        ]

    answers.first = made[0]
    return answers


def test_they_read_as_those_made_now_and_only_while_they_are_of_this_version(read, monkeypatch):
    made_now = read()
    assert any('"reprint":true' in each for each in made_now)
    preparing.renew_some()
    with monkeypatch.context() as patch:
        patch.setattr(records, "pieces_of", None)
        assert read() == made_now
    publishing.correct(read.first, text="第一段有一字之误。", by=None)
    assert sum("第一段有一字之误。" in each for each in read()) >= 3
    preparing.renew_some()
    PreparedRecord.objects.update(recipe="another", card=b'"title":"stale"')
    assert not any("stale" in each for each in read())


def test_another_recipe_makes_them_anew(read):
    preparing.renew_some()
    assert not preparing.waiting()
    PreparedRecord.objects.update(recipe="another")
    assert preparing.renew_some() == 2
    assert {*PreparedRecord.objects.values_list("recipe", flat=True)} == {preparing.recipe_of_records()}


def test_they_need_no_collected_style_sheets(read, monkeypatch):
    def missing(name):
        raise ValueError(f"Missing staticfiles manifest entry for {name!r}")

    preparing.recipe.cache_clear()
    monkeypatch.setattr(preparing, "static", missing)
    with pytest.raises(ValueError, match="Missing staticfiles"):
        preparing.recipe()
    assert all(read())
