"""The article form: what is typed is what is stored, and what cannot be stored is told beside its field."""

import pytest
from django.urls import reverse

from articles.choices import ArticleKind, Fidelity, RevisionReason, Stage
from articles.models import Affiliation, Article, Author, Issue, Page, Tag, TagSynonym
from tests.admin.conftest import form_data
from tests.factories import make_article, make_author, make_column, make_page, make_roundup, make_tag

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ADD = "/admin/articles/article/add/"


def change(article):
    return reverse("admin:articles_article_change", args=[article.pk])


def told(response):
    """The sentences beside the fields and above the form."""
    return response.content.decode()


@pytest.mark.twice
def test_one_form_enters_everything(desk):
    page, column = make_page(), make_column("观点撷英")
    tag = make_tag("绿色技能")
    TagSynonym.objects.create(tag=tag, name="绿技能")
    data = form_data(
        kicker="一线观察", title="技能之路", subtitle="——综述", web_title="网上的题", summary="提要。",
        editor_note="编者按。", author_note="（注）", kind=ArticleKind.ROUNDUP, column=column.pk, place=page.pk,
        body="　　导语一段。\n\n## 小标题\n> 引文", tags="綠技能、新词一个", source_name="云川日报",
        source_date="2025-06-01", source_title="原题",
        by=[{"name": "叶 青", "role": "reporter", "affiliation": "", "credit": "本报记者"}],
        st=[
            {"speaker": "陆承宇", "affiliation": "江州大学教授", "text": "第一句话。\n第二段。"},
            {"speaker": "何雨桐", "affiliation": "云川大学讲师", "text": "另一番话。"},
        ],
        pq=[{"text": "第一句话。"}],
    )  # fmt: skip
    response = desk("editor").post(ADD, data)
    article = Article.objects.get()
    assert response.status_code == 302, told(response)
    assert response.url == change(article)
    assert (article.kicker, article.title, article.web_title) == ("一线观察", "技能之路", "网上的题")
    assert [block["kind"] for block in article.body] == ["paragraph", "heading", "quote", "statement", "statement"]
    assert article.body[0]["text"] == "导语一段。"
    assert (article.page, article.position, article.column_label) == (page, 1, "观点撷英")
    assert sorted(article.tags.values_list("name", flat=True)) == ["新词一个", "绿色技能"]
    contribution = article.contributions.get()
    assert (contribution.name, contribution.credit, contribution.author.name) == ("叶青", "本报记者", "叶青")
    speakers = [(row.speaker, row.author.name) for row in article.statements.all()]
    assert speakers == [("陆承宇", "陆承宇"), ("何雨桐", "何雨桐")]
    quote = article.pull_quotes.get()
    assert (quote.fidelity, quote.block) == (Fidelity.VERBATIM, article.statements.first().public_id)
    assert article.created_by.username == "editor"
    assert article.revisions.get().reason == RevisionReason.SAVED
    assert article.stage == Stage.DRAFT


def test_showing_and_saving_again_changes_nothing(desk):
    article = make_roundup(
        authors=(make_author("叶青"),), tags=(make_tag(),), quotes=("第二段讲办法，讲给做事的人听。",)
    )
    desk("editor").post(change(article), form_data(article))  # recognises the speakers
    article.refresh_from_db()

    def state():
        keys = [*article.statements.values_list("public_id", "order"), *article.pull_quotes.values_list("public_id")]
        return article.body, article.lock_version, article.updated_at, keys, article.revisions.count()

    before = state()
    response = desk("editor").post(change(article), form_data(article), follow=True)
    article.refresh_from_db()
    assert "没有改动" in told(response)
    assert state() == before
    assert before[4] == 1


