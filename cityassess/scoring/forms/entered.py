"""Rule forms whose checks inspectors enter or offices import (指标)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from cityassess.scoring.forms.reading import Read


class Several(Enum):
    """What a criterion is worth when a period holds several entries of the same object."""

    ONE = "one"
    MEAN = "mean"
    SUM = "sum"
    HIGHEST = "highest"
    LOWEST = "lowest"
    LATEST = "latest"
    TRIMMED = "trimmed"


class AverageBy(Enum):
    """By which entry of a check marks are averaged first, so that each inspector or side weighs the same."""

    INSPECTOR = "inspector"
    PLACE = "place"
    MODE = "mode"
    SOURCE = "source"


class Unchecked(Enum):
    """What an entered figure is worth where nothing was recorded."""

    NO_DATA = "no_data"
    FULL = "full"
    ZERO = "zero"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a rate asks of a check; an empty tuple or None asks nothing. ``grades`` are those of the object."""

    sources: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    rectified: bool | None = None
    repeated: bool | None = None

    @property
    def any_check(self) -> bool:
        """Whether every check fits."""
        return self == Circumstances()


@dataclass(frozen=True, slots=True)
class Rate:
    """So many points for each event under some circumstances."""

    points: Fraction
    circumstances: Circumstances = Circumstances()


@dataclass(frozen=True, slots=True)
class Range:
    """The points that an inspector may choose for one event."""

    low: Fraction
    high: Fraction
    step: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Pricing:
    """How an event becomes points: typed directly (no rates), within a range, or by the first rate that fits.

    With rates what is typed is how many; ``repeated_within`` is in how many earlier periods a check of the same
    criterion, object and place makes this one repeated.
    """

    rates: tuple[Rate, ...] = ()
    range: Range | None = None
    repeated_within: int = 0

    @property
    def single(self) -> Fraction | None:
        """The one rate that holds under all circumstances (每处扣几分), or None."""
        if len(self.rates) == 1 and self.rates[0].circumstances.any_check:
            return self.rates[0].points
        return None

    @property
    def by_circumstances(self) -> bool:
        """Whether the points of a check depend on more than its number."""
        return bool(self.rates) and self.single is None


TYPED = Pricing()
"""Points as they were typed."""


class _Entered:
    """What no form that inspectors enter reads: other figures."""

    __slots__ = ()

    @property
    def reads(self) -> tuple[Read, ...]:
        """Nothing but checks."""
        return ()


@dataclass(frozen=True, slots=True)
class Deduct(_Entered):
    """Full marks less what was deducted, never below ``floor`` (扣完为止)."""

    full: Fraction
    floor: Fraction
    unchecked: Unchecked
    pricing: Pricing = TYPED


@dataclass(frozen=True, slots=True)
class Bonus(_Entered):
    """Points won per event, at most ``most`` in a period where it is given (加分)."""

    most: Fraction | None
    unchecked: Unchecked = Unchecked.ZERO
    pricing: Pricing = TYPED


@dataclass(frozen=True, slots=True)
class Mark(_Entered):
    """A mark that an inspector gives directly, from 0 to full marks, in steps where ``step`` is given."""

    full: Fraction
    several: Several
    step: Fraction | None = None
    average_by: AverageBy | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice and what it is worth."""

    id: str
    name: str
    points: Fraction


@dataclass(frozen=True, slots=True)
class Choice(_Entered):
    """One of several answers; a check's value is the number of the option, from 1."""

    options: tuple[Option, ...]
    several: Several
    yes_no: bool = False

    @property
    def full(self) -> Fraction:
        """The points of the best option, for options exclude each other."""
        return max((option.points for option in self.options), default=Fraction(0))


@dataclass(frozen=True, slots=True)
class Measure(_Entered):
    """A measured value, a count, a percentage or an index from elsewhere, within limits; it has no full marks."""

    several: Several
    least: Fraction | None = Fraction(0)
    most: Fraction | None = None


class TimeUnit(Enum):
    """In what a time limit is counted; working hours and days go by the scheme's calendar."""

    MINUTE = "minute"
    HOUR = "hour"
    WORKING_HOUR = "working_hour"
    DAY = "day"
    WORKING_DAY = "working_day"


@dataclass(frozen=True, slots=True)
class Further:
    """What each further started stretch of time after a limit costs."""

    every: Fraction
    points: Fraction


@dataclass(frozen=True, slots=True)
class TimeLimit(_Entered):
    """Full marks less points for every case that took longer than its limit; a check's value is the time taken."""

    full: Fraction
    floor: Fraction
    limit: Fraction
    unit: TimeUnit
    late: Fraction
    further: Further | None
    unchecked: Unchecked
