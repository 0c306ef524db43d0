"""``mark``, ``choice`` and ``measure`` in words."""

from __future__ import annotations

from fractions import Fraction

from cityassess.scoring.assessment import CheckLine
from cityassess.scoring.details import Asked, detail_of
from cityassess.scoring.evaluating.mark import LEAST_TRIMMED, sums_by
from cityassess.scoring.forms import AverageBy, Choice, Mark, Measure, Several
from cityassess.scoring.numbers import plain_text, value_text
from cityassess.scoring.scheme import Figure
from cityassess.scoring.tracing.account import Account, Place
from cityassess.scoring.tracing.words import check_line, ended, shown, times_text
from cityassess.scoring.values import VALUE_SCALE, Check
from cityassess.scoring.worth import worth

_TAKEN = {
    Several.HIGHEST: "取最高",
    Several.LOWEST: "取最低",
    Several.LATEST: "取最近一次",
    Several.TRIMMED: "去掉一个最高、一个最低，取平均",
}
_AVERAGED = {
    AverageBy.INSPECTOR: "检查人",
    AverageBy.PLACE: "地点",
    AverageBy.MODE: "方式",
    AverageBy.SOURCE: "来源",
}


def account(rule: Mark | Choice | Measure, place: Place) -> Account:
    """The entry, or what was made of several."""
    figure, result = place.figure, place.result
    checks = [check for check in place.checks if check.value is not None]
    lines = tuple(_line(rule, check, figure) for check in place.checks)
    if result.exact is None:
        return Account(result.text, checks=lines)
    if len(checks) == 1 and (checks[0].count == 1 or rule.several is not Several.SUM):
        return Account(_single(rule, checks[0], place), checks=lines)
    if isinstance(rule, Mark) and rule.average_by is not None:
        return Account(_by_means(rule.average_by, checks, place), checks=lines)
    words = "、".join(times_text(check, figure) for check in checks)
    if rule.several is Several.TRIMMED and len(checks) < LEAST_TRIMMED:
        return Account(f"{words}，不足{LEAST_TRIMMED}个，取平均，得{ended(figure, result)}", checks=lines)
    if rule.several in _TAKEN:
        return Account(f"{words}，{_TAKEN[rule.several]}，得{ended(figure, result)}", checks=lines)
    added = " + ".join(_added(rule, check, figure) for check in checks)
    if rule.several is Several.SUM:
        return Account(f"{added} = {ended(figure, result)}", checks=lines)
    times = sum(check.count for check in checks)
    return Account(f"({added}) ÷ {times} = {ended(figure, result)}", checks=lines)


def _line(rule: Mark | Choice | Measure, check: Check, figure: Figure) -> CheckLine:
    """A sum's parts add up to it; of other entries each only says what it is."""
    if check.value is None:
        return check_line(check, figure)
    if isinstance(rule, Choice):
        points = worth(check.value, rule)
        return check_line(
            check, figure, why="没有这个选项" if points is None else f"{value_text(points, 0)}分"
        )
    if rule.several is Several.SUM:
        return check_line(check, figure, Fraction(check.value * check.count, VALUE_SCALE))
    return check_line(check, figure)


def _single(rule: Mark | Choice | Measure, check: Check, place: Place) -> str:
    text = ended(place.figure, place.result)
    match rule:
        case Choice():
            return f"选“{times_text(check, place.figure)}”，得{text}"
        case Measure():
            return f"数值{text}{place.figure.unit}"
        case Mark():
            return f"直接打分{text}"


def _added(rule: Mark | Choice | Measure, check: Check, figure: Figure) -> str:
    """One entry as a summand: points of an option, else what was entered."""
    if not isinstance(rule, Choice):
        return times_text(check, figure)
    points = Fraction(worth(check.value or 0, rule) or 0, VALUE_SCALE)
    text = plain_text(points)
    return f"{text}×{check.count}" if check.count > 1 else text


def _by_means(average_by: AverageBy, checks: list[Check], place: Place) -> str:
    """The mean of each inspector or side, then their mean."""
    figure, what = place.figure, _AVERAGED[average_by]
    asked = Asked((average_by.value,))
    sums = sums_by(detail_of(check, asked) for check in checks)
    decimals = figure.entry_decimals
    parts = [
        f"{name or f'未写{what}'}{shown(Fraction(total, entries * VALUE_SCALE), decimals)}"
        for name, (total, entries) in sums.items()
    ]
    return f"按{what}平均：({' + '.join(parts)}) ÷ {len(parts)} = {ended(figure, place.result)}"
