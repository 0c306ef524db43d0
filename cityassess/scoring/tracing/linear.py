"""``linear`` in words."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from cityassess.scoring.evaluating.linear import slope_of
from cityassess.scoring.forms import Linear
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.tracing.account import Account, Place
from cityassess.scoring.tracing.operands import named_value, value_of, value_words
from cityassess.scoring.tracing.words import ended, operand_text


def account(rule: Linear, place: Place) -> Account:
    """The two points that hold the value and the share of the way between them, or the end that it lies beyond."""
    value, words = value_of(place, rule.figure), named_value(place, rule.figure)
    if value is None or place.result.exact is None:
        return Account(f"{words}：{place.result.text}", (place.line(rule.figure),))
    way, given = _way(rule, value, place)
    end = ended(place.figure, place.result)
    return Account(f"{words}，{way}{end}", (place.line(rule.figure, share=given),))


def _way(rule: Linear, value: Fraction, place: Place) -> tuple[str, Fraction]:
    first, last = rule.knots[0], rule.knots[-1]
    if value <= first.at:
        return f"不高于{plain_text(first.at)}，得", first.gives
    if value >= last.at:
        return f"不低于{plain_text(last.at)}，得", last.gives
    low, high = next((low, high) for low, high in pairwise(rule.knots) if value < high.at)
    given = low.gives + (value - low.at) * slope_of(low, high)
    if value == low.at:
        return f"正好{plain_text(low.at)}，得", given
    texts = (low.at, low.gives, high.at, high.gives)
    low_at, low_gives, high_at, high_gives = (operand_text(number) for number in texts)
    between = f"在{low_at}（{low_gives}分）与{high_at}（{high_gives}分）之间"
    rise = abs(high.gives - low.gives)
    sign = "+" if high.gives >= low.gives else "−"
    own = value_words(place, rule.figure)
    share = f"({own} − {low_at}) ÷ ({high_at} − {low_at})"
    return f"{between}：{low_gives} {sign} {operand_text(rise)} × {share} = ", given
