"""``constant`` in words."""

from __future__ import annotations

from cityassess.scoring.assessment import Addend
from cityassess.scoring.forms import Constant
from cityassess.scoring.tracing.account import Account, Place
from cityassess.scoring.tracing.words import ended


def account(rule: Constant, place: Place) -> Account:
    """The value."""
    if place.result.exact is None:
        return Account(place.result.text)
    return Account(f"固定为{ended(place.figure, place.result)}", (), (Addend("固定值", rule.value),))
