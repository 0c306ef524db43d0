"""``bands``: the number of the range that a published value falls into."""

from __future__ import annotations

import numpy as np

from cityassess.scoring.column import NO_DATA, VALUE, Column, meets
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.evaluating.testing import TRUE, UNKNOWN, all_hold
from cityassess.scoring.forms import Bands
from cityassess.scoring.scheme import Figure


def evaluate(rule: Bands, figure: Figure, context: Context) -> Column:
    """The number of the first band that holds for each cell (from 0), as a column of whole numbers.

    A band whose tests are unknown leaves the cell without data, unless its limits rule it out.
    """
    shape = context.frame.shape(figure)
    states = np.zeros(shape, dtype=np.uint8)
    chosen = np.full(shape, -1, dtype=np.int64)
    source = context.value(rule.figure) if rule.figure is not None else None
    if source is not None:
        states = source.states.copy()
    for number_of_band, band in enumerate(rule.bands):
        inside = (states == VALUE) & (chosen < 0)
        if source is not None:
            for limit in band.limits:
                inside &= meets(source, limit.comparison, limit.value)
        if band.when:
            truths = all_hold(band.when, figure.of, figure.every, context)
            states[inside & (truths == UNKNOWN)] = NO_DATA
            inside &= truths == TRUE
        chosen[inside] = number_of_band
    states[(states == VALUE) & (chosen < 0)] = NO_DATA
    return Column(np.where(states == VALUE, chosen, 0), 1, states)
