"""Turns DATABASE_URL into Django's settings for the two databases that the site runs on."""

import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from newsroom.env import SettingError

# Older libraries can corrupt a database when a WAL is reset while another connection reads it.
WAL_IS_SAFE_FROM = (3, 51, 3)

# PostgreSQL compiles a statement that it guesses to be dear; ours take milliseconds, the compiling a fifth of a second.
WITHOUT_COMPILING = "-c jit=off"


def database(url: str, *, data_dir: Path) -> dict[str, Any]:
    """The entry of ``DATABASES`` for ``url``; without one, SQLite in ``data_dir``."""
    if not url:
        return _sqlite(data_dir / "newsroom.sqlite3")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise SettingError("环境变量 DATABASE_URL 的端口应为 1 到 65535 之间的整数。") from None
    name = unquote(parts.path[1:])
    if not name:
        raise SettingError("环境变量 DATABASE_URL 应写明库名，例如 postgresql://用户:口令@主机:端口/库名。")
    if parts.scheme == "sqlite":
        return _sqlite(Path(name))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": port or "",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": "10", "options": WITHOUT_COMPILING} | dict(parse_qsl(parts.query)),
    }


def _sqlite(path: Path) -> dict[str, Any]:
    journal = "WAL" if sqlite3.sqlite_version_info >= WAL_IS_SAFE_FROM else "DELETE"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # A transaction that begins as a reader and then writes fails at once when another one
            # writes; IMMEDIATE makes it wait its turn, up to the timeout.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": f"PRAGMA journal_mode={journal}; PRAGMA synchronous=FULL;",
        },
    }
