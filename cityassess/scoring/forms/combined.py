"""Rule forms worked out from figures of the same object and period."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from cityassess.scoring.forms.conditions import Limit, Tests, reads_of
from cityassess.scoring.forms.reading import Read


class Missing(Enum):
    """What a figure does about an input without data; the value is the word used in scheme files."""

    NO_DATA = "no_data"
    SKIP = "skip"
    ZERO = "zero"
    FULL = "full"


class NotApplicable(Enum):
    """What a figure does about an input that does not apply to the object (不适用)."""

    NOT_APPLICABLE = "not_applicable"
    RESCALE = "rescale"
    FULL = "full"
    ZERO = "zero"


@dataclass(frozen=True, slots=True)
class Term:
    """One input of a sum; its weight multiplies it (1 in a plain sum)."""

    figure: str
    weight: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Sum:
    """The plain or weighted sum of figures of the same object and period, plus ``start``, held within limits."""

    terms: tuple[Term, ...]
    missing: Missing
    not_applicable: NotApplicable
    weighted: bool = False
    start: Fraction = Fraction(0)
    floor: Fraction | None = None
    cap: Fraction | None = None

    @property
    def reads(self) -> tuple[Read, ...]:
        """Its terms."""
        return tuple(Read(term.figure) for term in self.terms)


@dataclass(frozen=True, slots=True)
class Product:
    """The product of figures, times a constant."""

    figures: tuple[str, ...]
    times: Fraction
    floor: Fraction | None
    cap: Fraction | None

    @property
    def reads(self) -> tuple[Read, ...]:
        """Its factors."""
        return tuple(Read(figure) for figure in self.figures)


class WhenZero(Enum):
    """What a ratio is where there is nothing to divide by."""

    NOT_APPLICABLE = "not_applicable"
    NO_DATA = "no_data"
    ZERO = "zero"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Ratio:
    """``times × Σ over ÷ Σ under``: a rate of counts, with exclusions as negative terms below."""

    over: tuple[Term, ...]
    under: tuple[Term, ...]
    times: Fraction
    when_zero: WhenZero
    full: Fraction | None
    floor: Fraction | None
    cap: Fraction | None

    @property
    def reads(self) -> tuple[Read, ...]:
        """Terms above and below the line."""
        return tuple(Read(term.figure) for term in (*self.over, *self.under))


class CountSteps(Enum):
    """Whether part of a step counts: not at all, as a whole one, or in proportion."""

    WHOLE = "whole"
    STARTED = "started"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Steps:
    """Full marks at a target, less ``points`` per ``step`` short of it, plus ``reward`` per step beyond it."""

    figure: str
    target: Fraction
    high_is_better: bool
    full: Fraction
    step: Fraction
    points: Fraction
    count_steps: CountSteps
    floor: Fraction
    reward: Fraction
    cap: Fraction | None

    @property
    def reads(self) -> tuple[Read, ...]:
        """The indicator."""
        return (Read(self.figure),)


@dataclass(frozen=True, slots=True)
class Knot:
    """A point of a broken line: at this value it gives so much."""

    at: Fraction
    gives: Fraction


@dataclass(frozen=True, slots=True)
class Linear:
    """Straight lines between points, flat outside them."""

    figure: str
    knots: tuple[Knot, ...]

    @property
    def reads(self) -> tuple[Read, ...]:
        """The indicator."""
        return (Read(self.figure),)


@dataclass(frozen=True, slots=True)
class Row:
    """A range of values and what it gives; without limits it takes all that is left."""

    limits: tuple[Limit, ...]
    gives: Fraction


@dataclass(frozen=True, slots=True)
class Table:
    """What the first row that holds a value gives."""

    figure: str
    rows: tuple[Row, ...]

    @property
    def reads(self) -> tuple[Read, ...]:
        """The indicator."""
        return (Read(self.figure),)


@dataclass(frozen=True, slots=True)
class Constant:
    """The same for everybody (预留分值)."""

    value: Fraction

    @property
    def reads(self) -> tuple[Read, ...]:
        """Nothing."""
        return ()


@dataclass(frozen=True, slots=True)
class Condition:
    """Whether tests hold: all of ``every`` and, if there are any, at least one of ``some``; 1 or 0."""

    every: Tests
    some: Tests

    @property
    def reads(self) -> tuple[Read, ...]:
        """The figures that are tested."""
        return reads_of((*self.every, *self.some))


Given = Fraction | str
"""What a case gives: a number, or the value of the figure of this id."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is given where all tests hold."""

    when: Tests
    gives: Given


@dataclass(frozen=True, slots=True)
class Choose:
    """What the first case that holds gives, else ``otherwise`` (None: not applicable)."""

    cases: tuple[Case, ...]
    otherwise: Given | None

    @property
    def reads(self) -> tuple[Read, ...]:
        """The figures that are tested or given."""
        given = [case.gives for case in self.cases] + [self.otherwise]
        tested = reads_of(test for case in self.cases for test in case.when)
        return (*tested, *(Read(figure) for figure in given if isinstance(figure, str)))


@dataclass(frozen=True, slots=True)
class Band:
    """A range of values and the colour or grade it gives; without limits and tests it takes all that is left."""

    id: str
    name: str
    limits: tuple[Limit, ...]
    clause: str = ""
    when: Tests = ()


@dataclass(frozen=True, slots=True)
class Bands:
    """The first band that holds the published value of a figure (None: none is looked at) and whose tests hold."""

    figure: str | None
    bands: tuple[Band, ...]
    colours: bool

    @property
    def reads(self) -> tuple[Read, ...]:
        """The figure, and those that are tested."""
        own = (Read(self.figure),) if self.figure is not None else ()
        return (*own, *reads_of(test for band in self.bands for test in band.when))
