"""What a column's name says of the kind of text under it: a round-up, a letter, verse, a book review."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from articles.parsing.owners import REPORTER, Article
from articles.parsing.poems import REASON as VERSE_REASON
from articles.parsing.structure import Role

_ROUNDUP = re.compile(
    r"(观点|撷英|集萃|荟萃|声音|综述|言论|众说|争鸣|笔谈|圆桌|摘编|撷萃|集锦|多棱镜|大家谈|来风|一问)"
)
_PICKED = re.compile("观点|撷英|集萃|荟萃|撷萃")
_INTERVIEW = re.compile(r"(对话|访谈|专访|面对面|会客厅|问答|答问|访)")
_SHORT = re.compile(r"(短评|时评|快评|微评|点评|锐评|评论|随笔|漫谈|杂谈|絮语|札记)")
_REPORT = re.compile(r"(调研|调查|报道|记者|走基层|一线|观察|现场)")
_SHORT_SIZE = 700  # characters
_WORKS = 2.5  # works named in 400 characters of a text on a book
_OF_A_BOOK, _OPENING = re.compile("书中|一书|本书|全书|这本书"), 80  # a review names the book at once
_TURNS = 2


@dataclass(frozen=True)
class Genre:
    """Names that a column of the kind has, what a text of the kind shows, and how much it tells when it does, or does not."""

    name: re.Pattern[str]
    shows: Callable[[Article], bool]
    here: float
    elsewhere: float = 0.0  # the name, over a text that does not show it
    unnamed: float = 0.0  # such a text, under another name


def _is_letter(article: Article) -> bool:
    return article.body.units[0].folded.startswith("编辑")


def _is_bare(article: Article) -> bool:
    return article.headline is None and article.body.size < _SHORT_SIZE


def _is_on_a_book(article: Article) -> bool:
    titled = article.headline is not None and "《" in article.headline.text
    speaks = _OF_A_BOOK.search(article.body.text) and "《" in article.body.units[0].text[:_OPENING]
    return titled or bool(speaks) or article.body.text.count("《") * 400 > _WORKS * article.body.size


def _is_verse(article: Article) -> bool:
    units = article.body.units
    return 2 * sum(unit.reason == VERSE_REASON for unit in units) > len(units)


def _is_from_abroad(article: Article) -> bool:
    signed = any(re.search(r"[［\[]|译", unit.folded) for unit in article.bylines)
    return signed or any(unit.role is Role.COMPILER and "编译" in unit.folded for unit in article.extras)


def _is_a_dispute(article: Article) -> bool:
    return bool(re.search("正方|反方", article.body.text))


_GENRES = (
    Genre(re.compile("简讯|短波|快讯|短讯|速览|微言|动态|拾零|简报|一周"), _is_bare, 0.4),
    Genre(re.compile("来信|信箱|读者|投书|来函|回音"), _is_letter, 0.5, 0.0, -0.1),
    Genre(re.compile("书|阅读|悦读"), _is_on_a_book, 0.2),
    Genre(re.compile("诗|词|歌"), _is_verse, 0.5, -0.1, -0.1),
    Genre(re.compile("海外|外刊|域外|国际|环球|译|他山"), _is_from_abroad, 0.3),
    Genre(re.compile("两说|争鸣|正反|辩|交锋|之争"), _is_a_dispute, 0.4),
)
_SCHOLAR = re.compile("学者|专家|学术|理论|学人|学林|研究|论坛|前沿|学苑")
_OF_A_SCHOOL = re.compile("教授|研究员|大学|学院|研究[所院中]|课题组|博士")
_LEARNED = 0.15


def kinds(article: Article) -> tuple[bool, ...]:
    """Which kinds of text an article is, for ``genre_fit``."""
    return tuple(genre.shows(article) for genre in _GENRES)


def genre_fit(name: str, article: Article, shown: tuple[bool, ...]) -> float:
    """How much the words of a column's name speak for (or against) a text of these ``kinds`` being under it."""
    score = sum(_weight(genre, name, shows=shows) for genre, shows in zip(_GENRES, shown, strict=True))
    notes = "".join(unit.folded for unit in article.notes)
    score += _LEARNED if _SCHOLAR.search(name) and _OF_A_SCHOOL.search(notes) else 0.0
    if article.speakers > 1 and _ROUNDUP.search(name):
        score += 0.6
    elif article.speakers > 1 and re.search("论坛|专家", name):
        score += 0.2
    elif article.speakers > 1 or _PICKED.search(name):
        score -= 0.1
    if article.turns > _TURNS:
        score += 0.6 if _INTERVIEW.search(name) else -0.05
    if _SHORT.search(name):
        score += 0.15 if article.body.size < _SHORT_SIZE else -0.15
    if _REPORT.search(name) and any(REPORTER.search(unit.text) for unit in article.bylines):
        score += 0.15
    return score


def _weight(genre: Genre, name: str, *, shows: bool) -> float:
    named = bool(genre.name.search(name))
    if shows:
        return genre.here if named else genre.unnamed
    return genre.elsewhere if named else 0.0
