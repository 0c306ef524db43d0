"""One new check in a city of a million: typed, committed with its event, re-scored and re-ranked."""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from benchmarks import city
from benchmarks.measuring import Measured, answer, in_processes, percentile

ENTRIES = 500
WARM_UP = 20


def ours(path: Path) -> dict[str, float]:
    """Enter marks into blank cells of the newest month, each read back as a place; milliseconds."""
    from cityassess.services.entry import CellEdit
    from cityassess.services.office import open_office

    month = city.MONTHS[-1]
    with open_office(path, actor="benchmark", create=False) as office:
        office.standings.evaluation(month)
        sheet = office.entry.sheets(month)[0]
        blank = [
            (row.key, column.key)
            for row in sheet.rows
            for column in sheet.columns
            if (row.key, column.key) not in sheet.cells
        ]
        took = []
        for row, column in random.Random(time.time_ns()).sample(blank, ENTRIES + WARM_UP):
            started = time.perf_counter()
            outcome = office.entry.apply(sheet.key, [CellEdit(row, column, "0.5", 0)])
            evaluation = office.standings.evaluation(month)
            place = int(evaluation.ranks["units"].places[0, evaluation.frame.column_of[int(row)]])
            took.append((time.perf_counter() - started) * 1000)
            if outcome.conflicts or not place:
                raise RuntimeError(f"{row} {column} was not written")
    took = took[WARM_UP:]
    return {"median ms": percentile(took, 50), "p95 ms": percentile(took, 95), "max ms": max(took)}


def measure(path: Path) -> list[Measured]:
    """Several runs in processes of their own."""
    return in_processes("benchmarks.one_check", ("ours",), [str(path)], 3)


if __name__ == "__main__":
    answer(ours(Path(sys.argv[2])))
