"""What the settings promise: headers, cookies, locks, and a start on an empty folder."""

import os
import re
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path

from articles.management.starting import (
    refuse_absent_services,
    refuse_unusable_address,
    refuse_what_is_not_prepared,
)
from newsroom import env
from newsroom.headers import ClientAddressMiddleware, ContentPolicyMiddleware, ResourcePolicyMiddleware
from newsroom.settings import secret_key

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent

urlpatterns = [
    path("plain/", lambda request: HttpResponse("好")),
    path("admin/plain/", lambda request: HttpResponse("好")),
    path("", include("newsroom.urls")),
]


def manage(*command: str, data_dir: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py as a user would: with the site's own settings on SQLite, whatever the tests run on."""
    clean = {**os.environ, "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
    clean.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # the browser's tests set it for their process
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={**clean, "DATA_DIR": str(data_dir), **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.mark.urls("tests.test_settings")
class TestHeaders:
    def test_a_public_page_carries_the_strict_policy_and_no_cookie(self, client, db):
        response = client.get("/plain/")
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "base-uri 'none'" in policy
        assert not re.search("unsafe|nonce|data:|http", policy)
        assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert not response.cookies
        assert "Cookie" not in response.headers.get("Vary", "")

    def test_a_missing_page_carries_it_too(self, client, db):
        assert "default-src 'none'" in client.get("/nowhere/").headers["Content-Security-Policy"]

    def test_nothing_unsafe_in_the_admin_either(self, client):
        assert "unsafe" not in client.get("/admin/plain/").headers["Content-Security-Policy"]


def test_a_nonce_is_written_only_under_admin_and_only_when_used():
    def answer(address: str, *, used: bool) -> str:
        request = RequestFactory().get(address)

        def view(request):
            return HttpResponse(str(getattr(request, "csp_nonce", "")) if used else "")

        return ContentPolicyMiddleware(view)(request).headers["Content-Security-Policy"]

    assert "'nonce-" in answer("/admin/x/", used=True)
    assert "'nonce-" not in answer("/admin/x/", used=False)
    assert "'nonce-" not in answer("/articles/x/", used=True)


def test_a_view_may_open_its_resource():
    def view(request):
        return HttpResponse(headers={"Cross-Origin-Resource-Policy": "cross-origin"})

    response = ResourcePolicyMiddleware(view)(RequestFactory().get("/media/x.jpg"))
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("10.0.0.1, 203.0.113.7", "203.0.113.7"),
        ("", "127.0.0.1"),
        ("10.0.0.1,", "127.0.0.1"),
    ],
)
def test_the_proxy_s_word_on_the_visitor_s_address_is_taken(header, address):
    def view(request):
        return HttpResponse(request.META["REMOTE_ADDR"])

    request = RequestFactory().get("/", headers={"X-Forwarded-For": header})
    assert ClientAddressMiddleware(view)(request).content.decode() == address
    chain = RequestFactory().get("/", headers={"X-Forwarded-For": f"6.6.6.6, {header}, 10.9.9.9"})
    with override_settings(PROXIES=2):
        assert ClientAddressMiddleware(view)(chain).content.decode() == address


class TestSignIn:
    def attempt(self, client, username, password="wrong"):
        return client.post("/admin/login/", {"username": username, "password": password})

    def test_an_unknown_name_and_a_wrong_password_get_equal_answers(self, account):
        account("editor", username="zhangsan")
        pages = [self.attempt(Client(), name).content.decode() for name in ("zhangsan", "lisi0000")]
        tokenless = [re.sub(r'value="[A-Za-z0-9]{64}"', "", page) for page in pages]
        assert tokenless[0] == tokenless[1].replace("lisi0000", "zhangsan")

    @pytest.mark.parametrize("username", ["zhangsan", "nobody"])
    def test_guessing_is_locked_out_in_chinese(self, client, account, username):
        account("editor", username="zhangsan", password="mima-mima-mima")
        answers = [self.attempt(client, username) for _ in range(settings.AXES_FAILURE_LIMIT)]
        assert [answer.status_code for answer in answers[:-1]] == [200] * (settings.AXES_FAILURE_LIMIT - 1)
        locked = self.attempt(client, username, "mima-mima-mima")
        assert locked.status_code == 429
        assert "登录已暂停十五分钟" in locked.content.decode()

    def test_a_lock_on_one_name_leaves_the_others_at_the_same_address_alone(self, client, account):
        account("editor", username="zhangsan")
        account("administrator", username="lisi", password="mima-mima-mima")
        for _ in range(settings.AXES_FAILURE_LIMIT + 1):
            self.attempt(client, "zhangsan")
        assert self.attempt(client, "lisi", "mima-mima-mima").status_code == 302

    def test_a_form_without_its_token_is_refused_in_chinese(self, db):
        response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x", "password": "y"})
        assert response.status_code == 403
        assert "什么也没有保存" in response.content.decode()

    def test_a_body_too_large_is_refused_in_chinese(self, client, db, settings):
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
        response = client.post(
            "/admin/login/", "x" * (3 * 1024 * 1024), content_type="application/x-www-form-urlencoded"
        )
        assert response.status_code == 413
        assert "一次最多提交 2 MB 文字" in response.content.decode()


class TestSecretKey:
    def test_it_is_made_once_and_closed_to_others(self, tmp_path):
        key = secret_key(tmp_path / "secret_key")
        assert len(key) >= 50
        assert secret_key(tmp_path / "secret_key") == key
        assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
        assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]

    def test_a_damaged_one_is_told(self, tmp_path):
        (tmp_path / "secret_key").write_text("short")
        with pytest.raises(SystemExit, match="已损坏"):
            secret_key(tmp_path / "secret_key")


