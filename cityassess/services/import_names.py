"""Finding what a name in a file means: objects and criteria, with near names where it means nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cached_property

from cityassess import wording
from cityassess.reports.intake.values import Cell
from cityassess.scoring.calendars import Calendar
from cityassess.scoring.periods import Cycle, Period
from cityassess.scoring.scheme import Figure, Scheme, scheme_in_force
from cityassess.scoring.values import AssessedObject, Roster
from cityassess.services.import_periods import campaigns_of, read_period

_SHOWN = 5
_CANDIDATES = 3000
_SEARCHES = 100


def near_names(name: str, names: Iterable[str]) -> str:
    """Names that look like a mistyped one, as the end of a sentence; empty where none does."""
    pool = list(dict.fromkeys(names))
    last = name.rsplit("/", 1)[-1]
    near = [known for known in pool if last and (known.endswith(f"/{last}") or known == last)]
    if not near and len(pool) <= _CANDIDATES:
        near = get_close_matches(name, pool, n=_SHOWN, cutoff=0.5)
    return f"相近的有：{'、'.join(near[:_SHOWN])}。" if near else ""


def choices(names: Sequence[str]) -> str:
    """A list of choices, cut where it is long."""
    shown = "、".join(names[:_SHOWN])
    return f"{shown}等{len(names)}个" if len(names) > _SHOWN else shown


@dataclass(frozen=True, slots=True)
class Target:
    """What a mark is about: the scheme's id, the criterion and the object, and the calendar that it goes by."""

    scheme: str
    figure: Figure
    object: AssessedObject
    calendar: Calendar


