"""What stands beside the grid: the find bar, the go-to box, and questions with their list of faults."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from cityassess.ui.grid.area import rectangles
from cityassess.ui.grid.paste import Fault
from cityassess.ui.grid.question import Question
from cityassess.ui.grid.source import CellKey
from cityassess.ui.grid.targets import Target, hits, targets
from cityassess.ui.grid.view import MarkGrid
from cityassess.ui.index import ROOT, Index

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PAUSE_MS = 80
_FAULTS_IN_SIGHT = 6


class FaultModel(QAbstractTableModel):
    """Faults as a table: 对象, 指标, 内容, 原因."""

    HEADINGS = ("对象", "指标", "内容", "原因")

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.faults: tuple[Fault, ...] = ()

    def show(self, faults: tuple[Fault, ...]) -> None:
        """List other faults."""
        self.beginResetModel()
        self.faults = faults
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        """Faults."""
        return 0 if parent.isValid() else len(self.faults)

    def columnCount(self, parent: Index = ROOT) -> int:
        """Four."""
        return 0 if parent.isValid() else len(self.HEADINGS)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """One field of a fault."""
        if role != _DISPLAY or not index.isValid():
            return None
        fault = self.faults[index.row()]
        return (fault.object_title, fault.criterion, fault.content, fault.reason)[index.column()]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """Headings; rows are counted."""
        if role != _DISPLAY:
            return None
        return self.HEADINGS[section] if orientation == Qt.Orientation.Horizontal else str(section + 1)


class QuestionPane(QFrame):
    """A sentence, its buttons and the faults; Enter takes the first choice, Esc the harmless one."""

    answered = Signal()

    def __init__(self, grid: MarkGrid) -> None:
        super().__init__()
        self._grid = grid
        self._question: Question | None = None
        self.setObjectName("notice")
        self.setProperty("tone", "warning")
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.buttons: list[QPushButton] = []
        self._button_row = QHBoxLayout()
        self.faults = QTableView()
        self._faults = FaultModel(self)
        self.faults.setModel(self._faults)
        self.faults.setTabKeyNavigation(False)
        self.faults.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.faults.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.faults.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.faults.horizontalHeader().setStretchLastSection(True)
        self.faults.selectionModel().currentRowChanged.connect(self._show_fault)
        line = QHBoxLayout()
        line.addWidget(self.sentence, 1)
        line.addLayout(self._button_row)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(line)
        column.addWidget(self.faults)
        self.hide()

    def ask(self, question: Question) -> None:
        """Put a question; one that is still open is taken back unanswered, which changes nothing."""
        self._question = question
        self.sentence.setText(question.sentence)
        for button in self.buttons:
            self._button_row.removeWidget(button)
            button.hide()  # it is deleted only after this turn of the event loop
            button.deleteLater()
        self.buttons = []
        for number, choice in enumerate(question.choices):
            button = QPushButton(choice.label, self)
            button.setAutoDefault(False)
            button.clicked.connect(self._clicked)
            if number == 0:
                button.setObjectName("primary")
            self._button_row.addWidget(button)
            self.buttons.append(button)
        self._faults.show(question.faults)
        self.faults.setVisible(bool(question.faults))
        for column, width in enumerate((120, 120, 90)):
            self.faults.setColumnWidth(column, width)
        rows = min(len(question.faults), _FAULTS_IN_SIGHT)
        self.faults.setFixedHeight(
            self.faults.horizontalHeader().sizeHint().height() + rows * self.faults.rowHeight(0) + 4
        )
        self._grid.marks.frame(
            (fault.row, fault.column)
            for fault in question.faults
            if fault.row is not None and fault.column is not None
        )
        self.show()
        if not question.calm:
            self.buttons[0].setFocus()

    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton) and button in self.buttons:
            self.answer(self.buttons.index(button))

    def answer(self, number: int) -> None:
        """Close the pane, give the keyboard back to the grid and do what the choice says."""
        question, self._question = self._question, None
        if question is None:
            return
        self.hide()
        self._grid.setFocus()
        question.choices[number].act()
        self.answered.emit()

    def settle(self, stored: tuple[CellKey, ...]) -> None:
        """Close without an answer if one of the cells that the question is about was stored anew."""
        if self._question is not None and self._question.cells.intersection(stored):
            self.take_back()

    def take_back(self) -> None:
        """Close without an answer, as when another period is shown; nothing is written."""
        self._question = None
        self.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        """Take the frames away with the question."""
        super().hideEvent(event)
        if self._question is None:
            self._grid.marks.frame(())

    def _show_fault(self, current: Index) -> None:
        if not current.isValid() or self._question is None:
            return
        fault = self._faults.faults[current.row()]
        if fault.row is not None and fault.column is not None:
            self._grid.scrollTo(self._grid.marks.index(fault.row, fault.column))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keyboard, else the first; Esc takes the harmless choice."""
        question = self._question
        if question is not None and event.key() in _ENTER:
            focused = [number for number, button in enumerate(self.buttons) if button.hasFocus()]
            self.answer(focused[0] if focused else 0)
        elif question is not None and event.key() == Qt.Key.Key_Escape:
            self.answer(question.escape % len(question.choices))
        elif event.key() == Qt.Key.Key_F6:
            self._grid.setFocus()
        else:
            super().keyPressEvent(event)


