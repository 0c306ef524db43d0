"""The pane beside the entry grid: the criterion and its clause, and the checks that make up the current cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from cityassess.ui.grid.source import GridCell
from cityassess.ui.widgets.parts import Card, ElidedLabel, label

if TYPE_CHECKING:
    from cityassess.services.entry import EntryCheck, EntryColumn

MOST_CHECKS = 40
_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse


class CellDetail(Card):
    """What is known of one cell; the checks follow when they have been read."""

    def __init__(self) -> None:
        super().__init__(padding=16, spacing=6)
        self.object = ElidedLabel("", "section")
        self.criterion = ElidedLabel("", "sub")
        self.value = label("", "figure")
        self.locked = label("", "sub", wrap=True)
        self.clause = label("", wrap=True)
        self.clause.setTextInteractionFlags(_SELECTABLE)
        self.checks = label("", wrap=True)
        self.checks.setTextInteractionFlags(_SELECTABLE)
        self.checks.setAlignment(Qt.AlignmentFlag.AlignTop)
        inside = QWidget()
        inside.setObjectName("plain")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for each in (label("条款", "section"), self.clause, label("检查记录", "section"), self.checks):
            column.addWidget(each)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        for each in (self.object, self.criterion, self.value, self.locked):
            self.inside.addWidget(each)
        self.inside.addSpacing(6)
        self.inside.addWidget(area, 1)
        self.setFocusProxy(area)

    def show_cell(self, name: str, column: EntryColumn, cell: GridCell) -> None:
        """Show what the grid already knows."""
        self.object.setText(name)
        self.criterion.setText(f"{column.title}　{f'满分{column.full}' if column.full else column.head}")
        said = column.said(cell.text)
        self.value.setText({"blank": "未录", "not_applicable": "不适用"}.get(cell.state, said))
        self.locked.setText(cell.locked)
        self.locked.setVisible(bool(cell.locked))
        self.clause.setText(column.figure.clause or "方案里这项没有写明条款。")
        if cell.state == "blank":
            self.checks.setText("还没有记录。")

    def show_checks(self, checks: Sequence[EntryCheck]) -> None:
        """List the checks of the cell, with who stored each and when."""
        told = [
            f"{check.text}　{check.detail}\n{check.who} {check.when}".strip()
            for check in checks[:MOST_CHECKS]
        ]
        if len(checks) > MOST_CHECKS:
            told.append(f"另有{len(checks) - MOST_CHECKS}条。")
        self.checks.setText("\n\n".join(told) or "还没有记录。")
