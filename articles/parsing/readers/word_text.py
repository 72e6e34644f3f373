"""The words of a Word file in the order of the document, a paragraph a line.

Read as they pass, so that a large part costs no more memory than its words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from articles.parsing.readers.plain import MAX_CHARACTERS
from articles.parsing.readers.word_xml import Attributes, Style, Styles, TooLong, circled, make_parser, number

SPACE = "\u3000\u3000"  # what a paragraph begins with that is set in
_IN_CHARS, _IN_TWIPS = 150, 300  # hundredths of a character, twentieths of a point: one and a half characters
_OFF = frozenset({"0", "false", "off", "none"})
# Deleted and moved words, the copy for old programs of what stands beside it, and readings over characters.
_SKIPPED = frozenset({"w:del", "w:moveFrom", "mc:Fallback", "w:rt", "w:pPrChange", "w:rPrChange"})
# As the desk writes them on pasting (static/articles/desk/plain.js).
_RAISED = dict(zip("0123456789+-−–=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ", strict=True))
_LOWERED = dict(zip("0123456789+-−–=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
_BASE = re.compile(r"[A-Za-zÀ-ɏͰ-Ͽ\d)\]㎡㎞]")
_MARK = re.compile(r"[1-9]|1\d|20")
_SIGNS = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}


@dataclass(slots=True)
class Run:
    """Words of one form; ``begin`` is where they begin among those of the paragraph."""

    begin: int
    is_hidden: bool = False
    shift: str = ""


@dataclass(slots=True)
class Paragraph:
    style: Style = field(default_factory=Style)
    words: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)  # lines of the text boxes that hang on it
    runs: list[Run] = field(default_factory=list)  # the open ones
    is_open: bool = False  # its end was deleted: the next one goes on in it


@dataclass(slots=True)
class Room:
    """What holds paragraphs: the body, a cell, a text box, a note."""

    lines: list[str] = field(default_factory=list)
    carried: str = ""


class Words:
    """The lines of a part, and the notes by their number."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.rooms = [Room()]
        self.rows: list[list[list[str]]] = []
        self.paragraphs: list[Paragraph] = []
        self.notes: dict[str, list[str]] = {}
        self.named: dict[str, list[str]] = {"footnotes": [], "endnotes": []}
        self.skipping = self.length = 0
        self.describing = self.reading = False

    @property
    def lines(self) -> list[str]:
        return self.rooms[0].lines

    def told(self, kind: str, notes: Mapping[str, list[str]]) -> list[str]:
        """The notes that the text names, each with its number."""
        found = [notes.get(each, []) for each in self.named[kind]]
        said = [" ".join(line.strip() for line in lines if line.strip()) for lines in found]
        return [circled(at) + words for at, words in enumerate(said, start=1) if words]

    def parser(self) -> expat.XMLParserType:
        return make_parser(self.start, self.end, self.characters)

    def start(self, name: str, of: Attributes) -> None:
        if self.describing and name in ("w:del", "w:moveFrom"):
            self.paragraphs[-1].is_open = True  # the paragraph's own end was deleted
        elif self.skipping or name in _SKIPPED:
            self.skipping += 1
        elif self.describing:
            self.describe(self.paragraphs[-1], name, of)
        elif name in ("w:body", "w:hdr", "w:ftr", "w:tc", "w:txbxContent", "w:footnote", "w:endnote"):
            self.rooms.append(Room())
        elif name == "w:tr":
            self.rows.append([])
        elif name == "w:p":
            self.paragraphs.append(Paragraph())
        elif self.paragraphs:
            self.inside(self.paragraphs[-1], name, of)
        if name in ("w:footnote", "w:endnote"):
            self.notes[of.get("id", "")] = self.rooms[-1].lines

    def describe(self, paragraph: Paragraph, name: str, of: Attributes) -> None:
        if name == "w:pStyle":
            paragraph.style.base = of.get("val", "")
        paragraph.style.take(name, of)

    def inside(self, paragraph: Paragraph, name: str, of: Attributes) -> None:
        """What stands in a paragraph."""
        if name == "w:pPr":
            self.describing = True
        elif name == "w:r":
            paragraph.runs.append(Run(len(paragraph.words)))
        elif name == "w:vanish" and paragraph.runs:
            paragraph.runs[-1].is_hidden = of.get("val", "1") not in _OFF
        elif name == "w:vertAlign" and paragraph.runs:
            paragraph.runs[-1].shift = of.get("val", "")
        elif name in ("w:t", "m:t"):
            self.reading = True
        elif name in _SIGNS:
            paragraph.words.append(_SIGNS[name])
        elif name == "v:textpath":
            paragraph.beside.append(of.get("string", ""))
        elif name in ("w:footnoteReference", "w:endnoteReference"):
            paragraph.words.append(self.note_mark(name, of))

    def note_mark(self, name: str, of: Attributes) -> str:
        named = self.named["footnotes" if name == "w:footnoteReference" else "endnotes"]
        named.append(of.get("id", ""))
        return circled(len(named))

    def characters(self, words: str) -> None:
        if self.reading:
            self.paragraphs[-1].words.append(words)
            self.length += len(words)
            if self.length > 2 * MAX_CHARACTERS:
                raise TooLong

    def end(self, name: str) -> None:
        if self.skipping:
            self.skipping -= 1
            return
        if self.describing:
            self.describing = name != "w:pPr"
            return
        if name in ("w:t", "m:t"):
            self.reading = False
        elif name == "w:r" and self.paragraphs and self.paragraphs[-1].runs:
            close_run(self.paragraphs[-1].words, self.paragraphs[-1].runs.pop())
        elif name == "w:p":
            self.close_paragraph(self.paragraphs.pop())
        elif name == "w:tr":
            self.rooms[-1].lines += row_lines(self.rows.pop())
        else:
            self.leave_room(name)

    def leave_room(self, name: str) -> None:
        if name in ("w:body", "w:hdr", "w:ftr"):
            self.lines.extend(self.rooms.pop().lines)
        elif name in ("w:footnote", "w:endnote"):
            self.rooms.pop()
        elif name == "w:txbxContent":
            lines = self.rooms.pop().lines
            (self.paragraphs[-1].beside if self.paragraphs else self.rooms[-1].lines).extend(lines)
        elif name == "w:tc":
            self.rows[-1].append(self.rooms.pop().lines)

    def close_paragraph(self, paragraph: Paragraph) -> None:
        room = self.rooms[-1]
        style = self.styles.whole(paragraph.style)
        words = "".join(paragraph.words)
        if words.strip() and not room.carried and style.number:
            words = self.styles.label(style) + words
        words = room.carried + words
        room.carried = ""
        if paragraph.is_open:
            room.carried = words
        else:
            first, *more = words.split("\n")
            room.lines += [set_in(first, style), *more]
        room.lines += paragraph.beside


