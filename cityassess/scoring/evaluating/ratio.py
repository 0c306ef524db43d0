"""``ratio``: counts over counts."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from cityassess.scoring.assessment import State
from cityassess.scoring.column import (
    NO_DATA,
    NOT_APPLICABLE,
    VALUE,
    Column,
    Numerators,
    column_of,
    weighted_sum,
)
from cityassess.scoring.evaluating.cells import joined_states
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.forms import Ratio, Term, WhenZero
from cityassess.scoring.scheme import Figure


def evaluate(rule: Ratio, figure: Figure, context: Context) -> Column:
    """``times × Σ over ÷ Σ under`` within its limits, cell by cell: denominators differ from one to the next."""
    inputs = [context.value(term.figure) for term in (*rule.over, *rule.under)]
    shape = context.frame.shape(figure)
    states = joined_states(inputs, shape)
    over, over_denominator = _sum_of(rule.over, context)
    under, under_denominator = _sum_of(rule.under, context)
    factor = rule.times * Fraction(under_denominator, over_denominator)
    cells: list[list[Fraction | State]] = []
    for row in range(shape[0]):
        line: list[Fraction | State] = []
        for column in range(shape[1]):
            state = int(states[row, column])
            if state != VALUE:
                line.append(State(state))
            else:
                line.append(_cell(rule, factor, over[row, column], under[row, column]))
        cells.append(line)
    return column_of(cells, shape)


def _sum_of(terms: tuple[Term, ...], context: Context) -> tuple[Numerators, int]:
    columns = [context.value(term.figure) for term in terms]
    return weighted_sum(
        [
            (column.numerators, term.weight / column.denominator)
            for term, column in zip(terms, columns, strict=True)
        ]
    )


def _cell(rule: Ratio, factor: Fraction, over: int | Fraction, under: int | Fraction) -> Fraction | State:
    if not under:
        raw = nothing_to_divide_by(rule)
        return raw if isinstance(raw, State) else within(rule, raw)
    if isinstance(over, np.integer):
        over = int(over)
    if isinstance(under, np.integer):
        under = int(under)
    return within(rule, factor * over / under)


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


def within(rule: Ratio, value: Fraction) -> Fraction:
    """A value raised to the floor and lowered to the cap."""
    if rule.floor is not None:
        value = max(value, rule.floor)
    return value if rule.cap is None else min(value, rule.cap)
