"""``bonus``: points won per event, up to a cap."""

from __future__ import annotations

import numpy as np

from cityassess.scoring.column import NO_DATA, VALUE, Column, fitted
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.evaluating.counting import entered_states
from cityassess.scoring.evaluating.deduct import set_unfit
from cityassess.scoring.evaluating.pricing import priced
from cityassess.scoring.forms import Bonus, Unchecked
from cityassess.scoring.scheme import Figure


def evaluate(rule: Bonus, figure: Figure, context: Context) -> Column:
    """``min(Σ points, most)``; 0 where nothing is on record, unless the scheme says that there is no data then."""
    won = priced(rule, figure, context.tally)
    unchecked = NO_DATA if rule.unchecked is Unchecked.NO_DATA else VALUE
    states = entered_states(figure, context.tally, unchecked=unchecked)
    set_unfit(states, won)
    points = won.numerators
    if rule.most is not None:
        points = np.minimum(points, int(rule.most * won.denominator))
    return Column(fitted(np.where(states == VALUE, points, 0)), won.denominator, states)
