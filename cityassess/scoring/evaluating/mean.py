"""``mean``: the plain mean of a figure over an object's parts."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt

from cityassess.scoring.column import (
    LIMIT,
    NO_DATA,
    VALUE,
    Column,
    Numerators,
    divided,
    fitted,
    largest,
    weighted_sum,
)
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.forms import MeanOfParts, Missing
from cityassess.scoring.scheme import Figure


def evaluate(rule: MeanOfParts, figure: Figure, context: Context) -> Column:
    """``Σ part ÷ number of parts`` over the parts that exist in the period and count."""
    source = context.figure(rule.figure)
    parts = context.value(rule.figure)
    above = _parent_columns(figure, source, context)
    exists = context.frame.exists[figure.every, source.of] & (above >= 0)[np.newaxis, :]
    valued = exists & (parts.states == VALUE)
    missing = exists & (parts.states == NO_DATA)
    shape = context.frame.shape(figure)
    sums = _gathered(np.where(valued, parts.numerators, 0), above, shape)
    counts = _gathered(valued.astype(np.int64), above, shape)
    lacking = _gathered(missing.astype(np.int64), above, shape)
    denominator = parts.denominator
    if rule.missing is Missing.FULL:
        full = context.scheme.fulls[source.id] or Fraction(0)
        sums, denominator = weighted_sum([(sums, Fraction(1, denominator)), (lacking, full)])
    if rule.missing in (Missing.FULL, Missing.ZERO):
        counts = counts + lacking
    states = np.where(counts >= rule.at_least, VALUE, NO_DATA).astype(np.uint8)
    if rule.missing is Missing.NO_DATA:
        states[lacking > 0] = NO_DATA
    sums = np.where(states == VALUE, sums, 0)
    numerators, denominator = divided(
        fitted(sums), denominator, np.where(states == VALUE, counts, 1).astype(np.int64)
    )
    return Column(fitted(numerators), denominator, states)


def _parent_columns(figure: Figure, source: Figure, context: Context) -> npt.NDArray[np.int64]:
    """For each part the column of the object it belongs to, -1 where that is not of the figure's kind."""
    parents = {item.key for item in context.frame.objects[figure.of]}
    columns = [
        context.frame.column_of[item.parent] if item.parent is not None and item.parent in parents else -1
        for item in context.frame.objects[source.of]
    ]
    return np.array(columns, dtype=np.int64)


def _gathered(cells: Numerators, above: npt.NDArray[np.int64], shape: tuple[int, int]) -> Numerators:
    """Add up the parts' cells into their parents' cells, exactly."""
    wide = cells.dtype == object or largest(cells) * max(cells.shape[1], 1) >= LIMIT
    sums = np.zeros(shape, dtype=object if wide else np.int64)
    inside = above >= 0
    if inside.any():
        columns = cells[:, inside].astype(object) if wide else cells[:, inside]
        by_parent = sums.T
        np.add.at(by_parent, above[inside], columns.T)
    return sums
