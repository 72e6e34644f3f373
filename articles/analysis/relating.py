"""Keywords of what is public, and which publications belong together: by text, tags and people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from articles.analysis.background import background_for, recount_if_grown
from articles.models import Keyword, Publication, PublicationAuthor, Relation, TextAnalysis
from articles.models.analysis import LONGEST_TERM
from articles.models.publication import PublicationQuerySet
from articles.text.terms import terms, weigh

KEPT = 20  # keywords of a text
ASKED = 8  # the rarest of them lead to candidates
COMMON = 1500  # a keyword of so many texts leads nowhere
CANDIDATES = 60
NEWEST = 40  # texts of the same tags or people that are looked at
RELATED = 8
SHARED_TAG, SHARED_PERSON = 0.12, 0.08
LEAST = 0.08
BATCH = 50


def waiting() -> PublicationQuerySet:
    """Publications whose present version was not analysed yet."""
    done = TextAnalysis.objects.filter(publication=OuterRef("pk"), version=OuterRef("version"))
    return Publication.objects.filter(~Exists(done), withdrawn_at__isnull=True)


def renew(limit: int | None = None) -> Iterator[int]:
    """Analyse what waits, the newest first; yields after each batch how many were done."""
    left = limit
    while left is None or left > 0:
        batch = list(waiting().newest_first()[: min(BATCH, left or BATCH)])
        if not batch:
            return
        for publication in batch:
            analyse(publication)
        left = None if left is None else left - len(batch)
        yield len(batch)


def renew_some() -> int:
    """A minute's portion, for the job runner; the words are counted anew first where the archive has grown."""
    recount_if_grown()
    return sum(renew(limit=4 * BATCH))


@transaction.atomic
def analyse(publication: Publication) -> None:
    """Renew a publication's keywords and relations from its public text; a fixed number of queries."""
    background = background_for(terms(f"{publication.title}\n{publication.text}"))
    weights = weigh(publication.title, publication.text, background)
    kept = [(term, weight) for term, weight in weights.items() if len(term) <= LONGEST_TERM][:KEPT]
    Keyword.objects.filter(publication=publication).delete()
    Keyword.objects.bulk_create(Keyword(publication=publication, term=term, weight=weight) for term, weight in kept)
    rare = [term for term, _ in kept if background.having.get(term, 0) <= COMMON][:ASKED]
    _relate(publication, dict(kept), rare)
    TextAnalysis.objects.update_or_create(publication=publication, defaults={"version": publication.version})


def _relate(publication: Publication, weights: Mapping[str, float], rare: list[str]) -> None:
    scores = _by_text(publication, weights, rare)
    for other, count in _by_joins(publication, Publication.tags.through, "tag_id").items():
        scores[other] += SHARED_TAG * count
    for other, count in _by_joins(publication, PublicationAuthor, "author_id").items():
        scores[other] += SHARED_PERSON * count
    best = sorted(((min(score, 1.0), other) for other, score in scores.items() if score >= LEAST), reverse=True)
    Relation.objects.filter(Q(one=publication) | Q(other=publication)).delete()
    Relation.objects.bulk_create(
        Relation(one_id=min(publication.pk, other), other_id=max(publication.pk, other), score=score)
        for score, other in best[:RELATED]
    )


def _by_text(publication: Publication, weights: Mapping[str, float], rare: list[str]) -> defaultdict[int, float]:
    """publication id → cosine over shared keywords, for the candidates that share the rarest of them."""
    leads: Counter[int] = Counter()
    rows = Keyword.objects.filter(term__in=rare).exclude(publication=publication)
    for other, term, weight in rows.order_by("-publication_id").values_list("publication_id", "term", "weight")[
        : ASKED * COMMON
    ]:
        leads[other] += weights[term] * weight  # type: ignore[assignment]
    candidates = [other for other, _ in leads.most_common(CANDIDATES)]
    scores: defaultdict[int, float] = defaultdict(float)
    shared = Keyword.objects.filter(publication__in=candidates, term__in=weights)
    for other, term, weight in shared.values_list("publication_id", "term", "weight"):
        scores[other] += weights[term] * weight
    return scores


def _by_joins(publication: Publication, through: type, name: str) -> Counter[int]:
    """publication id → how many tags (or people) it shares, for the newest that share any."""
    mine = through.objects.filter(publication=publication).values(name)  # type: ignore[attr-defined]
    rows = (
        through.objects.filter(**{f"{name}__in": mine})  # type: ignore[attr-defined]
        .exclude(publication=publication)
        .order_by(F("publication_id").desc())
        .values_list("publication_id", flat=True)
    )
    return Counter(rows[: 4 * NEWEST])
