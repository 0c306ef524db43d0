"""What the checks of each criterion add up to, as arrays over periods and objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cityassess.scoring.forms import Bonus, Deduct, Mark, Measure, RuleForm, Several
from cityassess.scoring.frame import Frame, frame
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Figure, Scheme
from cityassess.scoring.values import Check, Roster
from cityassess.scoring.worth import worth


class Detail(NamedTuple):
    """One check where its circumstances matter; days and moments in ISO 8601, empty where there is none."""

    value: int
    times: int
    day: str
    inspector: str
    mode: str
    place: str
    source: str
    rectified: str
    severity: str
    repeated: bool
    found: str


Details = dict[int, list[Detail]]
"""The checks of one criterion by the place of their cell, row × columns + column; those that say 不适用 left out."""

_ONE_BY_ONE = frozenset({Several.HIGHEST, Several.LOWEST, Several.LATEST, Several.TRIMMED})


@dataclass(frozen=True)
class Tally:
    """For each criterion the sum of its checks, their number, and how many say 不适用.

    One flat array holds every criterion's block of periods × objects one after the other, so that a million checks
    are added in one pass. Sums are in ten-thousandths: of what the checks' values are worth. ``misfits`` counts checks
    whose value means nothing (an option that there is not). ``details`` holds the single checks of those criteria
    that need them, by criterion.
    """

    frame: Frame
    starts: dict[str, int]
    amounts: npt.NDArray[np.int64]
    times: npt.NDArray[np.int32]
    not_applicable: npt.NDArray[np.int32]
    misfits: npt.NDArray[np.int32]
    details: dict[str, Details] = field(default_factory=dict)

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

    def _part(self, figure: Figure) -> tuple[slice, tuple[int, int]]:
        rows, columns = self.frame.shape(figure)
        start = self.starts[figure.id]
        return slice(start, start + rows * columns), (rows, columns)

    def details_of(self, figure: Figure) -> Mapping[int, list[Detail]]:
        """The single checks of a criterion that needs them."""
        return self.details.get(figure.id, {})

    def copied(self) -> Tally:
        """A tally that may be changed while another thread reads this one."""
        return Tally(
            self.frame,
            self.starts,
            self.amounts.copy(),
            self.times.copy(),
            self.not_applicable.copy(),
            self.misfits.copy(),
            {criterion: dict(cells) for criterion, cells in self.details.items()},
        )

    def clear(self, places: npt.NDArray[np.int64]) -> None:
        """Empty some cells before they are read again; details are replaced cell by cell."""
        self.amounts[places] = 0
        self.times[places] = 0
        self.not_applicable[places] = 0
        self.misfits[places] = 0

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


def needs_details(rule: RuleForm) -> bool:
    """Whether a criterion cannot be worked out from the sum and number of its checks."""
    match rule:
        case Deduct(pricing=pricing) | Bonus(pricing=pricing):
            return pricing.by_circumstances
        case Mark(several=several, average_by=average_by):
            return several in _ONE_BY_ONE or average_by is not None
        case Measure(several=several):
            return several in _ONE_BY_ONE
        case _:
            return False


def detailed_criteria(scheme: Scheme) -> tuple[str, ...]:
    """The ids of the criteria whose single checks are needed."""
    return tuple(figure.id for figure in scheme.criteria if needs_details(figure.rule))


def empty_tally(scheme: Scheme, axes: Frame) -> Tally:
    """A tally with no checks yet."""
    starts: dict[str, int] = {}
    size = 0
    for figure in scheme.criteria:
        starts[figure.id] = size
        rows, columns = axes.shape(figure)
        size += rows * columns
    small = [np.zeros(size, dtype=np.int32) for _ in range(3)]
    details: dict[str, Details] = {criterion: {} for criterion in detailed_criteria(scheme)}
    return Tally(axes, starts, np.zeros(size, dtype=np.int64), small[0], small[1], small[2], details)


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
        cell = row * axes.shape(figure)[1] + axes.column_of[check.object]
        _add_check(tally, figure, cell, check)
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
    if figure.id in tally.details:
        tally.details[figure.id].setdefault(cell, []).append(detail_of(check))


def detail_of(check: Check) -> Detail:
    """A check's circumstances; 0 stands for the value of one that says 不适用."""
    return Detail(
        check.value or 0,
        check.count,
        check.day.isoformat() if check.day is not None else "",
        check.inspector,
        check.mode,
        check.place,
        check.source,
        check.rectified,
        check.severity,
        check.repeated,
        check.found.isoformat(timespec="minutes") if check.found is not None else "",
    )
