"""``table``: what the range gives that an indicator falls into."""

from __future__ import annotations

from fractions import Fraction

from cityassess.scoring.column import VALUE, Column, meets
from cityassess.scoring.evaluating.cells import pieced
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.forms import Table
from cityassess.scoring.scheme import Figure


def evaluate(rule: Table, figure: Figure, context: Context) -> Column:
    """What the first row gives whose limits a value meets; the rows leave no value out."""
    source = context.value(rule.figure)
    left = source.states == VALUE
    parts = []
    for row in rule.rows:
        here = left.copy()
        for limit in row.limits:
            here &= meets(source, limit.comparison, limit.value)
        left = left & ~here
        parts.append((here, None, Fraction(0), row.gives))
    return pieced(parts, source.states.copy())
