"""The importer's proposal: one source in, a complete reviewable state out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from articles.parsing.authors import give_bylines
from articles.parsing.bodies import Body, join_broken
from articles.parsing.boundaries import find_bodies
from articles.parsing.boxes import mark_cells
from articles.parsing.captions import gather_captions
from articles.parsing.doubts import settle_doubts
from articles.parsing.endings import give_notes
from articles.parsing.floating import give_quotes, give_rest
from articles.parsing.flow import Habits, habits, place_rows
from articles.parsing.forms import HEADING_NUMBER, RUBRIC
from articles.parsing.gather import gather
from articles.parsing.glyphs import fold, solid
from articles.parsing.gutters import unlay
from articles.parsing.halves import part_titles
from articles.parsing.headlines import Headline, find_headlines, is_banner
from articles.parsing.headpairs import settle_pairs
from articles.parsing.heads import gather_heads, gather_sides, mark_turns
from articles.parsing.icons import settle_icons
from articles.parsing.labels import give_labels
from articles.parsing.layout import make_rows, set_measures
from articles.parsing.legs import join_openings, mend_legs, take_strays
from articles.parsing.likeness import Cohesion, Quotations, Vocabulary, bigrams
from articles.parsing.mastheads import mark_mastheads
from articles.parsing.notes import gather_notes, mark_points
from articles.parsing.numerals import join_numerals
from articles.parsing.overtexts import settle_labels
from articles.parsing.owners import Article, Page, give
from articles.parsing.pairing import pair_bodies
from articles.parsing.pieces import make_state
from articles.parsing.poems import mark_verse
from articles.parsing.quotes import gather_quotes
from articles.parsing.sections import settle_sections
from articles.parsing.streams import split_streams
from articles.parsing.structure import FURNITURE_ROLES, PageState, Role, Source
from articles.parsing.tails import split_tails
from articles.parsing.titling import give_headlines
from articles.parsing.units import CLOSING_REASON, Unit, build_units
from articles.parsing.wrapped import gather_wrapped

_MOST = 60  # bodies on one page; more than any page has, so that the cost stays linear on any text
_FEW = 3  # paragraphs of a note
_NOTE_SIZE = 260
_QUOTE_SIZE = (10, 160)
_BEFORE_QUOTES = FURNITURE_ROLES | {Role.AUTHOR_NOTE, Role.COMPILER, Role.JUMP, Role.PULL_QUOTE}
_FLOATING = (Role.PULL_QUOTE, Role.CAPTION, Role.JUMP)  # may stand between a text's head and its first heading
_HEADING = 24
_DAY = re.compile(r"[一二三四五六七八九十\d]{1,2}月[一二三四五六七八九十廿\d]{1,3}日(\s\S{1,5})?$")  # of a diary
_COUNTED = (HEADING_NUMBER, _DAY)
_LONE, _LONE_LIKENESS = 50, 0.45  # a sentence that lies alone: its size, and how like a sentence of a text it must be


def propose(source: Source, *, known_columns: Sequence[str] = ()) -> PageState:
    """Propose a role, an article and a place for every piece of the source; never raises on text."""
    units, custom = _units(source, known_columns)
    cohesion = Cohesion([unit.text for unit in units if unit.role is Role.PARAGRAPH])
    settle_sections(units, cohesion)
    part_titles(units, cohesion)
    bodies = _orphans(units, _lift_quotes(units, pair_bodies(units, find_bodies(units, cohesion))))
    bodies = _cap(take_strays(join_openings(bodies)))
    if custom.blocks:
        mend_legs(units, bodies)
    _leading_headings(units, bodies)
    page = _page(units, bodies, cohesion)
    give_notes(page)
    give_headlines(page)
    give_bylines(page)
    give_labels(page)
    give_quotes(page)
    give_rest(page)
    _leftovers(page)
    settle_doubts(page)
    return make_state(page)


def _cap(bodies: list[Body]) -> list[Body]:
    """No more bodies than a page can have: the surplus joins the last."""
    for surplus in bodies[_MOST:]:
        bodies[_MOST - 1].units.extend(surplus.units)
        bodies[_MOST - 1].end = surplus.end
    return bodies[:_MOST]


def _units(source: Source, known_columns: Sequence[str]) -> tuple[list[Unit], Habits]:
    rows, mark = make_rows(unlay(source.lines))
    rows = join_numerals(rows, mark)
    settle_icons(rows)
    rows = gather_wrapped(gather_captions(gather_notes(rows, mark), mark), mark)
    rows = gather_sides(gather_heads(rows, mark), mark)
    rows = gather_quotes(rows, mark)
    mark_cells(rows)
    mark_verse(rows)
    mark_points(rows)
    mark_turns(rows)
    set_measures(rows)
    custom = habits(rows)
    places, certain = place_rows(rows, custom)
    units = gather(split_tails(mark_mastheads(build_units(rows, places, certain))))
    known = {re.sub(r"\s", "", fold(name)) for name in known_columns}
    for unit in units:
        if unit.role in (None, Role.BYLINE) and re.sub(r"\s", "", unit.folded) in known:
            unit.role, unit.confidence, unit.reason = Role.COLUMN, 0.9, "本报已有的栏目名"
    return units, custom


def _page(units: list[Unit], bodies: list[Body], cohesion: Cohesion) -> Page:
    headlines = find_headlines(units, bodies, cohesion)[: 2 * _MOST]
    settle_pairs(headlines, bodies, cohesion)
    headlines = settle_labels(units, bodies, headlines, cohesion)
    bodies = split_streams(units, bodies, headlines, cohesion)
    headlines = [group for group in headlines if group.units[0].role is not Role.HEADING]
    for body in bodies:
        join_broken(body)
    texts = [body.text for body in bodies]
    articles = [Article(body, number, turns=body.turns, speakers=body.speakers) for number, body in enumerate(bodies)]
    for article in articles:
        for unit in article.body.units:
            unit.article = article.number
    return Page(units, articles, headlines, Vocabulary(texts), Quotations(texts))


def _lift_quotes(units: list[Unit], bodies: list[Body]) -> list[Body]:
    """Small runs of text that repeat a sentence of a real body are pull quotes, not articles."""
    small = [body for body in bodies if _QUOTE_SIZE[0] <= body.size <= _QUOTE_SIZE[1] and len(body.units) <= 3]
    large = [body for body in bodies if body.size > _QUOTE_SIZE[1]]
    if not small or not large:
        return bodies
    quotations = Quotations([body.text for body in large])
    pictured = any(unit.role is Role.CAPTION for unit in units)
    kept = []
    for body in bodies:
        if any(body is other for other in small):
            best = max(quotations.best(body.text))
            if best >= (_LONE_LIKENESS if _lies_alone(units, body) else 0.72) and _is_sentence(body.text):
                for unit in body.units:
                    unit.role, unit.reason, unit.group = Role.PULL_QUOTE, "与正文的一句相近", body.start + 1
                    unit.confidence = 0.9
                continue
            if pictured and len(body.units[0].spans) == 1 and _lies_alone(units, body, closed=True):
                unit = body.units[0]
                unit.role, unit.confidence, unit.reason = Role.CAPTION, 0.6, "独自一句，前后都不是正文，像图片说明"
                continue
        kept.append(body)
    return kept


def _lies_alone(units: list[Unit], body: Body, *, closed: bool = False) -> bool:
    """True for one sentence behind what closes a text and with nothing under it that goes with it."""
    above = units[body.start - 1].role if body.start else Role.FURNITURE
    below = units[body.end + 1].role if body.end + 1 < len(units) else Role.FURNITURE
    signed = body.start > 0 and above is Role.BYLINE and units[body.start - 1].reason == CLOSING_REASON
    apart = ((closed and signed) or above in _BEFORE_QUOTES) and (
        below in FURNITURE_ROLES or below in (Role.COLUMN, Role.PULL_QUOTE)
    )
    return apart and len(body.units) == 1 and body.size <= _LONE and "。" not in body.text[:-1]


def _orphans(units: list[Unit], bodies: list[Body]) -> list[Body]:
    """A few sentences right under an editors' note, and nothing of an article about them, are the note's."""
    kept = []
    for number, body in enumerate(bodies):
        above = units[body.start - 1] if body.start else None
        below = units[body.end + 1] if body.end + 1 < len(units) else None
        noted = above is not None and above.role is Role.EDITOR_NOTE and len(bodies) > 1 and number > 0
        signed = below is not None and below.role in (Role.BYLINE, Role.AUTHOR_NOTE, Role.COMPILER, Role.JUMP)
        small = len(body.units) <= _FEW and body.size <= _NOTE_SIZE
        if noted and small and not signed and all(unit.role is Role.PARAGRAPH for unit in body.units):
            for unit in body.units:
                unit.role, unit.confidence, unit.reason = Role.EDITOR_NOTE, 0.7, "编者按之下没有题目的几句"
        else:
            kept.append(body)
    return kept


def _leading_headings(units: list[Unit], bodies: list[Body]) -> None:
    """A line between the byline (or the editors' note) and the text is the text's first heading."""
    for body in bodies:
        at = body.start - 1
        while at >= 0 and units[at].role in _FLOATING:
            at -= 1
        last = at
        while at >= 0 and units[at].role is None and last - at < _FEW:
            at -= 1
        above = units[at] if at >= 0 else None
        lines = units[at + 1 : last + 1]
        numbered = _numbered(lines, body)
        headed = above is not None and above.role in (Role.BYLINE, Role.EDITOR_NOTE, Role.AUTHOR_NOTE)
        titled = headed and above is not None and above.reason != CLOSING_REASON and _titled(units, at)
        titled = titled and not _heads_body_below(units, at, lines, body)
        plain = all(solid(line.text) <= _HEADING and not line.folded.startswith("——") for line in lines)
        if len(lines) == 1 and titled and plain and RUBRIC.search(lines[0].folded) and solid(lines[0].text) <= 6:
            lines[0].role, lines[0].reason, lines[0].confidence, lines[0].group = Role.COLUMN, "像栏目名的短语", 0.7, 1
            continue
        for line in reversed(lines if titled and plain and len(lines) < _FEW else numbered):
            role = Role.PARAGRAPH if line.folded.rstrip()[-1:] == "：" else Role.HEADING  # who a letter is to
            line.role, line.reason, line.confidence = role, "署名与正文之间的短行", 0.8
            body.units.insert(0, line)
            body.start = next(place for place in range(last + 1) if units[place] is line)


def _heads_body_below(units: list[Unit], names: int, lines: list[Unit], body: Body) -> bool:
    """True for a line under a name and a headline that both belong to the text above, as what they say shows: a headline too."""
    if len(lines) != 1 or units[names].role is not Role.BYLINE:
        return False
    while names and units[names].role is Role.BYLINE:
        names -= 1
    above = next((at for at in range(names, -1, -1) if units[at].role is Role.PARAGRAPH), None)
    if units[names].role is not None or above is None:
        return False
    start = above
    while start and units[start - 1].role is Role.PARAGRAPH:
        start -= 1
    over, under = (bigrams(text) for text in ("".join(unit.text for unit in units[start : above + 1]), body.text))
    pairs, own = bigrams(units[names].text), bigrams(lines[0].text)
    return len(pairs & over) > len(pairs & under) and len(own & under) > len(own & over)


def _numbered(lines: list[Unit], body: Body) -> list[Unit]:
    """The line right over a text that has a number, or a day, as the text's headings have."""
    headings = [unit.folded.strip() for unit in body.units if unit.role is Role.HEADING]
    alike = (
        any(form.match(lines[-1].folded.strip()) and any(map(form.match, headings)) for form in _COUNTED)
        if lines
        else False
    )
    return lines[-1:] if alike else []


def _titled(units: list[Unit], place: int) -> bool:
    """True when a line that stands alone comes before ``place`` without text in between."""
    for unit in reversed(units[max(0, place - 8) : place]):
        if unit.role in (Role.PARAGRAPH, Role.SPEAKER):
            return False
        if unit.role is None:
            return True
    return False


def _leftovers(page: Page) -> None:
    """Headline lines that no body wanted: a kicker of the body they fit, else a banner or set aside."""
    left = [group for group in page.headlines if any(unit.role is None for unit in group.units)]
    for group in left:
        text = group.text
        shares = page.vocabulary.shares(text)
        best = max(range(len(shares)), key=shares.__getitem__) if shares else None
        quote = page.quotations.best(text) if solid(text) >= 10 else []
        under = _headline_below(page, group)
        for unit in group.units:
            if under is not None:
                unit.role, unit.confidence = Role.KICKER, 0.65
                give(unit, under, 0.65, "紧接在标题之上")
            elif quote and max(quote) >= 0.8 and _is_sentence(text):
                unit.role, unit.confidence = Role.PULL_QUOTE, 0.7
                give(unit, max(range(len(quote)), key=quote.__getitem__), 0.7, "与正文的一句相近")
            elif best is not None and shares[best] >= 0.45 and _stands_over(page, group, best, alone=len(left) == 1):
                unit.role, unit.confidence = Role.KICKER, 0.6
                give(unit, best, 0.6, "用词接近，可能是引题")
            elif best is not None and shares[best] >= 0.45 and page.articles[best].headline is None:
                unit.role = Role.TITLE
                give(unit, best, 0.5, "用词接近")
            elif solid(unit.text) >= 6 and not any(other.role is Role.BANNER for other in page.units):
                unit.role, unit.reason, unit.confidence = Role.BANNER, "不属于任何一篇的大字，可能是通栏", 0.45
            else:
                unit.role, unit.reason, unit.confidence = Role.FURNITURE, "没有认出，暂放版面信息", 0.4


def _headline_below(page: Page, group: Headline) -> int | None:
    """The article whose headline, with no kicker yet, comes right after a single line that is no banner."""
    line = group.units[0]
    if len(group.units) > 1 or is_banner(line):
        return None
    return next(
        (
            article.number
            for article in page.articles
            if article.headline is not None and article.headline.place == group.last + 1 and not article.headline.kicker
        ),
        None,
    )


def _stands_over(page: Page, group: Headline, article: int, *, alone: bool) -> bool:
    """True for a single line right above the article's headline, or the only long one that is left on the page."""
    headline = page.articles[article].headline
    if headline is None or headline.kicker or len(group.units) > 1:
        return False
    return group.last + 1 == headline.place or (alone and solid(group.text) >= 12)


def _is_sentence(text: str) -> bool:
    return fold(text)[-1:] in "。！？”"
