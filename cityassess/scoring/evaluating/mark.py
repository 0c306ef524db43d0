"""``mark``: a mark that inspectors give directly."""

from __future__ import annotations

import numpy as np

from cityassess.scoring.column import NO_DATA, NOT_APPLICABLE, VALUE, Column, divided
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.forms import Mark, Several
from cityassess.scoring.scheme import Figure
from cityassess.scoring.values import VALUE_SCALE


def evaluate(rule: Mark, figure: Figure, context: Context) -> Column:
    """The one mark of the period, or the mean of several where the scheme allows them."""
    amounts, marks, not_applicable = context.tally.block(figure)
    states = np.full(marks.shape, VALUE, dtype=np.uint8)
    states[marks == 0] = NO_DATA
    states[(marks == 0) & (not_applicable > 0)] = NOT_APPLICABLE
    states[(marks > 0) & (not_applicable > 0)] = NO_DATA
    if rule.several is Several.ONE:
        states[marks > 1] = NO_DATA
    numerators = np.where(states == VALUE, amounts, 0)
    if rule.several is Several.ONE:
        return Column(numerators, VALUE_SCALE, states)
    numerators, denominator = divided(numerators, VALUE_SCALE, np.where(states == VALUE, marks, 1))
    return Column(numerators, denominator, states)
