"""Limits and tests: what a figure, a group, a grade or an object is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from cityassess.scoring.forms.reading import SAME, Read, Wants, Window


class Comparison(Enum):
    """How a value is compared with a limit; the value is the word used in scheme files."""

    BELOW = "below"
    AT_MOST = "at_most"
    ABOVE = "above"
    AT_LEAST = "at_least"
    EQUALS = "equals"


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of a band, a row or a test."""

    comparison: Comparison
    value: Fraction


class Has(Enum):
    """Whether a figure has a value, and if not, why not; the value is the word used in scheme files."""

    VALUE = "value"
    NO_DATA = "no_data"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class ValueTest:
    """Whether a figure's value meets all limits."""

    figure: str
    limits: tuple[Limit, ...]


@dataclass(frozen=True, slots=True)
class BandTest:
    """Whether a figure of bands fell into one of some bands, by id."""

    figure: str
    bands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FlagTest:
    """Whether a condition holds (or does not)."""

    figure: str
    holds: bool


@dataclass(frozen=True, slots=True)
class StateTest:
    """Whether a figure has a value or not; never unknown."""

    figure: str
    has: Has


class Attribute(Enum):
    """What of an object a test looks at; the value is the word used in scheme files."""

    GROUP = "group"
    GRADE = "grade"
    NAME = "object"


@dataclass(frozen=True, slots=True)
class AttributeTest:
    """Whether the object's group, grade or name in the period is one of some."""

    attribute: Attribute
    values: tuple[str, ...]


Test = ValueTest | BandTest | FlagTest | StateTest | AttributeTest
Tests = tuple[Test, ...]


def reads_of(tests: Iterable[Test], window: Window = SAME) -> tuple[Read, ...]:
    """The figures that tests look at, seen through a window."""
    reads = []
    for test in tests:
        match test:
            case ValueTest(figure=figure):
                reads.append(Read(figure, window))
            case BandTest(figure=figure):
                reads.append(Read(figure, window, Wants.BAND))
            case FlagTest(figure=figure):
                reads.append(Read(figure, window, Wants.FLAG))
            case StateTest(figure=figure):
                reads.append(Read(figure, window, Wants.ANY))
            case AttributeTest():
                pass
    return tuple(reads)
