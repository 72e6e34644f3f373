# ruff: noqa: I001  the order matters: the first module makes the throwaway site whose settings the others read
"""What a reader's page costs next to a hello-world view: `.venv/bin/python -m benchmarks.page_requests`.

In process as in ``benchmarks.api_requests``: the WSGI application in a loop, CPU time, rounds alternate, medians are
compared. ``cold`` makes the page anew each time: no page is kept before the request, but what pages share since the last public change is (masthead
and foot, what stands beside a list on each of its pages, its order, what a tag got last), and the words around a list's rows if they are still the
same (``public/wording.py``). ``first`` is the first request after a public change, which asks for all that too.
``--http`` compares requests a second of two gunicorn workers, as performance.md does; ``--grow N`` fills the archive up to N articles after a first measurement and compares the two.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

from benchmarks import api_requests as base


from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import preparing
from articles.models import Author, Column, Publication, Tag
from benchmarks import hello
from benchmarks import over_http as http
from benchmarks.archive import PREPARED, fill, prepare_around

FLOOR = http.FLOOR
LISTED = 60  # of a list, its texts within a day being sorted
GZIP = {"HTTP_ACCEPT_ENCODING": "gzip"}


def pages() -> dict[str, str]:
    """Name and address of one page of each type that costs differently."""
    publication = Publication.objects.newest_first().first()
    column, tag, author = (
        model.objects.filter(publications__isnull=False).first()  # type: ignore[attr-defined]
        for model in (Column, Tag, Author)
    )
    assert publication and publication.issue and column and tag and author
    prepare_around(publication)
    preparing.renew_some(PREPARED)  # those of a folder that is used again
    for thing in (column, tag, author):  # in time the job prepares every one
        preparing.prepare(thing.publications.select_related("column", "page__issue", "issue").newest_first()[:LISTED])
    return {
        "article": publication.card["url"],
        "front": "/",
        "issue": publication.issue.get_absolute_url(),
        "column": column.get_absolute_url(),
        "author": author.get_absolute_url(),
        "tag": tag.get_absolute_url(),
        "feed": "/rss.xml",
        "search": "/search/?q=%E6%8A%80%E8%83%BD",
    }


def measure(rounds: int, repeat: int) -> dict[str, float]:
    """CPU seconds of one request, by the name of the job."""
    ours, floor = hello.site(), hello.bare()
    jobs: dict[str, Callable[[], object]] = {FLOOR: lambda: base.call(floor, "/hello/", {})}

    cold, first = hello.forgetful("pages"), hello.forgetful("all")
    for name, address in pages().items():
        etag = base.call(ours, address, GZIP)[1]["ETag"]
        same = {**GZIP, "HTTP_IF_NONE_MATCH": etag}
        jobs[f"{name}, kept"] = lambda address=address: base.call(ours, address, GZIP)  # type: ignore[misc]
        jobs[f"{name}, 304"] = lambda address=address, same=same: base.call(ours, address, same)  # type: ignore[misc]
        jobs[f"{name}, cold"] = lambda address=address: base.call(cold, address, GZIP)  # type: ignore[misc]
        jobs[f"{name}, first"] = lambda address=address: base.call(first, address, GZIP)  # type: ignore[misc]
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for job in jobs.values():
        job()
    for _ in range(rounds):
        for name, job in jobs.items():
            times_of_one = max(3, repeat // 10) if name.endswith(("cold", "first")) else repeat
            job()  # a cold page before it has emptied the shelf
            start = time.process_time()
            for _ in range(times_of_one):
                job()
            times[name].append((time.process_time() - start) / times_of_one)
    return {name: statistics.median(found) for name, found in times.items()}


def over_http(rounds: int, seconds: int) -> None:
    """The same table by requests a second; ``gzip`` is a cold page for whom can read that, as browsers can."""
    jobs: dict[str, http.Job] = {}
    ours = hello.site()
    for name, address in pages().items():
        jobs[f"{name}, kept"] = http.Job(address)
        jobs[f"{name}, 304"] = http.Job(address, {"If-None-Match": base.call(ours, address, {})[1]["ETag"]})
        jobs[f"{name}, cold"] = http.Job(address, forgets="pages")
        jobs[f"{name}, cold, gzip"] = http.Job(address, {"Accept-Encoding": "gzip"}, "pages")
        jobs[f"{name}, first"] = http.Job(address, forgets="all")
    connection.close()
    http.compare(jobs, port=base.PORT, rounds=rounds, seconds=seconds)


def queries_of(address: str) -> list[int]:
    """Queries of the first request after a change, which asks for what many pages share too; of a cold and a kept one."""
    ours = hello.site()
    counts = []
    hello.forget("all")
    for number in range(3):
        with CaptureQueriesContext(connection) as queries:
            base.call(ours, address, GZIP)
        counts.append(len(queries))
        if number == 0:
            hello.forget("pages")
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--grow", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--repeat", type=int, default=60)
    parser.add_argument("--http", action="store_true", help="gunicorn and wrk instead of in process")
    parser.add_argument("--seconds", type=int, default=2, help="of one round with --http")
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    fill(options.articles)
    if options.http:
        over_http(options.rounds, options.seconds)
        return
    small = measure(options.rounds, options.repeat)
    floor = small[FLOOR]
    print(f"{options.articles} articles, {connection.vendor}; the floor takes {floor * 1e6:.0f} µs of CPU")
    print(f"{'':28}{'CPU µs':>9}{'of hello':>10}")
    for name, found in small.items():
        print(f"{name:28}{found * 1e6:9.0f}{floor / found:10.3f}")
    for name, address in pages().items():
        first, cold, kept = queries_of(address)
        print(f"{name}: {cold} queries cold, {kept} kept; {first} when the first after a change")
    if options.grow:
        fill(options.grow)
        large = measure(options.rounds, options.repeat)
        print(f"\n{options.grow} articles\n{'':28}{'of hello':>10}{'times that of ' + str(options.articles):>22}")
        for name, found in large.items():
            growth = (found / large[FLOOR]) / (small[name] / floor)
            print(f"{name:28}{large[FLOOR] / found:10.3f}{growth:22.2f}")


if __name__ == "__main__":
    main()
