"""Four writers publish, correct, withdraw and re-release while three mirrors pull: nothing missed, nothing leaked.

    .venv/bin/python -m benchmarks.mirrors [--operations 1000] [--database postgresql]

A real server (gunicorn) answers; the mirrors are ``clients/newsroom_mirror.py`` in processes of their own, each
killed in the middle (kill -9) again and again. Every text has a word of its own; so has every draft, which nobody
may ever see. Each mirror notes which words were in each answer and when it asked: a word that had been taken
back before the request began, and not been released again, is a leak. At the end every mirror must hold exactly
what is public, by ids, versions and digests.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

FOLDER = Path(tempfile.mkdtemp(prefix="newsroom-mirrors-"))
PORT = 8197
SITE = f"http://127.0.0.1:{PORT}"
WORD = re.compile(rb"zq[0-9a-f]{10}")
WRITERS, MIRRORS = 4, 3


def set_up(database: str) -> Any:
    """The environment, and for PostgreSQL a server of our own."""
    os.environ.update(
        DATA_DIR=str(FOLDER), PORT=str(PORT), SITE_URL=SITE, LOG_LEVEL="ERROR", API_KEY_PER_MINUTE="1000000",
        DJANGO_SETTINGS_MODULE="newsroom.settings",
    )  # fmt: skip
    server = None
    if database == "postgresql":
        from tests import services

        binaries = services.postgres_bin()
        if binaries is None:
            raise SystemExit("PostgreSQL is not installed")
        server = services.PostgreSQL(binaries, durable=True)
        os.environ["DATABASE_URL"] = server.url
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return server


# --- writers -------------------------------------------------------------------------------------------


def write(number: int, operations: int) -> None:
    """Random operations on articles of its own; each step is noted with its time once it is acknowledged."""
    from django.db import connection

    connection.close()
    chance = random.Random(number)  # noqa: S311
    mine: list[tuple[Any, str, bool]] = []  # article, word, is it out
    with (FOLDER / f"writer-{number}").open("w") as log:

        def note(what: str, word: str) -> None:
            log.write(f"{time.time():.6f} {what} {word}\n")
            log.flush()

        for _ in range(operations):
            out = [at for at, (_, _, is_out) in enumerate(mine) if is_out]
            gone = [at for at, (_, _, is_out) in enumerate(mine) if not is_out]
            dice = chance.random()
            if dice < 0.45 or not out:
                mine.append(publish_one(note))
            elif dice < 0.65:
                at = chance.choice(out)
                mine[at] = (mine[at][0], rewrite(mine[at], note), True)
            elif dice < 0.9 or not gone:
                at = chance.choice(out)
                take_back(mine[at], note, with_embargo=chance.random() < 0.3)
                mine[at] = (*mine[at][:2], False)
            else:
                at = chance.choice(gone)
                mine[at] = (mine[at][0], release_again(mine[at], note), True)


def new_word() -> str:
    return f"zq{secrets.token_hex(5)}"


def patient(step: Any, *given: Any, **named: Any) -> Any:
    """SQLite may make a writer wait longer than it will: as an editor does, it tries again. How often is told."""
    from django.db import OperationalError

    while True:
        try:
            return step(*given, **named)
        except OperationalError as error:
            if "locked" not in str(error):
                raise
            with (FOLDER / "locked").open("a") as file:
                file.write("1")


def text_of(word: str) -> list[dict[str, Any]]:
    from articles.models.body import text_block

    return [text_block("paragraph", f"这一段里有 {word}，讲一件事情。"), text_block("paragraph", "再讲一件。")]


def publish_one(note: Any) -> tuple[Any, str, bool]:
    """A new article; beside it a draft that stays one."""
    from articles import publishing
    from articles.models import Article

    hidden = new_word()
    patient(Article.objects.create, title=f"草稿 {hidden}", body=text_of(hidden))
    note("draft", hidden)
    word = new_word()
    article = patient(Article.objects.create, title=f"题目 {word}", body=text_of(word))
    note("out", word)  # noted before: from here on it may be seen
    patient(publishing.release, article, by=None)
    return article, word, True


def rewrite(row: tuple[Any, str, bool], note: Any) -> str:
    """A correction that takes the old word away."""
    from articles import publishing

    article, before, _ = row
    article.refresh_from_db()
    word = new_word()
    article.title, article.body = f"题目 {word}", text_of(word)
    patient(article.save)
    note("out", word)
    patient(publishing.correct, article, text="更正。", by=None)
    note("old", before)  # history may still show it
    return word


def take_back(row: tuple[Any, str, bool], note: Any, *, with_embargo: bool) -> None:
    import datetime as dt

    from django.utils import timezone

    from articles import publishing

    article, word, _ = row
    article.refresh_from_db()
    if with_embargo:
        patient(publishing.release, article, by=None, embargo_until=timezone.now() + dt.timedelta(days=9))
    else:
        patient(publishing.withdraw, article, reason="error", by=None)
    note("old" if with_embargo else "back", word)


def release_again(row: tuple[Any, str, bool], note: Any) -> str:
    from django.utils import timezone

    from articles import publishing

    article, _, _ = row
    article.refresh_from_db()
    word = new_word()
    article.title, article.body = f"题目 {word}", text_of(word)
    patient(article.save)
    note("out", word)
    patient(publishing.release, article, by=None, embargo_until=timezone.now())
    return word


# --- mirrors -------------------------------------------------------------------------------------------


def recording(key: str, log: Path) -> Any:
    """A mirror's server that also asks elsewhere, and notes which words were in each answer and when it was asked."""
    from clients import newsroom_mirror

    class Recording(newsroom_mirror.Server):
        def get(self, address: str, **parameters: Any) -> bytes:
            began = time.time()
            body = super().get(address, **parameters)
            plain = newsroom_mirror.gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
            words = sorted(set(WORD.findall(plain)))
            with log.open("a") as file:
                kind = "history" if "/versions/" in address else "now"
                file.write(f"{began:.6f} {kind} {b' '.join(words).decode()}\n")
            return body

    return Recording(SITE, key)


