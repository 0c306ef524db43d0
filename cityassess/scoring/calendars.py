"""An office's calendar: months that end on another day, campaigns, and which days and hours are worked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache

from cityassess.scoring.periods import FIRST_DAY, LAST_DAY, Cycle, Period, parse_period, period_holding

_ONE_DAY = timedelta(days=1)
_BY_MONTHS = frozenset({Cycle.MONTH, Cycle.QUARTER, Cycle.YEAR, Cycle.FIVE_YEAR})


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign or a stage of one (专项行动、阶段); its id is the code of its period."""

    id: str
    name: str
    start: date
    end: date

    @property
    def period(self) -> Period:
        """The campaign as a period."""
        return Period(Cycle.CAMPAIGN, self.start, self.end, self.id, self.name)


@dataclass(frozen=True, slots=True)
class Calendar:
    """How a scheme dates its periods and counts working time.

    ``month_ends_on`` is the last day of an assessment month (None: the calendar's); the next day begins the next month.
    ``holidays`` are not worked although they fall on Monday to Friday; ``working_days`` are, although they do not.
    """

    month_ends_on: int | None = None
    campaigns: tuple[Campaign, ...] = ()
    holidays: frozenset[date] = frozenset()
    working_days: frozenset[date] = frozenset()
    hours: tuple[tuple[time, time], ...] = ((time(9), time(12)), (time(14), time(17)))

    def campaign(self, code: str) -> Campaign | None:
        """The campaign of a code, or None."""
        return next((campaign for campaign in self.campaigns if campaign.id == code), None)

    def parse(self, code: str) -> Period:
        """Read a period's code, campaigns among them; raises ``ValueError`` with a Chinese sentence."""
        campaign = self.campaign(code)
        return campaign.period if campaign is not None else self.dated(parse_period(code))

    def dated(self, period: Period) -> Period:
        """The period of the same code with this calendar's first and last day."""
        if period.cycle is Cycle.CAMPAIGN:
            campaign = self.campaign(period.code)
            return campaign.period if campaign is not None else period
        if self.month_ends_on is None or period.cycle not in _BY_MONTHS:
            return period
        plain = parse_period(period.code)
        before = plain.start - _ONE_DAY
        start = before.replace(day=self.month_ends_on) + _ONE_DAY
        return Period(plain.cycle, start, plain.end.replace(day=self.month_ends_on), plain.code)

    def holding(self, cycle: Cycle, day: date) -> Period:
        """The period of a cycle that holds a day; raises ``ValueError`` for a day outside every campaign."""
        if cycle is Cycle.CAMPAIGN:
            for campaign in self.campaigns:
                if campaign.period.holds(day):
                    return campaign.period
            raise ValueError(f"{day.isoformat()}不在任何专项行动期间")
        if self.month_ends_on is not None and cycle in _BY_MONTHS and day.day > self.month_ends_on:
            day = period_holding(Cycle.MONTH, day).end + _ONE_DAY
        return self.dated(period_holding(cycle, day))

    def earlier(self, period: Period, periods: int) -> Period | None:
        """The period of the same cycle so many before; None where there is none."""
        for _ in range(periods):
            before = self._previous(period)
            if before is None:
                return None
            period = before
        return period

    def _previous(self, period: Period) -> Period | None:
        if period.cycle is not Cycle.CAMPAIGN:
            before = _before(period.code)
            return self.dated(before) if before.end >= FIRST_DAY else None
        ended = [campaign.period for campaign in self.campaigns if campaign.end < period.start]
        return max(ended, key=lambda item: item.end, default=None)

    def following(self, period: Period) -> Period | None:
        """The period of the same cycle that follows; None after the last campaign, or the last day of all."""
        if period.cycle is not Cycle.CAMPAIGN:
            after = parse_period(period.code).next()
            return self.dated(after) if after.end <= LAST_DAY else None
        begun = self.dated(period).start
        later = [campaign.period for campaign in self.campaigns if campaign.start > begun]
        return min(later, key=lambda item: item.start, default=None)

    def year_before(self, period: Period) -> Period | None:
        """The same period of the year before; None for week 53, 29 February and campaigns where there is none."""
        year, rest = period.code[:4], period.code[4:]
        if period.cycle is Cycle.CAMPAIGN:
            return None
        if period.cycle is Cycle.FIVE_YEAR:
            return self._previous(period)
        try:
            return self.dated(parse_period(f"{int(year) - 1:04d}{rest}"))
        except ValueError:
            return None

    def within(self, period: Period, cycle: Cycle) -> tuple[Period, ...]:
        """The periods of a shorter cycle that end inside a period, in order of time; none of an unknown campaign."""
        if period.cycle is Cycle.CAMPAIGN and self.campaign(period.code) is None:
            return ()
        return tuple(self._ending_inside(period, cycle))

    def _ending_inside(self, period: Period, cycle: Cycle) -> Iterator[Period]:
        if cycle is Cycle.CAMPAIGN:
            found = [campaign.period for campaign in self.campaigns]
            yield from sorted(
                (item for item in found if period.holds(item.end) and item != period),
                key=lambda item: (item.end, item.start),
            )
            return
        current = self.holding(cycle, period.start)
        while current.end <= period.end:
            if period.holds(current.end):
                yield current
            if current.end == period.end:  # the day after may lie beyond all days
                return
            current = self.holding(cycle, current.end + _ONE_DAY)

    def is_worked(self, day: date) -> bool:
        """Whether a day is a working day."""
        if day in self.working_days:
            return True
        return day.weekday() < 5 and day not in self.holidays


@lru_cache(maxsize=2**14)
def _before(code: str) -> Period:
    """The calendar's period before one; windows step through the same hundreds of periods from each of their rows."""
    return parse_period(code).previous()


PLAIN = Calendar()
"""Calendar months, no campaigns, no holidays."""
