"""The two frozen edges of the grid: criteria over full marks at the top, object names at the left."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from cityassess.ui.grid.looks import Looks
from cityassess.ui.grid.model import MarkModel

_CENTRE = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WIDEST_NAME = 240


class _Header(QHeaderView):
    """A frozen edge that marks the heading of the current cell."""

    def __init__(self, orientation: Qt.Orientation, model: MarkModel, parent: QWidget) -> None:
        super().__init__(orientation, parent)
        self._model = model
        self.current = -1
        self.setSectionsClickable(True)
        self.setHighlightSections(False)

    def show_current(self, section: int) -> None:
        """Mark the heading of the current cell, and no other."""
        before, self.current = self.current, section
        self.updateSection(before)
        self.updateSection(section)


class CriterionHeader(_Header):
    """Two lines for each criterion: its name, and its full marks in grey."""

    def __init__(self, model: MarkModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, model, parent)

    def set_looks(self, looks: Looks) -> None:
        """Take fonts and colours."""
        self._looks = looks
        self.setFixedHeight(looks.header_height)

    def sizeHint(self) -> QSize:
        """As high as two lines need."""
        return QSize(super().sizeHint().width(), self._looks.header_height)

    def width_for(self, column: int) -> int:
        """A width in which the name of a criterion shows whole, within reason."""
        own = self._model.columns[column]
        metrics = QFontMetrics(self._looks.small)
        text = max(metrics.horizontalAdvance(line) for line in (own.title, own.second_line)) + 20
        least = self._looks.row_height * (5 if own.kind == "text" else 3 if own.kind == "choice" else 2)
        return min(max(text, least + 8), self._looks.row_height * 6)

    def paintSection(self, painter: QPainter, rect: QRect, logical_index: int) -> None:
        """Paint one heading."""
        own, column = self._looks, self._model.columns[logical_index]
        here = logical_index == self.current
        painter.fillRect(rect, own.current_row if here else own.head)
        painter.setFont(own.small)
        room = rect.adjusted(4, 3, -4, -3)
        title = QFontMetrics(own.small).elidedText(column.title, Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(own.accent if here else own.text)
        if column.second_line:
            half = room.height() // 2
            painter.drawText(QRect(room.left(), room.top(), room.width(), half), _CENTRE, title)
            painter.setPen(own.sub)
            painter.drawText(
                QRect(room.left(), room.top() + half, room.width(), half), _CENTRE, column.second_line
            )
        else:
            painter.drawText(room, _CENTRE, title)
        painter.setPen(own.head_line)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())


class ObjectHeader(_Header):
    """Number and name of each object, always in sight."""

    def __init__(self, model: MarkModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, model, parent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def set_looks(self, looks: Looks) -> None:
        """Take fonts and colours, and the width that the names need."""
        self._looks = looks
        self._name_metrics = QFontMetrics(looks.bold)
        self.setMinimumSectionSize(looks.row_height)
        self.setDefaultSectionSize(looks.row_height)
        self.fit()

    def fit(self) -> None:
        """Make room for the longest name, up to a limit."""
        longest = max((row.title for row in self._model.rows), key=len, default="")
        name = min(self._name_metrics.horizontalAdvance(longest), _WIDEST_NAME)
        self.number_width = self._name_metrics.horizontalAdvance(str(max(len(self._model.rows), 100))) + 16
        self.setFixedWidth(
            self.number_width + max(name, self._name_metrics.horizontalAdvance("考核对象")) + 24
        )

    def paintSection(self, painter: QPainter, rect: QRect, logical_index: int) -> None:
        """Paint one number and name."""
        own = self._looks
        here = logical_index == self.current
        ground = own.current_row if here else own.zebra if logical_index % 2 else own.ground
        painter.fillRect(rect, ground)
        painter.setFont(own.small)
        painter.setPen(own.sub)
        painter.drawText(
            QRect(rect.left(), rect.top(), self.number_width - 8, rect.height()),
            _RIGHT,
            str(logical_index + 1),
        )
        painter.setFont(own.bold if here else own.font)
        painter.setPen(own.text)
        room = QRect(
            rect.left() + self.number_width + 4,
            rect.top(),
            rect.width() - self.number_width - 10,
            rect.height(),
        )
        title = self._model.rows[logical_index].title
        painter.drawText(
            room, _LEFT, self._name_metrics.elidedText(title, Qt.TextElideMode.ElideRight, room.width())
        )
        painter.setPen(own.grid_line)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(own.head_line)
        painter.drawLine(rect.topRight(), rect.bottomRight())


class Corner(QWidget):
    """The headings of the frozen edge, over Qt's select-all button, which still takes the clicks."""

    def __init__(self, header: ObjectHeader, parent: QWidget) -> None:
        super().__init__(parent)
        self._header = header
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_looks(self, looks: Looks) -> None:
        """Take fonts and colours."""
        self._looks = looks
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint 序号 and 考核对象."""
        own, rect, split = self._looks, self.rect(), self._header.number_width
        painter = QPainter(self)
        painter.fillRect(rect, own.head)
        painter.setFont(own.small)
        painter.setPen(own.sub)
        painter.drawText(QRect(0, 0, split, rect.height()), _CENTRE, "序号")
        painter.setPen(own.text)
        painter.drawText(QRect(split + 4, 0, rect.width() - split - 10, rect.height()), _LEFT, "考核对象")
        painter.setPen(own.head_line)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