def test_an_edit_keeps_block_ids_and_counts_up(desk):
    article = make_article(quotes=("第二段讲办法，讲给做事的人听。",))
    ids = [block["id"] for block in article.body]
    text = "第一段写明缘由，说清楚它从哪里来。\n新插的一段完全不同。\n第二段讲办法，讲给做事的人听。"
    desk("editor").post(change(article), form_data(article, body=text))
    article.refresh_from_db()
    assert [article.body[0]["id"], article.body[2]["id"]] == ids
    assert article.lock_version == 2
    assert article.pull_quotes.get().block == ids[1]
    assert article.revisions.get().created_by.username == "editor"


@pytest.mark.twice
def test_rows_are_reordered_removed_and_added(desk):
    article = make_roundup(voices=3)
    first, second, third = article.statements.all()
    data = form_data(article)
    data |= {"st-0-ORDER": 3, "st-1-DELETE": "on", "st-2-ORDER": 1, "st-TOTAL_FORMS": 4}
    data |= {"st-3-speaker": "后来者", "st-3-text": "补充一句。", "st-3-ORDER": 2}
    desk("editor").post(change(article), data)
    article.refresh_from_db()
    assert [row.speaker for row in article.statements.all()] == ["发言人3", "后来者", "发言人1"]
    keys = [row.public_id for row in article.statements.all()]
    assert (keys[0], keys[2]) == (third.public_id, first.public_id)
    assert second.public_id not in keys
    assert [block["statement"] for block in article.body if block["kind"] == "statement"] == keys


@pytest.mark.twice
def test_another_articles_statement_key_is_not_taken_over(desk):
    victim, article = make_roundup(voices=1), make_article()
    key = victim.statements.get().public_id
    data = form_data(article, st=[{"key": key, "speaker": "某人", "text": "一句话。"}])
    desk("editor").post(change(article), data)
    assert victim.statements.get().public_id == key
    assert article.statements.get().public_id != key


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": "题" * 201}, "200"),
        ({"body": "字" * 300_001}, "300000"),
        ({"body": "[表 1]"}, "没有表"),
        ({"place": "999999"}, "选择"),
        ({"place": "abc"}, "选择"),
        ({"position": "0"}, "1"),
        ({"position": "很多"}, "整数"),
        ({"place": "new"}, "请填写见报日期"),
        ({"place": "new", "new_date": "2025-13-40", "new_number": "5"}, "日期"),
        ({"place": "new", "new_date": "2025-06-09", "new_number": "五"}, "版次写作 7 或 A2"),
        ({"kind": "poem"}, "选择"),
        ({"column": "999"}, "选择"),
        ({"tags": "长" * 41}, "超过 40 个字"),
        ({"source_date": "昨天"}, "日期"),
        ({"by": [{"name": "", "affiliation": "只有单位"}]}, "请填写姓名"),
        ({"by": [{"name": "甲", "role": "king"}]}, "选择"),
        ({"st": [{"speaker": "有人", "text": ""}]}, "请填写发言内容"),
        ({"st": [{"speaker": "", "text": "无主的话"}]}, "请填写发言人"),
        ({"pq": [{"text": "", "speaker": "某人"}]}, "请填写金句"),
        ({"by": [{"name": f"人{n}"} for n in range(101)]}, "最多 100 位署名"),
        ({"by-TOTAL_FORMS": "x"}, ""),
    ],
)
@pytest.mark.alike
def test_what_cannot_be_stored_is_told_and_nothing_typed_is_lost(desk, fields, words):
    data = form_data(**{"title": "写好的标题", "body": "写好的正文。", **fields})
    response = desk("editor").post(ADD, data)
    assert response.status_code == 200
    assert words in told(response)
    assert "没有保存" in told(response)
    if "title" not in fields:
        assert "写好的标题" in told(response)
    assert not Article.objects.exists()
    assert not Issue.objects.exists()


@pytest.mark.twice
def test_invisible_characters_are_left_out(desk):
    data = form_data(title="标\x00题\x07一\u200b", body="正\x02文\x00\u202e一段\ufeff。", tags="\x00标签")
    desk("editor").post(ADD, data)
    article = Article.objects.get()
    assert (article.title, article.body[0]["text"]) == ("标题一", "正文一段。")
    assert article.tags.get().name == "标签"


