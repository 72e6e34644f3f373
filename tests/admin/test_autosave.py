"""Autosave, presence, and what becomes of a text when several people or windows write it at once."""

import json
import random
from itertools import count
from urllib.parse import urlencode

import pytest

from articles.choices import RevisionReason, Stage
from articles.models import Article, Author, Presence, Revision, Tag, User
from tests.admin.conftest import form_data
from tests.factories import make_article, make_author, make_page, make_roundup, make_tag

pytestmark = pytest.mark.django_db
WRITING = "/admin/articles/article/writing"


class Window:
    """A browser's window with the form open: it keeps what the script keeps and sends what the script sends."""

    numbers = count(1)

    def __init__(self, client, article=None):
        self.client, self.article = client, article.pk if article else None
        self.tab = f"window{next(self.numbers)}"
        self.version = article.lock_version if article else 0
        self.form = form_data(article)
        self.base = dict(self.form)

    def autosave(self, **changes):
        self.form |= changes
        data = {
            "tab": self.tab, "article": self.article, "version": self.version,
            "form": urlencode(self.form), "base": urlencode(self.base),
        }  # fmt: skip
        response = self.client.post(f"{WRITING}/autosave/", json.dumps(data), content_type="application/json")
        answer = response.json()
        if response.status_code == 200 and answer["state"] != "conflict":
            self.article, self.version = answer["article"], answer["version"]
            self.form |= answer["keys"] | answer["mended"]
            self.base = dict(self.form)
        return answer

    def save(self, **changes):
        self.form |= changes
        form = self.form | {"tab": self.tab, "lock_version": self.version, "base": urlencode(self.base)}
        return self.client.post(f"/admin/articles/article/{self.article}/change/", form)


def test_what_is_typed_is_in_the_working_copy_without_a_revision(desk):
    article = make_article("旧题", quotes=("第二段讲办法，讲给做事的人听。",), tags=(make_tag("乙"), make_tag("甲")))
    window = Window(desk("editor"), article)
    assert window.autosave(title="写到一半")["left_out"] == {}
    assert sorted(article.tags.values_list("name", flat=True)) == ["乙", "甲"]
    assert window.form["tags"] == "乙、甲"
    answer = window.autosave(title="新题", body="第一段。\n\n第二段讲办法，讲给做事的人听。")
    assert article.tags.count() == 2
    article.refresh_from_db()
    assert answer["state"] == "saved"
    assert (article.title, article.body[0]["text"], article.lock_version) == ("新题", "第一段。", 3)
    assert article.pull_quotes.get().block == article.body[1]["id"]
    assert not article.revisions.exists()
    kept = article.autosaves.first()
    assert (kept.fields["title"], kept.version, kept.user.username) == ("新题", 3, "editor")


def test_a_new_article_begins_with_the_first_words_and_only_once(desk):
    window = Window(desk("editor"))
    window.autosave(title="从空白开始", body="头一句。")
    made = Article.objects.get()
    lost_answer = Window(desk("editor"))
    lost_answer.tab, lost_answer.form = window.tab, dict(window.form)
    lost_answer.autosave(body="头一句。第二句。")
    assert Article.objects.get() == made
    # and a save of the whole form whose window never heard of the draft ends there too
    form = lost_answer.form | {"tab": window.tab, "lock_version": 0, "title": "从空白写成"}
    assert desk("editor").post("/admin/articles/article/add/", form).url.endswith(f"/{made.pk}/change/")
    made.refresh_from_db()
    assert (made.title, made.stage) == ("从空白写成", Stage.DRAFT)


def test_nothing_is_validated_away(desk):
    page = make_page()
    make_article("占着", page=page, position=1)
    article, window = make_article("标题"), None
    window = Window(desk("editor"), article)
    answer = window.autosave(
        body="[表 9]\n\n写了一半的正文。", title="改好的标题", tags="没有过的标签", place=page.pk, position="1",
        **{"st-TOTAL_FORMS": 1, "st-0-speaker": "", "st-0-text": "还没写谁说的。"},
    )  # fmt: skip
    assert answer["state"] == "part"
    assert set(answer["left_out"]) == {"body", "tags", "st", "position"}
    article.refresh_from_db()
    assert article.title == "改好的标题"
    assert article.body[0]["text"].startswith("第一段")
    assert not Tag.objects.exists()
    kept = article.autosaves.get()
    assert "写了一半的正文。" in kept.fields["body"]
    assert kept.fields["st-0-text"] == "还没写谁说的。"
    # the next one to open the form is told, sees the difference, and can take the text up
    shown = desk("editor").get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    assert f"?draft={kept.pk}" in shown
    taken_up = desk("editor").get(f"/admin/articles/article/{article.pk}/change/?draft={kept.pk}").content.decode()
    assert "[表 9]\n\n写了一半的正文。" in taken_up.replace("\r", "")
    assert "还没写谁说的。" in taken_up
    stranger = desk("first_reviewer").get(f"/admin/articles/article/{article.pk}/change/?draft={kept.pk}")
    assert "写了一半的正文。" not in stranger.content.decode()
    # mended, it goes into the working copy
    assert window.autosave(body="写完的正文。", tags="", position="", **{"st-0-speaker": "叶青"})["state"] == "saved"
    article.refresh_from_db()
    assert article.statements.get().speaker == "叶青"
    assert not article.autosaves.filter(is_settled=False).exists()
    assert not Author.objects.exists()  # who that is, a real save asks


