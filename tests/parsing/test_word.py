"""Word files: every word that is printed, in order, and one sentence for what cannot be read."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from articles.exceptions import ImportRefused
from articles.parsing import assemble, propose, read_source
from articles.parsing.readers import docx
from tests.parsing.word_files import TYPES, W, p, packed, r, related, table, word_file

PAGES = Path(__file__).parent / "pages"
FIRST_LINE = '<w:ind w:firstLineChars="200" w:firstLine="420"/>'


def lines(body: str, **parts: str) -> list[str]:
    return read_source(word_file(body, **parts)).text.split("\n")


def box(kind: str, *paragraphs: str) -> str:
    """A text box as Word writes it: once for itself, once for old programs."""
    inside = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    both = f"<mc:Choice><{kind}>{inside}</{kind}></mc:Choice><mc:Fallback><w:pict>{inside}</w:pict></mc:Fallback>"
    return f"<w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r>"


def test_a_page_reads_as_its_text_does() -> None:
    """The same page as .txt and as .docx, whose paragraphs are set in by the layout instead of spaces."""
    text = (PAGES / "p17-word-text.txt").read_text(encoding="utf-8")
    body = "".join(
        p(line.strip("\u3000"), FIRST_LINE if line.startswith("\u3000") else "") for line in text.split("\n")
    )
    source = read_source(word_file(body), name="第三版.docx")
    assert (source.text, source.format) == (text.strip("\n"), "docx")
    assert assemble(propose(source)) == assemble(propose(read_source(text.encode())))


def test_lines_breaks_tabs_and_signs() -> None:
    runs = "<w:r><w:t>上行</w:t><w:br/><w:t>下行</w:t><w:tab/><w:t>北</w:t><w:noBreakHyphen/><w:t>斗</w:t></w:r>"
    assert lines(p(runs) + p("　　全角空格") + p("<w:r><w:tab/><w:t>跳格</w:t></w:r>")) == [
        "上行", "下行\t北-斗", "　　全角空格", "　　跳格",
    ]  # fmt: skip


def test_raised_and_lowered_signs_are_written_as_such() -> None:
    up, down = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'
    powers = r("10") + r("-3", up) + r("克H") + r("2", down) + r("O，PM") + r("2.5", down)
    assert lines(p(powers) + p(r("见前文") + r("2", up) + r("。")) + p(r("5") + r("th", up))) == [
        "10⁻³克H₂O，PM2.5", "见前文②。", "5th",
    ]  # fmt: skip


def test_deleted_moved_and_hidden_words_are_left_out_and_inserted_ones_stay() -> None:
    deleted = f"<w:del><w:r><w:delText>删去</w:delText></w:r></w:del><w:moveFrom>{r('挪走')}</w:moveFrom>"
    inserted = f"<w:ins>{r('添上')}</w:ins><w:moveTo>{r('挪来')}</w:moveTo>"
    hidden = r("隐藏", "<w:vanish/>") + r("不隐藏", '<w:vanish w:val="0"/>')
    joined = p("段尾删了，", "<w:rPr><w:del/></w:rPr>") + p("接下一段")
    assert lines(p(r("井水") + deleted + inserted + hidden) + joined) == ["井水添上挪来不隐藏", "段尾删了，接下一段"]


def test_text_boxes_come_once_after_the_paragraph_they_hang_on() -> None:
    art = '<w:r><w:pict><v:textpath string="艺术字标题"/></w:pict></w:r>'
    body = p(box("w:drawing", p("框里一"), p("框里二")) + r("框外")) + p(art) + p("末段")
    assert lines(body) == ["框外", "框里一", "框里二", "", "艺术字标题", "末段"]


def test_tables_of_data_and_tables_for_layout() -> None:
    data = table([p("项目"), p("今年")], [p("人数"), p("")], [p("岁数"), p("37.8")])
    layout = table([p("左栏一") + p("左栏二"), p("右栏")])
    nested = table([p("外") + table([p("内一"), p("内二")]), p("旁")])
    assert lines(data) == ["项目\t今年", "人数", "", "岁数\t37.8"]
    assert lines(layout) == ["左栏一", "左栏二", "右栏"]
    assert lines(nested) == ["外", "内一\t内二", "旁"]


def test_notes_stand_at_the_end_with_their_marks_and_edges_first_and_last() -> None:
    notes = "".join(
        f'<w:footnote w:id="{at}">{p(text)}</w:footnote>' for at, text in ((0, "分隔线"), (3, "注三"), (2, "注二"))
    )
    marks = "".join(f'{r(text)}<w:r><w:footnoteReference w:id="{at}"/></w:r>' for text, at in (("先", 3), ("后", 2)))
    found = lines(p(marks), footnotes=notes, header=p("理论") + p("") + p("理论"), footer=p("责任编辑：闻道"))
    assert found == ["理论", "先①后②", "①注三", "②注二", "责任编辑：闻道"]


STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:pPr><w:ind w:firstLine="480"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
    '<w:ind w:firstLine="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="c"><w:basedOn w:val="a"/><w:pPr><w:jc w:val="center"/></w:pPr></w:style>'
)
LEVELS = "".join(
    f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
    for at, form, text in ((0, "chineseCounting", "%1、"), (1, "decimal", "（%2）"))
)
NUMBERING = (
    f'<w:abstractNum w:abstractNumId="7">{LEVELS}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
)


def test_what_styles_set_in_and_lists_number_is_read() -> None:
    second = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr><w:ind w:firstLine="0"/>'
    heading = '<w:pStyle w:val="b"/>'
    body = [p("正文"), p("居中", '<w:pStyle w:val="c"/>'), p("成本", heading), p("甲", second), p("乙", second)]
    body += [p("效益", heading), p("丙", second)]
    assert lines("".join(body), styles=STYLES, numbering=NUMBERING) == [
        "　　正文", "居中", "一、成本", "（1）甲", "（2）乙", "二、效益", "（1）丙",
    ]  # fmt: skip


BOMB = f'<w:document {W}><w:body><w:p><w:r><w:t xml:space="preserve">{" " * 13_000_000}</w:t></w:r></w:p></w:body></w:document>'
ENTITIES = (
    '<!DOCTYPE d [<!ENTITY a "井水"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    f"<w:document {W}><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"
)
GOOD = word_file(p("井水清甜。"))
MAIN = "word/document.xml"


def with_main(content: str, *, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    return packed({"[Content_Types].xml": TYPES, MAIN: content}, how=how)


def locked() -> bytes:
    """As if its entries were encrypted: the flag is set in the directory and before each entry."""
    data = bytearray(GOOD)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(mark, at + 1)
    return bytes(data)


BAD = {
    "bomb": (with_main(BOMB), "too-large"),
    "bomb in another packing": (with_main(BOMB, how=zipfile.ZIP_BZIP2), "docx-broken"),
    "entities": (with_main(ENTITIES), "docx-broken"),
    "too many words": (word_file(p("井水" * 120_000)), "too-large"),
    "cut off": (GOOD[: len(GOOD) // 2], "docx-broken"),
    "no XML": (with_main("井水"), "docx-broken"),
    "cells without a row": (word_file(f"<w:tc>{p('井水')}</w:tc>"), "docx-broken"),
    "changed": (GOOD.replace(b"PK\x01\x02", b"PK\x01\x03"), "docx-broken"),
    "with a password": (b"\xd0\xcf\x11\xe0" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), "docx-encrypted"),
    "entries with a password": (locked(), "docx-encrypted"),
    "old": (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "doc-unsupported"),
    "another archive": (packed({"版面.txt": "井水清甜。"}), "not-word"),
    "a spreadsheet": (packed({"[Content_Types].xml": TYPES, "xl/workbook.xml": "<a/>"}), "not-word"),
    "picture alone": (word_file("<w:p><w:r><w:drawing/></w:r></w:p>"), "no-text"),
    "English": (word_file(p("nothing Chinese")), "no-chinese"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_get_one_sentence(name: str) -> None:
    data, code = BAD[name]
    with pytest.raises(ImportRefused) as caught:
        read_source(data, name=name)
    assert caught.value.code == code
    assert caught.value.message.count("。") == 1
    assert caught.value.message.endswith("。")


def test_a_long_list_of_entries_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    data = packed({f"{at:050d}": b"" for at in range(100)})
    monkeypatch.setattr(docx, "MAX_DIRECTORY", 5000)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(ImportRefused) as caught:
        read_source(data)
    assert caught.value.code == "too-large"


def test_a_package_may_call_its_main_part_otherwise() -> None:
    parts = {"_rels/.rels": related(officeDocument="/word/page.xml"), "[Content_Types].xml": TYPES}
    data = packed({**parts, "word/page.xml": f"<w:document {W}><w:body>{p('井水清甜。')}</w:body></w:document>"})
    assert read_source(data).text == "井水清甜。"