def pull(number: int, key: str) -> None:
    """Follows as the client does, looks at the other doors now and then, and is killed from outside."""
    from clients import newsroom_mirror

    newsroom_mirror.WAIT = 1
    server = recording(key, FOLDER / f"seen-{number}")
    mirror = newsroom_mirror.Mirror(str(FOLDER / f"mirror-{number}.sqlite3"), server)
    others = [
        "articles/?page_size=100&include=body",
        "search/?q=%E4%BA%8B%E6%83%85&page_size=50",
        "export/",
        "articles/?q=%E4%B8%80%E4%BB%B6",
    ]
    for turn in range(10**9):
        mirror.sync()
        if turn % 5 == 0:
            server.get(others[turn // 5 % len(others)])
        rows = mirror.rows.execute("SELECT id FROM article ORDER BY random() LIMIT 1").fetchall()
        for (public_id,) in rows:
            for address in (f"articles/{public_id}/versions/?include=article", f"articles/{public_id}.md"):
                try:
                    server.get(address)
                except newsroom_mirror.Refused as refusal:
                    if refusal.status not in (404, 410):
                        raise


def leaks() -> tuple[int, int]:
    """(answers looked at, words in them that should not have been there)."""
    hidden: dict[str, dict[str, float]] = {"now": {}, "history": {}}
    for path in FOLDER.glob("writer-*"):
        for line in path.read_text().splitlines():
            at, what, word = line.split()
            if what != "out":
                hidden["now"][word] = float(at)
            if what in ("draft", "back"):
                hidden["history"][word] = float(at)
    seen = found = 0
    for path in FOLDER.glob("seen-*"):
        for line in path.read_text().splitlines():
            at, kind, *words = line.split()
            seen += 1
            for word in words:
                if hidden[kind].get(word, 1e18) < float(at):
                    found += 1
                    print("LEAK", path.name, at, kind, word)
    return seen, found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--operations", type=int, default=1000, help="of each writer")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    options = parser.parse_args()
    database = set_up(options.database)
    command = [sys.executable, "-m", "gunicorn", "newsroom.wsgi:application", "--bind", f"127.0.0.1:{PORT}"]
    command += ["--worker-class", "gthread", "--workers", "2", "--threads", "8", "--log-level", "error", "--preload"]
    web = subprocess.Popen([*command, "--no-control-socket"], env=os.environ)
    try:
        return run(options.operations)
    finally:
        web.send_signal(signal.SIGTERM)
        web.wait()
        if database:
            database.discard()
        shutil.rmtree(FOLDER, ignore_errors=True)


def run(operations: int) -> int:
    from django.db import connection

    from articles.models import ApiKey, ChangeCounter, Partner

    partner = Partner.objects.create(name="镜像", covers_all=True, may_reprint=True)
    _, key = ApiKey.objects.issue(partner, scopes=["sync", "export", "history"])
    connection.close()
    begin = multiprocessing.get_context("fork")
    began = time.monotonic()
    writers = [begin.Process(target=write, args=(number, operations)) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    kills = pulled(key, writers, begin)
    seconds = time.monotonic() - began
    failed = sum(writer.exitcode != 0 for writer in writers)
    public, equal = compared(key)
    answers, leaked = leaks()
    locked = (FOLDER / "locked").stat().st_size if (FOLDER / "locked").exists() else 0
    print(
        f"{connection.vendor}: {WRITERS * operations} operations in {seconds:.0f} s by {WRITERS} writers ({failed} failed, {locked} waits for a lock too long),"
        f" {ChangeCounter.objects.get().head} changes, {public} articles public;\n{MIRRORS} mirrors killed {kills} times: {equal} equal;"
        f" {answers} answers looked at, {leaked} leaks"
    )
    return 0 if equal == MIRRORS and not leaked and not failed else 1


def pulled(key: str, writers: list[Any], begin: Any) -> int:
    """Mirrors pull, and are killed one after the other, until the writers have ended; how many times."""
    pulling = {number: begin.Process(target=pull, args=(number, key)) for number in range(MIRRORS)}
    for process in pulling.values():
        process.start()
    kills = 0
    chance = random.Random(1)  # noqa: S311
    while any(writer.is_alive() for writer in writers):
        time.sleep(chance.uniform(1, 4))
        number = chance.randrange(MIRRORS)
        pulling[number].kill()
        pulling[number].join()
        kills += 1
        pulling[number] = begin.Process(target=pull, args=(number, key))
        pulling[number].start()
    for process in pulling.values():
        process.kill()
        process.join()
    return kills


def compared(key: str) -> tuple[int, int]:
    """How many articles are public, and how many mirrors hold exactly these once they pulled a last time."""
    from articles.models import Publication
    from clients import newsroom_mirror

    public = dict(Publication.objects.visible().values_list("public_id", "sha256"))
    equal = 0
    for number in range(MIRRORS):
        server = recording(key, FOLDER / f"seen-{number}")
        mirror = newsroom_mirror.Mirror(str(FOLDER / f"mirror-{number}.sqlite3"), server)
        proven = mirror.verify()
        held = dict(mirror.rows.execute("SELECT id, sha256 FROM article"))
        missing, surplus = len(public.keys() - held.keys()), len(held.keys() - public.keys())
        print(f"mirror {number}: {len(held)} articles, {missing} missing, {surplus} too many")
        equal += proven and held == public
    return len(public), equal


if __name__ == "__main__":
    sys.exit(main())
