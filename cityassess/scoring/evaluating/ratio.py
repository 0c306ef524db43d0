"""``ratio``: counts over counts."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from cityassess.scoring.assessment import State
from cityassess.scoring.column import (
    LIMIT,
    NO_DATA,
    NOT_APPLICABLE,
    VALUE,
    Column,
    Flags,
    Numerators,
    times,
    weighted_sum,
)
from cityassess.scoring.evaluating.cells import held, joined_states, quotients
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.forms import Ratio, Term, WhenZero
from cityassess.scoring.scheme import Figure


def evaluate(rule: Ratio, figure: Figure, context: Context) -> Column:
    """``times × Σ over ÷ Σ under`` within its limits; where the lower sum is 0, what the rule says."""
    inputs = [context.value(term.figure) for term in (*rule.over, *rule.under)]
    states = joined_states(inputs, context.frame.shape(figure))
    over, over_denominator = _sum_of(rule.over, context)
    under, under_denominator = _sum_of(rule.under, context)
    factor = rule.times * Fraction(under_denominator, over_denominator)
    over, under = times(over, factor.numerator), times(under, factor.denominator)
    empty: Flags = (under == 0) & (states == VALUE)
    if empty.any():
        instead = nothing_to_divide_by(rule)
        if isinstance(instead, State):
            states[empty] = instead.value
        else:
            over, under = _put(over, empty, instead.numerator), _put(under, empty, instead.denominator)
    return held(quotients(over, under, states), rule.floor, rule.cap)


def _put(numbers: Numerators, here: Flags, number: int) -> Numerators:
    if abs(number) >= LIMIT:
        numbers = numbers.astype(object)
    return np.where(here, number, numbers)


def _sum_of(terms: tuple[Term, ...], context: Context) -> tuple[Numerators, int]:
    columns = [context.value(term.figure) for term in terms]
    return weighted_sum(
        [
            (column.numerators, term.weight / column.denominator)
            for term, column in zip(terms, columns, strict=True)
        ]
    )


def nothing_to_divide_by(rule: Ratio) -> Fraction | State:
    """What the ratio is where its lower sum is 0, before its limits."""
    match rule.when_zero:
        case WhenZero.NOT_APPLICABLE:
            return State(NOT_APPLICABLE)
        case WhenZero.NO_DATA:
            return State(NO_DATA)
        case WhenZero.ZERO:
            return Fraction(0)
        case WhenZero.FULL:
            return rule.times
