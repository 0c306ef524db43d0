"""``sum`` and ``weighted``: figures of the same object and period added up."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt

from cityassess.scoring.column import (
    NO_DATA,
    NOT_APPLICABLE,
    VALUE,
    Column,
    Numerators,
    fitted,
    weighted_sum,
)
from cityassess.scoring.evaluating.cells import held, pieced
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.forms import Missing, NotApplicable, Sum
from cityassess.scoring.scheme import Figure


def evaluate(rule: Sum, figure: Figure, context: Context) -> Column:
    """``start + Σ weight × input`` within its limits, inputs missing or not applicable treated as the scheme says."""
    inputs = [context.value(term.figure) for term in rule.terms]
    fulls = [context.scheme.fulls[term.figure] or Fraction(0) for term in rule.terms]
    states = _states(rule, inputs)
    parts: list[tuple[Numerators, Fraction]] = []
    for term, column, full in zip(rule.terms, inputs, fulls, strict=True):
        parts.append((column.numerators, term.weight / column.denominator))
        stand_in = _full_stands_in(rule, column)
        if stand_in is not None and stand_in.any():
            parts.append((stand_in.astype(np.int64), term.weight * full))
    numerators, denominator = weighted_sum(parts)
    total = Column(np.where(states == VALUE, numerators, 0), denominator, states)
    if rule.not_applicable is NotApplicable.RESCALE:
        total = _rescaled(rule, total, inputs, fulls)
    if rule.start:
        total = pieced([(total.states == VALUE, total, Fraction(1), rule.start)], total.states)
    total = held(total, rule.floor, rule.cap)
    return Column(fitted(total.numerators), total.denominator, total.states)


def _states(rule: Sum, inputs: list[Column]) -> npt.NDArray[np.uint8]:
    missing = np.stack([column.states == NO_DATA for column in inputs])
    absent = np.stack([column.states == NOT_APPLICABLE for column in inputs])
    states = np.full(inputs[0].states.shape, VALUE, dtype=np.uint8)
    if rule.not_applicable is NotApplicable.NOT_APPLICABLE:
        states[absent.any(axis=0)] = NOT_APPLICABLE
    states[absent.all(axis=0)] = NOT_APPLICABLE
    if rule.missing is Missing.NO_DATA:
        states[missing.any(axis=0)] = NO_DATA
    elif rule.missing is Missing.SKIP:
        states[(missing | absent).all(axis=0) & (states == VALUE)] = NO_DATA  # nothing was seen at all
    return states


def _full_stands_in(rule: Sum, column: Column) -> npt.NDArray[np.bool_] | None:
    flags: npt.NDArray[np.bool_] | None = None
    if rule.missing is Missing.FULL:
        flags = column.states == NO_DATA
    if rule.not_applicable is NotApplicable.FULL:
        absent = column.states == NOT_APPLICABLE
        flags = absent if flags is None else flags | absent
    return flags


def _rescaled(rule: Sum, total: Column, inputs: list[Column], fulls: list[Fraction]) -> Column:
    """Multiply each cell where some input does not apply by (full marks of all) over (those of the ones that do).

    Inputs that are taken off (a negative weight) neither add to full marks nor lower them.
    Cells with the same set of applicable inputs share their factor, so the factor is worked out once for each set.
    """
    shares = [max(term.weight, Fraction(0)) * full for term, full in zip(rule.terms, fulls, strict=True)]
    whole = sum(shares, Fraction(0))
    applies = np.stack([column.states != NOT_APPLICABLE for column in inputs], axis=-1)
    patterns, places = np.unique(applies.reshape(-1, len(inputs)), axis=0, return_inverse=True)
    places = places.reshape(total.states.shape)
    states = total.states.copy()
    parts: list[tuple[Numerators, Fraction]] = []
    for number_of_pattern, pattern in enumerate(patterns):
        here = places == number_of_pattern
        if pattern.all():
            parts.append((np.where(here, total.numerators, 0), 1 / Fraction(total.denominator)))
            continue
        applicable = sum((share for share, used in zip(shares, pattern, strict=True) if used), Fraction(0))
        if not applicable:
            states[here & (states == VALUE)] = NOT_APPLICABLE
            continue
        parts.append((np.where(here, total.numerators, 0), whole / applicable / total.denominator))
    if not parts:
        return Column(np.zeros(states.shape, dtype=np.int64), 1, states)
    numerators, denominator = weighted_sum(parts)
    return Column(np.where(states == VALUE, numerators, 0), denominator, states)
