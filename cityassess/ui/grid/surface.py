"""The table's surface: frozen edges, colours, zoom and the mouse; what the keys do is the grid's."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from cityassess.ui.grid.cursor import Cursor
from cityassess.ui.grid.delegate import MarkDelegate
from cityassess.ui.grid.headers import Corner, CriterionHeader, ObjectHeader
from cityassess.ui.grid.looks import looks
from cityassess.ui.grid.model import MarkModel
from cityassess.ui.grid.source import GridSource
from cityassess.ui.tokens import Tokens

ZOOM_LEAST, ZOOM_MOST, ZOOM_STEP = 75, 200, 5


class GridSurface(QTableView):
    """A table whose object names and criteria stay in sight.

    The frozen column is the vertical header and no second view, so that ``scrollTo`` cannot leave the current cell
    hidden under it.
    """

    zoom_changed = Signal(int)

    def __init__(self, source: GridSource, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.zoom = 100
        self.marks = MarkModel(source, self)
        self.cursor_ = Cursor(self, self.marks)
        self.criterion_header = CriterionHeader(self.marks, self)
        self.object_header = ObjectHeader(self.marks, self)
        self._corner = Corner(self.object_header, self)
        self._delegate = MarkDelegate(self.marks, self)
        self._tokens = tokens
        self._make_looks()

    def furnish(self) -> None:
        """Give the view its model, headers and settings, once the grid is made, as Qt calls back each time."""
        self.setModel(self.marks)
        self.setHorizontalHeader(self.criterion_header)
        self.setVerticalHeader(self.object_header)
        self.setItemDelegate(self._delegate)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerWidget(QWidget())
        self.setAccessibleName("得分录入表")

    # ---- colours and sizes

    def set_tokens(self, tokens: Tokens) -> None:
        """Take the colours of a scheme."""
        self._tokens = tokens
        self._make_looks()
        self.setStyleSheet(f"QTableView {{ background: {tokens.card}; border: none; }}")
        self.updateGeometries()
        self.viewport().update()

    def _make_looks(self) -> None:
        self._looks = looks(self._tokens, self.font(), self.zoom)
        for part in (self._delegate, self.criterion_header, self.object_header, self._corner):
            part.set_looks(self._looks)

    def set_zoom(self, percent: int) -> None:
        """Zoom rows, columns and type together, 75 to 200 percent."""
        percent = min(max(percent, ZOOM_LEAST), ZOOM_MOST)
        if percent == self.zoom:
            return
        widths = [self.columnWidth(column) * percent / self.zoom for column in range(len(self.marks.columns))]
        self.zoom = percent
        self.set_tokens(self._tokens)
        for column, width in enumerate(widths):
            self.setColumnWidth(column, round(width))
        self.zoom_changed.emit(percent)

    def fit_columns(self) -> None:
        """Make every column wide enough for its heading."""
        header = self.criterion_header
        for column in range(len(self.marks.columns)):
            self.setColumnWidth(column, header.width_for(column))

    def show_current(self, row: int, column: int) -> None:
        """Frame a cell, tint its row and mark its two headings."""
        before = self._delegate.set_current(row, column)
        self.update_rows(before[0], before[0])
        self.update_rows(row, row)
        self.criterion_header.show_current(column)
        self.object_header.show_current(row)

    def update_rows(self, first: int, last: int) -> None:
        """Have some rows painted again, from edge to edge."""
        top = self.rowViewportPosition(max(first, 0))
        height = (last - first + 1) * self._looks.row_height
        self.viewport().update(0, top, self.viewport().width(), height)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Switch the input method again: Qt turns it on for every editable cell that gets the keyboard."""
        super().focusInEvent(event)
        self.switch_input_method()

    def switch_input_method(self) -> None:
        """Off in number columns, where it would swallow the first digits; on in text columns."""
        current = self.currentIndex()
        numeric = not current.isValid() or self.marks.columns[current.column()].numeric
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, not numeric)

    # ---- mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Click selects, Shift extends, Ctrl adds."""
        index = self.indexAt(event.position().toPoint())
        if not index.isValid():
            return
        place = index.row(), index.column()
        if event.button() == Qt.MouseButton.RightButton:
            if not any(area.holds(*place) for area in self.cursor_.areas):
                self.cursor_.go(*place)
        elif event.button() == Qt.MouseButton.LeftButton:
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.cursor_.extend(*place)
            elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.cursor_.add(*place)
            else:
                self.cursor_.go(*place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag extends, scrolling on at the borders."""
        if not event.buttons() & Qt.MouseButton.LeftButton:
            return
        point = event.position().toPoint()
        row, column = self.rowAt(point.y()), self.columnAt(point.x())
        lead = self.cursor_.lead
        row = row if row >= 0 else lead[0] + (1 if point.y() > 0 else -1)
        column = column if column >= 0 else lead[1] + (1 if point.x() > 0 else -1)
        if (row, column) != lead:
            self.cursor_.extend(row, column)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep Qt from selecting again."""
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl, zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self.zoom + (ZOOM_STEP if event.angleDelta().y() > 0 else -ZOOM_STEP))
            event.accept()
        else:
            super().wheelEvent(event)

    # ---- geometry and painting

    def updateGeometries(self) -> None:
        """Keep the corner over the crossing of the two headers."""
        super().updateGeometries()
        self._corner.setGeometry(0, 0, self.object_header.width(), self.criterion_header.height())
        self._corner.raise_()

    def paint_cells(self, painter: QPainter, part: QRect) -> None:
        """Paint the cells in a part of the viewport without Qt's detour through style options for each of them."""
        painter.fillRect(part, self._looks.ground)
        rows, columns = self.marks.limits
        first_row, last_row = self.rowAt(part.top()), self.rowAt(part.bottom())
        first_column, last_column = self.columnAt(part.left()), self.columnAt(part.right())
        if first_row < 0 or first_column < 0:
            return
        last_row = last_row if last_row >= 0 else rows - 1
        last_column = last_column if last_column >= 0 else columns - 1
        height = self._looks.row_height
        down = [(row, self.rowViewportPosition(row), height) for row in range(first_row, last_row + 1)]
        along = [
            (column, self.columnViewportPosition(column), self.columnWidth(column))
            for column in range(first_column, last_column + 1)
        ]
        areas = [area for area in self.cursor_.areas if area.top <= last_row and area.bottom >= first_row]
        self._delegate.paint_cells(painter, down, along, areas)
