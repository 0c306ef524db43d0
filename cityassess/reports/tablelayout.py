"""Tables on paper: how wide each column is, in which size, and the strips of rows that come of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil

from cityassess.reports.blocks import Align, Cell, Face, Run, Table, shown, tint
from cityassess.reports.fonts import FontSet, Stretch
from cityassess.reports.linebreak import Line, clusters
from cityassess.reports.page import MM, FillMark, Geometry, Item, Mark, RuleMark, TextMark
from cityassess.reports.textlines import ASCENT, SetText, printable

SIZES = (12.0, 10.5, 9.0)  # 小四, 五号, 小五: smaller is not readable on paper
OUTER_RULE = 0.35 * MM
INNER_RULE = 0.25 * MM
LEADING = 1.3
SIDE = 0.24  # of the size, left and right of a cell's text
MOST_AIR = 0.7  # of the size, more for each column beside one that is wrapped
ABOVE = 0.34  # of the size, above and below it
HEADER_WRAP = 4.0  # characters of a column's title on one line before it is wrapped
TEXT_WRAP = 6.0  # characters that a text column keeps before it is wrapped
MOST_LINES = 3  # in a cell, before a smaller size is tried
FEW_ROWS = 8  # a wide table of no more is set in two parts, not on a page of its own
KEPT_WHOLE = 0.4  # of a page: a table no longer than this is not divided
MOST_HEADER = 0.5  # of a page: a higher header does not repeat
MOST_EVEN = 6  # lines of a cell that are made even; longer text runs to the edge
HEADER_GROUND = "F2F2F2"


@dataclass(frozen=True, slots=True)
class _Need:
    """What a column needs at one point of size: not wrapped, wrapped as far as it may be, and its figures' block."""

    natural: float
    least: float
    figures: float


@dataclass(frozen=True, slots=True)
class Fit:
    """A table or a part of it with the size and the widths at which it fits."""

    table: Table
    size: float
    widths: tuple[float, ...]
    figures: tuple[float, ...]
    landscape: bool = False


def fit(fonts: FontSet, table: Table, geometry: Geometry) -> list[Fit]:
    """Choose how a table goes on paper: the largest size that fits, else on a turned page, else in parts by columns.

    A table of few rows is rather set in two parts than alone on a turned page. A part repeats the table's key columns.
    Sizes are never below 小五 (9 pt).
    """
    needs = [_need(fonts, table, index) for index in range(len(table.columns))]
    upright = _whole(table, needs, geometry.text_width)
    if upright is not None:
        return [upright]
    groups = _groups(table, needs, geometry)
    if len(groups) != 2 or len(table.rows) > FEW_ROWS:
        turned = _whole(table, needs, geometry.text_height, landscape=True)
        if turned is not None:
            return [turned]
    return _parts(fonts, table, needs, groups, geometry)


def _whole(table: Table, needs: Sequence[_Need], width: float, *, landscape: bool = False) -> Fit | None:
    """The table in one piece in the largest size that fits the width, None where none does."""
    for most_lines in (1, MOST_LINES, 999):
        for size in SIZES if most_lines != 999 and not table.compact else SIZES[-1:]:
            widths = _widths(needs, size, width, most_lines)
            if widths is not None:
                return Fit(table, size, widths, tuple(need.figures * size for need in needs), landscape)
    return None


def _groups(table: Table, needs: Sequence[_Need], geometry: Geometry) -> list[list[int]]:
    """The columns of each part, besides the key columns: as few parts as there can be, about equally wide."""
    size = SIZES[-1]
    room = geometry.text_width - sum(_outer(needs[i].least, size) for i in range(table.key_columns))
    wide = {i: _outer(needs[i].least, size) for i in range(table.key_columns, len(table.columns))}
    widest = _filled(wide, room)
    narrow = sum(wide.values()) / len(widest)
    while narrow < room:
        even = _filled(wide, narrow)
        if len(even) == len(widest):
            return even
        narrow += size
    return widest


def _filled(wide: dict[int, float], room: float) -> list[list[int]]:
    groups: list[list[int]] = [[]]
    left = room
    for index, width in wide.items():
        if width > left and groups[-1]:
            groups.append([])
            left = room
        groups[-1].append(index)
        left -= width
    return groups


