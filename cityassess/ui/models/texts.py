"""A table of texts that is only read: a head, rows, sections between them, and which columns hold numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt

from cityassess.ui.index import ROOT, Index

_LONG = 40


class TextModel(QAbstractTableModel):
    """Rows of texts below a head; columns of ``right`` stand to the right.

    ``sections`` are the rows that head those below them, ``faint`` rows that say only that there is nothing.
    """

    def __init__(self, head: Sequence[str], right: Sequence[int] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.head = tuple(head)
        self.rows: tuple[tuple[str, ...], ...] = ()
        self.sections: frozenset[int] = frozenset()
        self.faint: frozenset[int] = frozenset()
        self.right = frozenset(right)

    def show_rows(
        self, rows: Sequence[tuple[str, ...]], sections: Iterable[int] = (), faint: Iterable[int] = ()
    ) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.sections, self.faint = frozenset(sections), frozenset(faint)
        self.endResetModel()

    def as_text(self) -> str:
        """Head and rows with tabs between cells, as a spreadsheet takes them."""
        return "\n".join("\t".join(row) for row in (self.head, *self.rows))

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.head)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        text = self.rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.ToolTipRole:  # a tooltip of plain text breaks no line by itself
            return text.replace("；", "；\n") if len(text) > _LONG else text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if index.row() in self.sections:
                return text
            return f"{self.head[index.column()]}，{text or '空白'}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = index.column() in self.right
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and section < len(self.head):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.head[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                right = section in self.right
                side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
        return None
