"""Titles to texts: headlines are given to the bodies whose words they share, and that they stand over."""

from __future__ import annotations

import re
from itertools import pairwise

from articles.parsing.glyphs import solid
from articles.parsing.headlines import Headline, is_banner
from articles.parsing.kickers import reads_on
from articles.parsing.likeness import assign, assign_in_order
from articles.parsing.owners import AMID, TEXT_ROLES, Article, Page, give, rivals, sure
from articles.parsing.structure import Role

_SERVED = 0.3  # that one more headline has a text
_TELLS = 0.1  # so much more of a subtitle's words the text under it has
_OVER_ITS_TEXT = 0.6
_HAS_ONE = 1.0
_FITS = 0.3
_HEAP = 3  # titles far from their texts
_IN_ORDER = 0.2  # for the text whose turn it is
_UNDER, _TELLING = 0.3, 0.3
_CLOSERS = (Role.AUTHOR_NOTE, Role.COMPILER, Role.JUMP, Role.CAPTION, Role.PULL_QUOTE, Role.BOX, Role.BYLINE)
_SHORTEST = 5  # characters
_STRANGE = 0.15  # so much more of its words another text has
_LAST = 0.5  # how sure it is that what is left goes together
_ONE_TITLE = 11  # characters of a title that is hardly two
_SERIES = re.compile(
    r"(系列(谈|报道|评论|调研|访谈)?(之?[一二三四五六七八九十]{1,2}|\d{1,2})?|之[一二三四五六七八九十]{1,2}|第\s*\d{1,4}\s*期|[①-⑩⑴-⑽])$"
)


def give_headlines(page: Page) -> None:
    """Titles to bodies, by shared vocabulary and by standing right before a body."""
    page.headlines = [part for group in page.headlines for part in _part_company(page, group)]
    _give_titles(page)
    _give_last(page)
    _give_subtitles(page)


def _give_titles(page: Page) -> None:
    titled = [group for group in page.headlines if group.title]
    table: list[list[float]] = []
    for group in titled:
        shares = page.vocabulary.shares(group.title_text)
        whole = page.vocabulary.shares(group.text)
        signed = _follower(page, group.last) is Role.BYLINE
        row = []
        for article in page.articles:
            score = 0.75 * shares[article.number] + 0.25 * whole[article.number]
            if page.between(group.last, article.number):
                later = [h for h in page.headlines if group.last < h.place and page.between(h.last, article.number)]
                score += 0.45 if not later else 0.12
            score += AMID if page.inside(group.place, article.number) else 0.0
            score += _signature_fit(page, group, article, signed)
            size = solid(group.title_text)
            score -= 0.12 if size > 22 else 0.0
            score += 0.08 if signed else -0.03
            score += 0.15 if group.subtitle and page.between(group.last, article.number) else 0.0
            if " " in group.title_text and size > 16:
                score -= 0.3
            row.append(score + _SERVED)
        table.append(row)
    _in_heaps(page, titled, table)
    _beneath(page, titled, table)
    for group, row, (owner, margin) in zip(titled, table, assign(table, 0.04 + _SERVED), strict=True):
        if owner is None:
            continue
        page.articles[owner].headline = group
        _leave_subtitle(page, group, owner)
        series = not group.kicker and not group.subtitle and bool(_SERIES.search(group.title_text.strip()))
        named = Role.KICKER if series else Role.TITLE  # a series has a name over a title: the title is missing
        for role, units in ((Role.KICKER, group.kicker), (named, group.title), (Role.SUBTITLE, group.subtitle)):
            for unit in units:
                unit.role = role
                give(unit, owner, sure(margin), "用词与正文最接近", rivals(row, owner))


def _beneath(page: Page, titled: list[Headline], table: list[list[float]]) -> None:
    """Where the page sets titles under their texts, one that stands right under a text rather is that text's."""
    under = [_right_under(page, group.place) for group in titled]
    told = over = 0
    for group, owner in zip(titled, under, strict=True):
        shares = page.vocabulary.shares(group.title_text)
        best = max(range(len(shares)), key=shares.__getitem__, default=None)
        if best is not None and shares[best] >= _TELLING:
            told += best == owner
            over += page.between(group.last, best)
    if told:
        for row, owner in zip(table, under, strict=True):
            if owner is not None:
                row[owner] += _UNDER * told / (told + over)


def _right_under(page: Page, place: int) -> int | None:
    """The text right above a headline, no more than what closes it or stands beside it between."""
    at = place - 1
    while at >= 0 and page.units[at].role in _CLOSERS:
        at -= 1
    return page.units[at].article if at >= 0 and page.units[at].role in TEXT_ROLES else None


def _in_heaps(page: Page, titled: list[Headline], table: list[list[float]]) -> None:
    """Titles that stand together, away from their texts, rather follow each other as the texts do."""
    heaps: list[list[int]] = []
    for at, group in enumerate(titled):
        before = titled[at - 1] if at else None
        joined = before is not None and not any(
            unit.role in TEXT_ROLES for unit in page.units[before.last + 1 : group.place]
        )
        if joined:
            heaps[-1].append(at)
        else:
            heaps.append([at])
    for heap in heaps:
        if len(heap) < _HEAP:
            continue
        rows = [[score - _SERVED - 0.04 for score in table[at]] for at in heap]
        for at, owner in zip(heap, assign_in_order(rows, range(len(page.articles)))[1], strict=True):
            if owner is not None:
                table[at][owner] += _IN_ORDER