class FindBar(QFrame):
    """Ctrl+F: a docked line with a live count; Enter and Shift+Enter step, Esc puts the keyboard on the hit."""

    def __init__(self, grid: MarkGrid) -> None:
        super().__init__()
        self._grid = grid
        self._hits: list[tuple[int, int]] = []
        self.line = QLineEdit()
        self.line.setPlaceholderText("查找对象或内容")
        self.line.setAccessibleName("查找")
        self.line.setMaximumWidth(280)
        self.count = QLabel()
        self.count.setObjectName("sub")
        hint = QLabel("Enter 下一个　Shift+Enter 上一个　Esc 关闭")
        hint.setObjectName("sub")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        for part in (self.line, self.count):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(hint)
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self.search)
        self.line.textChanged.connect(self._timer.start)
        self.hide()

    def open(self) -> None:
        """Show the bar with its text selected."""
        self.show()
        self.line.setFocus()
        self.line.selectAll()
        if self.line.text():
            self.search()

    def search(self) -> None:
        """Look for the text now and say how often it stands there."""
        self._timer.stop()
        grid = self._grid
        self._hits = hits(grid.marks, self.line.text(), grid.cursor_.at[1])
        self._say()

    def _say(self) -> None:
        if not self.line.text().strip():
            self.count.setText("")
        elif not self._hits:
            self.count.setText("没有找到")
        else:
            at = self._grid.cursor_.at
            number = f"第{self._hits.index(at) + 1:,}个，" if at in self._hits else ""
            self.count.setText(f"{number}共{len(self._hits):,}个")

    def step(self, *, back: bool = False) -> None:
        """Go to the next (previous) hit, wrapping at the end."""
        if self._timer.isActive():
            self.search()
        if not self._hits:
            return
        at = self._grid.cursor_.at
        if back:
            hit = next((hit for hit in reversed(self._hits) if hit < at), self._hits[-1])
        else:
            hit = next((hit for hit in self._hits if hit > at), self._hits[0])
        self._grid.cursor_.go(*hit)
        self._say()

    def close_bar(self) -> None:
        """Close and put the keyboard on the hit: the current cell, or the first hit if none was visited."""
        if self._timer.isActive():
            self.search()
        if self._hits and self._grid.cursor_.at not in self._hits:
            self.step()
        self.hide()
        self._grid.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Shift+Enter step, Esc closes."""
        if event.key() in _ENTER:
            self.step(back=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        elif event.key() == Qt.Key.Key_F6:
            self._grid.setFocus()
        else:
            super().keyPressEvent(event)


class GoToBox(QFrame):
    """F5: objects by name, and all blank, locked or unsaved cells at once."""

    def __init__(self, grid: MarkGrid, parent: QWidget) -> None:
        super().__init__(parent)
        self._grid = grid
        self._targets: list[Target] = []
        self.setObjectName("card")
        self.line = QLineEdit()
        self.line.setPlaceholderText("对象名，或 K 空白、L 锁定、Y 越界")
        self.line.setAccessibleName("定位")
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        title = QLabel("定位")
        title.setObjectName("section")
        for part in (title, self.line, self.list):
            column.addWidget(part)
        self.line.textChanged.connect(self._list)
        self.list.itemClicked.connect(self.go)
        self.hide()

    def open(self) -> None:
        """Show the box over the grid, empty."""
        self.line.clear()
        self._list()
        over = self._grid.geometry()
        width, height = min(360, over.width() - 16), min(320, over.height() - 16)
        self.setGeometry(over.left() + (over.width() - width) // 2, over.top() + 8, width, height)
        self.show()
        self.raise_()
        self.line.setFocus()

    def _list(self) -> None:
        self._targets = targets(self._grid.marks, self.line.text())
        self.list.clear()
        self.list.addItems([target.label for target in self._targets])
        self.list.setCurrentRow(0 if self._targets else -1)

    def go(self) -> None:
        """Go to the chosen entry; where it has no cells, say so and stay open."""
        row = self.list.currentRow()
        if not 0 <= row < len(self._targets):
            self._grid.message.emit(f"没有名称含“{self.line.text()}”的对象。")
            return
        target = self._targets[row]
        cursor = self._grid.cursor_
        if target.row is not None:
            cursor.go(target.row, cursor.at[1])
        elif target.cells:
            cursor.select(rectangles(target.cells), target.cells[0])
            self._grid.message.emit(f"已选定{len(target.cells):,}格。")
        else:
            self._grid.message.emit("没有这样的格。")
            return
        self.close_box()

    def close_box(self) -> None:
        """Close and give the keyboard back."""
        self.hide()
        self._grid.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes, Esc closes, up and down choose."""
        if event.key() in _ENTER:
            self.go()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_box()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self.list.setCurrentRow(min(max(self.list.currentRow() + step, 0), self.list.count() - 1))
        else:
            super().keyPressEvent(event)
