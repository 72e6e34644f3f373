"""manage.py prepare: everything that a start needs, again and again without harm."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import OperationalError, transaction

from articles import roles
from articles.accounts import create_first_accounts
from articles.management.starting import make_data_folder, refuse_absent_services
from articles.models import Issue, User
from articles.search import indexing
from articles.search.engine import engine

# Not used: the second viewer of the API's schema (it asks the web for fonts), DRF's browsable pages, the scripts of
# Django's own admin pages.
NOT_COLLECTED = [
    "drf_spectacular_sidecar/redoc*",
    "drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-standalone-preset*",
    "rest_framework/*",
    "admin/js/vendor/*",
    "admin/css/vendor/*",
]


class Command(BaseCommand):
    help = "准备运行：建库、静态文件、角色；首次运行时建立账号并装入样刊。可反复运行，不改动已有数据。"
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        make_data_folder()
        refuse_absent_services()
        try:
            self.make_ready()
        except OperationalError as error:
            if "locked" not in str(error):
                raise
            raise SystemExit("数据库正被占用：多半是另一次启动还在准备，请等它完成后再运行。") from None
        self.stdout.write(
            f"\n网站：{settings.SITE_URL}/\n采编：{settings.SITE_URL}/admin/\n接口：{settings.SITE_URL}/api/v1/\n"
        )

    def make_ready(self) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        roles.sync_groups()
        self.renew_index()
        self.collect_static()
        self.fill_an_empty_newsroom()

    def fill_an_empty_newsroom(self) -> None:
        """First run only. One transaction: a failed sample leaves no accounts whose passwords nobody saw."""
        if User.objects.exists():
            return
        with transaction.atomic():
            made = create_first_accounts()
            if "load_sample" in get_commands() and not Issue.objects.exists():
                call_command("load_sample", stdout=self.stdout)
        self.stdout.write("\n已建立账号，口令只在这里显示一次，请记下：\n")
        for user, role, password in made:
            self.stdout.write(f"  {user.username:<8} {password}  {role.title}")

    def renew_index(self) -> None:
        """After an upgrade that made the search index anew."""
        if indexing.waiting().exists() or engine().is_crowded():
            call_command("reindex", stdout=self.stdout, stderr=self.stderr)

    def collect_static(self) -> None:
        """Collect when a source has changed: hashing and compressing all of it takes seconds."""
        mark = settings.DATA_DIR / "static.sha256"
        state = static_state()
        if not mark.exists() or mark.read_text() != state or not settings.STATIC_ROOT.exists():
            call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=NOT_COLLECTED)
            mark.write_text(state)


def static_state() -> str:
    """A digest of every static source's name, size and time."""
    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            stamp = f"{path} {storage.size(path)} {storage.get_modified_time(path).timestamp()}\n"
            digest.update(stamp.encode())
    return digest.hexdigest()
