"""What an API request costs next to a hello-world view: `.venv/bin/python -m benchmarks.api_requests [--http]`.

In process by default: the WSGI application is called in a loop and the CPU time of this process is
taken, so it leaves out sockets and the server. The floor is a hello-world view behind Django's default
middleware, in the same process and the same rounds; a second floor is the same view behind this site's.
With ``--http`` two gunicorn sync workers answer ``wrk -c4`` and requests a second are compared, which is
what docs quote. An answer is kept for as long as nothing public changes; ``anew`` is the request after a change,
which finds nothing kept; ``changed`` the first of all after one; ``keyed`` a partner's, and ``keyed anew`` the same after a
change; ``new`` that of a process which has no record at hand. ``--grow N`` fills the archive up to N texts after a first measurement and compares
the two. The database is a throwaway SQLite file, or an empty one that ``DATABASE_URL`` names. Rounds alternate between all targets and medians are compared: only ratios count.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from functools import cache
from io import BytesIO
from pathlib import Path

FOLDER = os.environ.get("BENCHMARK_DATA") or tempfile.mkdtemp(prefix="newsroom-benchmark-")
PORT = int(os.environ.get("BENCHMARK_PORT", "8190"))
os.environ.update(DATA_DIR=FOLDER, PORT=str(PORT), LOG_LEVEL="ERROR", DJANGO_SETTINGS_MODULE="newsroom.settings")
# counted as ever, but never refused
os.environ["API_ANONYMOUS_PER_MINUTE"] = os.environ["API_KEY_PER_MINUTE"] = "1000000"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from articles.api.feed import Place, scope_of  # noqa: E402
from articles.models import ApiKey, Author, ChangeCounter, Column, Partner, Publication, Tag  # noqa: E402
from benchmarks import hello  # noqa: E402
from benchmarks import over_http as http  # noqa: E402
from benchmarks.archive import fill  # noqa: E402

Handler = hello.Handler
ALL, SOME = "all columns", "two columns"


def call(application: Handler, address: str, headers: dict[str, str]) -> tuple[str, dict[str, str], int]:
    """One request; returns status, headers and length."""
    target, _, query = address.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": target,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": str(PORT),
        "HTTP_HOST": f"localhost:{PORT}",
        "HTTP_ACCEPT": "*/*",
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        **headers,
    }
    answer: dict[str, object] = {}

    def start_response(status: str, found: list[tuple[str, str]], exc_info: object = None) -> None:
        answer.update(status=status, headers=dict(found))

    response = application(environ, start_response)
    length = sum(map(len, response))
    response.close()  # type: ignore[attr-defined]
    return str(answer["status"]), answer["headers"], length  # type: ignore[return-value]


def targets(only: str) -> dict[str, str]:
    """Names and addresses, with the demand of performance.md as a part of hello-world."""
    publication = Publication.objects.newest_first().first()
    column = Column.objects.filter(publications__isnull=False).first()
    tag = Tag.objects.filter(publications__isnull=False).first()
    author = Author.objects.filter(publications__isnull=False).first()
    if publication is None or column is None or tag is None or author is None:
        raise SystemExit("the archive is empty")
    base = "/api/v1/articles/"
    found = {
        "list of 20 (.28)": base,
        "list of 20, all parts": f"{base}?include=body,statements,pull_quotes,corrections",
        "list of 20, 2 fields": f"{base}?fields=id,title",
        "list of 20, count": f"{base}?count=true",
        "list of 100": f"{base}?page_size=100",
        "list by column (.15)": f"{base}?column={column.slug}",
        "list by tag (.15)": f"{base}?tag={tag.slug}",
        "list by author (.15)": f"{base}?author={author.public_id}",
        "list by issue (.15)": f"{base}?issue=2025-06-09",
        "list by date (.15)": f"{base}?date_from=2025-01-01&kind=article",
        "detail (.35)": f"{base}{publication.public_id}/",
        "issue": "/api/v1/issues/2025-06-09/",
        "issues": "/api/v1/issues/",
        "columns": "/api/v1/columns/",
        "authors": "/api/v1/authors/",
        "tags": "/api/v1/tags/",
        "quotes": "/api/v1/quotes/",
    }
    return {name: address for name, address in found.items() if only in name}


@cache
def partner(name: str) -> dict[str, str]:
    """The header of a key whose contract covers what its name says."""
    found, _ = Partner.objects.get_or_create(name=name, defaults={"may_reprint": True, "covers_all": name == ALL})
    found.columns.set(Column.objects.order_by("pk")[:2])
    ApiKey.objects.filter(partner=found).update(revoked_at=timezone.now())
    return {"HTTP_AUTHORIZATION": f"Bearer {ApiKey.objects.issue(found, scopes=['sync'])[1]}"}


def feeds(only: str) -> dict[str, tuple[str, dict[str, str]]]:
    """The change feed from its middle on, each page with the header of its key: one that may see all, one that may see a part."""
    counter = ChangeCounter.objects.get()
    found = {}
    for about, name in (("", ALL), (", two columns", SOME)):
        header = partner(name)
        key = ApiKey.objects.get(partner__name=name, revoked_at=None)
        place = Place(counter.epoch, counter.head // 2, scope_of(key, key.partner.contract(), ()))
        for label, size in (("changes, 20 (.28)", 20), ("changes, 100", 100)):
            found[label + about] = f"/api/v1/changes/?page_size={size}&cursor={place.sign()}", header
    return {name: each for name, each in found.items() if only in name}


def jobs_of(only: str) -> dict[str, tuple[Handler, str, dict[str, str]]]:
    """What is asked of whom: each target kept and anew, both with a key too, after a change, by a new process; and hello-world."""
    ours, floor, key = hello.site(), hello.bare(), partner(SOME)
    anew, changed, new = (hello.forgetful(what) for what in ("pages", "all", "records"))
    jobs: dict[str, tuple[Handler, str, dict[str, str]]] = {
        "hello, default middleware": (floor, "/hello/", {}),
        "hello, this site's": (ours, "/hello/", {}),
    }
    for name, address in targets(only).items():
        jobs[name] = (ours, address, {})
        jobs[f"  {name}, anew"] = (anew, address, {})
        jobs[f"  {name}, keyed"] = (ours, address, key)
        jobs[f"  {name}, keyed anew"] = (anew, address, key)
        jobs[f"  {name}, changed"] = (changed, address, {})
        jobs[f"  {name}, new"] = (new, address, {})
    for name, (address, header) in feeds(only).items():
        jobs[name] = (ours, address, header)
        jobs[f"  {name}, new"] = (new, address, header)
    detail = targets("detail")["detail (.35)"]
    for name, own in (("detail, 304 (.75)", {}), ("  detail, 304 (.75), keyed", key)):
        jobs[name] = (ours, detail, {"HTTP_IF_NONE_MATCH": call(ours, detail, own)[1]["ETag"], **own})
    return jobs


def in_process(rounds: int, repeat: int, only: str) -> dict[str, float]:
    """Prints the table; returns each job's part of hello-world."""
    jobs = jobs_of(only)
    gc.collect()
    gc.freeze()  # as the server does
    times: dict[str, list[float]] = {name: [] for name in jobs}
    about = {}
    for name, (application, address, headers) in jobs.items():
        for _ in range(5):
            status, _, length = call(application, address, headers)
        with CaptureQueriesContext(connection) as queries:
            call(application, address, headers)
        about[name] = (status.split()[0], length, len(queries))
    for _ in range(rounds):
        for name, (application, address, headers) in jobs.items():
            start = time.process_time()
            for _ in range(repeat):
                call(application, address, headers)
            times[name].append((time.process_time() - start) / repeat)
    base = statistics.median(times["hello, default middleware"])
    print(f"{'':32}{'CPU µs':>9}{'of hello':>10}{'bytes':>9}{'queries':>9}{'status':>8}")
    for name, found in times.items():
        median = statistics.median(found)
        status, length, queries = about[name]
        print(f"{name:32}{median * 1e6:9.0f}{base / median:10.3f}{length:9}{queries:9}{status:>8}")
    return {name: base / statistics.median(found) for name, found in times.items()}


