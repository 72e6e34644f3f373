"""Which stretches of text are whose, when headlines stand elsewhere: all first, all last, or in another order.

Texts that run on into each other are cut, and legs that another text parted are joined, as long as the page
as a whole reads better for it: every headline has a text that says what it says, few texts have no head, and
a text stays with one topic.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace

from articles.parsing.bodies import Body
from articles.parsing.boundaries import goes_on, topic_score
from articles.parsing.forms import DATELINE, turn_label
from articles.parsing.glyphs import solid
from articles.parsing.halves import TITLES_REASON
from articles.parsing.headlines import Headline
from articles.parsing.layout import FREE
from articles.parsing.likeness import Cohesion, bigrams, choose
from articles.parsing.speakers import closes
from articles.parsing.structure import Role
from articles.parsing.units import CLOSING_REASON, Unit

_MOST_HEADS = 16
_MOST_UNITS = 400
_MOST_MOVES = 8
_LEAST = 60  # characters that a text of its own has
_SAID = 2.0  # what a headline gains from a text that says all it says,
_ABOVE = 0.8  # that it stands right over,
_AROUND = 0.3  # or that it stands in, or right under
_IDLE = 0.9  # what a headline costs that has no text,
_UNTEXTED = 0.9  # each name more than there are texts,
_HEADLESS = 0.7  # and a text without a head
_CUT = 1.9  # what a cut costs where the topic does not change
_LEAST_CUT = 0.4
_TALKED_OUT = 0.8  # where a conversation has ended
_PARTED = 0.5  # a picture's caption, or what else is no text, between two paragraphs
_GAPPED = 0.5  # a blank line where the text has few
_TURNS = 3
_TELLS = 0.05  # so much of its words a text has,
_MORE = 1.5  # and so many times what the one has that it is cut from
_SAYS_IT, _LITTLE = 0.35, 0.5
_JOIN = 0.6  # and what it costs to take up a text again past another
_COMPLETES = 1.2
_OTHER_MEASURE = 0.8
_RIBBED = 0.6  # what speaks for a heading where the text has others,
_FULLER = 1.5  # and a headline of several lines has no text but this
_GAIN = 0.3  # by so much a move must better the page
_HEADING = 14  # characters of the longest line between the legs of a text
_CLOSERS = (Role.AUTHOR_NOTE, Role.COMPILER, Role.JUMP)
_TELLING = (4, 60)  # characters of a headline that can tell


@dataclass(slots=True)
class Head:
    """A headline, or a label and a name with no headline between: where it ends, and the words that it says."""

    line: Unit
    size: int
    first: int
    last: int
    grams: dict[str, int] = field(default_factory=dict)  # each with its bit
    weights: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Stretch:
    """Units that are one text; ``closed``: a note or a name stands under it."""

    units: list[Unit]
    headed: bool  # a name, label or note of its own stands right before it
    closed: bool = False
    signed: bool = False  # it is a name,
    labelled: bool = False  # or nothing but a label, which may stand anywhere


@dataclass(slots=True)
class Reading:
    """The texts of a page, and which headlines are none but headings of theirs."""

    texts: list[Stretch]
    headings: frozenset[int] = frozenset()


@dataclass(slots=True)
class Sheet:
    """The page while its texts are settled."""

    heads: list[Head]
    places: dict[int, int]  # of units, by id
    said: dict[int, list[int]]  # by unit: for each head the bits of what it says that the unit says too
    cohesion: Cohesion
    turns: dict[int, set[str]]  # by unit: the labels that open turns in its text
    names: int = 0  # lines of names on the page, those that stand together counted once

    def worth(self, reading: Reading) -> float:
        """How well the texts go with the heads."""
        texts = reading.texts
        owners = self.owners(reading)
        firsts = self._firsts(texts)
        total = sum(self._fit(number, texts[owner], firsts) for number, owner in owners.items() if owner is not None)
        total -= _IDLE * sum(1 for owner in owners.values() if owner is None)
        held = set(owners.values())
        total -= _UNTEXTED * max(0, self.names - len(texts))
        bare = [text.headed for at, text in enumerate(texts) if at not in held]
        spare = max(0, self.names - len(owners) - sum(bare))  # names whose titles are pictures
        return total - _HEADLESS * max(0, len(bare) - sum(bare) - spare)

    def owners(self, reading: Reading) -> dict[int, int | None]:
        """For each head the text that it goes with best, one each."""
        firsts = self._firsts(reading.texts)
        numbers = [number for number in range(len(self.heads)) if number not in reading.headings]
        table = [[self._fit(number, text, firsts) for text in reading.texts] for number in numbers]
        return dict(zip(numbers, choose(table, 0.05), strict=True))

    def _firsts(self, texts: list[Stretch]) -> list[int]:
        return [self.places[id(text.units[0])] for text in texts]

    def covered(self, number: int, units: list[Unit]) -> float:
        """0 to 1: how much of what a head says is said in the units too."""
        head, bits = self.heads[number], 0
        for unit in units:
            bits |= self.said[id(unit)][number]
        return sum(weight for at, weight in enumerate(head.weights) if bits >> at & 1) / max(1.0, sum(head.weights))

    def _fit(self, number: int, text: Stretch, firsts: list[int]) -> float:
        head, score = self.heads[number], _SAID * self.covered(number, text.units)
        start, end = self.places[id(text.units[0])], self.places[id(text.units[-1])]
        if head.last < start and not any(head.last < first < start for first in firsts):
            return score + _ABOVE
        if start < head.first < end or (end < head.first and not any(end < first < head.first for first in firsts)):
            return score + _AROUND
        return score


def split_streams(units: list[Unit], bodies: list[Body], headlines: list[Headline], cohesion: Cohesion) -> list[Body]:
    """The bodies, cut and joined so that the page's headlines have their texts."""
    heads = _heads(units, headlines)
    total = sum(len(body.units) for body in bodies)
    if not bodies or len(heads) > _MOST_HEADS or total > _MOST_UNITS:
        return bodies
    if _settled(heads, bodies):
        return bodies
    reading = first = Reading([Stretch(body.units, *_ends(units, body)) for body in bodies])
    sheet = _sheet(units, bodies, heads, cohesion)
    for _ in range(_MOST_MOVES):
        better = _best_move(sheet, reading)
        if better is None:
            break
        reading = better
    return bodies if reading is first else _bodies(sheet, reading)


