"""The grid's table on plain Python rows, with unsaved drafts beside the stored cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Signal

from cityassess.ui.grid.area import Area
from cityassess.ui.grid.history import Draft
from cityassess.ui.grid.source import (
    NOT_APPLICABLE,
    CellEdit,
    CellKey,
    GridCell,
    GridColumn,
    GridRow,
    GridSource,
    ParsedMark,
)
from cityassess.ui.index import ROOT, Index

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_EDIT = int(Qt.ItemDataRole.EditRole)
_TIP = int(Qt.ItemDataRole.ToolTipRole)
_ACCESSIBLE_TEXT = int(Qt.ItemDataRole.AccessibleTextRole)
_ACCESSIBLE_DESCRIPTION = int(Qt.ItemDataRole.AccessibleDescriptionRole)
_READABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_WRITABLE = _READABLE | Qt.ItemFlag.ItemIsEditable

_SPOKEN = {"mark": "{}分", "deduction": "扣{}分", "bonus": "加{}分"}


@lru_cache(maxsize=65_536)
def padded(text: str, decimals: int) -> str:
    """A number with at least the column's decimals; a text that has more keeps them, as nothing is rounded here."""
    number = Decimal(text)
    exponent = number.as_tuple().exponent
    own = -exponent if isinstance(exponent, int) else 0
    return f"{number:.{max(own, decimals)}f}"


