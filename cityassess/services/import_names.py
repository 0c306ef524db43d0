"""Finding what a name in a file means: objects, criteria and periods, with near names where it means nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from functools import cached_property

from cityassess import wording
from cityassess.reports.intake.values import Cell
from cityassess.scoring.periods import Cycle, Period, parse_period, period_holding
from cityassess.scoring.scheme import Figure, Scheme, scheme_in_force
from cityassess.scoring.values import AssessedObject, Roster
from cityassess.services.import_headings import cell_text

_SHOWN = 5
_CANDIDATES = 3000
_SEARCHES = 100
_MONTH = re.compile(r"(\d{4})年(\d{1,2})月(?:份)?|(\d{4})[-/](\d{1,2})")
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日|(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_WEEK = re.compile(r"(\d{4})年第?(\d{1,2})周")
_QUARTER = re.compile(r"(\d{4})年第?([1-4一二三四])季度?")
_YEAR = re.compile(r"(\d{4})年(?:度)?")
_QUARTER_NUMBERS = {"一": 1, "二": 2, "三": 3, "四": 4}


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


def read_date(cell: Cell) -> date | None:
    """A date from a cell (2017-05-03, 2017/5/3, 2017年5月3日, an Excel date); None where blank.

    Raises ``ValueError`` with a Chinese sentence.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = "".join(cell_text(cell).split())
    if not text:
        return None
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError(f"“{text}”不是日期。写成 2017-05-03")
    numbers = [int(number) for number in found.groups() if number is not None]
    try:
        return date(numbers[0], numbers[1], numbers[2])
    except ValueError:
        raise ValueError(f"“{text}”不是真实的日期") from None


def read_period(cell: Cell, cycles: Iterable[Cycle]) -> Period:
    """A period from its code, from words such as 2017年5月, or from the date that Excel makes of 2017-05.

    A date is taken only where it is the first day of a period of exactly one of the ``cycles``, or the scheme
    assesses days. Raises ``ValueError`` with a Chinese sentence.
    """
    if isinstance(cell, date):
        return _dated(cell.date() if isinstance(cell, datetime) else cell, set(cycles))
    text = "".join(cell_text(cell).split()).upper()
    if not text:
        raise ValueError("没有填考核周期。写成 2026-11（月）或 2026-11-21（日）")
    try:
        return _in_words(text) or parse_period(text)
    except ValueError:
        return parse_period(text)


def _dated(day: date, cycles: set[Cycle]) -> Period:
    if Cycle.DAY in cycles:
        return period_holding(Cycle.DAY, day)
    starting = [period for cycle in cycles if (period := period_holding(cycle, day)).start == day]
    months = [period for period in starting if period.cycle is Cycle.MONTH]
    if len(starting) == 1 or months:
        return (months or starting)[0]
    raise ValueError(f"{day.isoformat()}是一个日期，看不出是哪个考核周期。写成 {day:%Y-%m}（月）这样的文字")


def _in_words(text: str) -> Period | None:
    if found := _MONTH.fullmatch(text):
        year, month = (int(number) for number in found.groups() if number is not None)
        return period_holding(Cycle.MONTH, date(year, month, 1))
    if found := _DAY.fullmatch(text):
        year, month, day = (int(number) for number in found.groups() if number is not None)
        return period_holding(Cycle.DAY, date(year, month, day))
    if found := _WEEK.fullmatch(text):
        return period_holding(Cycle.WEEK, date.fromisocalendar(int(found[1]), int(found[2]), 1))
    if found := _QUARTER.fullmatch(text):
        quarter = _QUARTER_NUMBERS.get(found[2]) or int(found[2])
        return period_holding(Cycle.QUARTER, date(int(found[1]), quarter * 3, 1))
    if found := _YEAR.fullmatch(text):
        return period_holding(Cycle.YEAR, date(int(found[1]), 1, 1))
    return None


@dataclass(frozen=True, slots=True)
class Target:
    """What a mark is about: the scheme's id, the criterion and the object."""

    scheme: str
    figure: Figure
    object: AssessedObject


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
            self._periods[cell] = read_period(cell, self.cycles)
        return self._periods[cell]

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
        fitting = [pair for pair in found if pair[1].every is period.cycle]
        if not fitting:
            cycle = found[0][1].every
            example = period_holding(cycle, period.start).code
            raise ValueError(
                f"指标“{criterion}”按{wording.CYCLE_NAMES[cycle]}考核，考核周期应写成 {example} 这样"
            )
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
            Target(scheme.id, figure, item)
            for scheme, figure in figures
            for item in self.roster.named(name, figure.of)
        ]
        if len(found) > 1:  # of those that bore the name one after the other, the one of the period is meant
            found = [target for target in found if target.object.exists_in(period)] or found
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
