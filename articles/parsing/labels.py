"""Column labels are given to the articles they stand over: by place, by order, by what the rubric means."""

from __future__ import annotations

import itertools
from operator import itemgetter

from articles.parsing.forms import label_text
from articles.parsing.genres import genre_fit, kinds
from articles.parsing.likeness import assign, assign_in_order, bigrams
from articles.parsing.owners import MOST, NEAR, Article, Page, give, rivals, sure
from articles.parsing.structure import FURNITURE_ROLES, Role
from articles.parsing.units import Unit

_UNDER = 1.0
_IN_STEP = 0.3  # one of several in a row over the texts that follow
_SAID_BESIDE = 0.4
_OVER_TEXT = 0.3  # a label right over a text
_TURN = (0.25, 0.35)  # for the text whose turn it is, and where there are as many as labels
_STEP = 1.5  # as many labels as titles after them: one each
_CLOSERS = (
    Role.AUTHOR_NOTE, Role.COMPILER, Role.JUMP, Role.BYLINE, Role.CAPTION, Role.BOX, Role.TITLE, Role.SUBTITLE, Role.KICKER
)  # fmt: skip
_TEXT_ENDS = (Role.PARAGRAPH, Role.STATEMENT, Role.AUTHOR_NOTE, Role.COMPILER)
_UNOWNED = 0.45  # a label that no article took


def give_labels(page: Page) -> None:
    """Column labels to bodies: by the title that follows, by order, by what the rubric means."""
    labels = [(place, unit) for place, unit in enumerate(page.units) if unit.role is Role.COLUMN][:MOST]
    if not labels:
        return
    shown = [kinds(article) for article in page.articles]
    table = [
        [_label_score(page, labels, at, article, shown[article.number]) for article in page.articles]
        for at in range(len(labels))
    ]
    if _stand_under(page, [place for place, _ in labels]):
        for (place, _), row in zip(labels, table, strict=True):
            row[page.body_before(place) or 0] += _UNDER
    heap = sum(b[0] - a[0] == 1 for a, b in itertools.pairwise(labels)) >= 2  # they stand together, away from the texts
    floor = 0.02 if len(labels) == len(page.articles) else 0.15 if heap and _nearly_all(labels, page) else 0.3
    orders = page.orders([article.number for article in page.articles])
    table = max((_ranked(table, order, floor) for order in orders), key=itemgetter(0))[1]
    for (_, unit), row, (owner, margin) in zip(labels, table, assign(table, floor), strict=True):
        if owner is not None:
            give(unit, owner, sure(margin), "按位置、次序和栏目名判断", rivals(row, owner))
        else:
            unit.confidence = min(unit.confidence, _UNOWNED)


def _ranked(table: list[list[float]], order: list[int], floor: float) -> tuple[float, list[list[float]]]:
    """(how well the labels go in an order of the articles, the table with what speaks for each having its turn)."""
    labels, articles = len(table), len(order)
    if labels < 2 or articles < 2:
        return 0.0, table
    weight = _TURN[labels == articles]
    turns = {number: at / (articles - 1) for at, number in enumerate(order)}
    ranked = [
        [score + weight * (1 - abs(at / (labels - 1) - turns[number])) for number, score in enumerate(row)]
        for at, row in enumerate(table)
    ]
    return assign_in_order([[score - floor for score in row] for row in ranked], order)[0], ranked


def _stand_under(page: Page, places: list[int]) -> bool:
    """True where labels stand under their texts: one at most under each, none before the first, one after the last."""
    ends = {article.body.end: article for article in page.articles}
    if not ends:
        return False
    text = max(ends)
    if len(places) < 2 or places[-1] < text or places[0] < min(ends):
        return False
    behind = [unit.role for unit in page.units[text + 1 : places[-1]]]
    spread = all(any(one < end < two for end in ends) for one, two in itertools.pairwise(places))
    return spread and all(role in _CLOSERS for role in behind)


def _nearly_all(labels: list[tuple[int, Unit]], page: Page) -> bool:
    """True when about as many labels as articles are there, so that their order tells."""
    return 0 <= len(page.articles) - len(labels) <= 2 <= len(labels)


def _label_score(
    page: Page, labels: list[tuple[int, Unit]], at: int, article: Article, shown: tuple[bool, ...]
) -> float:
    place, unit = labels[at]
    score = 0.0
    name = label_text(unit.folded) or unit.folded
    if unit.group <= 1:
        score += _next_title(page, labels, at, article.number)
    row = _row_over_texts(page, labels, at)
    if row:
        score += _OVER_TEXT + _IN_STEP if row[0] == article.number else 0.0
    elif _right_over(page, place, article):
        score += _OVER_TEXT
    if not row and page.between(place, article.number):
        rest = page.units[place + 1 : article.body.start]
        score += 0.3 if not any(other.role in (Role.COLUMN, Role.TITLE) for other in rest) else 0.1
    score += genre_fit(name, article, shown)
    score += 0.2 * page.vocabulary.shares(name)[article.number]
    score += _SAID_BESIDE * said_beside(name, article)
    return score


