"""manage.py serve: gunicorn on PORT, and the background jobs beside it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "在 PORT 端口运行网站和后台任务；按 Ctrl+C 停止。"
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        address, port = settings.ENV.BIND_ADDRESS, settings.ENV.PORT
        refuse_taken_port(address, port)
        command = [sys.executable, "-m", "gunicorn", "newsroom.wsgi:application"]
        command += ["--bind", f"[{address}]:{port}" if ":" in address else f"{address}:{port}"]
        command += ["--worker-class", "gthread", "--workers", str(settings.ENV.WORKERS)]
        command += ["--threads", str(settings.ENV.THREADS), "--no-control-socket"]
        command += ["--log-level", settings.ENV.LOG_LEVEL.lower()]
        # Loading before the fork: the dictionary is read once and shared. Reloading needs the opposite.
        command += ["--reload"] if settings.DEBUG else ["--preload"]
        self.stdout.write(f"正在运行，按 Ctrl+C 停止：{settings.SITE_URL}/")
        self.stdout.flush()
        # In place of this process: signals reach the server itself.
        os.chdir(settings.BASE_DIR)
        if settings.ENV.RUN_JOBS:
            watch = [sys.executable, "-m", "newsroom.watch", sys.executable, "manage.py", "work", "--beside"]
            subprocess.Popen(watch)
        os.execv(sys.executable, command)  # noqa: S606


def refuse_taken_port(address: str, port: int) -> None:
    """Stop with a sentence now; gunicorn would try five times and then print a traceback."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise SystemExit(
                f"无法在 {address} 的 {port} 端口运行：{error.strerror}。请停掉占用它的程序，或用 PORT 换一个端口。"
            ) from None
