"""What the checks of each criterion add up to, as arrays over periods and objects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from cityassess.scoring.details import Detail, asked_of, detail_of, needs_extremes
from cityassess.scoring.frame import Frame, frame
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Figure, Scheme
from cityassess.scoring.singles import Singles, Words, no_singles, singles_of
from cityassess.scoring.values import Check, Roster
from cityassess.scoring.worth import worth

_LOWEST, _HIGHEST = -(2**62), 2**62
"""Beyond every value: what the highest and the lowest are where nothing is on record."""


@dataclass(frozen=True)
class Tally:
    """For each criterion the sum of its checks, their number, and how many say 不适用.

    One flat array holds every criterion's block of periods × objects one after the other, so that a million checks
    are added in one pass. Sums are in ten-thousandths: of what the checks' values are worth. ``misfits`` counts
    checks whose value means nothing (an option that there is not). ``highest`` and ``lowest`` are the extremes of
    values, empty arrays where no criterion wants them. ``singles`` holds the single checks of the criteria that ask
    for more than numbers, by criterion; their texts stand in ``words``.
    """

    frame: Frame
    starts: dict[str, int]
    amounts: npt.NDArray[np.int64]
    times: npt.NDArray[np.int32]
    not_applicable: npt.NDArray[np.int32]
    misfits: npt.NDArray[np.int32]
    highest: npt.NDArray[np.int64]
    lowest: npt.NDArray[np.int64]
    singles: dict[str, Singles] = field(default_factory=dict)
    words: Words = field(default_factory=Words)

    def block(self, figure: Figure) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
        """Views of one criterion's sums, numbers of checks and numbers of 不适用, each periods × objects."""
        part, shape = self._part(figure)
        return (
            self.amounts[part].reshape(shape),
            self.times[part].reshape(shape),
            self.not_applicable[part].reshape(shape),
        )

    def misfits_of(self, figure: Figure) -> npt.NDArray[np.int32]:
        """View of one criterion's numbers of checks whose value means nothing, periods × objects."""
        part, shape = self._part(figure)
        return self.misfits[part].reshape(shape)

    def extremes_of(self, figure: Figure) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Views of a criterion's highest and lowest values, periods × objects; beyond all values where none is."""
        part, shape = self._part(figure)
        return self.highest[part].reshape(shape), self.lowest[part].reshape(shape)

    def _part(self, figure: Figure) -> tuple[slice, tuple[int, int]]:
        rows, columns = self.frame.shape(figure)
        start = self.starts[figure.id]
        return slice(start, start + rows * columns), (rows, columns)

    def singles_of(self, figure: Figure) -> Singles:
        """The single checks of a criterion that needs them; none of another."""
        return self.singles.get(figure.id) or no_singles(self.words)

    def copied(self) -> Tally:
        """A tally that may be changed while another thread reads this one."""
        return Tally(
            self.frame,
            self.starts,
            self.amounts.copy(),
            self.times.copy(),
            self.not_applicable.copy(),
            self.misfits.copy(),
            self.highest.copy(),
            self.lowest.copy(),
            dict(self.singles),
            self.words,
        )

    def clear(self, places: npt.NDArray[np.int64]) -> None:
        """Empty some cells before they are read again; single checks are replaced cell by cell."""
        self.amounts[places] = 0
        self.times[places] = 0
        self.not_applicable[places] = 0
        self.misfits[places] = 0
        if self.highest.size:
            self.highest[places] = _LOWEST
            self.lowest[places] = _HIGHEST

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

    def stretch(self, places: npt.NDArray[np.int64], values: npt.NDArray[np.int64]) -> None:
        """Take values into the highest and lowest of their cells."""
        np.maximum.at(self.highest, places, values)
        np.minimum.at(self.lowest, places, values)


def empty_tally(scheme: Scheme, axes: Frame) -> Tally:
    """A tally with no checks yet."""
    starts: dict[str, int] = {}
    size = 0
    for figure in scheme.criteria:
        starts[figure.id] = size
        rows, columns = axes.shape(figure)
        size += rows * columns
    small = [np.zeros(size, dtype=np.int32) for _ in range(3)]
    wanted = size if any(needs_extremes(figure.rule) for figure in scheme.criteria) else 0
    highest = np.full(wanted, _LOWEST, dtype=np.int64)
    lowest = np.full(wanted, _HIGHEST, dtype=np.int64)
    words = Words()
    singles = {
        figure.id: no_singles(words) for figure in scheme.criteria if asked_of(figure.rule) is not None
    }
    amounts = np.zeros(size, dtype=np.int64)
    return Tally(axes, starts, amounts, small[0], small[1], small[2], highest, lowest, singles, words)


def tally_checks(scheme: Scheme, roster: Roster, periods: Iterable[Period], checks: Iterable[Check]) -> Tally:
    """Add up checks one by one; those of other periods, criteria or kinds of object are left out."""
    axes = frame(scheme, roster, periods)
    tally = empty_tally(scheme, axes)
    rows = {
        (cycle, period.code): row for cycle, items in axes.periods.items() for row, period in enumerate(items)
    }
    criteria = {figure.id: figure for figure in scheme.criteria}
    singles: dict[str, list[tuple[int, Detail]]] = {criterion: [] for criterion in tally.singles}
    for check in checks:
        figure, item = criteria.get(check.criterion), roster.by_key.get(check.object)
        row = rows.get((figure.every, check.period)) if figure is not None else None
        if figure is None or item is None or row is None or item.kind != figure.of:
            continue
        cell = row * axes.shape(figure)[1] + axes.column_of[check.object]
        _add_check(tally, figure, cell, check)
        asked = asked_of(figure.rule)
        if asked is not None and check.value is not None:
            singles[figure.id].append((cell, detail_of(check, asked)))
    tally.singles.update((criterion, singles_of(tally.words, found)) for criterion, found in singles.items())
    return tally


def _add_check(tally: Tally, figure: Figure, cell: int, check: Check) -> None:
    place = tally.starts[figure.id] + cell
    if check.value is None:
        tally.not_applicable[place] += 1
        return
    amount = worth(check.value, figure.rule)
    if amount is None:
        tally.misfits[place] += 1
    else:
        tally.amounts[place] += amount * check.count
    tally.times[place] += check.count
    if needs_extremes(figure.rule):
        tally.highest[place] = max(tally.highest[place], check.value)
        tally.lowest[place] = min(tally.lowest[place], check.value)