def _heads(units: list[Unit], headlines: list[Headline]) -> list[Head]:
    return [
        Head(
            group.units[0],
            solid(group.text),
            group.place,
            group.last,
            {gram: at for at, gram in enumerate(bigrams(group.text))},
        )
        for group in headlines
        if _TELLING[0] <= solid(group.title_text) <= _TELLING[1]
    ]


def _settled(heads: list[Head], bodies: list[Body]) -> bool:
    """True where nothing is to be asked: each headline stands over a text of its own, and no text is without."""
    starts = sorted(body.start for body in bodies)
    over = [bisect_right(starts, head.last) for head in heads]
    return sorted(over) == list(range(len(starts)))


def _ends(units: list[Unit], body: Body) -> tuple[bool, bool, bool, bool]:
    """(whether a name, label or note stands right before a text, whether one closes it, whether the first is a name, a label)."""
    above = units[body.start - 1] if body.start else None
    below = units[body.end + 1] if body.end + 1 < len(units) else None
    headed = above is not None and above.role in (Role.BYLINE, Role.EDITOR_NOTE, Role.COLUMN, Role.BOX)
    closed = below is not None and (below.role in _CLOSERS or below.reason == CLOSING_REASON)
    role = above.role if above is not None else None
    return headed, closed, role is Role.BYLINE, role is Role.COLUMN


def _sheet(units: list[Unit], bodies: list[Body], heads: list[Head], cohesion: Cohesion) -> Sheet:
    run = [unit for body in bodies for unit in body.units]
    for head in heads:
        head.weights = [cohesion.weight(gram) for gram in head.grams]
    said: dict[int, list[int]] = {}
    for unit in run:
        found = cohesion.grams_of(unit.text)
        said[id(unit)] = [sum(1 << at for gram, at in head.grams.items() if gram in found) for head in heads]
    signed = [at for at, unit in enumerate(units) if unit.role is Role.BYLINE and unit.reason != CLOSING_REASON]
    names = sum(at - 1 not in signed for at in signed)
    turns = {id(unit): labels for body in bodies for labels in [body.turn_names()] for unit in body.units}
    return Sheet(heads, {id(unit): place for place, unit in enumerate(units)}, said, cohesion, turns, names)


