"""The site as a gunicorn of its own serves it, and editors' windows that save over HTTP what the form's script sends."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from urllib.parse import urlencode

from benchmarks.waiting import wait_for
from benchmarks.writing import text_of

PORT = 8199
SITE = f"http://127.0.0.1:{PORT}"
BACKEND = "django.contrib.auth.backends.ModelBackend"
AUTOSAVE = "/admin/articles/article/writing/autosave/"


def wait_for_more(found: list[str], seconds: float) -> None:
    """Until another save was acknowledged: who dies while nothing works proves nothing."""
    before, until = len(found), time.monotonic() + seconds
    while len(found) == before and time.monotonic() < until:
        time.sleep(0.01)


class Window:
    """An article's form in a window of its own, over HTTP: it sends what the form's script sends."""

    def __init__(self, signed: dict[str, str], tab: str) -> None:
        from articles.admin.article_form import ArticleEntryForm
        from articles.admin.drafts import controls_shown
        from articles.models import Article

        self.article = Article.objects.create(title="长期改动的一篇", body=text_of("开头"))
        self.form = controls_shown(ArticleEntryForm(None, article=self.article))
        self.headers, self.tab, self.version = signed, tab, self.article.lock_version

    def save(self, word: str) -> bool:
        from http.client import HTTPConnection, HTTPException

        base = urlencode(self.form)
        self.form["title"] = f"题目 {word}"
        data = {
            "tab": self.tab, "article": self.article.pk, "version": self.version, "form": urlencode(self.form),
            "base": base,
        }  # fmt: skip
        connection = HTTPConnection("127.0.0.1", PORT, timeout=30)
        try:
            connection.request("POST", AUTOSAVE, json.dumps(data), {**self.headers, "Content-Type": "application/json"})
            response = connection.getresponse()
            answer = json.loads(response.read()) if response.status == 200 else {}
        except (OSError, ValueError, HTTPException):
            return False
        finally:
            connection.close()
        self.version = answer.get("version", self.version)
        return bool(answer)


def signed_in() -> dict[str, str]:
    """The headers of a signed-in editor's browser."""
    from django.conf import settings
    from django.test import Client

    from articles.models import User

    user = User.objects.create_superuser("durable", password=None)
    client = Client()
    client.force_login(user, backend=BACKEND)
    token = secrets.token_hex(16)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}"
    return {"Cookie": cookies, "X-CSRFToken": token, "Host": f"127.0.0.1:{PORT}", "Origin": SITE}


def start_server() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "gunicorn", "newsroom.wsgi:application", "--bind", f"127.0.0.1:{PORT}"]
    command += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--preload", "--no-control-socket"]
    command += ["--log-level", "critical"]
    server = subprocess.Popen(command, env=os.environ, start_new_session=True)
    wait_for(PORT)
    return server


def children(pid: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(each) for each in found.stdout.split()]


def kill_one(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # it had just ended
