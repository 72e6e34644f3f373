"""After a restore from backup: partners that follow the change feed must fetch everything anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from articles import changes
from articles.choices import AuditKind
from articles.management import trail


class Command(BaseCommand):
    help = "从备份恢复数据库之后运行一次：变更流换新纪元，此前给出的 cursor 一律须重新同步。"

    def handle(self, *args: Any, **options: Any) -> None:
        epoch = changes.renew_epoch()
        trail.note(AuditKind.STEP, "new_epoch", f"变更流换新纪元 {epoch}")
        self.stdout.write(f"变更流的新纪元是 {epoch}；合作方会收到 410 cursor-reset，然后重取全部。")
