"""``peer``: the best, worst, mean, total or number of a figure over the object's group."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt

from cityassess.scoring.column import NO_DATA, NOT_APPLICABLE, VALUE, Column, Flags, on_one_denominator
from cityassess.scoring.evaluating.context import Context
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
    numbers = np.zeros(exists.shape, dtype=object)
    for row in range(len(states)):
        for group in dict.fromkeys(groups[row, exists[row]]):
            members = exists[row] & (groups[row] == group)
            chosen = np.flatnonzero(members & counted[row])
            values = [column.fraction(row, int(place)) for place in chosen]
            known = [value for value in values if value is not None]
            if known or rule.take is TakePeers.COUNT:
                states[row, members] = VALUE
                numbers[row, members] = taken(rule, known)
            elif (column.states[row, members] == NOT_APPLICABLE).all():
                states[row, members] = NOT_APPLICABLE
    return on_one_denominator(numbers, states)


def peers(rule: Peer, figure: Figure, context: Context) -> tuple[Flags, Flags, npt.NDArray[np.object_]]:
    """Which objects exist, which of them count, and in which group each is ("" for all without ``by_group``)."""
    exists = context.frame.exists[figure.every, figure.of]
    holds = all_hold(rule.where, figure.of, figure.every, context) == TRUE
    counted: Flags = exists & holds & (context.value(rule.figure).states == VALUE)
    groups = context.frame.groups(figure.every, figure.of)
    return exists, counted, groups if rule.by_group else np.full(groups.shape, "", dtype=object)


def taken(rule: Peer, values: list[Fraction]) -> Fraction:
    """What is made of a group's values; those of none are counted as 0."""
    match rule.take:
        case TakePeers.COUNT:
            return Fraction(len(values))
        case TakePeers.TOTAL:
            return sum(values, Fraction(0))
        case TakePeers.MEAN:
            return sum(values, Fraction(0)) / len(values)
        case _:
            highest = rule.high_is_better is (rule.take is TakePeers.BEST)
            return max(values) if highest else min(values)
