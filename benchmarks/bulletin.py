"""The example bulletin from the command line, every import included, beside an interpreter that does nothing."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.measuring import Measured

REPEATS = 7


def measure(folder: Path) -> list[Measured]:
    """Seconds from starting the process to its end, medians; the example office is built first."""
    office = folder / "example"
    program = [sys.executable, "-m", "cityassess"]
    subprocess.run(
        [*program, "demo", "--folder", str(office), "--no-window"], check=True, capture_output=True
    )
    paper = ["--database", str(office / "cityassess.db"), "--out", str(folder / "bulletin.pdf")]
    sides = {
        "cityassess bulletin": [*program, "bulletin", "--period", "2017-05", *paper],
        "python -c pass": [sys.executable, "-c", "pass"],
    }
    took: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(REPEATS):
        for name, command in sides.items():
            started = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            took[name].append(time.perf_counter() - started)
    return [Measured(name, {"seconds": statistics.median(times)}) for name, times in took.items()]
