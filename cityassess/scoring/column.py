"""Exact arithmetic on whole figures at once: integer numerators over one common denominator.

A column never uses a binary fraction. It computes in 64-bit integers while a bound on the result shows that they
suffice, and in Python's unbounded integers where they would wrap; both give the same digits.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from cityassess.scoring.assessment import State
from cityassess.scoring.forms import Comparison
from cityassess.scoring.scheme import RoundingMode

Numerators = npt.NDArray[Any]
States = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]

VALUE = State.VALUE.value
NO_DATA = State.NO_DATA.value
NOT_APPLICABLE = State.NOT_APPLICABLE.value

WIDEST = 2**1024
"""Up to this, fractions are brought to one denominator.

Whole numbers of a thousand bits are added and compared ten times as fast as fractions, and counts of some hundreds
have a common multiple that is no wider.
"""
LONGEST = 2**131_072
"""No denominator may be wider: what multiplies or divides its own results again and again has no end otherwise."""
MOST = 10**60
"""No value may be larger."""
LIMIT = 2**62
"""Numerators below this magnitude are kept in 64 bits, one bit of which is left over for an addition."""


@dataclass(frozen=True, slots=True)
class Column:
    """One figure of every object (second axis) in every period (first axis).

    ``numerators`` is int64, or object where 64 bits would not hold it: Python integers, or fractions where cells have
    denominators of their own (a ratio of counts), for which no common one of bearable size exists. Cells whose
    ``states`` is not VALUE hold 0. ``denominator`` is positive.
    """

    numerators: Numerators
    denominator: int
    states: States

    def fraction(self, row: int, column: int) -> Fraction | None:
        """One cell as a rational, or None where it has no value."""
        if self.states[row, column] != VALUE:
            return None
        numerator = self.numerators[row, column]
        exact = numerator if isinstance(numerator, Fraction) else int(numerator)
        return Fraction(exact, self.denominator)

    def fractions(self) -> list[list[Fraction | None]]:
        """Every cell as a rational, or None where it has no value."""
        rows, columns = self.states.shape
        return [[self.fraction(row, column) for column in range(columns)] for row in range(rows)]


def column_of(cells: Sequence[Sequence[Fraction | State]], shape: tuple[int, int]) -> Column:
    """A column of single cells, each a rational or the reason why there is none."""
    states = np.zeros(shape, dtype=np.uint8)
    numbers = np.zeros(shape, dtype=object)
    for row, line in enumerate(cells):
        for place, cell in enumerate(line):
            if isinstance(cell, State):
                states[row, place] = cell.value
            else:
                numbers[row, place] = cell
    return on_one_denominator(numbers, states)


def on_one_denominator(numbers: Numerators, states: States) -> Column:
    """Fractions over one denominator where a bearable one exists, else as they are."""
    flat = numbers.reshape(-1).tolist()
    denominator = bearable_multiple(number.denominator for number in flat)
    if denominator is None:
        return Column(numbers, 1, states)
    shares = {below: denominator // below for below in {number.denominator for number in flat}}
    array = np.empty(len(flat), dtype=object)
    array[:] = [number.numerator * shares[number.denominator] for number in flat]
    return Column(fitted(array.reshape(numbers.shape)), denominator, states)


def bearable_multiple(denominators: Iterable[int]) -> int | None:
    """The least common multiple, or None where it is so wide that fractions are better kept apart."""
    multiple = 1
    for denominator in set(denominators):
        multiple = math.lcm(multiple, denominator)
        if multiple > WIDEST:
            return None
    return multiple


def spread(values: Sequence[Fraction], which: npt.NDArray[np.int64], states: States) -> Column:
    """A column of few different values: ``which`` is each cell's place among them."""
    few = column_of([values or [Fraction(0)]], (1, max(len(values), 1)))
    return Column(np.where(states == VALUE, few.numerators[0][which], 0), few.denominator, states)


def largest(numerators: Numerators) -> int:
    """A whole number that no magnitude in an array exceeds, as a Python integer."""
    if numerators.size == 0:
        return 0
    highest: int = math.ceil(numerators.max())
    lowest: int = math.floor(numerators.min())
    return max(highest, -lowest)


def fitted(numerators: Numerators) -> Numerators:
    """Return to 64 bits what fits in them; fractions stay."""
    if numerators.dtype != object or largest(numerators) >= LIMIT:
        return numerators
    if _has_fractions(numerators):
        return numerators
    return numerators.astype(np.int64)


def _has_fractions(numerators: Numerators) -> bool:
    # the very type, as asking for an instance of an abstract number takes five times as long
    return numerators.dtype == object and Fraction in set(map(type, numerators.reshape(-1).tolist()))


