"""``split``: a pool shared by place among those who qualify, or in proportion to a figure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from cityassess.scoring.column import NO_DATA, VALUE, Column, Numerators, States, fitted, on_one_denominator
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


@dataclass(frozen=True, slots=True)
class Shares:
    """What of a pool each gets, by column: so many parts of ``whole``."""

    parts: dict[int, int]
    whole: int

    def of(self, column: int) -> Fraction:
        """One share, 0 for those who are left out."""
        return Fraction(self.parts.get(column, 0), self.whole)


def evaluate(rule: Split, figure: Figure, context: Context) -> Column:
    """What each gets: 0 for those in the ranking who do not qualify or for whom nothing is left.

    Each group that is ranked apart shares a pool of its own.
    """
    states, truths = _states(rule, figure, context)
    scale = None if figure.rounding is None else 10**figure.rounding.decimals
    amounts = np.zeros(states.shape, dtype=object)
    for row in range(len(states)):
        for places in _qualifying(rule, context, row, states, truths):
            shares = _shares(rule, context, row, places)
            for column, amount in _given(rule, shares, places, scale).items():
                amounts[row, column] = amount
    if scale is None:
        return on_one_denominator(amounts, states)
    return Column(fitted(amounts), scale, states)


def awards(rule: Split, figure: Figure, context: Context, row: int) -> dict[int, Award]:
    """What those who qualify get in one period, by column."""
    scale = None if figure.rounding is None else 10**figure.rounding.decimals
    found: dict[int, Award] = {}
    for places in _qualifying(rule, context, row, *_states(rule, figure, context)):
        shares = _shares(rule, context, row, places)
        given = _given(rule, shares, places, scale)
        for column, place in places.items():
            better = sum(other < place for other in places.values())
            tied = sum(other == place for other in places.values())
            exact = rule.pool * shares.of(column)
            amount = Fraction(given.get(column, 0), scale or 1)
            found[column] = Award(better + 1, tied, len(places), exact, amount)
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


def _shares(rule: Split, context: Context, row: int, places: dict[int, int]) -> Shares:
    """What of the pool each claims; those who get nothing may be left out."""
    if rule.in_proportion_to is None:
        return _by_place(rule, places)
    return _in_proportion(context.value(rule.in_proportion_to).numerators[row], places)


def _by_place(rule: Split, places: dict[int, int]) -> Shares:
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
    common = math.lcm(*(share.denominator for share in share_of.values()))
    units = {place: int(share * common) for place, share in share_of.items()}
    return Shares({column: units[place] for column, place in places.items() if place in units}, common)


def _in_proportion(numerators: Numerators, places: dict[int, int]) -> Shares:
    """Each one's part over the sum of all; what is below nothing counts as nothing."""
    parts = dict(zip(places, numerators[list(places)].tolist(), strict=True))
    common = math.lcm(*(part.denominator for part in parts.values()))
    positive = {column: max(int(part * common), 0) for column, part in parts.items()}
    return Shares(positive, sum(positive.values()) or 1)


def _given(
    rule: Split, shares: Shares, places: dict[int, int], scale: int | None
) -> Mapping[int, Fraction | int]:
    """The exact amounts or, where the figure is rounded, units of 1 ÷ ``scale`` that add up to what is given out.

    All are rounded down, then the largest remainders get one unit more; of equal ones the better place does, then
    the first in official order.
    """
    if scale is None:
        return {column: rule.pool * shares.of(column) for column in shares.parts}
    units = rule.pool * scale
    below = units.denominator * shares.whole
    divided = {column: divmod(part * units.numerator, below) for column, part in shares.parts.items()}
    whole = {column: units_given for column, (units_given, _) in divided.items()}
    left = sum(shares.parts.values()) * units.numerator // below - sum(whole.values())
    by_remainder = sorted(divided, key=lambda column: (-divided[column][1], places[column], column))
    for column in by_remainder[:left]:
        whole[column] += 1
    return whole