@pytest.mark.once
def test_a_place_that_was_begun_and_then_chosen_is_not_offered_again(desk):
    article, page = make_article(title="旧题"), make_page()
    Window(desk("editor"), article).autosave(place="new")
    article.refresh_from_db()
    assert Window(desk("editor"), article).save(place=str(page.pk)).status_code == 302
    assert "没有进稿件" not in desk("editor").get(f"/admin/articles/article/{article.pk}/change/").content.decode()


@pytest.mark.parametrize("title", ["", "题" * 300])
def test_a_public_text_keeps_its_title(desk, title):
    article = make_article("见报标题", release=True)
    assert Window(desk("editor"), article).autosave(title=title)["state"] == "part"
    article.refresh_from_db()
    assert (article.title, article.autosaves.get().fields["title"]) == ("见报标题", title)


def test_rows_stay_the_same_rows(desk):
    article = make_article()
    window = Window(desk("editor"), article)
    row = {
        "st-TOTAL_FORMS": 1,
        "st-0-speaker": "叶青",
        "st-0-text": "一句。",
        "by-TOTAL_FORMS": 1,
        "by-0-name": "马骏驰",
    }
    window.autosave(**row)
    key = article.statements.get().public_id
    window.autosave(**{"st-0-text": "一句话。"})
    window.save(title="存好了")
    assert article.statements.get().public_id == key
    assert [person.name for person in article.contributions.all()] == ["马骏驰"]


def test_two_people_on_different_parts_merge_and_are_told(desk):
    article = make_article("题")
    hers, his = Window(desk("editor"), article), Window(desk("first_reviewer"), article)
    hers.autosave(subtitle="——她写的副题", tags="")
    answer = his.autosave(body=his.form["body"] + "\n\n他写的末段。")
    assert (answer["taken"], answer["mended"], answer["state"]) == (["副题"], {"subtitle": "——她写的副题"}, "saved")
    hers.form["body"] = "她改的首段。\n\n" + hers.form["body"].split("\n\n", 1)[1]
    response = hers.save()
    assert response.status_code == 302
    article.refresh_from_db()
    assert [block["text"] for block in article.body] == [
        "她改的首段。", "第二段讲办法，讲给做事的人听。", "他写的末段。",
    ]  # fmt: skip
    assert article.subtitle == "——她写的副题"


def test_two_people_on_one_sentence_keep_both_texts(desk):
    article = make_article("题")
    hers, his = Window(desk("editor"), article), Window(desk("first_reviewer"), article)
    hers.autosave(title="她的题")
    answer = his.autosave(title="他的题", summary="他的提要")
    assert (answer["state"], answer["clashes"]) == ("conflict", ["主题"])
    article.refresh_from_db()
    assert (article.title, article.summary) == ("她的题", "")
    assert article.autosaves.filter(user__username="first_reviewer", is_settled=False).get().fields["title"] == "他的题"
    page = his.save()
    assert page.status_code == 409
    assert "他的题" in page.content.decode()
    kept = article.revisions.get(reason=RevisionReason.KEPT)
    assert kept.snapshot["fields"]["title"] == "他的题"


def test_publishing_what_was_merged_wants_another_look(desk):
    article = make_roundup("题", voices=1)
    window = Window(desk("first_reviewer"), article)
    Window(desk("editor"), article).autosave(subtitle="副题")
    response = window.client.post(
        f"/admin/articles/article/{article.pk}/change/",
        window.form | {"title": "新题", "_publish": "", "base": urlencode(window.base)}, follow=True,
    )  # fmt: skip
    article.refresh_from_db()
    assert (article.title, article.subtitle, article.stage) == ("新题", "副题", Stage.DRAFT)
    assert "没有发布：请看过再点一次" in response.content.decode()


