"""manage.py import_page: what it prints, what it refuses, and that a look touches no database."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.models import Affiliation, Article, Author, Column, Issue, Page, PageImport
from tests.parsing.pdf_files import leg, pdf_of

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[2]
DAMAGED = ROOT / "tests/data/damaged-page.txt"
PLACE = ("--date", "2026-03-02", "--page", "7", "--page-name", "理论")
KEYS = {
    "id", "column", "kicker", "title", "subtitle", "byline", "author_note", "editor_note", "blocks", "statements", "qa",
    "pull_quotes", "compiler", "captions", "jump", "boxes",
}  # fmt: skip


WELL = "河湾镇的老槐树下有一口井，井水清甜，全村人都来挑水，挑了一百多年。后来通了自来水，井边却没有冷清下来。"
STREET = "老街的铺子早上五点就亮了灯，磨豆腐的声音先起来，然后才是卖菜的担子。住在楼上的人听着这些声音醒来。"


def run(*arguments: str, source: bytes | None = None) -> str:
    """The command's standard output; its refusals are SystemExit(1)."""
    out = io.StringIO()
    call_command("import_page", *arguments, stdout=out)
    return out.getvalue()


def refusal(*arguments: str) -> str:
    """The one sentence on standard error."""
    err = io.StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("import_page", *arguments, stdout=io.StringIO(), stderr=err)
    assert stopped.value.code == 1
    return err.getvalue().rstrip("\n")


def assert_empty() -> None:
    for table in (PageImport, Issue, Page, Column, Author, Article):
        assert table.objects.count() == 0, table


def test_a_look_writes_one_json_object_and_needs_no_database():
    """No ``db`` fixture: pytest-django fails the test at the first query."""
    page = json.loads(run(str(DAMAGED), "--dry-run", "--json", *PLACE))
    assert set(page) == {"page", "columns", "articles", "furniture", "account"}
    assert (page["page"]["date"], page["page"]["number"], page["page"]["name"]) == ("2026-03-02", "7", "理论")
    assert set(page["account"]) == {"source", "placed", "furniture", "unplaced"}
    assert page["account"]["unplaced"] == 0
    assert all(set(article) >= KEYS for article in page["articles"])


def test_a_page_of_a_pdf_is_named_where_there_are_several(tmp_path):
    path = tmp_path / "两个版.pdf"
    path.write_bytes(pdf_of(leg(STREET, left=40, top=60), leg(WELL, left=40, top=60)))
    assert refusal(str(path), "--dry-run") == (
        "这个 PDF 有 2 页，一次导入一个版面，请写明是第几页。（命令行请用 --sheet 给出。）"
    )
    page = json.loads(run(str(path), "--dry-run", "--json", "--sheet", "2"))
    assert [block["text"] for article in page["articles"] for block in article["blocks"]] == [WELL]