@pytest.mark.twice
def test_a_taken_position_is_explained(desk):
    page = make_page()
    make_article("占着第二位的", page=page, position=2)
    response = desk("editor").post(ADD, form_data(title="后来的", place=page.pk, position=2))
    assert "第 2 位已有《占着第二位的》" in told(response)
    assert "第 3 位" in told(response)
    assert Article.objects.count() == 1


@pytest.mark.twice
def test_a_page_is_made_in_place_and_used_again(desk):
    new = {"place": "new", "new_date": "2025-07-01", "new_number": "07", "new_name": "理论"}
    for title in ("第一篇", "第二篇"):
        desk("editor").post(ADD, form_data(title=title, **new))
    page = Page.objects.get()
    assert (str(page.issue), page.number, page.name) == ("2025-07-01", "7", "理论")
    assert sorted(page.articles.values_list("position", flat=True)) == [1, 2]


def test_moving_to_the_web_takes_page_and_position_away(desk):
    article = make_article(page=make_page())
    desk("editor").post(change(article), form_data(article, place="web", position=""))
    article.refresh_from_db()
    assert (article.page, article.position) == (None, None)


def test_moving_to_another_page_means_last_there(desk):
    article, other = make_article(page=make_page()), make_page(number="6")
    make_article(page=other)
    desk("editor").post(change(article), form_data(article, place=other.pk, position=""))
    article.refresh_from_db()
    assert (article.page, article.position) == (other, 2)


# --- persons ---------------------------------------------------------------------------------------


def test_namesakes_are_asked_about(desk):
    first = make_author("叶青", distinguisher="江州大学")
    make_author("叶青", distinguisher="云川日报")
    response = desk("editor").post(ADD, form_data(title="标题", by=[{"name": "叶青"}]), follow=True)
    article = Article.objects.get()
    assert article.contributions.get().author is None
    assert "有同名作者" in told(response)
    assert "叶青：江州大学" in told(response)
    desk("editor").post(change(article), form_data(article, by=[{"name": "叶青", "person": first.public_id}]))
    assert article.contributions.get().author == first


def test_the_institution_tells_who_is_meant(desk):
    right = make_author("叶青", distinguisher="江州大学")
    make_author("叶青", distinguisher="云川日报")
    Affiliation.objects.create(author=right, text="江州大学历史学院教授")
    desk("editor").post(ADD, form_data(title="标题", by=[{"name": "叶青", "affiliation": "江州大学历史学院副教授"}]))
    assert Article.objects.get().contributions.get().author == right


def test_a_new_person_of_a_known_name(desk):
    make_author("叶青")
    row = {"name": "叶青", "person": "new"}
    response = desk("editor").post(ADD, form_data(title="标题", by=[row]))
    assert "请填写单位" in told(response)
    assert Article.objects.count() == 0
    desk("editor").post(ADD, form_data(title="标题", by=[row | {"affiliation": "云川市社科院"}]))
    assert Author.objects.get(distinguisher="云川市社科院").name == "叶青"


def test_a_person_that_is_gone(desk):
    response = desk("editor").post(ADD, form_data(title="标题", by=[{"name": "叶青", "person": "没有这个人"}]))
    assert "已经不在了" in told(response)


def test_a_renamed_row_does_not_keep_the_old_person(desk):
    article = make_article(authors=(make_author("叶青"),))
    data = form_data(article)
    data["by-0-name"] = "马骏驰"
    desk("editor").post(change(article), data)
    assert article.contributions.get().author.name == "马骏驰"


def test_interview_turns_are_no_persons(desk):
    desk("editor").post(ADD, form_data(title="访谈", kind="interview", st=[{"speaker": "记者", "text": "请问？"}]))
    assert not Author.objects.exists()


def test_a_merged_tag_means_its_heir(desk):
    heir = make_tag("新就业形态")
    make_tag("灵活就业", merged_into=heir)
    desk("editor").post(ADD, form_data(title="标题", tags="灵活就业"))
    assert Article.objects.get().tags.get() == heir
    assert Tag.objects.count() == 2


