"""``table`` in words."""

from __future__ import annotations

from cityassess.scoring.forms import Table
from cityassess.scoring.reasons import limit_words
from cityassess.scoring.rules.conditions import stands
from cityassess.scoring.tracing.account import Account, Place
from cityassess.scoring.tracing.operands import named_value, value_of
from cityassess.scoring.tracing.words import ended


def account(rule: Table, place: Place) -> Account:
    """The value, the row that it falls into, and what that gives."""
    value, words = value_of(place, rule.figure), named_value(place, rule.figure)
    if value is None or place.result.exact is None:
        return Account(f"{words}：{place.result.text}", (place.line(rule.figure),))
    row = next(row for row in rule.rows if all(stands(value, limit) for limit in row.limits))
    asked = limit_words(row.limits) or "不属于前面各档"
    return Account(
        f"{words}，{asked}，得{ended(place.figure, place.result)}",
        (place.line(rule.figure, share=row.gives),),
    )
