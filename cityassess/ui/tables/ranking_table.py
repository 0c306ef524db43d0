"""The table of a ranking: numbers at the right, names that stay in sight while the rest is scrolled aside."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from cityassess.ui.delegates import StandingsDelegate
from cityassess.ui.index import Index
from cityassess.ui.models.standings import Shows, StandingsModel
from cityassess.ui.theme import Theme, font
from cityassess.ui.tokens import BODY, HEADER_HEIGHT, ROW_HEIGHT, SMALL

FROZEN = 2
"""Rank and name stay at the left."""
_ROOM = 20
_WIDEST, _WIDEST_NAME, _MORE_FOR_NAMES = 168, 260, 100


class RankingHeader(QHeaderView):
    """Headings of two lines, each cut with … where it is too long."""

    def __init__(self, model: StandingsModel, theme: Theme, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model, self._theme, self._font = model, theme, font(SMALL)
        self.metrics = QFontMetrics(self._font)
        self.setFixedHeight(HEADER_HEIGHT)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(40)

    def paintSection(self, painter: QPainter, box: QRect, section: int) -> None:
        tokens = self._theme.tokens
        painter.save()
        painter.fillRect(box, QColor(tokens.head))
        painter.setPen(QColor(tokens.line))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if 0 <= section < len(self._model.columns):
            column = self._model.columns[section]
            side = Qt.AlignmentFlag.AlignLeft if column.is_left else Qt.AlignmentFlag.AlignRight
            painter.setFont(self._font)
            painter.setPen(QColor(tokens.sub))
            inner = box.adjusted(10, 0, -10, 0)
            lines = [
                self.metrics.elidedText(line, Qt.TextElideMode.ElideRight, inner.width())
                for line in column.heading.split("\n")
            ]
            painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, "\n".join(lines))
        painter.restore()


class RankingTable(QTableView):
    """Rows are chosen whole and cells with the arrow keys; Enter, Alt+Enter and a double click ask about a cell."""

    asked = Signal(QModelIndex, bool)
    """A cell is to be explained; whether the keyboard goes there too."""

    def __init__(self, model: StandingsModel, theme: Theme) -> None:
        super().__init__()
        self._standings = model
        self._body = QFontMetrics(font(BODY, bold=True))
        self._head = _dress(self, model, theme)
        self.setAccessibleName("排名表")
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(StandingsDelegate(self, model, theme))
        self.still = QTableView(self)
        _dress(self.still, model, theme)
        self.still.setItemDelegate(StandingsDelegate(self.still, model, theme))
        self.still.setObjectName("still")
        self.still.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.still.setFocusProxy(self)
        self.still.setSelectionModel(self.selectionModel())
        self.still.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.still.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.still.setVerticalScrollMode(self.verticalScrollMode())
        self.still.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(self.still.verticalScrollBar().setValue)
        self.horizontalScrollBar().valueChanged.connect(self._cover)
        self.horizontalScrollBar().rangeChanged.connect(self._cover)
        for view in (self, self.still):
            view.doubleClicked.connect(self._ask)
        self.still.hide()
        theme.changed.connect(self.viewport().update)
        theme.changed.connect(self.still.viewport().update)

    def fit_columns(self) -> None:
        """Give each column the room that its texts need, and names what is left over, within reason."""
        widths: list[int] = []
        for column in self._standings.columns:
            text = self._body.horizontalAdvance(self._standings.longest(column))
            head = max(map(self._head.metrics.horizontalAdvance, column.heading.split("\n")))
            most = _WIDEST_NAME if column.shows is Shows.NAME else _WIDEST
            wanted = column.width if column.shows is Shows.RATING else max(text, head) + _ROOM
            widths.append(min(max(column.width, wanted), most))
        spare = self.viewport().width() - sum(widths)
        for place, (column, width) in enumerate(zip(self._standings.columns, widths, strict=True)):
            more = max(0, min(spare, _MORE_FOR_NAMES)) if column.shows is Shows.NAME else 0
            for view in (self, self.still):
                view.setColumnWidth(place, width + more)
        for place in range(len(widths)):
            self.still.setColumnHidden(place, place >= FROZEN)
        self._cover()

    @Slot()
    def _cover(self) -> None:
        """Lay the still columns over the scrolled ones, only while these are scrolled aside."""
        scrolled = self.horizontalScrollBar().value() > 0
        width = sum(self.columnWidth(place) for place in range(min(FROZEN, len(self._standings.columns))))
        height = self.viewport().height() + HEADER_HEIGHT
        self.still.setGeometry(QRect(QPoint(0, 0), QPoint(width - 1, height - 1)))
        self.still.setVisible(scrolled)
        self.still.verticalScrollBar().setValue(self.verticalScrollBar().value())

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a cell into sight, and not below the still columns."""
        bar = self.horizontalScrollBar()
        if index.column() < FROZEN:  # in sight wherever the rest stands
            kept = bar.value()
            super().scrollTo(index, hint)
            bar.setValue(kept)
            return
        super().scrollTo(index, hint)
        covered = sum(self.columnWidth(place) for place in range(FROZEN))
        bar.setValue(bar.value() - max(0, covered - self.columnViewportPosition(index.column())))

    @Slot(QModelIndex)
    def _ask(self, index: QModelIndex) -> None:
        self.asked.emit(index, False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.asked.emit(self.currentIndex(), not event.modifiers() & Qt.KeyboardModifier.AltModifier)
            event.accept()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()


def _dress(table: QTableView, model: StandingsModel, theme: Theme) -> RankingHeader:
    table.setModel(model)
    head = RankingHeader(model, theme, table)
    table.setHorizontalHeader(head)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    rows = table.verticalHeader()
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(ROW_HEIGHT)
    return head
