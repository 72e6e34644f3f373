"""Short lines right over a text that are its label: the headline, whose words the text says, stands elsewhere."""

from __future__ import annotations

import re

from articles.parsing.bodies import Body
from articles.parsing.forms import HEADING_NUMBER, RUBRIC
from articles.parsing.headlines import Headline
from articles.parsing.likeness import Cohesion, bigrams
from articles.parsing.structure import Role
from articles.parsing.units import Unit

_LABEL = re.compile(r"[\u4e00-\u9fff·]{2,5}|[\u4e00-\u9fff](\s[\u4e00-\u9fff]){1,3}")
_NOTICE = re.compile("(更正|启事|致歉|声明)+")
_HARDLY = 0.15  # of a label's words is said in its text
_TITLE = 0.3  # of a headline's words is said in the text that it is of,
_MORE = 1.3  # and so many times what another text says of them
_BESIDE = (Role.BYLINE, Role.EDITOR_NOTE, Role.CAPTION, Role.PULL_QUOTE, Role.AUTHOR_NOTE)


def settle_labels(units: list[Unit], bodies: list[Body], heads: list[Headline], cohesion: Cohesion) -> list[Headline]:
    """The headlines without those that turn out to be labels; these get their role."""
    said = [set().union(*(cohesion.grams_of(unit.text) for unit in body.units)) for body in bodies]
    lines = [group.title_text for group in heads]
    lines += [
        "".join(unit.text for unit in group.kicker) for group in heads if group.kicker
    ]  # may be a title after all
    table = [[_share(line, text, cohesion) for text in said] for line in lines]
    starts = {body.start: number for number, body in enumerate(bodies)}
    under = {number: _text_under(units, group.last, starts) for number, group in enumerate(heads)}
    titled: set[int] = set()
    for number, group in enumerate(heads):
        text = under[number]
        if text is None or text in titled or not _may_be_label(group):
            continue
        line = group.title[-1]
        strange = _is_rubric(line) or _is_strange(_share(line.text, said[text], cohesion), bodies[text])
        if strange and any(_is_of(text, row, under.get(at)) for at, row in enumerate(table) if at != number):
            line.role, line.confidence, line.group = Role.COLUMN, 0.72, 1
            line.reason = "正文上方的短语，题目在别处"
            group.title, group.last = group.title[:-1], group.last - 1
            titled.add(text)
    return [group for group in heads if group.units]


def _share(words: str, text: set[str], cohesion: Cohesion) -> float:
    """0 to 1: how much of the words a text says."""
    pairs = bigrams(words)
    total = sum(cohesion.weight(pair) for pair in pairs)
    return sum(cohesion.weight(pair) for pair in pairs if pair in text) / max(1.0, total)


def _may_be_label(group: Headline) -> bool:
    """True for a headline whose last line, or only one, is short and no title by itself."""
    text = group.title[-1].folded.strip() if group.title and not group.subtitle else ""
    alone = len(group.title) > 1 or not group.kicker
    return alone and bool(_LABEL.fullmatch(text)) and not _NOTICE.fullmatch(text)


def _is_rubric(line: Unit) -> bool:
    return bool(RUBRIC.search(re.sub(r"\s", "", line.folded)))


def _is_strange(share: float, body: Body) -> bool:
    """True where a text hardly says a line's words, and has no headings of which the line may be the first."""
    ribbed = any(unit.role is Role.HEADING and not HEADING_NUMBER.match(unit.folded) for unit in body.units)
    return share <= _HARDLY and not ribbed


def _text_under(units: list[Unit], place: int, starts: dict[int, int]) -> int | None:
    """The text right under a line, no more than a name or a note between."""
    at = place + 1
    while at < len(units) and units[at].role in _BESIDE:
        at += 1
    return starts.get(at)


def _is_of(text: int, row: list[float], below: int | None) -> bool:
    """True for a line of which this text says more than any other does, and than the one that it stands over."""
    rest = max((value for number, value in enumerate(row) if number != text), default=0.0)
    own = row[below] if below is not None and below != text else 0.0
    return row[text] >= _TITLE and row[text] >= _MORE * max(rest, own)
