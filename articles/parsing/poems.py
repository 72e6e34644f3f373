"""Poems: runs of short lines that neither end in a full stop nor fill a column, under or over a name."""

from __future__ import annotations

import itertools
import re

from articles.parsing.cutting import usual_width
from articles.parsing.glyphs import solid
from articles.parsing.layout import FREE, Row
from articles.parsing.likeness import bigrams
from articles.parsing.seams import seam
from articles.parsing.structure import Form, Role
from articles.parsing.units import Unit

_FEWEST = 6
_BESIDE = 3  # lines of verse on either side
_SURE_NAME = 0.9
_NEAR, _BETWEEN = 4, (Role.CAPTION, Role.PULL_QUOTE)  # may stand between a name and its verse
_SPREAD = re.compile(r"[\u4e00-\u9fff](\s[\u4e00-\u9fff]){1,2}")
_OVER = 0.2  # a poem's title stands over it rather than under it
_HEAD = 4  # so early a bare name is no line of the poem
_LONGEST = 18
_SAID = 0.3  # of what headlines say, on the average, their texts say too
_SAID_OF_VERSE = 0.5  # what stands under the word for verse is no heap
_USUAL = 13  # no longer are they on the average
_LABEL = 4  # characters of most column labels
_FULL = 0.6  # what a row leaves empty that is as wide as the widest
_MOST_FULL = 0.6  # of all rows; in prose nearly all are
_CUT_WORD = 1.5
_PROSE_ROWS = 8
_CUTS = 0.4  # of a cut word a line, on the average; prose has three times as many
REASON = "短行成组，不断句，像诗"
_COUPLET = re.compile(
    r"[\u4e00-\u9fff]{5}，[\u4e00-\u9fff]{5}[。？！；]|[\u4e00-\u9fff]{7}，[\u4e00-\u9fff]{7}[。？！；]"
)
_LINE, _QUATRAIN = re.compile("(?:[\u4e00-\u9fff]{5}|[\u4e00-\u9fff]{7})[，。；！？]"), 4
_MORE = re.compile(r"外[一二三四五六两]首|[二三四五六七八九十两][首章题]")  # more poems than one under the title
_POEM_TITLE = 8  # characters of a line set apart
_POETRY = re.compile(r"诗|[外其][一二三四五六两]首|[（(][一二三四五六七八九十两]首[）)]|词$|谣$")
_POET = re.compile(
    r"[\u4e00-\u9fff]{2,4}|([\u4e00-\u9fff]{2,10}\s)?[\u4e00-\u9fff]\s[\u4e00-\u9fff]|[\u4e00-\u9fff]{1,8}(·[\u4e00-\u9fff]{1,8})+"
)
_PROSE = re.compile(r"[。；：]|^——|^[■●◆▲□◎○【]|^\d")


def find_poems(units: list[Unit]) -> None:
    """Give the lines of poems the role of paragraphs, one each; the headline over or under them is left alone."""
    at = 0
    while at < len(units):
        end = at
        while end < len(units) and (_is_verse(units[end]) or _parts_poems(units, at, end)):
            end += 1
            if units[end - 1].role is Role.BYLINE and end - at < _HEAD:
                at = end  # a name under a title: the verse begins after it
        if end - at >= _FEWEST:
            for first, last in _verses(units, at, end):
                _set_verse(units, first, last)
        at = max(end, at + 1)


def _set_verse(units: list[Unit], first: int, last: int) -> None:
    """Give the lines from ``first`` to ``last`` their roles, unless they are too long or say what the texts say."""
    lines = units[first:last]
    more = _MORE.search("".join(unit.folded for unit in units[max(0, first - 2) : first]))
    titles = [
        unit
        for unit, after in itertools.pairwise(lines)
        if unit.gap and after.gap and solid(unit.text) <= _POEM_TITLE and unit is not lines[0]
    ]
    short = sum(solid(unit.text) for unit in lines) <= _USUAL * len(lines) and last - first >= _FEWEST - 1
    prose = [unit.text for unit in units if unit.role is Role.PARAGRAPH and unit.reason != REASON] if short else []
    named = any(_POETRY.search(unit.folded.strip()) for unit in units[max(0, first - 2) : first])
    if not short or _say_of(prose, [unit.text for unit in lines], _SAID_OF_VERSE if named else _SAID):
        return
    for unit in lines:
        heads = unit.role is Role.BYLINE and " " in unit.folded.strip()
        heads = heads or (more is not None and any(unit is title for title in titles))
        unit.role = Role.HEADING if heads else Role.PARAGRAPH
        unit.reason, unit.confidence, unit.measure = REASON, 0.7, FREE


def _parts_poems(units: list[Unit], at: int, end: int) -> bool:
    """True for two or three characters set apart among lines of verse: what the next of several poems is called."""
    unit = units[end]
    apart = unit.role is Role.BYLINE and unit.confidence < _SURE_NAME and bool(_SPREAD.fullmatch(unit.folded.strip()))
    after = units[end + 1 : end + 1 + _BESIDE]
    return (
        apart
        and end - at >= _FEWEST
        and len(after) == _BESIDE
        and all(other.role is None and _is_verse(other) for other in after)
    )


