"""Recognising a sheet by its headings: marks or objects, in Chinese or English, in any order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from difflib import get_close_matches
from enum import Enum

from cityassess.errors import Problem
from cityassess.reports.intake.values import Cell, SourceTable, column_letters
from cityassess.reports.sheet_columns import MARKS_COLUMNS, OBJECTS_COLUMNS

_HEADER_WITHIN = 10
_KNOWN_HEADINGS = 2
_LONG_QUOTE = re.compile(r"“([^”]{40})[^”]{20,}”")


class SheetKind(Enum):
    """What a sheet holds."""

    MARKS = "得分"
    OBJECTS = "考核对象"


_COLUMNS = {SheetKind.MARKS: MARKS_COLUMNS, SheetKind.OBJECTS: OBJECTS_COLUMNS}


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the header: its number in the file, counted from 1, and its cells by field name."""

    number: int
    cells: dict[str, Cell]

    def text(self, name: str) -> str:
        """A cell as text without blanks around it; empty where the sheet has no such column."""
        return cell_text(self.cells.get(name))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A recognised sheet: what it holds, where each field stands, and its rows that are not blank."""

    kind: SheetKind
    file: str
    name: str
    columns: dict[str, str]
    rows: tuple[Row, ...]

    def problem(self, message: str, row: Row, field: str = "") -> Problem:
        """A problem at a cell of this sheet; what it quotes is cut where it is long."""
        message = _LONG_QUOTE.sub(r"“\1…”", message)
        return Problem(message, self.file, self.name, row.number, self.columns.get(field, ""))


@dataclass(frozen=True, slots=True)
class Recognised:
    """What became of one table: a sheet, or None where it is blank or of no known kind, and what is wrong."""

    sheet: Sheet | None
    problems: tuple[Problem, ...] = ()
    blank: bool = False


def cell_text(cell: Cell) -> str:
    """A cell as an officer would type it: 40, 3.47, 2017-05-01."""
    match cell:
        case None:
            return ""
        case str():
            return unicodedata.normalize("NFC", cell).strip()
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
        case date():
            return cell.isoformat()
        case Decimal():
            return format(cell, "f")
        case _:
            return str(cell)


def recognise(table: SourceTable) -> Recognised:
    """Find the header within the first rows of a table and name each column."""
    headers = [
        (table.header_row, table.headings),
        *((row.number, row.cells) for row in table.rows[:_HEADER_WITHIN]),
    ]
    if not any(cell_text(cell) for _, cells in headers for cell in cells):
        return Recognised(None, blank=True)
    known, place, kind = max(
        (
            (len(_columns(kind, cells)), -place, kind)
            for place, (_, cells) in enumerate(headers)
            for kind in SheetKind
        ),
        key=lambda found: found[:2],
    )
    number, header = headers[-place]
    if known < _KNOWN_HEADINGS and not _only_name(header):
        return Recognised(None)
    positions = _columns(kind, header)
    columns = {field: _column(table, position, header) for field, position in positions.items()}
    body = tuple(
        Row(row.number, {field: row.cells[position] for field, position in positions.items()})
        for row in table.rows
        if row.number > number
    )
    problems = _header_problems(kind, table, number, header) + _nameless_columns(table, number, header)
    return Recognised(Sheet(kind, table.file, table.sheet, columns, body), tuple(problems))


def _only_name(header: Sequence[Cell]) -> bool:
    return [_heading(cell) for cell in header if cell_text(cell)] in (["名称"], ["name"])


def _heading(cell: Cell) -> str:
    return "".join(cell_text(cell).split()).removesuffix("*").removesuffix("＊").lower()


def _columns(kind: SheetKind, header: Sequence[Cell]) -> dict[str, int]:
    headings = [_heading(cell) for cell in header]
    found: dict[str, int] = {}
    for field in _COLUMNS[kind]:
        places = [place for place, heading in enumerate(headings) if heading in field.words]
        if places:
            found[field.name] = places[0]
    return found


def _column(table: SourceTable, position: int, header: Sequence[Cell]) -> str:
    letters = column_letters(position)
    return letters if table.sheet else cell_text(header[position]) or letters


def _header_problems(
    kind: SheetKind, table: SourceTable, number: int, header: Sequence[Cell]
) -> list[Problem]:
    problems: list[Problem] = []
    meaning = {word: field for field in _COLUMNS[kind] for word in field.words}
    seen: dict[str, str] = {}

    def refuse(message: str, position: int) -> None:
        column = _column(table, position, header)
        problems.append(Problem(message, table.file, table.sheet, number, column))

    for position, cell in enumerate(header):
        text = cell_text(cell)
        field = meaning.get(_heading(cell))
        if not text:
            continue
        if field is None:
            refuse(_unknown_heading(text, kind), position)
        elif field.name in seen:
            refuse(f"“{text}”与“{seen[field.name]}”是同一列，只能出现一次。删去其中一列。", position)
        else:
            seen[field.name] = text
    missing = [field.heading for field in _COLUMNS[kind] if field.needed and field.name not in seen]
    if missing:
        names = "、".join(f"“{heading}”" for heading in missing)
        message = f"表头缺少{names}列。补上后再导入。"
        problems.append(Problem(message, table.file, table.sheet, number))
    return problems


def _nameless_columns(table: SourceTable, number: int, header: Sequence[Cell]) -> list[Problem]:
    """What stands under no heading would be lost in silence: half of a figure cut by a comma, a note at the side."""
    nameless = [place for place, cell in enumerate(header) if not cell_text(cell)]
    problems: list[Problem] = []
    for place in nameless:
        for row in table.rows:
            if row.number > number and cell_text(row.cells[place]):
                message = (
                    f"“{cell_text(row.cells[place])}”上面没有表头，不知道是什么。补上表头，或删去这些内容。"
                )
                letters = column_letters(place)
                problems.append(Problem(message, table.file, table.sheet, row.number, letters))
                break
    return problems


def _unknown_heading(text: str, kind: SheetKind) -> str:
    known = [field.heading for field in _COLUMNS[kind]]
    near = get_close_matches(text, known, n=1, cutoff=0.5)
    hint = f"是否应为“{near[0]}”？" if near else f"可用的列：{'、'.join(known)}。"
    return f"不认识的表头“{text}”。{hint}"
