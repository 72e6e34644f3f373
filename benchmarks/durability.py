"""Trials of the promise that nothing is lost: prints how much was acknowledged and how much of that is missing.

    .venv/bin/python -m benchmarks.durability [--database postgresql] [--only kill] [--kills 200] [--stops 20]

``kill``     a worker of the server, every tenth time the whole server, dies by kill -9 while editors' texts are being saved
``stop``     PostgreSQL is stopped with ``-m immediate`` while articles are released (PostgreSQL only)
``editors``  two editors save one article again and again: nobody's text is overwritten unseen
``tabs``     one editor, two windows
``full``     the disk is full during saves and releases (SQLite only)
``writing``  four writers at 80 saves a second; readers beside a writer who does not pause

Every text has a word of its own. Ends with 1 where something is lost. Times are of this machine; losses are not.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.windows import BACKEND, PORT, SITE, Window, children, kill_one, signed_in, start_server, wait_for_more
from benchmarks.writing import new_word, text_of, writing

FOLDER = Path(tempfile.mkdtemp(prefix="newsroom-durability-"))


def set_up(database: str) -> Any:
    """The environment, and for PostgreSQL a durable server of our own."""
    os.environ.update(
        DATA_DIR=str(FOLDER), PORT=str(PORT), SITE_URL=SITE, LOG_LEVEL="ERROR", DATABASE_URL="", REDIS_URL="",
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
    call_command("collectstatic", interactive=False, verbosity=0)
    return server


def kept_words() -> set[str]:
    """Every word that stands in a working copy, a revision or an autosave."""
    import re

    from articles.models import Article, Autosave, Revision

    found: set[str] = set()
    for rows in (
        Article.objects.values_list("title", "body"),
        Revision.objects.values_list("snapshot", "reason"),
        Autosave.objects.values_list("fields", "tab"),
    ):
        for row in rows.iterator():
            found |= set(re.findall(r"zq[0-9a-f]{10}", json.dumps(row)))
    return found


def told(name: str, acknowledged: int, lost: int, more: str = "") -> bool:
    print(f"{name}: {acknowledged} acknowledged, {lost} lost{'; ' + more if more else ''}", flush=True)
    return lost == 0


# --- the server dies -------------------------------------------------------------------------------------


def kill(options: argparse.Namespace, _: Any) -> bool:
    acknowledged: list[str] = []
    errors, deaths = 0, 0
    stop = threading.Event()
    signed = signed_in()

    def write(number: int) -> None:
        nonlocal errors
        window = Window(signed, f"window{number}")
        while not stop.is_set():
            word = new_word()
            if window.save(word):
                acknowledged.append(word)
            else:
                errors += 1
                time.sleep(0.02)

    server = start_server()
    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    chance = random.Random(1)  # noqa: S311
    try:
        while deaths < options.kills and time.monotonic() < options.until:
            wait_for_more(acknowledged, 20)
            time.sleep(chance.uniform(0, 0.3))
            deaths += 1
            if deaths % 10 == 0:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()
                server = start_server()
            else:
                for child in children(server.pid):
                    kill_one(child)
    finally:
        stop.set()
        for writer in writers:
            writer.join()
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
    lost = set(acknowledged) - kept_words()
    if not acknowledged:
        print("kill -9: the server never came to answer a save; nothing is shown")
    return told("kill -9", len(acknowledged), len(lost), f"{deaths} kills, {errors} saves without an answer")


# --- the database stops ----------------------------------------------------------------------------------


def stop(options: argparse.Namespace, server: Any) -> bool:
    """Writers release articles; what was acknowledged must be public, and the change feed without a gap."""
    if server is None:
        return True
    from django.db import connection

    from articles.models import Change, ChangeCounter, Publication

    connection.close()
    ending = multiprocessing.get_context("fork").Event()
    writers = [
        multiprocessing.get_context("fork").Process(target=release_on, args=(number, ending)) for number in range(4)
    ]
    for writer in writers:
        writer.start()
    stops = 0
    while stops < options.stops and time.monotonic() < options.until:
        time.sleep(random.uniform(0.5, 1.5))  # noqa: S311
        server.stop(signal.SIGQUIT)
        server.start()
        stops += 1
    ending.set()
    for writer in writers:
        writer.join()
    acknowledged = {line for path in FOLDER.glob("released-*") for line in path.read_text().split()}
    public = set(Publication.objects.values_list("public_id", flat=True))
    numbers = list(Change.objects.values_list("seq", flat=True))
    head = ChangeCounter.objects.get().head
    gaps = len(set(range(1, head + 1)) ^ set(numbers))
    more = f"{stops} stops, {head} changes, {gaps} gaps"
    return told("PostgreSQL -m immediate", len(acknowledged), len(acknowledged - public), more) and not gaps


def release_on(number: int, ending: Any) -> None:
    from django.db import InterfaceError, OperationalError, connection

    from articles import publishing
    from articles.models import Article

    with (FOLDER / f"released-{number}").open("w") as log:
        while not ending.is_set():
            try:
                article = Article.objects.create(title=new_word(), body=text_of(new_word()))
                publication = publishing.release(article, by=None)
            except (OperationalError, InterfaceError):
                connection.close()
                time.sleep(0.05)
                continue
            log.write(f"{publication.public_id}\n")
            log.flush()


# --- several write at once -------------------------------------------------------------------------------


def editors(options: argparse.Namespace, _: Any) -> bool:
    return at_once("two editors", options.saves, options.until, two_persons=True)


def tabs(options: argparse.Namespace, _: Any) -> bool:
    return at_once("one editor, two tabs", options.saves // 2, options.until, two_persons=False)


def at_once(name: str, saves: int, until: float, *, two_persons: bool) -> bool:
    """Every text that was sent, won or lost, must be found again; and no save may hide another's words unseen."""
    from django.db import connections
    from django.test import Client

    from articles.models import Article, User
    from tests.admin.test_autosave import Window as Form

    article = Article.objects.create(title="争着改的一篇", body=text_of("开头"))
    users = [User.objects.create_superuser(f"{name[:3]}{number}", password=None) for number in range(2)]
    sent: list[str] = []
    conflicts, overwritten, failed = [0], [0], [0]

    def work(number: int) -> None:
        client = Client(HTTP_HOST="localhost", raise_request_exception=False)
        client.force_login(users[number if two_persons else 0], backend=BACKEND)
        chance = random.Random(number)  # noqa: S311
        form = Form(client, Article.objects.get(pk=article.pk))
        for _ in range(saves // 2):
            if time.monotonic() > until:
                break
            word = new_word()
            version = form.version
            if chance.random() < 0.5:
                state = form.autosave(title=f"题目 {word}").get("state", "error")
            else:
                status = form.save(title=f"题目 {word}").status_code
                state = {302: "saved", 409: "conflict"}.get(status, "error")
            if state == "error":
                failed[0] += 1
                continue
            sent.append(word)
            conflicts[0] += state == "conflict"
            if state != "conflict" and Article.objects.get(pk=article.pk).lock_version < version:
                overwritten[0] += 1
            form = Form(client, Article.objects.get(pk=article.pk)) if chance.random() < 0.5 else form
        connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    lost = set(sent) - kept_words()
    more = f"{conflicts[0]} conflicts shown, {overwritten[0]} overwritten, {failed[0]} failed"
    return told(name, len(sent), len(lost), more) and not overwritten[0] and not failed[0]


# --- the disk is full ------------------------------------------------------------------------------------


def full(options: argparse.Namespace, server: Any) -> bool:
    """SQLite may not grow any more: saves and releases fail whole, and succeed again when there is room."""
    if server is not None:
        return True
    from django.db import OperationalError, connection

    from articles import publishing
    from articles.models import Article, Change, Publication, Revision

    acknowledged: list[str] = []
    refused, torn = 0, 0
    with no_room(connection):
        for _ in range(400):
            before = [model.objects.count() for model in (Publication, Revision, Change)]  # type: ignore[attr-defined]
            try:
                article = Article.objects.create(title=new_word(), body=text_of(new_word() * 200))
                acknowledged.append(publishing.release(article, by=None).public_id)
            except OperationalError:
                refused += 1
                after = [model.objects.count() for model in (Publication, Revision, Change)]  # type: ignore[attr-defined]
                torn += before != after
                if refused == 20:
                    break
    article = Article.objects.create(title=new_word(), body=text_of(new_word()))
    acknowledged.append(publishing.release(article, by=None).public_id)
    lost = set(acknowledged) - set(Publication.objects.values_list("public_id", flat=True))
    return told("disk full", len(acknowledged), len(lost), f"{refused} refused, {torn} of them torn") and not torn


@contextmanager
def no_room(connection: Any) -> Iterator[None]:
    """Room for a few pages more."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        most = cursor.fetchone()[0] + 60
        cursor.execute(f"PRAGMA max_page_count = {most}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1073741823")


TRIALS = {each.__name__: each for each in (kill, stop, editors, tabs, full, writing)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--only", choices=tuple(TRIALS), action="append", help="this trial; may be given again")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--stops", type=int, default=20)
    parser.add_argument("--saves", type=int, default=1_000, help="of two editors; of two tabs half as many")
    parser.add_argument("--seconds", type=float, default=10, help="of each measurement of writing")
    parser.add_argument("--minutes", type=float, default=7, help="a trial that takes longer ends early and says so")
    options = parser.parse_args()
    server = set_up(options.database)
    print(f"{options.database}, {os.cpu_count()} processors", flush=True)
    sound = True
    try:
        for name in options.only or TRIALS:
            options.until = time.monotonic() + options.minutes * 60
            sound &= TRIALS[name](options, server)
    finally:
        if server is not None:
            server.discard()
        shutil.rmtree(FOLDER, ignore_errors=True)
    print("nothing lost" if sound else "LOST")
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
