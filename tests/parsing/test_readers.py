"""What a source may be: every encoding of the newsroom is read, all else is refused in one sentence."""

from __future__ import annotations

import pytest

from articles.exceptions import ImportRefused
from articles.parsing import read_source
from articles.parsing.readers.plain import MAX_BYTES, MAX_CHARACTERS, MAX_LINE

TEXT = "河湾镇的老槐树下有一口井，井水清甜。\n全村人都来挑水，挑了一百多年。\n"
TRADITIONAL = "河灣鎮的老槐樹下有一口井，井水清甜。\n全村人都來挑水，挑了一百多年。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
def test_simplified_text_in_every_encoding(encoding: str) -> None:
    assert read_source(TEXT.encode(encoding)).text == TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "big5", "gb18030"])
def test_traditional_text_in_every_encoding(encoding: str) -> None:
    assert read_source(TRADITIONAL.encode(encoding)).text == TRADITIONAL


def test_only_line_ends_are_normalised() -> None:
    source = read_source("井\u3000水 清\r\n甜\r水\n".encode())
    assert source.text == "井\u3000水 清\n甜\n水\n"


def test_lines_know_their_place_gap_and_indent() -> None:
    first, second, third = read_source("井水\n\n\n　　清甜  \n 水\n".encode()).lines
    assert (first.number, first.gap_before, first.indent) == (1, 0, 0)
    assert (second.number, second.gap_before, second.indent, second.text) == (4, 2, 4, "清甜")
    assert (third.number, third.gap_before, third.indent) == (5, 0, 1)


def test_offsets_point_into_the_kept_text() -> None:
    source = read_source(TEXT.encode("gb18030"))
    assert [source.text[line.start : line.end] for line in source.lines] == TEXT.split()


BAD = {
    "empty": b"",
    "blank": " \n\u3000\n\t".encode(),
    "mark-only": b"\xef\xbb\xbf",
    "nul": "井\x00水".encode(),
    "control": ("井水" + "\x01\x02\x03\x04\x05" * 4).encode(),
    "random": bytes(range(256)) * 8,
    "english": b"no Chinese at all in here\n",
    "cut-utf16": b"\xff\xfe\x00",
    "pdf": b"%PDF-1.7\n" + b"\x00" * 50,
    "zip": b"PK\x03\x04" + b"\x00" * 50,
    "png": b"\x89PNG\r\n\x1a\n" + b"\x00" * 50,
    "jpeg": b"\xff\xd8\xff\xe0" + b"\x00" * 50,
    "old-word": b"\xd0\xcf\x11\xe0" + b"\x00" * 50,
    "long-line": ("井" * (MAX_LINE + 1)).encode(),
    "ten-megabytes-in-a-line": b"a" * 10_000_000,
    "too-many-bytes": b"\n" * 10 + ("井\n" * MAX_BYTES).encode()[: MAX_BYTES + 1],
    "too-many-characters": ("井水清甜\n" * (MAX_CHARACTERS // 4)).encode(),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_one_sentence_and_a_code(name: str) -> None:
    with pytest.raises(ImportRefused) as caught:
        read_source(BAD[name], name=name)
    assert caught.value.message.count("。") == 1
    assert caught.value.message.endswith("。")
    assert caught.value.code.replace("-", "").isalpha()
