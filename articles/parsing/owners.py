"""A page while its pieces are given to its articles, and how a decision is written down."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from articles.parsing.bodies import Body
from articles.parsing.headlines import Headline
from articles.parsing.likeness import Quotations, Vocabulary
from articles.parsing.structure import Alternative, Role
from articles.parsing.units import Unit

AMID = 0.3  # what stands between the legs of a text is likelier its own
NEAR = 60  # how many units away a neighbour may be
MOST = 60  # labels; twice as many bylines
GUESTS = re.compile(r"^[^\w（]?（?(本期|特邀|对话|对谈|访谈|受访|采访|与谈)?(嘉\s?宾|专家|对[话谈][人者])\W")
_HEADS = (Role.TITLE, Role.KICKER, Role.SUBTITLE)
TEXT_ROLES = (Role.PARAGRAPH, Role.STATEMENT, Role.SPEAKER, Role.HEADING)
REPORTER = re.compile(r"记者|通讯员|实习生")


@dataclass(slots=True)
class Article:
    """One body with everything that was given to it."""

    body: Body
    number: int
    headline: Headline | None = None
    bylines: list[Unit] = field(default_factory=list)
    notes: list[Unit] = field(default_factory=list)
    extras: list[Unit] = field(default_factory=list)
    turns: int = 0  # of an interview
    speakers: int = 0  # of a round-up


@dataclass(slots=True)
class Page:
    """The page while its pieces are given to articles."""

    units: list[Unit]
    articles: list[Article]
    headlines: list[Headline]
    vocabulary: Vocabulary
    quotations: Quotations

    def body_after(self, place: int) -> int | None:
        """The article whose body is the next after ``place``."""
        return next((a.number for a in self.articles if a.body.start > place), None)

    def body_before(self, place: int) -> int | None:
        """The article whose body is the last before ``place``."""
        found = [a.number for a in self.articles if a.body.end < place]
        return max(found, key=lambda n: self.articles[n].body.end) if found else None

    def text_before(self, place: int) -> int | None:
        """The article whose text stands nearest before ``place``, be it only a leg of it."""
        near = reversed(self.units[max(0, place - 2 * NEAR) : place])
        return next((unit.article for unit in near if unit.role in TEXT_ROLES and unit.article is not None), None)

    def between(self, place: int, body: int) -> bool:
        """True when no other body lies between ``place`` and the start of article ``body``."""
        start = self.articles[body].body.start
        return place < start and not any(place < a.body.start < start for a in self.articles)

    def inside(self, place: int, body: int) -> bool:
        """True when ``place`` lies within the text of article ``body``: between its legs."""
        text = self.articles[body].body
        return text.start < place < text.end

    def orders(self, numbers: Iterable[int]) -> tuple[list[int], list[int]]:
        """The articles as their heads follow each other (those without a head: as their texts begin), and as their texts do."""
        starts = {number: self.articles[number].body.start for number in numbers}
        heads: dict[int, int] = {}
        for place, unit in enumerate(self.units):
            if unit.role in _HEADS and unit.article is not None:
                heads.setdefault(unit.article, place)
        return sorted(starts, key=lambda number: heads.get(number, starts[number])), sorted(
            starts, key=starts.__getitem__
        )


def sure(margin: float) -> float:
    """A confidence from the margin of an assignment."""
    return round(max(0.35, min(0.98, 0.55 + 0.6 * margin)), 3)


def give(unit: Unit, article: int, confidence: float, reason: str, rivals: list[Alternative] | None = None) -> None:
    """Record that a unit belongs to an article."""
    unit.article, unit.reason = article, reason
    unit.confidence = min(unit.confidence, confidence)
    unit.alternatives.extend(rivals or [])


def rivals(row: list[float], owner: int) -> list[Alternative]:
    """The second-best owner, when it is near."""
    others = sorted(((value, place) for place, value in enumerate(row) if place != owner), reverse=True)
    return [
        Alternative(
            confidence=round(max(0.05, min(0.49, value - row[owner] + 0.45)), 2), reason="次优", article=f"a{place + 1}"
        )
        for value, place in others[:2]
        if value > row[owner] - 0.35
    ]


def zone_before(page: Page, place: int) -> list[Unit]:
    """The units between ``place`` and the text before it, the nearest first."""
    zone: list[Unit] = []
    for at in range(place - 1, max(-1, place - 1 - NEAR), -1):
        if page.units[at].role in (Role.PARAGRAPH, Role.SPEAKER, Role.HEADING):
            break
        zone.append(page.units[at])
    return zone
