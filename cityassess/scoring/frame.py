"""The axes of an evaluation, and how cells of one figure see those of another: parts, earlier and shorter periods."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cityassess.scoring.calendars import Calendar
from cityassess.scoring.forms import Before, Bonus, Deduct, LastYear, Role, Window, Within
from cityassess.scoring.periods import Cycle, Period
from cityassess.scoring.scheme import Against, Figure, Scheme
from cityassess.scoring.values import AssessedObject, Roster

NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Link:
    """One member of a window over objects: the column of the part, of what gathers it, and 1 ÷ how many gather it."""

    part: int
    above: int
    sharers: int = 1


@dataclass(frozen=True)
class Frame:
    """The axes of an evaluation: the periods of each cycle and the objects of each kind, with who exists when.

    The periods hold those asked for and all that these look back on, in order of time.
    """

    calendar: Calendar
    periods: dict[Cycle, tuple[Period, ...]]
    objects: dict[str, tuple[AssessedObject, ...]]
    column_of: dict[int, int]
    exists: dict[tuple[Cycle, str], npt.NDArray[np.bool_]]

    def shape(self, figure: Figure) -> tuple[int, int]:
        """Periods × objects of a figure."""
        return len(self.periods.get(figure.every, ())), len(self.objects[figure.of])

    @cached_property
    def _rows(self) -> dict[tuple[Cycle, str], int]:
        return {
            (cycle, period.code): row
            for cycle, items in self.periods.items()
            for row, period in enumerate(items)
        }

    def row_of(self, period: Period) -> int:
        """The row of a period; raises ``ValueError`` when it was not evaluated."""
        row = self.find_row(period)
        if row == NOWHERE:
            raise ValueError(f"{period.code} was not evaluated")
        return row

    def find_row(self, period: Period | None) -> int:
        """The row of a period, or ``NOWHERE``."""
        return NOWHERE if period is None else self._rows.get((period.cycle, period.code), NOWHERE)

    # ---- other periods

    @cached_property
    def _slots(self) -> dict[tuple[Cycle, int, Before], tuple[int, ...]]:
        return {}

    def slots_before(self, cycle: Cycle, row: int, window: Before) -> tuple[int, ...]:
        """The rows of all periods that a window spans from a row, the earliest first, ``NOWHERE`` for those missing."""
        place = (cycle, row, window)
        if place not in self._slots:
            seen = looked_back(self.calendar, self.periods[cycle][row], window)
            self._slots[place] = tuple(self.find_row(period) for period in seen)
        return self._slots[place]

    def all_rows_before(self, cycle: Cycle, window: Before) -> tuple[tuple[int, ...], ...]:
        """For every row what :meth:`rows_before` gives."""
        place = (cycle, window)
        if place not in self._all_before:
            rows = range(len(self.periods[cycle]))
            self._all_before[place] = tuple(self.rows_before(cycle, row, window) for row in rows)
        return self._all_before[place]

    @cached_property
    def _all_before(self) -> dict[tuple[Cycle, Before], tuple[tuple[int, ...], ...]]:
        return {}

    def rows_before(self, cycle: Cycle, row: int, window: Before) -> tuple[int, ...]:
        """The rows of earlier periods that a window sees from a row, the earliest first; missing ones left out."""
        return tuple(found for found in self.slots_before(cycle, row, window) if found != NOWHERE)

    def row_last_year(self, cycle: Cycle, row: int) -> int:
        """The row of the same period of the year before, or ``NOWHERE``."""
        return self.find_row(self.calendar.year_before(self.periods[cycle][row]))

    def rows_within(self, cycle: Cycle, row: int, shorter: Cycle) -> tuple[int, ...]:
        """The rows of the shorter periods that end inside a row's period, in order of time."""
        inside = self.calendar.within(self.periods[cycle][row], shorter)
        return tuple(found for period in inside if (found := self.find_row(period)) != NOWHERE)

    # ---- other objects

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

    def links(self, kind: str, above: str, role: Role) -> tuple[Link, ...]:
        """Which objects of a kind are gathered by which of another, in official order of the parts.

        All units that a part names share in it, those of other kinds, too, so that no share is given twice.
        """
        gatherers = {item.key for item in self.objects[above]}
        links = []
        for column, item in enumerate(self.objects[kind]):
            units = _units(item, role)
            links += [Link(column, self.column_of[unit], len(units)) for unit in units if unit in gatherers]
        return tuple(links)

    @cached_property
    def _links_of(self) -> dict[tuple[str, str, Role], dict[int, tuple[Link, ...]]]:
        return {}

    def links_of(self, kind: str, above: str, role: Role) -> dict[int, tuple[Link, ...]]:
        """The links of each gathering object by its column, those left out that gather nothing."""
        place = (kind, above, role)
        if place not in self._links_of:
            found: dict[int, list[Link]] = {}
            for link in self.links(kind, above, role):
                found.setdefault(link.above, []).append(link)
            self._links_of[place] = {column: tuple(links) for column, links in found.items()}
        return self._links_of[place]

    def column_above(self, kind: str, column: int, above: str) -> int:
        """The column of the object of a kind ``above`` that one is part of, or ``NOWHERE``."""
        parent = self.objects[kind][column].parent
        place = NOWHERE if parent is None else self.column_of.get(parent, NOWHERE)
        of_kind = 0 <= place < len(self.objects[above]) and self.objects[above][place].key == parent
        return place if of_kind else NOWHERE

    def name_above(self, kind: str, column: int) -> str:
        """The name of the object that one is part of, or nothing; in full where two are called the same."""
        parent = self.objects[kind][column].parent
        return "" if parent is None else self._names.get(parent, "")

    @cached_property
    def _names(self) -> dict[int, str]:
        everybody = Roster(tuple(item for items in self.objects.values() for item in items))
        called = Counter(item.name for item in everybody)
        return {
            item.key: everybody.path(item.key) if called[item.name] > 1 else item.name for item in everybody
        }

    # ---- groups and grades, which may change from period to period

    def groups(self, cycle: Cycle, kind: str) -> npt.NDArray[np.object_]:
        """The group of each object (columns) in each period (rows), as text."""
        return self._classified(cycle, kind, "group")

    def grades(self, cycle: Cycle, kind: str) -> npt.NDArray[np.object_]:
        """The grade of each object (columns) in each period (rows), as text."""
        return self._classified(cycle, kind, "grade")

    @cached_property
    def _classes(self) -> dict[tuple[Cycle, str, str], npt.NDArray[np.object_]]:
        return {}

    def _classified(self, cycle: Cycle, kind: str, what: str) -> npt.NDArray[np.object_]:
        place = (cycle, kind, what)
        if place not in self._classes:
            texts = self._class_texts(cycle, kind, what)
            texts.flags.writeable = False  # everybody gets the same
            self._classes[place] = texts
        return self._classes[place]

    def _class_texts(self, cycle: Cycle, kind: str, what: str) -> npt.NDArray[np.object_]:
        items, periods = self.objects[kind], self.periods[cycle]
        texts = np.empty((len(periods), len(items)), dtype=object)
        for column, item in enumerate(items):
            if not item.reclassified:
                texts[:, column] = item.group if what == "group" else item.grade
                continue
            for row, period in enumerate(periods):
                texts[row, column] = item.group_in(period) if what == "group" else item.grade_in(period)
        return texts


