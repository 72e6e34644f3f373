"""Keeps each pull quote's origin true: run again whenever the body or the quote changes."""

from __future__ import annotations

from articles.choices import Fidelity
from articles.models import Article, PullQuote
from articles.text.quotes import locate


def relocate(article: Article) -> None:
    """Find every pull quote of the article in its text anew and save what changed."""
    blocks = article.text_blocks()
    for quote in article.pull_quotes.all():
        before = (quote.block, quote.start, quote.end, quote.fidelity, quote.ratio)
        place(quote, blocks)
        if before != (quote.block, quote.start, quote.end, quote.fidelity, quote.ratio):
            quote.save(update_fields=["block", "start", "end", "fidelity", "ratio"])


def place(quote: PullQuote, blocks: list[tuple[str, str]]) -> None:
    """Set block, span, fidelity and ratio of an (unsaved) quote from (block id, text) pairs."""
    found = locate(quote.text, blocks)
    if found is None:
        quote.block, quote.start, quote.end = "", None, None
        quote.fidelity, quote.ratio = Fidelity.NOT_FOUND, 0.0
        return
    quote.block, quote.start, quote.end = found.block, found.start, found.end
    quote.fidelity = Fidelity.VERBATIM if found.is_verbatim else Fidelity.NEAR
    quote.ratio = round(found.ratio, 4)
