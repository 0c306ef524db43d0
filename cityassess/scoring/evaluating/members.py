"""The members of a window for all cells at once: their values, which count, and what they weigh.

Arrays have three axes: the members of a cell (padded to the most that any cell has), periods, objects.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from cityassess.scoring.column import (
    LIMIT,
    NO_DATA,
    NOT_APPLICABLE,
    VALUE,
    Column,
    Flags,
    Numerators,
    fitted,
    plus,
    times,
)
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.evaluating.testing import FALSE, TRUE, all_hold
from cityassess.scoring.forms import (
    SAME,
    Before,
    Gather,
    Missing,
    Parts,
    WeightByFigure,
    WeightByGrade,
    WeightByOrder,
)
from cityassess.scoring.frame import NOWHERE
from cityassess.scoring.scheme import Figure

_Indices = npt.NDArray[np.int64]
_Seen = Callable[[npt.NDArray[Any]], npt.NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Members:
    """What is gathered: ``values`` over ``denominator`` where ``valued`` or ``missing`` (0, or full marks) says so.

    ``weights`` are over ``weight_denominator``; ``unweighed`` members have none. ``inapplicable`` are the cells
    (periods × objects) whose members all do not apply; ``uneven`` those that have not as many as there are weights.
    """

    values: Numerators
    denominator: int
    valued: Flags
    missing: Flags
    weights: Numerators | None
    weight_denominator: int
    unweighed: Flags
    inapplicable: Flags
    uneven: Flags


@dataclass(frozen=True, slots=True)
class _Window:
    """How arrays of the members' figure are seen from the gathering one; ``sharers`` share each member."""

    seen: _Seen
    sharers: _Indices
    lengths: _Indices


