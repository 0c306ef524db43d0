"""How each form of rule is evaluated: one module and one entry in ``EVALUATORS`` for each.

Kept apart from ``scoring.rules`` so that a scheme can be read without loading numpy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cityassess.scoring.column import Column
from cityassess.scoring.evaluating import (
    above,
    balance,
    bands,
    bonus,
    by_rank,
    choose,
    condition,
    constant,
    deduct,
    earlier,
    gather,
    linear,
    mark,
    mean,
    peer,
    product,
    rank,
    ratio,
    running,
    split,
    steps,
    table,
    total,
)
from cityassess.scoring.evaluating.context import Context, Evaluated
from cityassess.scoring.forms import (
    Balance,
    Bands,
    Bonus,
    ByRank,
    Choice,
    Choose,
    Condition,
    Constant,
    Deduct,
    Earlier,
    Gather,
    Linear,
    Mark,
    MeanOfParts,
    Measure,
    OfAbove,
    Peer,
    Product,
    Rank,
    Ratio,
    Running,
    Split,
    Steps,
    Sum,
    Table,
    TimeLimit,
)
from cityassess.scoring.scheme import Figure

EVALUATORS: dict[type, Callable[[Any, Figure, Context], Column]] = {
    Deduct: deduct.evaluate,
    Bonus: bonus.evaluate,
    Mark: mark.evaluate,
    Choice: mark.evaluate,
    Measure: mark.evaluate,
    TimeLimit: deduct.evaluate_time_limit,
    Sum: total.evaluate,
    MeanOfParts: mean.evaluate,
    Gather: gather.evaluate,
    Steps: steps.evaluate,
    Table: table.evaluate,
    Condition: condition.evaluate,
    Choose: choose.evaluate,
    Ratio: ratio.evaluate,
    Linear: linear.evaluate,
    Product: product.evaluate,
    Constant: constant.evaluate,
    Rank: rank.evaluate,
    ByRank: by_rank.evaluate,
    Running: running.evaluate,
    Earlier: earlier.evaluate,
    OfAbove: above.evaluate,
    Balance: balance.evaluate,
    Peer: peer.evaluate,
    Split: split.evaluate,
    Bands: bands.evaluate,
}
"""Evaluation by the dataclass that holds a rule; each gives a figure's column before its rounding."""

__all__ = ["EVALUATORS", "Context", "Evaluated"]
