"""What the checks of each criterion add up to, as arrays over periods and objects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from cityassess.scoring.periods import Cycle, Period
from cityassess.scoring.scheme import Figure, Scheme
from cityassess.scoring.values import AssessedObject, Check, Roster


@dataclass(frozen=True)
class Frame:
    """The axes of an evaluation: the periods of each cycle and the objects of each kind, with who exists when."""

    periods: dict[Cycle, tuple[Period, ...]]
    objects: dict[str, tuple[AssessedObject, ...]]
    column_of: dict[int, int]
    exists: dict[tuple[Cycle, str], npt.NDArray[np.bool_]]

    def shape(self, figure: Figure) -> tuple[int, int]:
        """Periods × objects of a figure."""
        return len(self.periods.get(figure.every, ())), len(self.objects[figure.of])

    @cached_property
    def _parts(self) -> dict[tuple[str, int], tuple[int, ...]]:
        found: dict[tuple[str, int], list[int]] = {}
        for kind, items in self.objects.items():
            for column, item in enumerate(items):
                if item.parent is not None:
                    found.setdefault((kind, item.parent), []).append(column)
        return {place: tuple(columns) for place, columns in found.items()}

    def parts_of(self, kind: str, parent: int) -> tuple[int, ...]:
        """The columns of one kind's objects that belong to an object, in official order."""
        return self._parts.get((kind, parent), ())

    def row_of(self, period: Period) -> int:
        """The row of a period; raises ``ValueError`` when it was not evaluated."""
        return self.periods[period.cycle].index(period)


def frame(scheme: Scheme, roster: Roster, periods: Iterable[Period]) -> Frame:
    """Lay out the axes for some periods, each cycle's in order of time."""
    by_cycle: dict[Cycle, tuple[Period, ...]] = {}
    ordered = sorted(set(periods), key=lambda period: (period.start, period.end))
    for cycle in Cycle:
        by_cycle[cycle] = tuple(period for period in ordered if period.cycle is cycle)
    objects = {kind.name: roster.of_kind(kind.name) for kind in scheme.kinds}
    column_of = {item.key: column for items in objects.values() for column, item in enumerate(items)}
    exists = {
        (cycle, kind): _existence(by_cycle[cycle], items)
        for cycle in scheme.cycles
        for kind, items in objects.items()
    }
    return Frame(by_cycle, objects, column_of, exists)


def _existence(periods: Sequence[Period], items: Sequence[AssessedObject]) -> npt.NDArray[np.bool_]:
    there = np.ones((len(periods), len(items)), dtype=np.bool_)
    for column, item in enumerate(items):
        if item.since is not None or item.until is not None:
            there[:, column] = [item.exists_in(period) for period in periods]
    return there


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
