"""What several combining forms do with whole columns: states of their inputs, a factor, a floor and a cap."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from cityassess.scoring.column import (
    LIMIT,
    NO_DATA,
    NOT_APPLICABLE,
    VALUE,
    Column,
    Flags,
    Numerators,
    States,
    bearable_multiple,
    fitted,
    largest,
    on_one_denominator,
    times,
    weighted_sum,
)


def joined_states(columns: Iterable[Column], shape: tuple[int, int]) -> States:
    """No data where any input has none, else not applicable where any does not apply."""
    states = np.full(shape, VALUE, dtype=np.uint8)
    columns = list(columns)
    for column in columns:
        states[column.states == NOT_APPLICABLE] = NOT_APPLICABLE
    for column in columns:
        states[column.states == NO_DATA] = NO_DATA
    return states


def pieced(parts: Sequence[tuple[Flags, Column | None, Fraction, Fraction]], states: States) -> Column:
    """A column pieced together: where each part's flags are set, ``factor × column + constant``.

    Flags must not overlap; cells that ``states`` gives no value hold 0, whatever the flags say.
    """
    addends: list[tuple[Numerators, Fraction]] = []
    for flags, column, factor, constant in parts:
        here = flags & (states == VALUE)
        if column is not None and factor:
            addends.append((np.where(here, column.numerators, 0), factor / column.denominator))
        if constant or not addends:
            addends.append((here.astype(np.int64), constant))
    if not addends:
        return Column(np.zeros(states.shape, dtype=np.int64), 1, states)
    numerators, denominator = weighted_sum(addends)
    return Column(fitted(numerators), denominator, states)


def held(column: Column, floor: Fraction | None, cap: Fraction | None) -> Column:
    """Each value raised to the floor and lowered to the cap."""
    if floor is None and cap is None:
        return column
    limits = [limit for limit in (floor, cap) if limit is not None]
    numerators, denominator = weighted_sum(
        [(column.numerators, Fraction(1, column.denominator))]
        + [(np.zeros_like(column.numerators), Fraction(1, limit.denominator)) for limit in limits]
    )
    if floor is not None:
        numerators = _kept(numerators, int(floor * denominator), np.less)
    if cap is not None:
        numerators = _kept(numerators, int(cap * denominator), np.greater)
    return Column(np.where(column.states == VALUE, numerators, 0), denominator, column.states)


def _kept(numerators: Numerators, limit: int, beyond: np.ufunc) -> Numerators:
    if numerators.dtype != object and abs(limit) >= LIMIT:
        numerators = numerators.astype(object)
    replaced: Numerators = np.where(beyond(numerators, limit).astype(np.bool_), limit, numerators)
    return replaced


def multiplied(left: Numerators, right: Numerators) -> Numerators:
    """Multiply two arrays cell by cell, exactly."""
    if object not in (left.dtype, right.dtype) and max(largest(left), 1) * max(largest(right), 1) >= LIMIT:
        left = left.astype(object)
    return fitted(left * right)


def added_up(numbers: Numerators, cells: npt.NDArray[np.int64], size: int) -> Numerators:
    """The sum of the numbers of each cell, from 0 to ``size`` − 1, exactly."""
    if numbers.dtype != object and largest(numbers) * max(len(numbers), 1) >= LIMIT:
        numbers = numbers.astype(object)
    sums = np.zeros(size, dtype=numbers.dtype)
    np.add.at(sums, cells, numbers)
    return sums


def quotients(above: Numerators, below: Numerators, states: States) -> Column:
    """Each number over one of its own, which is not 0 where there is a value; on one denominator if it is bearable."""
    there = states == VALUE
    above, below = np.where(there, above, 0), np.where(there, below, 1)
    if object not in (above.dtype, below.dtype):
        common = np.gcd(above, below) * np.sign(below)
        above, below = above // common, below // common
        divisors, which = np.unique(below, return_inverse=True)
        multiple = bearable_multiple(divisors.tolist())
        if multiple is not None:
            wide = max(largest(above), 1) * multiple >= LIMIT
            kind: type = object if wide else np.int64
            shares: Numerators = np.array([multiple // divisor for divisor in divisors.tolist()], dtype=kind)
            return Column(fitted(above.astype(kind) * shares[which.reshape(below.shape)]), multiple, states)
    fractions = np.empty(states.size, dtype=object)
    pairs = zip(above.reshape(-1).tolist(), below.reshape(-1).tolist(), strict=True)
    fractions[:] = [Fraction(*pair) for pair in pairs]
    return on_one_denominator(fractions.reshape(states.shape), states)


def reduced(column: Column) -> Column:
    """The same values over the smallest common denominator, where numerators are whole."""
    if column.denominator == 1 or column.numerators.dtype == object or not column.numerators.size:
        return column
    divisor = int(np.gcd.reduce(column.numerators, axis=None))
    if divisor == 0:  # all nothing, whatever it is over: the denominator may be wider than the numerators
        return Column(column.numerators, 1, column.states)
    common = math.gcd(divisor, column.denominator)
    return Column(column.numerators // common, column.denominator // common, column.states)


def scaled(column: Column, factor: Fraction) -> Column:
    """Each value times a constant."""
    return Column(
        times(column.numerators, factor.numerator), column.denominator * factor.denominator, column.states
    )
