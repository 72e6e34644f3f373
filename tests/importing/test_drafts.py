"""Drafts out of a reviewed page: what is written, what is refused, and that it is all or nothing."""

import datetime as dt
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import transaction
from django.db.models import Model

from articles.choices import ArticleKind, ContributionRole, Fidelity, ImportStatus, RevisionReason, Stage
from articles.exceptions import EditingConflict, ImportRefused
from articles.importing import create_drafts, load, namesakes, open_import
from articles.importing.drafts import credit_json
from articles.importing.opening import Facts
from articles.models import (
    Affiliation,
    Article,
    Author,
    Column,
    Contribution,
    Issue,
    Page,
    PageImport,
    PullQuote,
    Revision,
    Statement,
)
from articles.parsing import assemble, read_source
from articles.parsing.structure import Piece, Role
from articles.publishing import release_page
from articles.vouching import own_words
from tests.importing.states import make_import, make_state

pytestmark = pytest.mark.django_db
DAMAGED = Path(__file__).parents[1] / "data" / "damaged-page.txt"
TABLES = (Affiliation, Article, Author, Column, Contribution, Issue, Page, PullQuote, Revision, Statement)


def counts() -> dict[str, int]:
    return {table.__name__: table.objects.count() for table in TABLES}


@pytest.mark.parametrize("page", ["p06-traditional", "p07-wrong-glyphs", "p11-interleaved-legs"])
def test_all_that_the_importer_writes_its_source_vouches_for(account, page):
    """Joined lines, mended glyphs and legs put in order are no words of the person who imported them."""
    boss = account("administrator")
    data = (Path(__file__).parents[1] / "parsing" / "pages" / f"{page}.txt").read_bytes()
    page_import = open_import(read_source(data), by=boss, facts=Facts(date=dt.date(2025, 3, 3), number="7"))
    articles = create_drafts(page_import, by=boss).articles
    assert {article.title: own_words(article, boss) for article in articles if own_words(article, boss)} == {}
    page_import.source_text = "别的一版。"
    page_import.save()
    assert all(own_words(article, boss) for article in articles)


def test_the_page_and_its_articles_are_written(account):
    editor = account("editor")
    page_import = make_import()
    created = create_drafts(page_import, by=editor)
    first, second = created.articles
    page = created.page
    assert (page.issue.date, page.number, page.name) == (dt.date(2026, 3, 2), "7", "理论")
    assert page.credits == [{"role": "责任编辑", "name": "卢一白"}]
    assert [(a.title, a.position, a.stage, a.created_by) for a in created.articles] == [
        ("县城缺的不是人手", 1, Stage.DRAFT, editor),
        ("传统手艺怎样长成县城产业", 2, Stage.DRAFT, editor),
    ]
    assert [(block["kind"], block["text"]) for block in first.body] == [
        ("paragraph", "每年正月一过，长途车站便热闹起来。"),
        ("heading", "年轻人算的是一笔总账"),
        ("paragraph", "工资只是总账中的一项。"),
    ]
    assert first.column.name == "热点思考"
    assert (first.kind, second.kind) == (ArticleKind.ARTICLE, ArticleKind.ROUNDUP)
    byline = first.contributions.get()
    assert (byline.name, byline.affiliation, byline.author.name) == ("甘雨田", "江州大学教授", "甘雨田")
    quote = first.pull_quotes.get()
    assert (quote.text, quote.fidelity) == ("工资只是总账的一项。", Fidelity.NEAR)
    voices = [(s.speaker, s.affiliation, s.text) for s in second.statements.all()]
    assert voices == [
        ("莫阿婷", "岭溪竹编合作社理事长", "工具换了，手艺不能丢。"),
        ("甘雨田", "江州大学教授", "先要分清哪些可以标准化。"),
    ]
    assert [block["kind"] for block in second.body] == ["paragraph", "statement", "statement"]
    compiler = second.contributions.get()
    assert (compiler.name, compiler.role) == ("席晚晴", ContributionRole.COMPILER)
    assert {a.revisions.get().reason for a in created.articles} == {RevisionReason.IMPORTED}
    page_import.refresh_from_db()
    assert (page_import.status, page_import.page) == (ImportStatus.DONE, page)


def test_one_person_is_one_author_across_the_page():
    created = create_drafts(make_import(), by=None)
    assert Author.objects.filter(name="甘雨田").count() == 1
    assert created.undecided == []
    assert created.articles[1].statements.last().author == created.articles[0].contributions.get().author


