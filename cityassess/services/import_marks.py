"""From the rows of marks sheets to checks: every cell is read exactly or refused with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

from cityassess import wording
from cityassess.errors import Problem
from cityassess.progress import Progress
from cityassess.scoring.forms import TimeLimit
from cityassess.scoring.mark_limits import check_mark_range
from cityassess.scoring.marks import read_value
from cityassess.scoring.numbers import normalise
from cityassess.scoring.periods import Period
from cityassess.scoring.values import MOST_TIMES, Check
from cityassess.services.import_cells import (
    iso_text,
    read_date,
    read_moment,
    read_rectified,
    read_repeated,
)
from cityassess.services.import_headings import Row, Sheet, cell_text
from cityassess.services.import_names import Names, Target

_STEP = 2000


@dataclass(frozen=True, slots=True)
class _When:
    """When a check was made, when what it saw was found, and whether and when that was put right.

    ``found`` is the day alone where no hour was written.
    """

    day: date | None
    found: date | datetime | None
    rectified: str

    @property
    def found_moment(self) -> datetime | None:
        """What the check keeps: the midnight of a day alone."""
        if self.found is None or isinstance(self.found, datetime):
            return self.found
        return datetime.combine(self.found, time())


@dataclass(frozen=True, slots=True)
class ReadMarks:
    """The checks of some sheets by scheme id, in the order of the files, and all that is wrong."""

    checks: dict[str, tuple[Check, ...]]
    problems: tuple[Problem, ...]


@dataclass
class _Reader:
    names: Names
    checks: dict[str, list[Check]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    first_seen: dict[tuple[object, ...], tuple[Sheet, Row]] = field(default_factory=dict)
    ungoverned: set[Period] = field(default_factory=set)

    def read(self, sheet: Sheet, row: Row) -> None:
        """Read one row: it becomes a check, or every fault of it is noted."""
        before = len(self.problems)
        period = self.period(sheet, row)
        target = self.target(sheet, row, period) if period is not None else None
        count = self.count(sheet, row)
        when = self.when(sheet, row, period)
        repeated = self.repeated(sheet, row)
        value = self.value(sheet, row, target, count, when) if target is not None else None
        if when is None or period is None or target is None or len(self.problems) > before:
            return
        check = Check(
            period=period.code,
            object=target.object.key,
            criterion=target.figure.id,
            value=value,
            count=count,
            day=when.day,
            inspector=row.text("inspector"),
            mode=row.text("mode"),
            place=row.text("place"),
            note=row.text("note"),
            source=row.text("source"),
            rectified=when.rectified,
            severity=row.text("severity"),
            repeated=repeated,
            found=when.found_moment,
        )
        self.keep(sheet, row, target.scheme, check)

    def keep(self, sheet: Sheet, row: Row, scheme: str, check: Check) -> None:
        """Keep a check unless an earlier row is the same check."""
        key = (scheme, *check.natural_key)
        if key not in self.first_seen:
            self.first_seen[key] = (sheet, row)
            self.checks.setdefault(scheme, []).append(check)
            return
        earlier, first = self.first_seen[key]
        where = f"第{first.number}行"
        if (earlier.file, earlier.name) != (sheet.file, sheet.name):
            where = Problem("", earlier.file, earlier.name, first.number).place()
        self.problems.append(
            sheet.problem(
                f"与{where}是同一条检查记录，只能有一条。删去一行，或填上日期、检查人、地点加以区别。",
                row,
            )
        )

    def refuse(self, sheet: Sheet, row: Row, column: str, message: str) -> None:
        """Note a fault of one cell."""
        self.problems.append(sheet.problem(f"{message}。", row, column))

    def period(self, sheet: Sheet, row: Row) -> Period | None:
        """The period of a row."""
        try:
            period = self.names.period(row.cells.get("period"))
        except ValueError as fault:
            self.refuse(sheet, row, "period", str(fault))
            return None
        if self.names.governing(period):
            return period
        if period not in self.ungoverned:  # one sentence for a whole file of them
            self.ungoverned.add(period)
            self.refuse(
                sheet, row, "period", f"{wording.period_title(period)}没有生效的考核方案。先导入方案文件"
            )
        return None

    def target(self, sheet: Sheet, row: Row, period: Period) -> Target | None:
        """The criterion and the object of a row."""
        criterion = row.text("criterion")
        try:
            self.names.figures(period, criterion)
        except ValueError as fault:
            self.refuse(sheet, row, "criterion", str(fault))
            return None
        try:
            target = self.names.target(period, criterion, row.text("object"))
        except ValueError as fault:
            self.refuse(sheet, row, "object", str(fault))
            return None
        if not target.object.exists_in(target.calendar.dated(period)):
            self.refuse(
                sheet, row, "object", f"“{target.object.name}”在{period.code}不参加考核（见对象表的自、至）"
            )
            return None
        return target

    def value(self, sheet: Sheet, row: Row, target: Target, count: int, when: _When | None) -> int | None:
        """The value of a row in ten-thousandths, or None for 不适用 and after a fault."""
        cell = row.cells.get("value")
        text = cell_text(cell)
        if when is None:
            if not text:
                return None  # it may come from the moments, which are at fault
            when = _When(None, None, "")
        try:
            if not text and not isinstance(target.figure.rule, TimeLimit):
                raise ValueError("没有填数值")
            if isinstance(cell, date):
                raise ValueError(f"{text}是日期，不是数值")
            by_clock = isinstance(when.found, datetime)
            value = read_value(
                cell if isinstance(cell, Decimal) else text,
                target.figure,
                found=when.found_moment if by_clock else None,
                rectified=when.rectified,
                day=when.found if when.found is not None and not by_clock else when.day,
                calendar=target.calendar,
            )
            if value is not None:
                check_mark_range(value, count, target.figure)
        except ValueError as fault:
            self.refuse(sheet, row, "value", str(fault).removesuffix("。"))
            return None
        return value

    def count(self, sheet: Sheet, row: Row) -> int:
        """How many times it occurred; 1 where the cell is blank."""
        text = row.text("count")
        if not text:
            return 1
        number = normalise(text).removesuffix("次").removesuffix("处")
        whole = number.removesuffix(".0")
        if whole.isdecimal() and 1 <= int(whole) <= MOST_TIMES:
            return int(whole)
        self.refuse(sheet, row, "count", f"“{text}”不是次数，应填1以上的整数")
        return 1

    def when(self, sheet: Sheet, row: Row, period: Period | None) -> _When | None:
        """The day of the check, which must lie in the period, and the moments; None after a fault."""
        before = len(self.problems)
        when = _When(self.day(sheet, row, period), self.found(sheet, row), self.rectified(sheet, row))
        if len(self.problems) > before:
            return None
        found = iso_text(when.found)
        # As text: 2026-11-21 against 2026-11-21T08:30 is the same day, which is not too early.
        if when.rectified[:1].isdigit() and when.rectified[: len(found)] < found[: len(when.rectified)]:
            self.refuse(sheet, row, "rectified", f"整改时间{row.text('rectified')}早于发现时间，应核对")
            return None
        return when

    def day(self, sheet: Sheet, row: Row, period: Period | None) -> date | None:
        """The day of the check, which must lie in the period."""
        try:
            day = read_date(row.cells.get("date"))
            if day is not None and period is not None and not self.names.holds(period, day):
                raise ValueError(f"日期{day.isoformat()}不在考核周期{period.code}内")
        except ValueError as fault:
            self.refuse(sheet, row, "date", str(fault))
            return None
        return day

    def found(self, sheet: Sheet, row: Row) -> date | datetime | None:
        """The moment of discovery, or its day alone."""
        try:
            return read_moment(row.cells.get("found"))
        except ValueError as fault:
            self.refuse(sheet, row, "found", str(fault))
            return None

    def rectified(self, sheet: Sheet, row: Row) -> str:
        """Whether or when it was put right."""
        try:
            return read_rectified(row.cells.get("rectified"))
        except ValueError as fault:
            self.refuse(sheet, row, "rectified", str(fault))
            return ""

    def repeated(self, sheet: Sheet, row: Row) -> bool:
        """Whether the row says that it was found again."""
        try:
            return read_repeated(row.cells.get("repeated"))
        except ValueError as fault:
            self.refuse(sheet, row, "repeated", str(fault))
            return False


def is_blank_mark(row: Row) -> bool:
    """Whether a row has no value yet, as the rows of a template that were not filled in.

    A row with a beginning and the moment of rectification has one: the time between them.
    """
    if row.text("value"):
        return False
    return not (row.text("found") or row.text("date")) or not row.text("rectified")[:1].isdigit()


def read_marks(sheets: Iterable[Sheet], names: Names, progress: Progress) -> ReadMarks:
    """Read every row of some marks sheets but those without a value; one fault does not hide another."""
    reader = _Reader(names)
    rows = [(sheet, row) for sheet in sheets for row in sheet.rows]
    for done, (sheet, row) in enumerate(rows):
        if done % _STEP == 0:
            progress.step(done, len(rows), "核对得分")
        if not is_blank_mark(row):
            reader.read(sheet, row)
    return ReadMarks(
        {scheme: tuple(checks) for scheme, checks in reader.checks.items()}, tuple(reader.problems)
    )
