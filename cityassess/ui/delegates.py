"""Delegates that paint rows themselves and read the Python values directly."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QTreeView

from cityassess.ui.index import Index
from cityassess.ui.models.standings import Line, Shows, StandingsModel
from cityassess.ui.models.traces import TraceModel
from cityassess.ui.theme import Theme, font
from cityassess.ui.tokens import BODY, SMALL
from cityassess.ui.widgets.tag import paint_tag, tag_width

_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class StandingsDelegate(QStyledItemDelegate):
    """Paints the lines of a ranking."""

    def __init__(self, view: QTableView, model: StandingsModel, theme: Theme) -> None:
        super().__init__(view)
        self._view, self._model, self._theme = view, model, theme
        self._body, self._bold, self._small = font(BODY), font(BODY, bold=True), font(SMALL, bold=True)
        self._small_metrics = QFontMetrics(self._small)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens, box = self._theme.tokens, option.rect
        line, column = self._model.lines[index.row()], self._model.columns[index.column()]
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(tokens.selection))
        painter.setPen(QColor(tokens.line2))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        inner = box.adjusted(10, 0, -10, 0)
        ranked = line.standing.rank is not None
        painter.setPen(QColor(tokens.text if ranked else tokens.sub))
        painter.setFont(self._bold if column.shows is Shows.SCORE and ranked else self._body)
        text = line.text(column)
        match column.shows:
            case Shows.RATING:
                self._paint_rating(painter, box, line)
            case Shows.CHANGE | Shows.AGAINST:
                painter.setPen(QColor(tokens.good if text.startswith("↑") else tokens.sub))
                painter.drawText(inner, _RIGHT, text)
            case _:
                metrics = QFontMetrics(painter.font())
                elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
                painter.drawText(inner, _LEFT if column.is_left else _RIGHT, elided)
        if index == self._view.currentIndex() and self._view.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.drawRect(box.adjusted(1, 1, -1, -1))

    def _paint_rating(self, painter: QPainter, box: QRect, line: Line) -> None:
        rating = line.standing.rating
        if rating is None or not rating.tint:
            return
        painter.setFont(self._small)
        width = tag_width(rating.tint, rating.name, self._small_metrics)
        place = QRectF(box.left() + 8, box.center().y() - 10.5, width, 22)
        paint_tag(painter, place, rating.tint, rating.name, self._theme.tokens)


class TraceDelegate(QStyledItemDelegate):
    """Paints a step of a trace: name and number on one line, the sentence below it."""

    ROW = 44

    def __init__(self, view: QTreeView, model: TraceModel, theme: Theme) -> None:
        super().__init__(view)
        self._view, self._model, self._theme = view, model, theme
        self._body, self._bold, self._small = font(BODY), font(BODY, bold=True), font(SMALL)
        self._metrics, self._small_metrics = QFontMetrics(self._body), QFontMetrics(self._small)

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(option.rect.width(), self.ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        node = self._model.node(index)
        if node is None:
            return
        tokens, box = self._theme.tokens, option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(tokens.selection))
        painter.setPen(QColor(tokens.line2))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        inner = box.adjusted(6, 4, -10, -4)
        lines = 2 if node.sentence or node.clause else 1
        upper = QRect(inner.left(), inner.top(), inner.width(), inner.height() // lines)
        painter.setFont(self._bold)
        painter.setPen(QColor(tokens.text))
        painter.drawText(upper, _RIGHT, node.number)
        room = upper.width() - QFontMetrics(self._bold).horizontalAdvance(node.number) - 12
        painter.setFont(self._body)
        painter.drawText(
            upper, _LEFT, self._metrics.elidedText(node.title, Qt.TextElideMode.ElideRight, room)
        )
        if lines > 1:
            lower = QRect(inner.left(), upper.bottom() + 1, inner.width(), inner.height() - upper.height())
            painter.setFont(self._small)
            painter.setPen(QColor(tokens.sub))
            most = lower.width() * 2 // 5 if node.sentence else lower.width()
            clause = self._small_metrics.elidedText(node.clause, Qt.TextElideMode.ElideRight, most)
            painter.drawText(lower, _RIGHT, clause)
            taken = self._small_metrics.horizontalAdvance(clause) + 12 if clause else 0
            left = lower.width() - taken
            said = self._small_metrics.elidedText(node.sentence, Qt.TextElideMode.ElideRight, left)
            painter.drawText(lower, _LEFT, said)
        if option.state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.drawRect(box.adjusted(1, 1, -1, -1))
