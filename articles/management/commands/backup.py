"""manage.py backup: database, pictures and key in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from articles import backups
from articles.choices import AuditKind
from articles.exceptions import NewsroomError
from articles.management import trail


class Command(BaseCommand):
    help = "把数据库、图片和密钥备份成一个文件；网站可以照常运行。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, help="文件名；是文件夹时在其中按时间取名")

    def handle(self, *args: Any, target: Path, **options: Any) -> None:
        path = target / backups.file_name(timezone.now()) if target.is_dir() else target
        try:
            listed = backups.back_up(path)
        except NewsroomError as error:
            raise CommandError(error.message) from None
        except OSError as error:
            raise CommandError(f"无法写入 {path}：{error.strerror}。") from None
        trail.note(AuditKind.EXPORT, "backup", f"备份全部内容到 {path.name}")
        rows = sum(listed["rows"].values())
        self.stdout.write(f"{path}：{rows} 行，{len(listed['media'])} 个图片文件，变更流到 {listed['head'][1]}。")
        if settings.ENV.MEDIA == "s3":
            self.stderr.write(
                f"图片和附件在存储桶 {settings.ENV.S3_BUCKET} 里，不在这个文件里；请用存储桶自己的版本或复制功能备份。"
            )
        self.stderr.write("这个文件里有密钥和未公开的稿件，请存放在别人读不到的地方。")
