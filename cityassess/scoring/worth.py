"""What the value of one check is worth: points of an option, points off for a late case, else the value itself."""

from __future__ import annotations

from fractions import Fraction

from cityassess.scoring.forms import Choice, Option, RuleForm, TimeLimit
from cityassess.scoring.values import MOST_VALUE, VALUE_SCALE


def worth(value: int, rule: RuleForm) -> int | None:
    """What a check's value adds to the sum of its cell, in ten-thousandths; None for an option that there is not."""
    match rule:
        case Choice():
            option = option_of(value, rule)
            return None if option is None else int(option.points * VALUE_SCALE)
        case TimeLimit():
            return late_points(value, rule)
        case _:
            return value


def option_of(value: int, rule: Choice) -> Option | None:
    """The option that a value stands for, numbered from 1, or None where there is no such."""
    number, rest = divmod(value, VALUE_SCALE)
    return rule.options[number - 1] if not rest and 1 <= number <= len(rule.options) else None


def late_points(value: int, rule: TimeLimit) -> int:
    """What a case that took so long costs, in ten-thousandths of a point.

    Beyond the limit it costs ``late``, which covers the first stretch of ``further.every``; each further stretch that
    was begun costs ``further.points``. No case costs more than a check may.
    """
    over = value - _scaled(rule.limit)
    if over <= 0:
        return 0
    points = _scaled(rule.late)
    if rule.further is not None:
        points += (-(-over // _scaled(rule.further.every)) - 1) * _scaled(rule.further.points)
    return min(points, MOST_VALUE)


def _scaled(number: Fraction) -> int:
    return int(number * VALUE_SCALE)
