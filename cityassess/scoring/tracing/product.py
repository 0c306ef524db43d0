"""``product`` in words."""

from __future__ import annotations

from math import prod

from cityassess.scoring.forms import Product
from cityassess.scoring.tracing.account import Account, Place
from cityassess.scoring.tracing.operands import held_addends, held_words, named_value, value_of
from cityassess.scoring.tracing.words import weight_text


def account(rule: Product, place: Place) -> Account:
    """The factors with their names, and what they come to; of one factor alone also its share."""
    words = " × ".join(named_value(place, figure) for figure in rule.figures)
    words += "" if rule.times == 1 else f" × {weight_text(rule.times)}"
    values = [value_of(place, figure) for figure in rule.figures]
    known = [value for value in values if value is not None]
    if place.result.exact is None or len(known) < len(values):
        lines = tuple(place.line(figure) for figure in rule.figures)
        return Account(f"{words}：{place.result.text}", lines)
    raw = prod(known, start=rule.times)
    sentence = f"{words} = {held_words(raw, rule.floor, rule.cap, place)}"
    if len(rule.figures) == 1:
        weight = "" if rule.times == 1 else weight_text(rule.times)
        only = place.line(rule.figures[0], weight, raw)
        return Account(sentence, (only,), held_addends(raw, rule.floor, rule.cap))
    return Account(sentence, tuple(place.line(figure) for figure in rule.figures))
