"""manage.py work: does the jobs of articles.runner until it is stopped."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from articles import jobs
from articles.runner import JOBS

WORKERS = 4  # threads: a partner's slow server must not keep the others waiting
GRACE = 20  # seconds for what is being done when it is told to stop
LOOK_FOR_PARENT_EVERY = 0.5


class Command(BaseCommand):
    help = "运行后台任务（解禁、到期、推送、清理）；serve 已带着运行，单独部署时才用。按 Ctrl+C 停止。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--beside", action="store_true", help="随启动它的进程一起结束（serve 用）")

    def handle(self, *args: Any, beside: bool, **options: Any) -> None:
        if beside:
            threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
        queue = jobs.register(*JOBS)
        for job in JOBS:
            jobs.wake(job.name)  # at once: what fell due while nothing ran, and the desk sees that it runs
        consumer = queue.create_consumer(
            workers=WORKERS, max_delay=1.0, shutdown_timeout=GRACE, graceful_signal="TERM", check_worker_health=True
        )
        consumer.run()


def end_with(parent: int) -> None:
    """Stop when the parent is gone, however it went."""
    while os.getppid() == parent:
        time.sleep(LOOK_FOR_PARENT_EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
