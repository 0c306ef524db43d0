"""Running what is measured in processes of its own, turn about, so that neither side warms the other."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """The medians of one side's figures."""

    name: str
    figures: dict[str, float]


def peak_megabytes() -> float:
    """The most memory this process has held, in MB; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0.0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def percentile(values: Sequence[float], share: int) -> float:
    """The value that so many per cent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


def answer(figures: dict[str, float]) -> None:
    """Hand a process's figures to the one that measures."""
    sys.stdout.write(json.dumps(figures) + "\n")


def in_processes(module: str, sides: Sequence[str], arguments: Sequence[str], repeats: int) -> list[Measured]:
    """Run each side of a module several times, turn about; medians of every figure it answers with."""
    found: dict[str, list[dict[str, float]]] = {side: [] for side in sides}
    for _ in range(repeats):
        for side in sides:
            command = [sys.executable, "-m", module, side, *arguments]
            done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
            found[side].append(json.loads(done.stdout.splitlines()[-1]))
    return [
        Measured(side, {key: statistics.median(run[key] for run in runs) for key in runs[0]})
        for side, runs in found.items()
    ]
