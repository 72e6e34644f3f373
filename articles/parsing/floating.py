"""What floats on a page: pull quotes, captions, boxes and editors' notes are given to the texts they go with."""

from __future__ import annotations

from articles.parsing.forms import is_reference
from articles.parsing.glyphs import solid
from articles.parsing.names import parse_byline
from articles.parsing.owners import GUESTS, Article, Page, give, rivals, sure, zone_before
from articles.parsing.structure import Role
from articles.parsing.units import Unit

_LABEL = 8  # characters of a quotation's label at most


def give_quotes(page: Page) -> None:
    """Pull quotes to the body with the most alike passage; the printed wording stays."""
    quotes = [unit for unit in page.units if unit.role is Role.PULL_QUOTE]
    grouped: dict[int, list[Unit]] = {}
    for unit in quotes:
        grouped.setdefault(unit.group or -unit.first - 1, []).append(unit)
    for group in grouped.values():
        unit = group[0]
        words = "".join(other.text for other in group if solid(other.text) > _LABEL)
        scores = page.quotations.best(words or "".join(other.text for other in group))
        if not scores:
            continue
        owner = max(range(len(scores)), key=scores.__getitem__)
        second = sorted(scores)[-2] if len(scores) > 1 else 0.0
        for other in group:
            other.confidence = 0.98
            give(
                other,
                owner,
                round(min(0.98, max(0.4, scores[owner] - 0.4 * second)), 3),
                f"与正文原句相似度{scores[owner]:.0%}",
                rivals(scores, owner),
            )


def give_rest(page: Page) -> None:
    """Captions, boxes and editors' notes: to the body around them, or the nearest alike one."""
    for start, run in _runs(page):
        unit = run[0]
        inside = next((a.number for a in page.articles if a.body.start < start < a.body.end), None)
        shares = page.vocabulary.shares("".join(other.text for other in run))
        row = []
        for article in page.articles:
            score = shares[article.number] + (0.5 if inside == article.number else 0.0)
            if unit.role is Role.EDITOR_NOTE:
                score += _editor_score(page, start, article)
            else:
                score += _nearness(page, start, unit, article)
            row.append(score)
        if row:
            owner = max(range(len(row)), key=row.__getitem__)
            second = sorted(row)[-2] if len(row) > 1 else 0.0
            for other in run:
                give(other, owner, sure(row[owner] - second), other.reason, rivals(row, owner))


def _runs(page: Page) -> list[tuple[int, list[Unit]]]:
    """Runs of neighbouring units of one role that still have no owner."""
    runs: list[tuple[int, list[Unit]]] = []
    for place, unit in enumerate(page.units):
        if unit.article is not None or unit.role not in (Role.CAPTION, Role.BOX, Role.EDITOR_NOTE):
            continue
        if runs and runs[-1][0] + len(runs[-1][1]) == place and runs[-1][1][0].role is unit.role:
            runs[-1][1].append(unit)
        else:
            runs.append((place, [unit]))
    return runs


def _nearness(page: Page, place: int, unit: Unit, article: Article) -> float:
    """For captions and boxes: under the article's title, right after its text, its author's picture."""
    headed = any(other.role is Role.TITLE and other.article == article.number for other in zone_before(page, place))
    before = page.body_before(place) == article.number
    score = 0.5 if headed else 0.15 if before else 0.0
    if unit.role is Role.BOX and is_reference(unit.folded) and before:
        score += 0.4
    names = [person.name for line in article.bylines for person in parse_byline(line.text)]
    return score + (0.3 if any(name and name in unit.text.replace(" ", "") for name in names) else 0.0)


def _editor_score(page: Page, place: int, article: Article) -> float:
    score = 0.5 if page.between(place, article.number) else 0.0
    before: Unit | None = None
    for unit in zone_before(page, place):
        if unit.role in (Role.TITLE, Role.SUBTITLE, Role.BYLINE):
            before = unit
            break
    beside = [page.units[at] for at in range(max(0, place - 2), min(len(page.units), place + 4))]
    guests = any(
        other.role is Role.AUTHOR_NOTE and GUESTS.match(other.folded) and other.article == article.number
        for other in beside
    )
    score += 0.9 if guests else 0.0
    signs = before is not None and before.role is Role.BYLINE and page.body_before(place) == before.article
    return score + (0.6 if before is not None and before.article == article.number and not signs else 0.0)
