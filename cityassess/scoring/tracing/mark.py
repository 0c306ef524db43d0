"""``mark`` in words."""

from __future__ import annotations

from cityassess.scoring.forms import Mark
from cityassess.scoring.tracing.account import Account, Place
from cityassess.scoring.tracing.words import check_line, ended, times_text


def account(rule: Mark, place: Place) -> Account:
    """The mark, or the mean of several."""
    figure, result, checks = place.figure, place.result, place.checks
    lines = tuple(check_line(check, figure) for check in checks)
    if result.exact is None:
        return Account(result.text, checks=lines)
    if len(checks) > 1:
        marks = " + ".join(times_text(check, figure) for check in checks)
        times = sum(check.count for check in checks)
        return Account(f"({marks}) ÷ {times} = {ended(figure, result)}", checks=lines)
    return Account(f"直接打分{ended(figure, result)}", checks=lines)
