"""A Word file's XML: a parser that knows no entity, and what styles and lists say of paragraphs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

_W = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_PREFIXES = {
    **dict.fromkeys(_W, "w:"),
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m:",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m:",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc:",
    "urn:schemas-microsoft-com:vml": "v:",
}
_DIGITS = "〇一二三四五六七八九"

Attributes = Mapping[str, str]


class Forbidden(Exception):
    """The XML declares things of its own, as no Word file does."""


class TooLong(Exception):
    """There is more than a page can hold."""


def make_parser(
    start: Callable[[str, Attributes], Any],
    end: Callable[[str], Any] | None = None,
    words: Callable[[str], Any] | None = None,
) -> expat.XMLParserType:
    """A parser that names elements ``w:p`` and attributes without their prefix, and knows no entity."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, of: start(_short(name), {k.rpartition(" ")[2]: v for k, v in of.items()})
    if end is not None:
        close = end
        parser.EndElementHandler = lambda name: close(_short(name))
    if words is not None:
        parser.CharacterDataHandler = words
    parser.StartDoctypeDeclHandler = _forbid
    return parser


def _short(name: str) -> str:
    space, _, local = name.rpartition(" ")
    return _PREFIXES.get(space, "") + local


def _forbid(*_: object) -> None:
    raise Forbidden


def targets_in(found: list[tuple[str, str]]) -> expat.XMLParserType:
    """Reads a list of relationships into (kind, target)."""

    def start(name: str, of: Attributes) -> None:
        if name == "Relationship" and of.get("TargetMode") != "External":
            found.append((of.get("Type", "").rpartition("/")[2], of.get("Target", "")))

    return make_parser(start)


# --- styles and numbers ------------------------------------------------------------------------------


@dataclass(slots=True)
class Style:
    """Of a paragraph's style or of a paragraph itself: what sets it in and what numbers it."""

    base: str = ""
    indent: dict[str, str] = field(default_factory=dict)
    centred: bool | None = None
    number: str = ""
    level: int = 0

    def take(self, name: str, of: Attributes) -> None:
        """What an element of its properties says."""
        value = of.get("val", "")
        if name == "w:ind":
            self.indent |= of
        elif name == "w:jc":
            self.centred = value in ("center", "right", "end")
        elif name == "w:numId":
            self.number = value
        elif name == "w:ilvl":
            self.level = min(8, number(value))


@dataclass(slots=True)
class Level:
    """How one level of a list is numbered: ``text`` is ``%1、`` or the like."""

    start: int = 1
    form: str = "decimal"
    text: str = ""


@dataclass(slots=True)
class Styles:
    """What the file says beside its words."""

    styles: dict[str, Style] = field(default_factory=dict)
    usual: str = ""  # the style of paragraphs that name none
    lists: dict[str, str] = field(default_factory=dict)  # list -> its pattern
    levels: dict[tuple[str, int], Level] = field(default_factory=dict)  # (pattern, level)
    counts: dict[str, list[int]] = field(default_factory=dict)

    def whole(self, own: Style) -> Style:
        """The style together with those that it is based on."""
        chain = [own]
        base = own.base or self.usual
        while base in self.styles and len(chain) < 12:
            chain.append(self.styles[base])
            base = self.styles[base].base
        made = Style()
        for each in reversed(chain):
            made.indent |= each.indent
            made.centred = each.centred if each.centred is not None else made.centred
            if each.number:
                made.number, made.level = each.number, each.level
        return made

    def label(self, style: Style) -> str:
        """The number that Word prints before the next paragraph of a list."""
        pattern = self.lists.get(style.number, "")
        level = self.levels.get((pattern, style.level))
        if level is None:
            return ""
        counts = self.counts.setdefault(pattern, [0] * 9)
        counts[style.level] = counts[style.level] + 1 if counts[style.level] else level.start
        counts[style.level + 1 :] = [0] * (8 - style.level)
        if level.form in ("bullet", "none"):
            return ""
        label = level.text
        for at in range(style.level + 1):
            each = self.levels.get((pattern, at), level)
            label = label.replace(f"%{at + 1}", numeral(counts[at] or each.start, each.form))
        return label


def numeral(number: int, form: str) -> str:
    """A number as a list prints it."""
    if "ounting" in form and number < 100:
        tens, ones = divmod(number, 10)
        ten = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
        return ten + (_DIGITS[ones] if ones or not tens else "")
    if "Circle" in form:
        return circled(number)
    if form in ("upperLetter", "lowerLetter") and 0 < number <= 26:
        return chr((64 if form == "upperLetter" else 96) + number)
    return str(number)


def circled(number: int) -> str:
    return chr(0x245F + number) if 0 < number <= 20 else f"[{number}]"


def number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def styles_in(styles: Styles) -> expat.XMLParserType:
    """Reads the part with the styles."""
    current = [Style()]

    def start(name: str, of: Attributes) -> None:
        if name == "w:style":
            current[0] = Style()
            if of.get("type") == "paragraph":
                styles.styles[of.get("styleId", "")] = current[0]
                styles.usual = of.get("styleId", "") if of.get("default") in ("1", "true") else styles.usual
        elif name == "w:basedOn":
            current[0].base = of.get("val", "")
        else:
            current[0].take(name, of)

    return make_parser(start)


def numbering_in(styles: Styles) -> expat.XMLParserType:
    """Reads the part with the lists."""
    at = {"pattern": "", "list": ""}
    level = [Level()]

    def start(name: str, of: Attributes) -> None:
        value = of.get("val", "")
        if name == "w:abstractNum":
            at["pattern"] = of.get("abstractNumId", "")
        elif name == "w:num":
            at["list"] = of.get("numId", "")
        elif name == "w:abstractNumId":
            styles.lists[at["list"]] = value
        elif name == "w:lvl":
            level[0] = Level()
            if not at["list"]:  # that a list gives a level of its own is rare
                styles.levels[at["pattern"], number(of.get("ilvl", ""))] = level[0]
        elif name == "w:start":
            level[0].start = number(value)
        elif name == "w:numFmt":
            level[0].form = value
        elif name == "w:lvlText":
            level[0].text = value

    return make_parser(start)