def test_a_look_works_where_no_database_is_and_writes_nothing(tmp_path):
    environment = {**os.environ, "DATA_DIR": str(tmp_path / "var"), "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
    environment["DATABASE_URL"] = "postgresql://nobody:nothing@127.0.0.1:1/none"
    command = [sys.executable, "manage.py", "import_page", "-", "--dry-run", "--json"]
    done = subprocess.run(command, cwd=ROOT, env=environment, input=DAMAGED.read_bytes(), capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["articles"]
    assert not (tmp_path / "var").exists()


def test_an_import_without_a_database_says_so(tmp_path):
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
    environment["DATABASE_URL"] = ""
    command = [sys.executable, "manage.py", "import_page", str(DAMAGED), *PLACE]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True)
    error = done.stderr.decode()
    assert done.returncode == 1
    assert error.startswith("数据库不能用，什么也没有导入")
    assert error.count("\n") == 1


@pytest.mark.django_db
@pytest.mark.twice
def test_an_import_says_what_it_made():
    said = run(str(DAMAGED), *PLACE)
    articles = Article.objects.count()
    assert f"已导入 2026-03-02 7版 理论：{articles} 篇草稿。" in said
    assert "字数账：来源 " in said
    assert "未归位 0。" in said
    page_import = PageImport.objects.get()
    assert page_import.source_name == "damaged-page.txt"
    assert page_import.page == Page.objects.get()
    assert page_import.proposal == page_import.state


@pytest.mark.django_db
def test_an_import_as_json_names_what_was_made():
    made = json.loads(run(str(DAMAGED), "--json", *PLACE))
    assert [row["id"] for row in made["created"]] == list(
        Article.objects.order_by("position").values_list("public_id", flat=True)
    )


@pytest.mark.django_db
@pytest.mark.twice
def test_the_same_page_twice_says_so_and_doubles_nothing():
    run(str(DAMAGED), *PLACE)
    articles = set(Article.objects.values_list("pk", flat=True))
    error = refusal(str(DAMAGED), *PLACE)
    assert error == (
        f"2026-03-02 7版 理论 已有 {len(articles)} 篇稿件，没有重复导入。若要重新导入，请选择替换未改动的草稿。"
        "（命令行请加 --replace。）"
    )
    assert set(Article.objects.values_list("pk", flat=True)) == articles
    assert PageImport.objects.count() == 1
    said = run(str(DAMAGED), "--replace", *PLACE)
    assert f"替换了 {len(articles)} 篇没有人改过的草稿。" in said
    assert Article.objects.count() == len(articles)
    assert PageImport.objects.count() == 2


@pytest.mark.django_db
def test_names_that_need_a_decision_are_told():
    other = Author.objects.create(name="柏舟")
    Affiliation.objects.create(author=other, text="白石县水利局工程师")
    said = run(str(DAMAGED), *PLACE)
    assert "同名作者未能确定，没有关联：柏舟（《乡村工坊要过三道坎》）。请在稿件里选定。" in said


PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
BAD = {
    "empty": (b"", "文件是空的，没有可以导入的文字。"),
    "blank": (b" \n\t\n", "文件是空的，没有可以导入的文字。"),
    "picture": (PNG, "这是图片，没有可以读出的文字，请提供版面的文字（复制粘贴或.txt文件）。"),
    "huge": ("字".encode() * 3_500_000, "文件超过5 MB，一个版面的文字不会这么大，请检查是否选错了文件。"),
    "line": ("字".encode() * 30_000, "有一行超过2万字，文字没有正常分行，请检查文件。"),
    "latin": (b"nothing in here is Chinese\n" * 20, "没有找到汉字，不像报纸版面的文字。"),
    "nul": (
        bytes(range(32)) * 60,
        "这不是文本文件，没有可以读出的文字，请提供版面的文字（复制粘贴或.txt文件）。",
    ),
    "noise": (bytes(range(128, 256)) * 40, None),
    "utf8-cut": ("版面文字，第一行。\n" * 9).encode()[:-2] + b"\xff\xff\x80",
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", BAD)
@pytest.mark.alike
def test_bad_input_is_one_sentence_and_leaves_nothing(kind, tmp_path):
    data, sentence = BAD[kind] if isinstance(BAD[kind], tuple) else (BAD[kind], None)
    path = tmp_path / "page.txt"
    path.write_bytes(data)
    error = refusal(str(path), *PLACE)
    assert "\n" not in error
    assert error.endswith("。")
    assert sentence is None or error == sentence
    assert_empty()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--page", "7"), "没有识别出日期，请填写见报日期，如 2025-06-09。（命令行请用 --date 给出。）"),
        (("--date", "2026-03-02"), "没有识别出版次，请填写版次，如 7 或 A2。（命令行请用 --page 给出。）"),
        (("--date", "明天", "--page", "7"), "--date 写作 2025-06-09。"),
        (("--date", "2026-03-02", "--page", "头版"), "版次写作 7 或 A2。"),
    ],
)
def test_a_place_that_is_missing_or_wrong(arguments, sentence):
    assert refusal(str(DAMAGED), *arguments) == sentence
    assert_empty()


@pytest.mark.django_db
def test_a_file_that_cannot_be_read(tmp_path):
    assert refusal(str(tmp_path / "no.txt"), *PLACE) == f"无法读取 {tmp_path}/no.txt：没有这个文件。"
    assert refusal(str(tmp_path), *PLACE) == f"无法读取 {tmp_path}：这是一个文件夹。"
    assert_empty()
