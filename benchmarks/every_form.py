"""A scheme with every form of rule computed again out of SQLite, by the very path of the program, beside polars.

The peer does what it can of the same (see :mod:`benchmarks.every_form_peer`); the sums of all published totals of
both are printed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import every_form_city as city
from benchmarks import every_form_peer
from benchmarks.measuring import Measured, in_processes, peak_megabytes

REPEATS = 5


def ours(path: Path) -> dict[str, float]:
    """Read, evaluate, rank and colour all 36 months, their weeks and quarters through the services and the engine."""
    from cityassess.scoring.engine import evaluate
    from cityassess.services.stored_evaluation import tally_stored
    from cityassess.store import objects
    from cityassess.store.database import open_database

    scheme, periods = city.scheme(), city.periods()
    with open_database(path, actor="benchmark", create=False, anchor_folder=path.parent) as database:
        started = time.perf_counter()
        with database.reading() as session:
            tally = tally_stored(session, scheme, objects.load_roster(session), periods)
        read = time.perf_counter()
        evaluation = evaluate(scheme, tally)
        ended = time.perf_counter()
    total = evaluation.columns["total"].value
    return {
        "seconds": ended - started,
        "reading": read - started,
        "peak MB": peak_megabytes(),
        "published": float(int(total.numerators.sum())) / total.denominator,
    }


def measure(path: Path) -> list[Measured]:
    """Both in processes of their own, turn about, median of several."""
    return in_processes("benchmarks.every_form", ("ours", "theirs"), [str(path)], REPEATS)


WORKS: dict[str, Callable[[Path], dict[str, float]]] = {"ours": ours, "theirs": every_form_peer.measure}

if __name__ == "__main__":
    from benchmarks.measuring import answer

    answer(WORKS[sys.argv[1]](Path(sys.argv[2])))
