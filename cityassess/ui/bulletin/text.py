"""The text of a draft by sections: passages that are typed into, figures that are not, cards for what is not text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, Signal, Slot
from PySide6.QtGui import (
    QGuiApplication,
    QHelpEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QTextEdit, QToolTip

from cityassess.services.bulletin.document import Piece
from cityassess.services.bulletin.laying import FieldState
from cityassess.ui.bulletin.blocks import Blocks, around, id_of, joined, kind_of
from cityassess.ui.bulletin.changing import same_words, tidy
from cityassess.ui.bulletin.chips import CHIP_OBJECT, ChipPainter, Shown, insert_pieces, pieces_of
from cityassess.ui.bulletin.clips import photos_in, pieces_in, put_pieces, to_text
from cityassess.ui.bulletin.history import Place
from cityassess.ui.bulletin.lines import Kind, Line
from cityassess.ui.bulletin.margin import box_of, paint_margin
from cityassess.ui.theme import Theme, font

_SIZE = 14
_ROOM = 6


class BulletinText(QTextEdit):
    """Passages as paragraphs, bound figures as tinted chips, headings, and cards of one line.

    What was typed is told passage by passage; undoing is left to whoever keeps the edits. Nothing is rewritten here
    while an input method composes: ``composed`` asks for what is to be shown once it is done.
    """

    typed = Signal(str, object, str)
    """Carries the id of a passage or heading, its pieces, and the gesture: typing, deleting, or another one."""
    opened = Signal(str, str)
    """A card is to be opened: its kind and id."""
    dropped = Signal(str)
    """A card is to be left out: its id."""
    pictures = Signal(str, object)
    """Photos were pasted: the id of the case, empty outside of one, and a list of pictures and paths."""
    moved = Signal()
    """The caret stands elsewhere."""
    composed = Signal()
    """An input method is done, and something was not shown meanwhile."""

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
        self._gesture = ""
        self.setAccessibleName("通报正文")
        self.setAcceptRichText(False)
        self.setAcceptDrops(False)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setFont(font(_SIZE))
        self.document().setDocumentMargin(_ROOM)
        self._painter = ChipPainter(theme, self.viewport(), self)
        self.document().documentLayout().registerHandler(CHIP_OBJECT, self._painter)
        self.blocks = Blocks(self.document(), theme)
        self.document().contentsChange.connect(self._take)
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
            self.go_to(place, look=False)
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

    # ---- what is typed

    @Slot(int, int, int)
    def _take(self, position: int, removed: int, added: int) -> None:
        """Tell which passages read otherwise now; mend the text where a line itself was lost."""
        if self._silent:
            return
        first = self.document().findBlock(position)
        last = self.document().findBlock(min(position + added, self.document().characterCount() - 1))
        if removed and self.blocks.order() != self._order:
            self._build_again()
            return
        gesture, self._gesture = self._gesture or "typing", ""
        for block in (first,) if id_of(first) == id_of(last) else (first, last):
            place = id_of(block)
            line = self._lines.get(place)
            if line is None or not line.kind.typed:
                continue
            pieces = joined(around(block))
            if pieces != self._known.get(place):
                self._known[place] = pieces
                self.typed.emit(place, pieces, gesture)

    def _ready(self) -> bool:
        """Make room for what is typed: whether the caret stands where it can go.

        A selection over several lines is taken out line by line, so that the lines themselves stay.
        """
        cursor = self.textCursor()
        if self.isReadOnly():
            return False
        if cursor.hasSelection() and not self._is_within_one(cursor):
            self._remove()
        return kind_of(self.textCursor().block()).typed

    def _is_within_one(self, cursor: QTextCursor) -> bool:
        first = self.document().findBlock(cursor.selectionStart())
        last = self.document().findBlock(cursor.selectionEnd())
        return id_of(first) == id_of(last) and kind_of(first).typed

    def _remove(self) -> None:
        """Take the selected text out of each line that is text."""
        cursor = self.textCursor()
        parts = self.blocks.typed_parts(cursor.selectionStart(), cursor.selectionEnd())
        for low, high in reversed(parts):
            self._gesture = "clearing"
            taken = QTextCursor(self.document())
            taken.setPosition(low)
            taken.setPosition(high, QTextCursor.MoveMode.KeepAnchor)
            taken.removeSelectedText()
        cursor.setPosition(parts[0][0] if parts else cursor.selectionStart())
        self.setTextCursor(cursor)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _undoes(event):
            event.ignore()  # undoing is the page's: it takes back more than words
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if _undoes(event):
            event.ignore()
        elif event.matches(QKeySequence.StandardKey.Cut):
            self.cut()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not _is_chord(event):
            self._enter()
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._delete(event, back=key == Qt.Key.Key_Backspace)
        elif not _types(event) or self._ready():
            super().keyPressEvent(event)

    def _enter(self) -> None:
        line = self.line
        if line is None:
            return
        if not line.kind.typed:
            self.opened.emit(str(line.kind), line.id)
        elif self._ready():
            if line.kind is Kind.HEADING or line.level:
                self.moveCursor(QTextCursor.MoveOperation.NextBlock)
            else:
                self._gesture = "breaking"
                self.textCursor().insertBlock()
                self.ensureCursorVisible()

    def _delete(self, event: QKeyEvent, *, back: bool) -> None:
        cursor, line = self.textCursor(), self.line
        if self.isReadOnly() or line is None:
            return
        if cursor.hasSelection():
            self._remove()
        elif not line.kind.typed:
            if not back and line.kind in (Kind.EXHIBIT, Kind.ANNEX):
                self.dropped.emit(line.id)
        else:
            beside = cursor.block().previous() if back else cursor.block().next()
            at_edge = cursor.atBlockStart() if back else cursor.atBlockEnd()
            if not at_edge or (beside.isValid() and id_of(beside) == line.id):
                self._gesture = "deleting"
                super().keyPressEvent(event)
                self._gesture = ""

    @Slot()
    def cut(self) -> None:
        """Copy what is selected and take it out."""
        if self.textCursor().hasSelection():
            self.copy()
            if not self.isReadOnly():
                self._remove()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        begins = bool(event.preeditString() or event.commitString())
        if begins and not self._composing and not self._ready():
            event.accept()
            QGuiApplication.inputMethod().reset()
            return
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        if not self._composing and self._behind:
            self._behind = False
            self.composed.emit()

    def inputMethodQuery(self, query: Qt.InputMethodQuery, argument: Any = None) -> Any:
        if query == Qt.InputMethodQuery.ImEnabled:
            return kind_of(self.textCursor().block()).typed and not self.isReadOnly()
        return (
            super().inputMethodQuery(query) if argument is None else super().inputMethodQuery(query, argument)
        )

    # ---- copy and paste

    def createMimeDataFromSelection(self) -> QMimeData:
        made = QMimeData()
        put_pieces(made, pieces_in(self.textCursor()))
        return made

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() or source.hasImage() or source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:
        photos, line = photos_in(source), self.line
        if photos:
            if not self.isReadOnly():
                in_case = line is not None and line.kind in (Kind.CASE, Kind.PHOTOS)
                self.pictures.emit(line.id.removesuffix("/photos") if line and in_case else "", photos)
            return
        known = self._names
        pieces = [p if isinstance(p, str) or p.fact in known else p.text for p in pieces_in(source)]
        self.insert(pieces, "pasting")

    def insert(self, pieces: Sequence[Piece], gesture: str) -> None:
        """Put pieces in at the caret, in place of what is selected; headings take no line feeds and no figures."""
        line = self.line if pieces and self._ready() else None
        if line is None:
            return
        if line.kind is Kind.HEADING:
            pieces = [to_text(pieces).replace("\n", "")]
        elif line.level:
            pieces = [piece.replace("\n", "") if isinstance(piece, str) else piece for piece in pieces]
        cursor = self.textCursor()
        self._gesture = gesture
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        insert_pieces(cursor, pieces, self.blocks.char_format(line), self._shown)
        cursor.endEditBlock()
        self._gesture = ""
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    # ---- looks

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        line, block = self.line, self.textCursor().block()
        if line is None or line.kind.typed or self.textCursor().hasSelection():
            return
        if event.button() == Qt.MouseButton.LeftButton and box_of(self, block).contains(event.position()):
            self.opened.emit(str(line.kind), line.id)

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
        painter.end()


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


def _undoes(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)


def _is_chord(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier))


def _types(event: QKeyEvent) -> bool:
    """Whether a key puts a character in."""
    return bool(event.text()) and event.text().isprintable() and not _is_chord(event)
