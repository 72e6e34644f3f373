"""A public page in Traditional characters: its words converted, its links leading to pages of the same kind."""

from __future__ import annotations

import re

from articles.rendering.page import PREFIX
from articles.text.traditional import traditional

TOKEN = re.compile(r"(<[^>]*>)")
NAME = re.compile(r"</?([a-z][a-z0-9]*)")
LINK = re.compile(r'(\s(?:href|action)=")(/[^"]*)"')
PAGE = re.compile(
    r"/(?:(?:issues|series|columns|authors|tags|quotes|search|corrections|about)/(?:[^?#]*/)?|articles/[^/?#]+/(?:large/)?)?(?:[?#].*)?"
)
# Within a word: what stands on either side is converted as one, or 头<wbr>发 would become 頭發.
INSIDE = frozenset({"wbr", "mark", "b", "strong", "em"})
KEPT = 'lang="zh-Hans"'  # an element of this language is left as it is
DATA = '<script type="application/ld+json">'


def is_page(address: str) -> bool:
    """True for the root-relative address of a page that there is in Traditional characters too."""
    return PAGE.fullmatch(address) is not None


def in_traditional(html: str) -> str:
    """All text and attributes converted in one pass, and links to pages led to ``PREFIX``."""
    tokens = TOKEN.split(html)
    runs: list[list[int]] = [[]]
    for at, token in enumerate(tokens):
        if at % 2 == 0:
            if at and KEPT in tokens[at - 1]:
                continue
            runs[-1].append(at)
        elif _name(token) not in INSIDE:
            if KEPT not in token:
                tokens[at] = LINK.sub(_led, token)
                runs += [[at]] if not token.isascii() else []
            runs.append([])
    _convert(tokens, [run for run in runs if any(tokens[at] for at in run)])
    return "".join(tokens).replace('"inLanguage":"zh-CN"', '"inLanguage":"zh-Hant"')


def _name(tag: str) -> str:
    match = NAME.match(tag)
    return match[1] if match else ""


def _led(match: re.Match[str]) -> str:
    return f'{match[1]}{PREFIX}{match[2]}"' if is_page(match[2]) else match[0]


def _convert(tokens: list[str], runs: list[list[int]]) -> None:
    """Replace the tokens of each run, taken together. The conversion keeps lengths; where not, each for itself."""
    texts = ["".join(tokens[at] for at in run) for run in runs]
    whole = traditional("\n\n".join(texts))
    start = 0
    for run, text in zip(runs, texts, strict=True):
        end = start + len(text)
        _share(tokens, run, whole[start:end] if len(whole) == _length(texts) else traditional(text), len(text))
        start = end + 2


def _length(texts: list[str]) -> int:
    return sum(map(len, texts)) + 2 * (len(texts) - 1)


def _share(tokens: list[str], run: list[int], converted: str, length: int) -> None:
    start = 0
    for at in run:
        end = start + len(tokens[at])
        tokens[at] = converted[start:end] if len(converted) == length else traditional(tokens[at])
        start = end
