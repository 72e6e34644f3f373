"""The importer's proposal: one source in, a complete reviewable state out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from articles.parsing.bodies import Body, find_bodies
from articles.parsing.flow import Habits, habits, place_rows
from articles.parsing.forms import RUBRIC, turn_label
from articles.parsing.gather import gather
from articles.parsing.glyphs import fold, solid
from articles.parsing.headlines import find_headlines
from articles.parsing.layout import make_rows, set_measures
from articles.parsing.legs import mend_legs, take_strays
from articles.parsing.likeness import Quotations, Vocabulary
from articles.parsing.owners import (
    Article,
    Page,
    give,
    give_bylines,
    give_headlines,
    give_labels,
    give_notes,
    give_quotes,
    give_rest,
)
from articles.parsing.structure import FURNITURE_ROLES, ArticleState, PageState, Piece, Role, Source
from articles.parsing.units import CLOSING_REASON, Unit, build_units, split_tails, split_unit

_PAGE_ROLES = FURNITURE_ROLES | {Role.BANNER, Role.COLUMN}
_QUOTE_SIZE = (10, 160)


def propose(source: Source, *, known_columns: Sequence[str] = ()) -> PageState:
    """Propose a role, an article and a place for every piece of the source; never raises on text."""
    units, custom = _units(source, known_columns)
    bodies = take_strays(_lift_quotes(units, find_bodies(units)))
    if custom.blocks:
        mend_legs(units, bodies)
    _leading_headings(units, bodies)
    page = _page(units, bodies)
    give_notes(page)
    give_headlines(page)
    give_bylines(page)
    give_labels(page)
    give_quotes(page)
    give_rest(page)
    _leftovers(page)
    return _state(source, page)


def _units(source: Source, known_columns: Sequence[str]) -> tuple[list[Unit], Habits]:
    rows, _ = make_rows(source.lines)
    set_measures(rows)
    custom = habits(rows)
    places, certain = place_rows(rows, custom)
    units = gather(split_tails(build_units(rows, places, certain)))
    known = {re.sub(r"\s", "", fold(name)) for name in known_columns}
    for unit in units:
        if unit.role in (None, Role.BYLINE) and re.sub(r"\s", "", unit.folded) in known:
            unit.role, unit.confidence, unit.reason = Role.COLUMN, 0.9, "本报已有的栏目名"
    return units, custom


def _page(units: list[Unit], bodies: list[Body]) -> Page:
    texts = [body.text for body in bodies]
    articles = [Article(body, number, text=text) for number, (body, text) in enumerate(zip(bodies, texts, strict=True))]
    taken = {id(unit) for body in bodies for unit in body.units}
    for article in articles:
        for unit in article.body.units:
            unit.article = article.number
    return Page(units, articles, find_headlines(units, taken), Vocabulary(texts), Quotations(texts))


def _lift_quotes(units: list[Unit], bodies: list[Body]) -> list[Body]:
    """Small runs of text that repeat a sentence of a real body are pull quotes, not articles."""
    small = [body for body in bodies if _QUOTE_SIZE[0] <= body.size <= _QUOTE_SIZE[1] and len(body.units) <= 3]
    large = [body for body in bodies if body.size > _QUOTE_SIZE[1]]
    if not small or not large:
        return bodies
    quotations = Quotations([body.text for body in large])
    kept = []
    for body in bodies:
        if any(body is other for other in small):
            best = max(quotations.best(body.text))
            if best >= 0.72:
                for unit in body.units:
                    unit.role, unit.reason, unit.group = Role.PULL_QUOTE, "与正文的一句相近", body.start + 1
                    unit.confidence = 0.9
                continue
        kept.append(body)
    return kept


def _leading_headings(units: list[Unit], bodies: list[Body]) -> None:
    """A line between the byline (or the editors' note) and the text is the text's first heading."""
    for body in bodies:
        line = units[body.start - 1] if body.start else None
        above = units[body.start - 2] if body.start > 1 else None
        if line is None or above is None or line.role is not None or line.folded.startswith("——"):
            continue
        titled = above.reason != CLOSING_REASON and _titled(units, body.start - 2)
        if above.role in (Role.BYLINE, Role.EDITOR_NOTE, Role.AUTHOR_NOTE) and titled and solid(line.text) <= 24:
            if RUBRIC.search(line.folded) and solid(line.text) <= 6:
                line.role, line.reason, line.confidence = Role.COLUMN, "像栏目名的短语", 0.7
                line.group = 1
                continue
            line.role, line.reason, line.confidence = Role.HEADING, "署名与正文之间的短行", 0.8
            body.units.insert(0, line)
            body.start -= 1


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
    for group in page.headlines:
        if group.title and group.title[0].role is not None:
            continue
        text = group.text
        shares = page.vocabulary.shares(text)
        best = max(range(len(shares)), key=shares.__getitem__) if shares else None
        quote = page.quotations.best(text) if solid(text) >= 10 else []
        for unit in group.units:
            if quote and max(quote) >= 0.8 and _is_sentence(text):
                unit.role, unit.confidence = Role.PULL_QUOTE, 0.7
                give(unit, max(range(len(quote)), key=quote.__getitem__), 0.7, "与正文的一句相近")
            elif best is not None and shares[best] >= 0.45 and page.articles[best].headline is not None:
                unit.role, unit.confidence = Role.KICKER, 0.6
                give(unit, best, 0.6, "用词接近，可能是引题")
            elif best is not None and shares[best] >= 0.45:
                unit.role = Role.TITLE
                give(unit, best, 0.5, "用词接近")
            elif solid(unit.text) >= 6 and not any(other.role is Role.BANNER for other in page.units):
                unit.role, unit.reason, unit.confidence = Role.BANNER, "不属于任何一篇的大字，可能是通栏", 0.45
            else:
                unit.role, unit.reason, unit.confidence = Role.FURNITURE, "没有认出，暂放版面信息", 0.4


def _is_sentence(text: str) -> bool:
    return fold(text)[-1:] in "。！？”"


def _state(source: Source, page: Page) -> PageState:
    """Pieces in reading order: each article's head, text, notes; page pieces where they stood."""
    for unit in page.units:
        homeless = unit.article is None and unit.role not in _PAGE_ROLES
        if unit.role is None or homeless:
            unit.role, unit.reason, unit.confidence = Role.FURNITURE, "没有认出归属，暂放版面信息", 0.4
    ordered = _reading_order(page)
    pieces: list[Piece] = []
    for unit in ordered:
        pieces.extend(_pieces(unit, page, len(pieces)))
    states = [ArticleState(key=f"a{article.number + 1}") for article in page.articles]
    return PageState(pieces=pieces, articles=states)


def _reading_order(page: Page) -> list[Unit]:
    placed: dict[int, list[Unit]] = {}
    loose: list[Unit] = []
    inside = {id(unit) for article in page.articles for unit in article.body.units}
    for unit in page.units:
        if id(unit) in inside or not unit.spans:
            continue
        if unit.article is None:
            loose.append(unit)
        else:
            placed.setdefault(unit.article, []).append(unit)
    rank = {Role.COLUMN: 0, Role.KICKER: 1, Role.TITLE: 2, Role.SUBTITLE: 3, Role.BYLINE: 4, Role.EDITOR_NOTE: 5}
    ordered: list[Unit] = []
    for article in page.articles:
        extra = placed.get(article.number, [])
        head = sorted((u for u in extra if u.role in rank), key=lambda u: rank[u.role or Role.COLUMN])
        ordered += head + article.body.units + [u for u in extra if u.role not in rank]
    return ordered + loose


def _is_statement(unit: Unit, body: Body) -> bool:
    """In a round-up: after the first speaker where names come first, else between the first and last name."""
    at = body.units.index(unit)
    speakers = [place for place, other in enumerate(body.units) if other.role is Role.SPEAKER]
    if not body.units[speakers[0]].folded.startswith("——"):
        return at > speakers[0]
    first = next((u for u in body.units if u.role in (Role.PARAGRAPH, Role.STATEMENT)), None)
    return unit is not first and at < speakers[-1]


def _pieces(unit: Unit, page: Page, order: int) -> list[Piece]:
    """The pieces of one unit; a turn's label becomes a piece of its own."""
    article = page.articles[unit.article] if unit.article is not None else None
    interview = article is not None and article.body.turns >= 2
    roundup = article is not None and article.body.speakers >= 2
    parts: list[Unit] = [unit]
    if unit.role is Role.PARAGRAPH and interview:
        label = turn_label(unit.folded) if article is not None and article.body.is_turn(unit) else None
        cut = split_unit(unit, solid(unit.folded[: label[1]])) if label else None
        if cut is not None:
            cut[0].role, cut[1].role = Role.SPEAKER, Role.STATEMENT
            parts = list(cut)
        elif unit.first > min(u.first for u in article.body.units if u.role is Role.PARAGRAPH and turn_label(u.folded)):
            unit.role = Role.STATEMENT
    elif unit.role is Role.PARAGRAPH and roundup and article is not None:
        if _is_statement(unit, article.body):
            unit.role = Role.STATEMENT
    key = f"a{unit.article + 1}" if unit.article is not None else None
    pieces: list[Piece] = []
    for part in parts:
        for at, (line, start, end) in enumerate(part.spans):
            text = line.text[start:end]
            lead = len(text) - len(text.lstrip())
            text = text.strip()
            if not text:
                continue
            begin = line.start + start + lead
            pieces.append(
                Piece(
                    id=f"p{begin}", line=line.number, start=begin, end=begin + len(text), text=text,
                    role=part.role or Role.FURNITURE, article=key, order=order + len(pieces), starts=at == 0,
                    confidence=round(unit.confidence, 3), reason=unit.reason, alternatives=list(unit.alternatives),
                )
            )
    return pieces
