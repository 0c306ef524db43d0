"""The one editor that lies over the current cell, and its three modes."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QLineEdit, QTableView, QWidget

from cityassess.ui.grid.model import MarkModel
from cityassess.ui.tokens import Tokens


class Mode(Enum):
    """What the keys do now; the value is the word for the status bar."""

    READY = "就绪"
    TYPED = "输入"
    EDIT = "编辑"


class MarkEditor(QLineEdit):
    """A line that offers its keys to the grid first, shows how its text reads, and says when it loses the keyboard."""

    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrame(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.handle: Callable[[QKeyEvent], bool] = lambda _: False
        self.ghost = ""
        self._ghost_colour = QColor()
        self._frame_colour = QColor()
        self._good_frame = QColor()
        self._bad_frame = QColor()

    def set_tokens(self, tokens: Tokens) -> None:
        """Take the colours."""
        self._ghost_colour = QColor(tokens.sub)
        self._good_frame, self._bad_frame = QColor(tokens.accent), QColor(tokens.red)
        self._frame_colour = self._good_frame
        self.setStyleSheet(
            f"QLineEdit {{ background: {tokens.card}; color: {tokens.text}; border: none; border-radius: 0;"
            f" padding: 0 4px; min-height: 0; selection-background-color: {tokens.accent};"
            f" selection-color: {tokens.on_accent}; }}"
        )

    def read(self, ghost: str, *, faulty: bool) -> None:
        """Show how the text reads, or frame it red where it has a fault."""
        self.ghost = ghost
        self._frame_colour = self._bad_frame if faulty else self._good_frame
        self.update()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Let Tab come as a key."""
        return False

    def event(self, event: QEvent) -> bool:
        """Claim the grid's keys before menus and buttons of the window take them as shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer each key to the grid; accept all, so that none bubbles up to the view a second time."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.insert(QGuiApplication.clipboard().text().rstrip("\r\n"))
        elif not self.handle(event):
            super().keyPressEvent(event)
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell the grid, which stores what was typed."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line, the ghost text behind its end and the frame."""
        super().paintEvent(event)
        painter = QPainter(self)
        if self.ghost:
            painter.setPen(self._ghost_colour)
            left = 6 + self.fontMetrics().horizontalAdvance(self.text() + "  ")
            painter.drawText(self.rect().adjusted(left, 0, -4, 0), Qt.AlignmentFlag.AlignVCenter, self.ghost)
        painter.setPen(QPen(self._frame_colour, 2))
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def wanted_width(self) -> int:
        """Pixels that text and ghost need."""
        text = self.text() + ("  " + self.ghost if self.ghost else "")
        return self.fontMetrics().horizontalAdvance(text) + 20


class Editing(QObject):
    """Opens, reads and closes the editor; ``entered`` carries row, column and typed text."""

    mode_changed = Signal(str)
    entered = Signal(int, int, str)
    refused = Signal(str)

    def __init__(self, view: QTableView, model: MarkModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self.mode = Mode.READY
        self.editor = MarkEditor(view.viewport())
        self.editor.hide()
        self.editor.textChanged.connect(self._read)
        self.editor.left.connect(self._left)
        self.place = (0, 0)
        self._before = ""
        self.composing = False

    def begin(self, mode: Mode, text: str | None = None, *, take_keyboard: bool = True) -> bool:
        """Open the editor on the current cell with its own text or another; False where the cell is locked."""
        index = self._view.selectionModel().currentIndex()
        if not index.isValid():
            return False
        row, column = index.row(), index.column()
        if self._model.locked(row, column):
            self.refused.emit(self._model.cells[row][column].locked)
            return False
        self._view.scrollTo(index)
        self.place = (row, column)
        self._before = self._model.editable_text(row, column)
        numeric = self._model.columns[column].numeric
        self.editor.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, not numeric)
        self.editor.setText(self._before if text is None else text)
        self.editor.end(False)
        self._switch(mode)
        self._read()
        self.editor.show()
        self.editor.raise_()
        if take_keyboard:
            self.editor.setFocus()
        return True

    def toggle(self) -> None:
        """Switch between typing (arrows move on) and editing (arrows move the caret)."""
        self._switch(Mode.EDIT if self.mode is Mode.TYPED else Mode.TYPED)

    def commit(self) -> None:
        """Close the editor and hand on what it holds, if that differs from what the cell held."""
        if self.mode is not Mode.READY:
            self._finish(keep_keyboard=True)

    def _left(self) -> None:
        if self.mode is not Mode.READY and not self.composing:
            self._finish(keep_keyboard=False)

    def _finish(self, *, keep_keyboard: bool) -> None:
        typed, before, place = self.editor.text(), self._before, self.place
        self._close(keep_keyboard=keep_keyboard)
        if typed != before:
            self.entered.emit(*place, typed)

    def cancel(self) -> str:
        """Close the editor, forget what it holds and return it."""
        typed = self.editor.text()
        self._close(keep_keyboard=True)
        return typed

    def _close(self, *, keep_keyboard: bool) -> None:
        self._switch(Mode.READY)
        self.composing = False
        if keep_keyboard:
            self._view.setFocus()
        self.editor.hide()

    def _switch(self, mode: Mode) -> None:
        if mode is not self.mode:
            self.mode = mode
            self.mode_changed.emit(mode.value)

    def _read(self) -> None:
        typed = self.editor.text()
        parsed = self._model.parse(self.place[1], typed)
        if isinstance(parsed, str):
            self.editor.read("", faulty=True)
        else:
            plain = parsed.reading.removeprefix("=").strip() == typed.strip()
            self.editor.read("" if plain else parsed.reading, faulty=False)
        self.follow()

    def follow(self) -> None:
        """Lay the open editor over its cell, as wide as its text needs and the view allows."""
        if self.mode is Mode.READY:
            return
        cell = self._view.visualRect(self._model.index(*self.place))
        wide = self._view.viewport().width()
        width = min(max(cell.width(), self.editor.wanted_width()), wide)
        left = max(min(cell.left(), wide - width), 0) if width > cell.width() else cell.left()
        self.editor.setGeometry(left, cell.top(), width, cell.height())

    # ---- input methods

    def compose(self, event: QInputMethodEvent) -> None:
        """Take an input method's event that reached the grid instead of an editor.

        The view keeps the keyboard during the first composition, since moving it would break the composition off; a
        text committed without composition (panels, handwriting, full-width digits) opens the editor with it.
        """
        text = event.commitString()
        if self.mode is Mode.READY:
            if not text and not event.preeditString():
                event.ignore()
                return
            if not self.begin(Mode.TYPED, "", take_keyboard=bool(text)):
                return
        broken_off = self.composing and not text and not event.preeditString()
        self.composing = not text and bool(event.preeditString())
        QGuiApplication.sendEvent(self.editor, event)
        if broken_off and not self.editor.text():
            self.cancel()
        elif not self.composing:
            self.editor.setFocus()
