"""版面热区: the part of a page's picture that an article covers.

``Article.region`` is a polygon, ``[[x, y], …]``, in shares of the picture's width and height from its upper left
corner: 0 to 1, so that another picture of the same page fits too. Editors read and type it in hundredths.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from articles.exceptions import NewsroomError, PlacingConflict
from articles.models import Article, Image, Page, PreparedPage, Publication

FEWEST, MOST = 3, 20  # corners
NUMBERS = re.compile(r"[0-9.\s,，;；、%％]*")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
HOW = "请写左上角和右下角四个数，如“8 5, 60 40”，数是版面图宽、高的百分之几；多边形一角写两个数，三到二十个角。"


def corners_in(region: Any) -> list[tuple[float, float]]:
    """The corners as numbers from 0 to 1; empty for anything that is no such polygon."""
    if not isinstance(region, list) or not FEWEST <= len(region) <= MOST:
        return []
    found = []
    for corner in region:
        if not isinstance(corner, list) or len(corner) != 2:
            return []
        if not all(isinstance(each, int | float) and not isinstance(each, bool) and 0 <= each <= 1 for each in corner):
            return []
        found.append((float(corner[0]), float(corner[1])))
    return found


def spelled(region: Any) -> str:
    """'8 5, 60 5, 60 40, 8 40'; an upright rectangle by two corners: '8 5, 60 40'. Empty for none."""
    corners = corners_in(region)
    across, down = sorted({x for x, _ in corners}), sorted({y for _, y in corners})
    if len(corners) == 4 and set(corners) == {(x, y) for x in across for y in down}:
        corners = [(across[0], down[0]), (across[-1], down[-1])]
    return ", ".join(f"{x * 100:.5g} {y * 100:.5g}" for x, y in corners)


def read(text: str) -> list[list[float]] | None:
    """What ``spelled`` wrote, or a person; None for nothing. Raises NewsroomError."""
    if not text.strip():
        return None
    numbers = [round(float(each) / 100, 4) for each in NUMBER.findall(text)] if NUMBERS.fullmatch(text) else []
    pairs = [list(pair) for pair in zip(numbers[::2], numbers[1::2], strict=False)]
    if len(numbers) % 2 or not (len(pairs) == 2 or FEWEST <= len(pairs) <= MOST):
        raise NewsroomError(HOW, code="region-unreadable")
    if max(numbers) > 1:
        raise NewsroomError("热区超出了版面图：每个数都在 0 到 100 之间。", code="region-outside")
    if len(pairs) == 2:
        (left, top), (right, bottom) = pairs
        if left == right or top == bottom:
            raise NewsroomError(HOW, code="region-unreadable")
        pairs = [[left, top], [right, top], [right, bottom], [left, bottom]]
    return pairs


def save(page: Page, regions: Mapping[int, list[list[float]] | None], *, seen: Mapping[int, str]) -> int:
    """Write the regions of the page's articles by their keys; returns how many are others now.

    ``seen`` is what each was ``spelled`` like when the form was shown. Readers see it at once; the words and their
    versions stay what they are. Raises PlacingConflict, and writes nothing, where somebody else was quicker.
    """
    with transaction.atomic():
        present = {each.pk: each for each in page.articles.select_for_update().only("pk", "region", "title")}
        changed = [
            (present[pk], region)
            for pk, region in regions.items()
            if pk in present and spelled(present[pk].region) != spelled(region)
        ]
        if any(spelled(article.region) != seen.get(article.pk) for article, _ in changed):
            raise PlacingConflict("你打开之后有人改过这个版面的热区，没有保存。请对照现在的热区再改。")
        for article, region in changed:
            Article.objects.filter(pk=article.pk).update(region=region)
        PreparedPage.objects.filter(publication__article__in=[article for article, _ in changed]).delete()
    return len(changed)


def forget_drawn(page: Page) -> None:
    """Have what was prepared of the page's articles made anew: each shows where it stands on the page's picture."""
    PreparedPage.objects.filter(publication__page=page).delete()


@dataclass(frozen=True, slots=True)
class PlaceOnPage:
    """An article's place on the picture of its page, as an SVG 1000 units wide draws it."""

    image: Image
    height: int
    points: str


def with_regions(publications: QuerySet[Publication]) -> QuerySet[Publication]:
    """With all that ``place_of`` looks at."""
    return publications.select_related("page__image").annotate(region=F("article__region"))


def place_of(publication: Publication) -> PlaceOnPage | None:
    """None without a picture of the page or without a region. Asks for what the publication does not bring along."""
    image = publication.page.image if publication.page else None
    if image is None or not image.width:
        return None
    if "region" in vars(publication):
        region = vars(publication)["region"]
    else:
        region = Article.objects.values_list("region", flat=True).get(pk=publication.article_id)
    height, corners = round(1000 * image.height / image.width), corners_in(region)
    points = " ".join(f"{round(x * 1000)},{round(y * height)}" for x, y in corners)
    return PlaceOnPage(image, height, points) if corners else None


def hides_some(page: Page) -> bool:
    """True where the page's picture shows what is not public any more, or not yet: taken back, under embargo, expired.

    A picture that came in after a withdrawal was chosen with it in mind. One query.
    """
    of_page = Publication.objects.filter(page=page)
    hidden = of_page.exclude(pk__in=Publication.objects.visible().filter(page=page).values("pk"))
    if page.image:
        hidden = hidden.exclude(withdrawn_at__lt=page.image.uploaded_at)
    return hidden.exists()
