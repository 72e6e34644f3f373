"""Compares two texts character by character: 和→与 marks one character, not the clause."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

ALIGNED = 6_000  # characters; beyond that the differing middle is taken as one whole


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters: in both texts, in the first only, or in the second only."""

    kind: Literal["same", "first", "second"]
    text: str


def differences(first: str, second: str) -> list[Piece]:
    """The pieces that make up both texts, in order. Joining all but "second" gives ``first``."""
    shortest = min(len(first), len(second))
    head = next((k for k in range(shortest) if first[k] != second[k]), shortest)
    tail = next((k for k in range(shortest - head) if first[-1 - k] != second[-1 - k]), shortest - head)
    one, other = first[head : len(first) - tail], second[head : len(second) - tail]
    pieces = [Piece("same", first[:head]), *_middle(one, other), Piece("same", first[len(first) - tail :])]
    return [piece for piece in pieces if piece.text]


def _middle(one: str, other: str) -> list[Piece]:
    if len(one) + len(other) > ALIGNED:
        return [Piece("first", one), Piece("second", other)]
    pieces = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", one[i1:i2]))
        else:
            pieces += [Piece("first", one[i1:i2]), Piece("second", other[j1:j2])]
    return pieces