def test_a_name_known_with_another_institution_stays_unlinked_and_is_named():
    other = Author.objects.create(name="甘雨田")
    Affiliation.objects.create(author=other, text="白石县水利局工程师")
    created = create_drafts(make_import(), by=None)
    assert created.undecided == ["甘雨田"]
    assert created.articles[0].contributions.get().author is None
    assert Author.objects.filter(name="甘雨田").count() == 1


@pytest.mark.parametrize("is_known", [True, False])
def test_one_name_in_one_article_is_one_person(is_known):
    if is_known:
        Affiliation.objects.create(author=Author.objects.create(name="甘雨田"), text="江州大学教授")
    state = make_state()
    for role, text in [(Role.STATEMENT, "再说一句。"), (Role.SPEAKER, "——甘雨田")]:
        at, order = state.pieces[-1].end + 1, len(state.pieces)
        end = at + len(text)
        state.pieces.append(Piece(f"p{order}", order + 1, at, end, text, role, "a2", order, starts=True))
    assert namesakes(assemble(state), {}) == []
    created = create_drafts(make_import(state), by=None)
    turns = created.articles[1].statements.filter(speaker="甘雨田")
    assert [turn.affiliation for turn in turns] == ["江州大学教授", ""]
    assert {turn.author for turn in turns} == {Author.objects.get(name="甘雨田")}
    assert created.unlinked == []


@pytest.mark.parametrize("choice", ["known", "new", "later"])
def test_the_editors_choice_of_a_person_counts(choice):
    other = Author.objects.create(name="甘雨田")
    Affiliation.objects.create(author=other, text="白石县水利局工程师")
    page_import = make_import()
    chosen = other.public_id if choice == "known" else choice
    page_import.state = {**page_import.state, "people": {"甘雨田\t江州大学教授": chosen}}
    page_import.save()
    created = create_drafts(page_import, by=None)
    author = created.articles[0].contributions.get().author
    match choice:
        case "known":
            assert author == other
            assert set(other.affiliations.values_list("text", flat=True)) == {"白石县水利局工程师", "江州大学教授"}
        case "new":
            assert author != other
            assert author.distinguisher == "江州大学教授"
            assert created.articles[1].statements.last().author == author
        case "later":
            assert author is None
            assert created.undecided == ["甘雨田"]


def test_skipped_articles_are_not_made():
    state = make_state()
    state.articles[0].typed["skip"] = True
    created = create_drafts(make_import(state), by=None)
    assert [(article.title, article.position) for article in created.articles] == [("传统手艺怎样长成县城产业", 1)]


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"date": ""}, "date-missing"), ({"date": "2026-02-30"}, "date-missing"), ({"number": ""}, "page-missing")],
)
def test_a_page_without_its_place_is_refused(facts, code):
    before = counts()
    with pytest.raises(ImportRefused) as refused:
        create_drafts(make_import(make_state(**facts)), by=None)
    assert refused.value.code == code
    assert counts() == before


def test_a_missing_title_stops_the_screen_but_not_the_command():
    page_import = make_import(make_state(title=""))
    with pytest.raises(ImportRefused, match=r"^第 2 篇缺标题，请照报样输入。$"):
        create_drafts(page_import, by=None, titles_required=True)
    assert Article.objects.count() == 0
    assert create_drafts(page_import, by=None).articles[1].title == ""


def test_a_title_that_does_not_fit_is_told_in_chinese():
    before = counts()
    with pytest.raises(ImportRefused) as refused:
        create_drafts(make_import(make_state(title="长" * 201)), by=None)
    assert "标题不能保存" in refused.value.message
    assert counts() == before


def test_an_import_is_carried_out_once():
    page_import = make_import()
    create_drafts(page_import, by=None)
    with pytest.raises(ImportRefused, match="这次导入已经生成过草稿"):
        create_drafts(page_import, by=None)
    assert Article.objects.count() == 2


def test_the_same_page_again_is_refused_and_doubles_nothing():
    create_drafts(make_import(), by=None)
    before = counts()
    with pytest.raises(ImportRefused, match=r"^2026-03-02 7版 理论 已有 2 篇稿件，没有重复导入。") as refused:
        create_drafts(make_import(), by=None)
    assert refused.value.code == "page-exists"
    assert counts() == before


def test_replace_takes_the_place_of_untouched_drafts():
    old = create_drafts(make_import(), by=None)
    before = counts()
    new = create_drafts(make_import(), by=None, replace=True)
    assert new.replaced == 2
    assert counts() == before
    assert not Article.objects.filter(pk__in=[article.pk for article in old.articles]).exists()
    assert new.page == old.page


