"""Brushes, pens and fonts of the grid for one set of tokens and one zoom, made once and not for each cell."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPen

from cityassess.ui.tokens import BODY, HEADER_HEIGHT, ROW_HEIGHT, SMALL, Tokens


@dataclass(frozen=True, slots=True)
class Looks:
    """What painting needs, ready made; sizes are logical pixels after zooming."""

    row_height: int
    header_height: int
    font: QFont
    bold: QFont
    small: QFont
    ground: QBrush
    zebra: QBrush
    current_row: QBrush
    selected: QBrush
    head: QBrush
    yellow_ground: QBrush
    red_ground: QBrush
    grid_line: QPen
    head_line: QPen
    text: QPen
    sub: QPen
    faint: QPen
    accent: QPen
    yellow_text: QPen
    red_text: QPen
    current_frame: QPen
    fault_frame: QPen
    copy_frame: QPen
    pill: QPen
    note: QBrush


def looks(tokens: Tokens, font: QFont, zoom: int) -> Looks:
    """Make the looks at a zoom in percent."""

    def sized(pixels: int, *, bold: bool = False) -> QFont:
        made = QFont(font)
        made.setPixelSize(max(round(pixels * zoom / 100), 8))
        made.setBold(bold)
        return made

    def brush(colour: str) -> QBrush:
        return QBrush(QColor(colour))

    def pen(colour: str, width: int = 1, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
        return QPen(QColor(colour), width, style)

    return Looks(
        row_height=round(ROW_HEIGHT * zoom / 100),
        header_height=round(HEADER_HEIGHT * zoom / 100),
        font=sized(BODY),
        bold=sized(BODY, bold=True),
        small=sized(SMALL),
        ground=brush(tokens.card),
        zebra=brush(tokens.zebra),
        current_row=brush(tokens.accent_soft),
        selected=brush(tokens.selection),
        head=brush(tokens.head),
        yellow_ground=brush(tokens.yellow_ground),
        red_ground=brush(tokens.red_ground),
        grid_line=pen(tokens.line2),
        head_line=pen(tokens.line),
        text=pen(tokens.text),
        sub=pen(tokens.sub),
        faint=pen(tokens.faint),
        accent=pen(tokens.accent),
        yellow_text=pen(tokens.yellow_text),
        red_text=pen(tokens.red_text),
        current_frame=pen(tokens.accent, 2),
        fault_frame=pen(tokens.red, 2),
        copy_frame=pen(tokens.accent, 2, Qt.PenStyle.DashLine),
        pill=pen(tokens.faint, 1, Qt.PenStyle.DashLine),
        note=brush(tokens.accent),
    )
