"""Word files (.docx): the words in the order of the document, a paragraph a line.

Somebody else's file: what it unpacks to is bounded by what is read, not by what it declares, and its XML may declare
nothing. Pictures, macros, comments and deleted words are not looked at.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from posixpath import join, normpath
from xml.parsers import expat

from articles.parsing.readers.plain import check_text, cut_lines, refuse
from articles.parsing.readers.word_text import Words
from articles.parsing.readers.word_xml import Forbidden, Styles, TooLong, numbering_in, styles_in, targets_in
from articles.parsing.structure import Source

MAX_BYTES = 30 * 1024 * 1024  # pictures that stand in it are not unpacked
MAX_XML = 12 * 1024 * 1024  # of a part, unpacked
MAX_DIRECTORY = 1024 * 1024  # some ten thousand entries
_CHUNK = 65_536
_END = b"PK\x05\x06"
_END64 = b"PK\x06\x07"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, LookupError, struct.error)
BROKEN = "这个Word文件打不开，也许没有传完整，请在Word里重新另存为.docx再导入。"
NOT_WORD = "这不是Word文件（.docx），请提供版面的.docx、.pdf或.txt文件。"
HEAVY = "这个Word文件展开以后太大，不像一个版面，请检查是否选错了文件。"
LOCKED = "这个文件加了密码，请在Word里去掉密码再导入。"
OLD = "不支持旧版.doc文件，请在Word里另存为.docx或.txt再导入。"


def read_docx(data: bytes, *, name: str = "") -> Source:
    """The words of a .docx; raises ImportRefused with one clear sentence."""
    if len(data) > MAX_BYTES:
        raise refuse("Word文件超过30 MB，请压缩里面的图片再导入。", "too-large")
    _check_directory(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            lines = _lines(package)
    except (Forbidden, expat.ExpatError):
        raise refuse(BROKEN, "docx-broken") from None
    except TooLong:
        raise refuse(HEAVY, "too-large") from None
    except RuntimeError:  # what zipfile raises for an entry with a password
        raise refuse(LOCKED, "docx-encrypted") from None
    except _BROKEN:
        raise refuse(BROKEN, "docx-broken") from None
    text = "\n".join(lines).strip("\n")
    if not text.strip():
        raise refuse("这个Word文件里没有文字，也许只有图片，请提供版面的文字。", "no-text")
    check_text(text)
    return Source(text=text, lines=cut_lines(text), name=name, format="docx")


def read_ole(data: bytes, *, name: str = "") -> Source:
    """An old .doc, or a .docx with a password: both come in the same envelope. Always raises ImportRefused."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise refuse(LOCKED, "docx-encrypted")
    raise refuse(OLD, "doc-unsupported")


def _check_directory(data: bytes) -> None:
    """Refuse an archive whose list of entries alone would fill the memory: zipfile reads the whole list on opening."""
    at = data.rfind(_END)
    if at < 0 or len(data) < at + 22 or data[at - 20 : at - 16] == _END64:
        raise refuse(BROKEN, "docx-broken")
    (size,) = struct.unpack_from("<I", data, at + 12)
    if size > MAX_DIRECTORY:
        raise refuse(HEAVY, "too-large")


def _lines(package: zipfile.ZipFile) -> list[str]:
    names = set(package.namelist())
    if "[Content_Types].xml" not in names:
        raise refuse(NOT_WORD, "not-word")
    main = next(iter(_related(package, "").get("officeDocument", [])), "word/document.xml")
    parts = _related(package, main)
    if main not in names or not main.endswith(".xml") or not main.startswith("word/"):
        raise refuse(NOT_WORD, "not-word")
    styles = _styles(package, parts)
    notes = {kind: Words(styles) for kind in ("footnotes", "endnotes")}
    for kind, found in notes.items():
        _feed_all(package, parts.get(kind, []), found)
    body = Words(styles)
    _feed(package, main, body)
    told = [line for kind, found in notes.items() for line in body.told(kind, found.notes)]
    edges = {kind: list(_edge(package, parts.get(kind, []), styles)) for kind in ("header", "footer")}
    return [*edges["header"], *body.lines, *told, *edges["footer"]]


def _edge(package: zipfile.ZipFile, parts: list[str], styles: Styles) -> Iterator[str]:
    """The words at the pages' edges, each line once: first, odd and even pages mostly say the same."""
    words = Words(styles)
    _feed_all(package, parts, words)
    return (line for line in dict.fromkeys(words.lines) if line.strip())


def _styles(package: zipfile.ZipFile, parts: dict[str, list[str]]) -> Styles:
    styles = Styles()
    for part in parts.get("styles", []):
        _parse(package, part, styles_in(styles))
    for part in parts.get("numbering", []):
        _parse(package, part, numbering_in(styles))
    return styles


def _related(package: zipfile.ZipFile, part: str) -> dict[str, list[str]]:
    """The parts that belong to a part, by their kind; what lies outside the file is not."""
    folder, _, name = part.rpartition("/")
    listed = join(folder, "_rels", f"{name}.rels")
    found: dict[str, list[str]] = {}
    if listed in package.NameToInfo:
        targets: list[tuple[str, str]] = []
        _parse(package, listed, targets_in(targets))
        for kind, target in targets:
            path = normpath(target.lstrip("/") if target.startswith("/") else join(folder, target))
            if path in package.NameToInfo:
                found.setdefault(kind, []).append(path)
    return found


def _feed_all(package: zipfile.ZipFile, parts: list[str], words: Words) -> None:
    for part in sorted(parts):
        _feed(package, part, words)


def _feed(package: zipfile.ZipFile, part: str, words: Words) -> None:
    _parse(package, part, words.parser())


def _parse(package: zipfile.ZipFile, part: str, parser: expat.XMLParserType) -> None:
    """Let the parser read a part, a piece at a time. Raises TooLong when it does not end."""
    left = MAX_XML
    if package.getinfo(part).compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile  # what no Word writes, and zipfile would unpack without bounds
    with package.open(part) as file:
        while chunk := file.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise TooLong
            parser.Parse(chunk, False)
    parser.Parse(b"", True)
