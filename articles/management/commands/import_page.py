"""manage.py import_page: a page's text becomes drafts, or a look at what would."""

from __future__ import annotations

import datetime as dt
import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.db import DatabaseError, transaction

from articles.choices import AuditKind
from articles.exceptions import ImportRefused, NewsroomError
from articles.importing import Created, Facts, create_drafts, load, open_import, propose_page
from articles.management import trail
from articles.parsing import assemble, questions, read_source
from articles.parsing.structure import Source
from articles.text.dates import parse_day

MOST_BYTES = 64 * 1024 * 1024  # read no further: what is larger is refused by its size anyway

HINTS = {
    "page-exists": "（命令行请加 --replace。）",
    "date-missing": "（命令行请用 --date 给出。）",
    "pdf-which-page": "（命令行请用 --sheet 给出。）",
    "page-missing": "（命令行请用 --page 给出。）",
}


class Command(BaseCommand):
    help = "把一个版面的文字变成草稿；--dry-run 只看结果，不碰数据库。"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="版面的 .txt、.docx 或 .pdf；- 表示从标准输入读。")
        parser.add_argument("--date", default="", help="见报日期，如 2025-06-09；不给则用版面上印的。")
        parser.add_argument("--page", default="", help="版次，如 7 或 A2；不给则用版面上印的。")
        parser.add_argument("--page-name", default="", help="版名，如 理论。")
        parser.add_argument("--sheet", type=int, default=0, help="PDF 不止一页时，要导入的是第几页。")
        parser.add_argument("--dry-run", action="store_true", help="只显示结果，不写数据库。")
        parser.add_argument("--json", action="store_true", help="结果写成一个 JSON 对象。")
        parser.add_argument("--replace", action="store_true", help="替换这个版面上没有人改过的草稿。")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            source = read(options["file"], sheet=options["sheet"])
            facts = Facts(day(options["date"]), options["page"], options["page_name"])
            if options["dry_run"]:
                self.show(source, facts, as_json=options["json"])
            else:
                self.make(source, facts, as_json=options["json"], replace=options["replace"])
        except NewsroomError as error:
            self.refuse(error.message + HINTS.get(error.code, ""))
        except DatabaseError as error:
            reason = str(error).strip().splitlines()[0]
            self.refuse(f"数据库不能用，什么也没有导入，请先运行 manage.py prepare：{reason}。")

    def refuse(self, sentence: str) -> NoReturn:
        """The sentence alone on standard error: a CommandError would put its English name before it."""
        self.stderr.write(sentence)
        raise SystemExit(1)

    def show(self, source: Source, facts: Facts, *, as_json: bool) -> None:
        """What would be made. No database."""
        state = propose_page(source, facts=facts)
        draft = assemble(state)
        if as_json:
            self.write_json(draft)
            return
        self.stdout.write("只看结果，没有写数据库。")
        self.describe(draft, len(questions(state)))

    def make(self, source: Source, facts: Facts, *, as_json: bool, replace: bool) -> None:
        """Import, and only then say so: a reader that goes away must not take the import with it."""
        with transaction.atomic():
            page_import = open_import(source, facts=facts)
            created = create_drafts(page_import, by=None, replace=replace)
            told = f"导入 {created.page}：{len(created.articles)} 篇草稿"
            trail.note(
                AuditKind.ADD, "import_page", told, model="pageimport", object_id=page_import.pk, label=str(page_import)
            )
        state = load(page_import.state).page
        draft = assemble(state)
        if as_json:
            made = [{"id": article.public_id, "title": article.title} for article in created.articles]
            self.write_json({**draft, "created": made, "undecided": created.undecided, "replaced": created.replaced})
            return
        self.report(created)
        self.describe(draft, len(questions(state)))

    def report(self, created: Created) -> None:
        self.stdout.write(f"已导入 {created.page}：{len(created.articles)} 篇草稿。")
        if created.replaced:
            self.stdout.write(f"替换了 {created.replaced} 篇没有人改过的草稿。")
        if created.undecided:
            where = "、".join(f"{name}（《{article}》）" for article, name in created.unlinked)
            self.stdout.write(f"同名作者未能确定，没有关联：{where}。请在稿件里选定。")

    def describe(self, draft: dict[str, Any], doubts: int) -> None:
        for number, article in enumerate(draft["articles"], start=1):
            names = [person["name"] for person in article["byline"]] + [f"{each} 整理" for each in article["compiler"]]
            parts = [f"{len(article['blocks'])} 段"]
            parts += [f"{len(article['statements'])} 段发言"] if article["statements"] else []
            parts += [f"{len(article['pull_quotes'])} 条金句"] if article["pull_quotes"] else []
            column = f"【{article['column']}】" if article["column"] else ""
            title = article["title"] or "（缺标题）"
            self.stdout.write(f"{number}. {column}{title}  {'、'.join(names) or '（无署名）'}  {'，'.join(parts)}")
        count = draft["account"]
        self.stdout.write(
            f"字数账：来源 {count['source']}，已归位 {count['placed']}，版面信息 {count['furniture']}，未归位 {count['unplaced']}。"
        )
        if doubts:
            self.stdout.write(f"有 {doubts} 处把握不大，请核对。")

    def write_json(self, content: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(content, ensure_ascii=False, indent=1))


def read(path: str, *, sheet: int) -> Source:
    """The page's source. Raises ImportRefused when it cannot be read."""
    if path == "-":
        return read_source(sys.stdin.buffer.read(MOST_BYTES), sheet=max(0, sheet))
    try:
        with Path(path).open("rb") as file:
            data = file.read(MOST_BYTES)
    except OSError as error:
        reason = {
            FileNotFoundError: "没有这个文件",
            IsADirectoryError: "这是一个文件夹",
            PermissionError: "没有读取权限",
        }
        raise ImportRefused(f"无法读取 {path}：{reason.get(type(error), '读取失败')}。", code="unreadable") from None
    return read_source(data, name=Path(path).name, sheet=max(0, sheet))


def day(text: str) -> dt.date | None:
    """The date option. Raises ImportRefused when it is given and none."""
    if not text:
        return None
    found = parse_day(text)
    if found is None:
        raise ImportRefused("--date 写作 2025-06-09。", code="date-wrong")
    return found