def said_beside(name: str, article: Article) -> float:
    """How much of a label's words the article's headline or the note on its author says."""
    beside = [unit.text for unit in [*(article.headline.units if article.headline else ()), *article.notes]]
    said, pairs = bigrams("\n".join(beside)), bigrams(name)
    return sum(pair in said for pair in pairs) / len(pairs) if pairs else 0.0


def _row_over_texts(page: Page, labels: list[tuple[int, Unit]], at: int) -> list[int]:
    """For one of several labels in a row right over a text: the texts from the one on whose turn it is; else []."""
    first = last = at
    while first > 0 and labels[first - 1][0] == labels[first][0] - 1:
        first -= 1
    while last + 1 < len(labels) and labels[last + 1][0] == labels[last][0] + 1:
        last += 1
    below = labels[last][0] + 1
    if labels[first][0] and page.units[labels[first][0] - 1].role in _TEXT_ENDS:
        return []  # the first may be set under its text
    starts = sorted((a.body.start, a.number) for a in page.articles if a.body.start >= below)
    if first == last or len(starts) <= last - first or starts[0][0] != below:
        return []
    return [number for _, number in starts[at - first :]]


def _right_over(page: Page, place: int, article: Article) -> bool:
    return place + 1 < len(page.units) and page.units[place + 1] is article.body.units[0]


def _next_title(page: Page, labels: list[tuple[int, Unit]], at: int, number: int) -> float:
    """How near the article's title follows this label; runs of labels and titles go in step."""
    run = at
    while run > 0 and _neighbours(page, labels, run - 1) and labels[run - 1][1].group <= 1:
        run -= 1
    skip, titles = at - run, []
    for unit in page.units[labels[at][0] + 1 : labels[at][0] + 4 * NEAR]:
        if unit.role is Role.TITLE and unit.article is not None and unit.article not in titles:
            titles.append(unit.article)
        if len(titles) > skip + 1:
            break
    in_step = _in_step(page, labels, run)
    if len(in_step) > 1:
        return _STEP if in_step[at - run] == number else 0.0
    steps = 0
    for unit in page.units[labels[at][0] + 1 : labels[at][0] + 4 * NEAR]:
        if unit.role is Role.TITLE:
            break
        steps += 1 if unit.role is not Role.COLUMN else 0
    near = 0.8 if steps == 0 else 0.6 if steps <= 2 else 0.4
    near *= 0.45 if skip == 0 and run == at and _titles_in_a_heap(page, labels[at][0] + 1) else 1.0
    heap = _titles_in_a_heap(page, labels[at][0] + 1)
    if not heap and _under_a_text(page, labels[at][0]):
        return 0.6 if page.body_before(labels[at][0]) == number else 0.2 if titles[skip : skip + 1] == [number] else 0.0
    follows = at + 1 < len(labels) and _neighbours(page, labels, at)
    if follows and len(titles) > 1 and not heap:
        return 0.3 if page.body_before(labels[at][0]) == number else 0.2 if titles[skip : skip + 1] == [number] else 0.0
    if at > run and titles and titles[0] == number and not _titles_in_a_heap(page, labels[at][0] + 1):
        return near
    if len(titles) > skip and titles[skip] == number:
        return near
    return 0.25 * near if titles and titles[0] == number else 0.0


def _neighbours(page: Page, labels: list[tuple[int, Unit]], at: int) -> bool:
    """True when nothing but the page's head and foot stands between a label and the next."""
    between = page.units[labels[at][0] + 1 : labels[at + 1][0]]
    return all(unit.role in FURNITURE_ROLES for unit in between)


def _in_step(page: Page, labels: list[tuple[int, Unit]], run: int) -> list[int]:
    """The articles whose titles follow a run of labels, when there are as many as labels and nothing between; else []."""
    end = run
    while end + 1 < len(labels) and _neighbours(page, labels, end):
        end += 1
    titles: list[int] = []
    for unit in page.units[labels[end][0] + 1 :]:
        if unit.role not in (Role.TITLE, Role.KICKER, Role.SUBTITLE):
            break
        if unit.article is not None and unit.article not in titles:
            titles.append(unit.article)
    return titles if len(titles) == end - run + 1 else []


def _under_a_text(page: Page, place: int) -> bool:
    """True for a label right under a text, with another label and no title right after it: the text's own, set beside it."""
    above = page.units[place - 1].role if place else None
    if above not in _TEXT_ENDS:
        return False
    behind = [unit.role for unit in page.units[place + 1 : place + 8] if unit.role is not Role.PULL_QUOTE]
    return behind[:1] == [Role.COLUMN]


def _titles_in_a_heap(page: Page, place: int) -> bool:
    """True when two articles' titles follow with neither label nor byline nor text between them."""
    owners: set[int | None] = set()
    for unit in page.units[place : place + 12]:
        if unit.role in (Role.TITLE, Role.SUBTITLE, Role.KICKER):
            owners.add(unit.article)
        elif unit.role is not Role.BANNER:
            break
    return len(owners) > 1
