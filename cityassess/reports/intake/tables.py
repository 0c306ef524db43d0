"""Tables out of strangers' .xlsx and .csv files, each wholly or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from cityassess.errors import Problem, Refused, Unavailable
from cityassess.progress import Progress, Silent
from cityassess.reports.intake import limits
from cityassess.reports.intake.values import Cell, SourceRow, SourceTable
from cityassess.reports.intake.worker_process import WorkerLost, WorkerProcess


def read_tables(paths: Sequence[Path], progress: Progress | None = None) -> tuple[SourceTable, ...]:
    """Return every table of the files, in their order, sheet by sheet.

    Hidden sheets, empty ones and the guide sheet of a template are left out. Raises ``Refused`` with each fault found
    in any of the files, ``Unavailable`` when one cannot be opened, and whatever ``progress`` raises to stop.
    """
    progress = Silent() if progress is None else progress
    tables: list[SourceTable] = []
    problems: list[Problem] = []
    missing: list[str] = []
    with WorkerProcess() as worker:
        for done, path in enumerate(paths):
            turn = partial(progress.step, done, len(paths), path.name)
            turn()
            reading = read_one(worker, path, turn)
            problems.extend(reading.problems)
            missing.extend(reading.missing)
            if not reading.problems:
                tables.extend(reading.tables())
    if missing:
        raise Unavailable("\n".join(missing))
    if problems:
        raise Refused(problems)
    progress.step(len(paths), len(paths))
    return tuple(tables)


def read_one(worker: WorkerProcess, path: Path, turn: Callable[[], None]) -> FileReading:
    """Everything the worker has to say of one file; a worker that is lost on it becomes one of its problems."""
    reading = FileReading(path.name)
    try:
        for message in worker.ask(path, _seconds(path), turn):
            reading.take(message)
    except WorkerLost as lost:
        worker.end()  # what it may still say belongs to no file
        reading.problems.append(Problem(str(lost), file=path.name))
    return reading


def _seconds(path: Path) -> float:
    try:
        size = min(path.stat().st_size, limits.FILE_BYTES)
    except OSError:  # the worker will say so
        size = 0
    return limits.SECONDS + limits.SECONDS_PER_BYTE * size


class FileReading:
    """What the worker has said of one file so far; what it says is checked like anything else from outside."""

    def __init__(self, file: str) -> None:
        self.problems: list[Problem] = []
        self.missing: list[str] = []
        self._file = file
        self._sheets: list[tuple[str, int, list[SourceRow]]] = []
        self._filled = 0

    def take(self, message: dict[str, Any]) -> None:
        """Add one message; raises ``WorkerLost`` for one that makes no sense."""
        try:
            self._take(message)
        except (TypeError, ValueError, KeyError, IndexError, ArithmeticError) as error:
            raise WorkerLost("读取的结果前后不符，没有采用。再导入一次。") from error

    def tables(self) -> list[SourceTable]:
        """The tables of a file that was read to its end."""
        tables = []
        for sheet, _, rows in self._sheets:
            headings = tuple("" if cell is None else str(cell) for cell in rows[0].cells)
            tables.append(SourceTable(self._file, sheet, rows[0].number, headings, tuple(rows[1:])))
        return tables

    def _take(self, message: dict[str, Any]) -> None:
        if "rows" in message:
            _, width, rows = self._sheets[-1]
            for row in message["rows"]:
                rows.append(self._row(width, *row))
        elif "sheet" in message:
            self._sheets.append((str(message["sheet"]), int(message["width"]), []))
        elif "problem" in message:
            text, sheet, row, column, line = message["problem"]
            place = None if row is None else int(row)
            self.problems.append(
                Problem(text, self._file, sheet, place, column, None if line is None else int(line))
            )
        elif "unavailable" in message:
            self.missing.append(message["unavailable"])
        elif message["end"] != self._filled or not all(rows for _, _, rows in self._sheets):
            if self.problems or self.missing:
                return
            raise ValueError("the worker announced another number of cells than it sent")

    def _row(self, width: int, number: Decimal, cells: list[Any], dates: Sequence[Decimal] = ()) -> SourceRow:
        for position in dates:
            cells[int(position)] = _date(cells[int(position)])
        if len(cells) != width or not all(
            isinstance(cell, (str, Decimal, date, type(None))) for cell in cells
        ):
            raise ValueError("a row of another shape")
        row: tuple[Cell, ...] = tuple(cells)
        self._filled += width - row.count(None)
        return SourceRow(int(number), row)


def _date(text: str) -> date | datetime:
    return date.fromisoformat(text) if len(text) == len("2025-11-03") else datetime.fromisoformat(text)
