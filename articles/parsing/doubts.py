"""What the page as a whole makes doubtful: sentences left hanging, texts without heads, headlines without texts.

Each decision has its own confidence; here those are lowered that hang together with one that went wrong.
"""

from __future__ import annotations

from articles.parsing.owners import Article, Page
from articles.parsing.structure import Role
from articles.parsing.units import Unit

_HANGING = 0.55  # a paragraph that stops, or begins, inside a sentence
_BESIDE = 0.78  # the one that it hangs together with
_HEAD = 0.72  # head of a text that may be another's
_BODY = 0.88  # its paragraphs
_STRANGER = 0.12  # so little of a title's words a text has that it does not stand over
_HEADS = (Role.TITLE, Role.KICKER, Role.SUBTITLE, Role.BYLINE, Role.COLUMN, Role.AUTHOR_NOTE, Role.EDITOR_NOTE)


def settle_doubts(page: Page) -> None:
    """Lower the confidence of what belongs to a text that was put together doubtfully."""
    idle = sum(1 for group in page.headlines if group.units and group.units[0].article is None)
    lost = sum(1 for unit in page.units if unit.role is Role.BYLINE and unit.article is None)
    for article in page.articles:
        _hanging(article.body.units)
        if _doubtful(page, article, idle, lost):
            own = [unit for unit in page.units if unit.article == article.number]
            for unit in own:
                _cap(unit, _HEAD if unit.role in _HEADS else _BODY)


def _hanging(units: list[Unit]) -> None:
    for at, unit in enumerate(units):
        before = units[at - 1] if at else None
        if unit.role is not Role.PARAGRAPH:
            continue
        if unit.ends_mid:
            _cap(unit, _HANGING)
        if unit.begins_mid and (before is None or before.role is Role.PARAGRAPH):
            _cap(unit, _HANGING)
            if before is not None:
                _cap(before, _BESIDE)


def _doubtful(page: Page, article: Article, idle: int, lost: int) -> bool:
    """True for a text without a title while headlines have no text, and for one whose title says nothing of it.

    A name that no text took says that two texts are taken for one, or else one whose head stands elsewhere.
    """
    headline = article.headline
    if headline is None:
        return idle + lost > 0
    stands_over = page.between(headline.last, article.number)
    return not stands_over and (
        idle + lost > 0 or page.vocabulary.shares(headline.title_text)[article.number] < _STRANGER
    )


def _cap(unit: Unit, most: float) -> None:
    unit.confidence = min(unit.confidence, most)
