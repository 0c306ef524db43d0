"""The margin of a draft's text: numbers of headings, and a bar beside each passage that people changed."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTextBlock
from PySide6.QtWidgets import QTextEdit

from cityassess.ui.bulletin.blocks import GUTTER, LINE_HEIGHT, id_of, number_of
from cityassess.ui.theme import font
from cityassess.ui.tokens import SMALL, Tokens

_BAR = 3


def box_of(view: QTextEdit, block: QTextBlock) -> QRectF:
    """Where a block stands in the view."""
    box = view.document().documentLayout().blockBoundingRect(block)
    return box.translated(-view.horizontalScrollBar().value(), -view.verticalScrollBar().value())


def paint_margin(view: QTextEdit, painter: QPainter, tokens: Tokens, changed: frozenset[str]) -> None:
    """Paint the margin of the blocks in sight."""
    painter.setFont(font(SMALL))
    block = view.cursorForPosition(QPoint(0, 0)).block()
    before = id_of(block.previous()) if block.previous().isValid() else ""
    bottom = view.viewport().height()
    while block.isValid():
        box = box_of(view, block)
        if box.top() > bottom:
            break
        number = number_of(block) if id_of(block) != before else ""
        if number:
            painter.setPen(QColor(tokens.sub))
            place = QRectF(2, box.top(), GUTTER - 8, LINE_HEIGHT - 4)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number)
        if id_of(block) in changed:
            bar = QRectF(GUTTER - _BAR - 2, box.top() + 2, _BAR, max(4.0, box.height() - 4))
            painter.fillRect(bar, QColor(tokens.accent))
        before, block = id_of(block), block.next()
