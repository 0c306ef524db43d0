"""``split``: a pool shared by place among those who qualify, or in proportion to a figure."""

from __future__ import annotations

import math
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

    ``place`` is the place among them, shared by ``tied``; ``of`` is how many they are; ``share`` is the part of the
    pool, ``exact`` what that comes to, ``amount`` what is given when it must be a whole number of units.
    """

    place: int
    tied: int
    of: int
    share: Fraction
    exact: Fraction
    amount: Fraction


def evaluate(rule: Split, figure: Figure, context: Context) -> Column:
    """What each gets: 0 for those in the ranking who do not qualify or for whom nothing is left.

    Each group that is ranked apart shares a pool of its own.
    """
    states, truths = _states(rule, figure, context)
    amounts = np.zeros(states.shape, dtype=object)
    for row in range(len(states)):
        for column, award in _awards(rule, figure, context, row, states, truths).items():
            amounts[row, column] = award.amount
    return on_one_denominator(amounts, states)


def awards(rule: Split, figure: Figure, context: Context, row: int) -> dict[int, Award]:
    """What those who qualify get in one period, by column."""
    return _awards(rule, figure, context, row, *_states(rule, figure, context))


def _states(rule: Split, figure: Figure, context: Context) -> tuple[States, Truths]:
    states = ranked_states(context.places(rule.ordering), rule.ordering, context)
    truths = all_hold(rule.who, figure.of, figure.every, context)
    states[(states == VALUE) & (truths == UNKNOWN)] = NO_DATA
    if rule.in_proportion_to is not None:
        weighed = context.value(rule.in_proportion_to).states
        lacking = (states == VALUE) & (truths == TRUE) & (weighed != VALUE)
        states[lacking] = weighed[lacking]
    return states, truths


def _awards(
    rule: Split, figure: Figure, context: Context, row: int, states: States, truths: Truths
) -> dict[int, Award]:
    ranks = context.places(rule.ordering)
    qualifying = np.flatnonzero((states[row] == VALUE) & (truths[row] == TRUE))
    found: dict[int, Award] = {}
    for group in dict.fromkeys(ranks.groups[row, qualifying]):
        columns = [int(column) for column in qualifying if ranks.groups[row, column] == group]
        places = {column: int(ranks.places[row, column]) for column in columns}
        shares = _by_place(rule, places)
        if rule.in_proportion_to is not None:
            column_of_parts = context.value(rule.in_proportion_to)
            shares = _in_proportion(
                {column: column_of_parts.fraction(row, column) or Fraction(0) for column in columns}
            )
        exact = {column: rule.pool * share for column, share in shares.items()}
        given = exact if figure.rounding is None else _whole_units(exact, places, figure.rounding.decimals)
        for column in columns:
            better = sum(other < places[column] for other in places.values())
            tied = sum(other == places[column] for other in places.values())
            found[column] = Award(
                better + 1, tied, len(columns), shares[column], exact[column], given[column]
            )
    return found


def _by_place(rule: Split, places: dict[int, int]) -> dict[int, Fraction]:
    """The shares of the places among those who qualify; equal ones share alike the sum of the places they fill."""
    claimed = sum(rule.shares[: len(places)], Fraction(0))
    factor = Fraction(1)
    if rule.unclaimed is Unclaimed.SHARED and claimed:
        factor = sum(rule.shares, Fraction(0)) / claimed
    shares = {}
    for column, place in places.items():
        first = sum(other < place for other in places.values())
        tied = sum(other == place for other in places.values())
        shares[column] = factor * sum(rule.shares[first : first + tied], Fraction(0)) / tied
    return shares


def _in_proportion(parts: dict[int, Fraction]) -> dict[int, Fraction]:
    """Each part over the sum of all; what is below nothing counts as nothing."""
    positive = {column: max(part, Fraction(0)) for column, part in parts.items()}
    total = sum(positive.values(), Fraction(0))
    return {column: part / total if total else Fraction(0) for column, part in positive.items()}


def _whole_units(exact: dict[int, Fraction], places: dict[int, int], decimals: int) -> dict[int, Fraction]:
    """Whole units that add up to what is given out: all rounded down, then the largest remainders get one more.

    Equal remainders: the better place first, then the official order.
    """
    scale = 10**decimals
    whole = {column: math.floor(amount * scale) for column, amount in exact.items()}
    left = math.floor(sum(exact.values(), Fraction(0)) * scale) - sum(whole.values())
    by_remainder = sorted(
        exact, key=lambda column: (whole[column] - exact[column] * scale, places[column], column)
    )
    for column in by_remainder[:left]:
        whole[column] += 1
    return {column: Fraction(units, scale) for column, units in whole.items()}
