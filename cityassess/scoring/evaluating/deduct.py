"""``deduct``: full marks less everything that was deducted."""

from __future__ import annotations

import numpy as np

from cityassess.scoring.column import NO_DATA, NOT_APPLICABLE, VALUE, Column
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.scheme import Deduct, Figure, Unchecked
from cityassess.scoring.values import VALUE_SCALE


def evaluate(rule: Deduct, figure: Figure, context: Context) -> Column:
    """``max(full − Σ value × count, floor)`` in ten-thousandths of a point."""
    amounts, checked, not_applicable = context.tally.block(figure)
    score = np.maximum(int(rule.full * VALUE_SCALE) - amounts, int(rule.floor * VALUE_SCALE))
    empty = VALUE if rule.unchecked is Unchecked.FULL else NO_DATA
    states = np.where(checked > 0, VALUE, empty).astype(np.uint8)
    states[(not_applicable > 0) & (checked == 0)] = NOT_APPLICABLE
    states[(not_applicable > 0) & (checked > 0)] = NO_DATA
    return Column(np.where(states == VALUE, score, 0), VALUE_SCALE, states)
