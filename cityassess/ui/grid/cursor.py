"""The current cell and the selection, moved as spreadsheets move them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import QItemSelection, QItemSelectionModel
from PySide6.QtWidgets import QTableView

from cityassess.ui.grid.area import Area, data_edge, each_once, spanned
from cityassess.ui.grid.model import MarkModel

_FLAG = QItemSelectionModel.SelectionFlag


class EnterDirection(Enum):
    """Where Enter leads, as (rows, columns)."""

    DOWN = (1, 0)
    RIGHT = (0, 1)
    STAY = (0, 0)


class Cursor:
    """The current cell stays while a selection grows from it; ``lead`` is the corner that moves.

    Qt's ``setCurrentIndex`` of a view obeys whatever modifier keys are held down at that moment, so that everything
    here goes through the selection model with its flags said.
    """

    def __init__(self, view: QTableView, model: MarkModel) -> None:
        self._view = view
        self._model = model
        self._lead: tuple[int, int] | None = None
        self._kept: list[Area] = []
        self._tab_column: int | None = None

    @property
    def at(self) -> tuple[int, int]:
        """Row and column of the current cell."""
        index = self._view.selectionModel().currentIndex()
        return max(index.row(), 0), max(index.column(), 0)

    @property
    def lead(self) -> tuple[int, int]:
        """The moving corner of the selection: the current cell unless Shift has moved it away."""
        return self._lead or self.at

    @property
    def areas(self) -> list[Area]:
        """The selected rectangles, at least the current cell."""
        selection = self._view.selectionModel().selection()
        parts = [selection.at(number) for number in range(selection.count())]
        found = [Area(part.top(), part.left(), part.bottom(), part.right()) for part in parts]
        return found or [spanned(self.at, self.at)]

    @property
    def several(self) -> bool:
        """Whether more than one cell is selected."""
        areas = self.areas
        return len(areas) > 1 or areas[0].size > 1

    def go(self, row: int, column: int) -> None:
        """Make a cell current and the only one selected."""
        if not self._model.rows or not self._model.columns:
            return
        self.forget()
        index = self._model.index(*self._clamped(row, column))
        self._view.selectionModel().setCurrentIndex(index, _FLAG.ClearAndSelect)
        self._view.scrollTo(index)

    def forget(self) -> None:
        """Forget where a Shift selection and a run of Tabs began."""
        self._lead = None
        self._kept = []
        self._tab_column = None

    def add(self, row: int, column: int) -> None:
        """Keep the selection and begin another part of it at a cell."""
        self._kept = self.areas
        self._lead = None
        index = self._model.index(*self._clamped(row, column))
        self._view.selectionModel().setCurrentIndex(index, _FLAG.Select)

    def extend(self, row: int, column: int) -> None:
        """Select from the current cell to another, which comes into view."""
        self._lead = self._clamped(row, column)
        self._select([*self._kept, spanned(self.at, self._lead)])
        self._view.scrollTo(self._model.index(*self._lead))

    def select(self, areas: Sequence[Area], current: tuple[int, int] | None = None) -> None:
        """Select rectangles; the current cell becomes the first one's corner unless given."""
        self.forget()
        index = self._model.index(*(current or (areas[0].top, areas[0].left)))
        self._view.selectionModel().setCurrentIndex(index, _FLAG.NoUpdate)
        self._select(areas)
        self._view.scrollTo(index)

    def _select(self, areas: Sequence[Area]) -> None:
        selection = QItemSelection()
        for area in areas:
            part = QItemSelection(
                self._model.index(area.top, area.left), self._model.index(area.bottom, area.right)
            )
            selection.merge(part, _FLAG.Select)
        self._view.selectionModel().select(selection, _FLAG.ClearAndSelect)

    def _clamped(self, row: int, column: int) -> tuple[int, int]:
        rows, columns = self._model.limits
        return min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)

    # ---- moving

    def move(self, rows: int, columns: int, *, extend: bool = False) -> None:
        """Move by cells, stopping at the borders."""
        row, column = self.lead if extend else self.at
        (self.extend if extend else self.go)(row + rows, column + columns)

    def jump(self, rows: int, columns: int, *, extend: bool = False) -> None:
        """Move to the edge of the data in one direction."""
        start = self.lead if extend else self.at
        target = data_edge(self._model.blank, start, (rows, columns), self._model.limits)
        (self.extend if extend else self.go)(*target)

    def home(self, *, extend: bool = False) -> None:
        """Move to the first column."""
        (self.extend if extend else self.go)((self.lead if extend else self.at)[0], 0)

    def end(self, *, extend: bool = False) -> None:
        """Move to the last filled cell of the row."""
        row = (self.lead if extend else self.at)[0]
        filled = [column for column in range(len(self._model.columns)) if not self._model.blank(row, column)]
        (self.extend if extend else self.go)(row, filled[-1] if filled else 0)

    def first(self, *, extend: bool = False) -> None:
        """Move to the first cell."""
        (self.extend if extend else self.go)(0, 0)

    def last_used(self, *, extend: bool = False) -> None:
        """Move to where the last filled row and the last filled column cross."""
        rows, columns = self._model.limits
        blank = self._model.blank
        row = next((r for r in reversed(range(rows)) if not all(blank(r, c) for c in range(columns))), 0)
        column = next((c for c in reversed(range(columns)) if not all(blank(r, c) for r in range(rows))), 0)
        (self.extend if extend else self.go)(row, column)

    def page(self, rows: int, columns: int, *, extend: bool = False) -> None:
        """Move by screens."""
        height = max(self._view.viewport().height() // max(self._view.rowHeight(0), 1) - 1, 1)
        width = max(self._view.viewport().width() // max(self._view.columnWidth(0), 1) - 1, 1)
        self.move(rows * height, columns * width, extend=extend)

    def tab(self, *, back: bool = False) -> None:
        """Move right (left), on to the next (previous) row at its end; inside a selection walk it row by row."""
        if self.several:
            self._walk([cell for area in self.areas for cell in area.cells()], back=back)
            return
        row, column = self.at
        began = column if self._tab_column is None else self._tab_column
        column += -1 if back else 1
        rows, columns = self._model.limits
        if column == columns and row + 1 < rows:
            row, column = row + 1, 0
        elif column < 0 < row:
            row, column = row - 1, columns - 1
        self.go(row, column)
        self._tab_column = began

    def enter(self, rows: int, columns: int) -> None:
        """Move on after Enter: back to where a run of Tabs began; inside a selection walk it column by column."""
        if self.several:
            cells = [cell for area in self.areas for cell in area.cells_by_column()]
            self._walk(cells, back=rows < 0 or columns < 0)
            return
        row, column = self.at
        if self._tab_column is not None and rows:
            column = self._tab_column
        self.go(row + rows, column + columns)

    def _walk(self, cells: list[tuple[int, int]], *, back: bool) -> None:
        cells = list(dict.fromkeys(cells))
        place = cells.index(self.at) if self.at in cells else -1
        index = self._model.index(*cells[(place + (-1 if back else 1)) % len(cells)])
        self._view.selectionModel().setCurrentIndex(index, _FLAG.NoUpdate)
        self._lead = None
        self._view.scrollTo(index)

    # ---- whole rows, columns, everything

    def select_rows(self) -> None:
        """Grow the selection to whole rows."""
        width = len(self._model.columns)
        areas = [area._replace(left=0, right=width - 1) for area in self.areas]
        self.select(areas, self.at)

    def select_columns(self) -> None:
        """Grow the selection to whole columns."""
        height = len(self._model.rows)
        areas = [area._replace(top=0, bottom=height - 1) for area in self.areas]
        self.select(areas, self.at)

    def select_all(self) -> None:
        """Select every cell; the current one stays."""
        rows, columns = self._model.limits
        self.select([Area(0, 0, rows - 1, columns - 1)], self.at)

    def cells(self) -> list[tuple[int, int]]:
        """The selected cells, each once."""
        return each_once(self.areas)
