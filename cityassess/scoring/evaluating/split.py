"""``split``: a pool shared by place among those who qualify, or in proportion to a figure."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from cityassess.scoring.column import NO_DATA, VALUE, Column, States, on_one_denominator
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.evaluating.rank import ranked_states
from cityassess.scoring.evaluating.testing import TRUE, UNKNOWN, Truths, all_hold
from cityassess.scoring.forms import Split, Unclaimed
from cityassess.scoring.scheme import Figure


@dataclass(frozen=True, slots=True)
class Award:
    """What one of those who qualify gets.

    ``place`` is the place among them, shared by ``tied``; ``of`` is how many they are; ``exact`` is what the share of
    the pool comes to, ``amount`` what is given where that must be a whole number of units.
    """

    place: int
    tied: int
    of: int
    exact: Fraction
    amount: Fraction


def evaluate(rule: Split, figure: Figure, context: Context) -> Column:
    """What each gets: 0 for those in the ranking who do not qualify or for whom nothing is left.

    Each group that is ranked apart shares a pool of its own.
    """
    states, truths = _states(rule, figure, context)
    amounts = np.zeros(states.shape, dtype=object)
    for row in range(len(states)):
        for places in _qualifying(rule, context, row, states, truths):
            exact = _exact(rule, context, row, places)
            for column, amount in _given(exact, places, figure).items():
                amounts[row, column] = amount
    return on_one_denominator(amounts, states)


def awards(rule: Split, figure: Figure, context: Context, row: int) -> dict[int, Award]:
    """What those who qualify get in one period, by column."""
    found: dict[int, Award] = {}
    for places in _qualifying(rule, context, row, *_states(rule, figure, context)):
        exact = _exact(rule, context, row, places)
        given = _given(exact, places, figure)
        for column, place in places.items():
            better = sum(other < place for other in places.values())
            tied = sum(other == place for other in places.values())
            nothing = Fraction(0)
            found[column] = Award(
                better + 1, tied, len(places), exact.get(column, nothing), given.get(column, nothing)
            )
    return found


def _states(rule: Split, figure: Figure, context: Context) -> tuple[States, Truths]:
    states = ranked_states(context.places(rule.ordering), rule.ordering, context)
    truths = all_hold(rule.who, figure.of, figure.every, context)
    states[(states == VALUE) & (truths == UNKNOWN)] = NO_DATA
    if rule.in_proportion_to is not None:
        weighed = context.value(rule.in_proportion_to).states
        lacking = (states == VALUE) & (truths == TRUE) & (weighed != VALUE)
        states[lacking] = weighed[lacking]
    return states, truths


def _qualifying(
    rule: Split, context: Context, row: int, states: States, truths: Truths
) -> list[dict[int, int]]:
    """The places of those who qualify in one period by column, in official order: one mapping for each group."""
    ranks = context.places(rule.ordering)
    found: dict[str, dict[int, int]] = {}
    for column in np.flatnonzero((states[row] == VALUE) & (truths[row] == TRUE)):
        group = found.setdefault(str(ranks.groups[row, column]), {})
        group[int(column)] = int(ranks.places[row, column])
    return list(found.values())


def _exact(rule: Split, context: Context, row: int, places: dict[int, int]) -> dict[int, Fraction]:
    """What each share of the pool comes to; those who get nothing may be left out."""
    if rule.in_proportion_to is None:
        shares = _by_place(rule, places)
    else:
        parts = context.value(rule.in_proportion_to)
        shares = _in_proportion({column: parts.fraction(row, column) or Fraction(0) for column in places})
    return {column: rule.pool * share for column, share in shares.items()}


def _by_place(rule: Split, places: dict[int, int]) -> dict[int, Fraction]:
    """The shares of the places among those who qualify; equal ones share alike the sum of the places they fill."""
    claimed = sum(rule.shares[: len(places)], Fraction(0))
    factor = Fraction(1)
    if rule.unclaimed is Unclaimed.SHARED and claimed:
        factor = sum(rule.shares, Fraction(0)) / claimed
    share_of: dict[int, Fraction] = {}
    first = 0
    for place, tied in sorted(Counter(places.values()).items()):
        if first >= len(rule.shares):
            break
        share_of[place] = factor * sum(rule.shares[first : first + tied], Fraction(0)) / tied
        first += tied
    return {column: share_of[place] for column, place in places.items() if place in share_of}


def _in_proportion(parts: dict[int, Fraction]) -> dict[int, Fraction]:
    """Each part over the sum of all; what is below nothing counts as nothing."""
    positive = {column: max(part, Fraction(0)) for column, part in parts.items()}
    total = sum(positive.values(), Fraction(0))
    return {column: part / total if total else Fraction(0) for column, part in positive.items()}


def _given(exact: dict[int, Fraction], places: dict[int, int], figure: Figure) -> dict[int, Fraction]:
    """The exact amounts or, where the figure is rounded, whole units that add up to what is given out.

    All are rounded down, then the largest remainders get one unit more; of equal ones the better place does, then
    the first in official order.
    """
    if figure.rounding is None:
        return exact
    scale = 10**figure.rounding.decimals
    whole = {column: math.floor(amount * scale) for column, amount in exact.items()}
    left = math.floor(sum(exact.values(), Fraction(0)) * scale) - sum(whole.values())
    by_remainder = sorted(
        exact, key=lambda column: (whole[column] - exact[column] * scale, places[column], column)
    )
    for column in by_remainder[:left]:
        whole[column] += 1
    return {column: Fraction(units, scale) for column, units in whole.items()}
