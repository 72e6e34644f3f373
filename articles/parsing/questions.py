"""What the importer is unsure of, as questions with options, lowest confidence first."""

from __future__ import annotations

from articles.parsing.structure import Alternative, PageState, Piece, Question, Role
from articles.text.quotes import in_quotes

_ASK_BELOW = 0.8
_NAMES = {
    Role.TITLE: "标题", Role.KICKER: "引题", Role.SUBTITLE: "副题", Role.BYLINE: "署名",
    Role.AUTHOR_NOTE: "作者单位", Role.EDITOR_NOTE: "编者按", Role.COLUMN: "栏目标签", Role.BANNER: "通栏",
    Role.HEADING: "小标题", Role.PARAGRAPH: "正文", Role.STATEMENT: "发言", Role.SPEAKER: "发言人",
    Role.PULL_QUOTE: "金句", Role.COMPILER: "整理者", Role.CAPTION: "图片说明", Role.JUMP: "转版提示",
    Role.BOX: "资料框", Role.PAGE_NAME: "版名", Role.PAGE_NUMBER: "版次", Role.PAGE_DATE: "日期",
    Role.NEWSPAPER: "报名", Role.PAGE_CREDIT: "版面编辑", Role.FURNITURE: "版面信息",
}  # fmt: skip
_OWNED = (Role.TITLE, Role.KICKER, Role.SUBTITLE, Role.BYLINE, Role.COLUMN, Role.PULL_QUOTE, Role.CAPTION,
          Role.BOX, Role.AUTHOR_NOTE, Role.EDITOR_NOTE, Role.COMPILER, Role.JUMP)  # fmt: skip
_KINDS = {Role.COLUMN: "column", Role.PULL_QUOTE: "pull-quote", Role.HEADING: "heading", Role.BYLINE: "byline"}


def role_name(role: Role) -> str:
    """The Chinese name of a role, as the review screen shows it."""
    return _NAMES[role]


def questions(state: PageState) -> list[Question]:
    """Open questions of a state; what an editor confirmed or typed is not asked again."""
    asked: list[Question] = []
    ordered = sorted(state.pieces, key=lambda piece: piece.order)
    for article in state.articles:
        if article.typed.get("skip") or "title" in article.typed:
            continue
        own = [piece for piece in ordered if piece.article == article.key]
        if own and not any(piece.role is Role.TITLE for piece in own):
            asked.append(_missing_title(article.key, own, state))
    for unit in _units(ordered):
        if not any(piece.confirmed for piece in unit) and unit[0].confidence < _ASK_BELOW:
            asked.append(_doubt(unit, state))
    return sorted(asked, key=lambda question: (question.confidence, question.id))


def _units(ordered: list[Piece]) -> list[list[Piece]]:
    units: list[list[Piece]] = []
    for piece in ordered:
        last = units[-1][-1] if units else None
        if last is not None and not piece.starts and last.role is piece.role and last.article == piece.article:
            units[-1].append(piece)
        else:
            units.append([piece])
    return units


def _homes(state: PageState) -> list[Alternative]:
    """The articles that a label without one may go to, those without a label of their own first."""
    taken = {piece.article for piece in state.pieces if piece.role is Role.COLUMN}
    homes = [article for article in state.articles if not article.typed.get("skip")]
    homes.sort(key=lambda article: article.key in taken or bool(article.typed.get("column")))
    return [Alternative(0.0, "", Role.COLUMN, article.key) for article in homes]


def _missing_title(key: str, own: list[Piece], state: PageState) -> Question:
    return Question(
        id=f"title:{key}", kind="title-missing", text=f"第{_position(key, state)}篇缺标题",
        detail="标题可能是图片，来源里没有字，请照报样输入", confidence=0.0, pieces=[own[0].id], article=key,
        options=[], required=True,
    )  # fmt: skip


def _position(key: str | None, state: PageState) -> int:
    keys = [article.key for article in state.articles]
    return keys.index(key) + 1 if key in keys else 0


def _doubt(unit: list[Piece], state: PageState) -> Question:
    first = unit[0]
    text = "".join(piece.text for piece in unit)
    short = text if len(text) <= 18 else text[:17] + "…"
    name = role_name(first.role)
    owned = first.role in _OWNED and any(option.article for option in first.alternatives)
    orphan = first.role is Role.COLUMN and first.article is None
    if owned or orphan:
        kind = _KINDS.get(first.role, "article")
        sentence = f"{name}{in_quotes(short)}归哪篇？"
    else:
        kind = "heading" if first.role is Role.HEADING else "byline" if first.role is Role.BYLINE else "role"
        sentence = f"{in_quotes(short)}是{name}？"
    # Of a label that nobody took, "it is a label" answers nothing: it would stay without an article.
    present = [Alternative(first.confidence, first.reason, first.role, first.article)]
    options = _homes(state) if orphan else present
    options += sorted(first.alternatives, key=lambda option: -option.confidence)
    return Question(
        id=f"{kind}:{first.id}", kind=kind, text=sentence, detail=f"来源第{first.line}行 · {first.reason}",
        confidence=first.confidence, pieces=[piece.id for piece in unit], article=first.article, options=options,
    )  # fmt: skip