def over_http(rounds: int, seconds: int, only: str) -> None:
    """The same table by requests a second."""
    jobs: dict[str, http.Job] = {}
    key = {"Authorization": partner(SOME)["HTTP_AUTHORIZATION"]}
    for name, address in targets(only).items():
        jobs[name] = http.Job(address)
        jobs[f"  {name}, anew"] = http.Job(address, forgets="pages")
        jobs[f"  {name}, keyed"] = http.Job(address, key)
        jobs[f"  {name}, keyed anew"] = http.Job(address, key, "pages")
        jobs[f"  {name}, changed"] = http.Job(address, forgets="all")
        jobs[f"  {name}, new"] = http.Job(address, forgets="records")
    for name, (address, header) in feeds(only).items():
        jobs[name] = http.Job(address, {"Authorization": header["HTTP_AUTHORIZATION"]})
        jobs[f"  {name}, new"] = http.Job(address, jobs[name].headers, "records")
    ours = hello.site()
    detail = targets("detail")["detail (.35)"]
    for name, own in (("detail, 304 (.75)", {}), ("  detail, 304 (.75), keyed", key)):
        given = {"HTTP_AUTHORIZATION": own["Authorization"]} if own else {}
        jobs[name] = http.Job(detail, {"If-None-Match": call(ours, detail, given)[1]["ETag"], **own})
    connection.close()
    http.compare(jobs, port=PORT, rounds=rounds, seconds=seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--repeat", type=int, default=60, help="requests of one round, in process")
    parser.add_argument("--http", action="store_true", help="gunicorn and wrk instead of in process")
    parser.add_argument("--only", default="", help="targets whose name contains this")
    parser.add_argument("--grow", type=int, default=0)
    parser.add_argument("--seconds", type=int, default=2, help="of one round with --http")
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    fill(options.articles)
    versions = f"Python {platform.python_version()}, Django {django.__version__}, {connection.vendor}"
    print(f"{versions}, SQLite library {sqlite3.sqlite_version}, {options.articles} articles")
    small: dict[str, float] = {}
    if options.http:
        over_http(options.rounds, options.seconds, options.only)
    else:
        small = in_process(options.rounds, options.repeat, options.only)
    if options.grow:
        fill(options.grow)
        print(f"\n{options.grow} articles")
        large = in_process(options.rounds, options.repeat, options.only)
        print(f"\n{'':32}times the cost at {options.articles}")
        for name, part in small.items():
            print(f"{name:32}{part / large[name]:10.2f}")


if __name__ == "__main__":
    try:
        main()
    finally:
        if "BENCHMARK_DATA" not in os.environ and Path(FOLDER).name.startswith("newsroom-benchmark-"):
            shutil.rmtree(FOLDER, ignore_errors=True)
