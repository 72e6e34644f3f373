"""Compares the search index with what is published, and mends it on request."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.management.progress import Progress
from articles.search import checking
from articles.search.engine import engine


class Command(BaseCommand):
    help = "核对检索索引与已发布的内容；--mend 修复不一致之处。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mend", action="store_true", help="修复")

    def handle(self, *args: Any, **options: Any) -> None:
        progress = Progress("核对", checking.size(), self.stderr)
        report = checking.check(step=progress.step)
        progress.close()
        for sentence in report.sentences():
            self.stdout.write(sentence)
        if engine().is_crowded():
            self.stdout.write(
                "有较多新近文档尚未编入索引段，检索结果完整但较慢；运行 reindex 即可，后台任务也会逐步编入。"
            )
        if report.is_clean:
            self.stdout.write("索引与已发布的内容一致。")
        elif not options["mend"]:
            raise CommandError("索引与已发布的内容不一致，请加 --mend 修复。")
        else:
            checking.mend(report)
            if not checking.check().is_clean:
                raise CommandError("修复后仍不一致，请运行 reindex --from-scratch。")
            self.stdout.write("已修复。")
