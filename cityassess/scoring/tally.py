"""What the checks of each criterion add up to, as arrays over periods and objects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cityassess.scoring.frame import Frame, frame
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Figure, Scheme
from cityassess.scoring.values import Check, Roster


@dataclass(frozen=True)
class Tally:
    """For each criterion the sum of its checks, their number, and how many say 不适用.

    One flat array holds every criterion's block of periods × objects one after the other, so that a million checks
    are added in one pass. Sums are in ten-thousandths of a point.
    """

    frame: Frame
    starts: dict[str, int]
    amounts: npt.NDArray[np.int64]
    times: npt.NDArray[np.int32]
    not_applicable: npt.NDArray[np.int32]

    def block(self, figure: Figure) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
        """Views of one criterion's sums, numbers of checks and numbers of 不适用, each periods × objects."""
        rows, columns = self.frame.shape(figure)
        start = self.starts[figure.id]
        part = slice(start, start + rows * columns)
        shape = (rows, columns)
        return (
            self.amounts[part].reshape(shape),
            self.times[part].reshape(shape),
            self.not_applicable[part].reshape(shape),
        )

    def clear(self, places: npt.NDArray[np.int64]) -> None:
        """Empty some cells before they are read again."""
        self.amounts[places] = 0
        self.times[places] = 0
        self.not_applicable[places] = 0

    def add(
        self,
        places: npt.NDArray[np.int64],
        amounts: npt.NDArray[np.int64],
        times: npt.NDArray[Any],
        not_applicable: npt.NDArray[np.bool_],
    ) -> None:
        """Add checks given by the flat place of their cell; ``amounts`` is 0 where the check says 不适用."""
        np.add.at(self.amounts, places, amounts)
        times = times.astype(self.times.dtype)  # adding one type to another takes numpy five times as long
        if not not_applicable.any():
            np.add.at(self.times, places, times)
            return
        np.add.at(self.times, places, np.where(not_applicable, 0, times))
        np.add.at(self.not_applicable, places[not_applicable], 1)


def empty_tally(scheme: Scheme, axes: Frame) -> Tally:
    """A tally with no checks yet."""
    starts: dict[str, int] = {}
    size = 0
    for figure in scheme.criteria:
        starts[figure.id] = size
        rows, columns = axes.shape(figure)
        size += rows * columns
    small = [np.zeros(size, dtype=np.int32) for _ in range(2)]
    return Tally(axes, starts, np.zeros(size, dtype=np.int64), *small)


def tally_checks(scheme: Scheme, roster: Roster, periods: Iterable[Period], checks: Iterable[Check]) -> Tally:
    """Add up checks one by one; those of other periods, criteria or kinds of object are left out."""
    axes = frame(scheme, roster, periods)
    tally = empty_tally(scheme, axes)
    rows = {
        (cycle, period.code): row for cycle, items in axes.periods.items() for row, period in enumerate(items)
    }
    criteria = {figure.id: figure for figure in scheme.criteria}
    for check in checks:
        figure, item = criteria.get(check.criterion), roster.by_key.get(check.object)
        row = rows.get((figure.every, check.period)) if figure is not None else None
        if figure is None or item is None or row is None or item.kind != figure.of:
            continue
        place = tally.starts[figure.id] + row * axes.shape(figure)[1] + axes.column_of[check.object]
        if check.value is None:
            tally.not_applicable[place] += 1
        else:
            tally.amounts[place] += check.value * check.count
            tally.times[place] += check.count
    return tally
