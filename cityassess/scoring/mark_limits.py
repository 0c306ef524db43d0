"""What a criterion's checks may hold, and how it is said: limits of marks, names of options, units."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from cityassess.scoring.forms import (
    Bonus,
    Choice,
    Deduct,
    Mark,
    Measure,
    Pricing,
    Range,
    Several,
    TimeLimit,
    TimeUnit,
)
from cityassess.scoring.numbers import plain_text, value_text
from cityassess.scoring.scheme import Figure
from cityassess.scoring.values import MOST_POINTS, MOST_TIMES, MOST_VALUE, VALUE_SCALE
from cityassess.scoring.worth import late_points, option_of

TIME_UNITS: Mapping[TimeUnit, str] = {
    TimeUnit.MINUTE: "分钟",
    TimeUnit.HOUR: "小时",
    TimeUnit.WORKING_HOUR: "个工作小时",
    TimeUnit.DAY: "天",
    TimeUnit.WORKING_DAY: "个工作日",
}
"""What an officer calls the units of time limits."""
_OR_NOT_APPLICABLE = "或填“/”表示不适用"


def check_mark_range(value: int, count: int, figure: Figure) -> None:
    """Refuse a value that the criterion cannot have: raises ``ValueError`` with a Chinese sentence."""
    if not figure.is_criterion:
        raise ValueError(f"“{figure.name}”由程序计算，不能录入")
    if value < 0 and not isinstance(figure.rule, Measure):
        raise ValueError(f"“{figure.name}”的数值不能是负数")
    if not 1 <= count <= MOST_TIMES:
        raise ValueError(f"次数应是1至{MOST_TIMES}的整数")
    if abs(value) * count > MOST_VALUE:
        raise ValueError(f"“{figure.name}”一次扣分超过{MOST_POINTS}，应先核实再填")
    match figure.rule:
        case Mark() as mark:
            _check_direct(value, count, mark, figure)
        case Deduct(pricing=pricing) | Bonus(pricing=pricing):
            _check_events(value, count, pricing, figure)
        case Choice() as choice:
            _check_option(value, count, choice, figure)
        case Measure() as measure:
            _check_measured(value, count, measure, figure)
        case TimeLimit() as limit:
            if late_points(value, limit) * count > MOST_VALUE:
                raise ValueError(f"“{figure.name}”一次扣分超过{MOST_POINTS}，应先核实再填")


def may_type(figure: Figure) -> str:
    """What may be typed into a criterion, as a sentence without its full stop."""
    return f"{_may_type(figure)}，{_OR_NOT_APPLICABLE}"


def _may_type(figure: Figure) -> str:
    match figure.rule:
        case Choice(options=options, yes_no=False):
            names = "、".join(f"{place}{option.name}" for place, option in enumerate(options, start=1))
            return f"可选：{names}，填名称或序号"
        case Choice():
            return "填“是”或“否”（也可填1、0、√、×）"
        case Measure(least=least, most=most):
            return f"可填{_limits_text(least, most)}"
        case TimeLimit(unit=unit):
            return f"填用了几{TIME_UNITS[unit]}"
        case Deduct(pricing=pricing) | Bonus(pricing=pricing) if pricing.rates:
            return f"填几{unit_of(figure)}"
        case (
            Deduct(pricing=Pricing(range=Range() as limits)) | Bonus(pricing=Pricing(range=Range() as limits))
        ):
            return f"每次可填{_range_text(limits)}，没有的填0"
        case Mark(step=Fraction() as step, full=full):
            return f"可填0至{plain_text(full)}，每档{plain_text(step)}"
    full = figure.full if figure.full is not None else Fraction(MOST_POINTS)
    return f"可填0至{plain_text(full)}"


def value_words(value: int | None, figure: Figure, count: int = 1) -> str:
    """A stored value as it is shown: 8.50, 3处, 优秀, 30分钟, 95%; ``×3`` where it counts several times."""
    if value is None:
        return "不适用"
    match figure.rule:
        case Choice() as rule:
            option = option_of(value, rule)
            text = option.name if option is not None else f"第{_short(value)}个选项（没有这一项）"
        case Deduct(pricing=Pricing(rates=[_, *_])) | Bonus(pricing=Pricing(rates=[_, *_])):
            text = f"{_short(value)}{unit_of(figure)}"
        case Measure():
            text = f"{value_text(value, figure.entry_decimals)}{figure.unit}"
        case TimeLimit(unit=unit):
            text = f"{_short(value)}{TIME_UNITS[unit]}"
        case _:
            text = value_text(value, figure.entry_decimals)
    return f"{text}×{count}" if count > 1 else text


def is_plain_mark(figure: Figure) -> bool:
    """Whether a stored value is points as they were given, and so says all by itself."""
    match figure.rule:
        case Deduct(pricing=pricing) | Bonus(pricing=pricing):
            return not pricing.rates
        case _:
            return isinstance(figure.rule, Mark)


def unit_of(figure: Figure) -> str:
    """What a criterion that is entered by number counts: its unit, 处 where none is given."""
    return figure.unit or "处"


def _check_direct(value: int, count: int, rule: Mark, figure: Figure) -> None:
    _once(count, figure, "直接打分")
    if value > rule.full * VALUE_SCALE:
        raise ValueError(f"{_short(value)}超过“{figure.name}”满分{plain_text(rule.full)}。{may_type(figure)}")
    _on_a_step(value, Fraction(0), rule.step, figure)


def _check_events(value: int, count: int, pricing: Pricing, figure: Figure) -> None:
    highest = max((rate.points for rate in pricing.rates), default=Fraction(1))
    if value * count * highest > MOST_VALUE:
        raise ValueError(f"“{figure.name}”一次扣分超过{MOST_POINTS}，应先核实再填")
    limits = pricing.range
    if limits is None or value == 0:
        return
    if not limits.low * VALUE_SCALE <= value <= limits.high * VALUE_SCALE:
        raise ValueError(f"“{figure.name}”没有{_short(value)}分。{may_type(figure)}")
    _on_a_step(value, limits.low, limits.step, figure)


def _check_option(value: int, count: int, rule: Choice, figure: Figure) -> None:
    if option_of(value, rule) is None:
        raise ValueError(f"“{figure.name}”没有第{_short(value)}个选项。{may_type(figure)}")
    if rule.several is Several.ONE:
        _once(count, figure, "只选一项")


def _check_measured(value: int, count: int, rule: Measure, figure: Figure) -> None:
    too_low = rule.least is not None and value < rule.least * VALUE_SCALE
    if too_low or (rule.most is not None and value > rule.most * VALUE_SCALE):
        raise ValueError(f"{_short(value)}不在“{figure.name}”的范围内。{may_type(figure)}")
    if rule.several not in (Several.MEAN, Several.SUM):
        _once(count, figure, "只填一个值")


def _once(count: int, figure: Figure, what: str) -> None:
    if count != 1:
        raise ValueError(f"“{figure.name}”{what}，次数只能是1")


def _on_a_step(value: int, start: Fraction, step: Fraction | None, figure: Figure) -> None:
    if step is not None and (Fraction(value, VALUE_SCALE) - start) % step:
        raise ValueError(f"“{figure.name}”每档{plain_text(step)}，没有{_short(value)}。{may_type(figure)}")


def _range_text(limits: Range) -> str:
    steps = f"，每档{plain_text(limits.step)}" if limits.step is not None else ""
    return f"{plain_text(limits.low)}至{plain_text(limits.high)}{steps}"


def _limits_text(least: Fraction | None, most: Fraction | None) -> str:
    if least is not None and most is not None:
        return f"{plain_text(least)}至{plain_text(most)}"
    if least is not None:
        return f"不小于{plain_text(least)}的数"
    return f"不大于{plain_text(most)}的数" if most is not None else "数"


def _short(value: int) -> str:
    return value_text(value, 0)
