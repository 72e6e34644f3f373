"""Names that their form alone does not show, known by where they stand: under a headline and over its text.

Pen names, rare surnames, names after a word for who somebody is (``中学生 简小婵``). What the other heads of
the page have in that place counts too.
"""

from __future__ import annotations

import re

from articles.parsing.forms import HEADING_NUMBER, RUBRIC, is_icon
from articles.parsing.glyphs import open_brackets, solid, width
from articles.parsing.layout import FREE
from articles.parsing.names import STATUS, name_likeness, scored_names
from articles.parsing.seams import is_word, seam
from articles.parsing.signatures import AFFILIATION, BARE, GROUP
from articles.parsing.structure import FURNITURE_ROLES, Role
from articles.parsing.surnames import SURNAMES
from articles.parsing.units import CLOSING_REASON, Unit

_LONGEST = 16
_NAME = re.compile(
    r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff](\s[\u4e00-\u9fff]){1,2}|[\u4e00-\u9fff]\s[\u4e00-\u9fff]{2}|[\u4e00-\u9fff]{1,8}(·[\u4e00-\u9fff]{1,8})+"
)
_PAIRED = re.compile("[\u4e00-\u9fff]{2}·[\u4e00-\u9fff]{2}")  # a label as well as a foreign name
_PLACE = re.compile(r"(大学|学院|学校|医院|中心|委员会|公司|集团|支队|协会|学会|[局委办科部所站社会馆院厅])$")
_SHORTEST_PLACE = 6
_SET_APART = re.compile(r"[\u4e00-\u9fff]\s[\u4e00-\u9fff]{2}")  # a surname and its name: no phrase is set so
_SPACED = 0.6
_PEN = re.compile(r"[\u4e00-\u9fff]{2,3}|[\u4e00-\u9fff]\s[\u4e00-\u9fff]")
SPREAD_TITLE = "署名之上的短行，像题目"
_SPREAD = re.compile(r"[\u4e00-\u9fff]\s[\u4e00-\u9fff]")
_WITH_OFFICE = re.compile(rf"[\u4e00-\u9fff·]{{2,8}}\s?（[^（）]{{2,24}}{AFFILIATION.pattern}[^（）]{{0,8}}）")
_SHORTEST_STATUS = 3
_SPACED_NAME = re.compile(r"[\u4e00-\u9fff](\s[\u4e00-\u9fff]{1,2}){1,2}")
_VILLAGE = re.compile("[村镇乡县区市街社店厂队组]$")
_NO_NAME = re.compile("[的了来去着过得]")
_UNDERWAY = re.compile("[了着过]$")  # 别急着 goes on in the title's next line
_AFTER = (Role.PARAGRAPH, Role.EDITOR_NOTE, Role.JUMP, Role.PULL_QUOTE, Role.CAPTION, Role.AUTHOR_NOTE)
_ENOUGH = 1.0
_UNSURE = 0.7
_UNDER_SUBTITLE = 0.5  # what follows a subtitle with its dash and stands over the text is hardly more of it
_CUT_WORD = 1.5
_LABEL = 6
_RUN_TOGETHER = 4  # characters
_FILLED = 2.0
_REST = 2  # characters left over of a headline


def settle_names(units: list[Unit]) -> None:
    """Give the role of a byline to lines that stand where this page's bylines stand and may be names."""
    _unsettle(units)
    places = [at for at in range(1, len(units)) if _stands(units, at)]
    signed = [at for at in range(1, len(units)) if units[at].role is Role.BYLINE and _headed(units, at)]
    habit = len(signed) / max(1, len(signed) + len(places))
    marks = {units[at].folded[:1] for at in signed if is_icon(units[at].folded[:1])}
    for at in places:
        unit = units[at]
        beneath = _UNDER_SUBTITLE if units[at - 1].folded.startswith("——") else 0.0
        if _score(unit.folded.strip(), habit if len(signed) > 1 else 0.0, marks) + beneath >= _ENOUGH:
            unit.role, unit.confidence, unit.reason = Role.BYLINE, 0.75, "在题下文上，像署名"
    _settle_beneath(units)


def _settle_beneath(units: list[Unit]) -> None:
    """A line of two or three characters right under a text, where most other texts of the page have a name there."""
    ends = [
        at
        for at in range(1, len(units) - 1)
        if units[at - 1].role is Role.PARAGRAPH and units[at].role in (None, Role.BYLINE)
    ]
    signed = [at for at in ends if units[at].role is Role.BYLINE and _over_no_text(units, at)]
    for at in ends if len(signed) > 1 else ():
        text = units[at].folded.strip()
        plain = units[at].role is None and len(units[at].spans) == 1 and bool(_PEN.fullmatch(text))
        if (
            plain
            and _over_no_text(units, at)
            and not RUBRIC.search(text)
            and not _NO_NAME.search(text)
            and not is_word(text)
            and not _signed_below(units, at)
        ):
            units[at].role, units[at].confidence, units[at].reason = Role.BYLINE, 0.65, "文末的短行，像署名"