def _best_move(sheet: Sheet, reading: Reading) -> Reading | None:
    """The reading after the move that betters the page most; None when none is worth it."""
    now = sheet.worth(reading)
    best: tuple[float, Reading] | None = None
    idle = _unserved(sheet, reading)
    crowded = sheet.names > len(reading.texts)
    moves = [*_cuts(sheet, reading), *_lowered(sheet, reading, idle)] if idle or crowded else []
    for cost, moved in [*moves, *_joins(sheet, reading)]:
        gain = sheet.worth(moved) - now - cost
        if gain > _GAIN and (best is None or gain > best[0]) and _told(sheet, idle, reading, moved):
            best = (gain, moved)
    return best[1] if best else None


def _unserved(sheet: Sheet, reading: Reading) -> list[int]:
    """The heads that have no text, or one that says little of them while another text, which is taken, says more."""
    out = []
    for number, owner in sheet.owners(reading).items():
        said = [sheet.covered(number, text.units) for text in reading.texts]
        if owner is None or (max(said) >= _SAYS_IT and said[owner] < _LITTLE * max(said)):
            out.append(number)
    return out


def _told(sheet: Sheet, idle: list[int], before: Reading, after: Reading) -> bool:
    """True when each part of what was cut has a head whose words are its own rather than the other part's."""
    known = {id(text) for text in before.texts}
    fresh = [at for at, text in enumerate(after.texts) if id(text) not in known]
    if len(fresh) < 2:
        return True
    owners = {owner: number for number, owner in sheet.owners(after).items()}
    for at, other in (fresh, fresh[::-1]):
        head = owners.get(at)
        units, rest = after.texts[at].units, after.texts[other].units
        more = 1.0 if head is not None and sheet.heads[head].line.reason == TITLES_REASON else _MORE
        if head is None and sheet.names > len(before.texts):
            continue  # its title is a picture
        if head is None or sheet.covered(head, units) < more * sheet.covered(head, rest) + _TELLS:
            return False
        if head in idle and any(sheet.covered(head, text.units) > sheet.covered(head, units) for text in after.texts):
            return False  # another text says more of it
    return True


def _cuts(sheet: Sheet, reading: Reading) -> list[tuple[float, Reading]]:
    """Each way to cut a text in two, with what it costs."""
    moves, texts = [], reading.texts
    for number, text in enumerate(texts):
        for at in range(1, len(text.units)):
            cost = _cut_cost(sheet, text, at)
            if cost is not None:
                first = Stretch(text.units[:at], text.headed, False, text.signed, text.labelled)
                parts = [first, Stretch(text.units[at:], False, text.closed)]
                moves.append((cost, replace(reading, texts=[*texts[:number], *parts, *texts[number + 1 :]])))
    return moves


def _cut_cost(sheet: Sheet, text: Stretch, at: int) -> float | None:
    before, unit = text.units[at - 1], text.units[at]
    after_words = before.role is Role.PARAGRAPH or (before.role is Role.SPEAKER and closes(before.folded))
    if unit.role is not Role.PARAGRAPH or not after_words or before.ends_mid or unit.begins_mid:
        return None
    if all(_speaks(part, sheet.turns[id(unit)]) for part in (text.units[:at], text.units[at:])):
        return None  # a conversation goes on
    if min(_size(text.units[:at]), _size(text.units[at:])) < _LEAST:
        return None
    apart = abs(before.measure - unit.measure) > 1.2
    turn = topic_score(text.units[:at], text.units[at:], sheet.cohesion)
    turn += _GAPPED if unit.gap and 3 * sum(other.gap > 0 for other in text.units) <= len(text.units) else 0.0
    turn += _PARTED if sheet.places[id(unit)] > sheet.places[id(before)] + 1 else 0.0
    turn += _TALKED_OUT if _talked_out(text.units, at, sheet.turns[id(unit)]) else 0.0
    return max(_LEAST_CUT, _CUT - turn - (_OTHER_MEASURE if apart else 0.0))


def _speaks(units: list[Unit], names: set[str]) -> int:
    """How many of the units open turns."""
    labels = [turn_label(unit.folded) for unit in units]
    return sum(1 for label in labels if label is not None and label[0] in names)


