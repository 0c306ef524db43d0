"""``earlier``: the same figure some periods before, or in the same period of the year before."""

from __future__ import annotations

import numpy as np

from cityassess.scoring.column import NO_DATA, VALUE, Column
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.evaluating.members import seen_through
from cityassess.scoring.forms import Absent, Before, Earlier
from cityassess.scoring.frame import Frame
from cityassess.scoring.scheme import Figure


def evaluate(rule: Earlier, figure: Figure, context: Context) -> Column:
    """The value then, or what stands in where there was none."""
    source, frame = context.figure(rule.figure), context.frame
    rows = [earlier_row(rule, figure, frame, row) for row in range(frame.shape(figure)[0])]
    then = np.array(rows, dtype=np.int64)
    column = context.value(source.id)
    existed = seen_through(frame.exists[source.every, source.of], then, 0)
    states = np.where(existed, seen_through(column.states, then, 0), NO_DATA).astype(np.uint8)
    numerators = np.where(states == VALUE, seen_through(column.numerators, then, 0), 0)
    if rule.missing is Absent.ZERO:
        states[:] = VALUE
    elif rule.missing is Absent.THIS:
        without = states != VALUE
        numerators = np.where(without, column.numerators, numerators)
        states = np.where(without, column.states, states).astype(np.uint8)
    return Column(numerators, column.denominator, states)


def earlier_row(rule: Earlier, figure: Figure, frame: Frame, row: int) -> int:
    """The row that is looked at from a row, or ``NOWHERE``."""
    if isinstance(rule.window, Before):
        return frame.slots_before(figure.every, row, rule.window)[0]
    return frame.row_last_year(figure.every, row)
