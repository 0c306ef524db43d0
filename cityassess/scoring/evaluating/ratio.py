"""``ratio``: counts over counts."""

from __future__ import annotations

from fractions import Fraction

from cityassess.scoring.assessment import State
from cityassess.scoring.column import (
    NO_DATA,
    NOT_APPLICABLE,
    VALUE,
    Column,
    Numerators,
    column_of,
    times,
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
    over, under = times(over, factor.numerator), times(under, factor.denominator)
    rows = zip(states.tolist(), over.tolist(), under.tolist(), strict=True)
    cells = [[_cell(rule, *cell) for cell in zip(*row, strict=True)] for row in rows]
    return column_of(cells, shape)


def _sum_of(terms: tuple[Term, ...], context: Context) -> tuple[Numerators, int]:
    columns = [context.value(term.figure) for term in terms]
    return weighted_sum(
        [
            (column.numerators, term.weight / column.denominator)
            for term, column in zip(terms, columns, strict=True)
        ]
    )


def _cell(rule: Ratio, state: int, over: int | Fraction, under: int | Fraction) -> Fraction | State:
    if state != VALUE:
        return State(state)
    if not under:
        raw = nothing_to_divide_by(rule)
        return raw if isinstance(raw, State) else within(rule, raw)
    return within(rule, Fraction(over, under))


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
