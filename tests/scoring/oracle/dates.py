"""A calendar read day by day: which period a day belongs to, found by walking, never by reckoning."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from cityassess.scoring.calendars import Calendar
from cityassess.scoring.periods import Cycle, Period

DAY = timedelta(days=1)


def _assessment_month(day: date, ends_on: int | None) -> tuple[int, int]:
    """Year and month that a day is assessed in."""
    year, month = day.year, day.month
    if ends_on is not None and day.day > ends_on:
        month += 1
        if month == 13:
            year, month = year + 1, 1
    return year, month


def code_of(cycle: Cycle, day: date, ends_on: int | None) -> str:
    """The code of the period that holds a day."""
    if cycle is Cycle.DAY:
        return day.isoformat()
    if cycle is Cycle.WEEK:
        year, week, _ = day.isocalendar()
        return f"{year:04d}-W{week:02d}"
    year, month = _assessment_month(day, ends_on)
    if cycle is Cycle.MONTH:
        return f"{year:04d}-{month:02d}"
    if cycle is Cycle.QUARTER:
        return f"{year:04d}-Q{1 + (month - 1) // 3}"
    if cycle is Cycle.YEAR:
        return f"{year:04d}"
    assert cycle is Cycle.FIVE_YEAR
    last = year
    while last % 5:
        last += 1
    return f"{last - 4:04d}-{last:04d}"


@cache
def _span(cycle: Cycle, code: str, inside: date, ends_on: int | None) -> tuple[date, date]:
    start = end = inside
    while code_of(cycle, start - DAY, ends_on) == code:
        start -= DAY
    while code_of(cycle, end + DAY, ends_on) == code:
        end += DAY
    return start, end


_KNOWN: dict[tuple[Cycle, str, int | None], tuple[date, date]] = {}


def period_of(calendar: Calendar, cycle: Cycle, day: date) -> Period:
    """The period of a cycle (not a campaign) that holds a day."""
    ends_on = calendar.month_ends_on
    code = code_of(cycle, day, ends_on)
    known = (cycle, code, ends_on)
    if known not in _KNOWN:
        _KNOWN[known] = _span(cycle, code, day, ends_on)
    return Period(cycle, *_KNOWN[known], code)


def dated(calendar: Calendar, period: Period) -> Period:
    """The period of the same code by this calendar."""
    if period.cycle is Cycle.CAMPAIGN:
        return next(item.period for item in calendar.campaigns if item.id == period.code)
    day = period.start
    for _ in range(1000):
        found = period_of(calendar, period.cycle, day)
        if found.code == period.code:
            return found
        day += DAY if found.end < period.end else -DAY
    raise AssertionError(period.code)


def before(calendar: Calendar, period: Period) -> Period | None:
    """The period of the same cycle just before: of campaigns the one that ended last before this one began."""
    if period.cycle is not Cycle.CAMPAIGN:
        return period_of(calendar, period.cycle, period.start - DAY)
    ended = [item.period for item in calendar.campaigns if item.end < period.start]
    return max(ended, key=lambda item: item.end) if ended else None


def back(calendar: Calendar, period: Period, periods: int) -> Period | None:
    """The period so many before."""
    found: Period | None = period
    for _ in range(periods):
        found = None if found is None else before(calendar, found)
    return found


def year_before(calendar: Calendar, period: Period) -> Period | None:
    """The same period of the year before, where there is one."""
    if period.cycle is Cycle.CAMPAIGN:
        return None
    if period.cycle is Cycle.FIVE_YEAR:
        return before(calendar, period)
    wanted = f"{int(period.code[:4]) - 1:04d}{period.code[4:]}"
    day = period.start - 400 * DAY
    while day <= period.start - 300 * DAY:
        if code_of(period.cycle, day, calendar.month_ends_on) == wanted:
            return period_of(calendar, period.cycle, day)
        day += DAY
    return None


def inside(calendar: Calendar, period: Period, cycle: Cycle) -> list[Period]:
    """The periods of a shorter cycle whose last day lies in a period, in order of time."""
    if cycle is Cycle.CAMPAIGN:
        found = [item.period for item in calendar.campaigns if item.id != period.code]
        found = [item for item in found if period.start <= item.end <= period.end]
        return sorted(found, key=lambda item: (item.end, item.start))
    found, day = [], period.start
    while day <= period.end:
        shorter = period_of(calendar, cycle, day)
        if shorter.end == day:
            found.append(shorter)
        day += DAY
    return found


def spanned(
    calendar: Calendar, period: Period, first: int, last: int, since: Cycle | None
) -> list[Period | None]:
    """The periods from ``last`` to ``first`` before, earliest first; None for one before ``since`` began."""
    began = None if since is None else period_of(calendar, since, period.end).start
    found: list[Period | None] = []
    for periods in range(last, first - 1, -1):
        earlier = back(calendar, period, periods)
        if earlier is not None and began is not None and earlier.end < began:
            earlier = None
        found.append(earlier)
    return found
