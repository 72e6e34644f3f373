"""Who owns what: headlines, bylines, labels, notes and quotations are given to the bodies they fit best."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from articles.parsing.bodies import Body
from articles.parsing.forms import is_reference
from articles.parsing.glyphs import fold, solid
from articles.parsing.headlines import Headline
from articles.parsing.layout import ends_sentence
from articles.parsing.likeness import Quotations, Vocabulary, assign
from articles.parsing.names import is_group, parse_byline
from articles.parsing.structure import Alternative, Role
from articles.parsing.units import CLOSING_REASON, Unit

AMID = 0.3  # what stands between the legs of a text is likelier its own
_TELLING = 0.15  # so much more of a note's words the text after it has
_GUESTS = 2  # so many of the guests named must speak
_HEAPED = 0.1
NEAR = 60  # how many units away a neighbour may be
MOST = 60  # labels; twice as many bylines
_IN_STEP = (1.0, 0.3)  # for the name in the same place of the list as the title, and for another
GUESTS = re.compile(r"^[^\w（]?（?(本期|特邀|对话|对谈|访谈|受访|采访|与谈)?(嘉\s?宾|专家|对[话谈][人者])\W")
_TEXT = (Role.PARAGRAPH, Role.STATEMENT, Role.SPEAKER, Role.HEADING)
_FLOATING = (Role.CAPTION, Role.COLUMN, Role.PULL_QUOTE, Role.BOX)  # may stand between a text and the name under it
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
        return next((unit.article for unit in near if unit.role in _TEXT and unit.article is not None), None)

    def between(self, place: int, body: int) -> bool:
        """True when no other body lies between ``place`` and the start of article ``body``."""
        start = self.articles[body].body.start
        return place < start and not any(place < a.body.start < start for a in self.articles)

    def inside(self, place: int, body: int) -> bool:
        """True when ``place`` lies within the text of article ``body``: between its legs."""
        text = self.articles[body].body
        return text.start < place < text.end


def sure(margin: float) -> float:
    """A confidence from the margin of an assignment."""
    return round(max(0.35, min(0.98, 0.55 + 0.6 * margin)), 3)


def give(unit: Unit, article: int, confidence: float, reason: str, rivals: list[Alternative] | None = None) -> None:
    """Record that a unit belongs to an article."""
    unit.article, unit.reason = article, reason
    unit.confidence = min(unit.confidence, confidence)
    unit.alternatives.extend(rivals or [])


def give_notes(page: Page) -> None:
    """Notes, compilers and jump lines stand at the end (or the head) of the text they belong to."""
    for place, unit in enumerate(page.units):
        if unit.role not in (Role.AUTHOR_NOTE, Role.COMPILER, Role.JUMP):
            continue
        before, after = page.body_before(place), page.body_after(place)
        zone = _zone_before(page, place)
        headed = _has_head(zone) and not _head_follows(page, place)
        onward = bool(re.search(r"上接|接第|紧接", unit.folded)) and unit.role is Role.JUMP
        inside = page.text_before(place) if any(page.inside(place, a.number) for a in page.articles) else None
        onward = onward or (inside is None and _names_guests(page, unit, before, after))
        guests = _hosted(page, unit)
        onward = onward or (inside is None and _speaks_of(page, place, unit, before, after))
        owner = (
            guests
            if guests is not None
            else inside
            if inside is not None and not onward
            else after
            if onward or headed or before is None
            else before
        )
        if owner is None:
            owner = before
        if owner is not None:
            give(unit, owner, 0.93 if not headed else 0.75, f"{unit.reason}，紧邻正文")
            if unit.role is Role.AUTHOR_NOTE:
                page.articles[owner].notes.append(unit)
            else:
                page.articles[owner].extras.append(unit)


def _has_head(zone: list[Unit]) -> bool:
    """True when a headline stands in the lines between a text and a note; a name alone signs that text."""
    lines = [other for other in zone if other.role is None and not _is_sentence(other)]
    signed = any(other.role is Role.BYLINE for other in zone)
    return bool(lines) or (signed and len(zone) > 1)


def _head_follows(page: Page, place: int) -> bool:
    """True when another headline stands between a note and the next text: what comes before it is closed."""
    after = page.body_after(place)
    behind = page.units[place + 1 : page.articles[after].body.start if after is not None else len(page.units)]
    lines = [other for other in behind if other.role is None and not _is_sentence(other)]
    return bool(lines) and after is not None


def _names_guests(page: Page, unit: Unit, before: int | None, after: int | None) -> bool:
    """True for a list of guests before a conversation and after a text that is none."""
    listed = unit.role is Role.AUTHOR_NOTE and GUESTS.match(unit.folded)
    return bool(listed and after is not None and page.articles[after].turns > 2) and (
        before is None or page.articles[before].turns <= 2
    )


def _hosted(page: Page, unit: Unit) -> int | None:
    """The conversation in which most of the persons of a guests' note speak."""
    if unit.role is not Role.AUTHOR_NOTE or not GUESTS.match(unit.folded):
        return None
    note = unit.folded.replace(" ", "")
    heard = [sum(len(name) > 1 and name in note for name in article.body.turn_names()) for article in page.articles]
    best = max(range(len(heard)), key=heard.__getitem__, default=None)
    return best if best is not None and heard[best] >= _GUESTS else None


def _speaks_of(page: Page, place: int, unit: Unit, before: int | None, after: int | None) -> bool:
    """True for a note right between two texts whose words are the second's: it stands over its text."""
    if before is None or after is None or page.articles[before].body.end != place - 1 or unit.folded[0] in "（【":
        return False
    shares = page.vocabulary.shares(unit.text)
    return page.articles[after].body.start == place + 1 and shares[after] > shares[before] + _TELLING


