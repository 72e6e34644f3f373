"""The printed page as a picture with a region over each article (``articles.regions``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from articles.models import Image, Publication
from articles.regions import corners_in

WIDTH = 922  # units of the drawing across the page; the height follows from the picture
DOT = (28, 21)
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
