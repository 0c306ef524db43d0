"""How much of a page an explain sheet takes: reckoned from the lengths of its words, without setting any type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from cityassess.reports.blocks import Cell, Table
from cityassess.reports.linebreak import clusters
from cityassess.reports.page import A4
from cityassess.reports.tablefit import SIDE
from cityassess.reports.tablelayout import ABOVE, LEADING
from cityassess.reports.tablestrips import BELOW, NOTE_SIZE
from cityassess.reports.titlelines import TITLE_SIZE

NOTE_PITCH = 1.5  # of the size of a note
HALF = 0.48  # of a full-width character, less in a digit or a letter
RAGGED = 0.75  # of a character, blank on average at the end of a wrapped line
UNEVEN = 0.3  # of a character, by which the faces may be wider than reckoned
WHOLE_WORDS = 4.0  # characters left blank on a line of a long reason, where a name would be torn
NAME_LEAST, NAME_MOST = 6.0, 13.0  # characters in the column of names
SAFE = 6.0  # points that a sheet leaves below itself


def measure(words: str) -> float:
    """About how many full-width characters long some words are."""
    return len(words) - HALF * len(words.encode("ascii", "ignore"))


def text_lines(words: str) -> int:
    """Lines of the body that a paragraph takes."""
    length = measure(words) + 2
    return 1 if length <= A4.characters else ceil(length / (A4.characters - RAGGED))


def title_room(words: str) -> float:
    """Points that a sheet's title takes, with the blank line below it."""
    return (ceil(measure(words) * TITLE_SIZE / A4.text_width + 0.05) + 1) * A4.line_pitch


def page_room(title: str) -> float:
    """Points that a page leaves for a sheet's sentences and tables below its title."""
    return A4.text_height - title_room(title) - SAFE


def note_room(words: str) -> float:
    """Points that a note below a table takes."""
    return ceil((measure(words) + RAGGED) * NOTE_SIZE / A4.text_width) * NOTE_SIZE * NOTE_PITCH


@dataclass(frozen=True, slots=True)
class Layout:
    """The widths of a sheet's columns in points at a size, and how high the table then is, its gap below included."""

    size: float
    widths: tuple[float, ...]
    height: float


def lay(table: Table, size: float) -> Layout:
    """Reckon widths and height of a sheet's table: names, two columns of figures, and the reasons in what is left."""
    side = 2 * SIDE
    names = max((measure(row[0].text) for row in table.rows), default=0.0)
    widths = [min(max(names, NAME_LEAST), NAME_MOST) + side + 0.2]
    for index in range(1, len(table.columns) - 1):
        figures = max((measure(row[index].text) for row in table.rows), default=0.0)
        widths.append(max(figures * 1.05, measure(table.columns[index].title)) + side + 0.3)
    widths.append(A4.text_width / size - sum(widths))
    rows = sum(_row_lines(row, widths) for row in table.rows) + 1
    height = (rows * LEADING + (len(table.rows) + 1) * 2 * ABOVE) * size + BELOW * A4.line_pitch
    points = [width * size for width in widths[:-1]]
    return Layout(size, (*points, A4.text_width - sum(points)), height)


def _row_lines(row: Sequence[Cell], widths: Sequence[float]) -> int:
    name, reason = row[0].text.lstrip("　"), row[-1].text
    level = len(row[0].text) - len(name)
    return max(
        _cell_lines(name, round(widths[0] - 2 * SIDE - level, 2)),
        _cell_lines(reason, round(widths[-1] - 2 * SIDE, 2)),
    )


@lru_cache(maxsize=4096)
def _cell_lines(words: str, room: float) -> int:
    """Lines that a cell takes: what no line may tear goes on to the next one, as in setting."""
    if measure(words) <= room:
        return 1
    lines, filled, start = 1, 0.0, 0
    for end in clusters(words):
        width = measure(words[start:end].rstrip())
        if filled and filled + width > room - UNEVEN:
            lines, filled = lines + 1, 0.0
        while width > room:  # torn all the same
            lines, width = lines + 1, width - room
        filled += measure(words[start:end]) if width else 0.0
        start = end
    return max(lines, ceil(measure(words) / max(room - WHOLE_WORDS, 1.0))) if lines > 2 else lines
