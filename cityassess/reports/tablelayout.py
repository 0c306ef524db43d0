"""The rows of a fitted table as strips for the page: cells wrapped, tinted and ruled, the header on every page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cityassess.reports.blocks import Align, Cell, Face, Run, shown, tint
from cityassess.reports.fonts import FontSet, Stretch
from cityassess.reports.linebreak import Line
from cityassess.reports.page import MM, FillMark, Geometry, Item, Mark, RuleMark, TextMark
from cityassess.reports.tablefit import SIDE, Fit, face_of, is_figure, name_and_unit
from cityassess.reports.textlines import ASCENT, SetText, printable

OUTER_RULE = 0.35 * MM
INNER_RULE = 0.25 * MM
LEADING = 1.3
ABOVE = 0.34  # of the size, above and below it
KEPT_WHOLE = 0.4  # of a page: a table no longer than this is not divided
MOST_HEADER = 0.5  # of a page: a higher header does not repeat
MOST_EVEN = 6  # lines of a cell that are made even; longer text runs to the edge
HEADER_GROUND = "F2F2F2"
LEVEL = "　"  # at the head of a cell: by so many characters all its lines are set in


@dataclass(frozen=True, slots=True)
class _CellLine:
    """One line of a cell: its stretches of one face each, and its width in points."""

    parts: tuple[Stretch, ...]
    width: float


class TableSetter:
    """Sets the rows of one fitted table as strips for the page."""

    def __init__(self, fonts: FontSet, fitted: Fit, geometry: Geometry) -> None:
        self._fonts = fonts
        self._fit = fitted
        self._edges = [0.0]
        for width in fitted.widths:
            self._edges.append(self._edges[-1] + width)
        self._leading = fitted.size * LEADING
        self._room = geometry.text_width if fitted.landscape else geometry.text_height
        self._lines: dict[tuple[Face, str], _CellLine] = {}

    @property
    def right(self) -> float:
        """The right edge of the table."""
        return self._edges[-1]

    def rows(self) -> Iterator[Item]:
        """Yield the header and then each row; the header repeats on every page that rows go on to."""
        table = self._fit.table
        header: Item | None = None
        above = 0.0
        cells = [self._title(column.title, index) for index, column in enumerate(table.columns)]
        if self._height(max(len(lines) for lines in cells)) > MOST_HEADER * self._room:
            yield from self._long_header(cells)
        else:
            header = self._header(cells)
            above = header.height
            yield header
        rows = [item for row in table.rows for item in self._row(row, above)]
        short = above + sum(item.height for item in rows) <= KEPT_WHOLE * self._room
        last = len(rows) - 1
        for number, item in enumerate(rows):
            item.heading = header
            item.landscape = self._fit.landscape
            # Neither the first row nor the last one stands alone on a page.
            item.keep_next = number < last and (short or number in {0, last - 1})
            item.closing = (RuleMark(0.0, item.height, self.right, item.height, OUTER_RULE),)
            if number == last:
                item.marks = (*item.marks, *item.closing)
            yield item

    def _long_header(self, cells: Sequence[Sequence[_CellLine]]) -> Iterator[Item]:
        """A header that would leave a page no room for rows: it stands once, over as many pages as it takes."""
        most = self._most_lines(0.0)
        for first in range(0, max(len(lines) for lines in cells), most):
            item = self._header([lines[first : first + most] for lines in cells])
            item.keep_next = False
            yield item

    def _header(self, cells: Sequence[Sequence[_CellLine]]) -> Item:
        height = self._height(max(len(lines) for lines in cells))
        marks: list[Mark] = [FillMark(0.0, 0.0, self.right, height, HEADER_GROUND)]
        for index, lines in enumerate(cells):
            marks.extend(self._cell_marks(lines, index, height, Align.CENTRE))
        marks.append(RuleMark(0.0, 0.0, self.right, 0.0, OUTER_RULE))
        marks.extend(self._frame(height))
        return Item(height, marks, keep_next=True, landscape=self._fit.landscape)

    def _row(self, row: Sequence[Cell], header_height: float) -> Iterator[Item]:
        table = self._fit.table
        words = [printable(shown(cell)) for cell in row]
        cells = [self._wrapped(text, face_of(row[i]), i) for i, text in enumerate(words)]
        most = self._most_lines(header_height)
        deepest = max(len(lines) for lines in cells)
        for first in range(0, deepest, most):  # more than once only where one row is taller than a page
            shares = [lines[first : first + most] for lines in cells]
            height = self._height(max(len(lines) for lines in shares))
            marks: list[Mark] = []
            for index, lines in enumerate(shares):
                fill = tint(row[index].tint).fill
                if fill:
                    left, width = self._edges[index], self._fit.widths[index]
                    marks.append(FillMark(left, 0.0, width, height, fill))
                align = table.columns[index].align
                if align is Align.NUMBER and not is_figure(words[index]):
                    align = Align.CENTRE
                marks.extend(self._cell_marks(lines, index, height, align))
            marks.extend(self._frame(height))
            yield Item(height, marks)

    def _frame(self, height: float) -> Iterator[RuleMark]:
        yield RuleMark(0.0, height, self.right, height, INNER_RULE)
        last = len(self._edges) - 1
        for index, edge in enumerate(self._edges):
            yield RuleMark(edge, 0.0, edge, height, OUTER_RULE if index in {0, last} else INNER_RULE)

    def _most_lines(self, header_height: float) -> int:
        """How many lines of a cell a page holds below its header."""
        return max(1, int((self._room - header_height - 2 * ABOVE * self._fit.size) / self._leading))

    def _height(self, lines: int) -> float:
        return lines * self._leading + 2 * ABOVE * self._fit.size

    def _title(self, words: str, index: int) -> list[_CellLine]:
        """A column's title; where it takes several lines, its unit begins one."""
        room = self._fit.widths[index] - 2 * SIDE * self._fit.size + 0.01
        lines = []
        for line in words.split("\n"):
            name, unit = name_and_unit(line)
            fits = self._line(Face.HEI, printable(line)).width <= room
            lines.append(f"{name}\n{unit}" if name and unit and not fits else line)
        return self._wrapped("\n".join(lines), Face.HEI, index)

    def _wrapped(self, words: str, face: Face, index: int) -> list[_CellLine]:
        size = self._fit.size
        room = self._fit.widths[index] - 2 * SIDE * size + 0.01
        lines: list[_CellLine] = []
        for forced in words.split("\n"):
            line = self._line(face, printable(forced))
            if line.width <= room:
                lines.append(line)
                continue
            stem = forced.lstrip(LEVEL)
            deep = min(len(forced) - len(stem), int(room / 2 / size))
            level = LEVEL * deep  # further lines stand below the first one, not at the edge
            whole = SetText(self._fonts, (Run(stem, face),), size)
            within = self._even(whole, room - len(level) * size, index)
            pieces = [whole.text[each.start : each.end] for each in within]
            lines.extend(self._line(face, level + piece.rstrip(" ")) for piece in pieces)
        return lines

    def _even(self, whole: SetText, room: float, index: int) -> list[Line]:
        """Lines of about one length where the column is centred: no last line of a single character."""
        lines = whole.lines(room, justify=False)
        if self._fit.table.columns[index].align is Align.LEFT or len(lines) > MOST_EVEN:
            return lines
        narrow = whole.width / len(lines)
        while narrow < room:
            even = whole.lines(narrow, justify=False)
            if len(even) == len(lines):
                return even
            narrow += self._fit.size / 2
        return lines

    def _line(self, face: Face, words: str) -> _CellLine:
        known = self._lines.get((face, words))
        if known is None:
            parts = tuple(self._fonts.stretches(face, words))
            width = sum(sum(part.advances) for part in parts) * self._fit.size
            known = self._lines[face, words] = _CellLine(parts, width)
        return known

    def _cell_marks(
        self, lines: Sequence[_CellLine], index: int, height: float, align: Align
    ) -> Iterator[Mark]:
        size = self._fit.size
        left, width = self._edges[index], self._fit.widths[index]
        top = (height - len(lines) * self._leading) / 2
        for number, line in enumerate(lines):
            baseline = top + number * self._leading + (self._leading - size) / 2 + ASCENT * size
            if align is Align.LEFT:
                x = left + SIDE * size
            elif align is Align.NUMBER:
                block = max(self._fit.figures[index], line.width)
                x = left + (width - block) / 2 + block - line.width
            else:
                x = left + (width - line.width) / 2
            for part in line.parts:
                yield TextMark(x, baseline, part.font, size, part.text)
                x += sum(part.advances) * size