def _give_last(page: Page) -> None:
    """The one title that is left of a heap of titles is that of the one text that has none."""
    places = {group.place for group in page.headlines} | {group.last for group in page.headlines}
    idle = [group for group in page.headlines if group.title and group.title[0].article is None]
    left = [group for group in idle if {group.place - 1, group.last + 1} & places]
    bare = [article for article in page.articles if article.headline is None]
    if len(left) != 1 or len(bare) != 1:
        return
    group, article = left[0], bare[0]
    heap = [other for other in page.headlines if not page.between(other.last, _owner(other))]
    over = page.between(group.last, article.number)
    strange = over or is_banner(group.title[0]) or _says_another(page, group, article.number)
    if len(heap) < _HEAP or strange or solid(group.title_text) < _SHORTEST:
        return
    article.headline = group
    for role, units in ((Role.KICKER, group.kicker), (Role.TITLE, group.title), (Role.SUBTITLE, group.subtitle)):
        for unit in units:
            unit.role = role
            give(unit, article.number, _LAST, "几个题目只剩这一个，正文也只剩这一篇")


def _says_another(page: Page, group: Headline, number: int) -> bool:
    """True when another text says more of a title, and no less than it says of its own title."""
    shares = page.vocabulary.shares(group.text)
    best = max(range(len(shares)), key=shares.__getitem__)
    own = page.articles[best].headline
    told = page.vocabulary.shares(own.text)[best] if own is not None else 0.0
    return shares[number] < shares[best] - _STRANGE and told <= shares[best]


def _owner(group: Headline) -> int:
    owner = group.units[0].article
    return owner if owner is not None else 0


def _leave_subtitle(page: Page, group: Headline, owner: int) -> None:
    """A subtitle under another text's title, right over its own text, is that text's: its words tell."""
    below = page.body_after(group.last)
    if not group.subtitle or below is None or below == owner or not group.subtitle[0].folded.startswith("——"):
        return
    shares = page.vocabulary.shares("".join(unit.text for unit in group.subtitle))
    if shares[below] > shares[owner] + _TELLS:
        place = group.last - len(group.subtitle) + 1
        page.headlines.append(Headline(place=place, subtitle=group.subtitle, last=group.last))
        group.subtitle, group.last = [], place - 1


def _give_subtitles(page: Page) -> None:
    """Subtitles whose titles stand elsewhere go to the text right after them, or to the one that says their words."""
    for group in page.headlines:
        if group.title or not group.subtitle:
            continue
        shares = page.vocabulary.shares(group.text)
        row = [
            shares[article.number]
            + (_OVER_ITS_TEXT if page.between(group.last, article.number) else 0.0)
            - (_HAS_ONE if article.headline is not None and article.headline.subtitle else 0.0)
            for article in page.articles
        ]
        owner = max(range(len(row)), key=row.__getitem__, default=None)
        if owner is None or row[owner] < _FITS:
            continue
        for unit in group.subtitle:
            unit.role = Role.SUBTITLE
            second = sorted(row)[-2] if len(row) > 1 else 0.0
            give(unit, owner, sure(row[owner] - second), "在正文之上，题目在别处", rivals(row, owner))


def _part_company(page: Page, group: Headline) -> list[Headline]:
    """Lines read as one headline that speak of two different bodies are two headlines."""
    if not group.title or not page.articles:
        return [group]
    scarce = len(page.headlines) < len(page.articles)
    cuts = [len(group.kicker)] if group.kicker else []
    cuts += [
        len(group.kicker) + at
        for at, (one, two) in enumerate(pairwise(group.title), 1)
        if solid(group.title_text) > _ONE_TITLE and not reads_on(one.folded, two.folded)
    ]
    lines = group.kicker + group.title
    if group.subtitle and not group.subtitle[0].folded.startswith("——"):
        cuts.append(len(lines))
        lines = lines + group.subtitle
    for cut in cuts:
        first = page.vocabulary.shares("".join(unit.text for unit in lines[:cut]))
        second = page.vocabulary.shares("".join(unit.text for unit in lines[cut:]))
        one, two = first.index(max(first)), second.index(max(second))
        apart = first[one] - first[two] > 0.15 and second[two] - second[one] > 0.15
        stranger = scarce and cut == len(group.kicker) and first[two] < 0.06 < second[two] and solid(lines[0].text) >= 8
        told = _told_elsewhere(page, group)
        wanted = scarce or (told[one] < first[one] and told[two] < second[two])
        if stranger or (wanted and one != two and min(first[one], second[two]) > 0.25 and apart):
            ahead = Headline(place=group.place, title=lines[:cut], last=group.place + cut - 1)
            rest = group.subtitle if lines[-1] is group.title[-1] else []
            behind = Headline(place=group.place + cut, title=lines[cut:], subtitle=rest, last=group.last)
            return [*_part_company(page, ahead), *_part_company(page, behind)]
    return [group]


def _told_elsewhere(page: Page, group: Headline) -> list[float]:
    """For each text how much it says at most of another headline that it says more of than all others do."""
    told = [0.0] * len(page.articles)
    for other in page.headlines:
        row = page.vocabulary.shares(other.title_text) if other is not group and other.title else []
        if row:
            best = row.index(max(row))
            told[best] = max(told[best], row[best])
    return told


def _signature_fit(page: Page, group: Headline, article: Article, signed: bool) -> float:
    """A round-up has no byline; a text with a byline right above it has no title with another byline."""
    place = article.body.start - 1
    above = page.units[place] if place >= 0 else None
    own = above is not None and above.role is Role.BYLINE and not page.between(group.last, article.number)
    if article.speakers > 1:
        return -0.15 if signed else 0.15
    return -0.18 if own else 0.0


def _follower(page: Page, place: int) -> Role | None:
    return page.units[place + 1].role if place + 1 < len(page.units) else None
