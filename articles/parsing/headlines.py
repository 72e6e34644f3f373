"""Lines that stand alone, read as headline groups: column label, kicker, title, subtitle, banner.

A run of such lines is short, so every way of reading it is weighed: each line gets a part, each
part and each step between parts has a cost, and the cheapest reading is taken.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import pairwise

from articles.parsing.bodies import Body
from articles.parsing.forms import RUBRIC
from articles.parsing.glyphs import is_spread, open_brackets, solid
from articles.parsing.halves import TITLES_REASON
from articles.parsing.kickers import KICKER_END, OF_A_WORK, Said, kicker_odds, reads_on
from articles.parsing.likeness import Cohesion, bigrams
from articles.parsing.seams import seam
from articles.parsing.speakers import OFFICE_END
from articles.parsing.structure import Role
from articles.parsing.units import Unit
from articles.parsing.weak_names import SPREAD_TITLE

_BESIDE = re.compile(
    r"^(访|(本[报刊])?(记者)?(专访|对话)|评|读|记|写在|关于|基于|兼(论|谈|评)|以.+为(例|中心|视角)$|从.+(谈起|说起|说开去|看)$|来自.+的)"
    r"|(的(调查|([一几两]点)?(思考|反思|感想|联想|启示|补充|体会)|调查与思考|观察|实践|探索|考察|分析|评估|报告|故事|侧记|回顾)|为例|谈起|说起|侧记|手记|札记|述评|综述|纪实)$"
)  # what stands beside a title, over or under it
_BANNER_HEAD = re.compile(
    r"^(庆祝|纪念|喜迎|学习|贯彻|深入|聚焦|奋进|献礼|热烈|坚持|弘扬|走进|走一|来自|新时代|学思践悟)"
)
_SOLEMN = re.compile(r"^(热烈)?(庆祝|喜迎|纪念)|^走.{1,2} .走?.{1,3}")
_REPORT = re.compile(rf"{_BESIDE.pattern}|(调查|观察|报告|纪实|纪事|述评|综述|评析|透视|侧记|启示)$")
_NOTICE = re.compile("(更正|启事|致歉|声明|来函照登)+")  # a title by itself, however short
_CHAPTER = re.compile(r"第[一二三四五六七八九十百零\d]{1,4}[章回节集]")
_VISITS = re.compile("——(对话|专访|访|记)")  # names whom, at its end
_LONGER = 6  # a line so much longer than the one before is a headline of its own, whatever it begins with
_PLAIN_RUBRIC = re.compile(r"[\u4e00-\u9fff·]{2,6}$")
_PAIRED = re.compile(r"([\u4e00-\u9fff]{2})·[\u4e00-\u9fff]{2}")
_MAX_RUN = 24
_MARKED = 0.8  # what a label without a mark costs more where the page's labels have marks
_NEARLY_ALL = 0.8  # of the labels with a mark have the same one
_LABELLED = 0.9  # what it costs less where plain labels are the page's habit, and what that habit costs
_HABIT = 1.2
_FEWEST_INSIDE = 20  # lines inside paragraphs that show whether blank lines tell
_CLOSE = 0.6
_APART = 0.4  # what a blank line costs between a kicker and its title where blank lines tell
_SAID = 1.0  # a label's words are hardly ever said in the text, a title's are
_USUAL = 0.3
_HEADS_NOTHING = 0.6  # a rubric with no text after it is a label set apart
_REACH = 40
_ENOUGH = 1500
_WORD = 0.5  # what a word that the break cuts through weighs
_CLEAR = 1.0  # odds of a kicker
_LIKELIER = 0.5  # so much cheaper at most a kicker is for its odds,
_LABELLED_TITLE = 1.2  # what it costs to read a label as a title with a subtitle
_SHORT_LABEL, _UNEVEN = 2, 1.5  # no headline is broken after so few characters
_PHRASE = 6  # when it is too long for a label


class Part(IntEnum):
    """What one line is within a run of lines that stand alone."""

    COLUMN = 0
    KICKER = 1
    TITLE = 2
    MORE = 3  # the title's next printed line
    SUBTITLE = 4
    SUBMORE = 5
    BANNER = 6


_INF = 99.0
# Step costs: row = part before, column = part after. A new headline after a finished one costs a little.
_STEPS = (
    # COLUMN KICKER TITLE MORE SUBTITLE SUBMORE BANNER
    (1.5, 0.0, 0.0, _INF, _INF, _INF, 1.5),  # after COLUMN
    (2.0, 2.0, 0.0, _INF, _INF, _INF, 2.0),  # after KICKER
    (1.0, 1.2, 1.3, 0.0, 0.0, _INF, 1.0),  # after TITLE
    (1.0, 1.2, 1.3, 0.9, 0.0, _INF, 1.0),  # after MORE
    (0.6, 0.8, 0.9, _INF, _INF, 0.0, 0.8),  # after SUBTITLE
    (0.6, 0.8, 0.9, _INF, _INF, 0.8, 0.8),  # after SUBMORE
    (0.2, 0.4, 0.4, _INF, _INF, _INF, 0.6),  # after BANNER
)
_NO_LABEL_END = re.compile(r"([的之与和该由让把被为在从向给才要还更就都也]|[不只][会能])$")
_START = (0.0, 0.0, 0.0, _INF, 2.0, _INF, 0.0)
_END = (0.3, 1.5, 0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(slots=True)
class Headline:
    """Consecutive lines that head one article, and where they stand among the units."""

    place: int
    title: list[Unit] = field(default_factory=list)
    kicker: list[Unit] = field(default_factory=list)
    subtitle: list[Unit] = field(default_factory=list)
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


def find_headlines(units: list[Unit], bodies: list[Body], cohesion: Cohesion) -> list[Headline]:
    """Group the lines that are not part of a body.

    Column labels and banners found among them get their role here.
    """
    taken = {id(unit) for body in bodies for unit in body.units}
    said = Said(bodies, cohesion)
    marked = [unit.folded[:1] for unit in units if unit.role is Role.COLUMN and unit.confidence >= 0.9]
    runs = _runs(units, taken)
    telling = _gaps_tell(units)
    texts = [_text_after(units, run[-1][0], taken) for run in runs]
    read = _read(runs, texts, said, marked=len(marked) > 1, telling=telling)
    usual = Counter(marked).most_common(1)[0][1] if marked else 0
    if usual > 1 and usual >= _NEARLY_ALL * len(marked):
        _plain_rubrics(read, len(marked))
    groups = [group for run, parts in zip(runs, read, strict=True) for group in _grouped(run, parts)]
    return _spare_as_kickers(groups, said)


def _spare_as_kickers(groups: list[Headline], said: Said) -> list[Headline]:
    """Where there are more headlines than texts, a single line right over another headline is its kicker if it reads so."""
    spare = sum(1 for group in groups if group.title) - len(said.bodies)
    pairs = [
        (kicker_odds(one.title[0].folded, two.title[0].folded, said), at)
        for at, (one, two) in enumerate(pairwise(groups))
        if one.title[:1]
        and one.title[0].reason != TITLES_REASON
        and len(one.units) == len(one.title) == 1
        and two.title
        and not two.kicker
        and one.last + 1 == two.place
    ]
    gone: set[int] = set()
    for odds, at in sorted(pairs, reverse=True):
        if len(gone) < spare and odds > _CLEAR and not gone & {at, at + 1, at - 1}:
            groups[at + 1].kicker, groups[at + 1].place = groups[at].title, groups[at].place
            gone.add(at)
    return [group for at, group in enumerate(groups) if at not in gone]


def _gaps_tell(units: list[Unit]) -> bool:
    """True for a source that has no blank lines inside paragraphs: what one parts is not one headline."""
    inside = [line.gap_before == 0 for unit in units if unit.role is Role.PARAGRAPH for line, _, _ in unit.spans[1:]]
    lines = [unit.gap > 0 for unit in units if unit.role is None]
    return len(inside) >= _FEWEST_INSIDE and sum(inside) >= _CLOSE * len(inside) and any(lines)


def _read(
    runs: list[list[tuple[int, Unit]]], texts: list[set[str]], said: Said, *, marked: bool, telling: bool
) -> list[list[Part]]:
    """The parts of all runs on the cheaper of two readings of the page: with plain labels over its titles, or without."""
    lines = [[unit for _, unit in run] for run in runs]
    plain = [
        _cheapest(run, text, said, telling, plain=_MARKED if marked else 0.0)
        for run, text in zip(lines, texts, strict=True)
    ]
    if marked:
        return [parts for _, parts in plain]
    labelled = [_cheapest(run, text, said, telling, first=_LABELLED) for run, text in zip(lines, texts, strict=True)]
    gain = sum(cost for cost, _ in plain) - sum(cost for cost, _ in labelled)
    return [parts for _, parts in (labelled if gain > _HABIT else plain)]


def _text_after(units: list[Unit], place: int, taken: set[int]) -> set[str]:
    """The pairs of characters in the text that follows a run of lines."""
    found: set[str] = set()
    size = 0
    for unit in units[place + 1 : place + 1 + _REACH]:
        if id(unit) in taken:
            found.update(bigrams(unit.text))
            size += solid(unit.text)
        elif size and unit.role is None:
            break
        if size > _ENOUGH:
            break
    return found


def _plain_rubrics(read: list[list[Part]], most: int) -> None:
    """Where the page's labels all have one mark, a few plain rubrics, each over a title, are kickers."""
    plain = [(parts, at) for parts in read for at, part in enumerate(parts) if part is Part.COLUMN]
    for parts, at in plain if len(plain) <= most else ():
        if parts[at + 1 : at + 2] == [Part.TITLE]:
            parts[at] = Part.KICKER


