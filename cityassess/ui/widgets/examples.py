"""A choice among the shipped examples: each with its name and one line, opened with Enter or a double click."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from cityassess.services.demo import Example
from cityassess.ui.widgets.parts import button, label

_ID = Qt.ItemDataRole.UserRole
_SIZE = 600, 520


class ExamplesDialog(QDialog):
    """Lists examples; ``opening`` gets the id of the one that is chosen."""

    def __init__(
        self, parent: QWidget, examples: tuple[Example, ...], opening: Callable[[str], None]
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("看别的示例")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE)
        self._opening = opening
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label("看别的示例", "section"))
        column.addWidget(
            label("方案按公开的考核办法、实施方案整理，数据都是编的，可随意试改。", "sub", wrap=True)
        )
        self.list = QListWidget()
        self.list.setObjectName("entries")
        self.list.setAccessibleName("示例")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        for example in examples:
            item = QListWidgetItem(f"{example.name}\n{example.about}")
            item.setData(_ID, example.id)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(self._open_one)
        column.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        self.stay = button("取消")
        self.stay.clicked.connect(self.reject)
        self.go = button("打开", "primary")
        self.go.clicked.connect(self._open_one)
        self.go.setDefault(True)
        row.addWidget(self.stay)
        row.addWidget(self.go)
        column.addLayout(row)
        self.list.setFocus()

    @Slot()
    def _open_one(self) -> None:
        if self.result() == QDialog.DialogCode.Accepted:  # Enter activates the line and presses the button
            return
        chosen: str = self.list.currentItem().data(_ID)
        self.accept()
        self._opening(chosen)
