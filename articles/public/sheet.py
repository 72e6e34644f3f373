"""The printed page as a picture with a region over each article.

``Article.region`` is a list of corners, ``[[x, y], …]``, in shares of the picture's width and height from its
upper left corner: 0 to 1, so that another picture of the same page fits too. Three corners at least, twenty at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from articles.models import Image, Publication

WIDTH = 922  # units of the drawing across the page; the height follows from the picture
DOT = (28, 21)
FEWEST, MOST = 3, 20
LIT = 20  # numbers that the style sheet has rules for


@dataclass(frozen=True, slots=True)
class Region:
    """``number`` is the article's place in the list; the dot with its printed number stands in the upper right."""

    number: int
    publication: Publication
    points: str
    dot_x: int
    dot_y: int

    @property
    def text_x(self) -> int:
        return self.dot_x + DOT[0] // 2

    @property
    def text_y(self) -> int:
        return self.dot_y + DOT[1] - 4


@dataclass(frozen=True, slots=True)
class Sheet:
    image: Image
    width: int
    height: int
    regions: list[Region]


def sheet_of(image: Image | None, publications: Sequence[Publication], corners: dict[int, Any]) -> Sheet | None:
    """None without a picture. ``corners`` are the regions by publication; one that is none is left out."""
    if image is None or not image.width or not image.height:
        return None
    height = round(WIDTH * image.height / image.width)
    regions = []
    for number, publication in enumerate(publications, start=1):
        points = [(round(x * WIDTH), round(y * height)) for x, y in corners_in(corners.get(publication.pk))]
        if points:
            right, top = max(x for x, _ in points), min(y for _, y in points)
            drawn = " ".join(f"{x},{y}" for x, y in points)
            regions.append(Region(number, publication, drawn, max(0, right - DOT[0]), top))
    return Sheet(image, WIDTH, height, regions)


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