# --- published articles ------------------------------------------------------------------------------


def test_a_published_article_is_edited_as_a_working_copy(desk):
    article = make_article("见报标题", page=make_page(), release=True)
    page = told(desk("first_reviewer").get(change(article)))
    assert "读者看到的就是这一稿" in page
    desk("first_reviewer").post(change(article), form_data(article, title="改过的标题"))
    article.refresh_from_db()
    assert article.publication.title == "见报标题"
    page = told(desk("first_reviewer").get(change(article)))
    assert "读者看到的仍是 <b>v1</b>，发布后生效" in page
    # other words than were printed go out by three reviews or as a correction, whoever may publish a printed page
    assert "发布新版本" not in page
    data = form_data(article) | {"_publish": ""}
    assert "发布之后文字又有改动" in told(desk("first_reviewer").post(change(article), data, follow=True))
    article.publication.refresh_from_db()
    assert article.publication.title == "见报标题"
    assert "送审新版本" in page

    chief, corrected = desk("second_reviewer"), reverse("admin:correct_article", args=[article.pk])
    assert corrected in told(chief.get(change(article)))
    asked = chief.get(corrected)
    assert [(hunk.first, hunk.second) for hunk in asked.context["hunks"]] == [("见报标题", "改过的标题")]
    assert asked.context["writers"] == ["first_reviewer"]
    desk("editor").post(change(article), form_data(article, title="又改了一次"))
    late = chief.post(corrected, {"text": "标题有误。", "seen": article.lock_version})
    assert late.status_code == 409
    assert "又改了一次" in told(late)
    article.refresh_from_db()
    chief.post(corrected, {"text": "标题有误。", "seen": article.lock_version})
    article.publication.refresh_from_db()
    assert (article.publication.title, article.publication.version) == ("又改了一次", 2)

    # what are no words goes out as a version of its own; and what is public keeps its title
    desk("first_reviewer").post(change(article), form_data(article, tags="账本"))
    article.refresh_from_db()
    assert "版本 v3" in told(
        desk("first_reviewer").post(change(article), form_data(article) | {"_publish": ""}, follow=True)
    )
    refused = desk("editor").post(change(article), form_data(article, title=""))
    assert "不能没有标题" in told(refused)


def test_save_and_publish_without_a_title_saves_only(desk):
    data = form_data(body="只有正文。") | {"_publish": ""}
    response = desk("first_reviewer").post(ADD, data, follow=True)
    assert "已保存，但没有发布" in told(response)
    assert Article.objects.get().stage == Stage.DRAFT


@pytest.mark.twice
def test_history_compares_any_two_and_restores_any(desk):
    article = make_article("标题", page=make_page())
    desk("editor").post(change(article), form_data(article, body="培育新质生产力和新动能。"))
    article.refresh_from_db()
    desk("editor").post(change(article), form_data(article, body="培育新质生产力与新动能。", title="改过"))
    history = reverse("admin:articles_article_history", args=[article.pk])
    listed = told(desk("editor").get(history))
    assert 'value="r1"' in listed
    assert 'value="r2"' in listed
    compared = told(desk("editor").get(f"{history}?old=r1&new=r2"))
    assert '<mark class="v-me">和</mark>' in compared
    assert '<mark class="v-th">与</mark>' in compared
    assert "2 处不同" in compared
    for key in ("r9", "x1", "a1", "r1'"):
        assert desk("editor").get(f"{history}?old={key}&new=now").status_code == 404
    way = reverse("admin:restore_article", args=[article.pk, "r1"])
    assert desk("editor").get(way).status_code == 405
    desk("editor").post(way)
    article.refresh_from_db()
    assert (article.title, article.body[0]["text"], article.position) == ("标题", "培育新质生产力和新动能。", 1)
    assert list(article.revisions.values_list("reason", flat=True)) == ["restored", "saved", "saved"]