def _runs(units: list[Unit], taken: set[int]) -> list[list[tuple[int, Unit]]]:
    """Neighbouring lines that have no part yet, with their places."""
    runs: list[list[tuple[int, Unit]]] = []
    run: list[tuple[int, Unit]] = []
    for place, unit in enumerate([*units, None]):
        free = unit is not None and unit.role is None and id(unit) not in taken and bool(unit.spans)
        if free and unit is not None and len(run) < _MAX_RUN:
            run.append((place, unit))
            continue
        if run:
            runs.append(run)
        run = [(place, unit)] if free and unit is not None else []
    return runs


def _grouped(run: list[tuple[int, Unit]], parts: list[Part]) -> list[Headline]:
    """The headlines of one run of lines whose parts are known."""
    groups: list[Headline] = []
    opened = False
    for (place, unit), part in zip(run, parts, strict=True):
        if part is Part.COLUMN:
            unit.role, unit.confidence, unit.reason = Role.COLUMN, 0.78, "标题上方的短语，像栏目名"
            unit.group = 1
            opened = False
            continue
        if part is Part.BANNER:
            unit.role, unit.confidence, unit.reason = Role.BANNER, 0.75, "横跨几篇的通栏语"
            opened = False
            continue
        fresh = part is Part.KICKER or (part is Part.TITLE and not (opened and not groups[-1].title))
        if (fresh and not (part is Part.KICKER and opened and not groups[-1].title)) or not groups:
            groups.append(Headline(place=place))
        group = groups[-1]
        group.last, opened = place, True
        if part is Part.KICKER:
            group.kicker.append(unit)
        elif part in (Part.TITLE, Part.MORE):
            group.title.append(unit)
        else:
            group.subtitle.append(unit)
    for group in groups:
        if not group.title and group.kicker:
            group.title, group.kicker = group.kicker, []
    return [group for group in groups if group.units]


