"""Sentences of Chinese prose: the first one, and an opening of a given length that ends with a stop."""

from __future__ import annotations

import re
from collections.abc import Iterable

SENTENCE = re.compile(r"[^。！？…\n]*(?:[。！？]|……|…)+[”’」』）]*|[^。！？…\n]+$")
CLAUSE = re.compile(r"[^，、；：。！？…\n]*(?:[，；：、]|[。！？…]+)?[”’」』）》]*")

SHORTEST = 30  # characters; what is left of an opening is not worth another paragraph


def sentences(text: str) -> list[str]:
    """The sentences of ``text`` with their stops; joined they are the text without its newlines."""
    return [match.group() for line in text.split("\n") for match in SENTENCE.finditer(line) if match.group().strip()]


def first_sentence(text: str) -> str:
    """The first sentence with its stop and closing quotes; the whole text when it has no stop."""
    found = sentences(text.lstrip("\n"))
    return found[0] if found else text


def clauses(text: str) -> list[str]:
    """The parts between commas and stops, each with its own mark."""
    return [match.group() for match in CLAUSE.finditer(text) if match.group()]


def shortened(text: str, length: int) -> str:
    """``text`` when it is short enough; else whole clauses up to ``length`` characters, and an ellipsis."""
    if len(text) <= length:
        return text
    kept = ""
    for clause in clauses(text):
        if len(kept) + len(clause) > length:
            break
        kept += clause
    kept = kept or text[:length]
    return kept.rstrip("，、；：。") + "……"


def opening(paragraphs: Iterable[str], length: int) -> list[str]:
    """The first paragraphs, about ``length`` characters in all, ending with a whole sentence."""
    kept: list[str] = []
    left = length
    for paragraph in paragraphs:
        part = ""
        for sentence in sentences(paragraph):
            if len(part) + len(sentence) > left and (part or kept):
                break
            part += sentence
        if part:
            kept.append(part)
        left -= len(part)
        if part != paragraph or left < SHORTEST:
            break
    return kept
