"""Measure everything that has a named peer: ``python3 dev.py bench [name …]``."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import (
    answers,
    bulletin,
    city,
    every_form,
    every_form_city,
    one_check,
    papers,
    recompute,
    start_up,
)
from benchmarks.measuring import Measured


def _built(folder: Path, name: str = "city", build: Callable[[Path], None] = city.build) -> Path:
    path = folder / f"{name}.db"
    if not path.exists():
        sys.stdout.write(f"building a city of {city.CHECKS:,} checks …\n")
        sys.stdout.flush()
        build(path)
        sys.stdout.write(f"  {path.stat().st_size / 1e6:.0f} MB\n")
    return path


MEASURES: dict[str, Callable[[Path], Sequence[Measured]]] = {
    "recompute": lambda folder: recompute.measure(_built(folder)),
    "every-form": lambda folder: every_form.measure(_built(folder, "every-form", every_form_city.build)),
    "one-check": lambda folder: one_check.measure(_built(folder)),
    "bulletin": bulletin.measure,
    "paper": papers.measure_bulletin,
    "book": papers.measure_book,
    "start-up": start_up.measure,
    "answers": answers.measure,
}


def main() -> None:
    """Run the named measures, or all of them, and print their medians and the ratio to the peer."""
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*MEASURES, []], metavar="name", help=", ".join(MEASURES))
    parser.add_argument("--folder", type=Path, help="keep the databases here and use them again")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        folder = chosen.folder or Path(passing)
        folder.mkdir(parents=True, exist_ok=True)
        for name in chosen.names or MEASURES:
            _show(name, MEASURES[name](folder))


def _show(name: str, sides: Sequence[Measured]) -> None:
    sys.stdout.write(f"\n{name}\n")
    for side in sides:
        figures = "  ".join(f"{key} {value:,.3f}" for key, value in side.figures.items())
        sys.stdout.write(f"  {side.name:22} {figures}\n")
    first = sides[0]
    for other in sides[1:]:
        if "seconds" in first.figures and "seconds" in other.figures:
            ratio = first.figures["seconds"] / other.figures["seconds"]
            sys.stdout.write(f"  ratio to {other.name} {ratio:.2f}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
