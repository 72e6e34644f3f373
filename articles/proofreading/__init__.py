"""Proofreading before print: registered checks over a document, and the error rate they add up to.

Pure: what an article is and which phrases are approved is passed in. See docs/proofreading.md.
"""

from articles.proofreading import families  # noqa: F401  registers every check
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
