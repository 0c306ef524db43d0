"""``rank``: the place in a ranking."""

from __future__ import annotations

import numpy as np

from cityassess.scoring.column import NO_DATA, NOT_APPLICABLE, VALUE, Column, States
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.evaluating.places import Ranks
from cityassess.scoring.forms import Ordering, Rank
from cityassess.scoring.scheme import Figure


def evaluate(rule: Rank, figure: Figure, context: Context) -> Column:
    """The place, counted from the first or from the last."""
    ranks = context.places(rule.ordering)
    states = ranked_states(ranks, rule.ordering, context)
    return Column(
        np.where(states == VALUE, ranks.from_last if rule.from_last else ranks.places, 0), 1, states
    )


def ranked_states(ranks: Ranks, ordering: Ordering, context: Context) -> States:
    """A value for those that have a place, no data for those that want one, else not applicable (不参与排名)."""
    scores = context.value(ordering.score).states
    lacking = ranks.entered & (scores != NOT_APPLICABLE)
    states = np.where(lacking, NO_DATA, NOT_APPLICABLE).astype(np.uint8)
    states[ranks.places > 0] = VALUE
    return states
