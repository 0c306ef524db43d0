"""``product``: figures multiplied, times a constant."""

from __future__ import annotations

import numpy as np

from cityassess.scoring.column import VALUE, Column
from cityassess.scoring.evaluating.cells import held, joined_states, multiplied, reduced, scaled
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.forms import Product
from cityassess.scoring.scheme import Figure


def evaluate(rule: Product, figure: Figure, context: Context) -> Column:
    """``times × Π inputs`` within its limits."""
    inputs = [reduced(context.value(name)) for name in rule.figures]
    states = joined_states(inputs, context.frame.shape(figure))
    product, *others = inputs
    for other in others:
        numerators = multiplied(product.numerators, other.numerators)
        product = reduced(Column(numerators, product.denominator * other.denominator, states))
    numerators = np.where(states == VALUE, product.numerators, 0)
    return held(scaled(Column(numerators, product.denominator, states), rule.times), rule.floor, rule.cap)
