"""``mean``: the plain mean of a figure over an object's parts, such as a township's sampled villages."""

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
from cityassess.scoring.fields import Fields
from cityassess.scoring.rules.context import Context, Known, RuleKind
from cityassess.scoring.scheme import Figure, MeanOfParts, Missing


def read(fields: Fields) -> MeanOfParts:
    """Read ``parts`` (the parts' figure, required), ``missing`` (skip by default) and ``at_least``."""
    return MeanOfParts(
        fields.text("parts", required=True),
        fields.choice("missing", Missing.SKIP),
        fields.integer("at_least", 1, 1, 100_000),
    )


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


def check(rule: MeanOfParts, figure: Figure, known: Known, fields: Fields) -> None:
    """The parts' figure must belong to a kind that is part of this one, and have the same cycle."""
    source = known.figures.get(rule.figure)
    if source is None:
        return
    line = fields.line_of("parts")
    part = known.kinds.get(source.of)
    if part is not None and part.part_of != figure.of:
        fields.faults.add(line, f"“{part.name}”不是“{figure.of}”的下级，{fields.what}不能对它求平均")
    if source.every is not figure.every:
        fields.faults.add(line, f"{fields.what}与“{source.name}”的周期不同，不能求平均")
    if rule.missing is Missing.FULL and source.id not in known.with_full:
        fields.faults.add(line, f"“{source.name}”没有满分，{fields.what}不能按满分计")


MEAN = RuleKind("mean", MeanOfParts, read, check, evaluate)
