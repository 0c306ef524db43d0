"""From the rows of marks sheets to checks: every cell is read exactly or refused with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cityassess import wording
from cityassess.errors import Problem
from cityassess.progress import Progress
from cityassess.scoring.marks import (
    NOT_APPLICABLE_WORDS,
    check_mark_range,
    normalise,
    parse_value,
)
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Figure
from cityassess.scoring.values import MOST_TIMES, Check
from cityassess.services.import_headings import Row, Sheet, cell_text
from cityassess.services.import_names import Names, Target, read_date

_STEP = 2000


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
        value = self.value(sheet, row, target.figure, count) if target is not None else None
        day = self.day(sheet, row, period)
        if period is None or target is None or len(self.problems) > before:
            return
        check = Check(
            period=period.code,
            object=target.object.key,
            criterion=target.figure.id,
            value=value,
            count=count,
            day=day,
            inspector=row.text("inspector"),
            mode=row.text("mode"),
            place=row.text("place"),
            note=row.text("note"),
            source=row.text("source"),
            rectified=row.text("rectified"),
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
                f"与{where}是同一条检查记录，只能有一条。删去一行，或填上日期、检查人、地点加以区别。", row
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
        if not target.object.exists_in(period):
            self.refuse(
                sheet, row, "object", f"“{target.object.name}”在{period.code}不参加考核（见对象表的自、至）"
            )
            return None
        return target

    def value(self, sheet: Sheet, row: Row, figure: Figure, count: int) -> int | None:
        """The value of a row in ten-thousandths, or None for 不适用 and after a fault."""
        cell = row.cells.get("value")
        try:
            if isinstance(cell, date):
                raise ValueError(f"{cell_text(cell)}是日期，不是数值")
            text = cell_text(cell)
            if normalise(text) in NOT_APPLICABLE_WORDS:
                return None
            value = parse_value(cell if isinstance(cell, Decimal) else text, figure.entry_decimals)
            check_mark_range(value, count, figure)
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

    def day(self, sheet: Sheet, row: Row, period: Period | None) -> date | None:
        """The day of the check, which must lie in the period."""
        try:
            day = read_date(row.cells.get("date"))
            if day is not None and period is not None and not period.holds(day):
                raise ValueError(f"日期{day.isoformat()}不在考核周期{period.code}内")
        except ValueError as fault:
            self.refuse(sheet, row, "date", str(fault))
            return None
        return day


def is_blank_mark(row: Row) -> bool:
    """Whether a row has no value yet, as the rows of a template that were not filled in."""
    return not row.text("value")


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
