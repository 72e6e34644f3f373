"""Plain text: decode what newsrooms really send, refuse what is not text, cut into lines."""

from __future__ import annotations

import codecs
import re

from articles.exceptions import ImportRefused
from articles.parsing.glyphs import is_chinese
from articles.parsing.structure import Line, Source

MAX_BYTES = 5 * 1024 * 1024
MAX_CHARACTERS = 100_000
MAX_LINE = 20_000
NOT_TEXT = "这不是文本文件，没有可以读出的文字，请提供版面的文字（复制粘贴或.txt文件）。"
_CONTROL_SHARE = 0.002
_COMMON = frozenset("的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年")
_COMMON_TRADITIONAL = frozenset("的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年")


def refuse(message: str, code: str) -> ImportRefused:
    """The exception for a source that cannot be read, ready to be raised."""
    return ImportRefused(message, code=code)


def read_plain(data: bytes, *, name: str = "") -> Source:
    """Decode ``data`` and cut it into lines; raises ImportRefused with one clear sentence."""
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xfe\xff"):
        raise refuse("文件是空的，没有可以导入的文字。", "empty")
    if len(data) > MAX_BYTES:
        raise refuse("文件超过5 MB，一个版面的文字不会这么大，请检查是否选错了文件。", "too-large")
    text, encoding = _decode(data)
    check_text(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for mark in ("\x0b", "\x0c", "\x85", "\u2028", "\u2029"):
        text = text.replace(mark, "\n")
    return Source(text=text, lines=cut_lines(text), name=name, format="txt", encoding=encoding)


def cut_lines(text: str) -> list[Line]:
    """The non-blank lines of ``text`` with their offsets; only "\\n" ends a line."""
    lines: list[Line] = []
    start = gap = 0
    for number, raw in enumerate(text.split("\n"), start=1):
        body = raw.strip()
        if body:
            lead = len(raw) - len(raw.lstrip())
            begin = start + lead
            indent = sum(2 if char == "\u3000" else 1 for char in raw[:lead])
            lines.append(Line(number, body, begin, begin + len(body), gap_before=gap, indent=indent))
            gap = 0
        else:
            gap += 1
        start += len(raw) + 1
    return lines


def _decode(data: bytes) -> tuple[str, str]:
    """(text, encoding): a byte order mark decides, then UTF-8, then the likelier of the Chinese sets."""
    marks = (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    )
    for mark, encoding in marks:
        if data.startswith(mark):
            return _strictly(data, encoding), encoding
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    else:
        if "\x00" not in text:
            return text, "utf-8"
    return _best_guess(data)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, UnicodeError):
        raise refuse("文字编码损坏，无法完整读出，请另存为UTF-8编码后再试。", "undecodable") from None


def _best_guess(data: bytes) -> tuple[str, str]:
    """Try each legacy encoding and keep the one whose result reads most like Chinese."""
    best: tuple[float, str, str] | None = None
    candidates = ["gb18030", "big5", "cp950", "big5hkscs"]
    if b"\x00" in data:
        candidates = ["utf-16-le", "utf-16-be"]
    elif len(data) % 2 == 0 and b"\n" not in data[:4096:2] + data[1:4096:2]:
        candidates += ["utf-16-le", "utf-16-be"]
    for encoding in candidates:
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, UnicodeError):
            continue
        likeness = _likeness(text)
        if best is None or likeness > best[0]:
            best = (likeness, text, encoding)
    if b"\x00" in data and (best is None or best[0] <= 0):
        raise refuse(NOT_TEXT, "binary")
    if best is None:
        raise refuse("认不出文字编码：不是UTF-8、UTF-16、GB18030或Big5，请另存为UTF-8编码后再试。", "undecodable")
    return best[1], best[2]


def _likeness(text: str) -> float:
    """How much a decoded sample reads like Chinese prose: common characters, no private-use ones."""
    sample = [char for char in text[:20_000] if ord(char) > 0x7F]
    if not sample:
        return 0.0
    common = sum(1 for char in sample if char in _COMMON or char in _COMMON_TRADITIONAL)
    marks = sum(1 for char in sample if char in "，。、；：“”「」！？（）《》　")
    strange = sum(
        1 for char in sample if not (is_chinese(char) or 0x2000 <= ord(char) <= 0x30FF or 0xFF00 <= ord(char) <= 0xFFEF)
    )
    return (common + marks - 3 * strange) / len(sample)


_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_STRANGE = re.compile("[\ufffd\ue000-\uf8ff]")


def check_text(text: str) -> None:
    """Raise ImportRefused for text that no newspaper page can be."""
    if len(text) > MAX_CHARACTERS:
        raise refuse("文字超过10万字，不像一个版面，请检查是否选错了文件。", "too-large")
    if "\x00" in text:
        raise refuse(NOT_TEXT, "binary")
    controls = len(_CONTROLS.findall(text))
    if controls > 3 and controls > _CONTROL_SHARE * len(text):
        raise refuse("文件里有大量控制字符，不像文字文件。", "binary")
    if _SURROGATE.search(text):
        raise refuse("文字里有残缺的字符（代理码），请另存为UTF-8编码后再试。", "undecodable")
    if not text.strip():
        raise refuse("文件是空的，没有可以导入的文字。", "empty")
    if max(map(len, text.splitlines()), default=0) > MAX_LINE:
        raise refuse("有一行超过2万字，文字没有正常分行，请检查文件。", "line-too-long")
    if not any(map(is_chinese, text)):
        raise refuse("没有找到汉字，不像报纸版面的文字。", "no-chinese")
    strange = len(_STRANGE.findall(text))
    if strange > 0.05 * len(text):
        raise refuse("文字里有大量乱码，请换一种编码另存后再试。", "undecodable")
