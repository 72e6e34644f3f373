"""The right pane of the review screen: what is asked, with answers that are operations."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from articles.admin.import_outline import Card, Outline
from articles.bylines import last_printed
from articles.importing import LATER, NEW, Namesake, Review, namesakes
from articles.models import Author
from articles.parsing import questions
from articles.parsing.questions import role_name
from articles.parsing.structure import FURNITURE_ROLES, Alternative, Question, Role
from articles.text.affiliations import institution

PERSON_CONFIDENCE = 0.5
MOST_CHOICES = 6
# What a role is most often taken for, offered where the importer has one reading only.
RIVALS: dict[Role, tuple[Role, ...]] = {
    Role.TITLE: (Role.HEADING, Role.SUBTITLE),
    Role.SUBTITLE: (Role.TITLE, Role.HEADING),
    Role.KICKER: (Role.TITLE, Role.BANNER),
    Role.HEADING: (Role.PARAGRAPH, Role.TITLE),
    Role.BANNER: (Role.KICKER,),
    Role.BYLINE: (Role.COMPILER, Role.PARAGRAPH),
    Role.SPEAKER: (Role.PARAGRAPH, Role.BYLINE),
    Role.STATEMENT: (Role.PARAGRAPH,),
    Role.PULL_QUOTE: (Role.PARAGRAPH, Role.HEADING),
    Role.AUTHOR_NOTE: (Role.PARAGRAPH,),
    Role.CAPTION: (Role.PARAGRAPH,),
    Role.BOX: (Role.PARAGRAPH,),
}


@dataclass(slots=True)
class Choice:
    """One answer: what it says, and the operation that carries it out."""

    key: str
    label: str
    operation: dict[str, Any]
    note: str = ""
    percent: int | None = None

    @property
    def json(self) -> str:
        return json.dumps(self.operation, ensure_ascii=False)


@dataclass(slots=True)
class Ask:
    """One question. With ``field`` the answer is typed, else one of ``choices`` is taken."""

    id: str
    text: str
    detail: str
    confidence: float
    pieces: list[str] = field(default_factory=list)
    article: str | None = None
    choices: list[Choice] = field(default_factory=list)
    field: str = ""
    is_required: bool = False

    @property
    def percent(self) -> int:
        return round(100 * self.confidence)


def asks(outline: Outline) -> list[Ask]:
    """Every open question, those first that must be answered, then by confidence."""
    found = [page_ask(name) for name in ("date", "number") if not outline.facts[name]]
    found += [ask for question in questions(outline.state) if (ask := from_question(question, outline))]
    found += [person_ask(each, outline) for each in namesakes(outline.draft, outline.people)]
    return sorted(found, key=lambda ask: (not ask.is_required, ask.confidence))


def settled(review: Review, proposal: dict[str, Any]) -> int:
    """How much a person has decided: units confirmed, fields filled in, persons chosen."""
    page = review.page
    units = sum(piece.confirmed and piece.starts for piece in page.pieces)
    known = {article["key"]: article["typed"] for article in proposal["articles"]}
    forms = [(page.typed, proposal["typed"])]
    forms += [(article.typed, known.get(article.key, {})) for article in page.articles]
    filled = sum(name != "position" and value != had.get(name) for typed, had in forms for name, value in typed.items())
    return units + filled + len(review.people)


def page_ask(name: str) -> Ask:
    text = {"date": "这个版面哪天见报？", "number": "这是第几版？"}[name]
    detail = {"date": "来源里没有日期。", "number": "来源里没有版次，写作 7 或 A2。"}[name]
    return Ask(f"page:{name}", text, detail, 0.0, field=name, is_required=True)


def from_question(question: Question, outline: Outline) -> Ask | None:
    """The parser's question in the screen's words; None for one about a skipped article."""
    owner = next((card for card in outline.cards if card.key == question.article), None)
    if owner is not None and owner.is_skipped:
        return None
    ask = Ask(
        question.id,
        question.text,
        question.detail.rstrip("。") + "。",
        question.confidence,
        pieces=question.pieces,
        article=question.article,
        is_required=question.required,
    )
    if question.kind == "title-missing":
        ask.field = "title"
    else:
        ask.choices = choices_of(question, outline)
    return ask


def choices_of(question: Question, outline: Outline) -> list[Choice]:
    """The readings as numbered choices, the likeliest first, and 0 for none of them."""
    now = {piece.id: piece for piece in outline.state.pieces}[question.pieces[0]]
    owners = {option.article for option in question.options if option.article}
    by_owner = len(owners | {question.article}) > 1
    made: list[Choice] = []
    for option in sorted(question.options, key=lambda option: -option.confidence):
        made.append(option_choice(option, question, outline, now.role, by_owner=by_owner))
    if now.role is Role.COLUMN and now.article is None:
        share(made, question, outline)
    if now.role in (Role.PARAGRAPH, Role.STATEMENT) and now.starts:
        join = {"op": "join_unit", "piece": now.id}
        made.append(Choice("", "与上一段是同一段", join, "合并"))
    elif len(made) == 1:
        made += rival_choices(question, outline, now.role)
    made = made[:MOST_CHOICES]
    for number, choice in enumerate(made, start=1):
        choice.key = str(number)
    if now.role not in FURNITURE_ROLES:
        aside = {"op": "answer", "pieces": question.pieces, "role": Role.FURNITURE}
        label = "不归任何一篇" if by_owner else "都不是"
        made.append(Choice("0", label, aside, "留在版面信息里"))
    return made


def option_choice(option: Alternative, question: Question, outline: Outline, role: Role, *, by_owner: bool) -> Choice:
    operation: dict[str, Any] = {"op": "answer", "pieces": question.pieces}
    wanted = option.role or role
    if wanted != role:
        operation["role"] = wanted
    if option.article:
        operation["article"] = option.article
    card = next((card for card in outline.cards if card.key == option.article), None)
    if card is None or not by_owner:
        return Choice("", f"是{role_name(wanted)}", operation, option.reason, round(100 * option.confidence))
    label = f"第 {card.number} 篇 · {card.label}"
    if not option.reason and wanted is Role.COLUMN:
        column = card.draft["column"]
        return Choice("", label, operation, f"现在归“{column}”" if column else "还没有栏目")
    return Choice("", label, operation, option.reason, round(100 * option.confidence))


def share(made: list[Choice], question: Question, outline: Outline) -> None:
    """One label may stand over several articles: offer it to all that have no column, behind each alone."""
    bare = outline.without_column
    if not 1 < len(bare) < MOST_CHOICES:
        return
    numbers = "、".join(str(card.number) for card in bare)
    first, *others = (card.key for card in bare)
    operation = {"op": "answer", "pieces": question.pieces, "article": first, "also": others}
    at = 1 + max((at for at, each in enumerate(made) if each.operation.get("article") in (first, *others)), default=0)
    made.insert(at, Choice("", f"第 {numbers} 篇都归它", operation, "还没有栏目的各篇"))


def rival_choices(question: Question, outline: Outline, role: Role) -> list[Choice]:
    """Other readings, where the importer has offered none."""
    if role in FURNITURE_ROLES:
        return [
            Choice(
                "",
                f"是第 {card.number} 篇的标题",
                {"op": "answer", "pieces": question.pieces, "role": Role.TITLE, "article": card.key},
                card.label,
            )
            for card in outline.cards
            if card.is_untitled
        ]
    return [
        Choice("", f"是{role_name(rival)}", {"op": "answer", "pieces": question.pieces, "role": rival})
        for rival in RIVALS.get(role, ())
    ]


def person_ask(namesake: Namesake, outline: Outline) -> Ask:
    """Which of the known persons of this name it is, or a new one."""
    card: Card = next(card for card in outline.cards if card.key == namesake.article)
    printed = f"这次印的是“{namesake.printed}”" if namesake.printed else "这次没有印单位"
    operation = {"op": "choose_person", "name": namesake.name, "printed": namesake.printed}
    ask = Ask(
        f"person:{namesake.name}:{namesake.printed}",
        f"“{namesake.name}”是哪一位？",
        f"{printed}，见《{card.label}》。",
        PERSON_CONFIDENCE,
        article=card.key,
    )
    for number, author in enumerate(namesake.known[: MOST_CHOICES - 1], start=1):
        label = f"就是{known_as(author)}"
        ask.choices.append(Choice(str(number), label, operation | {"choice": author.public_id}, seen(author)))
    another = f"新建“{namesake.name}（{institution(namesake.printed)}）”" if namesake.printed else "新建一位作者"
    key = str(len(ask.choices) + 1)
    ask.choices.append(Choice(key, "是另一位同名作者", operation | {"choice": NEW}, another))
    ask.choices.append(Choice("0", "以后再定", operation | {"choice": LATER}, "先不关联作者"))
    return ask


def known_as(author: Author) -> str:
    latest = last_printed(author)
    return f"{latest.text}{author.name}" if latest else f"“{author}”"


def seen(author: Author) -> str:
    """'2024年见报于…' of the last affiliation that has a day."""
    latest = next((each for each in author.affiliations.all() if each.until), None)
    return f"最近见报 {latest.until:%Y-%m-%d}" if latest and latest.until else "还没有见报单位"