def _parts(
    fonts: FontSet, table: Table, needs: Sequence[_Need], groups: Sequence[list[int]], geometry: Geometry
) -> list[Fit]:
    keys = list(range(table.key_columns))
    if len(groups) == 1:  # a single column too wide for any page: it is given the page and wraps by force
        widths = tuple([geometry.text_width / len(needs)] * len(needs))
        return [Fit(table, SIZES[-1], widths, tuple(need.figures * SIZES[-1] for need in needs))]
    parts: list[Fit] = []
    for number, group in enumerate(groups, 1):
        part = _columns_of(table, keys + group, f"（{number}/{len(groups)}）")
        if number < len(groups):
            part = replace(part, notes=())
        parts.extend(fit(fonts, part, geometry))
    return parts


def _columns_of(table: Table, indices: Sequence[int], suffix: str) -> Table:
    return replace(
        table,
        columns=tuple(table.columns[i] for i in indices),
        rows=tuple(tuple(row[i] for i in indices) for row in table.rows),
        caption=f"{table.caption}{suffix}" if table.caption else suffix.strip("（）"),
    )


def _outer(inner: float, size: float) -> float:
    return (inner + 2 * SIDE) * size


def _need(fonts: FontSet, table: Table, index: int) -> _Need:
    column = table.columns[index]
    natural = least = figures = 0.0
    seen: set[str] = set()
    for row in table.rows:
        cell = row[index]
        words = shown(cell)
        if words in seen:
            continue
        seen.add(words)
        width = fonts.width(_face(cell), printable(words), 1.0)
        natural = max(natural, width)
        if column.align is Align.NUMBER and _is_figure(words):
            figures = max(figures, width)
        else:
            least = max(least, _least(fonts, printable(words), width))
    least = max(least, figures)
    for line in column.title.split("\n"):
        width = fonts.width(Face.HEI, printable(line), 1.0)
        least = max(least, _longest(fonts, Face.HEI, printable(line)), min(width, 2.0))
        natural = max(natural, min(width, HEADER_WRAP), least)
    return _Need(max(natural, column.width), least, figures)


def _least(fonts: FontSet, words: str, width: float) -> float:
    return width if width <= TEXT_WRAP else max(TEXT_WRAP, _longest(fonts, Face.SONG, words))


def _longest(fonts: FontSet, face: Face, words: str) -> float:
    """The widest stretch that no line may tear, but not more than twelve characters: longer ones are torn."""
    advances = fonts.widths(face, words, 1.0)
    longest = 0.0
    start = 0
    for end in clusters(words):
        longest = max(longest, sum(advances[start:end]))
        start = end
    return min(longest, 12.0)


def _widths(needs: Sequence[_Need], size: float, width: float, most_lines: int) -> tuple[float, ...] | None:
    natural = [_outer(need.natural, size) for need in needs]
    spare = width - sum(natural)
    if spare >= 0:
        return tuple(each + spare * each / sum(natural) for each in natural)
    least = [_outer(need.least, size) for need in needs]
    wanted = [full - low for full, low in zip(natural, least, strict=True)]
    spare = width - sum(least)
    if most_lines == 1 or spare < 0:
        return None
    air = min(MOST_AIR * size, spare / 4 / len(needs))  # narrow columns get some of what is left over as well
    spare -= air * len(needs)
    widths = tuple(low + air + spare * want / sum(wanted) for low, want in zip(least, wanted, strict=True))
    lines = max(
        ceil(need.natural * size / (each - 2 * SIDE * size) - 1e-6)
        for need, each in zip(needs, widths, strict=True)
    )
    return widths if lines <= most_lines else None


def _face(cell: Cell) -> Face:
    return Face.HEI if cell.bold else Face.SONG


def _is_figure(words: str) -> bool:
    return any(char.isdigit() for char in words)


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
        cells = [self._wrapped(column.title, Face.HEI, index) for index, column in enumerate(table.columns)]
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
        cells = [self._wrapped(text, _face(row[i]), i) for i, text in enumerate(words)]
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
                if align is Align.NUMBER and not _is_figure(words[index]):
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

    def _wrapped(self, words: str, face: Face, index: int) -> list[_CellLine]:
        size = self._fit.size
        room = self._fit.widths[index] - 2 * SIDE * size + 0.01
        lines: list[_CellLine] = []
        for forced in words.split("\n"):
            line = self._line(face, printable(forced))
            if line.width <= room:
                lines.append(line)
                continue
            whole = SetText(self._fonts, (Run(forced, face),), size)
            pieces = [whole.text[each.start : each.end] for each in self._even(whole, room, index)]
            lines.extend(self._line(face, piece.rstrip(" ")) for piece in pieces)
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
