"""``bands`` in words."""

from __future__ import annotations

from cityassess.scoring.assessment import State
from cityassess.scoring.evaluating.testing import FALSE, TRUE, UNKNOWN
from cityassess.scoring.forms import Band, Bands
from cityassess.scoring.reasons import band_reason, limit_words
from cityassess.scoring.rules.conditions import stands
from cityassess.scoring.tracing.account import Account, Place
from cityassess.scoring.tracing.operands import named_value, value_of
from cityassess.scoring.tracing.test_words import OUTCOMES, all_truth, tests_words


def account(rule: Bands, place: Place) -> Account:
    """The value, the limits and tests it met, and the band; where bands have tests, each band up to that one."""
    lines = tuple(place.line(figure) for figure in place.figure.inputs)
    if rule.figure is not None and value_of(place, rule.figure) is None:
        return Account(f"{named_value(place, rule.figure)}，{place.result.text}", lines)
    tried = _tried(rule, place)
    if place.result.state is not State.VALUE:
        return Account(f"{tried or '没有得分'}，{place.result.text}", lines)
    reason = band_reason(place.evaluation, place.figure, place.row, place.column)
    before = f"{tried}。" if tried else ""
    return Account(f"{before}{reason} → {place.result.text}", lines)


def _tried(rule: Bands, place: Place) -> str:
    """The bands with tests that did not hold, up to the one that did or that cannot be told."""
    words = []
    for band in rule.bands:
        inside, found = _inside(rule, band, place), all_truth(band.when, place)
        if inside and found == TRUE:
            break
        if band.when:
            words.append(
                f"{band.name}：{_limits_tried(rule, band, place, inside)}{tests_words(band.when, place)}"
            )
        if inside and found == UNKNOWN:
            break
    return "。".join(words)


def _limits_tried(rule: Bands, band: Band, place: Place, inside: bool) -> str:
    if rule.figure is None or not band.limits:
        return ""
    return f"{named_value(place, rule.figure)}{limit_words(band.limits)}：{OUTCOMES[TRUE if inside else FALSE]}；"


def _inside(rule: Bands, band: Band, place: Place) -> bool:
    value = value_of(place, rule.figure) if rule.figure is not None else None
    return value is None or all(stands(value, limit) for limit in band.limits)
