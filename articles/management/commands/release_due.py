"""Tells partners of embargoes and expiries that have passed. ``work`` does it each minute."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from articles import publishing


class Command(BaseCommand):
    help = "把已解禁、已到期的文章写入变更流，供合作方同步；work 每分钟做一次。"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"已写入 {publishing.release_due()} 项。")
