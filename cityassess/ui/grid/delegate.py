"""Paints the cells straight from the model's Python rows, which is what makes scrolling quick."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetrics, QPainter, QPen, QPolygon
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from cityassess.ui.grid.looks import Looks
from cityassess.ui.grid.model import Index, MarkModel, padded
from cityassess.ui.grid.source import GridCell

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_SELECTED = QStyle.StateFlag.State_Selected
_UNMARKED = "未录"


class MarkDelegate(QStyledItemDelegate):
    """Ground, text, lines and frames of one cell.

    A blank is empty (marked 未录 where its row was begun), a zero is a number, 不适用 is a grey stroke. Numbers stand
    right aligned, so that their points lie under each other.
    """

    def __init__(self, model: MarkModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._current = (-1, -1)
        self._started: dict[int, bool] = {}
        model.dataChanged.connect(self._started.clear)
        model.modelReset.connect(self._forget)

    def set_looks(self, looks: Looks) -> None:
        """Take brushes, pens and fonts."""
        self._looks = looks
        self._widest: dict[int, int] = {}
        self._bold_metrics = QFontMetrics(looks.bold)
        self._metrics = QFontMetrics(looks.font)
        self._pill_width = QFontMetrics(looks.small).horizontalAdvance(_UNMARKED) + 12

    def _forget(self) -> None:
        self._started.clear()
        self._widest.clear()

    def set_current(self, row: int, column: int) -> None:
        """Say which cell is framed, and whose row is tinted."""
        self._current = (row, column)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        row, column = index.row(), index.column()
        model, own = self._model, self._looks
        rect: QRect = option.rect
        cell = model.cells[row][column]
        place = (row, column)
        current = place == self._current
        selected = bool(option.state & _SELECTED)
        painter.fillRect(rect, self._ground(row, cell, current=current, selected=selected))
        draft = model.drafts.get(place) if model.drafts else None
        if draft is not None:
            self._number(painter, rect, column, draft.typed, own.red_text, bold=True)
        elif cell.state == "value":
            self._value(painter, rect, row, column, cell)
        elif cell.state == "not_applicable":
            painter.setFont(own.font)
            painter.setPen(own.faint)
            painter.drawText(rect.adjusted(0, 0, -self._room_right(rect, column), 0), _RIGHT, "/")
        elif not cell.locked and model.columns[column].kind != "text" and self._begun(row):
            self._pill(painter, rect)
        painter.setPen(own.grid_line)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        if cell.note:
            corner = rect.topRight()
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(own.note)
            painter.drawPolygon(QPolygon([corner - QPoint(6, 0), corner, corner + QPoint(0, 6)]))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        if draft is not None or place in model.framed:
            painter.setPen(own.fault_frame)
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        elif current:
            painter.setPen(own.current_frame)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def _ground(self, row: int, cell: GridCell, *, current: bool, selected: bool) -> QBrush:
        own = self._looks
        if selected and not current:
            return own.selected
        if cell.tone == "red":
            return own.red_ground
        if cell.tone == "yellow":
            return own.yellow_ground
        if current:
            return own.ground
        if cell.locked:
            return own.head
        if row == self._current[0]:
            return own.current_row
        return own.zebra if row % 2 else own.ground

    def _value(self, painter: QPainter, rect: QRect, row: int, column: int, cell: GridCell) -> None:
        own = self._looks
        if self._model.columns[column].kind == "text":
            painter.setFont(own.font)
            painter.setPen(own.sub if cell.locked else own.text)
            text = " ⏎ ".join(cell.text.splitlines())
            room = rect.adjusted(8, 0, -8, 0)
            painter.drawText(
                room, _LEFT, self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            )
            return
        pen = own.sub if cell.locked else own.text
        if cell.tone != "plain":
            pen = own.red_text if cell.tone == "red" else own.yellow_text
        self._number(painter, rect, column, self._model.stored(row, column), pen, bold=cell.tone == "red")

    def _number(
        self, painter: QPainter, rect: QRect, column: int, text: str, pen: QPen, *, bold: bool
    ) -> None:
        own = self._looks
        painter.setFont(own.bold if bold else own.font)
        painter.setPen(pen)
        right = self._room_right(rect, column)
        room = rect.adjusted(4, 0, -right if len(text) < 7 else -4, 0)
        metrics = self._bold_metrics if bold else self._metrics
        if len(text) > 6 and metrics.horizontalAdvance(text) > room.width():
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _RIGHT, text)

    def _room_right(self, rect: QRect, column: int) -> int:
        """Pixels right of the numbers, such that the column's widest one stands in the middle."""
        widest = self._widest.get(column)
        if widest is None:
            own = self._model.columns[column]
            text = padded(own.full, own.decimals) if own.full.replace(".", "", 1).isdigit() else "/"
            widest = self._widest[column] = self._metrics.horizontalAdvance(text)
        return max((rect.width() - widest) // 2, 6)

    def _pill(self, painter: QPainter, rect: QRect) -> None:
        own = self._looks
        painter.setFont(own.small)
        painter.setPen(own.pill)
        height = min(rect.height() - 10, 20)
        left = rect.center().x() - self._pill_width // 2
        box = QRectF(left + 0.5, rect.center().y() - height / 2 + 0.5, self._pill_width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
        painter.drawRoundedRect(box, 4, 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(own.faint)
        painter.drawText(box, _CENTRE, _UNMARKED)

    def _begun(self, row: int) -> bool:
        begun = self._started.get(row)
        if begun is None:
            begun = self._started[row] = self._model.started(row)
        return begun