def _is_sentence(unit: Unit) -> bool:
    return ends_sentence(unit.folded) and solid(unit.text) >= 12


def _zone_before(page: Page, place: int) -> list[Unit]:
    zone: list[Unit] = []
    for at in range(place - 1, max(-1, place - 1 - NEAR), -1):
        if page.units[at].role in (Role.PARAGRAPH, Role.SPEAKER, Role.HEADING):
            break
        zone.append(page.units[at])
    return zone


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


def give_bylines(page: Page) -> None:
    """Bylines to bodies: by standing before the text or after a title, and by what the notes say."""
    groups = _byline_groups(page)
    owners = {id(unit): a.number for a in page.articles if a.headline for unit in a.headline.units}
    table = [
        [_byline_score(page, groups, at, article, owners) for article in page.articles] for at in range(len(groups))
    ]
    for (_, units), row, (owner, margin) in zip(groups, table, assign(table, 0.25), strict=True):
        if owner is None:
            continue
        page.articles[owner].bylines.extend(units)
        for unit in units:
            give(unit, owner, sure(margin), unit.reason, rivals(row, owner))


def _byline_groups(page: Page) -> list[tuple[int, list[Unit]]]:
    """Byline lines; a second line that goes on (通讯员 …) joins the first."""
    groups: list[tuple[int, list[Unit]]] = []
    for place, unit in enumerate(page.units):
        if unit.role is not Role.BYLINE or unit.article is not None:
            continue
        joined = groups and groups[-1][0] + len(groups[-1][1]) == place
        if joined and re.match(r"^(本报)?(通讯员|实习生|实习记者|摄影|图|特约|译|编译)", unit.folded):
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
    if behind is None or behind.role is not Role.PARAGRAPH:
        above = next((u for u in reversed(page.units[max(0, place - 4) : place]) if u.role not in _FLOATING), None)
        score += 0.7 if beside is body.units[-1] else 0.5 if above is body.units[-1] else 0.0
    if page.between(last, article.number):
        rest = page.units[last + 1 : body.start]
        if not any(unit.role in (Role.BYLINE, Role.TITLE) for unit in rest):
            first, end = _run(groups, at)
            over = not any(unit.role is Role.KICKER for unit in rest) and (first == end or last + 1 == body.start)
            score += 1.0 if over else 0.4
    score += AMID if page.inside(place, article.number) else 0.0
    score += _beside_title(page, groups, at, article.number) + _in_a_heap(page, groups, at, article)
    return score + _note_fit(article, units)


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
    after = page.units[groups[at][0] + len(groups[at][1])] if place + len(groups[at][1]) < len(page.units) else None
    return 0.3 if after is not None and after.role in (Role.TITLE, Role.KICKER) and after.article == number else 0.0


def _run(groups: list[tuple[int, list[Unit]]], at: int) -> tuple[int, int]:
    """The first and the last of the names that stand together with one."""
    first = last = at
    while first > 0 and groups[first - 1][0] + len(groups[first - 1][1]) == groups[first][0]:
        first -= 1
    while last + 1 < len(groups) and groups[last][0] + len(groups[last][1]) == groups[last + 1][0]:
        last += 1
    return first, last


def _in_a_heap(page: Page, groups: list[tuple[int, list[Unit]]], at: int, article: Article) -> float:
    """Several names with no headline before them go to texts with a note on an author, rather in order."""
    first, last = _run(groups, at)
    above = page.units[groups[first][0] - 1].role if groups[first][0] else None
    noted = [other.number for other in page.articles if other.notes]
    if last == first or above in (Role.TITLE, Role.SUBTITLE, Role.KICKER) or article.number not in noted:
        return 0.0
    apart = abs((at - first) / (last - first) - noted.index(article.number) / max(1, len(noted) - 1))
    return _HEAPED * (2 - apart)


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


def give_quotes(page: Page) -> None:
    """Pull quotes to the body with the most alike passage; the printed wording stays."""
    quotes = [unit for unit in page.units if unit.role is Role.PULL_QUOTE]
    grouped: dict[int, list[Unit]] = {}
    for unit in quotes:
        grouped.setdefault(unit.group or -unit.first - 1, []).append(unit)
    for group in grouped.values():
        unit = group[0]
        scores = page.quotations.best("".join(other.text for other in group if solid(other.text) > 8))
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
    headed = any(other.role is Role.TITLE and other.article == article.number for other in _zone_before(page, place))
    before = page.body_before(place) == article.number
    score = 0.5 if headed else 0.15 if before else 0.0
    if unit.role is Role.BOX and is_reference(unit.folded) and before:
        score += 0.4
    names = [person.name for line in article.bylines for person in parse_byline(line.text)]
    return score + (0.3 if any(name and name in unit.text.replace(" ", "") for name in names) else 0.0)


def _editor_score(page: Page, place: int, article: Article) -> float:
    score = 0.5 if page.between(place, article.number) else 0.0
    before: Unit | None = None
    for unit in _zone_before(page, place):
        if unit.role in (Role.TITLE, Role.SUBTITLE, Role.BYLINE):
            before = unit
            break
    beside = [page.units[at] for at in range(max(0, place - 2), min(len(page.units), place + 4))]
    guests = any(
        other.role is Role.AUTHOR_NOTE and GUESTS.match(other.folded) and other.article == article.number
        for other in beside
    )
    score += 0.9 if guests else 0.0
    return score + (0.6 if before is not None and before.article == article.number else 0.0)