def test_nobody_overwrites_anybody_with_stale_windows(desk):
    """Two editors, two windows each, saving by hand and by themselves, in any order, always with stale windows."""
    article = make_article("题", paragraphs=tuple(f"第{n}段。" for n in range(1, 7)))
    windows = [Window(desk(role), article) for role in ("editor", "first_reviewer") for _ in range(2)]
    random.seed(3)
    sent = []
    for number in range(40):
        window = random.choice(windows)
        paragraphs = window.form["body"].split("\n\n")
        place, word = random.randrange(len(paragraphs)), f"字{number}号"
        paragraphs[place] = f"{paragraphs[place][:6]}{word}。"
        sent.append(word)
        before, seen = set(words_of(Article.objects.get())), set(words_of_text(window.base["body"]))
        if number % 4:
            answer = window.autosave(body="\n\n".join(paragraphs), kicker=f"引题{number}" if number % 9 == 0 else "")
            is_refused = answer["state"] == "conflict"
        else:
            is_refused = window.save(body="\n\n".join(paragraphs)).status_code == 409
        lost = before - set(words_of(Article.objects.get()))
        assert lost <= seen, f"{number}: {lost - seen} were overwritten unseen"
        if is_refused or number % 4 == 0:  # reload, as one does after a conflict or a save
            article = Article.objects.get()
            renewed = Window(window.client, article)
            windows[windows.index(window)] = renewed
    kept = json.dumps([*Revision.objects.values_list("snapshot", flat=True)], ensure_ascii=False)
    kept += json.dumps([*article.autosaves.values_list("fields", flat=True)], ensure_ascii=False)
    assert [word for word in sent if word not in kept] == []


def words_of(article):
    return [block["text"] for block in article.body]


def words_of_text(text):
    return text.split("\n\n")


def test_who_else_is_here(desk):
    article = make_article()

    def beat(role, **more):
        data = {"article": article.pk, "tab": f"tab{role[:5]}", **more}
        return desk(role).post(f"{WRITING}/presence/", json.dumps(data), content_type="application/json").json()

    assert beat("editor")["others"] == []
    assert beat("first_reviewer")["others"] == [{"name": str(User.objects.get(username="editor")), "own": False}]
    assert (
        "也打开了此稿" in desk("first_reviewer").get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    )
    beat("editor", leaving=True)
    assert beat("first_reviewer")["others"] == []
    Presence.objects.update(seen_at="2025-06-09T00:00Z")
    assert beat("editor")["others"] == []
    assert Presence.objects.count() == 1


@pytest.mark.once
def test_a_script_is_told_in_json_what_went_wrong(client, account):
    article = make_article("机密的题")
    window = Window(client, article)
    assert client.get(f"{WRITING}/sign/").json()["user"] is None
    response = client.post(f"{WRITING}/autosave/", json.dumps({"form": ""}), content_type="application/json")
    assert (response.status_code, response.json()) == (401, {"error": "登录已过期。"})
    client.force_login(account("editor"), backend="django.contrib.auth.backends.ModelBackend")
    for broken in ({}, {"tab": "x"}, {"tab": "abcdef", "form": 3}, {"tab": "abcdef", "form": "a=b", "version": "1"},
                   {"tab": "abcdef", "form": "a=b", "version": 1, "article": 10**9}):  # fmt: skip
        response = client.post(f"{WRITING}/autosave/", json.dumps(broken), content_type="application/json")
        assert response.status_code == 400
        assert response.json()["error"].endswith("。")
    assert window.autosave(title="控\x00制字", summary="空\x00白")["state"] == "saved"
    article.refresh_from_db()
    assert (article.title, article.autosaves.get().fields["summary"]) == ("控制字", "空白")


