"""manage.py serve: gunicorn on PORT, and the background jobs beside it."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from articles.management.starting import (
    make_data_folder,
    refuse_absent_services,
    refuse_unusable_address,
    refuse_what_is_not_prepared,
)


class Command(BaseCommand):
    help = "在 PORT 端口运行网站和后台任务；按 Ctrl+C 停止。"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--prepare", action="store_true", help="先做 prepare 所做的一切，省去再次启动。")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_unusable_address(settings.ENV.BIND_ADDRESS, settings.ENV.PORT)
        make_data_folder()
        refuse_absent_services()
        if options["prepare"]:
            call_command("prepare", stdout=self.stdout)
        else:
            refuse_what_is_not_prepared()
        connections.close_all()  # before the fork: two processes must not speak on one connection
        self.stdout.write(f"正在启动，按 Ctrl+C 停止：{settings.SITE_URL}/")
        self.stdout.flush()
        os.chdir(settings.BASE_DIR)
        if settings.ENV.RUN_JOBS:
            watch = [sys.executable, "-m", "newsroom.watch", sys.executable, "manage.py", "work", "--beside"]
            subprocess.Popen(watch)
        sys.argv[1:] = gunicorn_options()
        if settings.DEBUG:  # reloading needs a process that has loaded nothing yet
            os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *sys.argv[1:]])  # noqa: S606
        runpy.run_module("gunicorn", run_name="__main__", alter_sys=True)


def gunicorn_options() -> list[str]:
    address, port = settings.ENV.BIND_ADDRESS, settings.ENV.PORT
    options = ["newsroom.wsgi:application"]
    options += ["--bind", f"[{address}]:{port}" if ":" in address else f"{address}:{port}"]
    options += ["--worker-class", "newsroom.server.Worker", "--workers", str(settings.ENV.WORKERS)]
    options += ["--threads", str(settings.ENV.THREADS), "--no-control-socket"]
    # The longest there is: beyond it gunicorn answers by itself, with a page in English.
    options += ["--limit-request-line", "8190"]
    options += ["--log-level", settings.ENV.LOG_LEVEL.lower()]
    # Loading before the fork: the dictionary is read once and shared. Reloading needs the opposite.
    return [*options, "--reload" if settings.DEBUG else "--preload"]
