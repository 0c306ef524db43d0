"""Rectangles of cells, and the ways through them that the keys take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

Blank = Callable[[int, int], bool]


class Area(NamedTuple):
    """A rectangle of cells by row and column numbers, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        """Rows."""
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        """Columns."""
        return self.right - self.left + 1

    @property
    def size(self) -> int:
        """Cells."""
        return self.height * self.width

    def cells(self) -> Iterator[tuple[int, int]]:
        """Each (row, column), row by row."""
        return ((r, c) for r in range(self.top, self.bottom + 1) for c in range(self.left, self.right + 1))

    def cells_by_column(self) -> Iterator[tuple[int, int]]:
        """Each (row, column), column by column."""
        return ((r, c) for c in range(self.left, self.right + 1) for r in range(self.top, self.bottom + 1))

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies inside."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


def spanned(one: tuple[int, int], other: tuple[int, int]) -> Area:
    """The rectangle between two cells."""
    return Area(min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1]))


def each_once(areas: list[Area]) -> list[tuple[int, int]]:
    """All cells of some areas, each once even where areas overlap, area by area and row by row."""
    if len(areas) == 1:
        return list(areas[0].cells())
    return list(dict.fromkeys(cell for area in areas for cell in area.cells()))


def one_block(areas: list[Area]) -> list[list[tuple[int, int]]] | None:
    """Rows of cells that several areas make when pushed together, or None where neither rows nor columns agree."""
    if not areas:
        return None
    if len({(area.left, area.right) for area in areas}) == 1:
        rows = sorted({row for area in areas for row in range(area.top, area.bottom + 1)})
        return [[(row, column) for column in range(areas[0].left, areas[0].right + 1)] for row in rows]
    if len({(area.top, area.bottom) for area in areas}) == 1:
        columns = sorted({column for area in areas for column in range(area.left, area.right + 1)})
        return [[(row, column) for column in columns] for row in range(areas[0].top, areas[0].bottom + 1)]
    return None


def rectangles(cells: Iterable[tuple[int, int]]) -> list[Area]:
    """Areas that cover exactly the given cells: runs down each column, equal neighbours joined."""
    columns: dict[int, list[int]] = {}
    for row, column in cells:
        columns.setdefault(column, []).append(row)
    areas: list[Area] = []
    open_runs: dict[tuple[int, int], int] = {}
    for column in sorted(columns):
        runs: dict[tuple[int, int], int] = {}
        for top, bottom in _runs(sorted(columns[column])):
            at = open_runs.get((top, bottom))
            if at is not None and areas[at].right == column - 1:
                areas[at] = areas[at]._replace(right=column)
            else:
                at = len(areas)
                areas.append(Area(top, column, bottom, column))
            runs[top, bottom] = at
        open_runs = runs
    return areas


def _runs(rows: list[int]) -> Iterator[tuple[int, int]]:
    start = last = rows[0]
    for row in rows[1:]:
        if row > last + 1:
            yield start, last
            start = row
        last = row
    yield start, last


def data_edge(
    blank: Blank, at: tuple[int, int], step: tuple[int, int], limits: tuple[int, int]
) -> tuple[int, int]:
    """Where Ctrl+arrow leads: the end of the run of filled cells, else the next filled cell, else the border.

    ``step`` is one of (±1, 0) and (0, ±1), ``limits`` the numbers of rows and columns.
    """

    def inside(cell: tuple[int, int]) -> bool:
        return 0 <= cell[0] < limits[0] and 0 <= cell[1] < limits[1]

    def onwards(cell: tuple[int, int]) -> tuple[int, int]:
        return cell[0] + step[0], cell[1] + step[1]

    following = onwards(at)
    if not inside(following):
        return at
    if not blank(*at) and not blank(*following):
        while inside(following) and not blank(*following):
            at, following = following, onwards(following)
        return at
    while inside(following) and blank(*following):
        at, following = following, onwards(following)
    return following if inside(following) else at


def next_in_reading_order(
    wanted: Blank, at: tuple[int, int], limits: tuple[int, int], *, backwards: bool = False
) -> tuple[tuple[int, int] | None, bool]:
    """The next cell that is wanted, row by row, and whether the search had to start over at the other end."""
    rows, columns = limits
    total = rows * columns
    here = at[0] * columns + at[1]
    step = -1 if backwards else 1
    for distance in range(1, total + 1):
        number = here + step * distance
        row, column = divmod(number % total, columns)
        if wanted(row, column):
            return (row, column), not 0 <= number < total
    return None, False
