"""``deduct``: full marks less everything that was deducted."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from cityassess.scoring.column import NO_DATA, VALUE, Column, fitted
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.evaluating.counting import entered_states
from cityassess.scoring.evaluating.pricing import Priced, priced
from cityassess.scoring.forms import Deduct, TimeLimit, Unchecked
from cityassess.scoring.scheme import Figure
from cityassess.scoring.values import VALUE_SCALE


def evaluate(rule: Deduct, figure: Figure, context: Context) -> Column:
    """``max(full − Σ points, floor)``."""
    return _left(rule, figure, context, priced(rule, figure, context.tally))


def evaluate_time_limit(rule: TimeLimit, figure: Figure, context: Context) -> Column:
    """``max(full − Σ points off for late cases, floor)``."""
    return _left(rule, figure, context, Priced(context.tally.block(figure)[0], VALUE_SCALE))


def _left(rule: Deduct | TimeLimit, figure: Figure, context: Context, off: Priced) -> Column:
    unchecked = VALUE if rule.unchecked is Unchecked.FULL else NO_DATA
    states = entered_states(figure, context.tally, unchecked=unchecked)
    set_unfit(states, off)
    score = np.maximum(
        _scaled(rule.full, off.denominator) - off.numerators, _scaled(rule.floor, off.denominator)
    )
    valueless = states != VALUE
    if valueless.any():
        score[valueless] = 0
    return Column(fitted(score), off.denominator, states)


def set_unfit(states: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], points: Priced) -> None:
    """Leave cells with a check that no rate fits without data."""
    for cell in points.unfit:
        states.flat[cell] = NO_DATA


def _scaled(number: Fraction, denominator: int) -> int:
    return int(number * denominator)
