"""What comes out of a table file: its cells as they stand, with the row numbers that its reader sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

GUIDE_SHEET = "填写说明"
"""The sheet of a template that only explains: never data, left out when a workbook is read."""

Cell: TypeAlias = "str | Decimal | date | datetime | None"


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row that holds something: its ``number`` counted from 1, and as many cells as the table has columns."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class SourceTable:
    """One sheet of a workbook, or one CSV file (``sheet`` is then empty).

    ``header_row`` is the number of the first row that holds anything and ``headings`` its text without surrounding
    blanks, ``""`` where a cell is blank. ``rows`` are the rows below that hold anything. Numbers of a workbook are
    the decimals that Excel shows for the stored binary figure; CSV cells are all text. Blank text is ``None``.
    """

    file: str
    sheet: str
    header_row: int
    headings: tuple[str, ...]
    rows: tuple[SourceRow, ...]


def column_letters(index: int) -> str:
    """The letters of column ``index`` counted from 0: 0 is A, 26 is AA."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