def _talked_out(units: list[Unit], at: int, names: set[str]) -> bool:
    """True where a conversation has ended: turn upon turn before, none after."""
    ended = _speaks(units[at - 1 : at], names) and not _speaks(units[at:], names)
    return bool(ended) and _speaks(units[:at], names) >= _TURNS <= len(units) - at


def _size(units: list[Unit]) -> int:
    return sum(solid(unit.text) for unit in units)


def _joins(sheet: Sheet, reading: Reading) -> list[tuple[float, Reading]]:
    """Each way to give a text to one before it, past another text, as its next leg, with what it costs."""
    moves = []
    for number, text in enumerate(reading.texts):
        for other in range(number - 1) if not text.headed or text.labelled else ():
            move = _join(sheet, reading, other, number)
            if move is not None:
                moves.append(move)
    return moves


def _join(sheet: Sheet, reading: Reading, other: int, number: int) -> tuple[float, Reading] | None:
    first, text = reading.texts[other], reading.texts[number]
    last, begin = first.units[-1], text.units[0]
    measured = FREE not in (last.measure, begin.measure) and abs(last.measure - begin.measure) <= 1.2
    ribbed = any(unit.role is Role.HEADING for unit in first.units)
    hanging = last.role is Role.SPEAKER and not closes(last.folded)  # whose words come in the next leg
    completes = (
        first.signed and text.closed and not text.signed
    )  # the one has a name over it, the other a note under it
    heading = _heading(sheet, text)
    if first.closed or not (measured or hanging) or DATELINE.match(begin.folded) or (text.labelled and not completes):
        return None
    if heading is not None and not ribbed:
        return None
    cost = _JOIN + topic_score(first.units, text.units, sheet.cohesion)
    cost -= 2.0 if hanging or goes_on(last, begin) else 0.0
    cost -= _COMPLETES if completes else 0.0
    texts = [part for at, part in enumerate(reading.texts) if at not in (number, other)]
    texts.insert(other, Stretch([*first.units, *text.units], first.headed, text.closed, first.signed, first.labelled))
    moved = replace(reading, texts=texts)
    if heading is not None:  # it says of the whole what it said of the leg
        cost -= _ABOVE + _SAID * sheet.covered(heading, text.units)
        moved.headings |= {heading}
    return cost, moved


def _lowered(sheet: Sheet, reading: Reading, idle: list[int]) -> list[tuple[float, Reading]]:
    """Each way to take the line over a text with headings for the first of them: its headline stands elsewhere."""
    moves = []
    for text in reading.texts:
        line = _heading(sheet, text)
        if line is None or text.headed or line in reading.headings:
            continue
        if any(unit.role is Role.HEADING for unit in text.units):
            ribs = sum(unit.role is Role.HEADING for unit in text.units)
            worth = _RIBBED + (_FULLER if ribs > 1 and _fuller(sheet, reading, text, idle) else 0.0)
            moves.append((-worth, replace(reading, headings=reading.headings | {line})))
    return moves


def _fuller(sheet: Sheet, reading: Reading, text: Stretch, idle: list[int]) -> bool:
    """True where a headline of several lines that has no text says its words in this one rather than in the others."""
    heads = [number for number in idle if sheet.heads[number].last > sheet.heads[number].first]
    said = [[sheet.covered(number, other.units) for other in reading.texts] for number in heads]
    own = next(at for at, other in enumerate(reading.texts) if other is text)
    return any(row[own] > max(_TELLS, *(2 * part for at, part in enumerate(row) if at != own)) for row in said)


def _heading(sheet: Sheet, text: Stretch) -> int | None:
    """The head that is one line right before a text, with neither label nor name: it may be a heading of it."""
    start = sheet.places[id(text.units[0])]
    return next(
        (at for at, head in enumerate(sheet.heads) if head.first == head.last == start - 1 and head.size <= _HEADING),
        None,
    )


def _bodies(sheet: Sheet, reading: Reading) -> list[Body]:
    lines = {sheet.heads[at].last + 1: sheet.heads[at].line for at in reading.headings}
    out: list[Body] = []
    for text in reading.texts:
        body = Body(start=sheet.places[id(text.units[0])])
        for unit in text.units:
            place = sheet.places[id(unit)]
            if (line := lines.get(place)) is not None:
                line.role, line.reason, line.confidence = Role.HEADING, "短行，其下接着另一栏的正文", 0.7
                body.take(line, place - 1)
            body.take(unit, place)
        out.append(body)
    return out