def _signed_below(units: list[Unit], at: int) -> bool:
    """True where a name stands under a line, no more than one other line between: the line is a title."""
    below = units[at + 1 : at + 3]
    roles = [unit.role for unit in below]
    return roles[:1] == [Role.BYLINE] or roles == [None, Role.BYLINE]


def _over_no_text(units: list[Unit], at: int) -> bool:
    return units[at + 1].role not in _AFTER


def _unsettle(units: list[Unit]) -> None:
    """Take back the role of a bare name that ends the headline before it, or is a rubric over the next one."""
    for at, unit in enumerate(units):
        if unit.role is not Role.BYLINE or unit.reason not in (BARE, GROUP):
            continue
        if unit.reason == GROUP:
            unit.role = None if _opens_title(units, at) else unit.role
            continue
        above = units[at - 1] if at else None
        below = units[at + 1] if at + 1 < len(units) else None
        short = solid(unit.text) == len(unit.folded.strip()) <= _REST
        cut = short and above is not None and above.role is None and seam(above.folded, unit.folded) >= _CUT_WORD
        if cut or _ends_heading(unit, above, below):
            unit.role = None
            continue
        if _opens_title(units, at):
            unit.role, unit.reason = None, "题目的第一行"
            continue
        if _is_spread_title(units, at) or _ends_unheaded(units, at):
            unit.role, unit.reason = None, SPREAD_TITLE
            continue
        if _names_a_text(unit, above, below):
            unit.role, unit.reason = None, "栏目名与署名之间的短行"
            continue
        text = below is not None and below.role in _AFTER
        apart = not text and RUBRIC.search(unit.folded.strip()) and solid(unit.text) <= _LABEL
        leads = (above is None or above.role is not None) and below is not None and below.role is None
        if apart or (leads and (RUBRIC.search(unit.folded.strip()) or _PAIRED.fullmatch(unit.folded.strip()))):
            unit.role, unit.confidence, unit.reason, unit.group = Role.COLUMN, 0.75, "题上的短语，像栏目名", 1


def _opens_title(units: list[Unit], at: int) -> bool:
    """True for what looks like names run together, right over a line with a name under it and under no headline: a title's first line."""
    text = units[at].folded.strip()
    above = units[at - 1] if at else None
    below = [unit.role for unit in units[at + 1 : at + 4]]
    if _UNDERWAY.search(text) and below[:2] == [None, Role.BYLINE]:
        return True
    if above is None or above.role not in (Role.BYLINE, Role.COLUMN) or " " in text or solid(text) < _RUN_TOGETHER:
        return False
    return below[:2] == [None, Role.BYLINE] or below == [None, None, Role.BYLINE]


def _ends_heading(unit: Unit, above: Unit | None, below: Unit | None) -> bool:
    """True right over text, under a numbered heading that fills the column: the rest of it."""
    if above is None or above.role is not None or below is None or below.role is not Role.PARAGRAPH:
        return False
    numbered = HEADING_NUMBER.match(above.folded) and " " not in unit.folded.strip()
    return bool(numbered) and below.measure != FREE and width(above.text, 0.75) >= below.measure - _FILLED


def _names_a_text(unit: Unit, above: Unit | None, below: Unit | None) -> bool:
    """True right over a name where a label and no headline stands above: a title of two or three characters."""
    if above is None or below is None or below.role is not Role.BYLINE or below.reason != BARE:
        return False
    rubric = above.role is None and solid(above.text) <= _LABEL and bool(RUBRIC.search(above.folded.strip()))
    return (above.role is Role.COLUMN or rubric) and " " not in unit.folded.strip()


def _is_spread_title(units: list[Unit], at: int) -> bool:
    """True for two characters set apart over a name, with no headline above: no surname begins them, or the name has a mark."""
    text = units[at].folded.strip()
    above = units[at - 1] if at else None
    rest = (unit for unit in units[at + 1 : at + 3] if unit.role is not Role.FURNITURE)
    below = next(rest, None)
    rubric = above is not None and solid(above.text) <= _LABEL and RUBRIC.search(above.folded.strip())
    if not _SPREAD.fullmatch(text) or (above is not None and above.role is None and not rubric):
        return False
    if below is None or below.role is not Role.BYLINE or below.reason == CLOSING_REASON:
        return False
    return text[0] not in SURNAMES or (is_icon(below.folded[:1]) and not is_icon(text[0]))


