"""Finds one manuscript under two titles and a page that was imported twice, among all working copies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet

from articles.models import Article, Band, Fingerprint
from articles.text.fingerprint import bands, containment, likeness, runs, signature

LIKE, CONTAINED = 0.5, 0.8
CANDIDATES = 20
SHORTEST = 60  # runs: two short notices of one event may well be alike
BATCH = 100


@dataclass(frozen=True, slots=True)
class Twin:
    """An article that nearly repeats another; ``share`` of the shorter text stands in the longer one (0–1)."""

    article: Article
    share: float

    @property
    def percent(self) -> int:
        return int(self.share * 100)


def twins(article: Article, *, among: QuerySet[Article]) -> list[Twin]:
    """Articles of ``among`` (what the asking person may see) that nearly repeat this one, the closest first."""
    return twins_of(_text(article.text_blocks()), among=among.exclude(pk=article.pk))


def twins_of(text: str, *, among: QuerySet[Article]) -> list[Twin]:
    """The same for a text that is no article yet. Two queries, whatever the archive holds."""
    mine = runs(text)
    if len(mine) < SHORTEST:
        return []
    near = Band.objects.filter(value__in=bands(signature(mine)), article__in=among)
    ids = near.values("article").annotate(shared=Count("pk")).order_by("-shared", "-article")[:CANDIDATES]
    found = []
    for other in among.filter(pk__in=[row["article"] for row in ids]).prefetch_related("statements"):
        theirs = runs(_text(other.text_blocks()))
        share, like = containment(mine, theirs), likeness(mine, theirs)
        if like >= LIKE or share >= CONTAINED:
            found.append((like, other.pk, Twin(other, share)))
    return [twin for _, _, twin in sorted(found, key=lambda row: row[:2], reverse=True)]


def waiting() -> QuerySet[Article]:
    """Working copies that changed since their fingerprint was taken."""
    taken = Fingerprint.objects.filter(article=OuterRef("pk"), lock_version=OuterRef("lock_version"))
    return Article.objects.filter(~Exists(taken))


def renew(limit: int | None = None) -> Iterator[int]:
    """Take the fingerprints that wait; yields after each batch how many were taken."""
    left = limit
    while left is None or left > 0:
        batch = list(waiting().prefetch_related("statements").order_by("-pk")[: min(BATCH, left or BATCH)])
        if not batch:
            return
        take(batch)
        left = None if left is None else left - len(batch)
        yield len(batch)


def renew_some() -> int:
    """A minute's portion, for the job runner."""
    return sum(renew(limit=4 * BATCH))


@transaction.atomic
def take(articles: Iterable[Article]) -> None:
    """Put the articles' fingerprints in place of what was there."""
    rows, kept = [], []
    for article in articles:
        found = runs(_text(article.text_blocks()))
        kept.append(Fingerprint(article=article, lock_version=article.lock_version))
        rows += [Band(article=article, value=value) for value in set(bands(signature(found)))]
    ids = [each.article_id for each in kept]
    Band.objects.filter(article__in=ids).delete()
    Fingerprint.objects.filter(article__in=ids).delete()
    Band.objects.bulk_create(rows, batch_size=2000)
    Fingerprint.objects.bulk_create(kept)


def _text(blocks: Iterable[tuple[str, str]]) -> str:
    return "\n".join(text for _, text in blocks)
