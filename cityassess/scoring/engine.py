"""Evaluating a scheme: every figure of every object and period, each after all that it reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from cityassess.errors import Refused
from cityassess.scoring.assessment import State
from cityassess.scoring.column import (
    NO_DATA,
    NOT_APPLICABLE,
    VALUE,
    Column,
    column_of,
    is_bearable,
    rounded_column,
)
from cityassess.scoring.evaluating import EVALUATORS, Context, Evaluated
from cityassess.scoring.evaluating.places import Ranks
from cityassess.scoring.forms import Bands
from cityassess.scoring.frame import Frame
from cityassess.scoring.scheme import Figure, Scheme
from cityassess.scoring.tally import Tally


@dataclass(frozen=True)
class Evaluation:
    """All figures of a scheme for the periods and objects of a frame, and every ranking's places by its id.

    ``others`` are the evaluations of earlier editions, by the code of the periods that these govern: what a figure
    looks back on is as the edition in force then has it.
    """

    scheme: Scheme
    frame: Frame
    tally: Tally
    columns: dict[str, Evaluated]
    ranks: dict[str, Ranks]
    others: Mapping[str, Evaluation] = field(default_factory=dict)


def evaluate(scheme: Scheme, tally: Tally, others: Mapping[str, Evaluation] | None = None) -> Evaluation:
    """Evaluate every figure and ranking from the sums of the checks.

    Raises :class:`Refused` where numbers grow beyond all use, see :func:`cityassess.scoring.column.is_bearable`.
    """
    others = others or {}
    context = Context(scheme, tally.frame, tally)
    for figure in scheme.figures:
        context.columns[figure.id] = _evaluated(figure, context, others)
    ranks = {ranking.id: context.places(ranking.ordering) for ranking in scheme.rankings}
    return Evaluation(scheme, tally.frame, tally, context.columns, ranks, others)


def reevaluate(evaluation: Evaluation, criteria: Iterable[str]) -> Evaluation:
    """Evaluate again what depends on some criteria, after their sums in the tally were changed in place.

    Everything else is taken over; the answer equals a full evaluation.
    """
    dirty = set(criteria)
    context = Context(evaluation.scheme, evaluation.frame, evaluation.tally, dict(evaluation.columns))
    for figure in evaluation.scheme.figures:
        if figure.id in dirty or not dirty.isdisjoint(evaluation.scheme.inputs_of[figure.id]):
            dirty.add(figure.id)
            context.columns[figure.id] = _evaluated(figure, context, evaluation.others)
    ranks = dict(evaluation.ranks)
    for ranking in evaluation.scheme.rankings:
        if not dirty.isdisjoint(read.figure for read in ranking.ordering.reads):
            ranks[ranking.id] = context.places(ranking.ordering)
    return Evaluation(
        evaluation.scheme, evaluation.frame, evaluation.tally, context.columns, ranks, evaluation.others
    )


def _evaluated(figure: Figure, context: Context, others: Mapping[str, Evaluation]) -> Evaluated:
    exact = EVALUATORS[type(figure.rule)](figure.rule, figure, context)
    if not is_bearable(exact):
        raise Refused(
            f"“{figure.name}”算出来的数太长，算不下去。请检查方案中层层相乘、相除的考核项，"
            "给中间的考核项写上取整（round）或上限（cap）。"
        )
    if figure.during:
        exact = _only_during(exact, figure, context)
    value = exact
    if figure.rounding is not None:
        value = rounded_column(exact, figure.rounding.decimals, figure.rounding.mode)
    if others:
        periods = context.frame.periods[figure.every]
        foreign = {row: others[period.code] for row, period in enumerate(periods) if period.code in others}
        if foreign:
            exact = _spliced(exact, figure, context.frame, foreign, rounded=False)
            value = _spliced(value, figure, context.frame, foreign, rounded=True)
    return Evaluated(exact, value)


def _only_during(column: Column, figure: Figure, context: Context) -> Column:
    """Not applicable in all periods but those that the figure is for."""
    periods = context.frame.periods[figure.every]
    outside = np.array([not context.scheme.assesses(figure, period) for period in periods], dtype=np.bool_)
    states, numerators = column.states.copy(), column.numerators.copy()
    states[outside] = NOT_APPLICABLE
    numerators[outside] = 0
    return Column(numerators, column.denominator, states)


def _spliced(
    column: Column, figure: Figure, axes: Frame, foreign: Mapping[int, Evaluation], *, rounded: bool
) -> Column:
    """The column with the rows of periods that another edition governs taken from its evaluation."""
    cells = [
        [State(int(state)) if number is None else number for number, state in zip(line, states, strict=True)]
        for line, states in zip(column.fractions(), column.states, strict=True)
    ]
    for row, other in foreign.items():
        cells[row] = [State.NO_DATA] * len(cells[row])
        source = other.scheme.by_id.get(figure.id)
        if source is None or not comparable(source, figure):
            continue
        found = _banded_alike(other.columns[figure.id], source, figure)
        then = found.value if rounded else found.exact
        other_row = other.frame.row_of(axes.periods[figure.every][row])
        for place, item in enumerate(axes.objects[figure.of]):
            there = other.frame.column_of.get(item.key)
            if there is not None:
                number = then.fraction(other_row, there)
                cells[row][place] = State(int(then.states[other_row, there])) if number is None else number
    return column_of(cells, column.states.shape)


def comparable(then: Figure, now: Figure) -> bool:
    """Whether a figure is still the same quantity in another edition, whatever rule it goes by there."""
    return (then.of, then.every, then.is_band) == (now.of, now.every, now.is_band)


def _banded_alike(evaluated: Evaluated, then: Figure, now: Figure) -> Evaluated:
    """Bands by the numbers that they have now: the same id may stand elsewhere in the other edition's list."""
    if not isinstance(then.rule, Bands) or not isinstance(now.rule, Bands):
        return evaluated
    number_of = {band.id: number for number, band in enumerate(now.rule.bands)}
    numbers = np.array([number_of.get(band.id, -1) for band in then.rule.bands], dtype=np.int64)
    column = evaluated.value
    renumbered = numbers[column.numerators.astype(np.int64)]
    states = np.where((column.states == VALUE) & (renumbered < 0), NO_DATA, column.states).astype(np.uint8)
    same = Column(np.maximum(renumbered, 0), 1, states)
    return Evaluated(same, same)
