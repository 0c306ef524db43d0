"""The periods that an office assesses: a day, an ISO week, a month, a quarter, a year, five years, or a campaign."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache


class Cycle(Enum):
    """How often a figure is assessed; the value is the word used in scheme files."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    FIVE_YEAR = "five_year"
    CAMPAIGN = "campaign"


FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""What lies before or after is a slip of the pen, and would let a rule look over millions of days."""
_ONE_DAY = timedelta(days=1)
_CAMPAIGN = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
_FORMS = (
    (Cycle.DAY, re.compile(r"(\d{4})-(\d{2})-(\d{2})")),
    (Cycle.WEEK, re.compile(r"(\d{4})-W(\d{2})")),
    (Cycle.MONTH, re.compile(r"(\d{4})-(\d{2})")),
    (Cycle.QUARTER, re.compile(r"(\d{4})-Q([1-4])")),
    (Cycle.YEAR, re.compile(r"(\d{4})")),
    (Cycle.FIVE_YEAR, re.compile(r"(\d{4})-(\d{4})")),
)


@dataclass(frozen=True, slots=True)
class Period:
    """One period of a cycle, from its first day to its last (both belong to it).

    ``code`` is the form that stays stable for people and scripts: 2026-11-21, 2026-W47, 2026-11, 2026-Q4, 2026,
    2026-2030, or a campaign's id. Months may end on another day and campaigns are of a scheme's own making, so that a
    period's days are only certain once a :class:`~cityassess.scoring.calendars.Calendar` has dated it; only
    a campaign has a ``name``.
    """

    cycle: Cycle
    start: date
    end: date
    code: str
    name: str = field(default="", compare=False)

    def next(self) -> Period:
        """The period of the same cycle that follows."""
        return period_holding(self.cycle, self.end + _ONE_DAY)

    def previous(self) -> Period:
        """The period of the same cycle before this one."""
        return period_holding(self.cycle, self.start - _ONE_DAY)

    def holds(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return self.start <= day <= self.end


def period_holding(cycle: Cycle, day: date) -> Period:
    """The period of a cycle that holds a day; weeks are ISO 8601 weeks, Monday to Sunday, five years end in 0 or 5.

    Raises ``ValueError`` for campaigns, which only a scheme's calendar knows.
    """
    year, month = day.year, day.month
    match cycle:
        case Cycle.DAY:
            return Period(cycle, day, day, day.isoformat())
        case Cycle.WEEK:
            iso = day.isocalendar()
            start = day - timedelta(days=iso.weekday - 1)
            return Period(cycle, start, start + timedelta(days=6), f"{iso.year:04d}-W{iso.week:02d}")
        case Cycle.MONTH:
            return Period(cycle, date(year, month, 1), _month_end(year, month), f"{year:04d}-{month:02d}")
        case Cycle.QUARTER:
            last = (month + 2) // 3 * 3
            return Period(cycle, date(year, last - 2, 1), _month_end(year, last), f"{year:04d}-Q{last // 3}")
        case Cycle.YEAR:
            return Period(cycle, date(year, 1, 1), date(year, 12, 31), f"{year:04d}")
        case Cycle.FIVE_YEAR:
            last = (year + 4) // 5 * 5
            return Period(cycle, date(last - 4, 1, 1), date(last, 12, 31), f"{last - 4:04d}-{last:04d}")
        case Cycle.CAMPAIGN:
            raise ValueError("专项行动的起止日期由方案规定")


@lru_cache(maxsize=2**14)
def parse_period(code: str) -> Period:
    """Read a period's code; raises ``ValueError`` with a Chinese sentence when it names none.

    A campaign's id gives a campaign that may lie at any time, until a scheme's calendar dates it.
    """
    for cycle, form in _FORMS:
        found = form.fullmatch(code)
        if found is None:
            continue
        numbers = [int(number) for number in found.groups()]
        try:
            period = period_holding(cycle, _first_day(cycle, numbers))
        except (ValueError, OverflowError):
            break
        if period.code == code and FIRST_DAY.year <= period.end.year <= LAST_DAY.year:
            return period
        break
    if _CAMPAIGN.fullmatch(code):
        return Period(Cycle.CAMPAIGN, date.min, date.max, code)
    raise ValueError(
        f"“{code}”不是考核周期，应写成 2026-11-21（日）、2026-W47（周）、2026-11（月）、2026-Q4（季）、"
        "2026（年）、2026-2030（五年）或专项行动的编号"
    )


def _first_day(cycle: Cycle, numbers: list[int]) -> date:
    year = numbers[0]
    match cycle:
        case Cycle.DAY:
            return date(year, numbers[1], numbers[2])
        case Cycle.WEEK:
            return date.fromisocalendar(year, numbers[1], 1)
        case Cycle.MONTH:
            return date(year, numbers[1], 1)
        case Cycle.QUARTER:
            return date(year, numbers[1] * 3 - 2, 1)
        case Cycle.YEAR | Cycle.FIVE_YEAR:
            return date(year, 1, 1)
        case Cycle.CAMPAIGN:
            raise ValueError("a campaign's code tells no day")


def _month_end(year: int, month: int) -> date:
    following = date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)
    return following - _ONE_DAY