def _cheapest(
    lines: list[Unit], text: set[str], said: Said, telling: bool, *, plain: float = 0.0, first: float = 0.0
) -> tuple[float, list[Part]]:
    """(cost, parts) of the cheapest reading; a label costs ``plain`` more, one over the run ``first`` less."""
    gapless = [unit.gap == 0 for unit in lines[1:]]
    telling = telling or (any(gapless) and not all(gapless))
    own = [[_own(line, part) + (plain if part is Part.COLUMN else 0.0) for part in Part] for line in lines]
    if len(lines) > 1:
        own[0][Part.COLUMN] -= first
    for line, costs in zip(lines, own, strict=True) if not text else ():
        costs[Part.COLUMN] -= _HEADS_NOTHING if _PLAIN_RUBRIC.match(line.folded) and RUBRIC.search(line.folded) else 0.0
    for line, costs in zip(lines, own, strict=True) if text else ():
        pairs = bigrams(line.text)
        heard = sum(1 for pair in pairs if pair in text) / max(1, len(pairs))
        costs[Part.COLUMN] += _SAID * (heard - _USUAL)
    table = [[own[0][part] + _START[part] for part in Part]]
    back: list[list[int]] = []
    for at in range(1, len(lines)):
        before, line = lines[at - 1], lines[at]
        odds = kicker_odds(before.folded, line.folded, said)
        row: list[float] = []
        step: list[int] = []
        for part in Part:
            options = [
                table[-1][old] + _STEPS[old][part] + _between(before, line, Part(old), part, telling, odds)
                for old in Part
            ]
            best = min(range(len(options)), key=options.__getitem__)
            row.append(options[best] + own[at][part])
            step.append(best)
        table.append(row)
        back.append(step)
    place = min(Part, key=lambda part: table[-1][part] + _END[part])
    cost = table[-1][place] + _END[place]
    parts = [Part(place)]
    for step in reversed(back):
        parts.append(Part(step[parts[-1]]))
    return cost, parts[::-1]


