"""``constant``: the same for everybody."""

from __future__ import annotations

import numpy as np

from cityassess.scoring.column import LIMIT, VALUE, Column
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.forms import Constant
from cityassess.scoring.scheme import Figure


def evaluate(rule: Constant, figure: Figure, context: Context) -> Column:
    """The value in every cell."""
    shape = context.frame.shape(figure)
    number = rule.value.numerator
    numerators = np.full(shape, number, dtype=np.int64 if abs(number) < LIMIT else object)
    return Column(numerators, rule.value.denominator, np.full(shape, VALUE, dtype=np.uint8))
