"""Where pasted cells go, and whether all of them can: decided before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from cityassess.ui.grid.area import Area, each_once
from cityassess.ui.grid.clipboard import Table, folded
from cityassess.ui.grid.source import ParsedMark

HEADINGS_ALIKE = 0.6
"""Share of the first row that must be headings of ours before an alignment is offered."""

Typed = tuple[int, int, str]
"""Row, column, typed text."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be taken: where it was meant to go, what it holds and why not.

    ``row`` and ``column`` are None where the table has no such object or criterion.
    """

    row: int | None
    column: int | None
    object_title: str
    criterion: str
    content: str
    reason: str


@dataclass(frozen=True, slots=True)
class Placement:
    """Each pasted text with its cell; ``area`` becomes the selection, ``faults`` found no cell."""

    cells: tuple[Typed, ...]
    area: Area | None = None
    faults: tuple[Fault, ...] = ()
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Overflow:
    """The clipboard is larger than what lies right of and below the selection; ``fitting`` is the part that fits."""

    sentence: str
    label: str
    fitting: Table


@dataclass(slots=True)
class Checked:
    """What a placement comes to: changes (None clears), faults, and cells passed over because they are locked."""

    changes: list[tuple[int, int, str | None]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    locked: int = 0

    @property
    def cleared(self) -> int:
        """Cells that become blank."""
        return sum(1 for *_, text in self.changes if text is None)


def place(clip: Table, areas: list[Area], limits: tuple[int, int]) -> Placement | Overflow | str:
    """Find the cells for a clipboard as spreadsheets do, or say in a sentence why not.

    One cell fills the selection; a selection that is an exact multiple is tiled; otherwise the clipboard goes to the
    top left cell of the selection. ``limits`` are the numbers of rows and columns of the grid.
    """
    height, width = len(clip), len(clip[0])
    if height == width == 1:
        cells = tuple((row, column, clip[0][0]) for row, column in each_once(areas))
        return Placement(cells, areas[0] if len(areas) == 1 else None, shape=f"{len(cells):,}格")
    if len(areas) != 1:
        return "选定了多个区域，只能粘贴一格内容。先选定一个区域再粘贴。"
    area = areas[0]
    if area.height % height or area.width % width:
        area = Area(area.top, area.left, area.top + height - 1, area.left + width - 1)
    rows_left, columns_left = limits[0] - area.top, limits[1] - area.left
    if area.bottom >= limits[0] or area.right >= limits[1]:
        return _overflow(clip, rows_left, columns_left)
    cells = tuple(
        (row, column, clip[(row - area.top) % height][(column - area.left) % width])
        for row, column in area.cells()
    )
    return Placement(cells, area, shape=f"{area.height}×{area.width}")


def _overflow(clip: Table, rows_left: int, columns_left: int) -> Overflow:
    height, width = len(clip), len(clip[0])
    said, kept = [], []
    if height > rows_left:
        said.append(f"剪贴板有{height:,}行，从当前行起只有{rows_left:,}行。")
        kept.append(f"前{rows_left:,}行")
    if width > columns_left:
        said.append(f"剪贴板有{width:,}列，从当前列起只有{columns_left:,}列。")
        kept.append(f"前{columns_left:,}列")
    return Overflow(
        "".join(said), "只粘贴" + "、".join(kept), [row[:columns_left] for row in clip[:rows_left]]
    )


def align(clip: Table, titles: Sequence[str], names: Sequence[str], at_row: int) -> Placement | None:
    """Place a clipboard by its headings, and by its object names where it has them; None if it has no such headings.

    Without object names the rows go downwards from ``at_row``. Rows and columns that the grid lacks become faults.
    """
    if len(clip) < 2:
        return None
    columns = _places(titles)
    heading = [folded(field.splitlines()[0]) if field.strip() else "" for field in clip[0]]
    rows = _places(names)
    named = sum(folded(line[0]) in rows for line in clip[1:]) >= HEADINGS_ALIKE * (len(clip) - 1)
    first = 1 if named and heading[0] not in columns else 0
    told = [title for title in heading[first:] if title]
    if not told or sum(title in columns for title in told) < HEADINGS_ALIKE * len(told):
        return None
    cells: list[Typed] = []
    faults: list[Fault] = []
    for offset, line in enumerate(clip[1:]):
        row = rows.get(folded(line[0])) if first else at_row + offset
        if row is None or row >= len(names):
            reason = "对象名为空" if first and not line[0].strip() else "表中没有这个对象，或对象重名"
            faults.append(Fault(None, None, line[0] if first else f"第{offset + 1}行", "", "", reason))
            continue
        for place_, typed in enumerate(line[first:], first):
            column = columns.get(heading[place_])
            if column is not None:
                cells.append((row, column, typed))
            elif heading[place_] and offset == 0:
                reason = "表中没有这个指标，或指标重名"
                faults.append(Fault(None, None, "", clip[0][place_], "", reason))
    return Placement(tuple(cells), faults=tuple(faults), shape=f"{len(clip) - 1}×{len(told)}")


def _places(titles: Sequence[str]) -> dict[str, int]:
    keys = [folded(title) for title in titles]
    return {key: number for number, key in enumerate(keys) if keys.count(key) == 1}


def check(
    placement: Placement,
    parse: Callable[[int, str], ParsedMark | str],
    locked: Callable[[int, int], bool],
    titles: Sequence[str],
    names: Sequence[str],
) -> Checked:
    """Read every pasted text as its column reads it; ``titles`` and ``names`` say where, in the faults."""
    checked = Checked(faults=list(placement.faults))
    known: dict[tuple[int, str], ParsedMark | str] = {}
    for row, column, typed in placement.cells:
        if locked(row, column):
            checked.locked += 1
            continue
        if not typed or typed.isspace():
            checked.changes.append((row, column, None))
            continue
        parsed = known.get((column, typed))
        if parsed is None:
            parsed = known[column, typed] = parse(column, typed)
        if isinstance(parsed, str):
            checked.faults.append(Fault(row, column, names[row], titles[column], typed, parsed))
        else:
            checked.changes.append((row, column, parsed.text))
    return checked
