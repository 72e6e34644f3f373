"""How fast articles are saved and read beside a writer: the trial ``writing`` of benchmarks.durability."""

from __future__ import annotations

import argparse
import multiprocessing
import secrets
import statistics
import time
from typing import Any


def new_word() -> str:
    return f"zq{secrets.token_hex(5)}"


def text_of(word: str) -> list[dict[str, Any]]:
    from articles.models.body import text_block

    return [text_block("paragraph", f"这一段里有 {word}，讲一件事情。")]


def writing(options: argparse.Namespace, server: Any) -> bool:
    from django.db import connection

    from articles.models import Article

    connection.close()
    begin = multiprocessing.get_context("fork")
    results = begin.Queue()
    writers = [begin.Process(target=save_on, args=(20, options.seconds, results)) for _ in range(4)]
    for writer in writers:
        writer.start()
    found = [results.get() for _ in writers]
    for writer in writers:
        writer.join()
    times = sorted(each for one in found for each in one[0])
    locked = sum(one[1] for one in found)
    rate = len(times) / options.seconds
    p99 = times[int(len(times) * 0.99)] * 1000
    print(
        f"4 writers: {rate:.0f} saves/s, {locked} lock errors, median {statistics.median(times) * 1000:.0f} ms, p99 {p99:.0f} ms"
    )
    for _ in range(50):
        Article.objects.create(title=new_word(), body=text_of(new_word()))
    connection.close()
    alone, beside = reading_rate(options.seconds, begin, busy=False), reading_rate(options.seconds, begin, busy=True)
    print(f"a reader: {alone:.0f}/s alone, {beside:.0f}/s beside a writer who does not pause: {beside / alone:.0%}")
    return locked == 0


def save_on(a_second: int, seconds: float, results: Any) -> None:
    """An article's body and a revision, so many times a second; 0 is without a pause."""
    from django.db import OperationalError, connection, transaction

    from articles import revisions
    from articles.choices import RevisionReason
    from articles.models import Article

    article = Article.objects.create(title=new_word(), body=text_of(new_word()))
    times, locked, due = [], 0, time.monotonic()
    until = due + seconds
    while time.monotonic() < until:
        begun = time.perf_counter()
        try:
            with transaction.atomic():
                article.body = text_of(new_word())
                article.save()
                revisions.freeze(article, reason=RevisionReason.SAVED, by=None)
        except OperationalError:
            locked += 1
        times.append(time.perf_counter() - begun)
        if a_second:
            due += 1 / a_second
            time.sleep(max(0.0, due - time.monotonic()))
    connection.close()
    results.put((times, locked))


def reading_rate(seconds: float, begin: Any, *, busy: bool) -> float:
    from django.db import connection

    from articles.models import Article

    results = begin.Queue()
    writer = begin.Process(target=save_on, args=(0, seconds + 1, results))
    if busy:
        writer.start()
        time.sleep(0.5)
    count, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        list(Article.objects.order_by("-pk").values("title", "body")[:10])
        count += 1
    if busy:
        results.get()
        writer.join()
    connection.close()
    return count / seconds