def test_replace_keeps_unlinked_namesakes_the_same_persons():
    """A compiler has no institution: by the rule alone the second import would have to ask."""
    create_drafts(make_import(), by=None)
    new = create_drafts(make_import(), by=None, replace=True)
    assert new.undecided == []
    assert Author.objects.filter(name="席晚晴").count() == 1


def edit_title(article: Article, user: object) -> None:
    Article.objects.filter(pk=article.pk).update(title="改过的标题")


def edit_byline(article: Article, user: object) -> None:
    article.contributions.update(affiliation="云川大学")


def tag_it(article: Article, user: object) -> None:
    article.tags.create(name="县域经济", slug="xianyu")


def publish(article: Article, user: object) -> None:
    release_page(article.page, by=user)


@pytest.mark.parametrize("touch", [edit_title, edit_byline, tag_it, publish])
def test_replace_spares_what_somebody_touched(touch, account):
    old = create_drafts(make_import(), by=None)
    touch(old.articles[0], account("final_reviewer"))
    before = counts()
    with pytest.raises(ImportRefused) as refused:
        create_drafts(make_import(), by=None, replace=True)
    assert refused.value.code == "page-edited"
    assert counts() == before


def test_a_stale_version_is_refused():
    page_import = make_import()
    with pytest.raises(EditingConflict):
        create_drafts(page_import, by=None, version=page_import.lock_version + 1)
    assert Article.objects.count() == 0


class Torn(Exception):
    """The failure that the test brings about."""


def torn_at(stop: int):
    """Patches every way to write a row so that the ``stop``-th write of the import fails."""
    writes = 0
    save = Model.save

    def failing_save(self, *args, **kwargs):
        nonlocal writes
        result = save(self, *args, **kwargs)
        writes += 1
        if writes == stop:
            raise Torn
        return result

    return patch.object(Model, "save", failing_save)


def test_all_or_nothing_whatever_write_fails():
    """Raises after every single write in turn, until a run gets through."""
    page_import = make_import()
    nothing = counts()
    for stop in range(1, 200):
        with ExitStack() as stack:
            stack.enter_context(torn_at(stop))
            try:
                with transaction.atomic():
                    create_drafts(page_import, by=None)
            except Torn:
                pass
            else:
                break
        assert counts() == nothing, f"half made after write {stop}"
        page_import.refresh_from_db()
        assert page_import.status == ImportStatus.OPEN
    assert stop > 20
    assert counts()["Article"] == 2


def test_the_damaged_page_becomes_drafts():
    page_import = open_import(read_source(DAMAGED.read_bytes()), facts=Facts(dt.date(2026, 3, 2), "07", "理论"))
    created = create_drafts(page_import, by=None)
    assert len(created.articles) >= 3
    assert created.page.number == "7"
    assert sum(article.character_count() for article in created.articles) > 2_500


@pytest.mark.pages
@pytest.mark.parametrize("name", ["open-01", "open-02", "open-03", "open-04", "seed-page"])
def test_the_shared_pages_become_drafts(pages_dir, name):
    data = (pages_dir / f"{name}.txt").read_bytes()
    page_import = open_import(read_source(data), facts=Facts(dt.date(2026, 3, 2), "9", "理论"))
    created = create_drafts(page_import, by=None)
    draft = assemble_of(page_import)
    assert len(created.articles) == len(draft["articles"])
    assert draft["account"]["unplaced"] == 0
    kept = sum(len("".join(block["text"].split())) for article in draft["articles"] for block in article["blocks"])
    written = sum(
        len("".join(block["text"].split()))
        for article in created.articles
        for block in article.body
        if block["kind"] in ("paragraph", "heading")
    )
    assert written == kept


def assemble_of(page_import: PageImport) -> dict:
    return assemble(load(page_import.state).page)


@pytest.mark.parametrize(
    ("line", "role", "name"),
    [
        ("责任编辑：卢一白", "责任编辑", "卢一白"),
        ("责 编:卢 一", "责编", "卢一"),
        ("责编 卢 一", "责编", "卢一"),
        ("美编姚一川", "美编", "姚一川"),
        ("本版责编／卢一白", "本版责编", "卢一白"),
        ("统筹兼联络 卢一白", "统筹兼联络", "卢一白"),
        ("责任编辑：卢一白 姚川", "责任编辑", "卢一白 姚川"),
        ("责任编辑：", "", "责任编辑："),
        ("卢一白", "", "卢一白"),
    ],
)
def test_who_made_the_page_by_what_they_did(line, role, name):
    assert credit_json(line) == {"role": role, "name": name}
