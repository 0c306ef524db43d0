"""``deduct``: full marks less everything that was deducted."""

from __future__ import annotations

import numpy as np

from cityassess.scoring.column import NO_DATA, NOT_APPLICABLE, VALUE, Column
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.forms import Deduct, Unchecked
from cityassess.scoring.scheme import Figure
from cityassess.scoring.values import VALUE_SCALE


def evaluate(rule: Deduct, figure: Figure, context: Context) -> Column:
    """``max(full − Σ value × count, floor)`` in ten-thousandths of a point."""
    amounts, checked, not_applicable = context.tally.block(figure)
    score = np.maximum(int(rule.full * VALUE_SCALE) - amounts, int(rule.floor * VALUE_SCALE))
    states = np.full(amounts.shape, VALUE, dtype=np.uint8)
    if rule.unchecked is not Unchecked.FULL:
        states[checked == 0] = NO_DATA
    absent = not_applicable > 0
    if absent.any():
        states[absent & (checked == 0)] = NOT_APPLICABLE
        states[absent & (checked > 0)] = NO_DATA
    valueless = states != VALUE
    if valueless.any():
        score[valueless] = 0
    return Column(score, VALUE_SCALE, states)
