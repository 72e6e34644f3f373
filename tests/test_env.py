"""Settings by environment, read strictly."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from newsroom.database import database
from newsroom.env import SettingError, read

ROOT = Path(__file__).resolve().parent.parent

WRONG = [
    ("PORT", "acht"),
    ("PORT", "0"),
    ("PORT", "65536"),
    ("PORT", "８０８０"),
    ("PORT", "-1"),
    ("WORKERS", "0"),
    ("THREADS", "9999999999"),
    ("DEBUG", "maybe"),
    ("BEHIND_TLS", "2"),
    ("LOG_LEVEL", "verbose"),
    ("MEDIA", "ftp"),
    ("S3_BUCKET", "My Bucket"),
    ("S3_ENDPOINT", "minio.example.cn"),
    ("SITE_URL", "news.example.cn"),
    ("SITE_URL", "https://news.example.cn/paper"),
    ("SITE_URL", "https://news.example.cn:port"),
    ("ALLOWED_HOSTS", "https://news.example.cn"),
    ("ALLOWED_HOSTS", ","),
    ("CSRF_TRUSTED_ORIGINS", "news.example.cn"),
    ("SECRET_KEY", "short"),
    ("SECRET_KEY", "django-insecure-" + "ab1c2" * 20),
    ("SECRET_KEY", "a" * 60),
    ("DATABASE_URL", "mysql://user:mima@host/name"),
    ("DATABASE_URL", "newsroom.sqlite3"),
    ("REDIS_URL", "localhost:6379"),
    ("PAPER_EMAIL", "nobody"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_is_one_sentence_that_names_the_variable(name, value):
    with pytest.raises(SettingError) as caught:
        read({name: value})
    sentence = str(caught.value)
    assert re.fullmatch(rf"环境变量 {name} 应为[^\n]+。", sentence)


@pytest.mark.parametrize("name", ["DATABASE_URL", "SECRET_KEY", "REDIS_URL"])
def test_a_wrong_secret_is_not_repeated(name):
    with pytest.raises(SettingError) as caught:
        read({name: "mysql:/user:mima@host"})
    assert "mima" not in str(caught.value)


def test_the_defaults_serve():
    values = read({})
    assert (values.PORT, values.DATA_DIR, values.DEBUG, values.PAPER_NAME) == (8000, Path("var"), False, "工友时报")


def test_an_empty_variable_counts_as_unset():
    assert read({"PORT": "", "DEBUG": "  ", "ALLOWED_HOSTS": ""}) == read({})


def test_values_are_typed():
    values = read(
        {
            "PORT": " 8123 ",
            "DEBUG": "Yes",
            "BEHIND_TLS": "off",
            "DATA_DIR": "/srv/newsroom",
            "ALLOWED_HOSTS": "news.example.cn, .paper.cn,[::1],*",
            "SITE_URL": "https://news.example.cn",
            "PAPER_NAME": "某某日报",
        }
    )
    assert (values.PORT, values.DEBUG, values.BEHIND_TLS, values.DATA_DIR) == (8123, True, False, Path("/srv/newsroom"))
    assert values.ALLOWED_HOSTS == ("news.example.cn", ".paper.cn", "[::1]", "*")
    assert (values.SITE_URL, values.PAPER_NAME) == ("https://news.example.cn", "某某日报")


def test_foreign_variables_are_none_of_our_business():
    assert read({"HOME": "/root", "PORTS": "x"}) == read({})


def test_postgresql_url(tmp_path):
    entry = database("postgresql://bian%40ji:p%2Fw@db.example.cn:5433/xin%20wen?sslmode=require", data_dir=tmp_path)
    assert entry["ENGINE"] == "django.db.backends.postgresql"
    assert (entry["USER"], entry["PASSWORD"], entry["HOST"]) == ("bian@ji", "p/w", "db.example.cn")
    assert (entry["PORT"], entry["NAME"], entry["OPTIONS"]) == (
        5433,
        "xin wen",
        {"connect_timeout": "10", "options": "-c jit=off", "sslmode": "require"},
    )
    assert entry["CONN_HEALTH_CHECKS"]


@pytest.mark.parametrize(
    ("url", "path"),
    [("", "newsroom.sqlite3"), ("sqlite:////srv/x.sqlite3", "/srv/x.sqlite3"), ("sqlite:///x.sqlite3", "x.sqlite3")],
)
def test_sqlite_url(url, path, tmp_path):
    assert database(url, data_dir=tmp_path)["NAME"] == (Path(path) if url else tmp_path / path)


@pytest.mark.parametrize(
    "url", ["postgresql://host:99999/x", "postgresql://host:port/x", "postgresql://host", "sqlite://"]
)
def test_a_url_without_port_or_name_that_make_sense(url, tmp_path):
    with pytest.raises(SettingError, match="环境变量 DATABASE_URL "):
        database(url, data_dir=tmp_path)


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 2), (3, 51, 3), (3, 52, 0)])
def test_wal_only_where_the_library_keeps_it_whole(version, tmp_path, monkeypatch):
    monkeypatch.setattr("sqlite3.sqlite_version_info", version)
    options = database("", data_dir=tmp_path)["OPTIONS"]
    assert ("journal_mode=WAL" in options["init_command"]) == (version >= (3, 51, 3))
    assert "synchronous=FULL" in options["init_command"]
    assert options["transaction_mode"] == "IMMEDIATE"


@pytest.mark.parametrize(
    "command",
    [
        ["manage.py", "check"],
        ["-m", "gunicorn", "--preload", "--bind", "127.0.0.1:0", "--no-control-socket", "newsroom.wsgi"],
    ],
)
def test_the_start_stops_with_the_sentence_alone(command, tmp_path):
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "newsroom.settings", "PORT": "x"}
    run = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 1
    assert run.stderr.strip() == "环境变量 PORT 应为 1 到 65535 之间的整数，现在是“x”。"


def test_a_data_folder_that_cannot_be_made(tmp_path):
    blocker = tmp_path / "file"
    blocker.touch()
    environment = {**os.environ, "DATA_DIR": str(blocker / "var"), "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
    run = subprocess.run(
        [sys.executable, "manage.py", "prepare"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 1
    assert run.stderr.startswith("无法建立 DATA_DIR 所指的文件夹")
    assert len(run.stderr.splitlines()) == 1
