"""Brings text analysis up to date: word counts, keywords, related articles, fingerprints. May be stopped at any time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from articles.analysis import background, duplicates, relating
from articles.management.progress import Progress
from articles.models import Fingerprint, Publication, TextAnalysis


class Command(BaseCommand):
    help = "补做文本分析：词频、关键词、相关文章、近似稿件；可随时中断，再次运行接着做。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="全部重做（如词典有较大变动）")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all"]:
            TextAnalysis.objects.all().delete()
            Fingerprint.objects.all().delete()
        self.follow("词频", Publication.objects.visible().count(), background.recount())
        analysed = self.follow("关键词与相关文章", relating.waiting().count(), relating.renew())
        taken = self.follow("近似稿件", duplicates.waiting().count(), duplicates.renew())
        self.stdout.write(f"已分析 {analysed} 篇公开文章、{taken} 篇稿件。")

    def follow(self, what: str, total: int, steps: Iterator[int]) -> int:
        progress = Progress(what, total, self.stderr)
        for count in steps:
            progress.step(count)
        progress.close()
        return progress.done
