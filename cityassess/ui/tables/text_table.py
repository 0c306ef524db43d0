"""A table that is only read: rows as high as their text, sections between them, chosen whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRect, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from cityassess.ui.index import Index
from cityassess.ui.models.texts import TextModel
from cityassess.ui.theme import Theme, font
from cityassess.ui.tokens import BODY, ROW_HEIGHT

_PADDING, _ABOVE = 10, 6
_WRAPPED = int(Qt.TextFlag.TextWordWrap)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_FIT_MS = 40


class TextDelegate(QStyledItemDelegate):
    """Paints texts with room around them, wrapped in columns that wrap and cut with … in the others."""

    def __init__(self, view: TextTable, model: TextModel, theme: Theme) -> None:
        super().__init__(view)
        self._view, self._model, self._theme = view, model, theme
        self._body, self._bold = font(BODY), font(BODY, bold=True)
        self._metrics = QFontMetrics(self._body)

    def height_of(self, text: str, width: int) -> int:
        """How high a text is in a column that wraps."""
        room = max(1, width - 2 * _PADDING)
        if self._metrics.horizontalAdvance(text) <= room:
            return ROW_HEIGHT
        whole = self._metrics.boundingRect(QRect(0, 0, room, 1 << 20), _WRAPPED, text)
        return max(ROW_HEIGHT, whole.height() + 2 * _ABOVE)

    def width_of(self, text: str) -> int:
        """How wide a text is on one line."""
        return self._metrics.horizontalAdvance(text) + 2 * _PADDING

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens, box = self._theme.tokens, option.rect
        section = index.row() in self._model.sections
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(tokens.selection))
        elif section:
            painter.fillRect(box, QColor(tokens.head))
        painter.setPen(QColor(tokens.line if section else tokens.line2))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        faint = index.row() in self._model.faint
        painter.setPen(QColor(tokens.sub if faint else tokens.text))
        painter.setFont(self._bold if section else self._body)
        text = self._model.rows[index.row()][index.column()]
        inner = box.adjusted(_PADDING, _ABOVE, -_PADDING, -_ABOVE)
        right = index.column() in self._model.right
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        if index.column() in self._view.wrapped and not section:
            painter.drawText(inner, _LEFT | _WRAPPED, text)
        else:
            shown = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, shown)
        if index.row() == self._view.currentIndex().row() and self._view.hasFocus():
            self._frame(painter, box, index.column())

    def _frame(self, painter: QPainter, box: QRect, column: int) -> None:
        painter.setPen(QPen(QColor(self._theme.tokens.accent), 2))
        inner = box.adjusted(1, 1, -1, -1)
        painter.drawLine(box.left(), inner.top(), box.right(), inner.top())
        painter.drawLine(box.left(), inner.bottom(), box.right(), inner.bottom())
        if column == 0:
            painter.drawLine(inner.topLeft(), inner.bottomLeft())
        if column + self._view.columnSpan(self._view.currentIndex().row(), column) >= len(self._model.head):
            painter.drawLine(inner.topRight(), inner.bottomRight())


class TextTable(QTableView):
    """Shows a text model; ``wrapped`` columns wrap, and ``stretched`` takes the room that is left."""

    def __init__(
        self,
        model: TextModel,
        widths: Sequence[int],
        name: str,
        theme: Theme,
        *,
        stretched: int,
        wrapped: Sequence[int] = (),
    ) -> None:
        super().__init__()
        self.texts, self.wrapped = model, frozenset(wrapped)
        self.setModel(model)
        self._paints = TextDelegate(self, model, theme)
        self.setItemDelegate(self._paints)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(ROW_HEIGHT)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        columns = self.horizontalHeader()
        columns.setFixedHeight(ROW_HEIGHT)
        columns.setHighlightSections(False)
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width)
        columns.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_FIT_MS)
        self._rest.timeout.connect(self.fit_rows)
        model.modelReset.connect(self.fit_rows)
        theme.changed.connect(self.viewport().update)

    def fit_column(self, column: int, texts: Iterable[str], least: int, most: int) -> None:
        """Make a column as wide as the longest of some texts, between two limits."""
        longest = max(texts, key=len, default="")
        self.setColumnWidth(column, min(max(self._paints.width_of(longest), least), most))

    @Slot()
    def fit_rows(self) -> None:
        """Make each row as high as its longest text, and let sections run across."""
        self.clearSpans()
        heights = self.verticalHeader()
        for row, texts in enumerate(self.texts.rows):
            if row in self.texts.sections:
                self.setSpan(row, 0, 1, len(self.texts.head))
            if self.wrapped:
                high = max(self._paints.height_of(texts[c], self.columnWidth(c)) for c in self.wrapped)
                heights.resizeSection(row, ROW_HEIGHT if row in self.texts.sections else high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.wrapped:
            self._rest.start()