class MarkModel(QAbstractTableModel):
    """Rows are assessed objects, columns criteria; cells are read from the source once and then kept up to date."""

    drafts_changed = Signal(int)

    def __init__(self, source: GridSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.writer: Callable[[int, int, str], bool] | None = None
        self._fill(source)

    def _fill(self, source: GridSource) -> None:
        self.source = source
        self.columns: tuple[GridColumn, ...] = tuple(source.columns)
        self.rows: tuple[GridRow, ...] = tuple(source.rows)
        self.cells: list[list[GridCell]] = [
            [source.cell(row.key, column.key) for column in self.columns] for row in self.rows
        ]
        self.drafts: dict[tuple[int, int], Draft] = {}
        self.framed: frozenset[tuple[int, int]] = frozenset()
        self._row_of = {row.key: number for number, row in enumerate(self.rows)}
        self._column_of = {column.key: number for number, column in enumerate(self.columns)}

    def show_source(self, source: GridSource) -> None:
        """Show another source (or the same one read again), without drafts."""
        self.beginResetModel()
        self._fill(source)
        self.endResetModel()
        self.drafts_changed.emit(0)

    # ---- plain questions, which painting and navigation ask

    @property
    def limits(self) -> tuple[int, int]:
        """The numbers of rows and columns."""
        return len(self.rows), len(self.columns)

    def key(self, row: int, column: int) -> CellKey:
        """The source's keys for a cell."""
        return self.rows[row].key, self.columns[column].key

    def locate(self, key: CellKey) -> tuple[int, int] | None:
        """Where a key lies, None if not in this grid."""
        row, column = self._row_of.get(key[0]), self._column_of.get(key[1])
        return None if row is None or column is None else (row, column)

    def shown(self, row: int, column: int) -> str:
        """The text of a cell as it is painted and copied: its draft, or its value with the column's decimals."""
        if self.drafts and (draft := self.drafts.get((row, column))):
            return draft.typed
        return self.stored(row, column)

    def stored(self, row: int, column: int) -> str:
        """The stored value of a cell with the column's decimals, ``/`` for not applicable, or empty text."""
        cell = self.cells[row][column]
        if cell.state == "value":
            own = self.columns[column]
            return padded(cell.text, own.decimals) if own.numeric and cell.number is not None else cell.text
        return NOT_APPLICABLE if cell.state == "not_applicable" else ""

    def editable_text(self, row: int, column: int) -> str:
        """What F2 puts into the editor: the draft, or the value just as it was entered."""
        draft = self.drafts.get((row, column))
        return draft.typed if draft else self.cells[row][column].entered or ""

    def blank(self, row: int, column: int) -> bool:
        """Whether a cell shows nothing."""
        return self.cells[row][column].state == "blank" and (row, column) not in self.drafts

    def unmarked(self, row: int, column: int) -> bool:
        """Whether a cell still waits for its mark: blank and not locked, or holding a draft."""
        if (row, column) in self.drafts:
            return True
        cell = self.cells[row][column]
        return cell.state == "blank" and not cell.locked and self.columns[column].awaits_marks

    def locked(self, row: int, column: int) -> bool:
        """Whether a cell cannot be changed."""
        return bool(self.cells[row][column].locked)

    def started(self, row: int) -> bool:
        """Whether a row has any mark yet."""
        return any(cell.state != "blank" for cell in self.cells[row])

    def titles(self) -> list[str]:
        """The headings of the columns."""
        return [column.title for column in self.columns]

    def names(self) -> list[str]:
        """The names of the objects."""
        return [row.title for row in self.rows]

    def place_name(self, row: int, column: int) -> str:
        """``东华街道“公厕卫生”``."""
        return f"{self.rows[row].title}“{self.columns[column].title}”"

    def parse(self, column: int, typed: str) -> ParsedMark | str:
        """Read typed text as a column does; blank text clears."""
        if not typed or typed.isspace():
            return ParsedMark(None)
        return self.source.parse(self.columns[column].key, typed)

    def edit(self, row: int, column: int, text: str | None) -> CellEdit:
        """An edit of a cell over the version that is shown."""
        key = self.key(row, column)
        return CellEdit(key[0], key[1], text, self.cells[row][column].version)

    # ---- changes

    def accept(
        self, cells: Mapping[CellKey, GridCell], *, keep_drafts: bool = False
    ) -> list[tuple[int, int]]:
        """Take over new cells; their drafts are settled by it. Returns where they lie."""
        rows, columns = self._row_of, self._column_of
        places = []
        for (row_key, column_key), cell in cells.items():
            row, column = rows.get(row_key), columns.get(column_key)
            if row is not None and column is not None:
                self.cells[row][column] = cell
                places.append((row, column))
        settled = (
            [] if keep_drafts or not self.drafts else [place for place in places if place in self.drafts]
        )
        for place in settled:
            del self.drafts[place]
        self._changed(places)
        if settled:
            self.drafts_changed.emit(len(self.drafts))
        return places

    def keep_drafts(self, drafts: Mapping[tuple[int, int], Draft]) -> None:
        """Keep typed text that could not be stored."""
        self.drafts.update(drafts)
        self._changed(drafts)
        self.drafts_changed.emit(len(self.drafts))

    def drop_drafts(self, places: Iterable[tuple[int, int]]) -> int:
        """Forget drafts and show the stored values again; returns how many there were."""
        dropped = [place for place in places if self.drafts.pop(place, None) is not None]
        if dropped:
            self._changed(dropped)
            self.drafts_changed.emit(len(self.drafts))
        return len(dropped)

    def frame(self, places: Iterable[tuple[int, int]]) -> None:
        """Frame the cells that a question is about, and no others."""
        before = self.framed
        self.framed = frozenset(places)
        self._changed(before | self.framed)

    def _changed(self, places: Iterable[tuple[int, int]]) -> None:
        rows_columns = list(places)
        if not rows_columns:
            return
        rows, columns = [row for row, _ in rows_columns], [column for _, column in rows_columns]
        area = Area(min(rows), min(columns), max(rows), max(columns))
        self.dataChanged.emit(self.index(area.top, area.left), self.index(area.bottom, area.right))

    # ---- what Qt asks

    def rowCount(self, parent: Index = ROOT) -> int:
        """Objects."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        """Criteria."""
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Locked cells can be selected and copied, not edited."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _READABLE if self.cells[index.row()][index.column()].locked else _WRITABLE

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """Text for display, editing, tips and screen readers."""
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == _DISPLAY:
            return self.shown(row, column)
        if role == _EDIT:
            return self.editable_text(row, column)
        if role == _ACCESSIBLE_TEXT:
            return self._spoken(row, column)
        if role in (_TIP, _ACCESSIBLE_DESCRIPTION):
            return self.remark(row, column) or None
        return None

    def setData(self, index: Index, value: Any, role: int = _EDIT) -> bool:
        """Enter text as if typed: the way in for programs that fill forms through the accessibility interface."""
        if role != _EDIT or not index.isValid() or self.writer is None:
            return False
        return self.writer(index.row(), index.column(), str(value))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """Criterion over full marks; object names at the left."""
        if role not in (_DISPLAY, _ACCESSIBLE_TEXT):
            return None
        if orientation == Qt.Orientation.Vertical:
            return self.rows[section].title if 0 <= section < len(self.rows) else None
        if not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        return f"{column.title}\n{column.second_line}" if column.second_line else column.title

    def remark(self, row: int, column: int) -> str:
        """Why a cell is as it is: the reason of its draft or its lock, or its note."""
        draft = self.drafts.get((row, column))
        if draft:
            return f"“{draft.typed}”尚未保存：{draft.reason}"
        cell = self.cells[row][column]
        return cell.locked or cell.note

    def _spoken(self, row: int, column: int) -> str:
        own = self.columns[column]
        cell = self.cells[row][column]
        parts = [self.rows[row].title, own.title]
        draft = self.drafts.get((row, column))
        if draft:
            parts.append(f"{draft.typed},尚未保存")
        elif cell.state == "blank":
            parts.append("空白")
        elif cell.state == "not_applicable":
            parts.append("不适用")
        elif own.kind in _SPOKEN and cell.number is not None:
            parts.append(_SPOKEN[own.kind].format(cell.text))
        else:
            parts.append(cell.text)
        if own.full:
            parts.append(f"满分{own.full}")
        return ",".join(parts)
