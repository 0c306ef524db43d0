"""Every figure in words, walked back to the single check: one module and one entry in ``TRACERS`` for each form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cityassess.scoring.forms import Bands, Condition, Deduct, Mark, MeanOfParts, Steps, Sum, Table
from cityassess.scoring.tracing import bands, condition, deduct, mark, mean, steps, table, total
from cityassess.scoring.tracing.account import Account, ChecksOf, Line, Place

TRACERS: dict[type, Callable[[Any, Place], Account]] = {
    Deduct: deduct.account,
    Mark: mark.account,
    Sum: total.account,
    MeanOfParts: mean.account,
    Steps: steps.account,
    Table: table.account,
    Condition: condition.account,
    Bands: bands.account,
}
"""The account of a cell by the dataclass that holds its rule."""

__all__ = ["TRACERS", "Account", "ChecksOf", "Line", "Place"]
