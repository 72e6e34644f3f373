"""manage.py restore: put a backup back, and prove it equal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles import backups
from articles.choices import AuditKind
from articles.exceptions import NewsroomError
from articles.management import trail


class Command(BaseCommand):
    help = "从 backup 写的文件恢复数据库、图片和密钥，并让变更流换新纪元；请先停止网站。"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path, help="备份的文件")
        parser.add_argument("--force", action="store_true", help="取代现有的全部内容")

    def handle(self, *args: Any, source: Path, force: bool, **options: Any) -> None:
        try:
            listed = backups.restore(source, force=force)
        except NewsroomError as error:
            raise CommandError(error.message) from None
        trail.note(AuditKind.STEP, "restore", f"从备份 {source.name} 恢复")
        rows = sum(listed["rows"].values())
        self.stdout.write(f"已恢复并核对：{rows} 行，{len(listed['media'])} 个图片文件，变更流到 {listed['head'][1]}。")
        self.stdout.write("变更流已换新纪元，合作方会重新同步。现在可以启动网站。")
