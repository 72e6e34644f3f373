"""Renews the search index: what is missing or out of date, or all of it. Stop it and start it again at any time."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from articles.management.progress import Progress
from articles.search import building, dialect, indexing


class Command(BaseCommand):
    help = "补全检索索引中缺少或过时的部分；可随时中断，再次运行接着做。网站不必停。"

    def add_arguments(self, parser: CommandParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--all", action="store_true", help="逐篇更新全部（如词典有较大变动），期间检索照常")
        choice.add_argument("--from-scratch", action="store_true", help="清空后重建，期间检索不全")

        parser.add_argument("--processes", type=int, metavar="N", help="另用几个进程，默认按处理器数；0 为不另用")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["from_scratch"]:
            indexing.clear()
        elif options["all"]:
            indexing.forget_recipes()
        removed = indexing.remove_left_over()
        progress = Progress("索引", indexing.waiting().count(), self.stderr)
        for count in building.renew(processes=options["processes"]):
            progress.step(count)
        progress.close()
        dialect.learn()
        self.stdout.write(f"已更新 {progress.done} 篇，移除 {removed} 篇。")
