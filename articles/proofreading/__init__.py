"""Proofreading before print: registered checks over a document, and the error rate they add up to.

Pure: what an article is and which phrases are approved is passed in. See docs/proofreading.md.
"""

from articles.proofreading import (
    slips,  # noqa: F401, I001  the order is the precedence of findings on the same words
    doubling,  # noqa: F401
    phrases,  # noqa: F401
    dashes,  # noqa: F401
    marks,  # noqa: F401
    placement,  # noqa: F401
    pairs,  # noqa: F401
    numerals,  # noqa: F401
    spacing,  # noqa: F401
    days,  # noqa: F401
    quantities,  # noqa: F401
    pull_quotes,  # noqa: F401
    bylines,  # noqa: F401
)
from articles.proofreading.checker import check
from articles.proofreading.document import Block, Byline, Document, KnownAuthor, Lexicon
from articles.proofreading.findings import Finding
from articles.proofreading.registry import Hit, Measure, Rule, rules
from articles.proofreading.score import ErrorScore, score

__all__ = [
    "Block",
    "Byline",
    "Document",
    "ErrorScore",
    "Finding",
    "Hit",
    "KnownAuthor",
    "Lexicon",
    "Measure",
    "Rule",
    "check",
    "rules",
    "score",
]
