"""Every setting that comes from the environment: its type, its default and what is allowed.

Pure. ``read`` turns a mapping of strings into an ``Environment`` or stops with one Chinese sentence.
An empty variable counts as unset, because compose files and unit files write unset ones like that.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


class SettingError(SystemExit):
    """A wrong value. As a ``SystemExit`` it ends manage.py and gunicorn alike: one sentence, status 1."""


def option(default: Any, help: str, *, allowed: str = "", check: Callable[[Any], bool] | None = None) -> Any:
    """Declare a variable; ``allowed`` completes the Chinese sentence 「NAME 应为…」 for a wrong value."""
    return field(default=default, metadata={"help": help, "allowed": allowed, "check": check})


def secret(default: str, help: str, *, allowed: str, check: Callable[[Any], bool]) -> Any:
    """A variable whose value is never repeated in a message, because logs are read by many."""
    return field(default=default, metadata={"help": help, "allowed": allowed, "check": check, "secret": True})


def between(low: int, high: int) -> dict[str, Any]:
    return {"allowed": f"{low} 到 {high} 之间的整数", "check": lambda value: low <= value <= high}


def one_of(*values: str) -> dict[str, Any]:
    return {"allowed": "、".join(values) + " 之一", "check": lambda value: value in values}


def matching(pattern: str, allowed: str) -> dict[str, Any]:
    compiled = re.compile(pattern)
    return {"allowed": allowed, "check": lambda value: compiled.fullmatch(value) is not None}


def is_origin(value: str) -> bool:
    """True for ``https://host`` or ``http://host:port`` without a path."""
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - reading it raises on a port that is none
    except ValueError:
        return False
    return (
        parts.scheme in {"http", "https"} and bool(parts.hostname) and not (parts.path + parts.query + parts.fragment)
    )


