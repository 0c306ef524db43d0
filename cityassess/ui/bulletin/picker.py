"""A list to pick one thing from, narrowed down by typing: figures to put in, checks to make a case of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QListView, QVBoxLayout, QWidget

from cityassess.ui.index import ROOT, Index
from cityassess.ui.widgets.parts import button, label

_TIP_FROM = 30


class Pick(NamedTuple):
    """One entry: what it reads, and what is picked with it."""

    text: str
    value: object


class _Picks(QAbstractListModel):
    """The entries that have all the words looked for."""

    def __init__(self, picks: Sequence[Pick], parent: QObject) -> None:
        super().__init__(parent)
        self._all = tuple((pick, pick.text.casefold()) for pick in picks)
        self.shown = tuple(picks)

    def narrow(self, words: str) -> None:
        """Show what has all the words, each anywhere."""
        wanted = words.casefold().split()
        self.beginResetModel()
        self.shown = tuple(pick for pick, text in self._all if all(word in text for word in wanted))
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        text = self.shown[index.row()].text
        if role == Qt.ItemDataRole.DisplayRole:
            return text.replace("\n", "")
        if role == Qt.ItemDataRole.ToolTipRole and len(text) > _TIP_FROM:
            return text
        return None


class Picker(QDialog):
    """Type to narrow down, ↑↓ to choose, Enter to pick, Esc to leave."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        picks: Sequence[Pick],
        *,
        go: str,
        hint: str,
        empty: str,
        picked: Callable[[Any], None],
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(520, 420)
        self._picked, self._empty = picked, empty
        self.model = _Picks(picks, self)
        self.finder = QLineEdit()
        self.finder.setPlaceholderText(hint)
        self.finder.setAccessibleName(title)
        self.finder.setClearButtonEnabled(True)
        self.finder.textChanged.connect(self._narrow)
        self.finder.installEventFilter(self)
        self.list = QListView()
        self.list.setObjectName("entries")
        self.list.setModel(self.model)
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(title)
        self.list.doubleClicked.connect(self.pick)
        self.said = label("", "sub")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        for each in (self.finder, self.list):
            column.addWidget(each)
        row = QHBoxLayout()
        row.addWidget(self.said, 1)
        stay = button("不用")
        stay.clicked.connect(self.reject)
        self.go = button(go, "primary")
        self.go.setDefault(True)
        self.go.clicked.connect(self.pick)
        row.addWidget(stay)
        row.addWidget(self.go)
        column.addLayout(row)
        self._narrow()
        self.finder.setFocus()

    @Slot()
    def _narrow(self) -> None:
        self.model.narrow(self.finder.text())
        found = len(self.model.shown)
        self.list.setCurrentIndex(self.model.index(0, 0))
        self.said.setText(f"{found}项" if found else self._empty)
        self.go.setEnabled(bool(found))

    @Slot()
    def pick(self) -> None:
        """Take the chosen entry and close."""
        index: QModelIndex = self.list.currentIndex()
        if index.isValid():
            value = self.model.shown[index.row()].value
            self.accept()
            self._picked(value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            moves = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
            if event.key() in moves:
                self.list.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)
