"""Tables to take along: nothing that somebody typed becomes a formula, and nothing is lost on the way."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from articles import sheets
from articles.exceptions import NewsroomError
from articles.models.body import FORBIDDEN

TEXTS = st.text(alphabet=st.one_of(st.sampled_from("=+-@＝＋－＠'\t\r\n\" ,;_x0D"), st.characters()), max_size=30)


def kept(text):
    return FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def is_formula(cell):
    return cell.lstrip()[:1] in tuple("=+-@＝＋－＠") or cell[:1] in ("\t", "\n")


@given(st.lists(TEXTS, min_size=1, max_size=12))
@settings(max_examples=30, deadline=None)
@example(['=HYPERLINK("http://x")', " =1+1", "\t@SUM(A1)", "'已有撇号"])
@example(["_x003D_1+1", "#N/A", "TRUE", "12"])
def test_what_is_typed_comes_back_as_text_from_csv_and_xlsx(texts):
    sheet = sheets.Sheet("表", [f"列{n}" for n in range(len(texts))], [texts])
    written = b"".join(sheets.csv_bytes(sheet)).decode("utf-8-sig")
    _, read = list(csv.reader(io.StringIO(written, newline="")))
    assert not any(map(is_formula, read))
    assert list(map(sheets.plain, read)) == list(map(kept, texts))
    sheet = sheets.Sheet("表", sheet.columns, [texts])
    row = list(load_workbook(io.BytesIO(sheets.xlsx_bytes(sheet))).active.iter_rows())[1]
    for cell, text in zip(row, texts, strict=True):
        assert cell.data_type in ("s", "inlineStr", "n")
        assert cell.data_type != "n" or not kept(text)  # an empty cell
        found = (cell.value or "").replace("_x005F_", "_")
        assert not is_formula(found)
        assert sheets.plain(found) == kept(text)


def test_numbers_days_and_moments_are_such():
    moment = dt.datetime(2025, 6, 9, 1, 30, tzinfo=dt.UTC)
    sheet = sheets.Sheet("稿费/单", ["a"] * 5, [[-3, Decimal("12.50"), dt.date(2025, 6, 9), moment, None]])
    assert b"-3,12.50,2025-06-09,2025-06-09 09:30:00,\r\n" in b"".join(sheets.csv_bytes(sheet, bom=False))
    row = list(load_workbook(io.BytesIO(sheets.xlsx_bytes(sheet))).active.iter_rows(values_only=True))[1]
    assert row == (-3, 12.5, dt.datetime(2025, 6, 9), dt.datetime(2025, 6, 9, 9, 30), None)  # noqa: DTZ001 - Excel knows no zones


def test_too_much_is_told():
    sheets.require_few(sheets.MOST)
    with pytest.raises(NewsroomError, match="20,001 条"):
        sheets.require_few(sheets.MOST + 1)
