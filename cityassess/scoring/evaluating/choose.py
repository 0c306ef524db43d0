"""``choose``: what the first case that holds gives."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from cityassess.scoring.column import NO_DATA, NOT_APPLICABLE, VALUE, Column, Flags, States
from cityassess.scoring.evaluating.cells import pieced
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.evaluating.testing import TRUE, UNKNOWN, all_hold
from cityassess.scoring.forms import Choose, Given
from cityassess.scoring.scheme import Figure

_Part = tuple[Flags, Column | None, Fraction, Fraction]


def evaluate(rule: Choose, figure: Figure, context: Context) -> Column:
    """What the first case that holds gives; no data where a case is unknown that comes before any that holds."""
    states = np.full(context.frame.shape(figure), VALUE, dtype=np.uint8)
    undecided: Flags = np.ones(states.shape, dtype=np.bool_)
    parts: list[_Part] = []
    for case in rule.cases:
        truths = all_hold(case.when, figure.of, figure.every, context)
        states[undecided & (truths == UNKNOWN)] = NO_DATA
        parts.append(_given(case.gives, undecided & (truths == TRUE), states, context))
        undecided = undecided & (truths != TRUE) & (truths != UNKNOWN)
    if rule.otherwise is None:
        states[undecided] = NOT_APPLICABLE
    else:
        parts.append(_given(rule.otherwise, undecided, states, context))
    return pieced(parts, states)


def _given(given: Given, here: Flags, states: States, context: Context) -> _Part:
    """A number, or a figure's values; where the figure has none, the state there becomes its own."""
    if not isinstance(given, str):
        return here, None, Fraction(0), given
    column = context.value(given)
    states[here] = column.states[here]
    return here, column, Fraction(1), Fraction(0)
