"""The tables of a bulletin as an Excel workbook: figures as numbers that show the printed text, text as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from cityassess.progress import Progress, Silent
from cityassess.reports.blocks import OTHER_TINT, TINTS, Align, Cell, Column, Table, shown, tint
from cityassess.reports.tables import put_text, save_workbook

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.cell.cell import MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

TABLE_FONT = "宋体"
HEAD_FONT = "黑体"
HEADER_GROUND = "F2F2F2"
LONGEST_SHEET_NAME = 31
_PRINTED_NUMBER = re.compile(r"([+-]?)(\d+)(?:\.(\d+))?(%?)", re.ASCII)
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: its name and the table on it, the table's caption as its title."""

    name: str
    table: Table


def write_workbook(
    sheets: Sequence[Sheet], target: Path | BytesIO, *, title: str = "", progress: Progress | None = None
) -> None:
    """Write sheets as .xlsx to a file, which appears whole or not at all, or to a stream.

    A cell with an exact number holds it under a format that shows the printed text; where no format can (a rank such
    as 并列3), and for all else, the cell holds the text, never a formula. Raises ``Unavailable`` where the file cannot
    be written, and ``Cancelled`` when progress says so.
    """
    from openpyxl import Workbook

    watched = progress or Silent()
    book = Workbook()
    if book.active is not None:
        book.remove(book.active)
    names = sheet_names(sheet.name for sheet in sheets)
    for number, (sheet, name) in enumerate(zip(sheets, names, strict=True), 1):
        watched.step(number, len(sheets), "正在生成工作簿")
        _fill(book.create_sheet(name), sheet.table)
    if not sheets:
        book.create_sheet("无数据")
    book.properties.title = title
    book.properties.creator = "cityassess"
    save_workbook(book, target)


def sheet_names(names: Iterable[str]) -> list[str]:
    """Make names that Excel takes: at most 31 characters, none of ``[]:*?/\\``, no two alike whatever the case."""
    made: list[str] = []
    taken: set[str] = set()
    for name in names:
        base = _NOT_IN_SHEET_NAME.sub("_", name).strip().strip("'")[:LONGEST_SHEET_NAME] or "工作表"
        unique = base
        count = 1
        while unique.casefold() in taken:
            count += 1
            suffix = f"（{count}）"
            unique = base[: LONGEST_SHEET_NAME - len(suffix)] + suffix
        taken.add(unique.casefold())
        made.append(unique)
    return made


def number_format(printed: str, number: Fraction) -> tuple[int | float | Decimal, str] | None:
    """Return the value and Excel format under which a cell shows exactly ``printed``, or ``None`` where none does.

    The value is the exact number where a decimal holds it in 15 digits, else the nearest such decimal, as long as
    Excel rounds it (half away from zero) to the printed text; failing that, the printed number itself.
    """
    match = _PRINTED_NUMBER.fullmatch(printed)
    if match is None:
        return None
    sign, whole, decimals, percent = match.groups()
    if (len(whole) > 1 and whole.startswith("0")) or len(whole) + len(decimals or "") > 15:
        return None
    places = len(decimals or "")
    base = "0" + ("." + "0" * places if places else "") + percent
    layout = f"+{base};-{base};0" if sign == "+" else base
    scale = 100 if percent else 1
    own = Decimal(printed.rstrip("%"))
    value = _fifteen_digits(number)
    if sign == "-" and own == 0:
        return None  # Excel would show it without its sign
    if _rounded(value * scale, places) != own or (sign == "+" and own == 0):
        value = own / scale
    if sign == "+" and value <= 0:
        return None
    return (int(value) if value == int(value) else value), layout


def _fifteen_digits(number: Fraction) -> Decimal:
    # Excel keeps fifteen significant digits of a number.
    with localcontext() as context:
        context.prec = 15
        return Decimal(number.numerator) / Decimal(number.denominator)


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding="ROUND_HALF_UP")


def _fill(sheet: Worksheet, table: Table) -> None:
    from openpyxl.styles import Alignment, Font

    first = 1
    width = len(table.columns)
    if table.caption:
        put_text(sheet.cell(1, 1), table.caption)
        sheet.cell(1, 1).font = Font(name=HEAD_FONT, size=14)
        sheet.cell(1, 1).alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=max(width, 1))
        sheet.row_dimensions[1].height = 30
        first = 2
    styles = _Styles()
    for index, column in enumerate(table.columns, 1):
        styles.header(sheet.cell(first, index), column)
    for row_number, row in enumerate(table.rows, first + 1):
        for index, (cell, column) in enumerate(zip(row, table.columns, strict=True), 1):
            styles.body(sheet.cell(row_number, index), cell, column)
    last = first + len(table.rows)
    for number, note in enumerate(table.notes, last + 1):
        put_text(sheet.cell(number, 1), note)
        sheet.cell(number, 1).font = Font(name=TABLE_FONT, size=10)
    _lay_out(sheet, table, first)


class _Styles:
    """The looks of cells, each made once: openpyxl compares every style it is given."""

    def __init__(self) -> None:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        line = Side(style="thin", color="000000")
        self._border = Border(left=line, right=line, top=line, bottom=line)
        self._plain = Font(name=TABLE_FONT, size=11)
        self._bold = Font(name=TABLE_FONT, size=11, bold=True)
        self._head = Font(name=HEAD_FONT, size=11)
        self._centre = Alignment(horizontal="center", vertical="center", wrap_text=True)
        self._left = Alignment(horizontal="left", vertical="center", wrap_text=True)
        self._fills = {
            colour: PatternFill("solid", start_color=colour, end_color=colour)
            for colour in {HEADER_GROUND, OTHER_TINT.fill, *(each.fill for each in TINTS.values())} - {""}
        }

    def header(self, target: SheetCell | MergedCell, column: Column) -> None:
        put_text(target, column.title)
        target.font = self._head
        target.alignment = self._centre
        target.border = self._border
        target.fill = self._fills[HEADER_GROUND]

    def body(self, target: SheetCell | MergedCell, cell: Cell, column: Column) -> None:
        as_number = None if cell.number is None else number_format(cell.text, cell.number)
        if as_number is None:
            put_text(target, shown(cell))
        else:
            target.value, target.number_format = as_number
        target.font = self._bold if cell.bold else self._plain
        target.alignment = self._left if column.align is Align.LEFT else self._centre
        target.border = self._border
        fill = tint(cell.tint).fill
        if fill:
            target.fill = self._fills[fill]


def _lay_out(sheet: Worksheet, table: Table, header_row: int) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    for index, column in enumerate(table.columns):
        longest = max((_units(shown(row[index])) for row in table.rows), default=0)
        head = max(_units(line) for line in column.title.split("\n"))
        sheet.column_dimensions[get_column_letter(index + 1)].width = min(max(longest, head, 4) + 3, 60)
    lines = max((column.title.count("\n") + 1 for column in table.columns), default=1)
    sheet.row_dimensions[header_row].height = 6 + 16 * max(lines, 1)
    below = get_column_letter(1 + min(table.key_columns, len(table.columns)))
    sheet.freeze_panes = f"{below}{header_row + 1}"
    sheet.print_title_rows = f"1:{header_row}"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.orientation = "landscape" if len(table.columns) > 9 else "portrait"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    if (footer := sheet.oddFooter) is not None:
        footer.center.text = "— &P —"


def _units(words: str) -> int:
    """A text's width in Excel's units: two for a Chinese character, one for a Latin one."""
    return sum(1 if char.isascii() else 2 for char in words)
