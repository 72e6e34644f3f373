"""How fast search is beside LIKE, trigrams, tantivy and a scan in Python, and what the index costs, in one run.

    CORPUS_DIR=… BENCHMARK_DATA=… [DATABASE_URL=…] python -m benchmarks.search fill|build|multiply|save|ask [options]

``fill`` publishes texts without an index: paragraphs of the corpus recombined, 2,000 to 3,000 characters each. ``build``
indexes what is missing and prints the rate, the processors' time, size and memory; stop it and go on at will. ``save`` prints
what one save's index costs, committed. ``multiply`` makes a large archive of an indexed one within minutes: its texts, and the
segments of their index, again and again, each time in the years before; so no string is new in it. ``ask`` answers strings of several classes, quoted, by the whole ``search()`` with
total, marks and passages, and by the peers in the same rounds. Only ratios in one run count; first asked once unmeasured.
On SQLite, which works inside this process, the times are the processor's: a busy machine spoils them less. What waits for
the disk or for a server is told by the clock.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import os
import random
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from array import array
from collections.abc import Callable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
FOLDER = Path(os.environ.get("BENCHMARK_DATA") or tempfile.mkdtemp(prefix="newsroom-search-"))
os.environ["DATA_DIR"] = str(FOLDER)

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import RequestFactory  # noqa: E402

from articles.models import Article, Publication, Revision, SearchDocument, SearchSegment  # noqa: E402
from articles.models.search import DAY_BITS  # noqa: E402
from articles.search import DATE, building, indexing, search  # noqa: E402
from articles.search.engine import engine  # noqa: E402
from articles.search.finding import Finder  # noqa: E402
from articles.search.postings import BLOCK  # noqa: E402
from articles.search.query import parse  # noqa: E402
from articles.text.segmentation import cut  # noqa: E402
from benchmarks import hello  # noqa: E402
from tests.search.shelves import corpus, shelve  # noqa: E402

# characters, and the share of a sample that has the string
CLASSES = {
    "2 characters, .5-5%": (2, 0.005, 0.05),
    "4 characters, .5-5%": (4, 0.005, 0.05),
    "rare": (4, 0.0, 0.001),
    "2 characters, in most": (2, 0.5, 1.0),
    "4 characters, common": (4, 0.15, 1.0),
    "hard: 8 characters of common pairs": (8, 0.0, 0.01),
}
Ask = Callable[[str], Any]


def recombined(count: int, *, seed: int) -> Iterator[dict[str, Any]]:
    rows = list(corpus(Path(os.environ["CORPUS_DIR"])))
    rng = random.Random(seed)  # noqa: S311
    for number in range(count):
        paragraphs: list[str] = []
        wanted = rng.randint(2000, 3000)
        while sum(map(len, paragraphs)) < wanted:
            paragraphs += rng.choice(rows)["paragraphs"]
        day = dt.date(2014, 1, 1) + dt.timedelta(days=number % 4000)
        yield {"date": day.isoformat(), "title": rng.choice(rows)["title"], "paragraphs": paragraphs}


def fill(given: argparse.Namespace) -> None:
    call_command("migrate", verbosity=0)
    if connection.vendor == "sqlite":  # else each batch writes the half of every index anew: 300 bytes for one
        with connection.cursor() as cursor:
            for pragma in ("journal_mode = MEMORY", "synchronous = OFF", "cache_size = -1500000"):
                cursor.execute(f"PRAGMA {pragma}")
    have = Publication.objects.count()
    print(f"{shelve(recombined(max(given.articles - have, 0), seed=have))} published, {have} were there")


def build(given: argparse.Namespace) -> None:
    call_command("migrate", verbosity=0)
    if given.scratch:
        indexing.clear()
    print(f"{indexing.waiting().count()} to be indexed, {given.processes} processes beside the writing one", flush=True)
    began, cpu, done, all_in = time.perf_counter(), time.process_time(), 0, 0.0
    for count in building.renew(processes=given.processes):
        done, all_in = done + count, time.perf_counter() - began
        if done % 10_000 < count:
            print(f"  {done} after {all_in:.0f} s", flush=True)
    took, others = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"{done / max(all_in, 0.001):.0f} texts/s, all found after {all_in:.0f} s, put in order after {took:.0f} s "
        f"({done / took:.0f} texts/s); processors' time: writing {time.process_time() - cpu:.0f} s, "
        f"others {others.ru_utime + others.ru_stime:.0f} s; memory {peak(resource.RUSAGE_SELF)} and "
        f"{peak(resource.RUSAGE_CHILDREN)} at most"
    )
    print(f"{engine().count()} in the index; {size()}; {floor()}")


def multiply(given: argparse.Namespace) -> None:
    """Only on SQLite, and without a journal: what breaks off is of no use."""
    with connection.cursor() as cursor:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF", "temp_store = MEMORY"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute("SELECT julianday(max(date)) - julianday(min(date)) + 1, max(id) FROM articles_publication")
        days, shift = map(int, cursor.fetchone())
        cursor.execute("SELECT max(max(id), (SELECT max(id) FROM articles_revision)) FROM articles_article")
        shift = max(shift, *cursor.fetchone())
        segments = list(SearchSegment.objects.filter(retired_at__isnull=True))
        for time_ in range(1, given.times):
            with transaction.atomic():
                _copy_rows(cursor, time_, days, shift)
                for segment in segments:
                    _copy_segment(cursor, segment, time_ * (shift - (days << DAY_BITS)))
            print(f"  {time_ + 1} times, {engine().count()} texts in the index", flush=True)


def _copy_rows(cursor: Any, time_: int, days: int, shift: int) -> None:
    more, number = f"+ {time_ * shift}", f"number + {time_ * (shift - (days << DAY_BITS))}"
    new = {"id": f"id {more}", "public_id": f"public_id || '{time_}'"}
    dated = {"date": f"date(date, '-{time_ * days} days')"}
    of_article, of_revision, of_publication = (
        {f"{name}_id": f"{name}_id {more}"} for name in ("article", "revision", "publication")
    )
    for model, changed in [
        (Article, new),
        (Revision, new | of_article),
        (Publication, new | dated | of_article | of_revision),
        (SearchDocument, {"number": number} | of_publication),
    ]:
        table, key = model._meta.db_table, "publication_id" if model is SearchDocument else "id"
        columns = [field.column for field in model._meta.concrete_fields]
        values = ", ".join(changed.get(name, name) for name in columns)
        # A portion at a time: what is read and written in one table is kept in memory between the two.
        for start in range(1, shift + 1, BLOCK):
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table}"  # noqa: S608
                f" WHERE {key} BETWEEN {start} AND {min(start + BLOCK - 1, shift)}"
            )


def _copy_segment(cursor: Any, segment: SearchSegment, moved: int) -> None:
    numbers = array("q", [number + moved for number in array("q", bytes(segment.numbers))])
    key, old = random.getrandbits(62), segment.key
    values = {field.attname: getattr(segment, field.attname) for field in SearchSegment._meta.concrete_fields}
    changed = {"key": key, "numbers": numbers.tobytes(), "newest": numbers[-1]}
    SearchSegment.objects.create(**(values | changed))
    for name, columns in (("page", "first, data"), ("places", "triple, following, data"), ("word", "word, data")):
        table = f"articles_search{name}"
        cursor.execute(
            f"INSERT INTO {table} (segment, {columns}) SELECT {key}, {columns} FROM {table}"  # noqa: S608
            f" WHERE segment = {old}"
        )


def peak(whose: int) -> str:
    return f"{resource.getrusage(whose).ru_maxrss / 1024:.0f} MB"


TABLES = ("segment", "page", "places", "word", "recent")


def size() -> str:
    tables = [f"articles_search{name}" for name in TABLES]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            whole = (FOLDER / "newsroom.sqlite3").stat().st_size
            parts = " + ".join(f"(SELECT COALESCE(sum(length(data)), 0) FROM {table})" for table in tables[1:4])  # noqa: S608
            cursor.execute(f"SELECT {parts}")
            index = cursor.fetchone()[0]
        else:
            parts = " + ".join(f"pg_total_relation_size('{table}')" for table in tables)
            cursor.execute(f"SELECT pg_database_size(current_database()), {parts}")
            whole, index = cursor.fetchone()
        segments = SearchSegment.objects.filter(retired_at__isnull=True).count()
    return f"database {whole / 1e6:.0f} MB, of it the index {index / 1e6:.0f} MB in {segments} segments"


def save(given: argparse.Namespace) -> None:
    """What the index adds to the transaction that writes a publication: both ways in turn, committed."""
    documents = SearchDocument.objects.order_by("?").values_list("publication", flat=True)[:200]
    spent: dict[bool, list[tuple[float, float]]] = {False: [], True: []}
    for turn, publication in enumerate(Publication.objects.filter(pk__in=list(documents))):
        for with_index in (True, False) if turn % 2 else (False, True):
            began, cpu = time.perf_counter(), time.process_time()
            with transaction.atomic():
                publication.save(update_fields=["html", "card", "detail", "text"])
                if with_index:
                    indexing.put(publication)
            spent[with_index].append((1000 * (time.perf_counter() - began), 1000 * (time.process_time() - cpu)))
    for which, name in enumerate(("clock", "this process' processor time")):
        alone, both = ([each[which] for each in spent[with_index]] for with_index in (False, True))
        added = [one - other for one, other in zip(both, alone, strict=True)]
        print(
            f"saved, {connection.vendor}, {name}: without index {told(alone)}; with it {told(both)}; adds {told(added)}"
        )
    print(floor())


def strings(sample: list[str], each: int) -> dict[str, list[str]]:
    """Strings by how many of the sample have them; ideographs only."""
    rng, found = random.Random(8), {name: [] for name in CLASSES}  # type: dict[str, list[str]]  # noqa: S311
    common = {text[at : at + 2] for text in sample[:20] for at in range(len(text) - 1)}
    common = {pair for pair in common if sum(pair in text for text in sample[:100]) >= 30}
    for _ in range(200_000):
        if all(len(known) >= each for known in found.values()):
            break
        text = rng.choice(sample)
        start = rng.randrange(len(text) - 8)
        for name, (length, low, high) in CLASSES.items():
            string = text[start : start + length]
            if len(found[name]) >= each or string in found[name] or not all("一" <= c <= "龥" for c in string):
                continue
            if length == 8 and not {string[at : at + 2] for at in range(7)} <= common:
                continue
            if low <= sum(string in each for each in sample) / len(sample) <= high:
                found[name].append(string)
    found["2-3 terms"] = [" ".join(rng.sample(found["2 characters, in most"], 2)) for _ in range(each)]
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


def index_alone(query: str) -> None:
    """The engine's total and newest 20, without texts, marks and Python's part."""
    finder = Finder(parse(quoted(query), cut=cut), ranks=False)
    finder.total(20)
    finder.newest(finder.tree, 20)


def scan(query: str) -> None:
    """Every body, folded already, through Python."""
    terms = [term.encode() for term in query.split()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, body FROM articles_searchdocument ORDER BY number DESC")
        while rows := cursor.fetchmany(500):
            _ = [number for number, body in rows if all(term in body.encode() for term in terms)]


def trigram(count: int) -> Ask:
    """SQLite's trigram tokenizer over ``count`` of the bodies, in memory; finds nothing shorter than three characters."""
    peer = sqlite3.connect(":memory:")
    peer.execute("CREATE VIRTUAL TABLE t USING fts5(body, tokenize='trigram')")
    peer.executemany("INSERT INTO t (rowid, body) VALUES (?, ?)", bodies(count))

    def ask(query: str) -> None:
        phrase = quoted(query).replace('" "', '" AND "')
        peer.execute("SELECT count(*) FROM t WHERE t MATCH ?", [phrase]).fetchall()
        peer.execute("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rowid DESC LIMIT 20", [phrase]).fetchall()

    return ask


