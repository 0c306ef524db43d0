"""The lines of a draft as blocks of a text document: which block belongs to which line, and how each looks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from cityassess.services.bulletin.document import Bound, Piece
from cityassess.ui.bulletin.changing import tidy
from cityassess.ui.bulletin.chips import CHIP, Shown, bound_of, chip_format, insert_pieces, pieces_of
from cityassess.ui.bulletin.lines import Kind, Line
from cityassess.ui.theme import Theme

_KIND = int(QTextFormat.Property.UserProperty) + 20
_ID = _KIND + 1
_NUMBER = _KIND + 2
GUTTER = 44
ROOM = 6
LINE_HEIGHT = 26
"""Every line is so high, whether figures stand in it or not."""


def id_of(block: QTextBlock) -> str:
    """The id of the line that a block belongs to."""
    return str(block.blockFormat().property(_ID) or "")


def kind_of(block: QTextBlock) -> Kind:
    """What the line is that a block belongs to."""
    return Kind(str(block.blockFormat().property(_KIND) or Kind.EXHIBIT))


def number_of(block: QTextBlock) -> str:
    """What is painted before a block."""
    return str(block.blockFormat().property(_NUMBER) or "")


def around(block: QTextBlock) -> list[QTextBlock]:
    """The blocks of the line that a block belongs to: several where its words have line feeds."""
    place, first = id_of(block), block
    while first.previous().isValid() and id_of(first.previous()) == place:
        first = first.previous()
    found = [first]
    while found[-1].next().isValid() and id_of(found[-1].next()) == place:
        found.append(found[-1].next())
    return found


def joined(blocks: Sequence[QTextBlock]) -> tuple[Piece, ...]:
    """The pieces of a line."""
    found: list[Piece] = []
    for number, block in enumerate(blocks):
        if number:
            found.append("\n")
        found += pieces_of(block)
    return tidy(found)


class Blocks:
    """The blocks of one document, built from lines."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        self._document = document
        self._theme = theme

    def build(self, lines: Sequence[Line], shown: dict[str, Shown]) -> None:
        """Put lines in the place of everything."""
        cursor = QTextCursor(self._document)
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.removeSelectedText()
        for number, line in enumerate(lines):
            if number:
                cursor.insertBlock(self.block_format(line), self.char_format(line))
            else:
                cursor.setBlockFormat(self.block_format(line))
            insert_pieces(cursor, line.pieces, self.char_format(line), shown)
        cursor.endEditBlock()

    def rewrite(self, line: Line, shown: dict[str, Shown]) -> None:
        """Put other words in the place of a line's."""
        blocks = self.of(line.id)
        cursor = QTextCursor(blocks[0])
        cursor.beginEditBlock()
        cursor.setPosition(blocks[-1].position() + blocks[-1].length() - 1, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        cursor.setBlockFormat(self.block_format(line))
        insert_pieces(cursor, line.pieces, self.char_format(line), shown)
        cursor.endEditBlock()

    def form(self, line: Line) -> None:
        """Give a line its number and look again."""
        for block in self.of(line.id):
            QTextCursor(block).setBlockFormat(self.block_format(line))

    def show_values(self, values: dict[str, Shown], lines: dict[str, Line]) -> None:
        """Show other values in some figures; no other character is touched."""
        cursor = QTextCursor(self._document)
        cursor.beginEditBlock()
        for place, bound in list(self.chips()):
            if bound.fact in values:
                line = lines[id_of(self._document.findBlock(place))]
                cursor.setPosition(place)
                cursor.setPosition(place + 1, QTextCursor.MoveMode.KeepAnchor)
                cursor.setCharFormat(chip_format(self.char_format(line), bound.fact, values[bound.fact]))
        cursor.endEditBlock()

    def every(self) -> Iterator[QTextBlock]:
        """All blocks."""
        block = self._document.firstBlock()
        while block.isValid():
            yield block
            block = block.next()

    def of(self, place: str) -> list[QTextBlock]:
        """The blocks of a line; none where there is no such."""
        return next((around(block) for block in self.every() if id_of(block) == place), [])

    def order(self) -> tuple[str, ...]:
        """The ids of the lines as they stand."""
        found: list[str] = []
        for block in self.every():
            place = id_of(block)
            if not found or found[-1] != place:
                found.append(place)
        return tuple(found)

    def chips(self) -> Iterator[tuple[int, Bound]]:
        """Each figure with its position."""
        for block in self.every():
            places = block.begin()
            while not places.atEnd():
                fragment = places.fragment()
                bound = bound_of(fragment.charFormat())
                if bound is not None:
                    for number in range(fragment.length()):
                        yield fragment.position() + number, bound
                places += 1

    def chip_before(self, position: int) -> Bound | None:
        """The figure just before a position."""
        if not 0 < position < self._document.characterCount():
            return None
        if self._document.characterAt(position - 1) != CHIP:
            return None
        cursor = QTextCursor(self._document)
        cursor.setPosition(position)
        return bound_of(cursor.charFormat())

    def typed_parts(self, start: int, end: int) -> list[tuple[int, int]]:
        """The stretches between two positions that are text, line by line."""
        parts: list[tuple[int, int]] = []
        block = self._document.findBlock(start)
        while block.isValid() and block.position() <= end:
            group = around(block)
            low = max(start, group[0].position())
            high = min(end, group[-1].position() + group[-1].length() - 1)
            if kind_of(block).typed and low < high:
                parts.append((low, high))
            block = group[-1].next()
        return parts

    def block_format(self, line: Line) -> QTextBlockFormat:
        """How the paragraphs of a line stand."""
        made = QTextBlockFormat()
        made.setProperty(_KIND, str(line.kind))
        made.setProperty(_ID, line.id)
        made.setProperty(_NUMBER, line.number)
        made.setLeftMargin(GUTTER)
        made.setRightMargin(ROOM)
        made.setBottomMargin(4)
        made.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        if line.kind is Kind.HEADING:
            made.setTopMargin(12)
        else:
            made.setTopMargin(4 if line.level or not line.kind.typed else 0)
        if not line.kind.typed:
            made.setBackground(QColor(self._theme.tokens.head))
        return made

    def char_format(self, line: Line) -> QTextCharFormat:
        """How the characters of a line look."""
        tokens = self._theme.tokens
        made = QTextCharFormat()
        made.setForeground(QColor(tokens.text if line.kind.typed else tokens.sub))
        if line.kind is Kind.HEADING or line.level:
            made.setFontWeight(QFont.Weight.Bold)
        return made
