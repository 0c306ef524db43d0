"""The supervision colours as tags: a shape and a word always stand with the colour."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from cityassess.ui.theme import Theme, font
from cityassess.ui.tokens import SMALL, Tokens
from cityassess.wording import colour_text

SHAPES = {"white": "○", "yellow": "▲", "red": "■"}


def tag_text(tint: str, name: str) -> str:
    """The words of a tag: ``■ 红牌``; a tint that is none of the three has no shape."""
    shape = SHAPES.get(tint, "")
    return f"{shape} {colour_text(name)}".strip()


def tag_colours(tint: str, tokens: Tokens) -> tuple[QColor, QColor, QColor]:
    """Fill, outline and text of a tag."""
    match tint:
        case "yellow":
            return QColor(tokens.yellow), QColor(tokens.yellow), QColor(tokens.on_yellow)
        case "red":
            return QColor(tokens.red), QColor(tokens.red), QColor(tokens.on_red)
        case "white":
            return QColor(tokens.white), QColor(tokens.white_outline), QColor(tokens.white_text)
        case _:
            return QColor(tokens.accent_soft), QColor(tokens.accent_soft), QColor(tokens.accent)


def tag_width(tint: str, name: str, metrics: QFontMetrics) -> int:
    """How wide the tag is."""
    return metrics.horizontalAdvance(tag_text(tint, name)) + 16


def paint_tag(painter: QPainter, box: QRectF, tint: str, name: str, tokens: Tokens) -> None:
    """Paint a tag that fills the box; the painter's font is used."""
    fill, outline, text = tag_colours(tint, tokens)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(outline, 1.5))
    painter.setBrush(QBrush(fill))
    painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), 4, 4)
    painter.setPen(text)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tag_text(tint, name))


class ColourTag(QWidget):
    """One tag as a widget; empty and invisible until it is told what to show."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tint, self._name = "", ""
        self.setFont(font(SMALL, bold=True))
        self.hide()

    def show_colour(self, tint: str, name: str) -> None:
        """Show a colour; an empty name shows nothing."""
        self._tint, self._name = tint, name
        self.setVisible(bool(name))
        self.setAccessibleName(tag_text(tint, name) if name else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(tag_width(self._tint, self._name, self.fontMetrics()), 22)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        height = 22
        box = QRectF(0, (self.height() - height) / 2, self.width(), height)
        paint_tag(painter, box, self._tint, self._name, self._theme.tokens)
        painter.end()