def is_bearable(column: Column) -> bool:
    """Whether no value is larger and no denominator wider than can be worked with and printed."""
    if column.denominator >= LONGEST:
        return False
    if column.numerators.dtype != object:
        return True
    if largest(column.numerators) >= MOST * column.denominator:
        return False
    numbers = column.numerators.reshape(-1).tolist()
    return all(number.denominator < LONGEST for number in numbers)


def times(numerators: Numerators, factor: int) -> Numerators:
    """Multiply by an integer, exactly."""
    if factor == 1:
        return numerators
    if numerators.dtype != object and largest(numerators) * abs(factor) >= LIMIT:
        numerators = numerators.astype(object)
    if numerators.dtype != object and abs(factor) >= LIMIT:
        return np.zeros_like(numerators)
    return numerators * factor


def plus(left: Numerators, right: Numerators) -> Numerators:
    """Add two arrays, exactly."""
    if object not in (left.dtype, right.dtype) and largest(left) + largest(right) >= LIMIT:
        left = left.astype(object)
    return left + right


def weighted_sum(parts: list[tuple[Numerators, Fraction]]) -> tuple[Numerators, int]:
    """Add numerators, each times its own rational (weight over denominator): the sum and its denominator."""
    denominator = math.lcm(*(factor.denominator for _, factor in parts))
    total: Numerators | None = None
    for numerators, factor in parts:
        scaled = times(numerators, factor.numerator * (denominator // factor.denominator))
        total = scaled if total is None else plus(total, scaled)
    if total is None:
        raise ValueError("nothing to add")
    return fitted(total), denominator


def divided(
    numerators: Numerators, denominator: int, divisors: npt.NDArray[np.int64]
) -> tuple[Numerators, int]:
    """Divide each cell by its own positive whole number; cells with divisor 0 must hold 0."""
    counts, places = np.unique(divisors, return_inverse=True)
    common = math.lcm(*(max(int(count), 1) for count in counts))
    by_count = np.array([common // max(int(count), 1) for count in counts], dtype=object)
    shares = by_count[places].reshape(divisors.shape)
    if max(largest(numerators), 1) * common < LIMIT:
        return numerators * shares.astype(np.int64), denominator * common
    return fitted(numerators.astype(object) * shares), denominator * common


def rounded_column(column: Column, decimals: int, mode: RoundingMode) -> Column:
    """Round every cell, half up away from zero or half to even; the denominator becomes a power of ten."""
    scale = 10**decimals
    if _has_fractions(column.numerators):
        return _rounded_fractions(column, scale, mode)
    if scale % column.denominator == 0:
        return Column(times(column.numerators, scale // column.denominator), scale, column.states)
    common = math.gcd(scale, column.denominator)
    scaled = times(column.numerators, scale // common)
    below = column.denominator // common
    if largest(scaled) * 2 + 2 * below >= LIMIT:
        scaled = scaled.astype(object)
    if mode is RoundingMode.HALF_UP:
        magnitude = (abs(scaled) * 2 + below) // (2 * below)
        whole = np.where(scaled < 0, -magnitude, magnitude)
    else:
        floor = scaled // below
        double = (scaled - floor * below) * 2
        up = (double > below) | ((double == below) & (floor % 2 == 1))
        whole = floor + up.astype(np.int64)
    return Column(fitted(whole), scale, column.states)


def _rounded_fractions(column: Column, scale: int, mode: RoundingMode) -> Column:
    """The same one by one, where cells have denominators of their own: five times as fast as fractions in arrays."""
    whole = np.zeros(column.states.size, dtype=object)
    for place, number in enumerate(column.numerators.flat):
        above, below = number.numerator * scale, number.denominator * column.denominator
        if mode is RoundingMode.HALF_UP:
            magnitude = (2 * abs(above) + below) // (2 * below)
            whole[place] = magnitude if above >= 0 else -magnitude
        else:
            floor, rest = divmod(above, below)
            whole[place] = floor + (2 * rest > below or (2 * rest == below and floor % 2 == 1))
    return Column(fitted(whole.reshape(column.states.shape)), scale, column.states)


def meets(column: Column, comparison: Comparison, limit: Fraction) -> Flags:
    """Whether each cell's value stands so to a limit; cells without a value never do."""
    left = times(column.numerators, limit.denominator)
    right = limit.numerator * column.denominator
    if left.dtype != object and abs(right) >= LIMIT:
        left = left.astype(object)
    holds: Flags = _compare(left, comparison, right).astype(np.bool_)
    holds &= column.states == VALUE
    return holds


def _compare(left: Numerators, comparison: Comparison, right: int) -> Numerators:
    match comparison:
        case Comparison.BELOW:
            return np.less(left, right)
        case Comparison.AT_MOST:
            return np.less_equal(left, right)
        case Comparison.ABOVE:
            return np.greater(left, right)
        case Comparison.AT_LEAST:
            return np.greater_equal(left, right)
        case Comparison.EQUALS:
            return np.equal(left, right)
