"""The values that go into an assessment: assessed objects and the checks made on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from cityassess.scoring.periods import Period

VALUE_SCALE = 10_000
"""Marks are whole ten-thousandths of a point: the finest that published rules use, and exact in 64 bits."""
MOST_POINTS = 1_000_000
"""The most points that one check may give or take, all its times together."""
MOST_VALUE = MOST_POINTS * VALUE_SCALE
"""The same in ten-thousandths; the database holds value × count to it, too."""
MOST_TIMES = 9_999
"""The most times that one check may count."""


@dataclass(frozen=True, slots=True)
class Classification:
    """The group and grade that an object is in from a day on."""

    since: date
    group: str = ""
    grade: str = ""


@dataclass(frozen=True, slots=True)
class AssessedObject:
    """Something that is assessed (考核对象): a district, street, village, firm, vehicle or point.

    ``key`` is its number within the roster (the database's id); ``kind`` is a kind of the scheme (街道, 村 …);
    ``parent`` is the key of what it belongs to; ``since`` and ``until`` are the first and last day it is assessed.
    ``group`` and ``grade`` are those it began with, ``reclassified`` those that it got later, in order of time.
    ``lead`` and ``responsible`` are the keys of the units in charge of it (牵头单位、责任单位). ``leader`` names its
    leaders (主管领导) for papers that print them; no score reads it.
    """

    key: int
    name: str
    kind: str
    parent: int | None = None
    group: str = ""
    grade: str = ""
    code: str = ""
    since: date | None = None
    until: date | None = None
    reclassified: tuple[Classification, ...] = ()
    lead: int | None = None
    responsible: tuple[int, ...] = ()
    leader: str = ""

    def group_in(self, period: Period) -> str:
        """The group on the period's last day."""
        return self._classified(period, self.group, "group")

    def grade_in(self, period: Period) -> str:
        """The grade on the period's last day."""
        return self._classified(period, self.grade, "grade")

    def _classified(self, period: Period, first: str, what: str) -> str:
        for later in reversed(self.reclassified):
            if later.since <= period.end:
                return str(getattr(later, what))
        return first

    def exists_in(self, period: Period) -> bool:
        """Whether the object is assessed on at least one day of the period."""
        return (self.since is None or self.since <= period.end) and (
            self.until is None or self.until >= period.start
        )


@dataclass(frozen=True)
class Roster:
    """All assessed objects in the office's official order (文件顺序), with look-ups by key, kind and name."""

    objects: tuple[AssessedObject, ...]

    @cached_property
    def by_key(self) -> dict[int, AssessedObject]:
        """Objects by key."""
        return {item.key: item for item in self.objects}

    @cached_property
    def _paths(self) -> dict[int, str]:
        paths: dict[int, str] = {}
        for item in self.objects:
            names, seen = [item.name], {item.key}
            above = item.parent
            while above is not None and above in self.by_key and above not in seen:
                seen.add(above)
                names.append(self.by_key[above].name)
                above = self.by_key[above].parent
            paths[item.key] = "/".join(reversed(names))
        return paths

    @cached_property
    def _by_name(self) -> dict[str, tuple[AssessedObject, ...]]:
        found: dict[str, list[AssessedObject]] = {}
        for item in self.objects:
            for name in {item.name, self._paths[item.key], item.code} - {""}:
                found.setdefault(name, []).append(item)
        return {name: tuple(items) for name, items in found.items()}

    def path(self, key: int) -> str:
        """The object's full name from its topmost parent down, such as ``双江/农新``."""
        return self._paths[key]

    def of_kind(self, kind: str) -> tuple[AssessedObject, ...]:
        """The objects of one kind, in official order."""
        return tuple(item for item in self.objects if item.kind == kind)

    def named(self, name: str, kind: str | None = None) -> tuple[AssessedObject, ...]:
        """Every object that a name, full name (上级/名称) or code may mean, of one kind if it is given.

        An object whose full name is exactly what was written wins over those that only share its last part.
        """
        found = [item for item in self._by_name.get(name, ()) if kind is None or item.kind == kind]
        exact = [item for item in found if self._paths[item.key] == name or item.code == name]
        return tuple(exact or found)

    def __iter__(self) -> Iterator[AssessedObject]:
        return iter(self.objects)


@dataclass(frozen=True, slots=True)
class Check:
    """One check (检查记录): what was seen of one criterion at one object in one period.

    ``value`` is in ten-thousandths of a point, or None where the criterion does not apply to the object (不适用);
    ``count`` is how many times it occurred, so the check weighs ``value * count``. What a value means is the
    criterion's matter: points, how many, a measured value, the number of an option, the time taken. ``rectified`` is
    是, 否 or the moment of rectification in ISO 8601, ``found`` the moment of discovery. ``key`` is the database's id.
    """

    period: str
    object: int
    criterion: str
    value: int | None
    count: int = 1
    day: date | None = None
    inspector: str = ""
    mode: str = ""
    place: str = ""
    note: str = ""
    source: str = ""
    rectified: str = ""
    severity: str = ""
    repeated: bool = False
    found: datetime | None = None
    key: int = field(default=0, compare=False)

    @property
    def natural_key(
        self,
    ) -> tuple[str, int, str, date | None, str, str, str, str, str, str, datetime | None]:
        """What tells two checks apart: the same key twice is the same check entered twice."""
        return (
            self.period,
            self.object,
            self.criterion,
            self.day,
            self.inspector,
            self.mode,
            self.place,
            self.note,
            self.source,
            self.severity,
            self.found,
        )


def roster(objects: Iterable[AssessedObject]) -> Roster:
    """Make a roster of objects in the order given."""
    return Roster(tuple(objects))
