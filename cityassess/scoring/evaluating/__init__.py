"""How each form of rule is evaluated: one module and one entry in ``EVALUATORS`` for each.

Kept apart from ``scoring.rules`` so that a scheme can be read without loading numpy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cityassess.scoring.column import Column
from cityassess.scoring.evaluating import bands, condition, deduct, mark, mean, steps, table, total
from cityassess.scoring.evaluating.context import Context, Evaluated
from cityassess.scoring.forms import Bands, Condition, Deduct, Mark, MeanOfParts, Steps, Sum, Table
from cityassess.scoring.scheme import Figure

EVALUATORS: dict[type, Callable[[Any, Figure, Context], Column]] = {
    Deduct: deduct.evaluate,
    Mark: mark.evaluate,
    Sum: total.evaluate,
    MeanOfParts: mean.evaluate,
    Steps: steps.evaluate,
    Table: table.evaluate,
    Condition: condition.evaluate,
    Bands: bands.evaluate,
}
"""Evaluation by the dataclass that holds a rule; each gives a figure's column before its rounding."""

__all__ = ["EVALUATORS", "Context", "Evaluated"]
