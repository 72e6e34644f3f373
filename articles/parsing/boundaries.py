"""Where one article's text ends and the next begins: what stands between, how it is set, what it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable

from articles.parsing.bodies import Body, take_headings
from articles.parsing.boxes import CALL_REASON
from articles.parsing.forms import DATELINE, HEADING_NUMBER, LIST_HEAD, is_reference, is_turn_word, turn_label
from articles.parsing.glyphs import fold, solid, width
from articles.parsing.layout import FREE
from articles.parsing.likeness import Cohesion
from articles.parsing.poems import REASON as VERSE_REASON
from articles.parsing.seams import seam
from articles.parsing.structure import Role
from articles.parsing.units import CLOSING_REASON, Unit

_BOUNDARY = 2.5
_OPEN = 2.6  # nearer to the boundary than this the form alone does not decide
_SAME_TOPIC = 0.055  # headings inside one text lie between stretches that share more, titles less
_SLOPE = 80.0
_WINDOW = 14  # paragraphs looked at on either side
_ENOUGH = 500
_LEAST = 100
_ANNOUNCES = re.compile(
    r"(现|今|本[报版刊期]|特)[^。]{0,24}(摘要|摘登|摘编|摘录|整理|选登|刊登|刊发|登载|发言|观点)[^。]{0,12}[。：]$|(摘登|摘编|摘录|整理|刊登|刊发)如[下次]"
)
REPORTED = re.compile(r"[（(](本报)?(记者|通讯员)[\s\u4e00-\u9fff]{2,12}[）)]")
_NO_TURN = -0.8  # so much less than a turn to something else a cut may lie at
_UNDECIDED = 0.55  # how sure a boundary is that might as well be none,
_SURER = 0.15  # and how much surer for each step away from that
_CUT_WORD = 1.5
_ALIKE = 1.2  # measures of one text's rows
_SUBTITLED = 3.5  # a line and a dashed one under it: no heading has a subtitle
_VERSE = 3.0  # from verse to prose
_TURNS, _TALKED_OUT = 3, 1.5  # after so many turns a line and text without a label hardly go on with the conversation
_CALLED = 2.6  # what asks readers to write stands under a text
_QUESTIONS = ("问", "Q")  # the first of them in another column opens a text
_INTRODUCTION = 2  # paragraphs before the first question
_SOON = 6  # units within which an announced round-up's first speaker is named
# Begins a report or a correction, never a commentary's paragraph.
_NEWS = re.compile(
    r"本报.{0,6}[讯电]\s*(?=[（\d])|本报讯(?!员)|本报.{2,10}日[讯电](?![子话])|本报\d{1,2}月\d{1,2}日.{1,6}版.{0,4}《|新华社.{1,16}电"
)
_LETTER = re.compile(r"^编辑(部|同志|先生|老师)?(同志)?们?([您你]们?好)?[：！]")
_ANSWER = re.compile(r"^([\u4e00-\u9fff]{2,4})(同志|先生|女士|老师|同学|朋友)?([，,]?[您你]好)?[：！]$")
_WEIGHTS = {
    Role.AUTHOR_NOTE: 4.0,
    Role.COMPILER: 4.0,
    Role.JUMP: 3.5,
    Role.EDITOR_NOTE: 2.0,
    Role.BYLINE: 3.0,
    Role.COLUMN: 0.7,
}


def find_bodies(units: list[Unit], cohesion: Cohesion) -> list[Body]:
    """Tell the bodies apart; headings between their paragraphs get their role here."""
    _take_words_up(units)
    bodies: list[Body] = []
    waiting: list[tuple[int, Unit]] = []
    for place, unit in enumerate(units):
        if unit.role not in (Role.PARAGRAPH, Role.SPEAKER):
            waiting.append((place, unit))
            continue
        between = [other for _, other in waiting]
        if bodies and goes_on(bodies[-1].units[-1], unit) and _interrupted(between):
            pass  # what stands within a sentence is another text's
        elif bodies and not _begins(bodies[-1], between, place, units, cohesion):
            take_headings(bodies[-1], between)
        else:
            bodies.append(Body(start=place))
            if between and between[-1].role is Role.HEADING:
                bodies[-1].take(between[-1], place - 1)
                bodies[-1].start = place - 1
        bodies[-1].take(unit, place)
        waiting = []
    return [part for body in bodies for part in _split_signed(units, body, cohesion)]


def _take_words_up(units: list[Unit]) -> None:
    """A paragraph whose first characters make a word with the last of one that stops in a sentence begins in the middle."""
    before: Unit | None = None
    for unit in units:
        if unit.role is not Role.PARAGRAPH:
            continue
        if (
            before is not None
            and before.ends_mid
            and not unit.begins_mid
            and abs(before.measure - unit.measure) <= _ALIKE
        ):
            unit.begins_mid = unit.measure != FREE and seam(before.folded, unit.folded) >= _CUT_WORD
        before = unit


def goes_on(before: Unit, after: Unit) -> bool:
    """True when a sentence stops in a full row, and the text after it, set alike, begins in the middle of one."""
    alike = FREE not in (before.measure, after.measure) and abs(before.measure - after.measure) <= _ALIKE
    return before.ends_mid and after.begins_mid and alike and _shows_measure(before)


def _interrupted(between: list[Unit]) -> bool:
    """True for what heads a text: a name, or lines that are no heading within a sentence."""
    return any(unit.role in (None, Role.BYLINE) for unit in between)


def _split_signed(units: list[Unit], body: Body, cohesion: Cohesion) -> list[Body]:
    """A text that is signed at its head and, by somebody else, at its end is two: cut at the heading that fits best."""
    closing = units[body.end + 1] if body.end + 1 < len(units) else None
    signed = closing is not None and closing.role is Role.BYLINE and closing.reason == CLOSING_REASON
    if not signed or not _signed_before(units, body):
        return [body]
    places = [
        at
        for at, unit in enumerate(body.units[:-1])
        if at
        and unit.role is Role.HEADING
        and not HEADING_NUMBER.match(unit.folded)
        and not body.units[at - 1].ends_mid
    ]
    if not places:
        return [body]
    turns = {at: topic_score(body.units[:at], body.units[at + 1 :], cohesion) for at in places}
    at = max(places, key=turns.__getitem__)
    if turns[at] < _NO_TURN:
        return [body]
    title = body.units[at]
    title.role, title.reason, title.confidence = None, "短行，其后另有署名", 0.7
    order = {id(unit): place for place, unit in enumerate(units)}
    first, second = Body(start=body.start), Body(start=order[id(body.units[at + 1])])
    for unit in body.units[:at]:
        first.take(unit, order[id(unit)])
    for unit in body.units[at + 1 :]:
        second.take(unit, order[id(unit)])
    return [first, second]


def _signed_before(units: list[Unit], body: Body) -> bool:
    """True when a name stands right before a text, or in its dateline."""
    above = units[body.start - 1] if body.start else None
    named = above is not None and above.role is Role.BYLINE and above.reason != CLOSING_REASON
    return named or bool(REPORTED.search(body.units[0].folded[:60]))


def _begins(body: Body, between: list[Unit], place: int, units: list[Unit], cohesion: Cohesion) -> bool:
    """True when another article begins at ``place``; what both texts speak of decides where form leaves it open.

    The nearer the decision, the less sure the unit is that it is about.
    """
    score = _boundary(body, between, units[place]) + _round_up_score(body, place, units)
    if between and abs(score - _BOUNDARY) < _OPEN:
        topic = topic_score(body.units, units[place : place + _WINDOW], cohesion)
        score += topic if topic > 0 or all(unit.role is None for unit in between) else 0.0
    if between:
        unit = units[place]
        unit.confidence = min(unit.confidence, round(_UNDECIDED + _SURER * abs(score - _BOUNDARY), 3))
    return score >= _BOUNDARY


def _round_up_score(body: Body, place: int, units: list[Unit]) -> float:
    """A paragraph that says that what was said is printed here opens a round-up: its speakers come soon after."""
    near = units[place + 1 : place + _SOON]
    announced = units[place].role is Role.PARAGRAPH and _ANNOUNCES.search(units[place].folded)
    return 4.0 if announced and not body.named and any(unit.role is Role.SPEAKER for unit in near) else 0.0


def topic_score(text: list[Unit], onward: list[Unit], cohesion: Cohesion) -> float:
    """How surely the text turns to something else: from _OPEN down to less than zero, the same topic."""
    before, behind = _window(reversed(text[-_WINDOW:])), _window(onward[:_WINDOW])
    size = min(sum(map(solid, before)), sum(map(solid, behind)))
    if size < _LEAST:
        return 0.0
    score = _SLOPE * (_SAME_TOPIC - cohesion.shared(before, behind))
    return max(-1.2, min(_OPEN, score)) * min(1.0, size / 200)


def _window(units: Iterable[Unit]) -> list[str]:
    """The texts of the paragraphs that come first, up to a few hundred characters; labels and bylines end it."""
    texts: list[str] = []
    size = 0
    for unit in units:
        if unit.role in (Role.BYLINE, Role.COLUMN, Role.AUTHOR_NOTE, Role.COMPILER, Role.JUMP) or size > _ENOUGH:
            break
        if unit.role is Role.PARAGRAPH:
            texts.append(unit.text)
            size += solid(unit.text)
        elif unit.role is None and size > _LEAST:
            break
    return texts


def _boundary(body: Body, between: list[Unit], after: Unit) -> float:
    """How surely another article begins at ``after`` by form alone; see ``_BOUNDARY``."""
    if after.role is Role.SPEAKER:
        return 0.0 if all(unit.role is None and HEADING_NUMBER.match(unit.folded) for unit in between) else 4.0
    opens = _NEWS.match(after.folded)
    score = 3.0 if opens or _LETTER.match(after.folded) or _answers(body, after) else 0.0
    for unit in between:
        weight = _WEIGHTS.get(unit.role, 0.0) if unit.role is not None else 0.0
        score += weight * (unit.confidence if unit.role is Role.BYLINE else 1.0)
    if any(unit.role is Role.BOX and is_reference(unit.folded) for unit in between):
        score += 2.6  # references close an article
    if any(unit.reason == CALL_REASON for unit in between):
        score += _CALLED
    lines = [unit for unit in between if unit.role is None]
    if lines and any(unit.role is Role.BYLINE for unit in between[between.index(lines[0]) + 1 :]):
        score += 0.8
    if lines and any(unit.role is Role.EDITOR_NOTE for unit in between[between.index(lines[0]) + 1 :]):
        score += 0.8
    score += _display_score(lines, between, after) + _span_score(lines, body)
    score += _VERSE if (after.reason == VERSE_REASON) != (body.units[-1].reason == VERSE_REASON) else 0.0
    return score + _change_score(body, between, after, lines) + _flow_score(body, between, after)


def _answers(body: Body, after: Unit) -> bool:
    """True for a line that addresses somebody by name, after a letter to the editors: their answer."""
    line, start, end = after.spans[0]
    addressed = _ANSWER.match(fold(line.text[start:end]).strip())
    return bool(addressed and _LETTER.match(body.units[0].folded) and not is_turn_word(addressed[1]))


def _change_score(body: Body, between: list[Unit], after: Unit, lines: list[Unit]) -> float:
    """A change of measure: another article, unless the lines do not show what they were set to."""
    before = body.units[-1]
    change = abs(body.measure - after.measure)
    if before.role is not Role.SPEAKER or not lines or _shows_measure(before):  # a speaker's short line shows none
        change = min(change, abs(before.measure - after.measure))
    if FREE in (before.measure, after.measure) and change:
        return (2.6 if not lines else 1.5) if _wider(before, after) else 0.0
    if not between and (LIST_HEAD.match(after.folded) or "：●" in after.folded or LIST_HEAD.match(before.folded)):
        return 0.0  # the short lines of a list do not show the column's measure
    if change > 2.4:
        asks = turn_label(after.folded)
        first = asks is not None and asks[0] in _QUESTIONS and not body.labelled and len(body.units) > _INTRODUCTION
        return 1.0 if not between and not _shows_measure(after) and not first else 4.5 if change > 5 else 3.0
    return 1.2 if change > 1.6 else 0.0


def _flow_score(body: Body, between: list[Unit], after: Unit) -> float:
    """Sentences, turns or statements that go on speak for one article."""
    before, score = body.units[-1], 0.0
    if before.ends_mid and after.begins_mid:
        score -= 4.0
    elif before.ends_mid or after.begins_mid:
        score -= 0.8
    turn = turn_label(after.folded) if not DATELINE.match(after.folded) else None
    said = turn_label(before.folded)
    answers = turn and said and is_turn_word(turn[0]) and is_turn_word(said[0]) and not between
    if answers or (turn and body.labelled > 1):
        score -= 2.0
    elif body.labelled >= _TURNS and turn_label(before.folded) and any(unit.role is None for unit in between):
        score += _TALKED_OUT
    if body.named and not any(unit.role in (Role.COMPILER, Role.BYLINE) for unit in between):
        score -= 1.0
    return score


def _shows_measure(unit: Unit) -> bool:
    """True when at least one row of the unit is about as wide as its measure."""
    return any(abs(width(line.text[a:b], 0.75) - unit.measure) <= 1.3 for line, a, b in unit.spans)


def _wider(one: Unit, two: Unit) -> bool:
    """True when the lines without a measure would not fit the measure of the others."""
    free, measured = (one, two) if one.measure == FREE else (two, one)
    return max(width(line.text[a:b]) for line, a, b in free.spans) > measured.measure + 1.5


def _span_score(lines: list[Unit], body: Body) -> float:
    """A heading fits its column and is broken only where it must be; numbered ones have numbered fellows."""
    if not lines or FREE in (body.measure, body.units[-1].measure):
        return 0.0
    column = max(body.measure, body.units[-1].measure)
    widths = [width(unit.text) for unit in lines]
    score = 3.0 if max(widths) > column + 1.0 else 0.0
    numbered = [bool(HEADING_NUMBER.match(unit.folded)) for unit in lines]
    if not any(numbered):
        score += 1.5 if len(lines) > 1 and sum(widths) < column - 1.5 else 0.0
        fellows = [unit for unit in body.units if unit.role is Role.HEADING]
        score += 1.0 if fellows and all(HEADING_NUMBER.match(unit.folded) for unit in fellows) else 0.0
    return score


def _display_score(lines: list[Unit], between: list[Unit], after: Unit) -> float:
    """Lines that stand alone: few and plain are headings, many or with a byline are headlines."""
    if not lines:
        return 0.0
    score = 0.0
    numbered = sum(1 for unit in lines if HEADING_NUMBER.match(unit.folded))
    if numbered:
        score -= 2.0
    if len(lines) - numbered > 2:
        score += 1.5
    if any(unit.folded.startswith("——") for unit in lines):
        score += 1.5 if len(lines) == 1 else _SUBTITLED
    if DATELINE.match(after.folded):
        score += 2.5
    labels = [at for at, unit in enumerate(between) if unit.role is Role.COLUMN]
    if labels:
        directly = any(at + 1 < len(between) and between[at + 1].role is None for at in labels)
        score += 2.6 if directly else 1.5
    return score