def _own(unit: Unit, part: Part) -> float:
    """How little a line looks like a part by itself."""
    text = unit.folded
    size, words = solid(text), text.split()
    dash = text.startswith("——")
    solemn = bool(_BANNER_HEAD.match(text)) and size >= 6
    beside = (size >= 8 and bool(_BESIDE.search(text))) or bool(OF_A_WORK.match(text))
    if part is Part.SUBTITLE:
        halves = 1.5 if len(words) >= 2 and size >= 16 else 0.0
        return 0.0 if dash else 0.7 if beside else 1.8 + halves
    if part is Part.SUBMORE:
        return 0.4 if dash else 0.9
    if dash:
        return 3.0
    if part is Part.COLUMN:
        return _column_cost(unit, text, size)
    if part is Part.KICKER:
        cost = 1.3 + (0.8 if size < 5 else 0.3 if size == 5 else 0.0)
        cost -= 1.2 if KICKER_END.search(text) else 0.6 if beside and not solemn else 0.0
        return cost - (0.3 if size >= 14 else 0.0) + (2.0 if text[-1] in "：，、的" else 0.0)
    if part is Part.BANNER:
        halves = len(words) >= 2 and min(map(len, words)) >= 3
        spaced = size >= 8 and is_spread(unit.spans[0][0].text)
        cost = 1.1 if spaced else 3.6 if not halves else 1.1 if size >= 16 else 1.9
        cost -= 0.5 if halves and len(words[0]) == len(words[1]) else 0.0
        cost -= 1.5 if solemn else 0.0
        cost -= 1.2 if _SOLEMN.match(text) and not halves else 0.0
        return max(cost, 0.6)
    cost = 1.2 if _SOLEMN.match(text) else 0.0
    cost += 1.0 if size >= 8 and is_spread(unit.spans[0][0].text) else 0.0
    cost += 0.5 + (0.5 if size < 5 and part is Part.TITLE else 0.0) + (1.0 if size > 24 else 0.0)
    if part is Part.TITLE and len(words) >= 2 and min(map(len, words)) >= 4:
        cost += 0.6 if size < 16 else 1.2
    return cost


def _column_cost(unit: Unit, text: str, size: int) -> float:
    if size > 8 or unit.reason == SPREAD_TITLE or re.search(r"[，。！？：；—]", text):
        return 6.0
    cost = 0.4 if RUBRIC.search(text.replace(" ", "")) or _PAIRED.fullmatch(text) else 1.5
    cost += 2.5 if _NO_LABEL_END.search(text) else 0.0
    cost += 0.0 if size <= 5 else 0.4 if size <= 6 else 1.3
    if size <= 4 and (is_spread(unit.spans[0][0].text) or len(text.split()) == size):
        cost -= 0.7
    return cost


