"""How fast search is beside LIKE, SQLite's trigram index and a scan in Python, in one run.

    CORPUS_DIR=… [DATABASE_URL=…] python -m benchmarks.search [--articles 10000] [--rounds 3]

The texts are recombined paragraphs of the corpus, 2,000 to 3,000 characters each. Every query is answered with the first 20 and
the exact total. Rounds alternate between the ways; only ratios within a run count. BENCHMARK_DATA keeps the database.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
FOLDER = os.environ.get("BENCHMARK_DATA") or tempfile.mkdtemp(prefix="newsroom-search-")
os.environ["DATA_DIR"] = FOLDER

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from articles.models import Publication, SearchDocument  # noqa: E402
from articles.search import DATE, indexing, search  # noqa: E402
from articles.search.engine import engine  # noqa: E402
from tests.search.shelves import corpus, fill  # noqa: E402

CLASSES = {
    "2 characters, .5-5%": (2, 0.005, 0.05),
    "4 characters, .5-5%": (4, 0.005, 0.05),
    "rare": (4, 0.0, 0.001),
    "2 characters, in most": (2, 0.5, 1.0),
    "4 characters, common": (4, 0.15, 1.0),
}
PER_CLASS = 12


def recombined(count: int) -> Iterator[dict[str, Any]]:
    """New texts out of the corpus's paragraphs, over 4,000 days."""
    rows = list(corpus(Path(os.environ["CORPUS_DIR"])))
    rng = random.Random(7)  # noqa: S311
    for number in range(count):
        paragraphs: list[str] = []
        wanted = rng.randint(2000, 3000)
        while sum(map(len, paragraphs)) < wanted:
            paragraphs += rng.choice(rows)["paragraphs"]
        day = dt.date(2014, 1, 1) + dt.timedelta(days=number % 4000)
        yield {"date": day.isoformat(), "title": rng.choice(rows)["title"], "paragraphs": paragraphs}


def build(count: int) -> None:
    call_command("migrate", verbosity=0)
    have = Publication.objects.count()
    if have < count:
        print(f"filling {count} articles …", flush=True)
        fill(recombined(count - have))
    started = time.perf_counter()
    documents = list(SearchDocument.objects.order_by("-number")[:500])
    publications = list(Publication.objects.filter(search_document__in=documents))
    for start in range(0, 500, 100):
        indexing.put_many(publications[start : start + 100])
    print(f"renewing in batches: {500 / (time.perf_counter() - started):.0f} articles/s")
    single = []
    for publication in publications[:50]:
        started = time.perf_counter()
        indexing.put(publication)
        single.append(1000 * (time.perf_counter() - started))
    print(f"one save's cost, committed: p50 {statistics.median(single):.1f} ms, p95 {sorted(single)[47]:.1f} ms")


def queries(sample: list[str]) -> dict[str, list[str]]:
    """Strings by how many of the sample have them; ideographs only."""
    rng, found = random.Random(8), {name: [] for name in CLASSES}  # type: dict[str, list[str]]  # noqa: S311
    for _ in range(60_000):
        if all(len(strings) >= PER_CLASS for strings in found.values()):
            break
        text = rng.choice(sample)
        start = rng.randrange(len(text) - 4)
        for name, (size, low, high) in CLASSES.items():
            string = text[start : start + size]
            if len(found[name]) >= PER_CLASS or string in found[name] or not all("一" <= c <= "龥" for c in string):
                continue
            share = sum(string in each for each in sample) / len(sample)
            if low <= share <= high:
                found[name].append(string)
    found["2-3 terms"] = [" ".join(rng.sample(found["2 characters, in most"], 2)) for _ in range(PER_CLASS)]
    return found


def with_like(query: str) -> None:
    condition = " AND ".join(["body LIKE %s"] * len(query.split()))
    values = [f"%{term}%" for term in query.split()]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM articles_searchdocument WHERE {condition}", values)  # noqa: S608
        cursor.fetchall()
        newest = f"SELECT number FROM articles_searchdocument WHERE {condition} ORDER BY number DESC LIMIT 20"  # noqa: S608
        cursor.execute(newest, values)
        cursor.fetchall()


def trigram() -> Callable[[str], None]:
    """The trigram tokenizer over the same bodies, in memory; finds nothing shorter than three characters."""
    peer = sqlite3.connect(":memory:")
    peer.execute("CREATE VIRTUAL TABLE t USING fts5(body, tokenize='trigram')")
    rows = SearchDocument.objects.values_list("number", "body").iterator()
    peer.executemany("INSERT INTO t (rowid, body) VALUES (?, ?)", rows)

    def ask(query: str) -> None:
        phrase = " AND ".join(f'"{term}"' for term in query.split())
        peer.execute("SELECT count(*) FROM t WHERE t MATCH ?", [phrase]).fetchall()
        peer.execute("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rowid DESC LIMIT 20", [phrase]).fetchall()

    return ask


def quoted(query: str) -> str:
    return " ".join(f'"{term}"' for term in query.split())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    started = time.perf_counter()
    build(given.articles)
    print(f"ready after {time.perf_counter() - started:.0f} s; {engine().count()} documents on {connection.vendor}")
    if connection.vendor == "sqlite":
        size = (Path(FOLDER) / "newsroom.sqlite3").stat().st_size
        print(f"database {size / 1e6:.0f} MB, python {sys.version.split()[0]}, sqlite {sqlite3.sqlite_version}")
    sample = list(SearchDocument.objects.order_by("?").values_list("body", flat=True)[:1000])
    ways: dict[str, Callable[[str], Any]] = {
        "newest": lambda query: search(quoted(query), order=DATE),
        "ranked": lambda query: search(quoted(query)),
        "LIKE": with_like,
        "trigram": trigram(),
    }
    for name, strings in queries(sample).items():
        times: dict[str, list[float]] = {way: [] for way in ways}
        for string in strings:
            for _ in range(given.rounds):
                for way, ask in ways.items():
                    started = time.perf_counter()
                    ask(string)
                    times[way].append(1000 * (time.perf_counter() - started))
        print(f"{name} ({len(strings)} queries)")
        like = statistics.median(times["LIKE"])
        for way, values in times.items():
            middle = statistics.median(values)
            p95 = sorted(values)[int(len(values) * 0.95)]
            print(f"  {way:<8} p50 {middle:8.2f} ms  p95 {p95:8.2f} ms  LIKE is {like / middle:7.1f} times as slow")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB (with the trigram peer)")


if __name__ == "__main__":
    main()
