"""Every figure in words, walked back to the single check: one module and one entry in ``TRACERS`` for each form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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
from cityassess.scoring.tracing import (
    above,
    balance,
    bands,
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
from cityassess.scoring.tracing.account import Account, ChecksOf, Line, Place

TRACERS: dict[type, Callable[[Any, Place], Account]] = {
    Deduct: deduct.account,
    Bonus: deduct.account_bonus,
    Mark: mark.account,
    Choice: mark.account,
    Measure: mark.account,
    TimeLimit: deduct.account_time_limit,
    Sum: total.account,
    MeanOfParts: mean.account,
    Gather: gather.account,
    Steps: steps.account,
    Table: table.account,
    Condition: condition.account,
    Choose: choose.account,
    Ratio: ratio.account,
    Linear: linear.account,
    Product: product.account,
    Constant: constant.account,
    Rank: rank.account,
    ByRank: by_rank.account,
    Running: running.account,
    Earlier: earlier.account,
    OfAbove: above.account,
    Balance: balance.account,
    Peer: peer.account,
    Split: split.account,
    Bands: bands.account,
}
"""The account of a cell by the dataclass that holds its rule."""

__all__ = ["TRACERS", "Account", "ChecksOf", "Line", "Place"]
