"""How a table goes on paper: in which size, how wide each column is, upright, turned or in parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil

from cityassess.reports.blocks import Align, Cell, Face, Table, shown
from cityassess.reports.fonts import FontSet
from cityassess.reports.linebreak import clusters
from cityassess.reports.page import Geometry
from cityassess.reports.textlines import printable

SIZES = (12.0, 10.5, 9.0)  # 小四, 五号, 小五: smaller is not readable on paper
SIDE = 0.24  # of the size, left and right of a cell's text
MOST_AIR = 0.7  # of the size, more for each column beside one that is wrapped
HEADER_WRAP = 4.0  # characters of a column's title on one line before it is wrapped
HEADER_LINES = 4  # of a title's name in a narrow column, as long as three characters go on a line
UNIT_WHOLE = 5.0  # characters of a unit in brackets that are not torn
TEXT_WRAP = 6.0  # characters that a text column keeps before it is wrapped
MOST_LINES = 3  # in a cell, before a smaller size is tried
FEW_ROWS = 8  # a wide table of no more is set in two parts, not on a page of its own


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
    Sizes are never below 小五 (9 pt). A table that brings its own size and widths is set in these.
    """
    if table.size and table.widths:
        return [Fit(table, table.size, table.widths, tuple(_figures(fonts, table)))]
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
    """The table in one piece in the largest size that fits the width, None where none does.

    Before all of it goes down to the smallest size, columns of text take further lines.
    """
    prose = [
        need if column.align is Align.LEFT else replace(need, least=need.natural)
        for need, column in zip(needs, table.columns, strict=True)
    ]
    ways: list[tuple[Sequence[_Need], int, tuple[float, ...]]] = [
        (needs, 1, SIZES[:-1]),
        (prose, MOST_LINES, SIZES[:-1]),
        (needs, 1, SIZES[-1:]),
        (needs, MOST_LINES, SIZES),
        (needs, 999, SIZES[-1:]),
    ]
    for wanted, most_lines, sizes in ways:
        for size in SIZES[-1:] if table.compact else sizes:
            widths = _widths(wanted, size, width, most_lines)
            if widths is not None:
                return Fit(table, size, widths, tuple(need.figures * size for need in needs), landscape)
    return None


def _figures(fonts: FontSet, table: Table) -> Iterator[float]:
    """In points, how wide the block of figures of each column is, 0 where it has none."""
    for index, column in enumerate(table.columns):
        words = {shown(row[index]): face_of(row[index]) for row in table.rows}
        widths = (fonts.width(face, word, table.size) for word, face in words.items() if is_figure(word))
        yield max(widths, default=0.0) if column.align is Align.NUMBER else 0.0


def smaller_fits(fonts: FontSet, fitted: Fit, geometry: Geometry) -> Iterator[Fit]:
    """The same upright table in each smaller size, largest first, its columns as wide as that size asks."""
    table = fitted.table
    needs = [_need(fonts, table, index) for index in range(len(table.columns))]
    for size in SIZES:
        for most_lines in (1, MOST_LINES) if size < fitted.size else ():
            widths = _widths(needs, size, geometry.text_width, most_lines)
            if widths is not None:
                yield Fit(table, size, widths, tuple(need.figures * size for need in needs))
                break


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
    least = min(part.size for part in parts)  # parts of one table are of one size
    return [
        next((other for other in smaller_fits(fonts, part, geometry) if other.size == least), part)
        for part in parts
    ]


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
        width = fonts.width(face_of(cell), printable(words), 1.0)
        natural = max(natural, width)
        if column.align is Align.NUMBER and is_figure(words):
            figures = max(figures, width)
        else:
            least = max(least, _least(fonts, printable(words), width))
    least = max(least, figures)
    for line in column.title.split("\n"):
        width = fonts.width(Face.HEI, printable(line), 1.0)
        least = max(least, _least_of_title(fonts, printable(line)))
        natural = max(natural, min(width, HEADER_WRAP), least)
    return _Need(max(natural, column.width), least, figures)


def _least_of_title(fonts: FontSet, words: str) -> float:
    """Wide enough for a short unit in brackets, and for no more than a few lines of a long name."""
    least = _longest(fonts, Face.HEI, words)
    name, unit = name_and_unit(words)
    if unit and (width := fonts.width(Face.HEI, unit, 1.0)) <= UNIT_WHOLE:
        least = max(least, width)
    width = fonts.width(Face.HEI, name, 1.0)
    return max(least, min(width, 3.0, max(2.0, width / HEADER_LINES)))


def name_and_unit(title: str) -> tuple[str, str]:
    """A column's name and its unit in brackets, such as （百分点）, which goes on a line of its own."""
    start = title.rfind("（")
    return (title[:start], title[start:]) if start >= 0 and title.endswith("）") else (title, "")


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


def face_of(cell: Cell) -> Face:
    """The face of a cell's text."""
    return Face.HEI if cell.bold else Face.SONG


def is_figure(words: str) -> bool:
    """Whether a cell of a column of numbers has one."""
    return any(char.isdigit() for char in words)
