"""``choose`` in words."""

from __future__ import annotations

from cityassess.scoring.evaluating.testing import TRUE, UNKNOWN
from cityassess.scoring.forms import Choose, Given
from cityassess.scoring.tracing.account import Account, Place
from cityassess.scoring.tracing.operands import value_of, value_words
from cityassess.scoring.tracing.test_words import all_truth, tests_words
from cityassess.scoring.tracing.words import ended


def account(rule: Choose, place: Place) -> Account:
    """Each case with its tests up to the one that decides, and what that gives."""
    words: list[str] = []
    lines = tuple(place.line(figure) for figure in place.figure.inputs)
    for case in rule.cases:
        words.append(tests_words(case.when, place))
        found = all_truth(case.when, place)
        if found == UNKNOWN:
            return Account(f"{'。'.join(words)} → {place.result.text}", lines)
        if found == TRUE:
            return Account(f"{'。'.join(words)} → {_given_words(case.gives, place)}", lines)
    if rule.otherwise is None:
        return Account(f"{'。'.join(words)}。都不成立 → {place.result.text}", lines)
    return Account(f"{'。'.join(words)}。都不成立 → {_given_words(rule.otherwise, place)}", lines)


def _given_words(given: Given, place: Place) -> str:
    if place.result.exact is None:
        name = f"取{place.source(given).name}：" if isinstance(given, str) else ""
        return f"{name}{place.result.text}"
    if not isinstance(given, str):
        return f"得{ended(place.figure, place.result)}"
    if value_of(place, given) == place.result.published:
        return f"取{place.source(given).name}{value_words(place, given)}"
    return f"取{place.source(given).name}{value_words(place, given)}，得{ended(place.figure, place.result)}"
