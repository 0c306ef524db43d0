"""The text of a scheme to be changed: with line numbers, and the lines at fault marked."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QRect, QSize, Qt, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontInfo,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from cityassess.ui.theme import Theme
from cityassess.ui.tokens import BODY

_ROOM = 10


class SchemeText(QPlainTextEdit):
    """A plain text editor; Tab leaves it, lines are numbered from 1."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._faults: tuple[int, ...] = ()
        self.setAccessibleName("方案文本")
        face = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        face.setFamilies([QFontInfo(face).family(), theme.family])
        face.setPixelSize(BODY)
        self.setFont(face)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        self.numbers = _Numbers(self)
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._scroll_numbers)
        theme.changed.connect(self._mark)
        self._make_room()

    def show_text(self, text: str, *, as_edit: bool = False) -> None:
        """Show another text; as an edit it can be undone."""
        if as_edit:
            cursor = QTextCursor(self.document())
            cursor.select(QTextCursor.SelectionType.Document)
            cursor.insertText(text)
        else:
            self.setPlainText(text)
        self._make_room()
        self.mark_faults(())

    def mark_faults(self, lines: Collection[int]) -> None:
        """Mark the lines at fault and go to the first."""
        self._faults = tuple(sorted(set(lines)))
        self._mark()
        if self._faults:
            self.setTextCursor(QTextCursor(self.document().findBlockByNumber(self._faults[0] - 1)))
            self.centerCursor()

    def find_next(self, text: str) -> bool:
        """Go to the next place of a text, from the top again after the last; whether there is one."""
        if self.find(text):
            return True
        here = self.textCursor()
        self.setTextCursor(QTextCursor(self.document()))
        if self.find(text):
            return True
        self.setTextCursor(here)
        return False

    @property
    def faults(self) -> tuple[int, ...]:
        """The lines that are marked."""
        return self._faults

    @Slot()
    def _mark(self) -> None:
        marks = []
        for line in self._faults:
            mark = QTextEdit.ExtraSelection()
            look = QTextCharFormat()
            look.setBackground(QColor(self._theme.tokens.red_ground))
            look.setProperty(QTextFormat.Property.FullWidthSelection, True)
            mark.format = look
            mark.cursor = QTextCursor(self.document().findBlockByNumber(line - 1))
            marks.append(mark)
        self.setExtraSelections(marks)
        self.numbers.update()

    def number_width(self) -> int:
        """How wide the column of line numbers is."""
        digits = len(str(max(99, self.blockCount())))
        return self.fontMetrics().horizontalAdvance("0") * digits + 2 * _ROOM

    @Slot()
    def _make_room(self) -> None:
        self.setViewportMargins(self.number_width(), 0, 0, 0)

    @Slot(QRect, int)
    def _scroll_numbers(self, box: QRect, by: int) -> None:
        if by:
            self.numbers.scroll(0, by)
        else:
            self.numbers.update(0, box.y(), self.numbers.width(), box.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        inside = self.contentsRect()
        self.numbers.setGeometry(inside.left(), inside.top(), self.number_width(), inside.height())

    def paint_numbers(self, painter: QPainter, box: QRect) -> None:
        """Paint the numbers of the lines in sight."""
        tokens = self._theme.tokens
        painter.fillRect(box, QColor(tokens.head))
        painter.setFont(self.font())
        top_of = self.contentOffset()
        shift = self.viewport().geometry().top() - self.contentsRect().top()
        block = self.firstVisibleBlock()
        while block.isValid():
            place = self.blockBoundingGeometry(block).translated(top_of)
            top = int(place.top()) + shift
            if top > box.bottom():
                break
            number = block.blockNumber() + 1
            painter.setPen(QColor(tokens.red_text if number in self._faults else tokens.faint))
            line = QRect(0, top, self.numbers.width() - _ROOM, int(place.height()))
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(number))
            block = block.next()


class _Numbers(QWidget):
    """The column of line numbers."""

    def __init__(self, text: SchemeText) -> None:
        super().__init__(text)
        self._text = text

    def sizeHint(self) -> QSize:
        return QSize(self._text.number_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._text.paint_numbers(painter, event.rect())
        painter.end()
