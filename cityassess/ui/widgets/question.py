"""A question before something leaves the office: its buttons say what they do, and Esc does nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from cityassess.ui.widgets.parts import button, label


class Question(QDialog):
    """Says what will happen and asks; ``doing`` runs only if the named button is pressed.

    The button that does nothing has the focus, so that a stray Enter changes nothing.
    """

    def __init__(
        self, parent: QWidget, title: str, text: str, *, go: str, stay: str, doing: Callable[[], None]
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(440)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(title, "section", wrap=True))
        self.words = label(text, wrap=True)
        column.addWidget(self.words)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        self.stay = button(stay)
        self.stay.clicked.connect(self.reject)
        self.go = button(go, "primary")
        self.go.clicked.connect(self.accept)
        self.stay.setDefault(True)
        row.addWidget(self.stay)
        row.addWidget(self.go)
        column.addSpacing(4)
        column.addLayout(row)
        self.accepted.connect(doing)
        self.stay.setFocus()