def mark_verse(rows: list[Row]) -> None:
    """Give rows under a name that are verse the form of a paragraph each: ragged, never cut inside a word.

    Where the verse before the name has none over it, names stand under their verse.
    """
    _mark_couplets(rows)
    at, beneath = 0, False
    while at < len(rows):
        end = at
        while end < len(rows) and (_may_be_verse(rows[end]) or (end - at >= _FEWEST and _is_part(rows, end))):
            end += 1
        named = _named(rows, at) and not beneath
        if named and _is_title(rows, at - 1, end):
            rows[at - 1].hint = None
        if end > at:
            beneath = not named and end - at >= _FEWEST and end < len(rows) and _is_name(rows[end])
        headed = named and rows[at - 1].hint is None
        if named and not headed and end < len(rows) and end > at and _is_name(rows[end]):
            end -= 1  # the title over another name
            end -= _set_off(rows, at, end)
        while named and end > at and _reads_on(rows, end):
            end -= 1
        while named and end - at >= _FEWEST and not _ragged(rows[at:end]):
            end -= 1  # prose may follow
        verse = named and end - at >= _FEWEST
        prose = [row.text for row in [*rows[:at], *rows[end:]] if row.marks] if verse else []
        most = _SAID_OF_VERSE if headed else _SAID
        if verse and not _say_of(prose, [row.text for row in rows[at:end]], most):
            for row in rows[at:end]:
                row.hint = Form(Role.HEADING if _is_name(row) else Role.PARAGRAPH, 0.9, REASON)
        at = max(end, at + 1)


def _named(rows: list[Row], at: int) -> bool:
    """True where a name stands over a row, no more than a caption or a quotation between."""
    while at > 0 and (hint := rows[at - 1].hint) is not None and hint.role in _BETWEEN:
        at -= 1
    return at > 0 and _is_name(rows[at - 1])


def _is_title(rows: list[Row], at: int, end: int) -> bool:
    """True for two or three characters set apart between a label and verse with a name under it, where another label follows."""
    alone = _is_name(rows[at]) and bool(_SPREAD.fullmatch(rows[at].folded.strip()))
    labels = all(0 <= place < len(rows) and _is_label(rows[place]) for place in (at - 1, end + 1))
    return alone and labels and _is_name(rows[end])


def _is_label(row: Row) -> bool:
    return row.hint is not None and row.hint.role is Role.COLUMN


def _is_part(rows: list[Row], at: int) -> bool:
    """True for two or three characters set apart among lines of verse: what the next of several poems is called."""
    after = rows[at + 1 : at + 1 + _BESIDE]
    apart = _is_name(rows[at]) and bool(_SPREAD.fullmatch(rows[at].folded.strip()))
    return apart and len(after) == _BESIDE and all(map(_may_be_verse, after))


def _say_of(prose: list[str], lines: list[str], most: float = _SAID) -> bool:
    """True for lines that say what the page's texts say: a heap of headlines far from them, and no verse."""
    said = bigrams("\n".join(prose))
    shares = [sum(pair in said for pair in pairs) / len(pairs) for pairs in map(bigrams, lines) if pairs]
    return sum(shares) > most * len(lines)


def _set_off(rows: list[Row], at: int, end: int) -> bool:
    """True when a wider gap sets the last short row of a run off from those before it: the label over the next title."""
    if end - at <= _FEWEST or rows[end - 1].full > _LABEL or rows[end].gap >= rows[end - 1].gap:
        return False
    return rows[end - 1].gap > max(row.gap for row in rows[at + 1 : end - 1])


def _mark_couplets(rows: list[Row]) -> None:
    """Rows of two halves of five or of seven characters, or four of one half: verse in the old measures."""
    for at in range(len(rows)):
        lines = [_LINE.fullmatch(row.folded.strip()) if row.hint is None else None for row in rows[at : at + _QUATRAIN]]
        if len({line and len(line[0]) for line in lines}) == 1 and lines[-1] and len(lines) == _QUATRAIN:
            for row in rows[at : at + _QUATRAIN]:
                row.hint = Form(Role.PARAGRAPH, 0.9, REASON)
    couplets = [row.hint is None and bool(_COUPLET.fullmatch(row.folded.strip())) for row in rows]
    for at, row in enumerate(rows):
        if couplets[at] and (couplets[at - 1 : at] == [True] or couplets[at + 1 : at + 2] == [True]):
            row.hint = Form(Role.PARAGRAPH, 0.9, REASON)


def _is_name(row: Row) -> bool:
    return row.hint is not None and row.hint.role is Role.BYLINE


def _reads_on(rows: list[Row], end: int) -> bool:
    """True when the row before ``end`` goes on in the next, which is no verse: its words, or prose begun in that row."""
    if end >= len(rows) or rows[end].hint is not None or rows[end].gap > rows[end - 1].gap:
        return False
    usual = usual_width([row.width for row in rows[end : end + _PROSE_ROWS] if row.hint is None])
    opens = 1.4 <= usual - rows[end - 1].width <= 3.6 and abs(rows[end].width - usual) <= 0.9
    return opens or seam(rows[end - 1].folded, rows[end].folded) >= _CUT_WORD


