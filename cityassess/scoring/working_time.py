"""How long a case took by an office's calendar: minutes, hours, working hours, days, working days."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from fractions import Fraction

from cityassess.scoring.calendars import Calendar
from cityassess.scoring.forms import TimeUnit
from cityassess.scoring.numbers import rounded
from cityassess.scoring.values import VALUE_SCALE

_ONE_DAY = timedelta(days=1)
_ONE_MINUTE = timedelta(minutes=1)
_LONGEST = timedelta(days=3660)
_NOT_YET = re.compile(r"(否|未|没|不|无).*")


def is_rectified(text: str) -> bool:
    """Whether what stands under 整改 says that it is done: 是 or a moment; not where it is blank, 否 or 未整改."""
    return bool(text) and _NOT_YET.fullmatch(text) is None


def moment_of_rectification(text: str) -> date | datetime | None:
    """The moment or day of rectification where one was written in ISO 8601, else None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def time_taken(began: date | datetime, ended: date | datetime, unit: TimeUnit, calendar: Calendar) -> int:
    """The time between two moments in ten-thousandths of the unit.

    Days and working days are counted by date, the day of discovery left out; minutes and hours by the clock, for
    which both moments are needed. Raises ``ValueError`` with a Chinese sentence.
    """
    if _day(ended) < _day(began):
        raise ValueError("整改时间早于发现时间，应核对")
    if _day(ended) - _day(began) > _LONGEST:
        raise ValueError("从发现到整改超过10年，应核对")
    if unit is TimeUnit.DAY:
        return (_day(ended) - _day(began)).days * VALUE_SCALE
    if unit is TimeUnit.WORKING_DAY:
        return working_days(_day(began), _day(ended), calendar) * VALUE_SCALE
    if not isinstance(began, datetime) or not isinstance(ended, datetime):
        raise ValueError("按钟点计的时限，发现时间和整改时间都要写到几点几分，或直接填用了多久")
    if ended < began:
        raise ValueError("整改时间早于发现时间，应核对")
    if unit is TimeUnit.WORKING_HOUR:
        minutes = working_minutes(began, ended, calendar)
    else:
        minutes = (ended - began) // _ONE_MINUTE
    if unit is TimeUnit.MINUTE:
        return minutes * VALUE_SCALE
    return int(rounded(Fraction(minutes * VALUE_SCALE, 60), 0))


def working_days(began: date, ended: date, calendar: Calendar) -> int:
    """How many working days come after the one day, up to and with the other."""
    days = (ended - began).days
    return sum(calendar.is_worked(began + n * _ONE_DAY) for n in range(1, days + 1))


def working_minutes(began: datetime, ended: datetime, calendar: Calendar) -> int:
    """How many minutes between two moments fall into working hours of working days."""
    minutes = 0
    day = began.date()
    while day <= ended.date():
        if calendar.is_worked(day):
            for start, end in calendar.hours:
                from_ = max(began, datetime.combine(day, start))
                until = min(ended, datetime.combine(day, end))
                minutes += max((until - from_) // _ONE_MINUTE, 0)
        day += _ONE_DAY
    return minutes


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
