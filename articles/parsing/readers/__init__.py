"""The doors for sources: one reader a format, chosen by what the bytes are, not by their name alone."""

from __future__ import annotations

from collections.abc import Callable

from articles.parsing.readers.docx import read_docx, read_ole
from articles.parsing.readers.pdf import read_pdf
from articles.parsing.readers.plain import read_plain, refuse
from articles.parsing.structure import Source

Reader = Callable[..., Source]


def _no_image(data: bytes, *, name: str = "") -> Source:
    raise refuse("这是图片，没有可以读出的文字，请提供版面的文字（复制粘贴或.txt文件）。", "image")


# Replace an entry to open a format: the first bytes decide, whatever the file is called.
MAGIC: dict[bytes, str] = {
    b"%PDF": "pdf",
    b"PK\x03\x04": "docx",
    b"PK\x05\x06": "docx",
    b"\xd0\xcf\x11\xe0": "doc",
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"II*\x00": "image",
    b"MM\x00*": "image",
    b"RIFF": "image",
}
READERS: dict[str, Reader] = {
    "txt": read_plain,
    "docx": read_docx,
    "doc": read_ole,
    "image": _no_image,
}


def read_source(data: bytes, *, name: str = "", sheet: int = 0) -> Source:
    """Read a page's source; raises ImportRefused with one Chinese sentence when it cannot be read.

    ``sheet`` says which page of a PDF, from 1; 0 stands for its only one.
    """
    kind = format_of(data)
    return read_pdf(data, name=name, sheet=sheet) if kind == "pdf" else READERS[kind](data, name=name)


def format_of(data: bytes) -> str:
    """The format that the first bytes tell."""
    for magic, kind in MAGIC.items():
        if data.startswith(magic):
            return kind
    if b"%PDF" in data[:1024]:
        return "pdf"
    return "txt"
