"""After a restore from backup: partners that follow the change feed must fetch everything anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from articles import changes


class Command(BaseCommand):
    help = "从备份恢复数据库之后运行一次：变更流换新纪元，此前给出的 cursor 一律须重新同步。"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"变更流的新纪元是 {changes.renew_epoch()}；合作方会收到 410 cursor-reset，然后重取全部。")
