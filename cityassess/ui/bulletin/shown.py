"""The text of a draft as it is shown: its lines, the values in its figures, and where the caret stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QTextEdit, QToolTip

from cityassess.services.bulletin.document import Piece
from cityassess.services.bulletin.laying import FieldState
from cityassess.ui.bulletin.blocks import GUTTER, LINE_HEIGHT, Blocks, around, id_of, kind_of
from cityassess.ui.bulletin.changing import same_words, tidy
from cityassess.ui.bulletin.chips import CHIP_OBJECT, ChipPainter, Shown, pieces_of
from cityassess.ui.bulletin.clips import pieces_in, to_text
from cityassess.ui.bulletin.history import Place
from cityassess.ui.bulletin.lines import Kind, Line
from cityassess.ui.bulletin.margin import box_of, paint_margin
from cityassess.ui.theme import Theme, font

_SIZE = 14
_ROOM = 6
CASE_HINT = "在这里写案例文字；不写不印"


class ShownText(QTextEdit):
    """Lines one below the other; what is shown anew leaves the caret and the place read alone."""

    moved = Signal()
    """The caret stands elsewhere."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._lines: dict[str, Line] = {}
        self._order: tuple[str, ...] = ()
        self._known: dict[str, tuple[Piece, ...]] = {}
        self._shown: dict[str, Shown] = {}
        self._names: Mapping[str, str] = {}
        self._was: Mapping[str, str] = {}
        self._changed: frozenset[str] = frozenset()
        self._composing = self._behind = self._silent = False
        self.setAccessibleName("通报正文")
        self.setFont(font(_SIZE))
        self.document().setDocumentMargin(_ROOM)
        self._painter = ChipPainter(theme, self.viewport(), self)
        self.document().documentLayout().registerHandler(CHIP_OBJECT, self._painter)
        self.blocks = Blocks(self.document(), theme)
        self.cursorPositionChanged.connect(self._tell_place)
        theme.changed.connect(self._build_again)

    # ---- what is shown

    def show_lines(self, lines: Sequence[Line], shown: dict[str, Shown]) -> None:
        """Show other lines; the caret stays where it is, and so does what is looked at."""
        if self._composing:
            self._behind = True
            return
        seen = [line for line in lines if not line.hidden]
        place, scroll = self.place, self.verticalScrollBar().value()
        here = self.textCursor().position()
        self._silent = True
        if tuple(line.id for line in seen) == self._order:
            self._values(shown)
            rewritten = [line for line in seen if self._show_line(line)]
        else:
            rewritten = seen
            self._shown = dict(shown)
            self._order = tuple(line.id for line in seen)
            self._known = {line.id: tidy(line.pieces) for line in seen if line.kind.typed}
            self.blocks.build(seen, self._shown)
        self._lines = {line.id: line for line in seen}
        if rewritten:
            if not self.go_to(place, look=False):
                self._put_caret(here)  # a new text leaves it at its end, where nobody begins to read
            self.verticalScrollBar().setValue(scroll)
        self._silent = False
        self.viewport().update()

    def _show_line(self, line: Line) -> bool:
        """Show what is new in a line; whether its words are."""
        before, pieces = self._lines[line.id], tidy(line.pieces)
        kept = self._known.get(line.id, tidy(before.pieces))
        if not same_words(pieces, kept):
            self.blocks.rewrite(line, self._shown)
            if line.kind.typed:
                self._known[line.id] = pieces
            return True
        if (before.number, before.level) != (line.number, line.level):
            self.blocks.form(line)
        return False

    def show_values(self, shown: dict[str, Shown]) -> None:
        """Show other values in the figures; no other character is touched."""
        if self._composing:
            self._behind = True
            return
        self._silent = True
        self._values(shown)
        self._silent = False

    def _values(self, shown: dict[str, Shown]) -> None:
        before, self._shown = self._shown, dict(shown)
        moved = {fact: each for fact, each in shown.items() if before.get(fact) != each}
        if moved:
            self.blocks.show_values(moved, self._lines)

    def explain(self, names: Mapping[str, str], was: Mapping[str, str]) -> None:
        """What figures are called, and what moved ones said before."""
        self._names, self._was = names, was

    def mark_changed(self, changed: frozenset[str]) -> None:
        """Mark the passages that people changed."""
        if changed != self._changed:
            self._changed = changed
            self.viewport().update()

    def lock(self, *, locked: bool) -> None:
        """Let nothing be typed, or let it be typed again; it can be read and copied all the same."""
        flags = Qt.TextInteractionFlag
        reading = flags.TextSelectableByMouse | flags.TextSelectableByKeyboard
        self.setTextInteractionFlags(reading if locked else flags.TextEditorInteraction)

    @property
    def composing(self) -> bool:
        """Whether an input method is composing right now."""
        return self._composing

    @Slot()
    def _build_again(self) -> None:
        """Show the same in other colours, or after a line itself was lost."""
        self._order = ()
        lines = [replace(line, pieces=self._known.get(line.id, line.pieces)) for line in self._lines.values()]
        if lines:
            self.show_lines(lines, self._shown)

    # ---- the caret

    @property
    def place(self) -> Place:
        """Where the caret stands."""
        first = around(self.textCursor().block())[0]
        return Place(id_of(first), self.textCursor().position() - first.position())

    def go_to(self, place: Place, length: int = 0, *, look: bool = True) -> bool:
        """Put the caret somewhere, selecting some characters; whether there is such a place."""
        blocks = self.blocks.of(place.id)
        if not blocks:
            return False
        last = blocks[-1].position() + blocks[-1].length() - 1
        cursor = self.textCursor()
        cursor.setPosition(min(blocks[0].position() + place.offset, last))
        if length:
            end = min(cursor.position() + length, last)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        if look:
            self.ensureCursorVisible()
        return True

    def go_to_top(self) -> None:
        """Look at the first line, with the caret there."""
        self._put_caret(0)
        self.verticalScrollBar().setValue(0)

    def _put_caret(self, position: int) -> None:
        cursor = self.textCursor()
        cursor.setPosition(min(position, self.document().characterCount() - 1))
        self.setTextCursor(cursor)

    def find_fact(self, passage: str, fact: str) -> Place | None:
        """Where a figure stands in a passage."""
        blocks = self.blocks.of(passage)
        for position, bound in self.blocks.chips() if blocks else ():
            if bound.fact == fact and id_of(self.document().findBlock(position)) == passage:
                return Place(passage, position - blocks[0].position())
        return None

    def find_words(self, words: str) -> Place | None:
        """Where some words stand, whatever their blanks."""
        wanted = "".join(words.split())
        for block in self.blocks.every():
            told, places = _squeezed(tuple(pieces_of(block)))
            here = told.find(wanted) if wanted and kind_of(block).typed else -1
            if here >= 0:
                first = around(block)[0]
                return Place(id_of(block), block.position() - first.position() + places[here])
        return None

    @property
    def line(self) -> Line | None:
        """The line that the caret stands in."""
        return self._lines.get(id_of(self.textCursor().block()))

    @property
    def fact(self) -> str:
        """The figure that is selected, or beside the caret; empty where there is none."""
        cursor = self.textCursor()
        here = cursor.position()
        for position in [cursor.selectionStart() + 1] if cursor.hasSelection() else [here, here + 1]:
            bound = self.blocks.chip_before(position)
            if bound is not None:
                return bound.fact
        return ""

    def around_caret(self, before: int, behind: int) -> tuple[str, str]:
        """The words of the caret's paragraph as they are printed, before and behind the caret."""
        cursor = self.textCursor()
        whole = to_text(pieces_of(cursor.block()))
        ahead = QTextCursor(cursor.block())
        ahead.setPosition(cursor.position(), QTextCursor.MoveMode.KeepAnchor)
        here = len(to_text(pieces_in(ahead)))
        return whole[max(0, here - before) : here], whole[here : here + behind]

    @Slot()
    def _tell_place(self) -> None:
        if not self._silent:
            self.moved.emit()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            scrolled = QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
            spot = (event.pos() + scrolled).toPointF()
            position = self.document().documentLayout().hitTest(spot, Qt.HitTestAccuracy.ExactHit)
            bound = self.blocks.chip_before(position + 1) if position >= 0 else None
            QToolTip.showText(event.globalPos(), self.said(bound.fact) if bound is not None else "", self)
            return True
        return super().viewportEvent(event)

    def said(self, fact: str) -> str:
        """A figure in words: what it is called, its value, and what became of it."""
        shown = self._shown.get(fact)
        name = self._names.get(fact, "数据已不存在的项目")
        match shown:
            case None:
                return name
            case Shown(text, FieldState.MOVED):
                return f"{name}：{self._was.get(fact, '')} → {text}（数据已变，按F9认可）"
            case Shown(text, FieldState.GONE):
                return f"{name}：{text}（数据已不存在，删去或改写后才能发布）"
            case _:
                return f"{name}：{shown.text}（最新）"

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():  # long figures are cut anew
            self._silent = True
            self.document().markContentsDirty(0, self.document().characterCount())
            self._silent = False

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        paint_margin(self, painter, self._theme.tokens, self._changed)
        self._paint_hints(painter)
        painter.end()

    def _paint_hints(self, painter: QPainter) -> None:
        """Say in grey what belongs into a case without words; it is no text, and nothing of it is printed."""
        painter.setFont(self.font())
        painter.setPen(QColor(self._theme.tokens.faint))
        composing = self.textCursor().block() if self._composing else None
        for place in self.hinted:
            block = self.blocks.of(place)[0]
            if block == composing:
                continue
            left = GUTTER + self.document().documentMargin()
            spot = QRectF(left, box_of(self, block).top(), self.viewport().width() - left, LINE_HEIGHT)
            painter.drawText(spot, Qt.AlignmentFlag.AlignVCenter, CASE_HINT)

    @property
    def hinted(self) -> tuple[str, ...]:
        """The ids of the cases that have no words, which show a hint."""
        return tuple(
            line.id
            for line in self._lines.values()
            if line.kind is Kind.CASE and not self._known.get(line.id) and self.blocks.of(line.id)
        )


def _squeezed(pieces: Sequence[Piece]) -> tuple[str, list[int]]:
    """Printed words without blanks, and for each character the position in the block that it belongs to."""
    told, places, place = "", [], 0
    for piece in pieces:
        text = piece if isinstance(piece, str) else piece.text
        for number, letter in enumerate(text):
            if not letter.isspace():
                told += letter
                places.append(place + (number if isinstance(piece, str) else 0))
        place += len(text) if isinstance(piece, str) else 1
    return told, places
