"""From the store's packed checks to the tally that the engine evaluates, whole periods or one object at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from cityassess.scoring.frame import Frame, frame
from cityassess.scoring.packed_worth import PackedWorth
from cityassess.scoring.periods import Cycle, Period
from cityassess.scoring.scheme import Scheme
from cityassess.scoring.tally import Tally, empty_tally
from cityassess.scoring.values import Roster

if TYPE_CHECKING:
    from cityassess.store.details import SingleRows
    from cityassess.store.leaves import LeafRows

_CYCLES = {cycle: number for number, cycle in enumerate(Cycle)}
_NOWHERE = -1


def tally_rows(
    scheme: Scheme,
    roster: Roster,
    periods: Iterable[Period],
    parts: Iterable[LeafRows],
    singles: Iterable[SingleRows] = (),
) -> Tally:
    """Add up packed checks part by part; those of other periods, criteria or kinds of object are left out.

    ``singles`` are once more the checks of those criteria that ask for more than numbers.
    """
    tally = empty_tally(scheme, frame(scheme, roster, periods))
    cells = _Cells(tally, scheme)
    for rows in parts:
        _add(tally, rows, cells)
    _add_singles(tally, scheme, singles, cells)
    return tally


def replace_object(
    tally: Tally,
    scheme: Scheme,
    kind: str,
    period: Period,
    object_key: int,
    rows: LeafRows,
    singles: Iterable[SingleRows] = (),
) -> tuple[str, ...]:
    """Replace the sums of one object in one period by what its checks say now, in place.

    ``rows`` are all checks of the object in the period, ``singles`` those of criteria that need them. Returns the ids
    of the criteria whose sums or single checks moved.
    """
    axes = tally.frame
    criteria = [figure for figure in scheme.criteria if figure.of == kind and figure.every is period.cycle]
    row, column = axes.row_of(period), axes.column_of[object_key]
    cells = {figure.id: row * axes.shape(figure)[1] + column for figure in criteria}
    places = np.array([tally.starts[figure.id] + cells[figure.id] for figure in criteria], dtype=np.int64)
    kept: list[npt.NDArray[Any]] = [tally.amounts, tally.times, tally.not_applicable, tally.misfits]
    if tally.highest.size:
        kept += [tally.highest, tally.lowest]
    before = [sums[places] for sums in kept]
    replaced = {criterion: cell for criterion, cell in cells.items() if criterion in tally.singles}
    single = {criterion: tally.singles[criterion].of(cell) for criterion, cell in replaced.items()}
    for criterion, cell in replaced.items():
        tally.singles[criterion] = tally.singles[criterion].only(tally.singles[criterion].cells != cell)
    tally.clear(places)
    where = _Cells(tally, scheme)
    _add(tally, rows, where)
    _add_singles(tally, scheme, singles, where)
    moved = np.zeros(len(places), dtype=np.bool_)
    for old, sums in zip(before, kept, strict=True):
        moved |= sums[places] != old
    return tuple(
        figure.id
        for figure, changed in zip(criteria, moved, strict=True)
        if changed
        or (figure.id in single and single[figure.id] != tally.singles[figure.id].of(cells[figure.id]))
    )


def _add(tally: Tally, rows: LeafRows, cells: _Cells) -> None:
    if not len(rows):
        return
    places, ours = cells.places(rows)
    worth = cells.table(rows.criteria).worth
    columns = (rows.criterion, rows.amount, rows.count, rows.not_applicable)
    if not ours.all():
        places = places[ours]
        columns = (
            rows.criterion[ours],
            rows.amount[ours],
            rows.count[ours],
            rows.not_applicable[ours],
        )
    criterion, amounts, times, not_applicable = columns
    if tally.highest.size:
        wanted = worth.wants_extremes[criterion] & ~not_applicable
        tally.stretch(places[wanted], amounts[wanted] // times[wanted])
    amounts, misfits = worth(criterion, amounts, times, not_applicable)
    tally.add(places, amounts, times, not_applicable)
    if misfits is not None:
        np.add.at(tally.misfits, places[misfits], 1)


def _add_singles(tally: Tally, scheme: Scheme, parts: Iterable[SingleRows], cells: _Cells) -> None:
    """Put single checks with their cells; those that say 不适用 or have no cell are left out."""
    found = [kept for part in parts if len((kept := _single_columns(tally, part, cells))[0])]
    if not found:
        return
    together = [np.concatenate(column) for column in zip(*found, strict=True)]
    order = np.argsort(together[0], kind="stable")
    places, *columns = (column[order] for column in together)
    for criterion, singles in tally.singles.items():
        start, (rows, width) = tally.starts[criterion], tally.frame.shape(scheme.by_id[criterion])
        low, high = np.searchsorted(places, (start, start + rows * width))
        if high > low:
            own = (column[low:high] for column in columns)
            tally.singles[criterion] = singles.plus(places[low:high] - start, *own)


def _single_columns(tally: Tally, part: SingleRows, cells: _Cells) -> tuple[npt.NDArray[np.int64], ...]:
    """The flat place of each check that is kept, its value, times, and the numbers of its texts and place."""
    rows = part.rows
    places, ours = cells.places(rows)
    kept = ours & ~rows.not_applicable
    texts, names = tally.words.numbers(part.texts), tally.words.numbers(part.places)
    return places[kept], rows.amount[kept] // rows.count[kept], rows.count[kept], texts[kept], names[kept]


@dataclass(frozen=True, slots=True)
class _Criteria:
    """What packed checks of some criteria are worth, and each one's place in the tally, by their order in the store."""

    worth: PackedWorth
    start: npt.NDArray[np.int64]
    width: npt.NDArray[np.int64]
    kind: npt.NDArray[np.int64]
    cycle: npt.NDArray[np.int64]


