"""``deduct``, ``bonus`` and ``time_limit`` in words: full marks less each check's points, or what each wins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from cityassess.scoring.assessment import Addend, CheckLine
from cityassess.scoring.details import Asked, asked_of, detail_of
from cityassess.scoring.evaluating.pricing import (
    earlier_rows,
    places_on_record,
    points_of,
    rate_for,
)
from cityassess.scoring.forms import Bonus, Circumstances, Deduct, Rate, TimeLimit
from cityassess.scoring.mark_limits import TIME_UNITS, unit_of
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.scheme import Figure
from cityassess.scoring.tracing.account import Account, Place
from cityassess.scoring.tracing.words import check_line, ended, shown
from cityassess.scoring.values import VALUE_SCALE, Check
from cityassess.scoring.worth import late_points


def account(rule: Deduct, place: Place) -> Account:
    """Full marks, what each check takes off, and what the floor gave back."""
    return _less(rule, place, _priced_lines(rule, place, -1))


def account_time_limit(rule: TimeLimit, place: Place) -> Account:
    """Full marks, what each late case takes off, and what the floor gave back."""
    return _less(rule, place, [_timed_line(rule, check, place.figure) for check in place.checks])


def account_bonus(rule: Bonus, place: Place) -> Account:
    """What each check wins, and what the cap took away."""
    figure, result = place.figure, place.result
    lines = tuple(_priced_lines(rule, place, 1))
    if result.exact is None:
        return Account(result.text, checks=_without_shares(lines))
    if not lines:
        return Account("没有加分记录，得0分", addends=(Addend("没有加分", Fraction(0)),))
    won = _sum(lines)
    words = f"加分合计{shown(won, figure.decimals)}"
    if rule.most is not None and won > rule.most:
        cut = Addend("加到上限为止", rule.most - won)
        sentence = f"{words}，最多加{plain_text(rule.most)}分，得{ended(figure, result)}"
        return Account(sentence, (), (cut,), lines)
    return Account(f"{words}，得{ended(figure, result)}", checks=lines)


def _less(rule: Deduct | TimeLimit, place: Place, found: Sequence[CheckLine]) -> Account:
    figure, result, lines = place.figure, place.result, tuple(found)
    if result.exact is None:
        return Account(result.text, checks=_without_shares(lines))
    full = Addend("满分", rule.full)
    if not lines:
        return Account(f"没有扣分记录，得满分{result.text}", addends=(full,))
    off = -_sum(lines)
    words = f"满分{plain_text(rule.full)} − 扣分{shown(off, _decimals(figure))}"
    if rule.full - off < rule.floor:
        given_back = Addend("扣完为止", rule.floor - rule.full + off)
        return Account(f"{words}，扣完为止，得{ended(figure, result)}", (), (full, given_back), lines)
    return Account(f"{words} = {ended(figure, result)}", (), (full,), lines)


def _decimals(figure: Figure) -> int:
    """With how many decimals points off are written: as they were typed, where they were."""
    typed = isinstance(figure.rule, Deduct) and not figure.rule.pricing.rates
    return figure.entry_decimals if typed else figure.decimals


def _sum(lines: Sequence[CheckLine]) -> Fraction:
    return sum((line.share for line in lines if line.share is not None), Fraction(0))


def _without_shares(lines: Sequence[CheckLine]) -> tuple[CheckLine, ...]:
    """Checks of a cell without a value add up to nothing; those that are the reason say so."""
    return tuple(replace(line, share=None) for line in lines)


# ---- each check


def _priced_lines(rule: Deduct | Bonus, place: Place, sign: int) -> list[CheckLine]:
    """A line for each check, with its points and the rate by which it has them."""
    figure, checks = place.figure, place.checks
    tally = place.evaluation.tally
    if not rule.pricing.rates or not checks:
        return [check_line(check, figure, _share(rule, check, None, sign), "") for check in checks]
    before = places_on_record(figure, tally, earlier_rows(rule, figure, tally, place.row), place.column)
    grade = place.item.grade_in(place.period)
    asked = asked_of(rule) or Asked(())
    lines = []
    for check in checks:
        again = asked.place and check.place in before
        facts = asked.split(detail_of(check, asked)[2])
        rate = rate_for(rule.pricing, facts, grade, again=again)
        on_record = again and not check.repeated
        why = "" if check.value is None else _why(rule, rate, figure, on_record=on_record)
        lines.append(check_line(check, figure, _share(rule, check, rate, sign), why))
    return lines


def _share(rule: Deduct | Bonus, check: Check, rate: Rate | None, sign: int) -> Fraction | None:
    if check.value is None or (rule.pricing.rates and rate is None):
        return None
    return sign * points_of(rule, check.value, check.count, rate)


def _why(rule: Deduct | Bonus, rate: Rate | None, figure: Figure, *, on_record: bool) -> str:
    if rate is None:
        return "没有适用的标准"
    asked = circumstances_words(rate.circumstances, on_record=on_record)
    price = f"每{unit_of(figure)}{plain_text(rate.points)}分"
    return f"{asked}：{price}" if asked else price


def circumstances_words(asked: Circumstances, *, on_record: bool = False) -> str:
    """What a rate asks of a check: 市文明办发现、暗访、严重、特级、未整改、重复."""
    words = []
    if asked.sources:
        words.append(f"{'或'.join(asked.sources)}发现")
    words += ["或".join(named) for named in (asked.modes, asked.severities, asked.grades) if named]
    if asked.rectified is not None:
        words.append("已整改" if asked.rectified else "未整改")
    if asked.repeated is not None:
        again = "重复（前几期同一地点有记录）" if on_record else "重复"
        words.append(again if asked.repeated else "首次")
    return "、".join(words)


def _timed_line(rule: TimeLimit, check: Check, figure: Figure) -> CheckLine:
    if check.value is None:
        return check_line(check, figure)
    late = late_points(check.value, rule)
    share = -Fraction(late * check.count, VALUE_SCALE)
    limit = f"时限{plain_text(rule.limit)}{TIME_UNITS[rule.unit]}"
    if not late:
        return check_line(check, figure, share, f"{limit}，不超时")
    why = f"超过{limit}扣{plain_text(rule.late)}分"
    further = Fraction(late, VALUE_SCALE) - rule.late
    if further and rule.further is not None:
        every = f"{plain_text(rule.further.every)}{TIME_UNITS[rule.unit]}"
        why += f"，每再超{every}扣{plain_text(rule.further.points)}分，再扣{plain_text(further)}分"
    return check_line(check, figure, share, why)
