"""Makes up the front page from whatever an issue holds: one article or forty, with or without quotes.

Each article stands in exactly one place: the lead, a module, a row of voices, or the list of the rest.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from articles.choices import ArticleKind, BlockKind
from articles.models import Issue, Page, Publication, PublishedQuote
from articles.models.body import block_text
from articles.public import reading
from articles.text.phrases import break_points
from articles.text.sentences import clauses, first_sentence, opening, shortened

LEAD_LENGTH = 560  # characters of running text
SIDE_LENGTH = 330
MODULE_LENGTH = 240
BESIDE_MOMENT = 330
FULL_ROW = 3  # modules abreast
ROUNDUPS = 2  # rows of voices
MOST_VOICES = 8
FEWEST_VOICES = 2
SAID_LENGTH = 42
LINE = 10  # characters of one vertical line
MOST_LINES = 4


@dataclass(slots=True)
class Module:
    """An article with its first words; ``quote`` is the sentence set between two rules."""

    publication: Publication
    paragraphs: list[str]
    quote: PublishedQuote | None = None


@dataclass(slots=True)
class Moment:
    """The one quotation set large: in vertical lines, or across when it does not fall into lines."""

    quote: PublishedQuote
    lines: list[str]
    speaker: dict[str, Any] | None

    @property
    def is_long(self) -> bool:
        """True when its lines need the smaller type."""
        return any(len(line) > LINE - 2 for line in self.lines)


@dataclass(slots=True)
class Voices:
    publication: Publication
    said: list[dict[str, Any]]
    intro: str
    more: int


@dataclass(slots=True)
class PageTile:
    page: Page
    count: int


@dataclass(slots=True)
class Front:
    """What the template sets, from top to bottom."""

    tiles: list[PageTile]
    count: int
    lead: Module | Voices | None = None
    side: Module | None = None
    trio: list[Module] = field(default_factory=list)
    moment: Moment | None = None
    second: list[Module] = field(default_factory=list)
    voices: list[Voices] = field(default_factory=list)
    rest: list[tuple[Page, list[Publication]]] = field(default_factory=list)

    @property
    def banner(self) -> str:
        """The banner of the page that the lead stands on."""
        return self.tiles[0].page.banner if self.tiles else ""


def compose(issue: Issue) -> Front:
    """Three queries: the issue's cards, its quotes, and the bodies of what is set at length."""
    cards = list(
        reading.listed().select_related("page__image").filter(issue=issue).order_by("page__sort_key", "position")
    )
    quotes = list(reading.public_quotes().filter(publication__issue=issue).order_by("publication_id", "order"))
    plan = _Plan(cards, quotes)
    wanted = {each.pk for each in plan.featured()}
    bodies = {each.pk: each.detail for each in reading.visible().filter(pk__in=wanted).only("pk", "detail")}
    return _set(plan, bodies)


class _Plan:
    """Which article stands where. Decided on the cards alone, before any body is read."""

    def __init__(self, cards: list[Publication], quotes: list[PublishedQuote]) -> None:
        self.cards, self.quotes = cards, quotes
        roundups = [each for each in cards if each.kind == ArticleKind.ROUNDUP]
        texts = [each for each in cards if each.kind != ArticleKind.ROUNDUP]
        long = [each for each in texts if each.kind != ArticleKind.BRIEF]
        self.lead = next(iter(long or texts), None)
        others = [each for each in texts if each is not self.lead]
        self.side = next((each for each in others if each.kind != ArticleKind.BRIEF), None)
        others = _page_by_page([each for each in others if each is not self.side])
        self.moment = self.pick_moment()
        room = FULL_ROW - (1 if self.moment else 0)
        self.trio, others = others[:room], others[room:]
        self.second = others[:FULL_ROW] if len(others) >= FULL_ROW else []
        self.roundups = roundups[:ROUNDUPS]

    def pick_moment(self) -> PublishedQuote | None:
        """The quote that falls best into vertical lines, preferably of an article that is not the lead."""
        return min(self.quotes, key=self._awkwardness, default=None)

    def _awkwardness(self, quote: PublishedQuote) -> tuple[bool, bool, int, int, int]:
        lines = vertical_lines(quote.text)
        of_lead = self.lead is not None and quote.publication_id == self.lead.pk
        return (not lines, of_lead, abs(len(lines) - FULL_ROW), max(map(len, lines), default=0), quote.pk)

    def featured(self) -> list[Publication]:
        found = [self.lead, self.side, *self.trio, *self.second, *self.roundups]
        if self.moment:
            found.append(self.moment.publication)
        return [each for each in found if each is not None]


def _page_by_page(publications: list[Publication]) -> list[Publication]:
    """The first of every page, then the second of every page: all pages have their turn."""
    pages = [list(group) for _, group in itertools.groupby(publications, key=lambda each: each.page_id)]
    rounds = itertools.zip_longest(*pages)
    return [each for one in rounds for each in one if each is not None]


