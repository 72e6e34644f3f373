"""Lines that stand alone, gathered into headline groups: kicker, title (one or two lines), subtitle."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from articles.parsing.glyphs import open_brackets, solid
from articles.parsing.structure import Role
from articles.parsing.units import Unit

_JOIN_END = re.compile(r"(的|之|与|和|、|，|在|把|让|是|为|对|从|到|向|给|以|及|或|将|被|使|里的|中的|——)$")
_JOIN_START = re.compile(
    r"^(的|之|与|和|如何|怎样|怎么|为何|何以|也|还|就|都|更|要|须|应|需|才|又|再|却|不|能|会|可|中|里|上|下|，|、|写|让|使|为|以|在|向|与|助|促|推|走|用|把|成|变)"
)
_KICKER_END = re.compile(r"(谈|论坛|纵横|观察|系列|之[一二三四五六七八九十]{1,2}|述评|漫谈|评论|随笔|札记|笔谈|专题|特稿|调查|报告|巡礼|故事|篇|专访|对话|——|⑴|①|②|③|④|（[一二三四五六七八九十上中下]{1,2}）)$")
_MAX_TITLE = 26


@dataclass(slots=True)
class Headline:
    """Consecutive lines that head one article, and where they stand among the units."""

    place: int
    title: list[Unit] = field(default_factory=list)
    kicker: list[Unit] = field(default_factory=list)
    subtitle: list[Unit] = field(default_factory=list)
    before: list[Role | None] = field(default_factory=list)
    last: int = 0

    @property
    def units(self) -> list[Unit]:
        """Every line of the group."""
        return [*self.kicker, *self.title, *self.subtitle]

    @property
    def text(self) -> str:
        """All its words, for vocabulary."""
        return "".join(unit.text for unit in self.units)

    @property
    def title_text(self) -> str:
        """The title's words alone."""
        return "".join(unit.text for unit in self.title)


def find_headlines(units: list[Unit], taken: set[int]) -> list[Headline]:
    """Group the lines that are not part of a body; ``taken`` holds ids of units already placed."""
    groups: list[Headline] = []
    run: list[tuple[int, Unit]] = []
    for place, unit in enumerate([*units, None]):
        free = unit is not None and unit.role is None and id(unit) not in taken and bool(unit.spans)
        if free and unit is not None:
            run.append((place, unit))
            continue
        if run:
            groups.extend(_split_run(run))
        run = []
    return groups


def _split_run(run: list[tuple[int, Unit]]) -> list[Headline]:
    """Cut a run of lines into headlines, joining lines that one headline was broken into."""
    logical: list[tuple[int, list[Unit]]] = []
    gapless = [unit.gap == 0 for _, unit in run[1:]]
    telling = any(gapless) and not all(gapless)
    for place, unit in run:
        if logical and _joins(logical[-1][1], unit, telling):
            logical[-1][1].append(unit)
        else:
            logical.append((place, [unit]))
    groups: list[Headline] = []
    waiting: list[tuple[int, list[Unit]]] = []
    for place, lines in logical:
        text = "".join(unit.folded for unit in lines)
        if text.startswith("——") and (waiting or groups):
            if waiting:
                groups.append(_headline(waiting))
                waiting = []
            groups[-1].subtitle.extend(lines)
            groups[-1].last = place + len(lines) - 1
            continue
        waiting.append((place, lines))
    if waiting:
        groups.extend(_pair_up(waiting))
    return groups


def _headline(logical: list[tuple[int, list[Unit]]]) -> Headline:
    """The last logical line is the title; one before it is its kicker."""
    group = Headline(place=logical[0][0])
    group.title = logical[-1][1]
    for _, lines in logical[:-1]:
        group.kicker.extend(lines)
    group.last = logical[-1][0] + len(logical[-1][1]) - 1
    return group


def _pair_up(logical: list[tuple[int, list[Unit]]]) -> list[Headline]:
    """Lines with no subtitle after them: a kicker joins the title after it, a long line the title before."""
    groups: list[Headline] = []
    position = 0
    while position < len(logical):
        place, lines = logical[position]
        text = "".join(unit.text for unit in lines)
        follower = logical[position + 1] if position + 1 < len(logical) else None
        if follower is not None and _is_kicker(text, "".join(unit.text for unit in follower[1])):
            groups.append(_headline([logical[position], follower]))
            position += 2
            continue
        group = _headline([(place, lines)])
        if follower is not None and _is_plain_subtitle(text, "".join(unit.text for unit in follower[1])):
            group.subtitle = follower[1]
            group.last = follower[0] + len(follower[1]) - 1
            position += 1
        groups.append(group)
        position += 1
    return groups


def _is_kicker(text: str, follower: str) -> bool:
    if " " in text.strip() and solid(text) > 20:
        return False
    if _KICKER_END.search(text):
        return True
    return False


def _is_plain_subtitle(text: str, follower: str) -> bool:
    return solid(text) <= 12 and solid(follower) >= 1.6 * solid(text) and " " not in follower.strip()


def _joins(lines: list[Unit], unit: Unit, telling: bool) -> bool:
    """True when ``unit`` is the next printed line of the same headline line."""
    before, text = "".join(line.folded for line in lines), unit.folded
    if text.startswith("——") or before.startswith("——") or len(lines) >= 3:
        return bool(before.startswith("——") and len(lines) == 1 and open_brackets(before) > 0)
    total = solid(before) + solid(text)
    if total > _MAX_TITLE:
        return False
    if open_brackets(before) > 0:
        return True
    if telling and unit.gap:
        return bool(_JOIN_END.search(before)) and total <= 20
    if telling and not unit.gap:
        return total <= 22
    if _KICKER_END.search(before):
        return False
    score = 0.0
    score += 2.5 if _JOIN_END.search(before) else 0.0
    score += 2.0 if _JOIN_START.match(text) else 0.0
    longest, shortest = max(solid(before), solid(text)), min(solid(before), solid(text))
    score += 1.0 if total <= 16 else 0.0
    score += 0.6 if longest <= 9 else -0.8
    score -= 1.5 if shortest >= 10 else 0.0
    score -= 1.0 if " " in text.strip() or " " in before.strip() else 0.0
    return score >= 1.6
