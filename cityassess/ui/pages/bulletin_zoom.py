"""Which page of a paper is seen and how large, with a button each to show it smaller and larger."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cityassess.ui.widgets.paper import PaperView
from cityassess.ui.widgets.parts import button, label

ZOOM_STEP = 10


class ZoomBar(QWidget):
    """Stands above a :class:`PaperView`."""

    def __init__(self, paper: PaperView) -> None:
        super().__init__()
        self._paper = paper
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.place = label("", "sub")
        row.addWidget(self.place)
        for sign, name, by in (("－", "缩小", -ZOOM_STEP), ("＋", "放大", ZOOM_STEP)):
            made = button(sign, tip=name)
            made.clicked.connect(partial(self.zoom, by))
            made.setFixedWidth(36)
            made.setAccessibleName(name)
            row.addWidget(made)
        paper.turned.connect(self._show_place)

    def zoom(self, by: int) -> None:
        """Show the paper larger by some percent, or smaller."""
        self._paper.zoom(self._paper.percent + by)

    @Slot(int, int)
    def _show_place(self, page: int, pages: int) -> None:
        self.place.setText(f"第{page}页 / {pages}　{self._paper.percent}%")
