"""``bands`` in words."""

from __future__ import annotations

from cityassess.scoring.assessment import State
from cityassess.scoring.forms import Bands
from cityassess.scoring.reasons import band_reason
from cityassess.scoring.tracing.account import Account, Place


def account(rule: Bands, place: Place) -> Account:
    """The value, the limits and tests it met, and the band."""
    lines = tuple(place.line(read.figure) for read in dict.fromkeys(rule.reads))
    if place.result.state is not State.VALUE:
        return Account(f"没有得分，{place.result.text}", lines)
    reason = band_reason(place.evaluation, place.figure, place.row, place.column)
    return Account(f"{reason} → {place.result.text}", lines)