def close_run(words: list[str], run: Run) -> None:
    """Hidden words go; raised and lowered ones are written in signs of their own (10⁻³, H₂O), all of them or none."""
    if run.is_hidden:
        del words[run.begin :]
    elif run.shift in ("superscript", "subscript"):
        own, before = "".join(words[run.begin :]), "".join(words[: run.begin]).rstrip()[-1:]
        table = _LOWERED if run.shift == "subscript" else _RAISED
        if run.shift == "superscript" and _MARK.fullmatch(own) and not _BASE.match(before):
            words[run.begin :] = [circled(int(own))]  # after Chinese words it is the mark of a note
        elif own and all(sign in table for sign in own):
            words[run.begin :] = ["".join(map(table.__getitem__, own))]


def set_in(line: str, style: Style) -> str:
    """The line as typed, with the spaces before it that the layout sets."""
    if line.startswith("\t"):
        return SPACE + line.lstrip("\t")
    chars, twips = (number(style.indent.get(each, "")) for each in ("firstLineChars", "firstLine"))
    is_in = chars >= _IN_CHARS or (not chars and twips >= _IN_TWIPS)
    return SPACE + line if is_in and not style.centred and line.strip() and line == line.lstrip() else line


def row_lines(cells: list[list[str]]) -> list[str]:
    """A row of a table: one line where each cell is one, else the cells one after another, as in a table for layout."""
    filled = [[line for line in lines if line.strip()] for lines in cells]
    if all(len(lines) <= 1 for lines in filled) and sum(map(len, filled)) > 1:
        return ["\t".join(lines[0].strip() if lines else "" for lines in filled)]
    return [line for lines in cells for line in lines]