def tantivy_pairs(count: int) -> Ask:
    """tantivy over the pairs of ``count`` of the bodies as words, in a folder of its own; phrases, total, the newest 20."""
    import tantivy  # benchmarks/requirements.txt

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("body", tokenizer_name="whitespace", index_option="position")
    builder.add_integer_field("number", fast=True, indexed=True)
    folder = FOLDER / f"tantivy-{count}"
    is_new = not folder.exists()
    folder.mkdir(exist_ok=True)
    peer = tantivy.Index(builder.build(), path=str(folder))
    if is_new:
        writer = peer.writer(200_000_000)
        for number, body in bodies(count):
            writer.add_document(tantivy.Document(body=[spaced(body)], number=[number]))
        writer.commit()
        writer.wait_merging_threads()
    peer.reload()
    searcher = peer.searcher()

    def ask(query: str) -> None:
        phrase = " AND ".join(f'body:"{spaced(term)}"' for term in query.split())
        parsed = peer.parse_query(phrase, ["body"])
        searcher.search(parsed, limit=20, count=True, order_by_field="number")

    return ask


def spaced(text: str) -> str:
    return " ".join(text[at : at + 2].replace(" ", "_") for at in range(len(text) - 1))


def bodies(count: int) -> Iterator[tuple[int, str]]:
    rows = SearchDocument.objects.order_by("-number").values_list("number", "body")[:count]
    return iter(rows.iterator())


