#!/usr/bin/env python3
"""Keeps a copy of a newspaper's published articles equal to the paper's own, and proves it.

One file, nothing but Python's standard library (3.9 or newer). Take it, change it, build on it.

    export NEWSROOM_KEY=nk_...              # a key with the scopes export and sync
    python newsroom_mirror.py https://news.example.cn mirror.sqlite3 sync      # begin, or go on
    python newsroom_mirror.py https://news.example.cn mirror.sqlite3 follow    # stay up to date until Ctrl+C
    python newsroom_mirror.py https://news.example.cn mirror.sqlite3 verify    # is the copy equal?
    python newsroom_mirror.py https://news.example.cn mirror.sqlite3 show ID   # an article as it is kept

How it works:

1. The first time it fetches the export. Its index names a cursor of the change feed that was taken *before*
   the export was read; the parts are fetched one by one, and each is kept together with the note that it
   has been. Stop it at any time: the next run goes on with the part that is missing.
2. Then it follows the change feed from that cursor. The articles of a page of changes and the cursor after
   it are written in one transaction, so a change is neither lost nor left half done.
3. Whatever is told to be deleted is deleted at once. An older version never replaces a newer one.
4. When the server says that a cursor is of no use any more (410), it begins with the export again and at
   the end drops what is not there any more.
5. ``verify`` makes the SHA-256 of each text anew, then the one of all of them, and compares it with the
   server's: equal digests are equal copies.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import http.client
import json
import os
import sqlite3
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable
from typing import Any

TIMEOUT = 60  # seconds without a sign of life
ATTEMPTS = 8  # for what may pass: no network, 429, 5xx
WAIT = 20  # seconds that the server may hold an answer while nothing happens
INCLUDES = "body,statements,pull_quotes,corrections"
PAGE = 100
SCHEMA = """
CREATE TABLE IF NOT EXISTS article (
    id TEXT PRIMARY KEY, version INTEGER NOT NULL, sha256 TEXT NOT NULL, document TEXT NOT NULL, round INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS part (url TEXT PRIMARY KEY, place INTEGER NOT NULL, is_done INTEGER NOT NULL DEFAULT 0);
"""


class Refused(Exception):
    """The server's answer to a request that will not succeed as it is."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        super().__init__(f"{status} {problem.get('code', '')} {problem.get('detail', '')}".strip())
        self.status = status
        self.code = problem.get("code", "")


class Server:
    """Asks with the key, and again when it is worth while."""

    def __init__(self, site: str, key: str) -> None:
        self.base = site.rstrip("/") + "/api/v1/"
        self.key = key

    def json(self, address: str, **parameters: Any) -> Any:
        return json.loads(self.get(address, **parameters))

    def get(self, address: str, **parameters: Any) -> bytes:
        """The whole body. A download that breaks off goes on where it stopped, as long as the content is the same."""
        url = urllib.parse.urljoin(self.base, address)
        if parameters:
            url += "?" + urllib.parse.urlencode(parameters)
        received, tag = b"", ""
        for attempt in range(ATTEMPTS):
            try:
                whole, received, tag = self._try(url, received, tag)
                if whole:
                    return received
                pause = 0.5
            except urllib.error.HTTPError as error:
                pause = self._pause(error, attempt)
            except (OSError, http.client.HTTPException):
                pause = min(2.0**attempt, 60)
            if attempt < ATTEMPTS - 1:
                time.sleep(pause)
        raise SystemExit(f"The server cannot be reached: {url}")

    def _try(self, url: str, received: bytes, tag: str) -> tuple[bool, bytes, str]:
        """(is it whole, what has been received so far, its ETag)."""
        headers = {"Authorization": f"Bearer {self.key}", "Accept": "*/*"}
        if received and tag:
            headers |= {"Range": f"bytes={len(received)}-", "If-Range": tag}
        request = urllib.request.Request(url, headers=headers)  # noqa: S310 - the address is the operator's
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
            if answer.status != 206:
                received = b""
            tag = answer.headers.get("ETag", "")
            try:
                while block := answer.read(65_536):
                    received += block
            except (OSError, http.client.HTTPException) as error:
                received += getattr(error, "partial", b"")
                return False, received, tag
        expected = answer.headers.get("Content-Range", "").rpartition("/")[2] or answer.headers.get("Content-Length")
        return expected is None or len(received) >= int(expected), received, tag

    def _pause(self, error: urllib.error.HTTPError, attempt: int) -> float:
        """Seconds to wait before the next attempt. Raises Refused when another one would be of no use."""
        with error:
            if error.code == 429 or error.code >= 500:
                given = error.headers.get("Retry-After", "")
                return float(given) if given.isdigit() else min(2.0**attempt, 60)
            try:
                problem = json.loads(error.read())
            except ValueError:
                problem = {}
        raise Refused(error.code, problem)


class Mirror:
    """The copy: one SQLite file with the articles as the server gave them, and how far they have been read."""

    def __init__(self, path: str, server: Server) -> None:
        self.server = server
        self.rows = sqlite3.connect(path, isolation_level=None)
        self.rows.executescript(SCHEMA)

    # What has been read, and what is kept ----------------------------------------------------------

    def state(self, name: str) -> str | None:
        row = self.rows.execute("SELECT value FROM state WHERE name = ?", [name]).fetchone()
        return row[0] if row else None

    def note(self, name: str, value: str) -> None:
        self.rows.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", [name, value])

    def put(self, article: dict[str, Any]) -> None:
        """Keep it, unless a newer version is kept already; a new export counts for more than any version."""
        if digest_of(article) != article["sha256"]:
            raise SystemExit(f"Article {article['id']} arrived damaged: its text has another SHA-256.")
        document = json.dumps(article, ensure_ascii=False)
        values = [article["id"], article["version"], article["sha256"], document, self.round]
        self.rows.execute(
            "INSERT INTO article VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET version = excluded.version,"
            " sha256 = excluded.sha256, document = excluded.document, round = excluded.round"
            " WHERE excluded.version >= article.version OR excluded.round > article.round",
            values,
        )

    def drop(self, public_id: str) -> None:
        self.rows.execute("DELETE FROM article WHERE id = ?", [public_id])

    @property
    def round(self) -> int:
        """Which export the rows were seen in, or after."""
        return int(self.state("round") or 0)

    def transaction(self) -> Transaction:
        return Transaction(self.rows)

    # The export --------------------------------------------------------------------------------------

    def sync(self) -> int:
        """Bring the copy up to date; returns how many changes were read."""
        while True:
            try:
                if self.state("cursor") is None:
                    self.fetch_everything()
                return self.read_changes()
            except Refused as refusal:
                if refusal.status != 410:
                    raise SystemExit(f"The server refuses: {refusal}") from None
                self.begin_anew()

    def begin_anew(self) -> None:
        """Forget how far was read, not what is kept: that is replaced bit by bit."""
        with self.transaction():
            self.rows.execute("DELETE FROM part")
            self.rows.execute("DELETE FROM state WHERE name IN ('cursor', 'export_cursor')")

    def fetch_everything(self) -> None:
        if self.state("export_cursor") is None:
            index = self.server.json("export/")
            with self.transaction():
                self.note("round", str(self.round + 1))
                self.note("export_cursor", index["cursor"])
                parts = enumerate(part["url"] for part in index["parts"])
                self.rows.executemany("INSERT INTO part (place, url) VALUES (?, ?)", parts)
        for (url,) in self.rows.execute("SELECT url FROM part WHERE NOT is_done ORDER BY place").fetchall():
            lines = gzip.decompress(self.server.get(url)).splitlines()
            with self.transaction():
                for line in lines:
                    self.put(json.loads(line))
                self.rows.execute("UPDATE part SET is_done = 1 WHERE url = ?", [url])
        with self.transaction():
            self.rows.execute("DELETE FROM article WHERE round < ?", [self.round])
            self.note("cursor", self.state("export_cursor") or "")
            self.rows.execute("DELETE FROM part")
            self.rows.execute("DELETE FROM state WHERE name = 'export_cursor'")

    # The change feed ----------------------------------------------------------------------------------

    def read_changes(self, wait: int = 0) -> int:
        read = 0
        while True:
            given = {"cursor": self.state("cursor"), "include": INCLUDES, "page_size": PAGE}
            answer = self.server.json("changes/", **given, **({"wait": wait} if wait else {}))
            with self.transaction():
                for step in answer["results"]:
                    if step["op"] == "delete":
                        self.drop(step["id"])
                    else:
                        self.put(step["article"])
                self.note("cursor", answer["cursor"])
                self.note("head", str(answer["head"]))
            read += len(answer["results"])
            if not answer["has_more"]:
                return read

    def follow(self) -> None:
        self.report(self.sync())
        while True:
            began = time.monotonic()
            try:
                read = self.read_changes(wait=WAIT)
            except Refused as refusal:
                if refusal.status != 410:
                    raise SystemExit(f"The server refuses: {refusal}") from None
                read = self.sync()
            if read:
                self.report(read)
            elif time.monotonic() - began < 1:
                time.sleep(2)  # too many wait already: the server answers at once

    def report(self, read: int) -> None:
        count = self.rows.execute("SELECT count(*) FROM article").fetchone()[0]
        print(f"{read} changes read; {count} articles are kept, up to change {self.state('head')}.", flush=True)

    # The proof ----------------------------------------------------------------------------------------

    def digest(self) -> str:
        """Of everything kept, made from the texts themselves."""
        found: list[tuple[str, int, str]] = []
        for public_id, version, document in self.rows.execute("SELECT id, version, document FROM article"):
            found.append((public_id, version, digest_of(json.loads(document))))
        return digest_of_all(found)

    def verify(self, attempts: int = 10) -> bool:
        """Whether the copy is equal to what is published. While others publish it may take several looks."""
        for _ in range(attempts):
            self.sync()
            index = self.server.json("export/")
            self.read_changes()
            if int(self.state("head") or 0) != index["head"]:
                continue  # something was published in between
            if self.digest() == index["digest"]:
                print(f"Equal: {index['count']} articles, change {index['head']}, digest {index['digest']}.")
                return True
            time.sleep(10)  # an embargo that has just lifted is told within the minute
        print("NOT equal.")
        return False


class Transaction:
    def __init__(self, rows: sqlite3.Connection) -> None:
        self.rows = rows

    def __enter__(self) -> None:
        self.rows.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        self.rows.execute("ROLLBACK" if kind else "COMMIT")


def digest_of(article: dict[str, Any]) -> str:
    """Title, a blank line and the body's text, as the server makes it."""
    return hashlib.sha256(f"{article['title']}\n\n{article['body']['text']}".encode()).hexdigest()


def digest_of_all(rows: Iterable[tuple[str, int, str]]) -> str:
    lines = sorted(f"{public_id}\t{version}\t{sha256}\n" for public_id, version, sha256 in rows)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", help="https://news.example.cn")
    parser.add_argument("file", help="where the copy is kept")
    parser.add_argument("task", choices=["sync", "follow", "verify", "show"])
    parser.add_argument("id", nargs="?", help="of the article to show")
    options = parser.parse_args()
    key = os.environ.get("NEWSROOM_KEY", "")
    if not key and options.task != "show":
        parser.error("put your key into the environment variable NEWSROOM_KEY")
    mirror = Mirror(options.file, Server(options.site, key))
    try:
        if options.task == "sync":
            mirror.report(mirror.sync())
        elif options.task == "follow":
            mirror.follow()
        elif options.task == "verify":
            return 0 if mirror.verify() else 1
        else:
            row = mirror.rows.execute("SELECT document FROM article WHERE id = ?", [options.id]).fetchone()
            print(json.dumps(json.loads(row[0]), ensure_ascii=False, indent=2) if row else "It is not kept.")
            return 0 if row else 1
    except Refused as refusal:
        print(f"The server refuses: {refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
