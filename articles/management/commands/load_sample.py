"""Fills an empty database with the sample issues: original articles of an invented newspaper."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from articles.models import Article
from articles.sample.loading import Loader, first_accounts, sample


class Command(BaseCommand):
    help = "Load the sample issues into an empty database and release them; with the first accounts, an issue in the making too."

    def handle(self, *args: Any, **options: Any) -> None:
        if Article.objects.exists():
            raise CommandError("数据库里已有稿件，没有载入示例期次。")
        printed = sample("issues")
        with transaction.atomic():
            loader = Loader(printed, sample("pages"))
            count = loader.load()
            people = first_accounts()
            begun = loader.load_work(sample("work"), people) if people else 0
        work = f"；明天的一期正在编，稿件 {begun} 篇" if begun else ""
        self.stdout.write(f"已载入示例期次 {len(printed['issues'])} 期，文章 {count} 篇{work}。")
