"""The whole newsroom in one file and back: database, pictures, what came with manuscripts, secret key, with a list that proves them equal."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from articles import changes
from articles.exceptions import NewsroomError
from articles.models import ChangeCounter, User

FORMAT = 1
LIST, DATABASE, MEDIA, PRIVATE, KEY = "list.json", "database", "media", "private", "secret_key"
List = dict[str, Any]


class BackupRefused(NewsroomError):
    """A backup cannot be made or taken; nothing was changed."""

    code = "backup-refused"


def back_up(target: Path) -> List:
    """Write everything into one file that others cannot read; it appears whole or not at all. The site may run on.

    Raises BackupRefused when the file exists, or PostgreSQL's programs are missing.
    """
    if target.exists():
        raise BackupRefused(f"{target} 已经存在，请换一个文件名。")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as name:
        folder = Path(name)
        counts, head = dump(folder / DATABASE)
        # After the database: a picture is on disk before its row is, and stays when the row goes.
        found = {"format": FORMAT, "vendor": connection.vendor, "made_at": timezone.now().isoformat(), "rows": counts}
        listed: List = found | {
            "head": head,
            "database": digest_of(folder / DATABASE),
            "media": digests(Path(settings.MEDIA_ROOT)),
        }
        listed["private"] = digests(Path(settings.PRIVATE_ROOT))
        (folder / LIST).write_text(json.dumps(listed, ensure_ascii=False, indent=1))
        whole = folder / "whole"
        whole.touch(mode=0o600)
        with tarfile.open(whole, "w:gz", compresslevel=3) as archive:
            for part in (LIST, DATABASE):
                archive.add(folder / part, part)
            for part, root in roots().items():
                for path in listed[part]:
                    archive.add(root / path, f"{part}/{path}")
            if (key := settings.DATA_DIR / "secret_key").exists():
                archive.add(key, KEY)
        whole.replace(target)
    return listed


def restore(source: Path, *, force: bool = False) -> List:
    """Put back what ``back_up`` wrote, prove it equal, and begin a new epoch of the change feed. Stop the site first.

    Everything is unpacked and compared with the list before anything is changed. Raises BackupRefused for a file
    that is damaged or of the other database, and where accounts are already, unless ``force``.
    """
    if not force and "articles_user" in connection.introspection.table_names() and User.objects.exists():
        raise BackupRefused("这里已经有账号和内容；要用备份取代它们，请加 --force。")
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=".restore-") as name:
        folder = Path(name)
        listed = unpack(source, folder)
        load(folder / DATABASE)
        found, head = counted()
        if found != listed["rows"] or head != listed["head"]:
            raise NewsroomError("恢复后的数据与备份的清单不符，请不要启动网站，换一份备份再试。", code="not-equal")
        put_back_files(folder)
    call_command("migrate", interactive=False, verbosity=0)  # a backup of an older version
    changes.renew_epoch()
    return listed


def unpack(source: Path, folder: Path) -> List:
    try:
        with tarfile.open(source) as archive:
            archive.extractall(folder, filter="data")
        listed: List = json.loads((folder / LIST).read_text())
    except (OSError, tarfile.TarError, EOFError, ValueError) as error:
        raise BackupRefused(f"{source} 读不出来，或不是备份：{error}。什么也没有改动。") from None
    if listed.get("format") != FORMAT or listed.get("vendor") != connection.vendor:
        raise BackupRefused(f"这份备份属于 {listed.get('vendor')}，这里用的是 {connection.vendor}。什么也没有改动。")
    damaged = [
        path
        for part in roots()
        for path, digest in listed.get(part, {}).items()  # older backups know no private files
        if digest_of(folder / part / path) != digest
    ]
    if damaged or digest_of(folder / DATABASE) != listed["database"]:
        raise BackupRefused(f"备份已损坏：{'、'.join(damaged[:5]) or '数据库'}与清单不符。什么也没有改动。")
    return listed


def put_back_files(folder: Path) -> None:
    """The present files and key step aside under a dated name; nothing is deleted."""
    stamp = f"{timezone.localtime():%Y%m%d-%H%M%S}"
    key = settings.DATA_DIR / "secret_key"
    for part, root in roots().items():
        (folder / part).mkdir(exist_ok=True)
        if root.exists():
            root.rename(root.with_name(f"{root.name}.before-{stamp}"))
        shutil.move(folder / part, root)
    if (folder / KEY).exists():
        if key.exists() and key.read_bytes() != (folder / KEY).read_bytes():
            key.rename(key.with_name(f"{key.name}.before-{stamp}"))
        shutil.move(folder / KEY, key)
        key.chmod(0o600)


def roots() -> dict[str, Path]:
    """The folders of files: those that are served, and those that are not."""
    return {MEDIA: Path(settings.MEDIA_ROOT), PRIVATE: Path(settings.PRIVATE_ROOT)}


def digests(root: Path) -> dict[str, str]:
    files = sorted(path for path in root.rglob("*") if path.is_file()) if root.exists() else []
    return {str(path.relative_to(root)): digest_of(path) for path in files}


def digest_of(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def counted() -> tuple[dict[str, int], list[Any]]:
    """(rows of each table, [epoch, head] of the change feed), as this connection sees them."""
    tables = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)})
    there = set(connection.introspection.table_names())
    counts = {}
    with connection.cursor() as cursor:
        for table in tables:
            if table in there:
                cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own names
                counts[table] = cursor.fetchone()[0]
    return counts, list(ChangeCounter.objects.values_list("epoch", "head").first() or ("", 0))


def dump(target: Path) -> tuple[dict[str, int], list[Any]]:
    """One moment of the database, and what stood in it at that moment."""
    if connection.vendor == "sqlite":
        with transaction.atomic():  # IMMEDIATE: nobody writes between counting and copying
            counts = counted()
            with (
                closing(sqlite3.connect(connection.settings_dict["NAME"])) as own,
                closing(sqlite3.connect(target)) as to,
            ):
                own.backup(to)
        return counts
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        counts = counted()
        run_postgres("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target}")
    return counts


def load(source: Path) -> None:
    if connection.vendor == "sqlite":
        connection.close()
        target = connection.settings_dict["NAME"]
        with closing(sqlite3.connect(source)) as own, closing(sqlite3.connect(target, timeout=20)) as to:
            own.backup(to)
        return
    name = connection.settings_dict["NAME"]
    connection.close()
    options = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error", "--no-comments")
    run_postgres("pg_restore", *options, f"--dbname={name}", str(source))


def run_postgres(program: str, *options: str) -> None:
    """One of PostgreSQL's own programs; the password is told by the environment, which others cannot see."""
    given = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    told = {variable: str(given[name]) for variable, name in names.items() if given[name]}
    done = subprocess.run(  # noqa: S603 - our own options
        [find_program(program), *options], env={**os.environ, **told}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupRefused(f"{program} 没有成功：{done.stderr.strip()[:500]}")


def find_program(name: str) -> str:
    """On the PATH, or where Debian keeps it; the newest version reads what older servers hold."""
    newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    found = str(newest[-1]) if newest else shutil.which(name)
    if found is None:
        raise BackupRefused(f"没有找到 {name}：请安装与数据库同版本或更新的 postgresql-client。")
    return found


def file_name(now: dt.datetime) -> str:
    return f"newsroom-{timezone.localtime(now):%Y%m%d-%H%M%S}.tar.gz"