class _Cells:
    """Where packed checks belong in a tally; tables are made once, not for each part."""

    def __init__(self, tally: Tally, scheme: Scheme) -> None:
        self._tally, self._scheme = tally, scheme
        self._column_of, self._kind_of = _object_tables(tally.frame)
        self._row_of = _rows_by_code(tally.frame)
        self._tables: dict[tuple[str, ...], _Criteria] = {}

    def table(self, criteria: tuple[str, ...]) -> _Criteria:
        """What is known of criteria in the order in which the store packed them."""
        if criteria not in self._tables:
            self._tables[criteria] = self._table(criteria)
        return self._tables[criteria]

    def _table(self, criteria: tuple[str, ...]) -> _Criteria:
        tally, axes, figures = self._tally, self._tally.frame, self._scheme.by_id
        start = np.full(len(criteria), _NOWHERE, dtype=np.int64)
        width, kind, cycle = np.zeros_like(start), np.zeros_like(start), np.zeros_like(start)
        kinds = {name: number for number, name in enumerate(axes.objects)}
        for number, code in enumerate(criteria):
            if code in tally.starts:
                figure = figures[code]
                start[number], width[number] = tally.starts[code], axes.shape(figure)[1]
                kind[number], cycle[number] = kinds[figure.of], _CYCLES[figure.every]
        return _Criteria(PackedWorth([figures.get(code) for code in criteria]), start, width, kind, cycle)

    def places(self, rows: LeafRows) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        """The flat place of each check in the tally, and which checks have one."""
        table = self.table(rows.criteria)
        row, row_cycle = self._periods(rows.periods)
        item = np.where(rows.object < len(self._column_of), rows.object, len(self._column_of) - 1)
        ours = (
            (table.start[rows.criterion] != _NOWHERE)
            & (self._kind_of[item] == table.kind[rows.criterion])
            & (row_cycle[rows.period] == table.cycle[rows.criterion])
        )
        places = table.start[rows.criterion] + row[rows.period] * table.width[rows.criterion]
        return places + self._column_of[item], ours

    def _periods(self, codes: tuple[str, ...]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """By place among the rows' periods: its row in the frame and the number of its cycle."""
        row = np.zeros(len(codes), dtype=np.int64)
        cycle = np.full(len(codes), _NOWHERE, dtype=np.int64)
        for number, code in enumerate(codes):
            if code in self._row_of:
                known, row[number] = self._row_of[code]
                cycle[number] = _CYCLES[known]
        return row, cycle


def _object_tables(axes: Frame) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """By object key: its column and the number of its kind; the entry past the last stands for strangers."""
    size = max(axes.column_of, default=0) + 2
    column_of = np.zeros(size, dtype=np.int64)
    kind_of = np.full(size, _NOWHERE, dtype=np.int64)
    for number, items in enumerate(axes.objects.values()):
        for column, item in enumerate(items):
            column_of[item.key], kind_of[item.key] = column, number
    return column_of, kind_of


def _rows_by_code(axes: Frame) -> dict[str, tuple[Cycle, int]]:
    return {
        period.code: (cycle, row) for cycle, items in axes.periods.items() for row, period in enumerate(items)
    }
