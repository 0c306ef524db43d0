"""``steps`` in words."""

from __future__ import annotations

from fractions import Fraction

from cityassess.scoring.assessment import Addend
from cityassess.scoring.evaluating.steps import gap_in_steps, steps_of
from cityassess.scoring.forms import CountSteps, Steps
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.tracing.account import Account, Place
from cityassess.scoring.tracing.operands import held_addends, held_words, named_value, value_of, value_words
from cityassess.scoring.tracing.words import operand_text, shown


def account(rule: Steps, place: Place) -> Account:
    """The distance from the target in steps, and what they take off full marks or add to them."""
    value = value_of(place, rule.figure)
    words = named_value(place, rule.figure)
    if value is None or place.result.exact is None:
        return Account(f"{words}：{place.result.text}", (place.line(rule.figure),))
    gap, steps = gap_in_steps(rule, value), steps_of(rule, value)
    each = rule.points if gap < 0 else rule.reward
    share = each * steps
    raw = rule.full + share
    target = plain_text(rule.target)
    end = held_words(raw, rule.floor, rule.cap, place)
    if gap == 0 or not each:
        how = f"，{'未达到' if gap < 0 else '达到'}目标{target}"
    else:
        how = f"，{_distance(rule, place, gap)}{_counted(rule, gap, steps)}"
    if share:
        sign = "−" if share < 0 else "+"
        how += f"：{plain_text(rule.full)} {sign} {_number(abs(steps))} × {operand_text(each)} = {end}"
    else:
        how += f"，得{end}"
    lines = (place.line(rule.figure, share=share),)
    return Account(
        f"{words}{how}", lines, (Addend("满分", rule.full), *held_addends(raw, rule.floor, rule.cap))
    )


def _distance(rule: Steps, place: Place, gap: Fraction) -> str:
    """How far the value is from the target, in steps."""
    value, target = value_words(place, rule.figure), operand_text(rule.target)
    above = (gap > 0) is rule.high_is_better
    apart = f"{value} − {target}" if above else f"{target} − {value}"
    word = "超过目标" if gap > 0 else "差目标"
    return f"{word}({apart}) ÷ {operand_text(rule.step)} = {_number(abs(gap))}步"


def _counted(rule: Steps, gap: Fraction, steps: Fraction) -> str:
    if gap == steps:
        return ""
    if rule.count_steps is CountSteps.STARTED:
        return f"，不足一步按一步计，共{_number(abs(steps))}步"
    return f"，不足一步不计，共{_number(abs(steps))}步"


def _number(value: Fraction) -> str:
    return shown(value, 0)
