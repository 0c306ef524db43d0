"""Forms that people enter, check by check."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from cityassess.scoring.forms import (
    AverageBy,
    Bonus,
    Choice,
    Deduct,
    Mark,
    Measure,
    Pricing,
    Rate,
    Several,
    TimeLimit,
    Unchecked,
)
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Figure
from cityassess.scoring.values import AssessedObject, Check
from tests.scoring.oracle.answers import NO_DATA, NOT_APPLICABLE, TEN_THOUSANDTH, ZERO, Found
from tests.scoring.oracle.asking import grade_of
from tests.scoring.oracle.dates import back

if TYPE_CHECKING:
    from tests.scoring.oracle.reader import Reader

_NOT_RECTIFIED = ("否", "未", "没", "不", "无")


def entered(reader: Reader, figure: Figure, item: AssessedObject, period: Period) -> Found:
    """A figure that people enter."""
    rule = figure.rule
    checks = reader.checks_of(figure, item, period)
    if not checks:
        return _unchecked(figure)
    without = [check for check in checks if check.value is None]
    if len(without) == len(checks):
        return NOT_APPLICABLE
    if without:
        return _at_odds(reader, figure, item, period)
    found: Fraction | None
    if isinstance(rule, Deduct):
        lost = _priced(reader, rule.pricing, checks, figure, item, period)
        found = None if lost is None else max(rule.full - lost, rule.floor)
    elif isinstance(rule, Bonus):
        won = _priced(reader, rule.pricing, checks, figure, item, period)
        found = won if won is None or rule.most is None else min(won, rule.most)
    elif isinstance(rule, TimeLimit):
        found = max(rule.full - sum((_late(rule, check) * check.count for check in checks), ZERO), rule.floor)
    elif isinstance(rule, Choice):
        found = _chosen(rule, checks)
    else:
        assert isinstance(rule, Mark | Measure)
        found = _of_several(rule, checks)
    return _at_odds(reader, figure, item, period) if found is None else found


def _unchecked(figure: Figure) -> Found:
    rule = figure.rule
    if isinstance(rule, Deduct | TimeLimit) and rule.unchecked is Unchecked.FULL:
        return rule.full
    if isinstance(rule, Bonus) and rule.unchecked is Unchecked.ZERO:
        return ZERO
    return NO_DATA


def _at_odds(reader: Reader, figure: Figure, item: AssessedObject, period: Period) -> Found:
    reader.contradictions.add((figure.id, item.key, period.code))
    return NO_DATA


def _number(check: Check) -> Fraction:
    assert check.value is not None
    return check.value * TEN_THOUSANDTH


# ---- events


def _priced(
    reader: Reader,
    pricing: Pricing,
    checks: Sequence[Check],
    figure: Figure,
    item: AssessedObject,
    period: Period,
) -> Fraction | None:
    """The points of all checks; None where no rate fits one."""
    total = ZERO
    for check in checks:
        if not pricing.rates:
            total += _number(check) * check.count
            continue
        repeated = check.repeated or _found_again(reader, pricing, check, figure, item, period)
        rate = next((rate for rate in pricing.rates if _fits(rate, check, repeated, item, period)), None)
        if rate is None:
            return None
        total += rate.points * _number(check) * check.count
    return total


def _found_again(
    reader: Reader, pricing: Pricing, check: Check, figure: Figure, item: AssessedObject, period: Period
) -> bool:
    """Whether something was recorded at the same place in one of the periods before."""
    if not check.place:
        return False
    for periods in range(1, pricing.repeated_within + 1):
        earlier = back(reader.calendar, period, periods)
        if earlier is not None:
            for old in reader.checks_of(figure, item, earlier):
                if old.place == check.place and old.value:
                    return True
    return False


def _fits(rate: Rate, check: Check, repeated: bool, item: AssessedObject, period: Period) -> bool:
    asked = rate.circumstances
    lists = (
        (asked.sources, check.source),
        (asked.severities, check.severity),
        (asked.modes, check.mode),
        (asked.grades, grade_of(item, period)),
    )
    if any(words and own not in words for words, own in lists):
        return False
    if asked.repeated is not None and asked.repeated is not repeated:
        return False
    rectified = check.rectified != "" and not check.rectified.startswith(_NOT_RECTIFIED)
    return asked.rectified is None or asked.rectified is rectified


def _late(rule: TimeLimit, check: Check) -> Fraction:
    """Points off for one case: the first stretch after the limit costs ``late``, each further one begun more."""
    over = _number(check) - rule.limit
    if over <= 0:
        return ZERO
    off = rule.late
    if rule.further is not None:
        over -= rule.further.every
        while over > 0:
            off += rule.further.points
            over -= rule.further.every
    return off


# ---- marks, choices, measures


def _chosen(rule: Choice, checks: Sequence[Check]) -> Fraction | None:
    if rule.several is Several.ONE and len(checks) > 1:
        return None
    total, times = ZERO, 0
    for check in checks:
        number = _number(check)
        if number.denominator != 1 or not 1 <= number <= len(rule.options):
            return None
        total += rule.options[int(number) - 1].points * check.count
        times += check.count
    return total / times


def _of_several(rule: Mark | Measure, checks: Sequence[Check]) -> Fraction | None:
    one_by_one = [_number(check) for check in checks for _ in range(check.count)]
    if rule.several is Several.ONE:
        return None if len(checks) > 1 else one_by_one[0]
    if rule.several is Several.SUM:
        return sum(one_by_one, ZERO)
    if rule.several is Several.HIGHEST:
        return max(one_by_one)
    if rule.several is Several.LOWEST:
        return min(one_by_one)
    if rule.several is Several.LATEST:
        return _latest(checks)
    if rule.several is Several.TRIMMED and len(one_by_one) >= 3:
        return _mean(sorted(one_by_one)[1:-1])
    if isinstance(rule, Mark) and rule.average_by is not None:
        sides: dict[str, list[Fraction]] = {}
        for check in checks:
            sides.setdefault(_side(rule.average_by, check), []).extend([_number(check)] * check.count)
        return _mean([_mean(side) for side in sides.values()])
    return _mean(one_by_one)


def _mean(numbers: Sequence[Fraction]) -> Fraction:
    return sum(numbers, ZERO) / len(numbers)


def _side(average_by: AverageBy, check: Check) -> str:
    words = {
        AverageBy.INSPECTOR: check.inspector,
        AverageBy.PLACE: check.place,
        AverageBy.MODE: check.mode,
        AverageBy.SOURCE: check.source,
    }
    return words[average_by]


def _latest(checks: Sequence[Check]) -> Fraction | None:
    """What was seen last, by the day and then by the clock; None where that cannot be told."""

    def moment(check: Check) -> tuple[str, str]:
        day = check.day.isoformat() if check.day is not None else ""
        clock = check.found.isoformat() if check.found is not None else ""
        return (day or clock[:10], clock)

    last = max(moment(check) for check in checks)
    values = {_number(check) for check in checks if moment(check) == last}
    return values.pop() if len(values) == 1 else None
