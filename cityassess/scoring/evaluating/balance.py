"""``balance``: an account carried from period to period, reset after rectification."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from cityassess.scoring.column import LIMIT, VALUE, Column, Numerators, fitted, largest, times
from cityassess.scoring.evaluating.context import Context
from cityassess.scoring.evaluating.testing import TRUE, all_hold
from cityassess.scoring.forms import Balance
from cityassess.scoring.frame import NOWHERE
from cityassess.scoring.scheme import Figure


def evaluate(rule: Balance, figure: Figure, context: Context) -> Column:
    """Add each period's change to the account and hold it within its limits; a reset counts from the next period on."""
    source, frame = context.figure(rule.figure), context.frame
    column = context.value(source.id)
    fixed = (rule.start, rule.floor, rule.cap, None if rule.reset is None else rule.reset.to)
    denominator = math.lcm(
        column.denominator, *(number.denominator for number in fixed if number is not None)
    )
    start, floor, cap, to = (None if number is None else int(number * denominator) for number in fixed)
    exists = frame.exists[source.every, source.of]
    changes = np.where(exists & (column.states == VALUE), column.numerators, 0)
    changes = _wide_enough(
        times(changes, denominator // column.denominator), rule.periods, fixed, denominator
    )
    reset = np.zeros(exists.shape, dtype=np.bool_)
    if rule.reset is not None:
        reset = exists & (all_hold(rule.reset.when, figure.of, figure.every, context) == TRUE)
    balances = np.zeros(changes.shape, dtype=changes.dtype)
    for row in range(len(balances)):
        account = np.full(changes.shape[1], start, dtype=changes.dtype)
        seen = [found for found in frame.slots_before(figure.every, row, rule.window) if found != NOWHERE]
        for earlier in seen:
            account = account + changes[earlier]
            account = account if floor is None else np.maximum(account, floor)
            account = account if cap is None else np.minimum(account, cap)
            if to is not None and earlier != row:
                account = np.where(reset[earlier], to, account)
        balances[row] = account
    return Column(fitted(balances), denominator, np.full(changes.shape, VALUE, dtype=np.uint8))


def _wide_enough(
    changes: Numerators, periods: int, fixed: tuple[Fraction | None, ...], denominator: int
) -> Numerators:
    most = max((abs(int(number * denominator)) for number in fixed if number is not None), default=0)
    if changes.dtype != object and largest(changes) * periods + most >= LIMIT:
        return changes.astype(object)
    return changes
