"""``linear``: straight lines between points, flat outside them."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from cityassess.scoring.column import VALUE, Column, Flags, meets
from cityassess.scoring.evaluating.cells import pieced
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.forms import Comparison, Knot, Linear
from cityassess.scoring.scheme import Figure


def evaluate(rule: Linear, figure: Figure, context: Context) -> Column:
    """``from + (value − at) × slope`` on the stretch between two points that holds the value."""
    source = context.value(rule.figure)
    first, last = rule.knots[0], rule.knots[-1]
    zero = Fraction(0)
    parts: list[tuple[Flags, Column | None, Fraction, Fraction]] = [
        (meets(source, Comparison.BELOW, first.at), None, zero, first.gives),
        (meets(source, Comparison.AT_LEAST, last.at), None, zero, last.gives),
    ]
    for low, high in pairwise(rule.knots):
        slope = slope_of(low, high)
        here = meets(source, Comparison.AT_LEAST, low.at) & meets(source, Comparison.BELOW, high.at)
        parts.append((here & (source.states == VALUE), source, slope, low.gives - slope * low.at))
    return pieced(parts, source.states.copy())


def slope_of(low: Knot, high: Knot) -> Fraction:
    """How much a line between two points rises for each unit."""
    return (high.gives - low.gives) / (high.at - low.at)
