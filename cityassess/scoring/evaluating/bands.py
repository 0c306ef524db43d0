"""``bands``: the number of the range that a published value falls into."""

from __future__ import annotations

import numpy as np

from cityassess.scoring.column import NO_DATA, VALUE, Column, meets
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.scheme import Bands, Figure


def evaluate(rule: Bands, figure: Figure, context: Context) -> Column:
    """The number of the band of each cell (from 0), as a column of whole numbers."""
    source = context.value(rule.figure)
    chosen = np.full(source.states.shape, -1, dtype=np.int64)
    for number_of_band, band in enumerate(rule.bands):
        inside = (source.states == VALUE) & (chosen < 0)
        for limit in band.limits:
            inside &= meets(source, limit.comparison, limit.value)
        chosen[inside] = number_of_band
    states = np.where((source.states == VALUE) & (chosen < 0), NO_DATA, source.states).astype(np.uint8)
    return Column(np.maximum(chosen, 0), 1, states)
