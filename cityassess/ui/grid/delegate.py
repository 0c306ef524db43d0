"""Paints the cells straight from the model's Python rows, which is what makes scrolling quick."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLine, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetrics, QPainter, QPen, QPolygon
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from cityassess.ui.grid.area import Area
from cityassess.ui.grid.looks import Looks
from cityassess.ui.grid.model import MarkModel, padded
from cityassess.ui.grid.source import GridCell
from cityassess.ui.index import Index

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

    def set_current(self, row: int, column: int) -> tuple[int, int]:
        """Say which cell is framed, and whose row is tinted; returns which was."""
        before, self._current = self._current, (row, column)
        return before

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell, for whoever asks for a single one."""
        row, column = index.row(), index.column()
        self._cell(painter, option.rect, row, column, selected=bool(option.state & _SELECTED))
        self._frame(painter, option.rect, row, column)

    def paint_cells(
        self,
        painter: QPainter,
        rows: Sequence[tuple[int, int, int]],
        columns: Sequence[tuple[int, int, int]],
        areas: Sequence[Area],
    ) -> None:
        """Paint all visible cells at once: grounds and texts, then the lines between them, then the frames.

        ``rows`` and ``columns`` hold number, position and size in pixels; ``areas`` are selected.
        """
        model, boxes = self._model, []
        for row, top, height in rows:
            across = [area for area in areas if area.top <= row <= area.bottom]
            for column, left, width in columns:
                selected = any(area.left <= column <= area.right for area in across)
                rect = QRect(left, top, width, height)
                self._cell(painter, rect, row, column, selected=selected)
                place = (row, column)
                if place == self._current or place in model.drafts or place in model.framed:
                    boxes.append((rect, row, column))
        right = columns[-1][1] + columns[-1][2] - 1
        bottom = rows[-1][1] + rows[-1][2] - 1
        painter.setPen(self._looks.grid_line)
        painter.drawLines(
            [QLine(columns[0][1], top + height - 1, right, top + height - 1) for _, top, height in rows]
            + [QLine(left + width - 1, rows[0][1], left + width - 1, bottom) for _, left, width in columns]
        )
        for rect, row, column in boxes:
            self._frame(painter, rect, row, column)

    def _cell(self, painter: QPainter, rect: QRect, row: int, column: int, *, selected: bool) -> None:
        model, own = self._model, self._looks
        cell = model.cells[row][column]
        place = (row, column)
        painter.fillRect(rect, self._ground(row, cell, current=place == self._current, selected=selected))
        draft = model.drafts.get(place) if model.drafts else None
        if draft is not None:
            self._number(painter, rect, column, draft.typed, own.red_text, bold=True)
        elif cell.state == "value":
            self._value(painter, rect, row, column, cell)
        elif cell.state == "not_applicable":
            painter.setFont(own.font)
            painter.setPen(own.faint)
            painter.drawText(rect.adjusted(0, 0, -self._room_right(rect, column), 0), _RIGHT, "/")
        elif not cell.locked and model.columns[column].awaits_marks and self._begun(row):
            self._pill(painter, rect)
        if cell.note:
            corner = rect.topRight()
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(own.note)
            painter.drawPolygon(QPolygon([corner - QPoint(6, 0), corner, corner + QPoint(0, 6)]))
            painter.setBrush(Qt.BrushStyle.NoBrush)

    def _frame(self, painter: QPainter, rect: QRect, row: int, column: int) -> None:
        place = (row, column)
        if place in self._model.drafts or place in self._model.framed:
            painter.setPen(self._looks.fault_frame)
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        elif place == self._current:
            painter.setPen(self._looks.current_frame)
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
        if not self._model.columns[column].numeric:
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
