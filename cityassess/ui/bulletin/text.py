"""The text of a draft by sections: passages that are typed into, figures that are not, cards for what is not text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal, Slot
from PySide6.QtGui import (
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QTextCursor,
)

from cityassess.services.bulletin.document import Piece
from cityassess.ui.bulletin.blocks import around, id_of, joined, kind_of
from cityassess.ui.bulletin.chips import insert_pieces
from cityassess.ui.bulletin.clips import photos_in, pieces_in, put_pieces, to_text
from cityassess.ui.bulletin.lines import Kind
from cityassess.ui.bulletin.margin import box_of
from cityassess.ui.bulletin.shown import ShownText
from cityassess.ui.theme import Theme

_SIZE = 14
_ROOM = 6


class BulletinText(ShownText):
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
    composed = Signal()
    """An input method is done, and something was not shown meanwhile."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._gesture = ""
        self.setAcceptRichText(False)
        self.setAcceptDrops(False)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.document().contentsChange.connect(self._take)

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


def _undoes(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)


def _is_chord(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier))


def _types(event: QKeyEvent) -> bool:
    """Whether a key puts a character in."""
    return bool(event.text()) and event.text().isprintable() and not _is_chord(event)
