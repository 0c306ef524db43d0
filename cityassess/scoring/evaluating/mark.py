"""``mark``, ``choice`` and ``measure``: one entry of a period, or what is made of several."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np

from cityassess.scoring.assessment import State
from cityassess.scoring.column import NO_DATA, VALUE, Column, States, column_of, divided, fitted
from cityassess.scoring.details import SEPARATOR, Detail, asked_of
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.evaluating.counting import entered_states
from cityassess.scoring.forms import Choice, Mark, Measure, Several
from cityassess.scoring.scheme import Figure
from cityassess.scoring.tally import Tally
from cityassess.scoring.values import VALUE_SCALE

_LARGEST_DENOMINATOR = 10**9
LEAST_TRIMMED = 3
"""Of fewer marks none is left out."""


def evaluate(rule: Mark | Choice | Measure, figure: Figure, context: Context) -> Column:
    """The one entry of the period, or the mean, sum, highest, lowest, latest or trimmed mean of several."""
    tally = context.tally
    states, _ = entered_states(figure, tally)
    if asked_of(rule) is not None:
        return _one_by_one(rule, figure, tally, states)
    amounts, entries, _ = tally.block(figure)
    if rule.several is Several.ONE:
        states[entries > 1] = NO_DATA
    valued = states == VALUE
    if rule.several in (Several.HIGHEST, Several.LOWEST):
        highest, lowest = tally.extremes_of(figure)
        return Column(
            np.where(valued, highest if rule.several is Several.HIGHEST else lowest, 0), VALUE_SCALE, states
        )
    numerators = np.where(valued, amounts, 0)
    if rule.several in (Several.ONE, Several.SUM):
        return Column(numerators, VALUE_SCALE, states)
    divisors = np.where(valued, entries, 1).astype(np.int64)
    if rule.several is Several.TRIMMED:
        highest, lowest = tally.extremes_of(figure)
        trimmed = valued & (entries >= LEAST_TRIMMED)
        numerators = np.where(trimmed, numerators - highest - lowest, numerators)
        divisors = np.where(trimmed, divisors - 2, divisors)
    numerators, denominator = divided(numerators, VALUE_SCALE, divisors)
    return Column(numerators, denominator, states)


def _one_by_one(rule: Mark | Choice | Measure, figure: Figure, tally: Tally, states: States) -> Column:
    """Numerators and denominators stay apart: a fraction for each of many cells takes ten times as long."""
    found: dict[int, tuple[int, int]] = {}
    flat = states.reshape(-1)
    for cell, details in tally.details_of(figure).items():
        if flat[cell] != VALUE:
            continue
        if rule.several is not Several.LATEST:
            found[cell] = _mean_of_means(details)
            continue
        latest = latest_of(details)
        if len(latest) > 1:
            flat[cell] = NO_DATA
        else:
            found[cell] = latest.pop(), 1
    common = math.lcm(*{divisor for _, divisor in found.values()})
    if common <= _LARGEST_DENOMINATOR:
        numerators = np.zeros(states.size, dtype=object)
        for cell, (total, divisor) in found.items():
            numerators[cell] = total * (common // divisor)
        return Column(fitted(numerators.reshape(states.shape)), common * VALUE_SCALE, states)
    width = states.shape[1]
    cells: list[list[Fraction | State]] = [
        [
            Fraction(*found[row * width + column]) / VALUE_SCALE if state == VALUE else State(int(state))
            for column, state in enumerate(line)
        ]
        for row, line in enumerate(states)
    ]
    return column_of(cells, states.shape)


def _mean_of_means(details: Sequence[Detail]) -> tuple[int, int]:
    """The mean of the means of those who entered, as a sum of values and what it is divided by."""
    if len(details) == 1:
        return details[0][0], 1
    sums = sums_by(details).values()
    common = math.lcm(*(entries for _, entries in sums))
    return sum(total * (common // entries) for total, entries in sums), common * len(sums)


def latest_of(details: Sequence[Detail]) -> set[int]:
    """The values on the last day (at the last moment, where moments are written); several if they contradict."""
    if len(details) == 1:
        return {details[0][0]}
    moments = [texts for _, _, texts, _ in details]
    if any(texts.startswith(SEPARATOR) for texts in moments):  # else the texts themselves sort by time
        moments = [SEPARATOR.join(moment_of(texts)) for texts in moments]
    last = max(moments)
    return {detail[0] for detail, moment in zip(details, moments, strict=True) if moment == last}


def moment_of(texts: str) -> tuple[str, str]:
    """The day of a check, and the moment where one is written, out of its joined texts."""
    day, _, found = texts.partition(SEPARATOR)
    return day or found[:10], found


def sums_by(details: Iterable[Detail]) -> dict[str, tuple[int, int]]:
    """Sum and number of each inspector's (side's, way's, source's) entries; those that name none count as one more."""
    sums: dict[str, int] = {}
    entries: dict[str, int] = {}
    for value, times, name, _ in details:
        sums[name] = sums.get(name, 0) + value * times
        entries[name] = entries.get(name, 0) + times
    return {name: (total, entries[name]) for name, total in sums.items()}
