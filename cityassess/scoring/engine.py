"""Evaluating a scheme: every figure of every object and period, each after all that it reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from cityassess.scoring.column import Column, rounded_column
from cityassess.scoring.evaluating import EVALUATORS, Context, Evaluated
from cityassess.scoring.ranking import Ranks, rank_all
from cityassess.scoring.scheme import Figure, Ranking, RoundingMode, Scheme
from cityassess.scoring.tally import Frame, Tally


@dataclass(frozen=True)
class Evaluation:
    """All figures of a scheme for the periods and objects of a frame, and every ranking's places."""

    scheme: Scheme
    frame: Frame
    tally: Tally
    columns: dict[str, Evaluated]
    ranks: dict[str, Ranks]


def evaluate(scheme: Scheme, tally: Tally) -> Evaluation:
    """Evaluate every figure and ranking from the sums of the checks."""
    context = Context(scheme, tally.frame, tally)
    for figure in scheme.figures:
        context.columns[figure.id] = _evaluated(figure, context)
    ranks = {ranking.id: _ranked(ranking, context) for ranking in scheme.rankings}
    return Evaluation(scheme, tally.frame, tally, context.columns, ranks)


def reevaluate(evaluation: Evaluation, criteria: Iterable[str]) -> Evaluation:
    """Evaluate again what depends on some criteria, after their sums in the tally were changed in place.

    Everything else is taken over; the answer equals a full evaluation.
    """
    dirty = set(criteria)
    context = Context(evaluation.scheme, evaluation.frame, evaluation.tally, dict(evaluation.columns))
    for figure in evaluation.scheme.figures:
        if figure.id in dirty or not dirty.isdisjoint(figure.inputs):
            dirty.add(figure.id)
            context.columns[figure.id] = _evaluated(figure, context)
    ranks = dict(evaluation.ranks)
    for ranking in evaluation.scheme.rankings:
        if ranking.score in dirty:
            ranks[ranking.id] = _ranked(ranking, context)
    return Evaluation(evaluation.scheme, evaluation.frame, evaluation.tally, context.columns, ranks)


def _evaluated(figure: Figure, context: Context) -> Evaluated:
    exact = EVALUATORS[type(figure.rule)](figure.rule, figure, context)
    if figure.rounding is None:
        return Evaluated(exact, exact)
    return Evaluated(exact, rounded_column(exact, figure.rounding.decimals, figure.rounding.mode))


def compared_column(ranking: Ranking, figure: Figure, evaluated: Evaluated) -> Column:
    """The scores that a ranking compares: published ones (rounded as they are printed) or exact ones."""
    if not ranking.by_published:
        return evaluated.exact
    if figure.rounding is not None:
        return evaluated.value
    return rounded_column(evaluated.value, figure.decimals, RoundingMode.HALF_UP)


def group_names(ranking: Ranking, figure: Figure, axes: Frame) -> tuple[str, ...]:
    """The group of each object that a ranking ranks: its own, or the ranking's name where it has none."""
    objects = axes.objects[figure.of]
    return tuple((item.group if ranking.by_group else "") or ranking.name for item in objects)


def _ranked(ranking: Ranking, context: Context) -> Ranks:
    figure = context.figure(ranking.score)
    column = compared_column(ranking, figure, context.columns[figure.id])
    names = group_names(ranking, figure, context.frame)
    order = {name: place for place, name in enumerate(dict.fromkeys(names))}
    groups = np.array([order[name] for name in names], dtype=np.int64)
    exists = context.frame.exists[figure.every, figure.of]
    return rank_all(column, exists, groups, tuple(order), ranking.high_first, ranking.ties)
