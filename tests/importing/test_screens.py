"""导入版面 in the admin: the list, a new import, the review page without script, drafts, publishing."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles.admin.review_panel import next_step
from articles.choices import ImportStatus, Stage
from articles.importing import carry_out, create_drafts, undo
from articles.models import Affiliation, Article, Author, Issue, PageImport, Publication
from articles.parsing.structure import Alternative, Role
from tests.importing.states import make_import, make_state
from tests.importing.test_drafts import DAMAGED
from tests.parsing.pdf_files import leg, pdf_of
from tests.parsing.word_files import p, word_file

pytestmark = [pytest.mark.django_db, pytest.mark.once]
BACKEND = "django.contrib.auth.backends.ModelBackend"
TEXT = DAMAGED.read_text(encoding="utf-8")
ADD = "/admin/articles/pageimport/add/"


@pytest.fixture
def desk(client, account):
    """A client signed in as a first reviewer, who may publish printed pages."""
    client.force_login(account("first_reviewer", name="方正"), backend=BACKEND)
    return client


def address(page_import, door="change"):
    return reverse(f"admin:articles_pageimport_{door}", args=[page_import.pk])


def told(answer) -> str:
    """The sentences beside the fields, tags taken off."""
    html = answer.content.decode()
    sentences = re.findall(r'<p class="bad"[^>]*>(.*?)</p>', html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>|\s+", "", each) for each in sentences).strip()


def test_a_paste_leads_to_its_review(desk):
    answer = desk.post(ADD, {"text": TEXT, "date": "2026-03-02", "number": "07", "name": "理论"})
    page_import = PageImport.objects.get()
    assert answer.url == address(page_import)
    html = desk.get(answer.url).content.decode()
    assert "7版 理论" in html
    assert "每年正月一过，云川各县的长途车站" in html
    assert page_import.created_by.name == "方正"


def test_an_upload_keeps_its_name_and_any_encoding(desk):
    upload = SimpleUploadedFile("第七版.txt", TEXT.encode("gb18030"), content_type="text/plain")
    desk.post(ADD, {"file": upload})
    page_import = PageImport.objects.get()
    assert str(page_import) == "第七版.txt"
    assert "乡村工坊要过三道坎" in page_import.source_text


def test_a_word_file_is_read_as_its_text_is(desk):
    upload = SimpleUploadedFile("第七版.docx", word_file("".join(map(p, TEXT.split("\n")))))
    desk.post(ADD, {"file": upload})
    page_import = PageImport.objects.get()
    assert (str(page_import), page_import.source_format) == ("第七版.docx", "docx")
    assert page_import.source_text.split() == TEXT.split()
    assert "由方正导入过，还没有核对完" in told(desk.post(ADD, {"text": TEXT}))


def test_a_pdf_is_read_and_of_several_pages_the_one_that_is_named(desk):
    text = "".join(TEXT.split())[:400]
    data = pdf_of([(40, 40, 20, "封面")], [(40, 40, 20, "山里的车站"), *leg(text, left=40, top=60)])

    def sent(**more):
        return desk.post(ADD, {"file": SimpleUploadedFile("第七版.pdf", data), **more})

    assert told(sent()) == "这个PDF有2页，一次导入一个版面，请写明是第几页。"
    assert told(sent(sheet="0")) == "第几页写作1、2、3。"
    assert not PageImport.objects.exists()
    sent(sheet="2")
    page_import = PageImport.objects.get()
    assert (str(page_import), page_import.source_format) == ("第七版.pdf", "pdf")
    assert page_import.source_text.replace("\n", "") == f"山里的车站{text}"


BAD = {
    "nothing": ({"text": ""}, "还没有文字。请粘贴版面的文字，或选一个文件。"),
    "blank": ({"text": " \n "}, "还没有文字。请粘贴版面的文字，或选一个文件。"),
    "empty file": ({"file": b""}, "文件是空的，没有可以导入的文字。"),
    "picture": (
        {"file": b"\x89PNG\r\n\x1a\n"},
        "这是图片，没有可以读出的文字，请提供版面的文字（复制粘贴或.txt文件）。",
    ),
    "one line": ({"text": "字" * 30_000}, "有一行超过2万字，文字没有正常分行，请检查文件。"),
    "ten megabytes": ({"text": "字" * 3_500_000}, "文件超过5MB，一个版面的文字不会这么大，请检查是否选错了文件。"),
    "latin": ({"text": "nothing in here is Chinese"}, "没有找到汉字，不像报纸版面的文字。"),
    "both": ({"text": TEXT, "file": TEXT.encode()}, "文字和文件只用一种：请清空文字，或去掉文件。"),
    "day": ({"text": TEXT, "date": "昨天"}, "日期写作2025-06-09。"),
    "number": ({"text": TEXT, "number": "头版"}, "版次写作7或A2。"),
}


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.alike
def test_bad_input_is_told_beside_the_field_and_keeps_the_paste(desk, kind):
    fields, sentence = BAD[kind]
    data = {
        name: SimpleUploadedFile("x.txt", value) if isinstance(value, bytes) else value
        for name, value in fields.items()
    }
    answer = desk.post(ADD, data)
    assert answer.status_code == 400
    assert told(answer) == sentence
    assert PageImport.objects.count() == 0
    kept = fields.get("text", "")
    if 0 < len(kept) < 500_000:
        assert kept.strip()[:40] in answer.content.decode()


def test_binary_noise_is_one_sentence(desk):
    answer = desk.post(ADD, {"file": SimpleUploadedFile("x.txt", bytes(range(128, 256)) * 40)})
    assert told(answer).endswith("。")
    assert PageImport.objects.count() == 0


def test_the_same_text_twice_leads_to_the_first_import(desk):
    desk.post(ADD, {"text": TEXT})
    answer = desk.post(ADD, {"text": TEXT.replace("\n\n", "\n")})
    assert "由方正导入过，还没有核对完，没有重复导入。打开那一次导入" in told(answer)
    assert address(PageImport.objects.get()) in answer.content.decode()
    assert PageImport.objects.count() == 1


def test_the_same_text_may_come_again_once_it_is_meant(desk):
    page_import = make_import(make_state())
    text = page_import.source_text
    create_drafts(page_import, by=None)
    answer = desk.post(ADD, {"text": text})
    assert "已生成草稿，没有重复导入" in told(answer)
    assert 'name="again"' in answer.content.decode()


def test_a_page_that_is_already_here_is_told_before_the_work(desk):
    create_drafts(make_import(), by=None)
    place = {"text": TEXT, "date": "2026-03-02", "number": "7"}
    answer = desk.post(ADD, place)
    assert told(answer).startswith("2026-03-027版理论已有2篇稿件。")
    assert desk.post(ADD, {**place, "again": "on"}).status_code == 302
    html = desk.get(address(PageImport.objects.order_by("pk").last())).content.decode()
    assert "2026-03-02 7版 理论 已有 2 篇稿件" in html
    assert 'name="replace"' in html


def test_no_tick_is_offered_for_what_cannot_be_replaced(desk):
    create_drafts(make_import(), by=None)
    Article.objects.filter(position=2).update(title="改过的题目")
    sentence = "2026-03-02 7版 理论 的《改过的题目》已经发布或有人改过，导入不能替换它们。"
    answer = desk.post(ADD, {"text": TEXT, "date": "2026-03-02", "number": "7"}).content.decode()
    review = desk.get(address(make_import())).content.decode()
    assert sentence in answer
    assert sentence in review
    assert re.search(r'aria-disabled="true"[^>]*>\s*生成 2 篇草稿', review)
    sent = desk.post(address(PageImport.objects.order_by("pk").last(), "create"), {"version": "1"}, follow=True)
    assert "请选择替换" not in sent.content.decode()
    assert 'name="again"' not in answer
    assert 'name="replace"' not in review


@pytest.mark.parametrize(("printed", "is_told"), [("江州日報·星期刊", True), ("《工友時報》理论", False)])
def test_another_paper_s_name_on_the_page_is_told(desk, printed, is_told):
    state = make_state()
    state.pieces[0].role, state.pieces[0].text = Role.NEWSPAPER, printed
    html = desk.get(address(make_import(state))).content.decode()
    assert (f"版面上印的报名是“{printed}”，不是本报“工友时报”" in html) == is_told


def test_a_date_that_was_given_against_the_printed_one_is_told(desk):
    desk.post(ADD, {"text": f"2025年3月6日 星期四\n02版\n{TEXT}", "date": "2026-03-02", "number": "7"})
    page_import = PageImport.objects.get()
    told = "版面上印的是 2025-03-06 2版，导入时填的是 2026-03-02 7版"
    assert told in desk.get(address(page_import)).content.decode()
    for field, value, left in (("date", "2025-03-06", "印的是 2版，导入时填的是 7版"), ("number", "2", "")):
        operation = {"op": "set_typed", "article": None, "field": field, "value": value}
        page_import = carry_out(page_import, operation, version=page_import.lock_version, by=None)
        html = desk.get(address(page_import)).content.decode()
        assert left in html
        assert ("版面上印的是" in html) == bool(left)


def test_the_review_can_be_read_without_script(desk):
    html = desk.get(address(make_import(make_state(title="")))).content.decode()
    assert "<script>" not in html
    assert "生成前须补 <b>1 个标题</b>" in html
    assert "第2篇缺标题" in html
    assert re.search(r'aria-disabled="true"[^>]*>\s*生成 2 篇草稿', html)
    for text in ("每年正月一过，长途车站便热", "莫阿婷", "责任编辑：卢一白", "已归位"):
        assert text in html


@pytest.mark.twice
def test_a_namesake_is_asked_about(desk):
    other = Author.objects.create(name="甘雨田")
    Affiliation.objects.create(author=other, text="白石县水利局工程师")
    html = desk.get(address(make_import())).content.decode()
    assert "“甘雨田”是哪一位？" in html
    assert "就是白石县水利局工程师甘雨田" in html
    assert "新建“甘雨田（江州大学）”" in html


@pytest.mark.twice
def test_drafts_then_the_whole_page_is_published(desk):
    page_import = make_import()
    answer = desk.post(address(page_import, "create"), {"version": "1"}, follow=True)
    html = answer.content.decode()
    assert "已生成 2 篇草稿。" in html
    assert "整版发布" in html
    assert "整版送审" in html
    assert reverse("admin:issue_board", args=[Issue.objects.get().pk]) in html
    page_import.refresh_from_db()
    step, own = reverse("admin:publish_page", args=[page_import.page_id]), address(page_import, "change")
    assert f'"{step}?next={own}"' in html
    answer = desk.post(step, {"next": own}, follow=True)
    assert "已发布 2 篇。" in answer.content.decode()
    assert set(Article.objects.values_list("stage", flat=True)) == {Stage.RELEASED}
    for publication in Publication.objects.all():
        assert publication.article.get_absolute_url() in answer.content.decode()


def test_an_editor_without_the_right_makes_drafts_but_publishes_nothing(client, account):
    editor = account("editor")
    client.force_login(editor, backend=BACKEND)
    page_import = make_import()
    html = client.post(address(page_import, "create"), {"version": "1"}, follow=True).content.decode()
    assert "已生成 2 篇草稿。" in html
    assert "整版发布" not in html
    assert "整版送审" in html
    step = next_step(Article.objects.first(), editor, None, has_news=False)
    assert step.main
    assert step.main.name == "_submit"
    page_import.refresh_from_db()
    assert client.post(reverse("admin:publish_page", args=[page_import.page_id])).status_code == 403
    assert Publication.objects.count() == 0


@pytest.mark.parametrize(
    ("state", "version", "sentence"),
    [
        (make_state(title=""), "1", "第 2 篇缺标题，请照报样输入。"),
        (make_state(date=""), "1", "没有识别出日期，请填写见报日期，如 2025-06-09。"),
        (make_state(), "7", "这次导入刚刚在别处改过"),
    ],
)
@pytest.mark.twice
def test_refused_drafts_leave_everything_as_it_was(desk, state, version, sentence):
    page_import = make_import(state)
    answer = desk.post(address(page_import, "create"), {"version": version}, follow=True)
    assert sentence in answer.content.decode()
    assert (Article.objects.count(), Issue.objects.count()) == (0, 0)
    page_import.refresh_from_db()
    assert page_import.status == ImportStatus.OPEN


def test_an_import_is_given_up_and_taken_up_again(desk):
    page_import = make_import()
    assert "已放弃这次导入" in desk.post(address(page_import, "discard"), follow=True).content.decode()
    answer = desk.post(address(page_import, "create"), {"version": "1"}, follow=True)
    assert "这次导入已经放弃，请先恢复核对。" in answer.content.decode()
    desk.post(address(page_import, "discard"), {"restore": ""})
    page_import.refresh_from_db()
    assert page_import.status == ImportStatus.OPEN


@pytest.mark.parametrize("door", ["change", "create", "discard", "operations"])
@pytest.mark.alike
def test_nobody_without_the_right_sees_or_does_anything(client, django_user_model, door):
    page_import = make_import()
    for user in (None, django_user_model.objects.create_user("stranger", password="x", is_staff=True)):
        if user:
            client.force_login(user, backend=BACKEND)
        method = client.get if door == "change" else client.post
        answer = method(address(page_import, door), {"version": "1"})
        assert answer.status_code in (302, 401, 403)
        assert "县城缺的不是人手" not in answer.content.decode()
    page_import.refresh_from_db()
    assert (page_import.status, page_import.lock_version) == (ImportStatus.OPEN, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_many(desk, django_assert_max_num_queries, count):
    for _ in range(count):
        make_import(source_name="七版.txt")
    with django_assert_max_num_queries(12):
        html = desk.get("/admin/articles/pageimport/").content.decode()
    assert html.count("七版.txt") >= count
    assert "待核对" in html


def test_lists_say_which_page_an_import_is(desk):
    desk.post(ADD, {"text": f"2025年3月6日 星期四\n02版\n{TEXT}"})
    page_import = PageImport.objects.get()
    operation = {"op": "set_typed", "article": None, "field": "name", "value": "观察"}
    carry_out(page_import, operation, version=1, by=None)
    for listed in ("/admin/articles/pageimport/", "/admin/"):
        assert "2025-03-06 2版 观察" in desk.get(listed).content.decode()
    page_import = undo(page_import, version=2)
    assert page_import.place_label == "2025-03-06 2版"


@pytest.mark.twice
def test_what_is_damaged_in_the_database_is_told(desk):
    page_import = make_import()
    PageImport.objects.filter(pk=page_import.pk).update(state={"pieces": []})
    assert "损坏" in desk.get(address(page_import), follow=True).content.decode()


def test_hostile_text_stays_text(desk):
    hostile = "<img src=x onerror=alert(1)>“&quot;</textarea><script>alert(2)</script>"
    html = desk.get(address(make_import(make_state(title=hostile)))).content.decode()
    assert "<img src=x" not in html
    assert "<script>alert" not in html


def test_the_likeliest_answer_comes_first_whatever_the_importer_took(desk):
    state = make_state()
    piece = next(each for each in state.pieces if each.role is Role.HEADING)
    piece.confidence, piece.alternatives = 0.35, [Alternative(0.49, "", Role.PARAGRAPH, None)]
    html = desk.get(address(make_import(state))).content.decode()
    shares = [[int(n) for n in re.findall(r"<span>(\d+)%</span></button>", card)] for card in html.split("data-ask-id")]
    assert any(len(card) > 1 for card in shares)
    assert all(card == sorted(card, reverse=True) for card in shares)