def _units(item: AssessedObject, role: Role) -> tuple[int, ...]:
    lead = () if item.lead is None else (item.lead,)
    match role:
        case Role.PART:
            return () if item.parent is None else (item.parent,)
        case Role.LEAD:
            return lead
        case Role.RESPONSIBLE:
            return item.responsible
        case Role.LEAD_AND_RESPONSIBLE:
            return tuple(dict.fromkeys((*lead, *item.responsible)))


def looked_back(calendar: Calendar, period: Period, window: Before) -> tuple[Period | None, ...]:
    """The periods that a window spans, the earliest first.

    None stands for one that there is not, or that ended before the year, quarter … began in which this period ends.
    """
    began = None if window.since is None else calendar.holding(window.since, period.end).start
    seen: list[Period | None] = []
    earlier: Period | None = period
    for back in range(window.last + 1):
        if back and earlier is not None:
            earlier = calendar.earlier(earlier, 1)
        if earlier is not None and began is not None and earlier.end < began:
            earlier = None
        if back >= window.first:
            seen.append(earlier)
    return tuple(reversed(seen))


def frame(scheme: Scheme, roster: Roster, periods: Iterable[Period]) -> Frame:
    """Lay out the axes for some periods and all that they look back on."""
    calendar = scheme.calendar
    asked = {calendar.dated(period) for period in periods}
    ordered = sorted(
        needed_periods(scheme, asked), key=lambda period: (period.start, period.end, period.code)
    )
    by_cycle = {cycle: tuple(period for period in ordered if period.cycle is cycle) for cycle in Cycle}
    objects = {kind.name: roster.of_kind(kind.name) for kind in scheme.kinds}
    column_of = {item.key: column for items in objects.values() for column, item in enumerate(items)}
    exists = {
        (cycle, kind): _existence(by_cycle[cycle], items)
        for cycle in scheme.cycles
        for kind, items in objects.items()
    }
    return Frame(calendar, by_cycle, objects, column_of, exists)