def is_banner(unit: Unit) -> bool:
    """True for a line that reads like a motto over the whole page: two halves, or the words of an occasion."""
    words = unit.folded.split()
    halves = len(words) == 2 and min(map(len, words)) >= 4
    return halves or bool(_SOLEMN.match(unit.folded))


def _explains(first: str, second: str) -> bool:
    """True when the second line says at more length, in two clauses or as a report's name, what the first is a title of."""
    if first[-1] in "，、：" or reads_on(first, second) or solid(second) < 0.8 * solid(first) or "——" in first:
        return False
    clauses = "，" in second and "，" not in first and solid(second) >= solid(first)
    report = solid(second) >= 1.1 * solid(first) and bool(_REPORT.search(second))
    return clauses or report or bool(_BESIDE.search(second) and not _BESIDE.search(first))


def told_by_form(before: Unit, unit: Unit, old: Part, part: Part) -> float | None:
    """What the form of one of two lines says by itself, whatever the other says: two titles of a line, a notice, a chapter."""
    if before.reason == unit.reason == TITLES_REASON:
        return 0.0 if (old, part) == (Part.TITLE, Part.TITLE) else _INF
    if _NOTICE.fullmatch(unit.folded) and part in (Part.MORE, Part.SUBTITLE, Part.SUBMORE):
        return _INF
    if _CHAPTER.fullmatch(unit.folded.strip()):
        return -_CLEAR if part is Part.SUBTITLE else _INF if part is Part.MORE else _LABELLED_TITLE
    return _INF if unit.reason == SPREAD_TITLE and part is Part.MORE else None


def _between(before: Unit, unit: Unit, old: Part, part: Part, telling: bool, odds: float) -> float:
    """What two neighbouring lines say about being two parts of one line, or not."""
    first, second = before.folded, unit.folded
    told = told_by_form(before, unit, old, part)
    if told is not None:
        return told
    cut = _WORD * max(0.0, seam(first, second))  # a word is cut in two
    if part is Part.SUBMORE:
        unfinished = _VISITS.match(first) and OFFICE_END.search(first)
        return (-0.6 if open_brackets(first) > 0 or unfinished else 0.6) - cut
    if part is Part.SUBTITLE and not second.startswith("——"):
        longer = solid(second) >= 1.4 * solid(first)
        if solid(first) >= _PHRASE and _explains(first, second) and old in (Part.TITLE, Part.MORE):
            return cut - 1.1
        beside = (longer and _BESIDE.search(second)) or OF_A_WORK.match(second)
        cost = cut - 0.5 if beside else cut + 0.4
        cost += _LABELLED_TITLE if solid(first) < _PHRASE and RUBRIC.search(first) else 0.0  # a label has no subtitle
        return cost + (2.0 if first[-1] in "：，、" or open_brackets(first) > 0 else 0.0)
    if part is not Part.MORE:
        if open_brackets(first) > 0 or (first.strip()[-1] in "，、：" and old in (Part.TITLE, Part.MORE)):
            return 2.0
        wrong = 0.8 if old is Part.KICKER and part is Part.TITLE and _explains(first, second) else 0.0
        if old is Part.KICKER and part is Part.TITLE:
            wrong += -odds / 2 if odds < 0 else -min(_LIKELIER, odds / 4) if solid(first) >= _PHRASE else 0.0
        if old is Part.KICKER and telling and unit.gap:
            wrong += _APART
        return cut + wrong - (0.4 if telling and unit.gap and part is Part.TITLE and old is not Part.KICKER else 0.0)
    cost = 0.7 + odds / 2
    cost += _UNEVEN if solid(first) <= _SHORT_LABEL and solid(second) >= _PHRASE and not cut else 0.0
    cost += 1.0 if min(solid(first), solid(second)) >= 10 else 0.0
    cost += 1.2 if OF_A_WORK.match(first) or OF_A_WORK.match(second) else 0.0
    cost -= 3.0 if open_brackets(first) > 0 else 0.0
    cost += 2.0 if solid(first) + solid(second) > 26 else 0.0
    cost += 0.8 if " " in second.strip() or " " in first.strip() else 0.0
    if telling:
        cost += 1.5 if unit.gap else -0.5 if odds <= 0 else 0.0
    return cost