@pytest.mark.once
def test_what_is_typed_on_in_one_window_is_kept_as_the_whole_form_would_keep_it(desk, django_assert_max_num_queries):
    """A window that types on in its texts takes a shorter way than one whose earlier texts are unknown; the end is one."""
    quotes, authors = ("第二句讲办法。",), (make_author("白一川"),)
    typed, unknown = (make_roundup("题", voices=3, quotes=quotes, authors=authors) for _ in range(2))
    window = Window(desk("editor"), typed)
    window.autosave(title="题一")

    def both(most=40, **changes):
        fresh = Window(window.client, Article.objects.get(pk=unknown.pk))
        fresh.form |= {name: value for name, value in window.form.items() if not name.endswith(("-key", "_version"))}
        expected = fresh.autosave(**changes)
        with django_assert_max_num_queries(most):
            answer = window.autosave(**changes)
        assert (answer["state"], answer["left_out"]) == (expected["state"], expected["left_out"])
        one, other = (Article.objects.get(pk=each.pk) for each in (typed, unknown))
        assert state_of(one) == state_of(other)
        return answer

    both(15, title="题二", summary=" 提要 ")
    both(15, body="第一段。\n\n## 小标题\n\n第二句讲办法。改了。")
    both(15, **{"st-1-text": "办法总比困难多。\n\n  又一段 "})
    both(15, **{"st-1-text": "再改一次。", "subtitle": "——副题", "body": "第二句讲办法。"})
    # what cannot be stored as it stands, and what is more than a text, goes the long way, and back again
    assert both(**{"st-1-text": " "})["state"] == "part"
    assert both(body="[表 9]")["state"] == "part"
    assert both(body="写完了。", **{"st-1-text": "写完了。"})["state"] == "saved"
    assert both(tags="甲、没有的标签")["left_out"].keys() == {"tags"}
    assert both(place="999999")["left_out"].keys() == {"tags", "place"}
    assert both(place="web", tags="")["left_out"] == {}
    # tags that exist, a page, what is printed beside a name
    both(15, body="写完了。再写一句。")
    make_tag("甲").synonyms.create(name="甲的别名")
    make_tag("乙")
    both(16, tags="甲的别名，乙")
    both(16, tags="乙")
    both(16, place=str(make_page().pk), position="")
    both(16, **{"by-0-affiliation": "江州大学 ", "by-0-credit": "特约"})
    both(**{"by-0-name": "改了名"})
    both(place="web", tags="甲、乙", **{"by-0-affiliation": "云州大学"})
    assert typed.contributions.get().affiliation == "云州大学"
    # under review the words stay, whichever way they come
    Article.objects.update(stage=Stage.FIRST_REVIEW)
    assert both(body="偷改一句。")["state"] == "part"
    assert typed.autosaves.filter(is_settled=False).count() == 1


def state_of(article):
    return (
        [getattr(article, name) for name in ("title", "subtitle", "summary")],
        [(block["kind"], block.get("text")) for block in article.body],
        (article.page_id, sorted(tag.name for tag in article.tags.all())),
        [(row.name, row.affiliation, row.credit, row.author_id) for row in article.contributions.all()],
        [(row.speaker, row.text, row.author_id) for row in article.statements.all()],
        [(row.text, row.fidelity, row.start) for row in article.pull_quotes.all()],
    )


def test_a_shorter_way_is_no_way_past_others(desk):
    """Somebody else, a save by hand, or a right that was taken in between: nothing is written over."""
    article = make_article("题")
    hers, his = Window(desk("editor"), article), Window(desk("first_reviewer"), article)
    hers.autosave(title="她的题")
    assert his.autosave(summary="他的提要")["taken"] == ["主题"]
    assert hers.autosave(body=hers.form["body"] + "\n\n她的末段。")["taken"] == ["提要"]
    assert hers.save(kicker="她的引题").status_code == 302
    answer = hers.autosave(subtitle="——副题")
    assert answer["state"] == "saved"
    article.refresh_from_db()
    assert (article.title, article.summary, article.kicker, article.subtitle) == (
        "她的题",
        "他的提要",
        "她的引题",
        "——副题",
    )
    User.objects.get(username="editor").groups.clear()
    refused = hers.client.post(
        f"{WRITING}/autosave/",
        json.dumps({"tab": hers.tab, "article": article.pk, "version": hers.version, "form": [["title", "越权"]]}),
        content_type="application/json",
    )
    assert refused.status_code == 403
    article.refresh_from_db()
    assert article.title == "她的题"


def test_two_people_on_neighbouring_paragraphs_merge(desk):
    article = make_article("题", paragraphs=("第一段讲缘由。", "第二段讲办法。", "第三段讲结果。"))
    ids = [block["id"] for block in article.body]
    hers, his = Window(desk("editor"), article), Window(desk("first_reviewer"), article)
    hers.autosave(body="第一段讲缘由。\n\n第二段讲她的办法。\n\n第三段讲结果。")
    answer = his.autosave(body="第一段讲缘由。\n\n第二段讲办法。\n\n第三段讲他的结果。")
    assert (answer["state"], answer["taken"]) == ("saved", ["正文"])
    article.refresh_from_db()
    assert words_of(article) == ["第一段讲缘由。", "第二段讲她的办法。", "第三段讲他的结果。"]
    assert [block["id"] for block in article.body] == ids
