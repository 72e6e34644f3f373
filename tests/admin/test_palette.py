"""What the palette finds, and that it shows nobody what they may not see."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import PageImport, Partner, TagSynonym
from tests.factories import make_article, make_author, make_column, make_issue, make_page, make_tag

pytestmark = pytest.mark.django_db


def labels(client, q):
    answer = client.get("/admin/search/", {"q": q}, headers={"Accept": "application/json"}).json()
    return {group["label"]: [hit["label"] for hit in group["hits"]] for group in answer["groups"]}


def test_names_of_every_kind_are_found(desk):
    seven = make_page(number="7")
    make_page(make_issue(date="2024-06-09"), number="8")
    author = make_author("单伯安")
    make_article("平台用工的新规则", page=seven, authors=(author,))
    make_article("无关")
    TagSynonym.objects.create(tag=make_tag("新就业形态"), name="平台用工")
    make_column("热点思考")
    PageImport.objects.create(source_name="6版 平台用工.txt", source_text="", source_sha256="0", proposal={}, state={})
    editor = desk("editor")
    assert labels(editor, "平台用工") == {
        "稿件": ["平台用工的新规则"], "标签": ["新就业形态"], "导入": ["6版 平台用工.txt"],
        "全文": ["在稿件全文里找“平台用工”"],
    }  # fmt: skip
    assert labels(editor, "平台 单伯")["稿件"] == ["平台用工的新规则"]
    assert labels(editor, "sba")["作者"] == labels(editor, "shanbo")["作者"] == ["单伯安"]
    assert labels(editor, "redians")["栏目"] == ["热点思考"]
    assert labels(editor, "xxg")["命令"] == labels(editor, "写新")["命令"] == ["写新稿"]
    assert labels(editor, "2025-06-09")["期次和版面"] == ["2025年6月9日 星期一"]
    assert labels(editor, "6月9日")["期次和版面"] == ["2025年6月9日 星期一", "2024年6月9日 星期日"]
    assert labels(editor, "6-9 7版")["期次和版面"] == labels(editor, "07版")["期次和版面"] == ["7版 理论"]
    for nonsense in ("99-99", "0版", "%_\\'\"", "\x00", "长" * 500, "2025-13-45 7版"):
        labels(editor, nonsense)
    assert "最近改过" in labels(editor, "")


def test_nobody_is_shown_what_they_may_not_see(desk, account):
    Partner.objects.create(name="秘密合作方")
    make_article("秘密的草稿", authors=(make_author("秘密作者"),))
    for role, kinds in (("editor", {"稿件", "作者", "全文"}), ("administrator", {"稿件", "作者", "合作方", "全文"})):
        assert set(labels(desk(role), "秘密")) == kinds
    assert labels(desk("editor"), "账号") == {"全文": ["在稿件全文里找“账号”"]}
    assert "打开 账号" in labels(desk("administrator"), "账号")["命令"]
    bare = account("editor", username="bare")
    bare.groups.clear()
    client = Client()
    client.force_login(bare, backend="django.contrib.auth.backends.ModelBackend")
    assert labels(client, "秘密") == {}
    assert set(labels(client, "")["命令"]) == {"键盘操作", "编辑手册", "修改密码"}
    assert Client().get("/admin/search/?q=秘密").status_code == 302


def test_the_last_line_leads_to_the_words_of_drafts_and_of_what_is_published(desk):
    make_article("草稿", paragraphs=("写到临江渡口的一段。",))
    make_article("已见报", paragraphs=("临江渡口的另一段。",), release=True)
    answer = desk("editor").get("/admin/search/", {"q": "临江渡口"}, headers={"Accept": "application/json"}).json()
    page = desk("editor").get(answer["groups"][-1]["hits"][-1]["url"]).content.decode()
    assert "找到 2 篇" in page
    assert page.count("<mark>临江渡口</mark>") == 2


def test_a_search_needs_few_queries(desk):
    client = desk("administrator")
    make_article("共同的词")
    counts = set()
    for _ in range(2):
        with CaptureQueriesContext(connection) as caught:
            labels(client, "共同")
        counts.add(len(caught))
        for _ in range(8):
            make_article("共同的词", authors=(make_author(),), tags=(make_tag(),))
    assert counts == {len(caught)}
    assert len(caught) < 12


@pytest.mark.once
def test_without_script_it_is_a_page_and_the_handbook_has_no_style_of_its_own(desk):
    make_article("平台用工的新规则")
    editor = desk("editor")
    page = editor.get("/admin/search/?q=平台").content.decode()
    assert "平台用工的新规则" in page
    assert "没有叫这个名字的东西" not in page
    book = editor.get("/admin/handbook/").content.decode()
    assert 'href="/admin/handbook/body-notation/"' in book
    assert "style=" not in book.split('class="card book__t"')[1]
    assert editor.get("/admin/handbook/settings/").status_code == 404
    for name in ("..%2Fsettings.md", "nothing.png", "a.svg"):
        assert editor.get(f"/admin/handbook/pictures/{name}").status_code == 404
    picture = editor.get("/admin/handbook/pictures/desk-1440.png")
    assert picture.status_code == 200
    picture.close()