def members_of(rule: Gather, figure: Figure, context: Context) -> Members:
    """Everything that a rule gathers."""
    if rule.window == SAME:
        return _of_inputs(rule, figure, context)
    source = context.figure(rule.figures[0])
    column = context.value(source.id)
    window = _window(rule, figure, source, context)
    states = window.seen(column.states)
    exists = window.seen(context.frame.exists[source.every, source.of]).astype(np.bool_)
    truths = window.seen(all_hold(rule.where, source.of, source.every, context))
    applying = exists & (states != NOT_APPLICABLE)
    counted = applying & (truths != FALSE)
    valued = counted & (truths == TRUE) & (states == VALUE)
    missing = counted & ~valued
    values, denominator = _with_stand_ins(
        rule,
        [context.scheme.fulls[source.id]],
        window.seen(column.numerators),
        column.denominator,
        valued,
        missing,
    )
    if rule.shared:
        common = math.lcm(*(int(number) for number in np.unique(window.sharers)))
        values, denominator = _multiplied(values, common // window.sharers), denominator * common
    weights, weight_denominator, weighed = _weights(rule, source, window, context)
    inapplicable = exists.any(axis=0) & ~applying.any(axis=0) & (not isinstance(rule.window, Parts))
    uneven = np.zeros(exists.shape[1:], dtype=np.bool_)
    if isinstance(rule.weights, WeightByOrder):
        uneven[window.lengths != len(rule.weights.weights)] = True
    return Members(
        values,
        denominator,
        valued & (weighed == VALUE),
        missing & (weighed == VALUE),
        weights,
        weight_denominator,
        (valued | missing) & (weighed == NO_DATA),
        inapplicable,
        uneven,
    )


def _of_inputs(rule: Gather, figure: Figure, context: Context) -> Members:
    columns = [context.value(name) for name in rule.figures]
    common = math.lcm(*(column.denominator for column in columns))
    layers = [times(column.numerators, common // column.denominator) for column in columns]
    wide = any(layer.dtype == object for layer in layers)
    values = np.stack([layer.astype(object) if wide else layer for layer in layers])
    states = np.stack([column.states for column in columns])
    valued, missing = states == VALUE, states == NO_DATA
    fulls = [context.scheme.fulls[name] for name in rule.figures]
    values, denominator = _with_stand_ins(rule, fulls, values, common, valued, missing)
    nothing = np.zeros(states.shape, dtype=np.bool_)
    inapplicable: Flags = (states == NOT_APPLICABLE).all(axis=0)
    return Members(values, denominator, valued, missing, None, 1, nothing, inapplicable, nothing[0])


def _window(rule: Gather, figure: Figure, source: Figure, context: Context) -> _Window:
    frame = context.frame
    rows, columns = frame.shape(figure)
    if isinstance(rule.window, Parts):
        links = frame.links_of(source.of, figure.of, rule.window.role)
        size = max((len(found) for found in links.values()), default=1)
        parts = np.full((size, columns), NOWHERE, dtype=np.int64)
        sharers = np.ones((size, 1, columns), dtype=np.int64)
        for column, found in links.items():
            for place, link in enumerate(found):
                parts[place, column], sharers[place, 0, column] = link.part, link.sharers
        return _Window(
            lambda cells: np.moveaxis(_padded(cells, 1)[:, parts], 1, 0),
            sharers,
            np.zeros(rows, dtype=np.int64),
        )
    slots = [
        frame.slots_before(figure.every, row, rule.window)
        if isinstance(rule.window, Before)
        else frame.rows_within(figure.every, row, source.every)
        for row in range(rows)
    ]
    size = max((len(found) for found in slots), default=1) or 1
    seen = np.full((size, rows), NOWHERE, dtype=np.int64)
    for row, places in enumerate(slots):
        seen[: len(places), row] = places
    lengths = np.array([len(found) for found in slots], dtype=np.int64)
    return _Window(lambda cells: _padded(cells, 0)[seen], np.ones((1, 1, 1), dtype=np.int64), lengths)


def seen_through(cells: npt.NDArray[Any], indices: _Indices, axis: int) -> npt.NDArray[Any]:
    """The rows (axis 0) or columns (1) of some indices; where one is ``NOWHERE``, zeros."""
    return np.take(_padded(cells, axis), indices, axis=axis)


def _padded(cells: npt.NDArray[Any], axis: int) -> npt.NDArray[Any]:
    """One more row or column of zeros at the end, which is what the index ``NOWHERE`` then finds."""
    shape = list(cells.shape)
    shape[axis] = 1
    return np.concatenate([cells, np.zeros(shape, dtype=cells.dtype)], axis=axis)


def _with_stand_ins(
    rule: Gather,
    fulls: list[Fraction | None],
    values: Numerators,
    denominator: int,
    valued: Flags,
    missing: Flags,
) -> tuple[Numerators, int]:
    """Values of those that have none are 0, or the full marks of their figures (one for each member, or for all)."""
    values = np.where(valued, values, 0)
    if rule.missing is not Missing.FULL:
        return values, denominator
    known = [full or Fraction(0) for full in fulls]
    common = math.lcm(denominator, *(full.denominator for full in known))
    whole = np.array([int(full * common) for full in known], dtype=object).reshape(-1, 1, 1)
    added = np.where(missing, whole, 0)
    return plus(times(values, common // denominator), fitted(added)), common


def _weights(
    rule: Gather, source: Figure, window: _Window, context: Context
) -> tuple[Numerators | None, int, npt.NDArray[Any]]:
    """What members weigh, over which denominator, and which of them have a weight at all, as states."""
    everywhere: npt.NDArray[Any] = np.array(VALUE, dtype=np.uint8)
    match rule.weights:
        case WeightByOrder(weights=numbers):
            numerators, denominator = _whole(numbers)
            size = int(window.lengths.max(initial=1))
            padded = (numerators + [0] * size)[:size]
            return fitted(np.array(padded, dtype=object)).reshape(-1, 1, 1), denominator, everywhere
        case WeightByGrade(weights=pairs):
            numerators, denominator = _whole(tuple(weight for _, weight in pairs))
            by_grade = {grade: numerator for (grade, _), numerator in zip(pairs, numerators, strict=True)}
            grades = context.frame.grades(source.every, source.of)
            cells = np.zeros(grades.shape, dtype=object)
            for grade, numerator in by_grade.items():
                cells[grades == grade] = numerator
            known = (
                np.isin(grades.astype(str), list(by_grade)) if by_grade else np.zeros(grades.shape, np.bool_)
            )
            states = np.where(known, VALUE, NO_DATA).astype(np.uint8)
            return window.seen(fitted(cells)), denominator, window.seen(states)
        case WeightByFigure(figure=figure):
            column = _usable(context.value(figure))
            return window.seen(column.numerators), column.denominator, window.seen(column.states)
        case _:
            return None, 1, everywhere


def _usable(column: Column) -> Column:
    """Negative numbers are no weights."""
    states = np.where((column.states == VALUE) & (column.numerators < 0), NO_DATA, column.states)
    return Column(
        np.where(states == VALUE, column.numerators, 0), column.denominator, states.astype(np.uint8)
    )


def _whole(numbers: tuple[Fraction, ...]) -> tuple[list[int], int]:
    common = math.lcm(*(number.denominator for number in numbers))
    return [int(number * common) for number in numbers], common


def _multiplied(values: Numerators, factors: _Indices) -> Numerators:
    most = int(factors.max(initial=1))
    if values.dtype != object and int(abs(values).max(initial=0)) * most >= LIMIT:
        values = values.astype(object)
    return values * factors
