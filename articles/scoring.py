"""Counts the errors of what was published, for the figures of the desk: a portion at a time, the newest first."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Q
from django.utils import timezone

from articles import checking
from articles.models import IgnoredFinding, ProofScore, Publication

PORTION = 20
KEPT = dt.timedelta(weeks=53)  # figures look back a year


def renew_some(portion: int = PORTION) -> int:
    """Read what was released within the year and since it was last counted; returns how many.

    Findings that editors ignored are no errors.
    """
    lacking = Q(proof_score=None) | ~Q(proof_score__version=F("version"))
    recent = Publication.objects.filter(lacking, released_at__gte=timezone.now() - KEPT)
    waiting = recent.select_related("revision").order_by("-released_at", "-pk")
    found = list(waiting.defer("html", "text", "card", "detail")[:portion])
    if not found:
        return 0
    lexicon, ignored = checking.lexicon(), ignored_in([row.article_id for row in found])
    ProofScore.objects.bulk_create(
        [scored(row, lexicon, ignored.get(row.article_id, frozenset())) for row in found],
        update_conflicts=True, unique_fields=["publication"], update_fields=["version", "errors", "characters"],
    )  # fmt: skip
    return len(found)


def scored(publication: Publication, lexicon: checking.Lexicon, ignored: frozenset[str]) -> ProofScore:
    day = publication.date if publication.was_printed else None
    copy = checking.copy_of_snapshot(publication.revision.snapshot, day)
    score = checking.report(copy, lexicon=lexicon, ignored=ignored).score
    return ProofScore(
        publication=publication, version=publication.version, errors=score.errors, characters=score.characters
    )


def ignored_in(articles: list[int]) -> dict[int, frozenset[str]]:
    """The fingerprints that editors let stand, by article."""
    found: dict[int, set[str]] = {}
    for article, print_ in IgnoredFinding.objects.filter(article__in=articles).values_list("article", "fingerprint"):
        found.setdefault(article, set()).add(print_)
    return {article: frozenset(prints) for article, prints in found.items()}