def _ends_unheaded(units: list[Unit], at: int) -> bool:
    """True for the first of two bare names right under a text that has no headline over it, and over no text: its title."""
    above, below, last = (units[at + step] if 0 <= at + step < len(units) else None for step in (-1, 1, 2))
    if above is None or above.role is not Role.PARAGRAPH or below is None or below.reason != BARE:
        return False
    if last is not None and last.role in (*_AFTER, None) and last.role is not Role.CAPTION:
        return False
    start = at - 1
    while start > 0 and units[start - 1].role is Role.PARAGRAPH:
        start -= 1
    return start > 0 and units[start - 1].role is Role.COLUMN


def _headed(units: list[Unit], at: int) -> bool:
    """True where a headline stands right before and the text, or what may precede it, right after."""
    above, below = units[at - 1], units[at + 1] if at + 1 < len(units) else None
    titled = above.role is None and not is_icon(above.folded[:1])
    return titled and below is not None and below.role in _AFTER and not below.begins_mid


def _stands(units: list[Unit], at: int) -> bool:
    unit = units[at]
    short = solid(unit.text) <= _LONGEST or bool(_WITH_OFFICE.fullmatch(unit.folded.strip()))
    plain = unit.role is None and len(unit.spans) == 1 and short
    above = units[at - 1].folded
    return (
        plain
        and not HEADING_NUMBER.match(unit.folded)
        and not _ends_heading(unit, units[at - 1], units[at + 1] if at + 1 < len(units) else None)
        and (_headed(units, at) or _beside(units, at))
        and seam(above, unit.folded) < _CUT_WORD
        and open_brackets(above) == 0
    )


def _beside(units: list[Unit], at: int) -> bool:
    """True for a name with its office under a headline, the text of which stands elsewhere."""
    above, below = units[at - 1], units[at + 1] if at + 1 < len(units) else None
    titled = above.role is None and not is_icon(above.folded[:1])
    over = below is None or below.role is Role.COLUMN or below.role in FURNITURE_ROLES
    return titled and over and bool(_WITH_OFFICE.fullmatch(units[at].folded.strip()))


def _score(text: str, habit: float, marks: set[str]) -> float:
    """How likely a line in a byline's place is one, by its words and by what the page does elsewhere."""
    score = 1.0 if text[:1] in marks else 0.5 if is_icon(text[:1]) else 0.0
    bare = text[1:].strip() if is_icon(text[:1]) else text
    if _WITH_OFFICE.fullmatch(bare):
        return 1.0 + 0.4 * habit
    if re.search(r"[，。：；？！“”《》、\d]", bare) or len(bare) < 2:
        return 0.0
    words = bare.split()
    if len(words) == 1 and _NO_NAME.search(bare):
        return 0.0
    if _NAME.fullmatch(bare):
        if name_likeness(bare) < _UNSURE and is_word(bare):
            return score if score >= 1.0 else 0.0  # an everyday word: only its mark may tell
        score += 2.0 * name_likeness(re.sub(r"\s", "", bare)) - (1.0 if RUBRIC.search(bare) else 0.0)
        return score + 0.8 * habit + (_SPACED if _SET_APART.fullmatch(bare) else 0.0 if " " in bare else -0.4)
    if len(words) < 2:
        return 0.8 + 0.5 * habit if _PLACE.search(bare) and len(bare) >= _SHORTEST_PLACE else 0.0
    status, rest = words[0], " ".join(words[1:])
    if 2 <= len(status) <= 8 and STATUS.search(status) and len(rest.replace(" ", "")) <= 6:
        return score + (1.2 if _NAME.fullmatch(rest) else 0.9) + 0.4 * habit
    if (
        len(status) >= _SHORTEST_STATUS
        and _SPACED_NAME.fullmatch(rest)
        and (_PLACE.search(status) or STATUS.search(status))
    ):
        return score + 1.0 + 0.4 * habit
    if len(status) >= _SHORTEST_STATUS and _VILLAGE.search(status) and name_likeness(rest) >= _UNSURE:
        return score + 0.8 + 0.4 * habit
    values = [value for _, value in scored_names(bare)]
    if len(values) > 1 and all(2 <= len(word) <= 4 for word in words):
        score += 1.4 * max(values) + 0.4 * sum(values) / len(values) - 0.5
        return score + 0.4 * habit
    return 0.0
