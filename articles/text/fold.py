"""Folds text character by character, so that search finds a string however it was typed or printed.

Full- and half-width forms, upper and lower case, Traditional and Simplified characters, radicals and
compatibility glyphs each become one form. Every character becomes exactly one or, when it is invisible,
none: ``fold(a + b) == fold(a) + fold(b)``, and offsets lead back to the original.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).with_name("data") / "simplified.txt"
# Radicals of the supplement that Unicode gives no compatibility form; fonts of PDFs leave them behind.
RADICALS = {
    pair[0]: pair[1]
    for pair in (
        "⺁厂 ⺌小 ⺎兀 ⺐尢 ⺒巳 ⺓幺 ⺛旡 ⺜日 ⺝月 ⺞歺 ⺠民 ⺦丬 ⺩王 ⺫目 ⺮竹 ⺯糸 ⺶羊 ⺸羊 ⺹耂 ⺼月 ⺾艹 ⻁虎 "
        "⻂衤 ⻃覀 ⻄西 ⻅见 ⻆角 ⻈讠 ⻉贝 ⻋车 ⻌辶 ⻍辶 ⻏阝 ⻐钅 ⻑长 ⻒长 ⻓长 ⻔门 ⻕阜 ⻖阝 ⻗雨 ⻘青 ⻙韦 ⻚页 "
        "⻛风 ⻜飞 ⻝食 ⻟食 ⻠饣 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻪黾 ⻫齐 ⻬齐 ⻭齿 ⻮齿 ⻯龙 ⻰龙"
    ).split()
}
INVISIBLE = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0"


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; ``offsets[i]`` is where its i-th character stands in the original, and one more for the end."""

    text: str
    offsets: Sequence[int]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that the folded span stands for."""
        if start >= end:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], self.offsets[end - 1] + 1


class _Table(dict[int, str]):
    """Fills itself: the first sight of a character works out its form, later ones look it up."""

    def __init__(self) -> None:
        super().__init__()
        self.simple = _simplified()

    def __missing__(self, code: int) -> str:
        form = self._form(chr(code))
        self[code] = form
        return form

    def _form(self, character: str) -> str:
        if character == "\n":
            return character
        if _is_invisible(character):
            return ""
        for _ in range(4):  # a form may have a form of its own: full-width, then capital
            plainer = self._step(character)
            if plainer == character:
                break
            character = plainer
        return character

    def _step(self, character: str) -> str:
        if character.isspace():
            return " "
        for form in (unicodedata.normalize("NFKC", character), character.lower()):
            if len(form) == 1 and form != character:
                return form
        return self.simple.get(character, character)


def fold(text: str) -> str:
    """``text`` in its one searchable form. Idempotent."""
    for mark, form in _MARKS:
        text = text.replace(mark, form)
    return _OTHERS.sub(lambda found: found[0].translate(_table), text)


def normal(text: str) -> str:
    """A name in the form in which names are compared: folded, without white space."""
    return "".join(fold(text).split())


def fold_with_map(text: str) -> Folded:
    """The same with the way back to the original offsets."""
    folded = fold(text)
    if len(folded) == len(text):
        return Folded(folded, range(len(text) + 1))
    kept = [at for at, character in enumerate(text) if _table[ord(character)]]
    return Folded(folded, [*kept, len(text)])


def _is_invisible(character: str) -> bool:
    code = ord(character)
    return (
        character in INVISIBLE
        or (unicodedata.category(character) in ("Cc", "Cs") and not character.isspace())  # no database takes them
        or 0x200B <= code <= 0x200F
        or 0x202A <= code <= 0x202E
        or 0xFE00 <= code <= 0xFE0F
        or 0xE0000 <= code <= 0xE0FFF
    )


def _simplified() -> dict[str, str]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    pairs = [pair for line in lines if not line.startswith("#") for pair in line.split()]
    return {pair[0]: pair[1] for pair in pairs} | RADICALS


def _unchanged() -> str:
    """What nearly all of a text is made of and folds to itself."""
    ranges = (range(0x20, 0x7F), range(0x2010, 0x2028), range(0x3001, 0x3020), range(0x4E00, 0xA000))
    return "".join(chr(code) for codes in ranges for code in codes if _table[code] == chr(code))


_table = _Table()
# A table is asked for each character, which takes four times as long as these two together.
_MARKS = [(mark, _table[ord(mark)]) for mark in "，：；（）！？"]
_OTHERS = re.compile(f"[^\n{re.escape(_unchanged())}]+")
