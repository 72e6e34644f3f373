"""A small page whose structure is given, not guessed: what is tested here must not hang on the parser."""

from articles.importing.opening import digest
from articles.importing.stored import Review, dump
from articles.models import PageImport
from articles.parsing.structure import ArticleState, PageState, Piece, Role

FACTS = {"date": "2026-03-02", "number": "7", "name": "理论"}

# (role, article, text, starts, confidence)
ROWS = [
    (Role.PAGE_CREDIT, None, "责任编辑：卢一白", True, 0.99),
    (Role.COLUMN, "a1", "G 热点思考", True, 0.62),
    (Role.TITLE, "a1", "县城缺的不是人手", True, 0.9),
    (Role.BYLINE, "a1", "甘雨田", True, 0.9),
    (Role.PARAGRAPH, "a1", "每年正月一过，长途车站便热", True, 0.98),
    (Role.PARAGRAPH, "a1", "闹起来。", False, 0.98),
    (Role.HEADING, "a1", "年轻人算的是一笔总账", True, 0.7),
    (Role.PARAGRAPH, "a1", "工资只是总账中的一项。", True, 0.98),
    (Role.AUTHOR_NOTE, "a1", "（作者为江州大学教授）", True, 0.97),
    (Role.PULL_QUOTE, "a1", "工资只是总账的一项。", True, 0.9),
    (Role.PARAGRAPH, "a2", "日前，恳谈会在岭溪县举行。", True, 0.98),
    (Role.STATEMENT, "a2", "工具换了，手艺不能丢。", True, 0.96),
    (Role.SPEAKER, "a2", "——岭溪竹编合作社理事长 莫阿婷", True, 0.9),
    (Role.STATEMENT, "a2", "先要分清哪些可以标准化。", True, 0.96),
    (Role.SPEAKER, "a2", "——江州大学教授 甘雨田", True, 0.9),
    (Role.COMPILER, "a2", "（席晚晴 整理）", True, 0.9),
]  # fmt: skip


def make_state(*, title: str = "传统手艺怎样长成县城产业", **facts: str) -> PageState:
    """The page, the second article's title typed by the editor (or missing, when empty)."""
    pieces = []
    at = 0
    for order, (role, article, text, starts, confidence) in enumerate(ROWS):
        end = at + len(text)
        pieces.append(
            Piece(f"p{order}", order + 1, at, end, text, role, article, order, starts=starts, confidence=confidence)
        )
        at = end + 1
    typed = {"title": title} if title else {}
    return PageState(pieces, [ArticleState("a1"), ArticleState("a2", typed)], {**FACTS, **facts})


def make_import(state: PageState | None = None, **fields: object) -> PageImport:
    state = state or make_state()
    text = "\n".join(piece.text for piece in state.pieces)
    stored = dump(Review(state))
    return PageImport.objects.create(
        source_text=text, source_sha256=digest(text), proposal=stored, state=stored, **fields
    )