def needed_periods(scheme: Scheme, asked: Iterable[Period]) -> set[Period]:
    """The periods asked for and all periods, of every cycle, that their figures and rankings look back on."""
    calendar, asked = scheme.calendar, set(asked)
    needed = set(asked)
    wanted = {
        figure.id: {period for period in asked if period.cycle is figure.every} for figure in scheme.figures
    }
    for period in asked:
        for compared, figure_id in _compared_periods(scheme, period):
            wanted[figure_id].add(compared)
    looking_back: dict[int, set[Period]] = {}
    through: dict[tuple[Window, Cycle], dict[Period, Sequence[Period]]] = {}
    for figure in reversed(scheme.figures):  # each reads only such as stand before it
        own = wanted[figure.id]
        needed |= own
        if isinstance(figure.rule, Deduct | Bonus) and figure.rule.pricing.repeated_within:
            looking_back.setdefault(figure.rule.pricing.repeated_within, set()).update(own)
        for read in figure.rule.reads if own else ():
            source = scheme.by_id[read.figure]
            if isinstance(read.window, Within | Before | LastYear):
                known = through.setdefault((read.window, source.every), {})
                for period in own - known.keys():
                    known[period] = _seen_through(read.window, period, source.every, calendar)
                wanted[source.id].update(*(known[period] for period in own))
            else:
                wanted[source.id] |= own
    for periods, looked_from in looking_back.items():
        needed.update(*(_earlier(period, periods, calendar) for period in looked_from))
    return needed


def _earlier(period: Period, periods: int, calendar: Calendar) -> Iterator[Period]:
    """So many periods before one, as far as there are any."""
    earlier = calendar.earlier(period, 1)
    while earlier is not None and periods:
        yield earlier
        earlier, periods = calendar.earlier(earlier, 1), periods - 1


def _compared_periods(scheme: Scheme, period: Period) -> Iterable[tuple[Period, str]]:
    """The periods that a ranking's places are set against, with the figures that decide the places there."""
    for ranking in scheme.rankings:
        if scheme.by_id[ranking.score].every is not period.cycle:
            continue
        for against in ranking.change:
            compared = compared_period(scheme.calendar, period, against)
            if compared is not None:
                yield from ((compared, read.figure) for read in ranking.ordering.reads)


def compared_period(calendar: Calendar, period: Period, against: Against) -> Period | None:
    """The period that places are set against, or None."""
    return calendar.earlier(period, 1) if against is Against.LAST else calendar.year_before(period)


def _seen_through(
    window: Within | Before | LastYear, period: Period, cycle: Cycle, calendar: Calendar
) -> Sequence[Period]:
    match window:
        case Within():
            return calendar.within(period, cycle)
        case Before():
            return [item for item in looked_back(calendar, period, window) if item is not None]
        case LastYear():
            before = calendar.year_before(period)
            return [] if before is None else [before]


def _existence(periods: Sequence[Period], items: Sequence[AssessedObject]) -> npt.NDArray[np.bool_]:
    there = np.ones((len(periods), len(items)), dtype=np.bool_)
    for column, item in enumerate(items):
        if item.since is not None or item.until is not None:
            there[:, column] = [item.exists_in(period) for period in periods]
    return there
