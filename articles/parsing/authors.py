"""Names to texts: by standing before the text or after a title, by what the notes say, by their order."""

from __future__ import annotations

import re
from itertools import takewhile
from operator import itemgetter

from articles.parsing.boundaries import REPORTED
from articles.parsing.glyphs import fold
from articles.parsing.likeness import assign, assign_in_order
from articles.parsing.names import is_group, parse_byline
from articles.parsing.owners import AMID, MOST, REPORTER, TEXT_ROLES, Article, Page, give, rivals, sure
from articles.parsing.structure import Role
from articles.parsing.units import CLOSING_REASON, Unit

_HEAPED = 0.2  # that one more name of a heap has a text
_LEFT, _UNSURE = 0.05, 0.45  # what speaks for a name that is left being that of a text that is left, and how surely
_NEAR = 0.1
_BENEATH = 0.8  # where all names stand under their texts
_IN_ORDER = (0.3, 0.6)  # for the text whose turn it is, and where there are as many as names
_TRANSLATES, _ABROAD = re.compile(r"\s编?译$"), re.compile(r"^[（\[]|·")
_IN_STEP = (1.0, 0.3)  # for the name in the same place of the list as the title, and for another
_HEADS = (Role.KICKER, Role.TITLE, Role.SUBTITLE)
_FLOATING = (Role.CAPTION, Role.COLUMN, Role.PULL_QUOTE, Role.BOX)  # may stand between a text and the name under it


def give_bylines(page: Page) -> None:
    """Bylines to bodies: by standing before the text or after a title, and by what the notes say."""
    groups = _byline_groups(page)
    owners = {id(unit): a.number for a in page.articles if a.headline for unit in a.headline.units}
    table = [
        [_byline_score(page, groups, at, article, owners) for article in page.articles] for at in range(len(groups))
    ]
    _in_heaps(page, groups, table)
    for row, text in zip(table, _all_beneath(page, [place for place, _ in groups]), strict=False):
        row[text] += _BENEATH
    for (_, units), row, (owner, margin) in zip(groups, table, assign(table, 0.25), strict=True):
        if owner is None:
            continue
        page.articles[owner].bylines.extend(units)
        for unit in units:
            give(unit, owner, sure(margin), unit.reason, rivals(row, owner))
    _give_left(page, groups)
    _give_beside(page, groups)


def _give_beside(page: Page, groups: list[tuple[int, list[Unit]]]) -> None:
    """A name that is still left, right over or under one that has a text, signs the same text: each on a line."""
    for place, units in groups:
        beside = [page.units[at] for at in (place - 1, place + len(units)) if 0 <= at < len(page.units)]
        signed = [other.article for other in beside if other.role is Role.BYLINE and other.article is not None]
        if units[0].article is None and len(signed) == 1 and signed[0] is not None:
            page.articles[signed[0]].bylines.extend(units)
            for unit in units:
                give(unit, signed[0], _UNSURE, "与另一个署名上下相接")


def _all_beneath(page: Page, places: list[int]) -> list[int]:
    """For each name the text above it, where the first stands under a text and the last under the last text; else []."""
    ends = [article.body.end for article in page.articles]
    if len(places) < 2 or len(ends) < 2 or places[0] < min(ends) or places[-1] < max(ends):
        return []
    above = [number for place in places if (number := page.text_before(place)) is not None]
    return above if len(set(above)) == len(places) else []


def _give_left(page: Page, groups: list[tuple[int, list[Unit]]]) -> None:
    """Names that no text took go to the texts that nobody signed, in the order of their heads."""
    left = [(place, units) for place, units in groups if units[0].article is None]
    bare = [a.number for a in page.articles if not a.bylines and not _signed(page, groups, a)]
    if not left or not bare:
        return
    fits = [
        [_LEFT + _note_fit(a, units) + (_NEAR if page.text_before(place) == a.number else 0.0) for a in page.articles]
        for place, units in left
    ]
    _, owners = assign_in_order(fits, page.orders(bare)[0])
    for (_, units), owner in zip(left, owners, strict=True):
        if owner is not None:
            page.articles[owner].bylines.extend(units)
            for unit in units:
                give(unit, owner, _UNSURE, "余下的署名，余下的正文")


