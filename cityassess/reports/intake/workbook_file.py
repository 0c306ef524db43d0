"""The sheets of an .xlsx file as rows of plain values; runs in the worker only.

openpyxl reads ordinary sheets, calamine large ones (seven times faster). Both come after the same pass over the XML,
which also settles what they read differently (dates), so they return the same values.
"""

from __future__ import annotations

import io
import os
import sys
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from types import ModuleType
from typing import cast

from cityassess.reports.intake import limits
from cityassess.reports.intake.container import Container, damaged
from cityassess.reports.intake.package import Plan, Sheet, read_plan
from cityassess.reports.intake.sheet_markup import scan_sheet
from cityassess.reports.intake.sheet_scan import SheetFacts
from cityassess.reports.intake.stamps import plain_number, plain_text, trimmed_text
from cityassess.reports.intake.values import GUIDE_SHEET

Value = int | float | str | date | datetime | None
Row = tuple[int, list[Value]]


@dataclass(frozen=True, slots=True)
class Checked:
    """A workbook that passed the gate: its content, plan, and the facts of each sheet that is data."""

    content: bytes
    plan: Plan
    sheets: tuple[tuple[Sheet, SheetFacts], ...]


def check_workbook(content: bytes) -> Checked:
    """Judge a whole workbook; raises ``Rejected`` when nothing of it may be read by a library.

    Faults of single cells are left in the facts for the caller to tell.
    """
    container = Container(content)
    plan = read_plan(container)
    scanned = [(sheet, scan_sheet(container, sheet, plan)) for sheet in plan.sheets]
    data = [(sheet, facts) for sheet, facts in scanned if sheet.name != GUIDE_SHEET]
    return Checked(content, plan, tuple(pair for pair in data if pair[1].filled or pair[1].faults))


def sheet_rows(
    checked: Checked, sheet: Sheet, facts: SheetFacts, *, fast: bool | None = None
) -> Iterator[Row]:
    """Yield the rows that hold anything, numbered from 1, each as wide as the last column that is filled.

    ``fast`` chooses calamine or openpyxl (default: by the sheet's size). Raises ``Rejected`` when the library found
    another number of filled cells than the pass over the XML.
    """
    if fast is None:
        fast = facts.cells > limits.FAST_FROM_CELLS or facts.row_slots > limits.ROW_SLOTS
    read = _calamine_rows if fast and facts.box <= limits.FAST_BOX else _openpyxl_rows
    filled = 0
    for number, values in read(checked.content, sheet.name):
        row = _plain_row(values, facts.stamped.get(number), facts.last_column)
        count = len(row) - row.count(None)
        if count:
            filled += count
            yield number, row
    if filled != facts.filled:
        raise damaged()


def _openpyxl_rows(content: bytes, name: str) -> Iterator[tuple[int, Iterable[object]]]:
    # openpyxl takes numpy in where it finds it, which costs 100 ms and a third of the memory limit.
    sys.modules.setdefault("numpy", cast(ModuleType, None))
    os.environ["OPENPYXL_LXML"] = "False"
    import openpyxl

    if not openpyxl.DEFUSEDXML:
        raise RuntimeError("openpyxl reads XML without defusedxml")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # extensions and odd dates that it will not keep: neither is used
        workbook = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        try:
            sheet = workbook[name]
            sheet.reset_dimensions()  # what the file says of its size may be wrong, and would cut rows off
            for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
                if row:  # calamine undoes the escapes of text itself
                    yield number, [plain_text(cell) if isinstance(cell, str) else cell for cell in row]
        finally:
            workbook.close()


def _calamine_rows(content: bytes, name: str) -> Iterator[tuple[int, Iterable[object]]]:
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
        sheet = workbook.get_sheet_by_name(name)
        # Rows come from the first of the sheet, columns only from the first that holds anything.
        margin = (None,) * (sheet.start[1] if sheet.start else 0)
        for number, row in enumerate(sheet.iter_rows(), start=1):
            yield number, (*margin, *row)


def _plain_row(
    values: Iterable[object], stamps: dict[int, int | float | str | date] | None, width: int
) -> list[Value]:
    row = [_plain(value) for value in values]  # the bulk of the work: kept to one call a cell
    del row[width:]
    row.extend([None] * (width - len(row)))
    for column, value in (stamps or {}).items():
        if column > width or row[column - 1] is None:
            raise damaged()
        row[column - 1] = value
    if _UNSTAMPED in row:
        raise damaged()
    return row


_UNSTAMPED = "\x00"
"""Stands for a date that only the library saw; no text of a workbook can hold this character."""


def _plain(value: object) -> Value:
    if value is None:
        return None
    if isinstance(value, str):
        return trimmed_text(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return plain_number(float(value))
    return _UNSTAMPED
