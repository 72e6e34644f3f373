"""What is looked at before anything is made or served, so that a start that must fail does so in one sentence."""

from __future__ import annotations

import errno
import socket

from django.conf import settings
from django.core.files.storage import storages
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

PATIENCE = 5  # seconds to wait for Redis; the database has its own, in newsroom/database.py


def refuse_unusable_address(address: str, port: int) -> None:
    """Raise SystemExit where the server could not listen; gunicorn would try five times and print a traceback."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "errno", None)
        if reason == errno.EADDRINUSE:
            raise SystemExit(f"{port} 端口已被占用，请停掉占用它的程序，或用 PORT 换一个端口。") from None
        if reason == errno.EACCES:
            raise SystemExit(f"没有权限使用 {port} 端口，请用 PORT 换成 1024 以上的端口。") from None
        raise SystemExit(
            f"环境变量 BIND_ADDRESS 应为本机的 IP 地址，如 127.0.0.1，或用 0.0.0.0 代表全部，现在是“{address}”。"
        ) from None


def make_data_folder() -> None:
    """Make DATA_DIR, closed to other users, and the key in it. Raise SystemExit where it cannot be."""
    path = settings.DATA_DIR
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SystemExit(f"无法建立 DATA_DIR 所指的文件夹 {path}：{error.strerror}。") from None
    str(settings.SECRET_KEY)  # read or made now: a damaged one must stop the start, not the first sign-in


def refuse_absent_services() -> None:
    """Raise SystemExit when the database, the Redis or the bucket of the settings does not answer."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        raise SystemExit(f"无法连接数据库，请检查 DATABASE_URL 和数据库服务：{first_line(error)}") from None
    if settings.ENV.REDIS_URL:
        refuse_absent_redis()
    if settings.ENV.MEDIA == "s3":
        try:
            storages["default"].refuse_absent()  # type: ignore[attr-defined]
        except OSError as error:
            words = "无法使用存储桶，请检查 S3_BUCKET、S3_ENDPOINT、S3_REGION 和密钥"
            raise SystemExit(f"{words}：{first_line(error)}") from None


def refuse_what_is_not_prepared() -> None:
    """Raise SystemExit where tables or static files are missing or of an older version: every page would be a fault."""
    executor = MigrationExecutor(connection)
    is_behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if is_behind or not (settings.DEBUG or (settings.STATIC_ROOT / "staticfiles.json").exists()):
        raise SystemExit("数据库或静态文件还没有为这个版本准备好，请先运行 manage.py prepare。")


def refuse_absent_redis() -> None:
    from redis import Redis, RedisError  # heavy: the server is forked from this process

    try:
        with Redis.from_url(settings.ENV.REDIS_URL, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE) as client:
            client.ping()
    except (RedisError, OSError, ValueError) as error:
        raise SystemExit(f"无法连接 Redis，请检查 REDIS_URL 和 Redis 服务：{first_line(error)}") from None


def first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
