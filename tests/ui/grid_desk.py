"""A grid on an office's marks with hands and eyes: keys go to whatever has the keyboard, messages are kept."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cityassess.ui.grid.area import Area
from cityassess.ui.grid.entry import EntryGrid
from cityassess.ui.grid.keys import chord
from cityassess.ui.grid.question import Question
from cityassess.ui.grid.statistics import SelectionStatistics
from tests.ui.grid_office import OfficeMarks

NONE = Qt.KeyboardModifier.NoModifier


class Desk:
    """An open grid; rows and columns are counted from 0."""

    def __init__(self, qtbot: QtBot, office: OfficeMarks) -> None:
        self.office = office
        self.entry = EntryGrid(office)
        self.grid = self.entry.grid
        self.grid.now = lambda: dt.datetime(2025, 11, 3, 10, 32, tzinfo=dt.UTC)
        self.messages: list[str] = []
        self.modes: list[str] = []
        self.questions: list[Question] = []
        self.figures: list[SelectionStatistics] = []
        self.grid.message.connect(self.messages.append)
        self.grid.mode_changed.connect(self.modes.append)
        self.grid.asked.connect(self.questions.append)
        self.grid.statistics_changed.connect(self.figures.append)
        qtbot.addWidget(self.entry)
        self.entry.resize(760, 560)
        # A window that is asked to become active before it is exposed may never be.
        with qtbot.waitActive(self.entry):
            self.entry.show()
            self.entry.activateWindow()
        self.grid.setFocus()
        qtbot.waitUntil(self.grid.hasFocus)

    @property
    def keyboard(self) -> QWidget:
        """The widget that the next key goes to."""
        return QApplication.focusWidget() or self.grid

    def press(self, *chords: str) -> None:
        """Press keys such as ``Ctrl+D``, one after the other."""
        for text in chords:
            number = chord(text)
            key = Qt.Key(number & ~int(Qt.KeyboardModifier.KeyboardModifierMask.value))
            modifiers = Qt.KeyboardModifier(number & int(Qt.KeyboardModifier.KeyboardModifierMask.value))
            if text == "Shift+Tab":
                key = Qt.Key.Key_Backtab  # as keyboards send it
            QTest.keyClick(self.keyboard, key, modifiers)

    def type(self, text: str) -> None:
        """Type characters one by one, as key events that carry them."""
        for character in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                key = ord(character.upper()) if character.isascii() else 0
                QApplication.sendEvent(self.keyboard, QKeyEvent(kind, key, NONE, character))

    def compose(self, commit: str = "", preedit: str = "") -> None:
        """Send what an input method sends to the widget that has the keyboard."""
        event = QInputMethodEvent(preedit, [])
        event.setCommitString(commit)
        QApplication.sendEvent(self.keyboard, event)

    def enter(self, row: int, column: int, typed: str) -> None:
        """Go to a cell, type and press Enter."""
        self.go(row, column)
        self.type(typed)
        self.press("Return")

    def go(self, row: int, column: int) -> None:
        """Make a cell current."""
        self.grid.cursor_.go(row, column)

    def select(self, top: int, left: int, bottom: int, right: int) -> None:
        """Select a rectangle from its top left cell."""
        self.grid.cursor_.go(top, left)
        self.grid.cursor_.extend(bottom, right)

    @property
    def at(self) -> tuple[int, int]:
        """The current cell."""
        return self.grid.cursor_.at

    @property
    def selected(self) -> list[Area]:
        """The selected areas."""
        return self.grid.cursor_.areas

    def column_of(self, column: int, rows: int) -> list[str | None]:
        """What is stored in the first cells of a column."""
        return [self.office.mark(row, column) for row in range(rows)]

    def row_of(self, row: int, columns: int) -> list[str | None]:
        """What is stored in the first cells of a row."""
        return [self.office.mark(row, column) for column in range(columns)]

    def clip(self, text: str) -> None:
        """Put text on the clipboard as another program does."""
        QGuiApplication.clipboard().setText(text)

    @property
    def clipped(self) -> str:
        """The text on the clipboard."""
        return QGuiApplication.clipboard().text()
