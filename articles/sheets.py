"""Tables to take along, as CSV and XLSX, in which no spreadsheet finds a formula that somebody typed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from articles.exceptions import NewsroomError
from articles.models.body import FORBIDDEN

MOST = 20_000  # rows
LONGEST = 32_000  # characters in a cell of XLSX: Excel allows 32,767
SIGNS = "=+-@＝＋－＠"  # Excel with a Chinese keyboard takes the wide ones too
ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # XLSX writes characters as _x000D_
FORMATS = {"xlsx": "XLSX", "csv": "CSV（Excel 用）", "csv-plain": "CSV（UTF-8，不带 BOM）"}
Cell = str | int | float | Decimal | dt.date | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its name (also of the file), the heads of its columns, and its rows, read once."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def require_few(count: int) -> None:
    """Raise NewsroomError, in a sentence, for more rows than one file takes."""
    if count > MOST:
        raise NewsroomError(
            f"符合条件的有 {count:,} 条，一次最多导出 {MOST:,} 条，请先用筛选缩小范围，分几次导出。", code="too-many"
        )


def safe(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet might run it; ``plain`` takes it away again."""
    kept = FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    begins = kept.lstrip()[:1]
    is_risky = kept[:1] in ("'", "\t", "\n") or (begins and begins in SIGNS)
    return f"'{kept}" if is_risky else kept


def plain(cell: str) -> str:
    """What ``safe`` was given."""
    return cell.removeprefix("'")


def csv_bytes(sheet: Sheet, *, bom: bool = True) -> Iterator[bytes]:
    """The sheet line by line, in UTF-8; Excel knows it to be that by the mark at its beginning."""
    line = io.StringIO()
    writer = csv.writer(line)
    if bom:
        yield "\ufeff".encode()
    for row in _with_heads(sheet):
        writer.writerow([_for_csv(cell) for cell in row])
        yield line.getvalue().encode()
        line.seek(0)
        line.truncate()


def _with_heads(sheet: Sheet) -> Iterator[Sequence[Cell]]:
    yield sheet.columns
    yield from sheet.rows


def _for_csv(cell: Cell) -> str | int | float | Decimal:
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return f"{timezone.localtime(cell):%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return safe(cell) if isinstance(cell, str) else cell


def xlsx_bytes(sheet: Sheet) -> bytes:
    """The sheet as a workbook: texts are texts, numbers numbers, the heads stand still."""
    from openpyxl import Workbook  # heavy: most processes never export
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    table: Any = book.create_sheet(title=re.sub(r"[\\/*?:\[\]]", " ", sheet.name)[:31] or "表")
    table.freeze_panes = "A2"
    for number, row in enumerate(_with_heads(sheet)):
        cells = []
        for value in row:
            cell = WriteOnlyCell(table, value=_for_xlsx(value))
            if isinstance(value, str):
                cell.data_type = "s"  # "#N/A" is a text too
            if number == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        table.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _for_xlsx(cell: Cell) -> Cell:
    if isinstance(cell, dt.datetime):
        return timezone.localtime(cell).replace(tzinfo=None)
    return ESCAPED.sub("_x005F_", safe(cell)[:LONGEST]) if isinstance(cell, str) else cell
