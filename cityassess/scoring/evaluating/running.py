"""``running``: for how many periods running a condition has held."""

from __future__ import annotations

import numpy as np

from cityassess.scoring.column import NO_DATA, VALUE, Column
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.forms import Gap, Running
from cityassess.scoring.frame import NOWHERE
from cityassess.scoring.scheme import Figure


def evaluate(rule: Running, figure: Figure, context: Context) -> Column:
    """Count back from each period while the condition held.

    A period without data or object breaks the run or is passed over, as the rule says; where it does not apply, it
    breaks it.
    """
    source, frame = context.figure(rule.figure), context.frame
    column = context.value(source.id)
    exists = frame.exists[source.every, source.of]
    held = (column.states == VALUE) & (column.numerators != 0) & exists
    passed_over = (column.states == NO_DATA) | ~exists if rule.missing is Gap.SKIP else np.zeros_like(held)
    counts = np.zeros(held.shape, dtype=np.int64)
    for row in range(len(counts)):
        unbroken = np.ones(held.shape[1], dtype=np.bool_)
        for earlier in reversed(frame.slots_before(figure.every, row, rule.window)):
            if earlier == NOWHERE and rule.missing is Gap.SKIP:
                continue
            if earlier == NOWHERE or not unbroken.any():
                break
            unbroken &= held[earlier] | passed_over[earlier]
            counts[row] += unbroken & held[earlier]
    return Column(counts, 1, np.full(held.shape, VALUE, dtype=np.uint8))
