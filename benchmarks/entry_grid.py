"""How quick the entry grid answers: a 500×17 paste, its undo, one mark entered, one repaint.

``python -m benchmarks.entry_grid``; figures in ms, with the screen repainted, on a source that keeps marks in memory.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence

from cityassess.ui.grid.source import (
    CellEdit,
    CellKey,
    EditOutcome,
    GridCell,
    GridColumn,
    GridRow,
    ParsedMark,
)

ROWS, COLUMNS, ENTRIES, REPAINTS = 500, 17, 200, 50


class Marks:
    """Marks in memory; every write is taken."""

    def __init__(self) -> None:
        self.columns = tuple(GridColumn(f"c{n}", f"指标{n + 1}", "10", decimals=1) for n in range(COLUMNS))
        self.rows = tuple(GridRow(f"u{n}", f"第{n + 1}社区") for n in range(ROWS))
        self.cells: dict[CellKey, GridCell] = {}
        self.seconds = 0.0

    def cell(self, row: str, column: str) -> GridCell:
        """The stored cell."""
        return self.cells.get((row, column), GridCell())

    def parse(self, column: str, typed: str) -> ParsedMark | str:
        """Every text is a mark."""
        return ParsedMark(typed)

    def apply(self, edits: Sequence[CellEdit]) -> EditOutcome:
        """Take all edits, counting the time that is not the grid's."""
        began = time.perf_counter()
        written = {
            edit.key: GridCell(edit.text, "value", "", edit.base_version + 1)
            if edit.text
            else GridCell(version=edit.base_version + 1)
            for edit in edits
        }
        self.cells.update(written)
        self.seconds += time.perf_counter() - began
        return EditOutcome(written)


def main() -> None:
    """Print the figures."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from cityassess.ui.grid.entry import EntryGrid

    app = QApplication([])
    source = Marks()
    entry = EntryGrid(source)
    entry.resize(1280, 672)
    entry.show()
    entry.activateWindow()
    entry.grid.setFocus()
    app.processEvents()

    def timed(act: Callable[[], object]) -> float:
        began = time.perf_counter()
        act()
        app.processEvents()
        return (time.perf_counter() - began) * 1000

    def press(key: Qt.Key) -> float:
        return timed(lambda: QTest.keyClick(entry.grid, key, Qt.KeyboardModifier.ControlModifier))

    def enter() -> None:
        for key in (Qt.Key.Key_7, Qt.Key.Key_Return):
            QTest.keyClick(app.focusWidget() or entry.grid, key)

    app.clipboard().setText("\r\n".join("\t".join(["8.5"] * COLUMNS) for _ in range(ROWS)))
    say = sys.stdout.write
    say(f"paste {ROWS}x{COLUMNS}: {press(Qt.Key.Key_V):.0f} ms (gate 400)\n")
    say(f"undo: {press(Qt.Key.Key_Z):.0f} ms (gate 100)\n")
    say(f"redo: {press(Qt.Key.Key_Y):.0f} ms\n")
    say(f"of these in the source: {source.seconds * 1000:.0f} ms\n")
    entry.grid.cursor_.go(0, 0)
    app.processEvents()
    entries = sorted(timed(enter) for _ in range(ENTRIES))
    say(
        f"enter and move: p50 {entries[ENTRIES // 2]:.1f}, p95 {entries[ENTRIES * 95 // 100]:.1f} ms (gate 30)\n"
    )
    repaints = sorted(timed(entry.grid.viewport().repaint) for _ in range(REPAINTS))
    say(
        f"repaint: p50 {repaints[REPAINTS // 2]:.1f}, p95 {repaints[REPAINTS * 95 // 100]:.1f} ms (gate 15)\n"
    )


if __name__ == "__main__":
    main()
