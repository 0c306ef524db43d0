"""``steps``: full marks at a target, less or more for each step away from it."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from cityassess.scoring.column import LIMIT, VALUE, Column, Numerators, largest, times, weighted_sum
from cityassess.scoring.evaluating.cells import held
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.forms import CountSteps, Steps
from cityassess.scoring.scheme import Figure


def evaluate(rule: Steps, figure: Figure, context: Context) -> Column:
    """``full − points × steps short of the target`` or ``full + reward × steps beyond it``, within the limits."""
    source = context.value(rule.figure)
    there = source.states == VALUE
    gap, unit = _steps_beyond(rule, source)
    short, beyond = np.maximum(-gap, 0), np.maximum(gap, 0)
    if rule.count_steps is not CountSteps.PART:
        short, beyond = _counted(short, unit, rule.count_steps), _counted(beyond, unit, rule.count_steps)
        unit = 1
    numerators, denominator = weighted_sum(
        [
            (there.astype(np.int64), rule.full),
            (np.where(there, short, 0), -rule.points / unit),
            (np.where(there, beyond, 0), rule.reward / unit),
        ]
    )
    return held(Column(numerators, denominator, source.states.copy()), rule.floor, rule.cap)


def _steps_beyond(rule: Steps, source: Column) -> tuple[Numerators, int]:
    """``(value − target) ÷ step``, signed so that more is better, as numerators over one denominator."""
    sign = 1 if rule.high_is_better else -1
    per_unit = Fraction(sign, source.denominator) / rule.step
    at_target = -sign * rule.target / rule.step
    unit = math.lcm(per_unit.denominator, at_target.denominator)
    gap = times(source.numerators, int(per_unit * unit))
    constant = int(at_target * unit)
    if gap.dtype != object and largest(gap) + abs(constant) >= LIMIT:
        gap = gap.astype(object)
    return gap + constant, unit


def _counted(gap: Numerators, unit: int, count_steps: CountSteps) -> Numerators:
    """How many steps a distance makes: whole ones, or one more for a step that was only started."""
    if gap.dtype != object and unit >= LIMIT:
        gap = gap.astype(object)
    counted: Numerators = gap // unit if count_steps is CountSteps.WHOLE else -((-gap) // unit)
    return counted


def gap_in_steps(rule: Steps, value: Fraction) -> Fraction:
    """How many steps and parts of steps one value is beyond the target, negative where it falls short."""
    return (value - rule.target) / rule.step * (1 if rule.high_is_better else -1)


def steps_of(rule: Steps, value: Fraction) -> Fraction:
    """The same as steps are counted: whole ones, started ones, or parts as well."""
    gap = gap_in_steps(rule, value)
    match rule.count_steps:
        case CountSteps.WHOLE:
            return Fraction(math.trunc(gap))
        case CountSteps.STARTED:
            return Fraction(math.ceil(gap) if gap > 0 else math.floor(gap))
        case CountSteps.PART:
            return gap
