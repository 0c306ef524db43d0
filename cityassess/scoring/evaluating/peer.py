"""``peer``: the best, worst, mean, total or number of a figure over the object's group."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from cityassess.scoring.column import NO_DATA, NOT_APPLICABLE, VALUE, Column, Flags, Numerators, spread
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.evaluating.places import numbered
from cityassess.scoring.evaluating.testing import TRUE, all_hold
from cityassess.scoring.forms import Peer, TakePeers
from cityassess.scoring.scheme import Figure


def evaluate(rule: Peer, figure: Figure, context: Context) -> Column:
    """One number for a whole group: over those that exist, have a value and meet ``where``.

    No data where nobody does (a count is 0 then), not applicable where the figure applies to nobody in the group.
    """
    column = context.value(rule.figure)
    exists, counted, groups = peers(rule, figure, context)
    states = np.full(exists.shape, NO_DATA, dtype=np.uint8)
    values = [Fraction(0)]
    which = np.zeros(exists.shape, dtype=np.int64)
    for row in range(len(states)):
        for group in np.unique(groups[row, exists[row]]):
            members = exists[row] & (groups[row] == group)
            numerators = column.numerators[row, members & counted[row]]
            if len(numerators) or rule.take is TakePeers.COUNT:
                states[row, members] = VALUE
                which[row, members] = len(values)
                values.append(taken(rule, numerators, column.denominator))
            elif (column.states[row, members] == NOT_APPLICABLE).all():
                states[row, members] = NOT_APPLICABLE
    return spread(values, which, states)


def peers(rule: Peer, figure: Figure, context: Context) -> tuple[Flags, Flags, npt.NDArray[np.int64]]:
    """Which objects exist, which of them count, and the number of each one's group (0 for all without ``by_group``)."""
    exists = context.frame.exists[figure.every, figure.of]
    holds = all_hold(rule.where, figure.of, figure.every, context) == TRUE
    counted: Flags = exists & holds & (context.value(rule.figure).states == VALUE)
    if not rule.by_group:
        return exists, counted, np.zeros(exists.shape, dtype=np.int64)
    return exists, counted, numbered(context.frame.groups(figure.every, figure.of))[1]


def taken(rule: Peer, numerators: Numerators, denominator: int) -> Fraction:
    """What is made of a group's values, given over one denominator."""
    if rule.take is TakePeers.COUNT:
        return Fraction(len(numerators))
    if rule.take in (TakePeers.TOTAL, TakePeers.MEAN):
        total = _exact(numerators.astype(object).sum()) / denominator
        return total if rule.take is TakePeers.TOTAL else total / len(numerators)
    highest = rule.high_is_better is (rule.take is TakePeers.BEST)
    return _exact(numerators.max() if highest else numerators.min()) / denominator


def _exact(number: Any) -> Fraction:
    return number if isinstance(number, Fraction) else Fraction(int(number))
