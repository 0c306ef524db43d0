"""Several rows of one object: what it began with, and the groups and grades that it got later, each from a day on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from cityassess.scoring.values import AssessedObject, Classification

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DatedRow:
    """What one row says of an object's days, group and grade; blank is what the row does not say."""

    place: int
    since: date | None
    until: date | None
    group: str
    grade: str

    @property
    def start(self) -> date:
        """The first day, the earliest there is where none is written."""
        return self.since or date.min


@dataclass(frozen=True, slots=True)
class Dated:
    """How the rows of one object are to be read, in order of time.

    ``base`` is the row that says what the object began with, None where all rows are changes of a known object.
    """

    base: DatedRow | None
    changes: tuple[DatedRow, ...]


def in_order(rows: Iterable[DatedRow], known: AssessedObject | None) -> Dated:
    """Tell the row that an object begins with from the changes that came later."""
    ordered = sorted(rows, key=lambda row: row.start)
    if known is not None and _is_change(ordered[0], known):
        return Dated(None, tuple(ordered))
    return Dated(ordered[0], tuple(ordered[1:]))


def _is_change(row: DatedRow, known: AssessedObject) -> bool:
    """Whether a row says that a known object is of another group or grade from a day on.

    Another first day with the same group and grade, or where there were none yet, corrects the day on which the object
    itself began.
    """
    if row.since is None or (known.since is not None and row.since <= known.since):
        return False
    if any(later.since == row.since for later in known.reclassified):
        return True
    group, grade = class_on(known.group, known.grade, known.reclassified, row.since)
    return bool(group or grade) and (row.group or group, row.grade or grade) != (group, grade)


def states_today(row: DatedRow, known: AssessedObject) -> bool:
    """Whether a row without a day only repeats what a known object is by now, which must not change its past."""
    if row.since is not None or not known.reclassified:
        return False
    latest = known.reclassified[-1]
    return (row.group or latest.group, row.grade or latest.grade) == (latest.group, latest.grade)


def class_on(group: str, grade: str, later: Sequence[Classification], day: date) -> tuple[str, str]:
    """The group and grade on a day."""
    found = [one for one in later if one.since <= day]
    return (found[-1].group, found[-1].grade) if found else (group, grade)


def reclassified(
    began: tuple[str, str], since: date | None, known: Sequence[Classification], changes: Iterable[DatedRow]
) -> tuple[Classification, ...]:
    """All later classes of an object that ``began`` with a group and grade: those known, over which changes go.

    A change says nothing of what it leaves blank; one that changes nothing any more is dropped.
    """
    wanted = {one.since: (one.group, one.grade) for one in known}
    for row in changes:
        before = began
        for day in sorted(wanted):
            if day < row.start:
                before = wanted[day]
        wanted[row.start] = (row.group or before[0], row.grade or before[1])
    found: list[Classification] = []
    current = began
    for day, (group, grade) in sorted(wanted.items()):
        if (since is None or day > since) and (group, grade) != current:
            current = (group, grade)
            found.append(Classification(day, group, grade))
    return tuple(found)


def last_day(rows: Sequence[DatedRow]) -> tuple[date | None, DatedRow | None]:
    """The last day of an object by its rows in order of time, and the row that contradicts it, if one does.

    Of an earlier row the last day may be that of the object or the day before the next row begins.
    """
    until = rows[-1].until
    for row, following in pairwise(rows):
        if row.until not in (None, until, following.start - _ONE_DAY):
            return until, row
    return until, None
