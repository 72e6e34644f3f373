"""Rearranges printed pages: an article goes to a place on a page, the others close up or make room.

The place is no part of the words: texts under review and approved ones may be moved, and stay what they are. Where
readers can see an article, its place is part of the publication: ``publishing`` follows, and it asks for the right to
release. A public article stays in its issue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F

from articles import publishing, stages
from articles.exceptions import PlacingConflict, PublishingRefused, ReviewRefused
from articles.models import Article, Page, Publication, User

MOVED_MEANWHILE = "你打开之后有人动过这个版面，没有移动。现在看到的是最新的次序，请再移一次。"


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of it: the article where it stands now, and the place it came from (a page, and an index on it)."""

    article: Article
    was_page: int
    was_at: int

    @property
    def words(self) -> str:
        """'《…》移到 7版 第 2 位'."""
        assert self.article.page is not None  # it was moved to one  # noqa: S101
        return f"《{self.article}》移到 {self.article.page.number}版 第 {self.article.position} 位"


def stamp(keys: Iterable[int]) -> str:
    """How a page stands, for ``seen``: its articles in print order."""
    return ".".join(map(str, keys))


def move(article_id: int, *, page_id: int, at: int, by: User, seen: Mapping[int, str]) -> Moved:
    """Put the article on the page, before the one that stands at index ``at`` when it is taken out.

    ``seen`` has the ``stamp`` of both pages as the mover saw them. Effects: page, position and ``lock_version`` of
    every article whose place changes, and what readers see of it; one transaction. Raises PlacingConflict when a page
    stands otherwise by now, ReviewRefused without the right to change articles, PublishingRefused when a public
    article would have to move and may not.
    """
    if not by.has_perm(stages.CHANGE):
        raise ReviewRefused("你没有移动稿件的权限。", code="permission-denied")
    try:
        with transaction.atomic():
            return _move(article_id, page_id, at, by, seen)
    except IntegrityError:  # another door put something on the page in this very moment
        raise PlacingConflict(MOVED_MEANWHILE) from None


def _move(article_id: int, page_id: int, at: int, by: User, seen: Mapping[int, str]) -> Moved:
    source = Article.objects.filter(pk=article_id).values_list("page", flat=True).first()
    wanted = [key for key in (source, page_id) if key is not None]
    pages = {page.pk: page for page in Page.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
    standing = {key: list(page.articles.order_by("position")) for key, page in pages.items()}
    article = next((each for each in standing.get(source or 0, []) if each.pk == article_id), None)
    if article is None or source is None or page_id not in pages:
        raise PlacingConflict("这篇稿件或这个版面已经不在了，没有移动。")
    if any(seen.get(key) != stamp(each.pk for each in rows) for key, rows in standing.items()):
        raise PlacingConflict(MOVED_MEANWHILE)
    free = {key: [each.position or 0 for each in rows] for key, rows in standing.items()}
    was_at = standing[source].index(article)
    standing[source].remove(article)
    standing[page_id].insert(max(0, at), article)
    if page_id != source:
        free[source].pop()
        free[page_id].append(max(free[page_id], default=0) + 1)
    _write(standing, free, pages, article, by)
    article.page = pages[page_id]
    return Moved(article, source, was_at)


def _write(
    standing: Mapping[int, list[Article]], free: Mapping[int, list[int]], pages: Mapping[int, Page],
    article: Article, by: User,
) -> None:  # fmt: skip
    """Deal the positions out in the new order. They are unique and checked at once: negative ones come in between."""
    before = {each.pk: (each.page_id, each.position) for rows in standing.values() for each in rows}
    changed = []
    for key, rows in standing.items():
        for each, position in zip(rows, free[key], strict=True):
            if (key, position) != before[each.pk]:
                each.page, each.position = pages[key], position
                changed.append(each)
    public = _in_step(changed, before, by)
    crosses = len({page.issue_id for page in pages.values()}) > 1
    if crosses and Publication.objects.filter(article=article, withdrawn_at=None).exists():
        words = f"《{article}》已经发布，不能移到另一期。发错了期，请先撤稿。"
        raise PublishingRefused(words, code="other-issue")
    moved = Article.objects.filter(pk__in=[each.pk for each in changed])
    moved.update(position=-F("pk"), lock_version=F("lock_version") + 1)
    Article.objects.bulk_update(changed, ["page", "position"])
    publishing.follow_places(public)


def _in_step(changed: list[Article], before: Mapping[int, tuple[int | None, int | None]], by: User) -> list[Article]:
    """Those whose place readers see as it was until now. Raises PublishingRefused when ``by`` may not change that."""
    shown = Publication.objects.filter(article__in=changed, withdrawn_at=None)
    places = {key: (page, position) for key, page, position in shown.values_list("article_id", "page_id", "position")}
    found = [each for each in changed if each.pk in places and places[each.pk] == before[each.pk]]
    if found and not (by.has_perm(stages.RELEASE_APPROVED) or by.has_perm(stages.PUBLISH_PRINTED)):
        words = f"《{found[0]}》已经发布，这样移动会改变读者看到的次序，要请有发布权限的同事来移。"
        raise PublishingRefused(words, code="permission-denied")
    return found