def has_scheme(*schemes: str) -> Callable[[str], bool]:
    return lambda value: value.partition("://")[0] in schemes and "://" in value


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """The values that the site runs with. The names of the fields are those of the variables."""

    DATA_DIR: Path = option(Path("var"), "Folder of the database, uploads, static files and the secret key.")
    PORT: int = option(8000, "Port that `make run` serves on.", **between(1, 65535))
    BIND_ADDRESS: str = option("127.0.0.1", "Address that `serve` listens on; `0.0.0.0` is every one of the machine.")
    SITE_URL: str = option(
        "",
        "Public address of the site, without a path; feeds, sitemaps and the API build absolute links from it.",
        allowed="形如 https://news.example.cn 的网址，后面不带路径",
        check=is_origin,
    )
    WORKERS: int = option(2, "Server processes.", **between(1, 64))
    THREADS: int = option(4, "Threads of each server process.", **between(1, 64))
    RUN_JOBS: bool = option(True, "`serve` runs the background jobs too; `0` where `manage.py work` runs on its own.")
    LOG_LEVEL: str = option("INFO", "Least level that is logged.", **one_of("DEBUG", "INFO", "WARNING", "ERROR"))

    DEBUG: bool = option(False, "Django's debug mode; never on a public server.")
    SECRET_KEY: str = secret(
        "",
        "Signs sessions and cursors; without it one is made once and kept in `DATA_DIR/secret_key`.",
        allowed="至少 50 个字符的随机串，不得以 django-insecure- 开头",
        check=lambda value: len(value) >= 50 and len(set(value)) >= 5 and not value.startswith("django-insecure-"),
    )
    ALLOWED_HOSTS: tuple[str, ...] = option(
        ("localhost", "127.0.0.1", "[::1]"),
        "Host names that the site answers to, separated by commas; a leading dot takes subdomains in.",
        **matching(
            r"\*|\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:]+\]", "用逗号隔开的域名或 IP（不带 http:// 和端口）"
        ),
    )
    CSRF_TRUSTED_ORIGINS: tuple[str, ...] = option(
        (),
        "Further origins whose forms are accepted, separated by commas (needed behind some proxies).",
        allowed="用逗号隔开、带 http:// 或 https:// 的网址",
        check=is_origin,
    )
    BEHIND_TLS: bool = option(False, "A proxy in front speaks HTTPS: secure cookies, HSTS, X-Forwarded-Proto trusted.")

    PROXIES: int = option(
        0,
        "How many proxies stand in front, each of which adds an address to X-Forwarded-For; with `BEHIND_TLS` at least one.",
        **between(0, 9),
    )

    DATABASE_URL: str = secret(
        "",
        "`postgresql://user:password@host:port/name`, or `sqlite:///path`; default: SQLite under `DATA_DIR`.",
        allowed="postgresql://用户:口令@主机:端口/库名 或 sqlite:///路径",
        check=has_scheme("postgresql", "postgres", "sqlite"),
    )
    REDIS_URL: str = secret(
        "",
        "`redis://host:port/number` of the cache; default: a memory cache in each process.",
        allowed="redis://主机:端口/库号、rediss:// 或 unix:// 网址",
        check=has_scheme("redis", "rediss", "unix"),
    )
    MEDIA: str = option(
        "local",
        "Where uploads are kept; `local` is `DATA_DIR/media` and `DATA_DIR/private`, `s3` a bucket of S3 or its like.",
        **one_of("local", "s3"),
    )
    S3_BUCKET: str = option(
        "", "The bucket, closed to the world.", **matching(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "存储桶的名称")
    )
    S3_ENDPOINT: str = option(
        "",
        "Address of a server other than Amazon's (MinIO, OSS, COS …), without a path.",
        allowed="带 http:// 或 https:// 的网址，后面不带路径",
        check=is_origin,
    )
    S3_REGION: str = option(
        "", "Region of the bucket, where the server wants one.", **matching(r"[\w-]+", "区域的名称")
    )
    S3_ACCESS_KEY: str = option(
        "", "Key of an account that may read, write, delete and list in the bucket; without it boto3's own sources."
    )
    S3_SECRET_KEY: str = secret("", "The secret that goes with it.", allowed="与 S3_ACCESS_KEY 配对的密钥", check=bool)

    API_ANONYMOUS_PER_MINUTE: int = option(
        60, "Requests to the API in a minute from one address (/64 of IPv6) without a key.", **between(1, 1_000_000)
    )
    API_KEY_PER_MINUTE: int = option(
        600, "Requests to the API in a minute with a key that has no limit of its own.", **between(1, 1_000_000)
    )

    AUDIT_DAYS: int = option(
        1095, "Days that the log of what is done at the desk (操作记录) is kept.", **between(180, 36500)
    )

    WEBHOOK_TEST_ORIGINS: tuple[str, ...] = option(
        (),
        "Origins that webhooks may reach without HTTPS and inside the network, for trying out; never on a public server.",
        allowed="用逗号隔开、带 http:// 或 https:// 的网址，后面不带路径",
        check=is_origin,
    )

    PAPER_NAME: str = option("工友时报", "Name of the paper.")
    PAPER_LATIN: str = option("GONGYOU SHIBAO", "Name of the paper in Latin letters, as in the masthead.")
    PAPER_CN: str = option("", "Serial number of the paper (国内统一连续出版物号).")
    PAPER_POST_CODE: str = option("", "Post-office subscription code (邮发代号).")
    PAPER_PUBLISHER: str = option("", "Publishing house, for the foot of every page.")
    PAPER_ABOUT: str = option("", "What the paper says of itself on the page 关于本报.")
    PAPER_COPYRIGHT: str = option("", "Copyright notice of that page; without it a general one stands there.")
    PAPER_ADDRESS: str = option("", "Postal address.")
    PAPER_EMAIL: str = option(
        "", "Address for letters and contributions.", **matching(r"[^@\s]+@[^@\s]+", "一个电子邮箱")
    )
    PAPER_PHONE: str = option("", "Telephone of the newsroom.")
    PAPER_COMPLAINT_PHONE: str = option("", "Telephone for reports of unlawful content (举报电话).")
    PAPER_COMPLAINT_EMAIL: str = option("", "Address for such reports.", **matching(r"[^@\s]+@[^@\s]+", "一个电子邮箱"))
    PAPER_PAGE_PDF: bool = option(
        True, "Readers may download the PDF of a printed page that the desk has uploaded; `0` keeps it at the desk."
    )
    PAPER_ICP: str = option("", "ICP registration of the site (ICP备案号).")
    PAPER_POLICE_RECORD: str = option("", "Public-security registration of the site (公网安备号).")
    PAPER_NEWS_LICENCE: str = option("", "Licence for internet news (互联网新闻信息服务许可证编号).")


TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off"})


def read(environ: Mapping[str, str]) -> Environment:
    """The environment with defaults filled in; raises ``SettingError`` at the first wrong value."""
    values = {}
    for declared in fields(Environment):
        raw = environ.get(declared.name, "").strip()
        if raw:
            values[declared.name] = _parse(declared, raw)
    return Environment(**values)


def _parse(declared: Field[Any], raw: str) -> Any:
    check = declared.metadata["check"]
    if isinstance(declared.default, bool):
        if raw.lower() not in TRUE | FALSE:
            raise _wrong(declared, raw, "1 或 0（也可写 true、false、yes、no、on、off）")
        return raw.lower() in TRUE
    if isinstance(declared.default, int):
        if not re.fullmatch(r"[0-9]{1,9}", raw) or not check(int(raw)):
            raise _wrong(declared, raw)
        return int(raw)
    if isinstance(declared.default, tuple):
        items = tuple(item.strip() for item in raw.split(",") if item.strip())
        if not items or not all(map(check, items)):
            raise _wrong(declared, raw)
        return items
    if check is not None and not check(raw):
        raise _wrong(declared, raw)
    return Path(raw) if isinstance(declared.default, Path) else raw


def _wrong(declared: Field[Any], raw: str, allowed: str = "") -> SettingError:
    shown = "" if declared.metadata.get("secret") else f"，现在是“{raw}”"
    allowed = allowed or declared.metadata["allowed"]
    space = " " if allowed[0].isascii() else ""
    return SettingError(f"环境变量 {declared.name} 应为{space}{allowed}{shown}。")
