"""Proofreading in the article form: found, led back to the exact characters, let stand, taken back."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import checking
from articles.choices import PhraseKind
from articles.models import Affiliation, Article, AuditEntry, IgnoredFinding, Phrase, TagSynonym
from articles.proofreading import Lexicon
from tests.admin.conftest import form_data
from tests.factories import make_article, make_author, make_page, make_tag

pytestmark = [pytest.mark.django_db, pytest.mark.once]
CANARY = "金丝雀独有的一句话里有有重字。"


def post(client, name, data):
    body = data if isinstance(data, bytes) else json.dumps(data)
    return client.post(reverse(f"admin:{name}"), body, content_type="application/json")


def ask(client, *, byline=(), article=None, place="", new_date="", **texts):
    given = [{"field": field.replace("__", "-"), "text": text} for field, text in texts.items()]
    data = {"article": article, "texts": given, "byline": list(byline), "place": place, "new_date": new_date}
    response = post(client, "lookup_checks", data)
    assert response.status_code == 200, response.content.decode()
    return response.json()


def brief(answer):
    return [(row["field"], row["text"], row["suggestion"]) for row in answer["findings"]]


def typed_at(text, row):
    """What the browser would select: it counts UTF-16 units."""
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * row["start"] : 2 * row["end"]].decode("utf-16-le", "surrogatepass")


# --- what is found, and where -------------------------------------------------------------------------


def test_every_text_of_the_form_is_read_in_order(desk):
    answer = ask(
        desk("editor"), kicker="引题的的话", title="主题的的话", subtitle="副题的的话", summary="提要的的话。",
        body="正文的的话。", st__0__text="观点的的话。", pq__3__text="金句的的话。", web_title="网题的的话",
    )  # fmt: skip
    rows = [row for row in answer["findings"] if row["text"] == "的的"]
    assert [(row["field"], row["where"]) for row in rows] == [
        ("kicker", "引题"), ("title", "主题"), ("subtitle", "副题"), ("summary", "提要"), ("body", "第 1 段"),
        ("st-0-text", "观点 1"), ("pq-3-text", "金句 1"), ("web_title", "网题"),
    ]  # fmt: skip
    assert all(row["suggestion"] == "的" and row["can_apply"] for row in rows)
    assert rows[1]["weight"] == 2 * rows[4]["weight"]
    assert rows[0]["name"] == "重字"
    assert rows[0]["hint"]


CAPTION = "[图 abc23d | 图说\\|竖线的的话 | 某人 摄]"
BODY = (
    "## 小标题的的\n\n　　第一段，成立 100周年。\n[表 1]\n> 引文的的一行\n> 第二行的的话\n- 一项的的\n+ 二项的的\n（注）注的的话\n上半段\\\n下半段的的话\\\\\n\\## 不是标题的的\n[观点 1-2]\n"
    + CAPTION
    + "\n| 表头的的 | 乙 |\n|---|---|\n| 丙 | 丁的的话 |\n末段的的话"
)


def test_places_in_the_body_are_those_of_the_notation(desk):
    rows = [row for row in ask(desk("editor"), body=BODY)["findings"] if row["text"] == "的的"]
    assert len(rows) == 12
    assert [typed_at(BODY, row) for row in rows] == ["的的"] * 12
    assert [row["typed"] for row in rows] == ["的的"] * 12
    assert [row["where"] for row in rows[8:]] == ["图说 1", "第 9 段", "第 9 段", "第 10 段"]
    starts = [row["start"] for row in rows]
    assert starts == [at for at in range(len(BODY)) if BODY.startswith("的的", at)]


def test_places_are_right_after_rare_and_invisible_characters(desk):
    text = "𠮷\u200b𠮷家的的话，\ufeff第二处的\u200b的话。"
    rows = ask(desk("editor"), title=text, body=text)["findings"]
    assert [typed_at(text, row) for row in rows] == ["的的", "的\u200b的"] * 2
    assert all(row["typed"] == typed_at(text, row) for row in rows)


def test_a_finding_over_two_typed_lines_is_not_mended_by_a_click(desk):
    Phrase.objects.create(text="统筹城乡协调发展", kind="phrase")
    rows = ask(desk("editor"), body="> “前一行没有收尾\n> 后一行")["findings"]
    assert all(not row["can_apply"] or row["typed"] == row["text"] for row in rows)


def test_the_lexicon_is_what_the_editors_keep(desk):
    Phrase.objects.create(text="推动高质量发展取得新成效", kind="phrase")
    Phrase.objects.create(text="陆承宇教授", kind="name")
    Phrase.objects.create(text="关于促进就业的若干意见", kind="title")
    TagSynonym.objects.create(tag=make_tag("职业伤害保障试点工作"), name="平台用工权益保障制度")
    make_tag("被并入的标签也算数吗", merged_into=make_tag("现在的名字叫这个"))
    lexicon = checking.lexicon()
    assert lexicon.titles == ("关于促进就业的若干意见",)
    assert lexicon.names == ("陆承宇教授",)
    assert set(lexicon.phrases) == {
        "推动高质量发展取得新成效", "职业伤害保障试点工作", "平台用工权益保障制度", "现在的名字叫这个",
    }  # fmt: skip
    answer = ask(desk("editor"), body="要推动高质量发展取得新成校。《关于促进就业若干意见》。平台用工权利保障制度。")
    assert [row["suggestion"] for row in answer["findings"]] == [
        "推动高质量发展取得新成效", "关于促进就业的若干意见", "平台用工权益保障制度",
    ]  # fmt: skip


@pytest.mark.twice
def test_the_byline_is_held_against_what_was_printed_before(desk):
    author = make_author("马骏驰")
    Affiliation.objects.create(author=author, text="云川大学", until="2025-03-01")
    Affiliation.objects.create(author=author, text="东岭财经学院", until="2025-05-01")
    byline = [
        {"row": "by-0", "name": "马 骏驰", "affiliation": "江州市统计局"},
        {"row": "by-4", "name": "马俊驰", "affiliation": "东岭财经学院"},
    ]
    other, slip = ask(desk("editor"), byline=byline)["findings"]
    assert (other["field"], other["where"], other["can_apply"]) == ("by-0-affiliation", "署名 马骏驰", False)
    assert "上次署“东岭财经学院”" in other["hint"]
    assert (other["start"], other["end"]) == (0, 6)
    assert (slip["field"], slip["suggestion"], slip["can_apply"]) == ("by-4-name", "马骏驰", True)


def test_the_day_of_issue_settles_weekdays(desk):
    page = make_page()  # 2025-06-09, a Monday
    text = "6月9日（星期二）召开会议。"
    for place, day in ((str(page.pk), ""), ("new", "2025-06-09")):
        assert "星期" in ask(desk("editor"), body=text, place=place, new_date=day)["findings"][0]["hint"]
    for place, day in (("web", ""), ("new", "昨天"), ("9" * 400, ""), ("-1", "")):
        assert ask(desk("editor"), body=text, place=place, new_date=day)["findings"] == []


def test_the_rate_is_told_with_its_verdict(desk):
    good = ask(desk("editor"), body="这是一段没有错误的话，说得清清楚楚。")
    assert (good["rate"], good["passes"], good["count"], good["limit"]) == (0.0, True, 0, 3.0)
    bad = ask(desk("editor"), body="这是的的一段话。")
    assert (bad["passes"], bad["count"], bad["characters"]) == (False, 1, 8)
    assert bad["rate"] == 1250.0


def test_a_long_list_is_cut_and_says_so(desk):
    answer = ask(desk("editor"), body="这里的的话。\n" * 230)
    assert (len(answer["findings"]), answer["count"], answer["more"]) == (200, 230, 30)


# --- letting stand ------------------------------------------------------------------------------------


def let_stand(client, article, fingerprint, ignored=True):
    return post(client, "ignore_finding", {"article": article.pk, "fingerprint": fingerprint, "ignored": ignored})


@pytest.mark.twice
def test_what_is_ignored_stays_so_while_other_text_changes(desk):
    article, other = make_article(), make_article()
    text = "头一段。\n这一句里的的字要留着。\n尾一段。"
    row = ask(desk("editor"), article=article.pk, body=text)["findings"][0]
    for _ in range(2):
        assert let_stand(desk("editor"), article, row["fingerprint"]).json() == {"ignored": True}
    kept = IgnoredFinding.objects.get()
    assert (kept.by.username, kept.article) == ("editor", article)
    changed = "新加的一段。\n\n" + text.replace("头一段。", "改过了。").replace("尾一段", "又一段")
    answer = ask(desk("first_reviewer"), article=article.pk, body=changed)
    assert (answer["findings"], answer["errors"], answer["passes"]) == ([], 0.0, True)
    assert [each["text"] for each in answer["ignored"]] == ["的的"]
    assert ask(desk("editor"), article=other.pk, body=text)["count"] == 1
    assert ask(desk("editor"), article=article.pk, body=text.replace("要留着", "不要留"))["count"] == 1
    assert let_stand(desk("editor"), article, row["fingerprint"], False).json() == {"ignored": False}
    assert not IgnoredFinding.objects.exists()
    assert ask(desk("editor"), article=article.pk, body=text)["count"] == 1


@pytest.mark.twice
def test_a_finding_is_ignored_once(account):
    article, by = make_article(), account("editor")
    checking.ignore(article, "0" * 16, by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        IgnoredFinding.objects.create(article=article, fingerprint="0" * 16, by=by)


def test_a_word_that_the_house_knows_to_be_right_is_reported_no_more_until_that_is_undone(desk):
    body = "各地再接再励。又在在车间里学。"
    (slip, doubled) = ask(desk("editor"), body=body)["findings"]
    assert (slip["can_allow"], doubled["can_allow"]) == (True, True)
    made = post(desk("editor"), "allow_word", {"word": slip["text"]}).json()
    assert brief(ask(desk("first_reviewer"), title="再接再励", body=body)) == [("body", "在在", "在")]
    assert checking.heavy(make_article(paragraphs=(body,)))[0]["text"] == "在在"
    phrase = Phrase.objects.get()
    assert (phrase.kind, phrase.text) == (PhraseKind.ALLOWED, "再接再励")
    assert AuditEntry.objects.get(step="allow_word").label == "再接再励"
    # a second time there is nothing to undo, and another person's entry stays
    assert post(desk("editor"), "allow_word", {"word": slip["text"]}).json() == {"undo": None}
    assert post(desk("first_reviewer"), "allow_word", {"undo": made["undo"]}).status_code == 403
    assert post(desk("editor"), "allow_word", {"undo": made["undo"]}).json() == {"undo": None}
    assert len(ask(desk("editor"), body=body)["findings"]) == 2
    assert not Phrase.objects.exists()
    for word in ("在\n在", "。", "在" * 40, "", None, 3):
        assert post(desk("editor"), "allow_word", {"word": word}).status_code == 400


def test_the_marks_go_with_a_deleted_draft(desk, account):
    article = make_article()
    checking.ignore(article, "0" * 16, by=account("editor", username="other"))
    desk("final_reviewer").post(reverse("admin:articles_article_delete", args=[article.pk]), {"post": "yes"})
    assert not Article.objects.exists()
    assert not IgnoredFinding.objects.exists()


# --- the page itself ----------------------------------------------------------------------------------


def page(client, article):
    return client.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()


def test_without_script_the_findings_stand_in_the_page(desk):
    article = make_article(paragraphs=("这里的的话有毛病。",))
    shown = page(desk("editor"), article)
    assert "<s>的的</s>" in " ".join(shown.split())
    assert "✗ 不合格" in shown
    found = checking.report(checking.copy_of(article), lexicon=Lexicon()).standing[0].finding
    checking.ignore(article, found.fingerprint, by=article.created_by)
    shown = page(desk("editor"), article)
    assert "✓ 合格" in shown
    assert "没有发现问题" in shown


def test_without_script_a_refused_form_is_checked_as_it_was_sent(desk):
    data = form_data(title="题", body="这里的的话有毛病。", place="new")
    shown = desk("editor").post("/admin/articles/article/add/", data).content.decode()
    assert "没有保存" in shown
    assert "<s>的的</s>" in shown


def test_hostile_text_stays_text(desk):
    article = make_article(title="<script>alert(1)</script>的的", paragraphs=("<img src=x onerror=alert(1)>的的话。",))
    shown = page(desk("editor"), article)
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown


def test_article_and_form_are_the_same_copy(desk):
    article = make_article(
        paragraphs=("一段。", "二段。"),
        authors=(make_author("叶青"),),
        statements=(("甲", "观点的的话。"),),
        quotes=("一段。",),
    )
    from articles.admin.article_checks import copy_in_form  # Django is not set up when this module loads
    from articles.admin.article_form import ArticleEntryForm

    form, stored = copy_in_form(ArticleEntryForm(None, article=article)), checking.copy_of(article)
    assert sorted(form.texts) == sorted(stored.texts)
    assert form.byline == stored.byline


def test_a_fixed_number_of_queries(desk):
    client, article = desk("editor"), make_article()

    def count():
        from django.db import connection  # counts on the connection of this test

        with CaptureQueriesContext(connection) as queries:
            ask(client, article=article.pk, body="这里的的话。", place=str(make_page_once.pk))
        return len(queries)

    make_page_once = make_page()
    few = count()
    for number in range(5):
        author = make_author()
        Affiliation.objects.create(author=author, text=f"单位{number}")
        TagSynonym.objects.create(tag=make_tag(), name=f"同义词{number}")
        Phrase.objects.create(text=f"固定表述第{number}", kind="phrase")
        checking.ignore(article, f"{number:016x}", by=None)
    assert count() == few


# --- who may, and what is not understood --------------------------------------------------------------


def test_visitors_and_strangers_learn_nothing(desk, account, django_user_model):
    article = make_article(paragraphs=(CANARY,))
    stranger = Client()
    stranger.force_login(
        django_user_model.objects.create_user("stranger", is_staff=True),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    data = {"article": article.pk, "texts": [{"field": "body", "text": CANARY}], "byline": []}
    mark = {"article": article.pk, "fingerprint": "0" * 16, "ignored": True}
    for name, body in (("lookup_checks", data), ("ignore_finding", mark)):
        assert post(Client(), name, body).status_code == 302
        refused = post(stranger, name, body)
        assert refused.status_code == 403
        assert "有有" not in refused.content.decode()
    assert not IgnoredFinding.objects.exists()


def test_a_token_is_asked_for(account):
    client = Client(enforce_csrf_checks=True)
    client.force_login(account("editor"), backend="django.contrib.auth.backends.ModelBackend")
    assert post(client, "ignore_finding", {}).status_code == 403


NONSENSE = [
        b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, {}, {"texts": 1}, {"texts": [1]}, {"texts": [{"field": "body"}]},
        {"texts": [{"field": "body", "text": 1}]}, {"texts": [{"field": "password", "text": ""}]},
        {"texts": [{"field": "st-0-text\n", "text": ""}]}, {"texts": [{"field": "body", "text": ""}] * 2},
        {"texts": [{"field": f"st-{n}-text", "text": ""} for n in range(401)]},
        {"texts": [{"field": "body", "text": "字" * 300_001}]}, {"texts": [], "byline": "x"},
        {"texts": [], "byline": [{"row": "by-0"}]}, {"texts": [], "byline": [None]}, {"texts": [], "place": 5},
        {"texts": [], "new_date": None}, {"texts": [], "article": "1"}, {"texts": [], "article": True},
        {"texts": [], "article": 10**30}, {"texts": [], "article": 999_999}, {"texts": [], "article": -1},
        {"article": 1, "fingerprint": "x" * 16, "ignored": True}, {"article": 1, "fingerprint": "0" * 16},
        {"fingerprint": "0" * 16, "ignored": True}, {"article": 1, "fingerprint": ["0" * 16], "ignored": True},]  # fmt: skip


@pytest.mark.parametrize("name", ["lookup_checks", "ignore_finding"])
def test_nonsense_is_answered_with_a_sentence(desk, name):
    for data in NONSENSE:
        response = post(desk("editor"), name, data)
        assert response.status_code == 400, data
        assert response.json()["error"].endswith("。"), data


ODD = ["\x00", "\\", "\\\n\\", "\n" * 500, "> \n>", "- \n+ ", "[表 1]", "a\\\n[观点 1]", "“" * 300, "《" * 300, "\r\n的的\r",
     "9" * 5_000 + "%", "1" * 400 + "月" + "9" * 400 + "日", "的" * 3_000, "𠮷" * 100 + "的的", "\u202e的\u200b的", "（注）", "##", "<b>的的</b>"]  # fmt: skip


@pytest.mark.twice
def test_odd_text_does_no_harm(desk):
    for text in ODD:
        fields = dict.fromkeys(("title", "body", "st__0__text", "pq__0__text"), text)
        ask(desk("editor"), **fields, byline=[{"row": "<by>", "name": text[:300], "affiliation": text}])
    data = b'{"texts": [{"field": "body", "text": "\\ud800\\u7684\\u7684"}], "byline": []}'
    assert post(desk("editor"), "lookup_checks", data).status_code == 200


# --- 词库 ---------------------------------------------------------------------------------------------


def test_editors_keep_the_lexicon(desk):
    add = reverse("admin:articles_phrase_add")
    assert desk("editor").post(add, {"text": "《就业促进意见》", "kind": "title", "note": ""}).status_code == 302
    phrase = Phrase.objects.get()
    assert phrase.text == "就业促进意见"
    again = desk("editor").post(add, {"text": "就业促进意见", "kind": "title", "note": ""})
    assert "词库里已有这一条" in again.content.decode()
    assert "请填写篇名" in desk("editor").post(add, {"text": "《》", "kind": "title"}).content.decode()
    listed = desk("editor").get(reverse("admin:articles_phrase_changelist")).content.decode()
    assert "就业促进意见" in listed
    assert ">词库<" in listed.replace("\n", "").replace(" ", "")
    delete = reverse("admin:articles_phrase_delete", args=[phrase.pk])
    assert desk("editor").post(delete, {"post": "yes"}).status_code == 403
    assert desk("first_reviewer").post(delete, {"post": "yes"}).status_code == 302
    assert not Phrase.objects.exists()
