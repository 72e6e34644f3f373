"""Counts errors: of what was published, a portion at a time, for the figures; of pages and issues in the making, for the boards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import F, Q, prefetch_related_objects

from articles import checking
from articles.choices import Stage
from articles.models import Article, IgnoredFinding, Issue, Page, ProofScore, Publication
from articles.proofreading import ErrorScore, Finding, score

PORTION = 20
KEPT = 3600  # seconds that a page's findings are kept for: what the lexicon learns shows after that


def renew_some(portion: int = PORTION) -> int:
    """Read what was released since it was last counted; returns how many.

    Findings that editors ignored are no errors.
    """
    lacking = Q(proof_score=None) | ~Q(proof_score__version=F("version"))
    unread = Publication.objects.filter(lacking)
    waiting = unread.select_related("revision").order_by("-released_at", "-pk")
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


# --- pages and issues in the making -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scores:
    """The score of each page that has words, by its number, and that of all of them: one issue's, by the same rule."""

    pages: dict[int, ErrorScore]
    whole: ErrorScore


def score_of(thing: Page | Issue) -> ErrorScore | None:
    """That of one page, or of one issue; None where nothing stands. Queries: as ``scores`` and one more."""
    where = {"page": thing} if isinstance(thing, Page) else {"page__issue": thing}
    counted = scores(Article.objects.filter(**where).select_related("page__issue"))
    return counted.whole if counted.pages else None


Read = list[tuple[int, int, tuple[Finding, ...]]]  # article, characters, what was found in it


def scores(articles: Iterable[Article]) -> Scores:
    """Count the working copies on the pages of one issue; withdrawn ones and ignored findings do not count.

    One query; up to seven more where words changed since they were last read here.
    """
    pages: defaultdict[int, list[Article]] = defaultdict(list)
    for article in articles:
        if article.page_id is not None and article.stage != Stage.WITHDRAWN:
            pages[article.page_id].append(article)
    read = _read(pages)
    ignored = ignored_in([article for rows in read.values() for article, _, _ in rows])
    found = {page: _together(rows, ignored) for page, rows in read.items()}
    whole = _together([row for rows in read.values() for row in rows], ignored)
    return Scores({page: each for page, each in found.items() if each.characters}, whole)


def _together(rows: Read, ignored: Mapping[int, frozenset[str]]) -> ErrorScore:
    """What is capped an issue is capped over all of ``rows``."""
    standing = (
        finding
        for article, _, findings in rows
        for finding in findings
        if finding.fingerprint not in ignored.get(article, ())
    )
    return score(standing, sum(characters for _, characters, _ in rows))


def _read(pages: Mapping[int, list[Article]]) -> dict[int, Read]:
    """What proofreading finds on each page, read anew where an article came, went or changed."""
    keys = {page: _key(page, articles) for page, articles in pages.items()}
    kept = cache.get_many(keys.values())
    found = {page: kept[key] for page, key in keys.items() if key in kept}
    if missing := [page for page in pages if page not in found]:
        unread = [article for page in missing for article in pages[page]]
        prefetch_related_objects(unread, "contributions", "statements", "pull_quotes")
        lexicon = checking.lexicon()
        new = {page: [_found(article, lexicon) for article in pages[page]] for page in missing}
        cache.set_many({keys[page]: rows for page, rows in new.items()}, KEPT)
        found.update(new)
    return {page: found[page] for page in pages}


def _key(page: int, articles: list[Article]) -> str:
    states = sorted((article.pk, article.lock_version, article.updated_at.timestamp()) for article in articles)
    day = articles[0].issue.date if articles[0].issue else ""
    return f"desk-proof-{page}-{day}-{hash(tuple(states)):x}"


def _found(article: Article, lexicon: checking.Lexicon) -> tuple[int, int, tuple[Finding, ...]]:
    report = checking.report(checking.copy_of(article), lexicon=lexicon)
    return article.pk, report.score.characters, tuple(remark.finding for remark in report.remarks)
