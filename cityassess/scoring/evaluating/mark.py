"""``mark``, ``choice`` and ``measure``: one entry of a period, or what is made of several."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from cityassess.scoring.column import NO_DATA, VALUE, Column, States, divided
from cityassess.scoring.details import SEPARATOR, Detail, asked_of
from cityassess.scoring.evaluating.cells import added_up, quotients
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.evaluating.counting import entered_states
from cityassess.scoring.forms import Choice, Mark, Measure, Several
from cityassess.scoring.scheme import Figure
from cityassess.scoring.singles import Singles
from cityassess.scoring.tally import Tally
from cityassess.scoring.values import VALUE_SCALE

LEAST_TRIMMED = 3
"""Of fewer marks none is left out."""


def evaluate(rule: Mark | Choice | Measure, figure: Figure, context: Context) -> Column:
    """The one entry of the period, or the mean, sum, highest, lowest, latest or trimmed mean of several."""
    tally = context.tally
    states = entered_states(figure, tally)
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
    singles = tally.singles_of(figure)
    singles = singles.only(states.reshape(-1)[singles.cells] == VALUE)
    if rule.several is Several.LATEST:
        return _latest(singles, states)
    return _mean_of_means(singles, states)


def _latest(singles: Singles, states: States) -> Column:
    """What was entered at the last moment of each cell (on its last day); no data where that contradicts itself."""
    different, which = np.unique(singles.texts, return_inverse=True)
    moments = [moment_of(singles.words.texts[text]) for text in different.tolist()]
    in_order = {moment: place for place, moment in enumerate(sorted(set(moments)))}
    when = np.array([in_order[moment] for moment in moments], dtype=np.int64)[which.reshape(-1)]
    last = np.full(states.size, -1, dtype=np.int64)
    np.maximum.at(last, singles.cells, when)
    latest = singles.only(when == last[singles.cells])
    highest = np.full(states.size, np.iinfo(np.int64).min)
    lowest = np.full(states.size, np.iinfo(np.int64).max)
    np.maximum.at(highest, latest.cells, latest.values)
    np.minimum.at(lowest, latest.cells, latest.values)
    agree = (highest == lowest).reshape(states.shape)
    states[(states == VALUE) & ~agree] = NO_DATA
    return Column(np.where(states == VALUE, highest.reshape(states.shape), 0), VALUE_SCALE, states)


def _mean_of_means(singles: Singles, states: States) -> Column:
    """The mean of the means of those who entered; those that name none count as one more."""
    size = len(singles.words.texts)
    groups, which = np.unique(singles.cells * size + singles.texts, return_inverse=True)
    which, cells = which.reshape(-1), groups // size
    sums = added_up(singles.values * singles.times, which, len(groups))
    entries = added_up(singles.times, which, len(groups))
    means = quotients(sums, entries, np.full(len(groups), VALUE, dtype=np.uint8))
    totals = added_up(means.numerators, cells, states.size).reshape(states.shape)
    divisors = np.maximum(np.bincount(cells, minlength=states.size), 1).reshape(states.shape)
    found = quotients(totals, divisors.astype(np.int64), states)
    return Column(found.numerators, found.denominator * means.denominator * VALUE_SCALE, states)


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
