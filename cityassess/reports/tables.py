"""Plain tables as .xlsx and .csv files in which text stays text, whatever it begins with."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from cityassess.errors import Problem, Refused
from cityassess.reports.files import written_aside

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

Value: TypeAlias = "str | int | Decimal | date | None"

_ROWS = 1_048_576
_CELL_CHARACTERS = 32_767
_EXACT_DIGITS = 15
"""A spreadsheet keeps no more significant digits of a number; longer ones are written as text."""

_RISKY_START = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?%?", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SHEET_NAME_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_WIDEST, _NARROWEST = 48, 8


@dataclass(frozen=True, slots=True)
class TableSheet:
    """One sheet to write: its name, the header row, and rows of as many values each."""

    name: str
    header: tuple[str, ...]
    rows: Sequence[Sequence[Value]]


def write_xlsx(path: Path, sheets: Sequence[TableSheet]) -> None:
    """Write the sheets as one workbook: text as text, never as a formula; numbers with the decimals they have.

    Raises ``Refused`` for text or tables that a sheet cannot hold and for a forbidden file name, ``Unavailable``
    when the disk will not take the file.
    """
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    taken: set[str] = set()
    for sheet in sheets:
        if len(sheet.rows) >= _ROWS:
            raise Refused(
                Problem(f"超过{_ROWS:,}行，一个工作表放不下。改存为CSV，或分期导出。", sheet=sheet.name)
            )
        _write_sheet(workbook, sheet, taken)
    save_workbook(workbook, path)


def save_workbook(workbook: Workbook, path: Path) -> None:
    """Save an openpyxl workbook in one step; raises like :func:`~cityassess.reports.files.written_aside`."""
    # Through memory: openpyxl leaves a half-written zip open when the disk is full.
    content = io.BytesIO()
    workbook.save(content)
    with written_aside(path) as aside:
        aside.write_bytes(content.getbuffer())


def write_csv(path: Path, rows: Iterable[Sequence[Value]]) -> None:
    """Write rows as CSV (UTF-8 with its mark, CRLF), with ``'`` before text that a spreadsheet would execute.

    Raises ``Refused`` for a forbidden file name, ``Unavailable`` when the disk will not take the file.
    """
    with (
        written_aside(path) as aside,
        aside.open("w", encoding="utf-8-sig", errors="replace", newline="") as file,
    ):
        writer = csv.writer(file, lineterminator="\r\n")
        for row in rows:
            writer.writerow([csv_text(value) for value in row])


def csv_lines(rows: Iterable[Sequence[Value]]) -> str:
    """Rows as CSV text for a terminal or a pipe: LF, no mark, text guarded as in :func:`write_csv`."""
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerows([csv_text(value) for value in row] for row in rows)
    return target.getvalue()


def csv_text(value: Value) -> str:
    """A value as CSV text: risky text gets ``'`` before it, plain numbers such as ``-3.5`` stay."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    text = str(value)
    if text.startswith(_RISKY_START) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def sheet_name(name: str, taken: set[str]) -> str:
    """A name that a workbook accepts and that is not ``taken`` yet (by its case-folded form, which is added)."""
    base = _SHEET_NAME_FORBIDDEN.sub("_", name).strip("'")[:31] or "表"
    chosen, number = base, 1
    while chosen.casefold() in taken:
        number += 1
        ending = f"({number})"
        chosen = base[: 31 - len(ending)] + ending
    taken.add(chosen.casefold())
    return chosen


def storable_text(text: str) -> str:
    """``text`` as a workbook stores it: control characters left out, what looks like an escape escaped."""
    return _LOOKS_ESCAPED.sub("_x005F_", _CONTROL.sub("", text))


def text_width(text: str) -> int:
    """Width of the longest line in half-width characters: a Chinese character counts two."""
    return max(sum(2 if character > "\u2e7f" else 1 for character in line) for line in text.split("\n"))


def _write_sheet(workbook: Workbook, sheet: TableSheet, taken: set[str]) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    page: Worksheet = workbook.create_sheet(sheet_name(sheet.name, taken))
    page.freeze_panes = "A2"
    for index in range(len(sheet.header)):
        texts = [
            sheet.header[index],
            *(str(row[index]) for row in sheet.rows[:200] if row[index] is not None),
        ]
        width = min(max(map(text_width, texts)) + 2, _WIDEST)
        page.column_dimensions[get_column_letter(index + 1)].width = max(width, _NARROWEST)
    header = [_cell(page, text, sheet.name, 1, index) for index, text in enumerate(sheet.header)]
    for cell in header:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", start_color="FFEDEFF2")
        cell.border = Border(bottom=Side("thin", color="FF9AA1AB"))
        cell.alignment = Alignment(vertical="center", wrap_text=True)
    page.append(header)
    for number, row in enumerate(sheet.rows, start=2):
        page.append([_cell(page, value, sheet.name, number, index) for index, value in enumerate(row)])


def _cell(page: Worksheet, value: Value, sheet: str, row: int, index: int) -> Cell:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils import get_column_letter

    if isinstance(value, Decimal) and len(value.as_tuple().digits) > _EXACT_DIGITS:
        value = f"{value:f}"
    if not isinstance(value, str):
        cell = WriteOnlyCell(page)
        cell.value = value
        if isinstance(value, Decimal):
            exponent = value.as_tuple().exponent
            places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
            cell.number_format = "0." + "0" * places if places else "0"
        return cell
    text = storable_text(value)
    if len(text) > _CELL_CHARACTERS:
        message = f"文字超过{_CELL_CHARACTERS:,}个字，单元格放不下。缩短后再导出，或改存为CSV。"
        raise Refused(Problem(message, sheet=sheet, row=row, column=get_column_letter(index + 1)))
    cell = WriteOnlyCell(page, text)
    cell.data_type = "s"
    if text.startswith(_RISKY_START):
        cell.quotePrefix = True  # stays text even when somebody edits the cell
    return cell