def _set(plan: _Plan, bodies: dict[int, dict[str, Any]]) -> Front:
    tiles = [
        PageTile(page, len(list(group)))
        for page, group in itertools.groupby(plan.cards, key=lambda each: each.page)
        if page is not None
    ]
    front = Front(tiles=tiles, count=len(plan.cards))
    if plan.moment:
        detail = bodies[plan.moment.publication_id]
        front.moment = Moment(plan.moment, vertical_lines(plan.moment.text), speaker_of(plan.moment, detail))
    front.voices = [each for each in (_voices(one, bodies[one.pk]) for one in plan.roundups) if each]
    if plan.lead:
        front.lead = _module(plan, plan.lead, bodies, LEAD_LENGTH)
        front.lead.quote = None
    if plan.side:
        front.side = _module(plan, plan.side, bodies, SIDE_LENGTH)
    length = BESIDE_MOMENT if front.moment else MODULE_LENGTH
    front.trio = [_module(plan, each, bodies, length) for each in plan.trio]
    front.second = [_module(plan, each, bodies, MODULE_LENGTH) for each in plan.second]
    placed = {each.pk for each in [plan.lead, plan.side, *plan.trio, *plan.second] if each}
    placed |= {each.publication.pk for each in front.voices}
    left = [each for each in plan.cards if each.pk not in placed]
    front.rest = [
        (page, list(group)) for page, group in itertools.groupby(left, key=lambda each: each.page) if page is not None
    ]
    return front


def _module(plan: _Plan, publication: Publication, bodies: dict[int, dict[str, Any]], length: int) -> Module:
    detail = bodies[publication.pk]
    quote = next(
        (each for each in plan.quotes if each.publication_id == publication.pk and each is not plan.moment), None
    )
    return Module(publication, opening(running_text(detail), length), quote)


def running_text(detail: dict[str, Any]) -> Iterable[str]:
    """The paragraphs of an article, or the turns of an interview, in order; headings left out."""
    by_id = {statement["id"]: statement for statement in detail["statements"]}
    for block in detail["body"]["blocks"]:
        if block["kind"] == BlockKind.STATEMENT:
            statement = by_id[block["statement"]]
            yield f"{statement['label'] or statement['speaker']}：{statement['text']}".replace("\n", "")
        elif block["kind"] in (BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LIST):
            yield block_text(block).replace("\n", "　")


def _voices(publication: Publication, detail: dict[str, Any]) -> Voices | None:
    """A row of voices, or None when there are too few of them to make one."""
    by_id = {statement["id"]: statement for statement in detail["statements"]}
    blocks = detail["body"]["blocks"]
    said = [
        by_id[block["statement"]] | {"anchor": f"s{number}"}
        for number, block in enumerate((b for b in blocks if b["kind"] == BlockKind.STATEMENT), start=1)
    ]
    if len(said) < FEWEST_VOICES:
        return None
    for each in said:
        each["words"] = shortened(first_sentence(each["text"]), SAID_LENGTH)
    intro = next((block_text(block) for block in blocks if block["kind"] == BlockKind.PARAGRAPH), "")
    return Voices(publication, said[:MOST_VOICES], shortened(intro, 60), max(0, len(said) - MOST_VOICES))


def vertical_lines(text: str) -> list[str]:
    """The quote in two to four lines of up to ten characters, broken at commas, else between words.

    Empty when it does not fall into such lines.
    """
    lines: list[str] = []
    for clause in clauses(text):
        lines += [clause] if len(clause) <= LINE else _broken(clause)
    fits = 2 <= len(lines) <= MOST_LINES and all(2 <= len(line) <= LINE for line in lines)
    return lines if fits else []


def _broken(clause: str) -> list[str]:
    """A long clause in as few lines as it needs, broken between words where the lines are most alike."""
    phrases = break_points(clause)
    length = len(clause.rstrip("，；：、。！？"))
    cuts = itertools.combinations(range(1, len(phrases)), -(-length // LINE) - 1)
    splits = (
        ["".join(phrases[start:end]) for start, end in itertools.pairwise((0, *cut, len(phrases)))] for cut in cuts
    )
    return min(splits, key=lambda lines: max(map(len, lines)), default=[clause])


def speaker_of(quote: PublishedQuote, detail: dict[str, Any]) -> dict[str, Any] | None:
    """Whose words a quote is: as given, else the speaker of the statement it is from, else the author.

    None for words of a round-up or interview that cannot be traced to one person.
    """
    if quote.speaker:
        known = next((each for each in detail["statements"] if each["speaker"] == quote.speaker), None)
        return {"name": quote.speaker, "affiliation": known["affiliation"] if known else ""}
    block = next((each["block"] for each in detail["pull_quotes"] if each["id"] == quote.public_id), None)
    for statement in detail["statements"]:
        if statement["id"] == block:
            return {"name": statement["speaker"], "affiliation": statement["affiliation"]}
    if detail["kind"] in (ArticleKind.ROUNDUP, ArticleKind.INTERVIEW):
        return None
    writers = [part for part in detail["byline"] if part["role"] in ("author", "reporter", "correspondent")]
    if not writers:
        return None
    affiliation = writers[0]["affiliation"] or writers[0]["credit"]
    return {
        "name": "　".join(part["name"] for part in writers),
        "affiliation": affiliation if len(writers) == 1 else "",
    }
