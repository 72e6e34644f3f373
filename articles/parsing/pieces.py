"""Units with their owners become the pieces of a state, in reading order."""

from __future__ import annotations

from articles.parsing.bodies import Body
from articles.parsing.forms import side_label, turn_label
from articles.parsing.glyphs import solid
from articles.parsing.owners import Page
from articles.parsing.speakers import closes
from articles.parsing.structure import FURNITURE_ROLES, HEAD_ROLES, ArticleState, PageState, Piece, Role
from articles.parsing.units import Unit, split_unit

_PAGE_ROLES = FURNITURE_ROLES | {Role.BANNER, Role.COLUMN}


def make_state(page: Page) -> PageState:
    """Pieces in reading order: each article's head, text, notes; page pieces where they stood."""
    for unit in page.units:
        homeless = unit.article is None and unit.role not in _PAGE_ROLES
        if unit.role is None or homeless:
            unit.role, unit.reason, unit.confidence = Role.FURNITURE, "没有认出归属，暂放版面信息", 0.4
    inside = {id(unit) for article in page.articles for unit in article.body.units}
    outside = [unit for unit in page.units if id(unit) not in inside and unit.spans]
    noted = {unit.article for unit in page.units if unit.role is Role.EDITOR_NOTE}
    for article in page.articles:
        article.body.units = _spoken(article.body, introduced=article.number in noted)
    pieces: list[Piece] = []
    for unit in _reading_order(page, outside):
        pieces.extend(_pieces(unit, len(pieces)))
    return PageState(pieces=pieces, articles=[ArticleState(key=f"a{a.number + 1}") for a in page.articles])


def _reading_order(page: Page, outside: list[Unit]) -> list[Unit]:
    placed: dict[int, list[Unit]] = {}
    loose: list[Unit] = []
    for unit in outside:
        if unit.article is None:
            loose.append(unit)
        else:
            placed.setdefault(unit.article, []).append(unit)
    rank = {role: place for place, role in enumerate(HEAD_ROLES)}
    ordered: list[Unit] = []
    for article in page.articles:
        extra = placed.get(article.number, [])
        head = sorted((u for u in extra if u.role in rank), key=lambda u: rank[u.role or Role.COLUMN])
        ordered += head + article.body.units + [u for u in extra if u.role not in rank]
    return ordered + loose


def _spoken(body: Body, *, introduced: bool) -> list[Unit]:
    """The body's units with the words of speakers told from plain paragraphs and from the introduction."""
    if body.turns >= 2:
        return _turns(body)
    if body.speakers >= 2:
        body.units = body.units if introduced else _introduced(body.units)
        _statements(body, introduced=introduced)
    return body.units


def _introduced(units: list[Unit]) -> list[Unit]:
    """A round-up whose first words run into its introduction: cut where a paragraph may begin after all."""
    if len(units) < 2 or units[1].role is not Role.SPEAKER or not units[0].doubts:
        return units
    at, _ = min(units[0].doubts, key=lambda doubt: doubt[1])
    first = units[0]
    rest = Unit(
        Role.PARAGRAPH, first.spans[at:], first.measure, 0.6, "综述的第一段发言，与引言连排", article=first.article
    )
    first.spans = first.spans[:at]
    return [first, rest, *units[1:]] if first.spans and rest.spans else units


def _turns(body: Body) -> list[Unit]:
    """Cut the labels off the turns of an interview; what follows a turn without a label belongs to it."""
    names = body.turn_names()
    units: list[Unit] = []
    speaking = False
    for unit in body.units:
        label = turn_label(unit.folded) or side_label(unit.folded) if unit.role is Role.PARAGRAPH else None
        real = label is not None and label[0] in names
        cut = split_unit(unit, solid(unit.folded[: label[1]])) if label is not None and real else None
        if cut is not None:
            cut[0].role, cut[1].role = Role.SPEAKER, Role.STATEMENT
            for part in cut:
                part.article = unit.article
            units.extend(cut)
            speaking = True
            continue
        if speaking and unit.role is Role.PARAGRAPH:
            unit.role = Role.STATEMENT
        units.append(unit)
    return units


def _statements(body: Body, *, introduced: bool) -> None:
    """In a round-up: all after the first speaker where names come first, else what follows the introduction."""
    speakers = [place for place, unit in enumerate(body.units) if unit.role is Role.SPEAKER]
    names_last = closes(body.units[speakers[0]].folded)
    opening = [unit for unit in body.units[: speakers[0]] if unit.role is Role.PARAGRAPH]
    first = opening[0] if len(opening) > 1 and not introduced else None
    for place, unit in enumerate(body.units):
        inside = unit is not first and place < speakers[-1] if names_last else place > speakers[0]
        if inside and unit.role is Role.PARAGRAPH:
            unit.role = Role.STATEMENT


def _pieces(unit: Unit, order: int) -> list[Piece]:
    """The pieces of one unit, one for each printed line."""
    key = f"a{unit.article + 1}" if unit.article is not None else None
    pieces: list[Piece] = []
    for line, start, end in unit.spans:
        raw = line.text[start:end]
        text = raw.strip()
        if not text:
            continue
        begin = line.start + start + len(raw) - len(raw.lstrip())
        pieces.append(
            Piece(
                id=f"p{begin}", line=line.number, start=begin, end=begin + len(text), text=text,
                role=unit.role or Role.FURNITURE, article=key, order=order + len(pieces), starts=not pieces,
                confidence=round(unit.confidence, 3), reason=unit.reason, alternatives=list(unit.alternatives),
            )
        )  # fmt: skip
    return pieces
