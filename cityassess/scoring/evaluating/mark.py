"""``mark``, ``choice`` and ``measure``: one entry of a period, or what is made of several."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from operator import attrgetter

import numpy as np

from cityassess.scoring.assessment import State
from cityassess.scoring.column import NO_DATA, VALUE, Column, States, column_of, divided
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.evaluating.counting import entered_states
from cityassess.scoring.forms import AverageBy, Choice, Mark, Measure, Several
from cityassess.scoring.scheme import Figure
from cityassess.scoring.tally import Detail, needs_details
from cityassess.scoring.values import VALUE_SCALE

_LARGEST_DENOMINATOR = 10**9
_LEAST_TRIMMED = 3


def evaluate(rule: Mark | Choice | Measure, figure: Figure, context: Context) -> Column:
    """The one entry of the period, or the mean, sum, highest, lowest, latest or trimmed mean of several."""
    states, _ = entered_states(figure, context.tally)
    if needs_details(rule):
        return _one_by_one(rule, figure, context, states)
    amounts, entries, _ = context.tally.block(figure)
    if rule.several is Several.ONE:
        states[entries > 1] = NO_DATA
    numerators = np.where(states == VALUE, amounts, 0)
    if rule.several in (Several.ONE, Several.SUM):
        return Column(numerators, VALUE_SCALE, states)
    numerators, denominator = divided(numerators, VALUE_SCALE, np.where(states == VALUE, entries, 1))
    return Column(numerators, denominator, states)


def _one_by_one(rule: Mark | Choice | Measure, figure: Figure, context: Context, states: States) -> Column:
    width = states.shape[1]
    found: dict[int, Fraction] = {}
    for cell, details in context.tally.details_of(figure).items():
        if states.flat[cell] != VALUE:
            continue
        value = taken(rule, details)
        if value is None:
            states.flat[cell] = NO_DATA
        else:
            found[cell] = value
    denominator = math.lcm(*{value.denominator for value in found.values()})
    if denominator <= _LARGEST_DENOMINATOR:
        numerators = np.zeros(states.shape, dtype=np.int64)
        for cell, value in found.items():
            numerators.flat[cell] = value.numerator * (denominator // value.denominator)
        return Column(numerators, denominator, states)
    return column_of(_cells(found, states, width), states.shape)


def _cells(found: Mapping[int, Fraction], states: States, width: int) -> list[list[Fraction | State]]:
    return [
        [
            found[row * width + column] if state == VALUE else State(int(state))
            for column, state in enumerate(line)
        ]
        for row, line in enumerate(states)
    ]


def taken(rule: Mark | Choice | Measure, details: Sequence[Detail]) -> Fraction | None:
    """What is made of the entries of one cell; None where the latest cannot be told."""
    values = [detail.value for detail in details]
    match rule.several:
        case Several.HIGHEST:
            return Fraction(max(values), VALUE_SCALE)
        case Several.LOWEST:
            return Fraction(min(values), VALUE_SCALE)
        case Several.LATEST:
            latest = latest_of(details)
            return None if len(latest) != 1 else Fraction(latest.pop(), VALUE_SCALE)
        case Several.TRIMMED:
            kept = sorted(values)[1:-1] if len(values) >= _LEAST_TRIMMED else values
            return Fraction(sum(kept), VALUE_SCALE * len(kept))
    means = means_by(rule.average_by, details) if isinstance(rule, Mark) and rule.average_by else {}
    return sum(means.values(), Fraction(0)) / len(means)


def latest_of(details: Sequence[Detail]) -> set[int]:
    """The values on the last day (at the last moment, where moments are written); several if they contradict."""
    last = max(_moment(detail) for detail in details)
    return {detail.value for detail in details if _moment(detail) == last}


def _moment(detail: Detail) -> tuple[str, str]:
    return detail.day or detail.found[:10], detail.found


def means_by(average_by: AverageBy, details: Sequence[Detail]) -> dict[str, Fraction]:
    """The mean of each inspector's (side's, way's, source's) entries; entries that name none count as one more."""
    name_of = attrgetter(average_by.value)
    sums: dict[str, tuple[int, int]] = {}
    for detail in details:
        name = name_of(detail)
        total, entries = sums.get(name, (0, 0))
        sums[name] = (total + detail.value * detail.times, entries + detail.times)
    return {name: Fraction(total, entries * VALUE_SCALE) for name, (total, entries) in sums.items()}