def _byline_groups(page: Page) -> list[tuple[int, list[Unit]]]:
    """Byline lines; a second line that goes on (通讯员 …) joins the first."""
    groups: list[tuple[int, list[Unit]]] = []
    for place, unit in enumerate(page.units):
        if unit.role is not Role.BYLINE or unit.article is not None:
            continue
        joined = groups and groups[-1][0] + len(groups[-1][1]) == place
        more = re.match(r"^(本报)?(通讯员|实习生|实习记者|摄影|图|特约|译|编译)", unit.folded)
        if joined and (more or (_TRANSLATES.search(unit.folded) and _ABROAD.search(groups[-1][1][-1].folded))):
            groups[-1][1].append(unit)
        else:
            groups.append((place, [unit]))
    return groups[: 2 * MOST]


def _byline_score(
    page: Page, groups: list[tuple[int, list[Unit]]], at: int, article: Article, owners: dict[int, int]
) -> float:
    place, units = groups[at]
    body, score = article.body, 0.0
    last = place + len(units) - 1
    closing = units[0].reason == CLOSING_REASON and page.units[place - 1] is body.units[-1]
    if closing:
        return 2.0
    beside = page.units[place - 1] if place else None
    behind = page.units[last + 1] if last + 1 < len(page.units) else None
    signs = _signs_above(page, place, last)
    if behind is None or behind.role is not Role.PARAGRAPH or signs:
        above = next((u for u in reversed(page.units[max(0, place - 4) : place]) if u.role not in _FLOATING), None)
        score += 0.7 if beside is body.units[-1] else 0.5 if above is body.units[-1] else 0.0
    if page.between(last, article.number):
        rest = page.units[last + 1 : body.start]
        if not any(unit.role in (Role.BYLINE, Role.TITLE) for unit in rest):
            first, end = _run(groups, at)
            over = not any(unit.role is Role.KICKER for unit in rest) and (first == end or last + 1 == body.start)
            over = over and not signs
            score += (0.5 if _names_another(page, place, article.number) else 1.0) if over else 0.4
    score += AMID if page.inside(place, article.number) else 0.0
    score += _beside_title(page, groups, at, article.number)
    return score + _note_fit(article, units)


def _signs_above(page: Page, place: int, last: int) -> bool:
    """True for a name right under a text with its headline over it, where a label follows, or a text headed elsewhere.

    A note on the author under the text that follows asks for a name.
    """
    number, below = page.units[place - 1].article if place else None, page.body_after(last)
    if number is None or below is None or page.units[place - 1].role not in TEXT_ROLES:
        return False
    above, after = page.articles[number].headline, page.articles[below]
    elsewhere = after.headline is not None and after.headline.place > after.body.start and not after.notes
    labelled = page.units[last + 1].role is Role.COLUMN
    return above is not None and page.between(above.last, number) and (labelled or elsewhere)


def _names_another(page: Page, place: int, number: int) -> bool:
    """True for a name right under the headline of another text: it goes with its headline, whatever stands under it."""
    above = page.units[place - 1] if place else None
    return above is not None and above.role in (Role.TITLE, Role.SUBTITLE) and above.article not in (None, number)