def quoted(query: str) -> str:
    return " ".join(f'"{term}"' for term in query.split())


def now() -> float:
    """Milliseconds: of this process' processor time on SQLite, else of the clock."""
    return 1000 * (time.process_time() if connection.vendor == "sqlite" else time.perf_counter())


def told(times: list[float]) -> str:
    ordered = sorted(times)
    return f"p50 {statistics.median(ordered):9.2f} ms  p95 {ordered[int(len(ordered) * 0.95)]:9.2f} ms"


def floor(seconds: float = 1.0) -> str:
    """What a hello-world view costs here and now: what the times beside it are to be compared by, not the clock."""
    bare, times = hello.bare(), []
    request = RequestFactory().get("/hello/", HTTP_HOST="localhost")
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        began = time.process_time()
        for _ in range(50):
            bare.get_response(request)
        times.append((time.process_time() - began) / 50)
    return f"a hello-world view takes {1e6 * statistics.median(times):.0f} µs of the processor"


def ask(given: argparse.Namespace) -> None:
    count = engine().count()
    version = sqlite3.sqlite_version if connection.vendor == "sqlite" else connection.pg_version  # type: ignore[attr-defined]
    print(f"{count} texts, {connection.vendor} {version}, python {sys.version.split()[0]}; {size()}; {floor()}")
    step = max(0, count // 1000 - 1) | 1  # odd: the texts of a multiplied archive repeat at even distances
    numbers = list(SearchDocument.objects.order_by("number").values_list("number", flat=True))[::step]
    sample = list(SearchDocument.objects.filter(number__in=numbers).values_list("body", flat=True))
    ways: dict[str, Ask] = {
        "newest first": lambda query: search(quoted(query), order=DATE),
        "ranked": lambda query: search(quoted(query)),
        "index alone": index_alone,
    }
    chosen = strings(sample, given.strings)
    own = list(ways)
    peers: dict[str, tuple[Ask, int]] = {}
    if given.like:
        peers["LIKE"] = (with_like, count)
    if given.peers:
        held = min(given.peers, count)
        peers |= {f"trigram, {held}": (trigram(held), held), f"tantivy, {held}": (tantivy_pairs(held), held)}
    if given.scan:
        peers["scan in Python"] = (scan, count)
    ways |= {name: way for name, (way, _) in peers.items()}
    gc.freeze()  # as the server does: what is loaded by now is not looked at again and again
    for name, queries in filter(itemgetter(1), chosen.items()):
        times: dict[str, list[float]] = {way: [] for way in ways}
        for query in queries:
            for way, put in ways.items():
                rounds = given.rounds if way in own else 1
                if way in own:
                    put(query)
                for _ in range(rounds):
                    began = now()
                    put(query)
                    times[way].append(now() - began)
        print(f"{name} ({len(queries)} strings)")
        slow = statistics.median(times["LIKE"]) if given.like else 0.0
        for way, values in times.items():
            ratio = f"  LIKE is {slow / statistics.median(values):7.1f} times as slow" if slow else ""
            print(f"  {way:<18} {told(values)}{ratio}", flush=True)
    print(f"{floor()}; memory of this process at most {peak(resource.RUSAGE_SELF)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["fill", "build", "multiply", "save", "ask"])
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--scratch", action="store_true", help="build everything anew")
    parser.add_argument("--times", type=int, default=10, help="multiply: so often each text in all")
    parser.add_argument("--strings", type=int, default=8, help="of each class")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--like", action="store_true")
    parser.add_argument("--scan", action="store_true")
    parser.add_argument("--peers", type=int, default=0, metavar="N", help="trigram and tantivy over N of the texts")
    given = parser.parse_args()
    {"fill": fill, "build": build, "multiply": multiply, "save": save, "ask": ask}[given.what](given)


if __name__ == "__main__":
    main()
