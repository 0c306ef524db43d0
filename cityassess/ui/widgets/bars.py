"""The bars of a ranking, painted: place, name, bar, score and colour of each object on one line."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QSizePolicy, QToolTip

from cityassess.scoring.assessment import GroupRanking, Standing
from cityassess.ui.theme import Theme, font
from cityassess.ui.tokens import BODY, SMALL
from cityassess.ui.widgets.tag import paint_tag, tag_width
from cityassess.wording import rank_cell, rating_text

LINE, WIDEST_LINE = 30, 42
_RANK, _NAME, _SCORE, _TAG, _GAP = 34, 120, 64, 66, 10


class RankingBars(QAbstractScrollArea):
    """One group's ranking; a click or Enter on a line asks for the object behind it.

    Bars begin at zero and end at the full marks where these are known, else at the best score, so their lengths are in
    the proportion of the scores.
    """

    chosen = Signal(int)
    """Carries the key of the object."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._lines: tuple[Standing, ...] = ()
        self._most = Fraction(1)
        self._current = 0
        self._hovered = -1
        self._line = LINE
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setObjectName("paper")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self._body, self._small, self._bold = font(BODY), font(SMALL, bold=True), font(BODY, bold=True)
        theme.changed.connect(self._repaint)

    def show_ranking(self, group: GroupRanking) -> None:
        """Show a group, best first, and below it those who are not ranked."""
        self._lines = group.standings
        scores = [line.score.published for line in group.ranked if line.score.published is not None]
        full = Fraction(group.score.full) if _is_number(group.score.full) else None
        self._most = max([*scores, Fraction(0), *([full] if full is not None else [])]) or Fraction(1)
        self._current = min(self._current, max(0, len(self._lines) - 1))
        self.setAccessibleName(group.name)
        self.setAccessibleDescription(f"{len(group.ranked)}个对象的名次和得分")
        self._fit()
        self.viewport().update()

    @property
    def lines(self) -> tuple[Standing, ...]:
        """What is shown, from the top."""
        return self._lines

    def line_box(self, index: int) -> QRect:
        """Where a line lies in the viewport."""
        top = index * self._line - self.verticalScrollBar().value()
        return QRect(0, top, self.viewport().width(), self._line)

    def sizeHint(self) -> QSize:
        return QSize(420, LINE * max(3, len(self._lines)) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, LINE * 3)

    @Slot()
    def _repaint(self) -> None:
        self.viewport().update()

    def _fit(self) -> None:
        seen = self.viewport().height()
        self._line = max(LINE, min(WIDEST_LINE, seen // max(1, len(self._lines))))
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, len(self._lines) * self._line - seen))
        bar.setPageStep(seen)
        bar.setSingleStep(self._line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        first = (event.rect().top() + self.verticalScrollBar().value()) // self._line
        last = (event.rect().bottom() + self.verticalScrollBar().value()) // self._line
        for index in range(max(0, first), min(len(self._lines), last + 1)):
            self._paint_line(painter, index)
        painter.end()

    def _paint_line(self, painter: QPainter, index: int) -> None:
        tokens, line, box = self._theme.tokens, self._lines[index], self.line_box(index)
        focused = self.hasFocus() and index == self._current
        if focused or index == self._hovered:
            painter.fillRect(box, QColor(tokens.selection if focused else tokens.line2))
        if focused:
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._body)
        painter.setPen(QColor(tokens.sub))
        rank = QRect(box.left(), box.top(), _RANK, box.height())
        painter.drawText(rank, middle | Qt.AlignmentFlag.AlignRight, rank_cell(line.rank))
        painter.setPen(QColor(tokens.text))
        name = QRect(rank.right() + _GAP, box.top(), _NAME, box.height())
        painter.drawText(name, middle | Qt.AlignmentFlag.AlignLeft, self._elided(line.name))
        score = QRect(box.right() - _TAG - _SCORE - _GAP, box.top(), _SCORE, box.height())
        room = score.left() - name.right() - 2 * _GAP
        self._paint_bar(painter, line, QRect(name.right() + _GAP, box.top(), room, box.height()))
        painter.setFont(self._bold if line.rank is not None else self._body)
        painter.setPen(QColor(tokens.text if line.rank is not None else tokens.sub))
        painter.drawText(score, middle | Qt.AlignmentFlag.AlignRight, line.score.text)
        if line.rating is not None and line.rating.tint:
            painter.setFont(self._small)
            width = tag_width(line.rating.tint, line.rating.name, QFontMetrics(self._small))
            paint_tag(
                painter,
                QRectF(box.right() - width - 2, box.center().y() - 10.5, width, 22),
                line.rating.tint,
                line.rating.name,
                tokens,
            )

    def _paint_bar(self, painter: QPainter, line: Standing, box: QRect) -> None:
        if box.width() < 8:
            return
        tokens = self._theme.tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(Qt.PenStyle.NoPen)
        ground = QRectF(box.left(), box.center().y() - 5, box.width(), 10)
        painter.setBrush(QColor(tokens.line2))
        painter.drawRoundedRect(ground, 5, 5)
        if line.score.published is not None and line.score.published > 0:
            ground.setWidth(max(10.0, float(line.score.published / self._most) * box.width()))
            tint = line.rating.tint if line.rating is not None else ""
            colours = {"yellow": tokens.yellow, "red": tokens.red}
            painter.setBrush(QColor(colours.get(tint, tokens.accent)))
            painter.drawRoundedRect(ground, 5, 5)

    def _elided(self, name: str) -> str:
        return QFontMetrics(self._body).elidedText(name, Qt.TextElideMode.ElideRight, _NAME)

    # ---- choosing

    def _line_at(self, place: QPoint) -> int:
        index = (place.y() + self.verticalScrollBar().value()) // self._line
        return index if 0 <= index < len(self._lines) else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hovered = self._line_at(event.position().toPoint())
        if hovered != self._hovered:
            self._hovered = hovered
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = -1
        self.viewport().update()
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self._line_at(event.position().toPoint())
        if index >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self._current = index
            self.chosen.emit(self._lines[index].object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._lines) - 1
        moves = {
            Qt.Key.Key_Up: self._current - 1,
            Qt.Key.Key_Down: self._current + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if key in moves and last >= 0:
            self._current = max(0, min(last, moves[key]))
            self._show_current()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and last >= 0:
            self.chosen.emit(self._lines[self._current].object)
        else:
            super().keyPressEvent(event)

    def _show_current(self) -> None:
        bar, top = self.verticalScrollBar(), self._current * self._line
        bar.setValue(min(max(bar.value(), top + self._line - self.viewport().height()), top))
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self._line_at(event.pos())
            if index >= 0:
                line = self._lines[index]
                words = [line.name, line.score.text, rating_text(line.rating), line.reason]
                QToolTip.showText(event.globalPos(), "　".join(filter(None, words)), self.viewport())
                return True
        return super().viewportEvent(event)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()
