"""A scheme as a readable workbook: sheets of text with a frozen head, made to be edited and read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from unicodedata import east_asian_width

from cityassess.reports.tables import put_text, save_workbook

_FONT = "微软雅黑"
_HEAD_GROUND = "F2F2F2"
_WIDEST, _NARROWEST = 60, 8


@dataclass(frozen=True, slots=True)
class TextSheet:
    """A sheet of text: its name, its head and its rows, each as wide as the head."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def write_text_sheets(sheets: Sequence[TextSheet], target: Path | BytesIO, *, title: str) -> None:
    """Write sheets of text as .xlsx, every cell as text; raises ``Unavailable`` where the file cannot be written."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        for row, texts in enumerate((sheet.head, *sheet.rows), start=1):
            for column, text in enumerate(texts, start=1):
                cell = page.cell(row, column)
                if text:
                    put_text(cell, text)
                cell.font = Font(name=_FONT, size=10, bold=row == 1)
                cell.alignment = Alignment(vertical="top", wrap_text=True)
                cell.number_format = "@"
                if row == 1:
                    cell.fill = PatternFill("solid", fgColor=_HEAD_GROUND)
        for column in range(len(sheet.head)):
            texts_below = [row[column] for row in (sheet.head, *sheet.rows)]
            width = max(_width(text) for text in texts_below) + 2
            page.column_dimensions[get_column_letter(column + 1)].width = min(max(width, _NARROWEST), _WIDEST)
        page.freeze_panes = "C2" if len(sheet.head) > 2 else "A2"
    book.properties.title = title
    book.properties.creator = "cityassess"
    save_workbook(book, target)


def _width(text: str) -> int:
    return max(
        sum(2 if east_asian_width(letter) in "WF" else 1 for letter in line) for line in text.split("\n")
    )
