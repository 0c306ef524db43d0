"""Rule forms that look at other objects or other periods."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from cityassess.scoring.forms.combined import Missing
from cityassess.scoring.forms.conditions import Tests, reads_of
from cityassess.scoring.forms.reading import Above, Before, LastYear, Parts, Read, Wants, Window
from cityassess.scoring.periods import Cycle


@dataclass(frozen=True, slots=True)
class MeanOfParts:
    """The plain mean of one figure over the object's parts, such as a township's sampled villages."""

    figure: str
    missing: Missing
    at_least: int = 1

    @property
    def reads(self) -> tuple[Read, ...]:
        """The parts' figure."""
        return (Read(self.figure, Parts()),)


class Take(Enum):
    """What is made of the members of a window; the value is the rule's word in scheme files."""

    MEAN = "mean"
    TOTAL = "total"
    WORST = "worst"
    BEST = "best"
    LATEST = "latest"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class WeightByGrade:
    """Each member weighs what its grade says."""

    weights: tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True, slots=True)
class WeightByFigure:
    """Each member weighs what another figure of it says (sample size, exposure)."""

    figure: str


@dataclass(frozen=True, slots=True)
class WeightByOrder:
    """The first member of the window weighs the first number, and so on; undivided, they are shares of the total."""

    weights: tuple[Fraction, ...]
    divide: bool = True


Weights = WeightByGrade | WeightByFigure | WeightByOrder


@dataclass(frozen=True, slots=True)
class Gather:
    """The mean, total, worst, best, latest or number of a figure's values over a window.

    ``figures`` is one figure, or several of the same object and period (window ``Same``). ``where`` are tests on each
    member in its own period; ``shared`` divides what a part gives among the units that it names.
    """

    take: Take
    figures: tuple[str, ...]
    window: Window
    missing: Missing
    at_least: int = 1
    where: Tests = ()
    weights: Weights | None = None
    high_is_better: bool = True
    shared: bool = False

    @property
    def reads(self) -> tuple[Read, ...]:
        """The members' figures, what they are tested by and what they weigh."""
        wants = Wants.ANY if self.take is Take.COUNT else Wants.NUMBER
        own = tuple(Read(figure, self.window, wants) for figure in self.figures)
        weights = (
            (Read(self.weights.figure, self.window),) if isinstance(self.weights, WeightByFigure) else ()
        )
        return (*own, *reads_of(self.where, self.window), *weights)


@dataclass(frozen=True, slots=True)
class OfAbove:
    """The value of the object that this one is part of."""

    figure: str

    @property
    def reads(self) -> tuple[Read, ...]:
        """The other object's figure."""
        return (Read(self.figure, Above()),)


class Absent(Enum):
    """What stands in for an earlier value that there is none of; the value is the word used in scheme files."""

    NO_DATA = "no_data"
    ZERO = "zero"
    THIS = "this"


@dataclass(frozen=True, slots=True)
class Earlier:
    """The same figure some periods earlier, or in the same period of the year before (``periods`` None)."""

    figure: str
    periods: int | None
    missing: Absent

    @property
    def window(self) -> Window:
        """Where it looks."""
        return LastYear() if self.periods is None else Before(self.periods, self.periods)

    @property
    def reads(self) -> tuple[Read, ...]:
        """The figure then, and now where that may stand in."""
        now = (Read(self.figure),) if self.missing is Absent.THIS else ()
        return (Read(self.figure, self.window), *now)


class Gap(Enum):
    """What a period without data does to a run; the value is the word used in scheme files."""

    BREAK = "break"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Running:
    """For how many periods running, this one included, a condition has held; at most ``periods`` are looked at.

    A period without data breaks the run, or is passed over where runs are of inspections.
    """

    figure: str
    periods: int
    since: Cycle | None
    missing: Gap = Gap.BREAK

    @property
    def window(self) -> Before:
        """Where it looks."""
        return Before(0, self.periods - 1, self.since)

    @property
    def reads(self) -> tuple[Read, ...]:
        """The condition."""
        return (Read(self.figure, self.window, Wants.FLAG),)


@dataclass(frozen=True, slots=True)
class Reset:
    """Where tests hold in a period, the balance is set to a number after it."""

    when: Tests
    to: Fraction


@dataclass(frozen=True, slots=True)
class Balance:
    """An account carried from period to period: a start, changes, limits, and a reset after rectification.

    It begins anew ``periods`` ago or when ``since`` began, whichever is later. No data changes nothing.
    """

    start: Fraction
    figure: str
    periods: int
    since: Cycle | None
    floor: Fraction | None
    cap: Fraction | None
    reset: Reset | None

    @property
    def window(self) -> Before:
        """Where it looks."""
        return Before(0, self.periods - 1, self.since)

    @property
    def reads(self) -> tuple[Read, ...]:
        """The changes, and what a reset asks."""
        tested = reads_of(self.reset.when, self.window) if self.reset is not None else ()
        return (Read(self.figure, self.window), *tested)
