"""Every screen of the desk: a fixed number of queries, searches and filters that find, input that is nonsense."""

import datetime as dt
import io

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image as Picture

from articles.choices import BlockKind, ImportStatus, RevisionReason, Stage
from articles.models import (
    Affiliation,
    Article,
    Author,
    Column,
    Contribution,
    Image,
    Issue,
    Page,
    PageImport,
    Revision,
    ScheduledRelease,
    Tag,
    TagSynonym,
    User,
)
from articles.models.body import text_block
from tests.factories import (
    DAY,
    make_article,
    make_author,
    make_column,
    make_image,
    make_issue,
    make_page,
    make_roundup,
    make_tag,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/"
BODY = [text_block(BlockKind.PARAGRAPH, "一段正文。")]


def queries(client, address, *, first=True):
    if first:
        client.get(address)  # the session's and the permissions' own
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def fill(number):
    page = Page.objects.first() or make_page()
    for n in range(number):
        make_roundup(page=page, column=make_column(), authors=(make_author(),), tags=(make_tag(),), release=n % 2 == 0)
    make_article("只在网上的草稿")


RECORDS = [f"/admin/articles/{name}/" for name in ("author", "tag", "column", "issue", "page")]


def test_the_number_of_queries_does_not_grow(desk):
    """Of the home and the list with everything an article has, 1 and 13 times; of the records, 1, 30 and 300 times."""
    client, asked = desk("final_reviewer"), {}
    for more, number in ((fill, 1), (fill, 12), (grow, 30), (grow, 300)):
        more(number)
        found = ["/admin/", LIST, LIST + "?q=发言&stage=released"] if more is fill else []
        for address in [*found, *RECORDS]:
            count = queries(client, address, first=address not in asked)
            asked.setdefault(address, set()).add(count)
    most = {address: 15 if "?q=" in address else 12 for address in asked}  # a search asks the index too
    assert {
        address: counts for address, counts in asked.items() if len(counts) > 1 or max(counts) >= most[address]
    } == {}


def grow(number):
    """Records until there are so many of each, each in use."""
    made = {model: range(model.objects.count(), number) for model in (Author, Tag, Column, Issue, Page, Article)}
    authors = Author.objects.bulk_create(Author(name=f"人{n}") for n in made[Author])
    Affiliation.objects.bulk_create(Affiliation(author=each, text="江州大学", until=DAY) for each in authors)
    tags = Tag.objects.bulk_create(Tag(name=f"签{n}", slug=f"q{n}") for n in made[Tag])
    TagSynonym.objects.bulk_create(TagSynonym(tag=each, name=f"又名{each.name}") for each in tags)
    columns = Column.objects.bulk_create(Column(name=f"栏{n}", slug=f"l{n}") for n in made[Column])
    issues = Issue.objects.bulk_create(Issue(date=DAY - dt.timedelta(days=n)) for n in made[Issue])
    pages = Page.objects.bulk_create(Page(issue=each, number="7", name="理论") for each in issues)
    rows = zip(pages, columns, strict=False)
    articles = Article.objects.bulk_create(
        Article(title="稿", page=page, position=1, body=BODY, column=column) for page, column in rows
    )
    signed = zip(articles, authors, strict=False)
    Contribution.objects.bulk_create(Contribution(article=a, author=by, name=by.name) for a, by in signed)
    links = Article.tags.through
    links.objects.bulk_create(links(article=a, tag=t) for a, t in zip(articles, tags, strict=False))


@pytest.mark.once
def test_home_list_and_board_need_few_queries_however_many_articles(desk, account):
    """All of them, the frame's too: session, account, rights, the counts of the navigation."""
    editor, page = account("editor"), make_page()
    # three of the list's are for what waits for the person: it is counted above every list
    most = {"/admin/": 11, LIST + "?stage=working": 11, LIST + "?stage=mine": 11}
    most[f"/admin/articles/issue/{page.issue_id}/board/"] = 9
    counts = {address: [] for address in most}
    for number in (1, 29, 270):
        first = Article.objects.count()
        made = Article.objects.bulk_create(
            Article(title=f"稿{n}", page=page, position=n, stage=Stage.FIRST_REVIEW, body=BODY, created_by=editor)
            for n in range(first, first + number)
        )
        Contribution.objects.bulk_create(Contribution(article=each, name="某某") for each in made)
        Revision.objects.bulk_create(
            Revision(article=each, number=1, reason=RevisionReason.SAVED, snapshot={}, created_by=editor)
            for each in made
        )
        ScheduledRelease.objects.bulk_create(
            ScheduledRelease(article=each, at=timezone.now(), by=editor) for each in made[1::2]
        )
        for address, asked in counts.items():
            asked.append(queries(desk("first_reviewer"), address))
    assert {address: asked for address, asked in counts.items() if len({*asked}) > 1 or asked[0] > most[address]} == {}


@pytest.mark.once
def test_a_scheduled_article_says_when_it_goes_out_wherever_it_stands(desk, account):
    editor, page = account("editor"), make_page()
    timed, plain = (make_article(title, page=page, position=n) for n, title in enumerate(("定好的", "没有定的"), 1))
    Article.objects.update(stage=Stage.APPROVED)
    at = timezone.localtime().replace(month=12, day=31, hour=23, minute=59)
    ScheduledRelease.objects.create(article=timed, at=at, by=editor)
    said = "定时 12-31 23:59"
    client = desk("final_reviewer")
    shown = client.get("/admin/").content.decode()
    assert f"{LIST}{plain.pk}/release/" in shown.split('id="h-next"')[1].split("</section>")[0]
    assert said in shown.split("到时自动发布")[1].split("定好的")[1].split("</li>")[0]
    for address in (f"/admin/articles/issue/{page.issue_id}/board/", LIST, f"{LIST}{timed.pk}/change/"):
        assert client.get(address).content.decode().count(said) == 1, address
    assert "定时 12-31" not in client.get(f"{LIST}{plain.pk}/change/").content.decode()
    assert "定好的" not in client.get(LIST + "?stage=mine").content.decode()
    ScheduledRelease.objects.update(at=None)
    assert "随期发布" in client.get(f"{LIST}{timed.pk}/change/").content.decode()
    ScheduledRelease.objects.update(problem="缺标题")
    assert "到时自动发布" not in client.get("/admin/").content.decode()
    assert "定时未发出" in client.get(LIST).content.decode()


@pytest.mark.once
def test_the_article_form_needs_a_fixed_number_of_queries(desk):
    counts = set()
    for voices in (9, 27):
        article = make_roundup(
            voices=voices, authors=tuple(make_author() for _ in range(voices)), page=make_page(number=str(voices))
        )
        counts.add(queries(desk("editor"), f"{LIST}{article.pk}/change/"))
    assert len(counts) == 1


@pytest.mark.once
def test_the_home_of_an_empty_newsroom_says_what_to_do(desk):
    cache.delete("desk-plots")
    page = desk("editor").get("/admin/").content.decode()
    assert "还没有期次" in page
    assert "写新稿" in page
    assert "近十二周没有发稿" in page
    assert "没有新的动静" in page


def test_the_home_shows_what_waits_and_the_boards_in_print_order(desk):
    late, early = make_page(number="10"), make_page(number="7")
    make_article("十版的", page=late)
    make_article("七版第二", page=early, position=2)
    make_article("七版第一", page=early, position=1)
    untitled = make_article("x", paragraphs=("没有标题的正文开头",))
    untitled.title = ""
    untitled.save()
    PageImport.objects.create(source_name="6版.txt", source_text="字", source_sha256="0", proposal={}, state={})
    PageImport.objects.create(
        source_name="旧的.txt", source_text="字", source_sha256="0", proposal={}, state={}, status=ImportStatus.DONE
    )
    page = desk("editor").get("/admin/").content.decode()
    assert page.index("七版第一") < page.index("七版第二") < page.index("十版的")
    assert "没有标题的正文开头" in page
    assert "6版.txt" in page
    assert "旧的.txt" not in page.split('id="h-f"')[0]  # it is only news
    assert "整期发布" not in page
    assert "整期发布" in desk("first_reviewer").get("/admin/").content.decode()


def test_the_boards_begin_with_the_next_issue(desk):
    today = timezone.localdate()
    for days in (3, -1, 1):
        make_article(f"第{days}天的稿", page=make_page(make_issue(today + dt.timedelta(days=days))))
    page = desk("editor").get("/admin/").content.decode()
    assert page.index("第1天的稿") < page.index("第3天的稿")


@pytest.mark.parametrize(
    "query",
    ["q=查找标题", "q=正文里的词", "q=发言里的词", "q=署名人", "q=查找标题+正文里的词", "stage=draft", "stage=working", "kind=roundup",
     "issue={issue}", "column={column}", "author={author}", "tag={tag}"],
)  # fmt: skip
def test_searches_and_filters_find_and_leave_out(desk, query):
    column, author, tag = make_column(), make_author("署名人"), make_tag()
    page = make_page()
    make_article(
        "查找标题", page=page, column=column, authors=(author,), tags=(tag,), kind="roundup",
        paragraphs=("这里有正文里的词。",), statements=(("某某", "这里有发言里的词。"),),
    )  # fmt: skip
    make_article("另外一篇", release=True)
    ids = {"issue": page.issue.pk, "column": column.pk, "author": author.pk, "tag": tag.pk}
    found = desk("editor").get(LIST + "?" + query.format(**ids)).content.decode()
    assert "查找标题</a>" in found
    assert "另外一篇</a>" not in found


NONSENSE = ["stage=x", "issue=x", "issue=99999999999999999999", "column=-1", "author=%00", "tag=x", "kind=x", "q=%00", "q=" + "长" * 3000,
     "o=99", "p=9999", "p=x", "e=1", "nonsense=1", "page__issue__date=x", "q=%25_%27%22%5C", "all="]  # fmt: skip


def test_nonsense_in_the_address_is_no_crash(desk):
    make_article()
    for query in NONSENSE:
        response = desk("editor").get(f"{LIST}?{query}", follow=True)
        assert response.status_code in (200, 400), query


@pytest.mark.parametrize("model", ["article", "tag", "column", "author", "issue", "page", "user"])
def test_a_row_that_is_not_there(desk, model):
    expected = (302, 400, 403, 404) if model == "user" else (302, 400, 404)
    for pk in ("0", "-1", "abc", "99999999999999999999999", "1%00", "%E4%B8%AD"):
        for step in ("change", "history", "delete"):
            response = desk("administrator").get(f"/admin/articles/{model}/{pk}/{step}/")
            assert response.status_code in expected, (pk, step)


@pytest.mark.parametrize("step", ["publish", "correct", "withdraw"])
@pytest.mark.once
def test_a_step_for_an_article_that_is_not_there(desk, step):
    assert desk("administrator").post(f"{LIST}999/{step}/").status_code == 404


@pytest.mark.parametrize(
    ("model", "data"),
    [
        ("issue", {"date": "2025-02-30"}),
        ("issue", {"date": "", "serial_number": "-3"}),
        ("issue", {"date": "2025-06-09", "serial_number": "99999999999999999999"}),
        ("page", {"number": "五", "issue": "1"}),
        ("page", {"number": "5", "issue": "999"}),
        ("column", {"name": "", "order": "x"}),
        ("column", {"name": "长" * 31, "order": "1"}),
        ("tag", {"name": "标签", "slug": "中 文"}),
        ("author", {"name": ""}),
        ("user", {"username": "有 空格", "password1": "1", "password2": "2"}),
    ],
)
@pytest.mark.once
def test_wrong_values_are_told_in_chinese(desk, model, data):
    forms = {"issue": "pages", "column": "aliases", "tag": "synonyms", "author": "affiliations"}
    if model in forms:
        data = data | {f"{forms[model]}-TOTAL_FORMS": 0, f"{forms[model]}-INITIAL_FORMS": 0}
    response = desk("administrator").post(f"/admin/articles/{model}/add/", data)
    page = response.content.decode()
    assert response.status_code == 200
    assert "处要改" in page
    assert "This field" not in page
    assert "Enter a" not in page


def test_an_issue_with_its_pages_is_made(desk):
    data = {"date": "2025-07-01", "pages-TOTAL_FORMS": 1, "pages-INITIAL_FORMS": 0, "pages-0-number": "07",
            "pages-0-name": "理论", "pages-0-people": "责任编辑：卢一白\n校对 某某"}  # fmt: skip
    assert desk("editor").post("/admin/articles/issue/add/", data).status_code == 302
    page = Page.objects.get()
    assert (str(page), page.issue.date.isoformat()) == ("2025-07-01 7版 理论", "2025-07-01")
    assert page.credits == [{"role": "责任编辑", "name": "卢一白"}, {"role": "", "name": "校对 某某"}]
    assert Issue.objects.count() == 1


def test_an_account_is_made_with_a_role(desk, account):
    from django.contrib.auth.models import Group  # Django is not set up when this module loads

    administrator = desk("administrator")
    group = Group.objects.get(name="编辑")
    data = {"username": "limin", "name": "李敏", "password1": "sanyue-de-feng-7", "password2": "sanyue-de-feng-7",
            "groups": [group.pk]}  # fmt: skip
    response = administrator.post("/admin/articles/user/add/", data)
    assert response.status_code == 302, response.content.decode()
    user = User.objects.get(username="limin")
    assert user.is_staff
    assert not user.is_superuser
    assert user.has_perm("articles.change_article")
    page = administrator.get(f"/admin/articles/user/{user.pk}/change/").content.decode()
    assert "李敏" in page
    assert administrator.get(f"/admin/articles/user/{user.pk}/password/").status_code == 200


# --- pictures ------------------------------------------------------------------------------------------


def picture(kind="JPEG", size=(40, 30), mode="RGB", **options):
    out = io.BytesIO()
    Picture.new(mode, size, 128).save(out, kind, **options)
    return out.getvalue()


def upload(client, data, name="图.jpg"):
    file = SimpleUploadedFile(name, data)
    return client.post("/admin/articles/image/add/", {"file": file, "alt": "一张图"})


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.alike
@pytest.mark.once
def test_a_picture_is_kept_without_what_it_hides(desk, kind, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    options = {}
    if kind == "JPEG":
        exif = Picture.Exif()
        exif[0x010E] = "秘密地点"
        exif[0x0112] = 6  # lies on its side
        options["exif"] = exif
    data = picture(kind, mode="P" if kind == "GIF" else "RGB", **options) + b"<script>alert(1)</script>"
    assert upload(desk("editor"), data).status_code == 302
    image = Image.objects.get()
    with image.file.open() as file:
        stored = file.read()
    assert "秘密".encode() not in stored
    assert b"<script>" not in stored
    assert (image.width, image.height) == ((30, 40) if kind == "JPEG" else (40, 30))
    assert image.file.name.rsplit(".")[-1] == {"JPEG": "jpg"}.get(kind, kind.lower())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "不收 SVG"),
        (b"not a picture at all", "不是可用的图片"),
        (picture()[:200], "不是可用的图片"),
        (b"", "空"),
        (picture("BMP"), "不是可用的图片"),
        (picture("PNG", size=(9000, 5000), mode="1"), "像素"),
        (picture("PNG", size=(20000, 12000), mode="1"), "像素"),
    ],
)
@pytest.mark.alike
@pytest.mark.once
def test_what_is_no_fit_picture_is_refused(desk, data, words, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    response = upload(desk("editor"), data, "x.png")
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not Image.objects.exists()


# --- the door itself -----------------------------------------------------------------------------------


@pytest.mark.once
def test_a_form_that_is_far_too_large_is_refused_in_a_sentence(desk):
    response = desk("editor").post(f"{LIST}add/", {"body": "字" * 5_000_000})
    assert response.status_code == 413
    assert "提交的内容太大" in response.content.decode()


@pytest.mark.once
def test_the_login_tells_in_chinese_and_locks_in_chinese(client, account):
    account("editor")
    for _ in range(12):
        response = client.post("/admin/login/", {"username": "editor", "password": "猜的密码"})
        if response.status_code != 200:
            break
        assert "密码" in response.content.decode()
    assert response.status_code == 429
    assert "十五分钟" in response.content.decode()


LISTS = (
    "article", "delivery", "feerate", "feemonth", "image", "pageimport", "issue", "page", "column", "partner", "apikey", "author",
    "phrase", "tag", "manuscript", "binentry",
)  # fmt: skip


@pytest.mark.once
def test_an_empty_list_says_what_stands_there_and_how_the_first_one_comes(desk):
    for model in LISTS:
        page = desk("administrator").get(f"/admin/articles/{model}/").content.decode()
        said = page.partition('<div class="card empty">')[2].partition("</p>")[0].partition("<p>")[2].strip()
        assert len(said) > 20, model


@pytest.mark.once
def test_nothing_of_djangos_stock_shows(desk):
    make_column("热点思考")
    client = desk("administrator")
    pages = {
        name: client.get(f"/admin/{name}").content.decode()
        for name in ("articles/user/", "articles/column/", "articles/partner/add/", "articles/phrase/", "")
    }
    assert not [name for name, html in pages.items() if "icon-yes" in html or "Ctrl" in html.replace("<kbd>Ctrl", "")]
    assert 'type="checkbox" name="columns"' in pages["articles/partner/add/"]
    assert "新建词条" in pages["articles/phrase/"]
    assert "还没有词条" in pages["articles/phrase/"]
    assert "上次离开后" not in pages[""]
    assert "近三天" in pages[""]


def test_pictures_are_shown_with_their_words_and_where_they_are_used(desk, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    bare, told = make_image(caption="候车大厅"), make_image(alt="两人看图纸", caption="核对图纸")
    make_page(image=told)
    Article.objects.create(title="图在这里", body=[*BODY, {"id": "b2", "kind": "image", "image": bare.public_id}])
    html = desk("editor").get("/admin/articles/image/").content.decode()
    rows = {row.split("</tr>")[0] for row in html.split("<tr>")[1:]}
    (first,) = (row for row in rows if "候车大厅" in row)
    (second,) = (row for row in rows if "核对图纸" in row)
    assert bare.file.url in first
    assert "缺替代文字" in first
    assert ">《图在这里》</a>" in first
    assert "两人看图纸" in second
    assert "缺替代文字" not in second
    assert "版面图</a>" in second
    few = queries(desk("editor"), "/admin/articles/image/")
    for number in range(5):
        image = make_image()
        figure = {"id": "b2", "kind": "image", "image": image.public_id}
        Article.objects.create(title=f"另一篇{number}", body=[*BODY, figure])
    assert queries(desk("editor"), "/admin/articles/image/") == few