@dataclass
class Names:
    """The names that a file may use: those of some schemes' editions and of a roster; answers are remembered."""

    editions: tuple[Scheme, ...]
    roster: Roster
    _governing: dict[str, tuple[Scheme, ...]] = field(default_factory=dict)
    _targets: dict[tuple[str, str, str], Target | str] = field(default_factory=dict)
    _figures: dict[tuple[str, str], list[tuple[Scheme, Figure]]] = field(default_factory=dict)
    _periods: dict[Cell, Period] = field(default_factory=dict)
    _searches: int = 0

    def near(self, name: str, names: Iterable[str]) -> str:
        """What :func:`near_names` tells, for the first faults; a file full of them must not take minutes."""
        self._searches += 1
        return near_names(name, names) if self._searches <= _SEARCHES else ""

    @cached_property
    def cycles(self) -> frozenset[Cycle]:
        """The cycles of all schemes."""
        return frozenset(cycle for scheme in self.editions for cycle in scheme.cycles)

    def period(self, cell: Cell) -> Period:
        """The period that a cell means; raises ``ValueError`` with a sentence."""
        if cell not in self._periods:
            self._periods[cell] = read_period(cell, self.cycles, self._campaigns)
        return self._periods[cell]

    @cached_property
    def _campaigns(self) -> dict[str, tuple[Period, ...]]:
        return campaigns_of(scheme.calendar for scheme in self.editions)

    def holds(self, period: Period, day: date) -> bool:
        """Whether a day lies in a period as any scheme that governs it dates it."""
        return any(scheme.calendar.dated(period).holds(day) for scheme in self.governing(period))

    def governing(self, period: Period) -> tuple[Scheme, ...]:
        """The edition of each scheme that is in force in a period."""
        if period.code not in self._governing:
            ids = dict.fromkeys(scheme.id for scheme in self.editions)
            found = (scheme_in_force([s for s in self.editions if s.id == one], period) for one in ids)
            self._governing[period.code] = tuple(scheme for scheme in found if scheme is not None)
        return self._governing[period.code]

    def target(self, period: Period, criterion: str, name: str) -> Target:
        """What a criterion's and an object's names mean in a period; raises ``ValueError`` with a sentence."""
        key = (period.code, criterion, name)
        if key not in self._targets:
            try:
                self._targets[key] = self._find(period, criterion, name)
            except ValueError as fault:
                self._targets[key] = str(fault)
        found = self._targets[key]
        if isinstance(found, str):
            raise ValueError(found)
        return found

    def figures(self, period: Period, criterion: str) -> list[tuple[Scheme, Figure]]:
        """The criteria that an id or a name may mean; raises ``ValueError`` where there is none."""
        key = (period.code, criterion)
        if key not in self._figures:
            self._figures[key] = self._find_figures(period, criterion)
        return self._figures[key]

    def _find_figures(self, period: Period, criterion: str) -> list[tuple[Scheme, Figure]]:
        schemes = self.governing(period)
        if not schemes:
            raise ValueError(f"{wording.period_title(period)}没有生效的考核方案。先导入方案文件")
        if not criterion:
            raise ValueError("没有填指标")
        known = [(scheme, figure) for scheme in schemes for figure in scheme.criteria]
        found = [pair for pair in known if pair[1].id == criterion] or [
            pair for pair in known if pair[1].name == criterion
        ]
        if not found:
            self._refuse_criterion(schemes, criterion)
        of_cycle = [pair for pair in found if pair[1].every is period.cycle]
        if not of_cycle:
            scheme, figure = found[0]
            raise ValueError(
                f"指标“{criterion}”按{wording.CYCLE_NAMES[figure.every]}考核，"
                f"考核周期应写成 {_example(scheme, figure.every, period)} 这样"
            )
        fitting = [pair for pair in of_cycle if pair[0].assesses(pair[1], period)]
        if not fitting:
            scheme, figure = of_cycle[0]
            names = [campaign.name for campaign in scheme.calendar.campaigns if campaign.id in figure.during]
            raise ValueError(f"指标“{criterion}”只在{wording.names_text(names)}考核")
        return fitting

    def _refuse_criterion(self, schemes: tuple[Scheme, ...], criterion: str) -> None:
        computed = [
            figure for scheme in schemes for figure in scheme.figures if criterion in (figure.id, figure.name)
        ]
        if computed:
            raise ValueError(f"“{criterion}”由程序计算，不能导入。只导入检查人员打分、扣分的指标")
        names = [figure.name for scheme in schemes for figure in scheme.criteria]
        near = self.near(criterion, names) or f"可用的指标：{choices(names)}。"
        raise ValueError(f"方案里没有指标“{criterion}”。{near}".removesuffix("。"))

    def _find(self, period: Period, criterion: str, name: str) -> Target:
        figures = self.figures(period, criterion)
        if not name:
            raise ValueError("没有填考核对象")
        found = [
            Target(scheme.id, figure, item, scheme.calendar)
            for scheme, figure in figures
            for item in self.roster.named(name, figure.of)
        ]
        if len(found) > 1:  # of those that bore the name one after the other, the one of the period is meant
            found = [
                target for target in found if target.object.exists_in(target.calendar.dated(period))
            ] or found
        if len(found) == 1:
            return found[0]
        if found:
            self._refuse_ambiguous(name, criterion, found)
        kinds = {figure.of for _, figure in figures}
        others = self.roster.named(name)
        if others:
            other = next((item for item in others if item.kind not in kinds), others[0])
            raise ValueError(f"“{name}”是{other.kind}，指标“{criterion}”只考核{'、'.join(sorted(kinds))}")
        names = (  # gone through only where near names are still looked for
            text
            for item in self.roster
            if item.kind in kinds
            for text in (self.roster.path(item.key), item.name)
        )
        near = self.near(name, names) or "先在考核对象表中加上。"
        raise ValueError(f"没有考核对象“{name}”。{near}".removesuffix("。"))

    def _refuse_ambiguous(self, name: str, criterion: str, found: list[Target]) -> None:
        paths = list(dict.fromkeys(self.roster.path(target.object.key) for target in found))
        if len(paths) > 1:
            raise ValueError(f"“{name}”有{len(paths)}个：{choices(paths)}。写明是哪一个，如“{paths[0]}”")
        ids = list(dict.fromkeys(f"{target.figure.id}（方案{target.scheme}）" for target in found))
        raise ValueError(f"指标“{criterion}”有{len(ids)}个：{choices(ids)}。改写成指标的编号")


def _example(scheme: Scheme, cycle: Cycle, period: Period) -> str:
    """The code of a period of a cycle, near another where that has days."""
    if cycle is Cycle.CAMPAIGN:
        return next((campaign.id for campaign in scheme.calendar.campaigns), "专项行动的编号")
    return scheme.calendar.holding(cycle, scheme.calendar.dated(period).start).code
