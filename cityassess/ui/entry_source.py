"""One entry sheet of the office as the grid's source: values are passed on, nothing is interpreted here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from cityassess.ui.grid.source import (
    NOT_APPLICABLE,
    CellEdit,
    CellKey,
    EditConflict,
    EditOutcome,
    GridCell,
    GridColumn,
    GridRow,
    ParsedMark,
)

if TYPE_CHECKING:
    from cityassess.services.changes import Changes
    from cityassess.services.entry import Entry, EntryCell, EntryColumn, EntrySheet

_BLANK = GridCell()


class SheetSource:
    """The marks of one kind of object in one period; ``announce`` is told what each write changed."""

    def __init__(self, entry: Entry, sheet: EntrySheet, announce: Callable[[Changes], None]) -> None:
        self._entry = entry
        self._announce = announce
        self.columns: Sequence[GridColumn] = ()
        self.rows: Sequence[GridRow] = ()
        self._by_key: dict[str, EntryColumn] = {}
        self._cells: dict[CellKey, GridCell] = {}
        self.take(sheet)

    def take(self, sheet: EntrySheet) -> None:
        """Show what the sheet holds now."""
        self.sheet = sheet
        self._by_key = {column.key: column for column in sheet.columns}
        self.columns = tuple(_column(column) for column in sheet.columns)
        self.rows = tuple(GridRow(row.key, row.title, row.group) for row in sheet.rows)
        self._cells = {key: _cell(cell) for key, cell in sheet.cells.items()}

    @property
    def entered(self) -> int:
        """How many cells hold something."""
        return sum(cell.state != "blank" for cell in self._cells.values())

    @property
    def expected(self) -> int:
        """How many cells there are."""
        return len(self.rows) * len(self.columns)

    def column(self, key: str) -> EntryColumn:
        """A criterion of the sheet."""
        return self._by_key[key]

    def cell(self, row: str, column: str) -> GridCell:
        """The stored cell at two keys."""
        return self._cells.get((row, column), _BLANK)

    def parse(self, column: str, typed: str) -> ParsedMark | str:
        """Read what was typed into a column, or say what is wrong with it."""
        from cityassess.services import entry

        try:
            parsed = entry.parse(self._by_key[column], typed)
        except ValueError as fault:
            return str(fault)
        return ParsedMark(parsed.text, parsed.reading)

    def apply(self, edits: Sequence[CellEdit]) -> EditOutcome:
        """Write all edits in one transaction, or none of them."""
        from cityassess.services import entry

        wanted = [entry.CellEdit(edit.row, edit.column, edit.text, edit.base_version) for edit in edits]
        outcome = self._entry.apply(self.sheet.key, wanted)
        by_key = {edit.key: edit for edit in edits}
        if outcome.conflicts:
            conflicts = [
                EditConflict(by_key[met.edit.key], _cell(met.theirs), met.changed)
                for met in outcome.conflicts
            ]
            return EditOutcome(conflicts=tuple(conflicts))
        cells = {key: _cell(cell) for key, cell in outcome.cells.items()}
        self._cells.update(cells)
        if outcome.changes:
            self._announce(outcome.changes)
        return EditOutcome(cells)


def _column(column: EntryColumn) -> GridColumn:
    return GridColumn(column.key, column.title, column.full, column.kind, column.decimals, head=column.head)


def _cell(cell: EntryCell) -> GridCell:
    text = NOT_APPLICABLE if cell.state == "not_applicable" else cell.text
    return GridCell(text, cell.state, cell.locked, cell.version, cell.note)