def _may_be_verse(row: Row) -> bool:
    return row.hint is None and 2 <= row.full <= _LONGEST and not _PROSE.search(row.folded)


def _ragged(rows: list[Row]) -> bool:
    """True for rows of several widths of which hardly one ends inside a word."""
    widths = [row.width for row in rows]
    full = sum(max(widths) - width <= _FULL for width in widths)
    cuts = [max(0.0, seam(one.folded, two.folded)) for one, two in itertools.pairwise(rows)]
    last = max(0.0, seam(rows[-2].folded, rows[-1].folded))
    return (
        full <= _MOST_FULL * len(rows)
        and sum(cuts) <= _CUTS * len(cuts)
        and last < _CUT_WORD
        and rows[-1].full < max(widths) + 3
    )


def _is_verse(unit: Unit) -> bool:
    """A short line without prose's marks; a bare name may be a line of a poem too."""
    if unit.role is Role.BYLINE:
        return unit.confidence < _SURE_NAME and " " not in unit.folded.strip()
    short = solid(unit.text) <= _LONGEST and len(unit.spans) == 1
    return unit.role is None and short and not _PROSE.search(unit.folded)


def _verses(units: list[Unit], at: int, end: int) -> list[tuple[int, int]]:
    """The parts of a run that are poems: after the name or the headline over them, before what follows."""
    before = next((unit.role for unit in reversed(units[max(0, at - _NEAR) : at]) if unit.role not in _BETWEEN), None)
    after = units[end].role if end < len(units) else None
    if before is Role.BYLINE:
        return [(at, end - _head_size(units, end, after))]
    if before is Role.COLUMN and _titled_beneath(units, end):
        return [(at, end)]
    signed = _signed_beneath(units, at, end)
    if signed:
        return signed
    closed = after is Role.BYLINE and (end + 1 >= len(units) or units[end + 1].role is not Role.PARAGRAPH)
    if before is Role.COLUMN and closed:
        return [(at + 1, end)]
    head = units[max(0, at - 1) : at + 1]
    if any(_POETRY.search(unit.folded) for unit in head) and end - at > _FEWEST:
        named = units[at + 1]
        if _POET.fullmatch(named.folded.strip()):
            named.role, named.reason, named.confidence = Role.BYLINE, "诗题下的短行，像署名", 0.75
            return [(at + 2, end - _head_size(units, end, after))]
        return [(at + 1, end - _head_size(units, end, after))]
    return []


def _titled_beneath(units: list[Unit], end: int) -> bool:
    """True where two or three characters set apart, the title, and a name stand under verse; they become what they are."""
    title, name = (units[at] if at < len(units) else None for at in (end, end + 1))
    if title is None or name is None or title.role is not Role.BYLINE or name.role is not Role.BYLINE:
        return False
    if not _SPREAD.fullmatch(title.folded.strip()):
        return False
    title.role, title.reason = None, "诗下署名之上的字，像题目"
    return True


def _signed_beneath(units: list[Unit], at: int, end: int) -> list[tuple[int, int]]:
    """The poems of a run of which each has its poet's name under it; the title stands over the lines or over the name."""
    names = [
        place for place in range(at, end) if units[place].role is Role.BYLINE and " " not in units[place].folded.strip()
    ]
    if end < len(units) and units[end].role is Role.BYLINE:
        names.append(end)
    found, first = [], at
    for name in names:
        if name - first >= _FEWEST:
            found.append(_without_title(units, first, name))
            first = name + 1
        elif name == first:
            first = name + 1
    return found


def _without_title(units: list[Unit], first: int, last: int) -> tuple[int, int]:
    """The lines of a signed poem without its title, the first of them or the last, whose words the others say."""
    over, under = (_title_odds(units, place, first, last) for place in (first, last - 1))
    return (first, last - 1) if under > over + _OVER else (first + 1, last)


def _title_odds(units: list[Unit], place: int, first: int, last: int) -> float:
    """How much a line of a poem looks like its title: its words said again, a blank line beside it, the words of verse."""
    line, lines = units[place], [unit for at, unit in enumerate(units[first:last], first) if at != place]
    pairs = bigrams(line.text)
    said = bigrams("\n".join(unit.text for unit in lines))
    share = sum(pair in said for pair in pairs) / max(1, len(pairs))
    beside = units[place + 1] if place == first else line
    apart = beside.gap > 0 and not any(unit.gap for unit in units[first + 2 : last - 1])
    return share + (1.0 if _POETRY.search(line.folded) else 0.0) + (1.0 if apart else 0.0)


def _head_size(units: list[Unit], end: int, after: Role | None) -> int:
    """How many lines before ``end`` head the next article: a title over a byline, and a label over it."""
    if after not in (Role.BYLINE, Role.PARAGRAPH, Role.EDITOR_NOTE):
        return 0
    label = units[end - 2]
    return 2 if solid(label.text) == _LABEL and "，" not in label.folded else 1
