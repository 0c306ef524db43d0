"""Bound figures in the text: each is one character that shows a value, so that nothing can be typed into it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSizeF
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QFontMetricsF,
    QPainter,
    QPen,
    QPyTextObject,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QWidget

from cityassess.services.bulletin.document import Bound, Piece
from cityassess.services.bulletin.laying import FieldState
from cityassess.ui.bulletin.changing import tidy
from cityassess.ui.theme import Theme

CHIP = "\ufffc"
CHIP_OBJECT = int(QTextFormat.ObjectTypes.UserObject) + 1
_FACT = int(QTextFormat.Property.UserProperty) + 1
_TEXT = _FACT + 1
_STATE = _FACT + 2
_PAD = 4.0
_NARROWEST = 80.0
_BREAKS = str.maketrans({"\u2028": "\n", "\u2029": "\n", "\x00": None, CHIP: None})


@dataclass(frozen=True, slots=True)
class Shown:
    """A bound figure as the text shows it: its value and what became of it."""

    text: str
    state: FieldState = FieldState.CURRENT


def chip_format(base: QTextCharFormat, fact: str, shown: Shown) -> QTextCharFormat:
    """The format of the one character that stands for a bound figure."""
    made = QTextCharFormat(base)
    made.setObjectType(CHIP_OBJECT)
    made.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
    made.setProperty(_FACT, fact)
    made.setProperty(_TEXT, shown.text)
    made.setProperty(_STATE, str(shown.state))
    return made


def bound_of(given: QTextFormat) -> Bound | None:
    """The bound figure that a character of this format stands for."""
    if given.objectType() != CHIP_OBJECT:
        return None
    return Bound(str(given.property(_FACT)), str(given.property(_TEXT)))


def pieces_of(block: QTextBlock) -> Iterator[Piece]:
    """The pieces of a block of the text."""
    places = block.begin()
    while not places.atEnd():
        fragment = places.fragment()
        bound = bound_of(fragment.charFormat())
        for part in _parted(fragment.text()):
            if part == CHIP and bound is not None:
                yield bound
            else:
                yield part.translate(_BREAKS)
        places += 1


def _parted(text: str) -> Iterator[str]:
    """Text with each character that may stand for a figure by itself."""
    for number, part in enumerate(text.split(CHIP)):
        if number:
            yield CHIP
        if part:
            yield part


def words_of(pieces: Iterable[Piece]) -> str:
    """Pieces as characters of the document: a figure counts as one."""
    return "".join(piece if isinstance(piece, str) else CHIP for piece in pieces)


def insert_pieces(
    cursor: QTextCursor, pieces: Iterable[Piece], plain: QTextCharFormat, shown: dict[str, Shown]
) -> None:
    """Put pieces in at a cursor; a line feed begins a paragraph of the same passage."""
    for piece in tidy(pieces):
        if isinstance(piece, Bound):
            seen = shown.get(piece.fact, Shown(piece.text))
            cursor.insertText(CHIP, chip_format(plain, piece.fact, seen))
        else:
            for number, words in enumerate(piece.split("\n")):
                if number:
                    cursor.insertBlock()
                cursor.insertText(words.translate(_BREAKS), plain)


class ChipPainter(QPyTextObject):
    """Paints bound figures: tinted by their state, never wider than the text."""

    def __init__(self, theme: Theme, view: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view = view

    def intrinsicSize(self, _document: QTextDocument, _place: int, given: QTextFormat) -> QSizeF:
        metrics = QFontMetricsF(given.toCharFormat().font())
        room = max(_NARROWEST, self._view.width() - 96.0)
        wide = metrics.horizontalAdvance(_text(given)) + 2 * _PAD + 2
        # Of an object in the middle Qt takes half of its height and a quarter of an x above the baseline: as high as
        # the letters beside it, so that their line stays where it is.
        return QSizeF(min(wide, room), 2 * metrics.ascent() - _half_x(given))

    def drawObject(
        self,
        painter: QPainter,
        box: QRectF | QRect,
        _document: QTextDocument,
        _place: int,
        given: QTextFormat,
    ) -> None:
        box, tokens = QRectF(box), self._theme.tokens
        ground, ink = {
            str(FieldState.MOVED): (tokens.yellow_ground, tokens.yellow_text),
            str(FieldState.GONE): (tokens.red_ground, tokens.red_text),
        }.get(str(given.property(_STATE)), (tokens.accent_soft, tokens.accent))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(QColor(ink), 1))
        painter.setBrush(QColor(ground))
        font = given.toCharFormat().font()
        metrics = QFontMetricsF(font)
        base = box.top() + (box.height() + _half_x(given)) / 2
        plate = QRectF(
            box.left() + 1.5,
            base - metrics.ascent() + 0.5,
            box.width() - 3,
            metrics.ascent() + metrics.descent() - 1,
        )
        painter.drawRoundedRect(plate, 4, 4)
        painter.setFont(font)
        text = _elided(metrics, _text(given), box.width() - 2 * _PAD)
        painter.setPen(QColor(ink if given.property(_STATE) != str(FieldState.CURRENT) else tokens.text))
        painter.drawText(QPointF(box.left() + _PAD + 1, base), text)
        painter.restore()


def _half_x(given: QTextFormat) -> float:
    return QFontMetrics(given.toCharFormat().font()).xHeight() / 2


def _text(given: QTextFormat) -> str:
    return str(given.property(_TEXT) or "") or "（空）"


def _elided(metrics: QFontMetricsF, text: str, room: float) -> str:
    from PySide6.QtCore import Qt

    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
