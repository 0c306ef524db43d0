"""From the store's packed checks to the tally that the engine evaluates, whole periods or one object at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from cityassess.scoring.frame import Frame, frame
from cityassess.scoring.periods import Cycle, Period, parse_period
from cityassess.scoring.scheme import Scheme
from cityassess.scoring.tally import Tally, empty_tally
from cityassess.scoring.values import Roster

if TYPE_CHECKING:
    from cityassess.store.leaves import LeafRows

_CYCLES = {cycle: number for number, cycle in enumerate(Cycle)}
_NOWHERE = -1


def tally_rows(scheme: Scheme, roster: Roster, periods: Iterable[Period], parts: Iterable[LeafRows]) -> Tally:
    """Add up packed checks part by part; those of other periods, criteria or kinds of object are left out."""
    tally = empty_tally(scheme, frame(scheme, roster, periods))
    for rows in parts:
        _add(tally, scheme, rows)
    return tally


def replace_object(
    tally: Tally, scheme: Scheme, kind: str, period: Period, object_key: int, rows: LeafRows
) -> tuple[str, ...]:
    """Replace the sums of one object in one period by what its packed checks say now, in place.

    ``rows`` are all checks of the object in the period. Returns the ids of the criteria whose sums moved.
    """
    axes = tally.frame
    criteria = [figure for figure in scheme.criteria if figure.of == kind and figure.every is period.cycle]
    row, column = axes.row_of(period), axes.column_of[object_key]
    places = np.array(
        [tally.starts[figure.id] + row * axes.shape(figure)[1] + column for figure in criteria],
        dtype=np.int64,
    )
    kept: list[npt.NDArray[Any]] = [tally.amounts, tally.times, tally.not_applicable]
    before = [sums[places] for sums in kept]
    tally.clear(places)
    _add(tally, scheme, rows)
    moved = np.zeros(len(places), dtype=np.bool_)
    for old, sums in zip(before, kept, strict=True):
        moved |= sums[places] != old
    return tuple(figure.id for figure, changed in zip(criteria, moved, strict=True) if changed)


def _add(tally: Tally, scheme: Scheme, rows: LeafRows) -> None:
    if not len(rows):
        return
    places, ours = _places(tally, scheme, rows)
    if ours.all():
        tally.add(places, rows.amount, rows.count, rows.not_applicable)
        return
    tally.add(
        places[ours],
        rows.amount[ours],
        rows.count[ours],
        rows.not_applicable[ours],
    )


def _places(
    tally: Tally, scheme: Scheme, rows: LeafRows
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """The flat place of each check in the tally, and which checks have one."""
    axes = tally.frame
    column_of, kind_of = _object_tables(axes)
    criteria = scheme.by_id
    start = np.full(len(rows.criteria), _NOWHERE, dtype=np.int64)
    width, kind, cycle = np.zeros_like(start), np.zeros_like(start), np.zeros_like(start)
    kinds = {name: number for number, name in enumerate(axes.objects)}
    for number, code in enumerate(rows.criteria):
        if code in tally.starts:
            figure = criteria[code]
            start[number], width[number] = tally.starts[code], axes.shape(figure)[1]
            kind[number], cycle[number] = kinds[figure.of], _CYCLES[figure.every]
    row, row_cycle = _period_tables(axes, rows.periods)
    item = np.where(rows.object < len(column_of), rows.object, len(column_of) - 1)
    ours = (
        (start[rows.criterion] != _NOWHERE)
        & (kind_of[item] == kind[rows.criterion])
        & (row_cycle[rows.period] == cycle[rows.criterion])
    )
    places = start[rows.criterion] + row[rows.period] * width[rows.criterion] + column_of[item]
    return places, ours


def _object_tables(axes: Frame) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """By object key: its column and the number of its kind; the entry past the last stands for strangers."""
    size = max(axes.column_of, default=0) + 2
    column_of = np.zeros(size, dtype=np.int64)
    kind_of = np.full(size, _NOWHERE, dtype=np.int64)
    for number, items in enumerate(axes.objects.values()):
        for column, item in enumerate(items):
            column_of[item.key], kind_of[item.key] = column, number
    return column_of, kind_of


def _period_tables(
    axes: Frame, codes: tuple[str, ...]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """By place among the rows' periods: its row in the frame and the number of its cycle."""
    row = np.zeros(len(codes), dtype=np.int64)
    cycle = np.full(len(codes), _NOWHERE, dtype=np.int64)
    for number, code in enumerate(codes):
        period = parse_period(code)
        known = axes.periods.get(period.cycle, ())
        if period in known:
            row[number], cycle[number] = known.index(period), _CYCLES[period.cycle]
    return row, cycle
