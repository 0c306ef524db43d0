"""``ratio`` in words."""

from __future__ import annotations

from fractions import Fraction

from cityassess.scoring.assessment import State
from cityassess.scoring.evaluating.ratio import nothing_to_divide_by
from cityassess.scoring.forms import Ratio, Term, WhenZero
from cityassess.scoring.tracing.account import Account, Place
from cityassess.scoring.tracing.operands import held_words, named_value, value_of
from cityassess.scoring.tracing.words import operand_text, weight_text

_WHEN_ZERO = {
    WhenZero.NOT_APPLICABLE: "",
    WhenZero.NO_DATA: "",
    WhenZero.ZERO: "按0计，",
    WhenZero.FULL: "按满分计，",
}


def account(rule: Ratio, place: Place) -> Account:
    """The sums above and below the line, and what they come to."""
    lines = tuple(place.line(term.figure, _weight(term)) for term in (*rule.over, *rule.under))
    over, under = _sum_words(rule.over, place), _sum_words(rule.under, place)
    times = "" if rule.times == 1 else f" × {operand_text(rule.times)}"
    words = f"{over} ÷ {under}{times}"
    upper, lower = _sum_of(rule.over, place), _sum_of(rule.under, place)
    if upper is None or lower is None:
        return Account(f"{words}：{place.result.text}", lines)
    raw = upper * rule.times / lower if lower else nothing_to_divide_by(rule)
    if isinstance(raw, State) or place.result.exact is None:
        why = "，分母为0" if not lower else ""
        return Account(f"{words}{why}：{place.result.text}", lines)
    end = held_words(raw, rule.floor, rule.cap, place)
    if not lower:
        return Account(f"{words}，分母为0，{_WHEN_ZERO[rule.when_zero]}得{end}", lines)
    return Account(f"{words} = {end}", lines)


def _weight(term: Term) -> str:
    return "" if term.weight == 1 else weight_text(term.weight)


def _sum_of(terms: tuple[Term, ...], place: Place) -> Fraction | None:
    total = Fraction(0)
    for term in terms:
        value = value_of(place, term.figure)
        if value is None:
            return None
        total += term.weight * value
    return total


def _sum_words(terms: tuple[Term, ...], place: Place) -> str:
    """Terms with their names, so that what is counted can be told: (应结12 − 缓办2)."""
    words = ""
    for term in terms:
        factor = "" if abs(term.weight) == 1 else f"×{weight_text(abs(term.weight))}"
        sign = "−" if term.weight < 0 else "+"
        one = f"{named_value(place, term.figure)}{factor}"
        words += f" {sign} {one}" if words else ("−" if term.weight < 0 else "") + one
    return f"({words})" if len(terms) > 1 else words
