"""``condition`` in words."""

from __future__ import annotations

from cityassess.scoring.forms import Condition
from cityassess.scoring.tracing.account import Account, Place
from cityassess.scoring.tracing.test_words import tests_words


def account(rule: Condition, place: Place) -> Account:
    """Every test with its outcome, and what they come to."""
    asked = []
    if rule.every:
        asked.append(f"{'须都成立：' if len(rule.every) > 1 else ''}{tests_words(rule.every, place)}")
    if rule.some:
        asked.append(f"{'有一条成立即可：' if len(rule.some) > 1 else ''}{tests_words(rule.some, place)}")
    lines = tuple(place.line(figure) for figure in place.figure.inputs)
    return Account(f"{'。'.join(asked)} → {place.result.text}", lines)