def test_prepare_fills_an_empty_folder_and_keeps_what_is_there(tmp_path):
    first = manage("prepare", data_dir=tmp_path, PORT="8123")
    assert first.returncode == 0, first.stderr
    for username in ("editor", "first", "second", "final", "admin"):
        assert len(re.findall(rf"^  {username} +([0-9a-z]{{4}}-){{3}}[0-9a-z]{{4}}  ", first.stdout, re.M)) == 1
    for address in ("/", "/admin/", "/api/v1/"):
        assert f"http://localhost:8123{address}\n" in first.stdout
    assert (tmp_path / "static" / "staticfiles.json").exists()
    kept = {name: (tmp_path / name).stat().st_mtime_ns for name in ("secret_key", "static/staticfiles.json")}

    second = manage("prepare", data_dir=tmp_path, PORT="8123")
    assert second.returncode == 0, second.stderr
    assert "口令" not in second.stdout
    assert kept == {name: (tmp_path / name).stat().st_mtime_ns for name in kept}


def test_an_unreachable_database_is_told_in_a_sentence(tmp_path):
    run = manage("prepare", data_dir=tmp_path, DATABASE_URL="postgresql://x@127.0.0.1:1/x")
    assert run.returncode == 1
    assert run.stderr.startswith("无法连接数据库，请检查 DATABASE_URL")
    assert "Traceback" not in run.stderr


def test_a_command_of_django_s_own_tells_of_a_missing_database_in_a_sentence(monkeypatch):
    import manage as program

    def fails(arguments):
        raise OperationalError("unable to open\n database file")

    monkeypatch.setattr(program, "execute_from_command_line", fails)
    with pytest.raises(SystemExit, match=r"新装的站先运行 manage\.py prepare：unable to open database file$"):
        program.main()
    monkeypatch.setattr(sys, "argv", ["manage.py", "migrate", "--traceback"])
    with pytest.raises(OperationalError):
        program.main()


def test_a_taken_port_is_told_before_anything_is_made(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        run = manage("serve", "--prepare", data_dir=tmp_path / "var", PORT=str(taken.getsockname()[1]))
    assert run.returncode == 1
    assert "端口已被占用" in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("missing", ["nothing", "a migration", "static files"])
def test_a_start_without_prepare_is_told(db, settings, tmp_path, missing):
    settings.STATIC_ROOT = tmp_path
    if missing != "static files":
        (tmp_path / "staticfiles.json").write_text("{}")
    if missing == "a migration":
        recorder = MigrationRecorder(connection)
        recorder.record_unapplied(
            "articles", max(name for app, name in recorder.applied_migrations() if app == "articles")
        )
    if missing == "nothing":
        refuse_what_is_not_prepared()
    else:
        with pytest.raises(SystemExit, match=r"请先运行 manage\.py prepare。$"):
            refuse_what_is_not_prepared()


@pytest.mark.parametrize("address", ["203.0.113.1", "no.such.host.invalid", "x" * 70, "::g"])
def test_an_address_that_is_not_this_machine_s_is_told(address):
    with pytest.raises(SystemExit, match="BIND_ADDRESS 应为本机的 IP 地址"):
        refuse_unusable_address(address, 0)


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "unix:///no/such/socket", "redis://127.0.0.1:port/0"])
def test_an_unreachable_redis_is_told(db, settings, url):
    settings.ENV = env.read({"REDIS_URL": url})
    with pytest.raises(SystemExit, match="无法连接 Redis，请检查 REDIS_URL"):
        refuse_absent_services()
