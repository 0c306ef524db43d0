"""``condition``: whether tests hold."""

from __future__ import annotations

import numpy as np

from cityassess.scoring.column import NO_DATA, VALUE, Column
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.evaluating.testing import FALSE, TRUE, UNKNOWN, Truths, all_hold, any_holds
from cityassess.scoring.forms import Condition
from cityassess.scoring.scheme import Figure


def evaluate(rule: Condition, figure: Figure, context: Context) -> Column:
    """1 where the condition holds, 0 where it does not, no data where it is unknown."""
    truths = condition_truths(rule, figure, context)
    states = np.where(truths == UNKNOWN, NO_DATA, VALUE).astype(np.uint8)
    return Column((truths == TRUE).astype(np.int64), 1, states)


def condition_truths(rule: Condition, figure: Figure, context: Context) -> Truths:
    """All of ``every`` and, if there are any, one of ``some``: false if either is, else unknown if either is."""
    truths = all_hold(rule.every, figure.of, figure.every, context)
    if not rule.some:
        return truths
    some = any_holds(rule.some, figure.of, figure.every, context)
    both: Truths = np.where((truths == FALSE) | (some == FALSE), FALSE, np.maximum(truths, some)).astype(
        np.uint8
    )
    return both
