"""Pull quotes against the text they were lifted from: verbatim, near (the difference shown), or not found."""

from __future__ import annotations

from collections.abc import Iterator

from articles.proofreading.document import PULL_QUOTE, Block, Document, Lexicon
from articles.proofreading.registry import Hit, Measure, Rule, check
from articles.text.diff import diff
from articles.text.quotes import locate

NEAR = Rule("pull-quote-differs", "金句与原文有出入", "金句应与正文一致", Measure.ADVICE)
NOT_FOUND = Rule("pull-quote-not-found", "金句不在文中", "金句应出自正文", Measure.FACT)

SHOWN = 3  # differences spelled out in the hint
QUOTES = "“”‘’"


@check(NEAR, NOT_FOUND)
def pull_quotes(document: Document, lexicon: Lexicon) -> Iterator[Hit]:
    quotes = [block for block in document.blocks if block.kind == PULL_QUOTE and block.text.strip()]
    if not quotes:
        return
    places = [(str(place), block) for place, block in enumerate(document.blocks) if block.kind != PULL_QUOTE]
    texts = [(key, block.text) for key, block in places]
    for quote in quotes:
        found = locate(quote.text.strip(QUOTES + " \n"), texts)
        if found is None:
            yield Hit(NOT_FOUND, quote, 0, len(quote.text), "正文中没有找到这句话。")
        elif not found.is_verbatim:
            original = dict(texts)[found.block][found.start : found.end]
            yield from _difference(quote, original)


def _difference(quote: Block, original: str) -> Iterator[Hit]:
    edits = [
        (quote.text[slice(*edit.a)], original[slice(*edit.b)])
        for edit in diff(quote.text, original)
        if edit.op != "equal"
    ]
    # A full stop or a quotation mark more or less is a matter of layout.
    edits = [edit for edit in edits if "".join(edit).strip("。" + QUOTES)]
    if edits:
        shown = "；".join(_spelled(*edit) for edit in edits[:SHOWN]) + ("等" if len(edits) > SHOWN else "")
        yield Hit(NEAR, quote, 0, len(quote.text), f"与正文有出入：{shown}。", original)


def _spelled(printed: str, original: str) -> str:
    if printed and original:
        return f"“{printed}”正文作“{original}”"
    return f"正文没有“{printed}”" if printed else f"正文多“{original}”"