def _beside_title(page: Page, groups: list[tuple[int, list[Unit]]], at: int, number: int) -> float:
    """Right after the article's title; or the k-th of a run of bylines after a run of titles."""
    place = groups[at][0]
    run, end = _run(groups, at)
    titles: list[int] = []
    walk = groups[run][0] - 1
    while walk >= 0 and page.units[walk].role in (Role.TITLE, Role.KICKER, Role.SUBTITLE, Role.COLUMN):
        owner = page.units[walk].article
        if owner is not None and owner not in titles and page.units[walk].role is not Role.COLUMN:
            titles.append(owner)
        walk -= 1
    titles.reverse()
    length = end - run + 1
    if length == len(titles) > 1:  # as many names as titles: in step
        return _IN_STEP[0 if titles[at - run] == number else 1] if number in titles else 0.0
    if length > 1 and len(titles) >= length:
        if titles[-1] == number and at == run:
            return 0.55
        return 0.5 if titles[-length:][at - run] == number else 0.0
    if titles and titles[-1] == number:
        return 0.8 if at == run else 0.35
    behind = page.units[place + len(groups[at][1]) :][: 2 * MOST]
    heads = list(takewhile(lambda unit: unit.role in _HEADS and unit.article == number, behind))
    signed = len(heads) < len(behind) and behind[len(heads)].role is Role.BYLINE  # that headline has a name of its own
    return 0.3 if heads and heads[0].role is not Role.SUBTITLE and not signed else 0.0


def _run(groups: list[tuple[int, list[Unit]]], at: int) -> tuple[int, int]:
    """The first and the last of the names that stand together with one."""
    first = last = at
    while first > 0 and groups[first - 1][0] + len(groups[first - 1][1]) == groups[first][0]:
        first -= 1
    while last + 1 < len(groups) and groups[last][0] + len(groups[last][1]) == groups[last + 1][0]:
        last += 1
    return first, last


def _in_heaps(page: Page, groups: list[tuple[int, list[Unit]]], table: list[list[float]]) -> None:
    """Names that stand together follow each other as the texts do that are not signed otherwise, or as their heads do."""
    unsigned = [article.number for article in page.articles if not _signed(page, groups, article)]
    orders = page.orders(unsigned)
    at = 0
    while at < len(groups):
        first, last = _run(groups, at)
        at = last + 1
        if first == last:
            continue
        fits = [[_HEAPED + _note_fit(a, units) for a in page.articles] for _, units in groups[first:at]]
        _, owners = max((assign_in_order(fits, order) for order in orders), key=itemgetter(0))
        worth = _IN_ORDER[len(unsigned) == last - first + 1]
        for place, owner in enumerate(owners, first):
            if owner is not None:
                table[place][owner] += worth


def _signed(page: Page, groups: list[tuple[int, list[Unit]]], article: Article) -> bool:
    """True for a text with a name under it or in its dateline, for one that was put together, and for several voices."""
    last = article.body.units[-1]
    closed = any(units[0].reason == CLOSING_REASON and page.units[place - 1] is last for place, units in groups)
    compiled = any(unit.role is Role.COMPILER for unit in article.extras)
    return closed or compiled or article.speakers > 1 or bool(REPORTED.search(article.body.units[0].folded[:60]))


def _note_fit(article: Article, units: list[Unit]) -> float:
    """What the author note at the text's end says about this byline."""
    text = " ".join(unit.text for unit in units)
    people = parse_byline(text)
    note = fold("".join(unit.text for unit in article.notes))
    reporter = bool(REPORTER.search(text))
    score = 0.0
    if note:
        if any(len(person.name) > 1 and person.name in note for person in people):
            score += 1.0
        if any(is_group(person.name) for person in people):
            score += 0.9 if "课题组" in note or "执笔" in note else -0.3
        elif re.match(r"^（?(课题组|调研组)", note):
            score -= 0.5
        score += -0.5 if any(person.affiliation for person in people) else 0.15
        score -= 0.4 if reporter else 0.0
        parts = len(re.findall("；", note)) + 1
        if parts > 1:
            score += 0.3 if parts == len(people) else -0.15
    elif any(person.affiliation for person in people):
        score += 0.1
    if article.speakers > 1:
        score -= 0.1 if reporter else 0.6
    if article.turns > 2:
        score += 0.3 if reporter else -0.1
    return score
