"""The mean, total, worst, best, latest or number of the members of a window."""

from __future__ import annotations

import math

import numpy as np

from cityassess.scoring.column import (
    LIMIT,
    NO_DATA,
    NOT_APPLICABLE,
    VALUE,
    Column,
    Flags,
    Numerators,
    divided,
    fitted,
    largest,
)
from cityassess.scoring.evaluating.cells import multiplied, quotients
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.evaluating.members import Members, members_of
from cityassess.scoring.forms import Gather, Missing, Take, WeightByOrder
from cityassess.scoring.scheme import Figure

_FEW = 10**6
"""Divisors whose common multiple stays below this share one denominator at once."""


def evaluate(rule: Gather, figure: Figure, context: Context) -> Column:
    """Gather the members that exist and meet ``where``.

    A member without data, without a weight, or of whom a test is unknown, is missing. Where no member applies the
    cell does not apply either (over periods and inputs), unless it is a count; where none counts it has no data, but a
    count is 0, and so is a total that takes missing members for zero.
    """
    members = members_of(rule, figure, context)
    stands_in = rule.missing in (Missing.ZERO, Missing.FULL)
    counted = members.valued | members.missing if stands_in else members.valued
    states = _states(rule, members, counted)
    if rule.take is Take.MEAN:
        return _mean(rule, members, counted, states)
    if rule.take is Take.COUNT:
        return Column(np.where(states == VALUE, counted.sum(axis=0), 0).astype(np.int64), 1, states)
    if rule.take is Take.TOTAL:
        numerators = _added(members.values)
    elif rule.take is Take.LATEST:
        numerators = _added(np.where(_latest(rule, members), members.values, 0))
    else:
        highest = rule.high_is_better is (rule.take is Take.BEST)
        numerators = _extreme(members.values, counted, highest)
    return Column(fitted(np.where(states == VALUE, numerators, 0)), members.denominator, states)


def _states(rule: Gather, members: Members, counted: Flags) -> Numerators:
    from_none = rule.take is Take.COUNT or (
        rule.take is Take.TOTAL and rule.missing is Missing.ZERO and rule.at_least == 1
    )
    enough = counted.sum(axis=0) >= (0 if from_none else rule.at_least)
    states = np.where(enough, VALUE, NO_DATA).astype(np.uint8)
    if rule.missing is Missing.NO_DATA:
        lacking = members.missing & _latest(rule, members) if rule.take is Take.LATEST else members.missing
        states[lacking.any(axis=0)] = NO_DATA
    if rule.missing is not Missing.SKIP:
        states[members.unweighed.any(axis=0)] = NO_DATA
    if rule.take is not Take.COUNT:
        states[members.inapplicable] = NOT_APPLICABLE
    states[members.uneven] = NO_DATA
    return states


def _latest(rule: Gather, members: Members) -> Flags:
    """Which one member of each cell is the latest; those without data are passed over only if they are skipped."""
    there = members.valued if rule.missing is Missing.SKIP else members.valued | members.missing
    after = np.flip(np.cumsum(np.flip(there, axis=0), axis=0), axis=0)
    latest: Flags = there & (after == 1)
    return latest


def _added(values: Numerators) -> Numerators:
    """The sum over the members, exactly."""
    if values.dtype != object and largest(values) * max(len(values), 1) >= LIMIT:
        values = values.astype(object)
    total: Numerators = values.sum(axis=0)
    return total


def _extreme(values: Numerators, counted: Flags, highest: bool) -> Numerators:
    beyond = largest(values) + 1
    kept = np.where(counted, values, -beyond if highest else beyond)
    extreme: Numerators = kept.max(axis=0) if highest else kept.min(axis=0)
    return extreme


def _mean(rule: Gather, members: Members, counted: Flags, states: Numerators) -> Column:
    values, denominator = np.where(counted, members.values, 0), members.denominator
    if members.weights is None:
        sums, divisors = _added(values), counted.sum(axis=0)
    else:
        sums = _added(multiplied(values, np.broadcast_to(members.weights, values.shape)))
        divisors = _added(np.where(counted, members.weights, 0))
        if isinstance(rule.weights, WeightByOrder) and not rule.weights.divide:
            numerators = np.where(states == VALUE, sums, 0)
            return Column(fitted(numerators), denominator * members.weight_denominator, states)
        states[(divisors == 0) & (states == VALUE)] = NO_DATA
    sums, divisors = np.where(states == VALUE, sums, 0), np.where(states == VALUE, divisors, 1)
    return _quotients(fitted(sums), denominator, fitted(divisors), states)


def _quotients(sums: Numerators, denominator: int, divisors: Numerators, states: Numerators) -> Column:
    """Each sum over its own positive divisor."""
    if divisors.dtype != object and math.lcm(*(int(number) for number in np.unique(divisors))) < _FEW:
        numerators, denominator = divided(sums, denominator, divisors.astype(np.int64))
        return Column(fitted(numerators), denominator, states)
    found = quotients(sums, divisors, states)
    return Column(found.numerators, found.denominator * denominator, states)
