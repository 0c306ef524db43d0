"""What Ctrl+F and F5 look for in a grid; full and half width, capitals and blanks make no difference."""

from __future__ import annotations

from dataclasses import dataclass

from cityassess.ui.grid.clipboard import folded
from cityassess.ui.grid.model import MarkModel

NAMES_LISTED = 50


@dataclass(frozen=True, slots=True)
class Target:
    """An entry of the go-to list: its words, and the cells to select, or the row to go to."""

    label: str
    cells: tuple[tuple[int, int], ...] = ()
    row: int | None = None


def hits(model: MarkModel, wanted: str, column: int) -> list[tuple[int, int]]:
    """The cells that show a text, in reading order; an object's name counts as the cell of its row in ``column``."""
    needle = folded(wanted)
    if not needle:
        return []
    found = []
    for row, own in enumerate(model.rows):
        named = needle in folded(own.title)
        for place in range(len(model.columns)):
            shown = model.shown(row, place)
            if (named and place == column) or (shown and needle in folded(shown)):
                found.append((row, place))
    return found


def targets(model: MarkModel, typed: str) -> list[Target]:
    """Where F5 can lead: kinds of cells (by word or letter), then objects whose name holds the text."""
    needle = folded(typed)
    rows, columns = model.limits
    places = [(row, column) for row in range(rows) for column in range(columns)]
    kinds = (
        ("空白", "k", tuple(place for place in places if model.blank(*place) and not model.locked(*place))),
        ("锁定", "l", tuple(place for place in places if model.locked(*place))),
        ("越界或未保存", "y", tuple(sorted(model.drafts))),
    )
    listed = [
        Target(f"{word}（{letter.upper()}） {len(cells):,}格", cells)
        for word, letter, cells in kinds
        if not needle or needle == letter or needle in word
    ]
    named = [
        Target(own.title + (f"　{own.group}" if own.group else ""), row=row)
        for row, own in enumerate(model.rows)
        if needle in folded(own.title)
    ]
    return listed + named[:NAMES_LISTED]
