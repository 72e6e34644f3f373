"""Fills a database with many published texts at once: for proofs and benchmarks, past the desk and its rules.

The rows are as ``publishing`` writes them as far as search reads them.
"""

import datetime as dt
import gzip
import json
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from articles.choices import RevisionReason, Stage
from articles.models import Article, Publication, Revision
from articles.models.identity import new_public_id
from articles.search import dialect, indexing
from articles.search.engine import engine

BATCH = 500
Row = dict


def corpus(folder: Path, *, every: int = 1) -> Iterator[Row]:
    """Every so manieth item of the shared corpus."""
    with gzip.open(folder / "news.jsonl.gz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % every == 0:
                yield json.loads(line)


def shelve(rows: Iterable[Row]) -> int:
    """Publish ``rows`` ({"date", "title", "paragraphs"}) and leave their index to ``building``; returns how many."""
    count, waiting = 0, iter(rows)
    while first := next(waiting, None):
        with transaction.atomic():
            rest = chain([first], islice(waiting, 50 * BATCH - 1))
            while batch := list(islice(rest, BATCH)):
                count += len(_stored(batch))
    return count


def fill(rows: Iterable[Row]) -> int:
    """Publish ``rows`` and index them; returns how many."""
    count, waiting = 0, iter(rows)
    while batch := list(islice(waiting, BATCH)):
        count += _store(batch)
    engine().tidy()
    dialect.learn()
    return count


@transaction.atomic
def _store(rows: list[Row]) -> int:
    indexing.put_many(_stored(rows))
    return len(rows)


def _stored(rows: list[Row]) -> list[Publication]:
    articles = Article.objects.bulk_create(
        Article(public_id=new_public_id(), title=row["title"], stage=Stage.RELEASED) for row in rows
    )
    revisions = Revision.objects.bulk_create(
        Revision(article=article, number=1, reason=RevisionReason.RELEASED, snapshot={}) for article in articles
    )
    return Publication.objects.bulk_create(_publication(*each) for each in zip(rows, articles, revisions, strict=True))


def _publication(row: Row, article: Article, revision: Revision) -> Publication:
    day = dt.date.fromisoformat(row["date"])
    moment = timezone.make_aware(dt.datetime.combine(day, dt.time(6)))
    detail = {
        "kicker": "", "subtitle": "", "web_title": "", "byline": [], "statements": [], "pull_quotes": [],
        "body": {"blocks": []}, "editor_note": "", "summary": "", "author_note": "",
    }  # fmt: skip
    return Publication(
        article=article, public_id=article.public_id, revision=revision, title=row["title"], kind="article", date=day,
        released_at=moment, updated_at=moment, html="", text="\n".join(row["paragraphs"]), card={}, detail=detail,
        sha256="0" * 64,
    )  # fmt: skip
