"""``above``: the value of the object that this one is part of."""

from __future__ import annotations

import numpy as np

from cityassess.scoring.column import NO_DATA, VALUE, Column
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.evaluating.members import seen_through
from cityassess.scoring.forms import OfAbove
from cityassess.scoring.scheme import Figure


def evaluate(rule: OfAbove, figure: Figure, context: Context) -> Column:
    """The other object's value as it is published; no data where there is none above in the period."""
    source, frame = context.figure(rule.figure), context.frame
    columns = [frame.column_above(figure.of, column, source.of) for column in range(frame.shape(figure)[1])]
    above = np.array(columns, dtype=np.int64)
    column = context.value(source.id)
    exists = seen_through(frame.exists[source.every, source.of], above, 1)
    states = np.where(exists, seen_through(column.states, above, 1), NO_DATA).astype(np.uint8)
    numerators = np.where(states == VALUE, seen_through(column.numerators, above, 1), 0)
    return Column(numerators, column.denominator, states)
