"""Marks of criteria: reading what was typed or stands in a file, what may be stored, and how it is shown."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from cityassess.scoring.calendars import Calendar
from cityassess.scoring.forms import (
    Bonus,
    Choice,
    Deduct,
    Mark,
    Measure,
    Option,
    TimeLimit,
)
from cityassess.scoring.mark_limits import (
    TIME_UNITS,
    check_mark_range,
    may_type,
    unit_of,
    value_words,
)
from cityassess.scoring.numbers import (
    normalise,
    parse_value,
    plain_text,
    value_text,
)
from cityassess.scoring.scheme import Figure
from cityassess.scoring.values import MOST_TIMES, VALUE_SCALE
from cityassess.scoring.working_time import moment_of_rectification, time_taken
from cityassess.scoring.worth import late_points, option_of

NOT_APPLICABLE_WORDS = frozenset({"/", "不适用", "N/A", "n/a"})
_YES = frozenset({"是", "1", "√", "✓", "✔", "y", "yes", "有", "合格", "达标"})
_NO = frozenset({"否", "0", "×", "✗", "✘", "x", "n", "no", "无", "不合格", "不达标"})


@dataclass(frozen=True, slots=True)
class TypedMark:
    """What a typed mark means: ``value`` in ten-thousandths (None: 不适用), how often, and its reading in words."""

    value: int | None
    count: int = 1
    reading: str = ""


def parse_mark(typed: str, figure: Figure) -> TypedMark:
    """Read a mark typed in a hurry for a criterion.

    ``8.5`` is the mark (the deduction, the points won, how many, the value measured, the time taken), ``*`` full
    marks, ``/`` not applicable, ``-1.5`` deducted from full, ``-3*0.5`` three times 0.5; a choice takes its options'
    names, ids or numbers. Raises ``ValueError`` with a Chinese sentence that says what may be typed.
    """
    text = normalise(typed)
    if figure.is_criterion and text in NOT_APPLICABLE_WORDS:
        return TypedMark(None, reading="不适用")
    match figure.rule:
        case Mark() as rule:
            return _typed_mark(text, rule, figure)
        case Deduct(pricing=pricing) | Bonus(pricing=pricing):
            return _typed_count(text, figure) if pricing.rates else _typed_points(text, figure)
        case Choice() as rule:
            return _typed_choice(typed, rule, figure)
        case Measure():
            return _typed_measure(typed, text, figure)
        case TimeLimit() as rule:
            return _typed_time(text, rule, figure)
    raise ValueError(f"“{figure.name}”由程序计算，不能录入")


def read_value(
    given: str | Decimal,
    figure: Figure,
    *,
    found: datetime | None = None,
    rectified: str = "",
    day: date | None = None,
    calendar: Calendar,
) -> int | None:
    """The value of a row of a file in ten-thousandths, or None where it says 不适用.

    Where a time limit's value is blank, the time from discovery (``found``, else ``day``) to rectification (是, 否 or
    a moment in ISO 8601) is taken by the calendar. Raises ``ValueError`` with a Chinese sentence.
    """
    text = given.strip() if isinstance(given, str) else ""
    if isinstance(given, str) and normalise(text) in NOT_APPLICABLE_WORDS:
        return None
    match figure.rule:
        case TimeLimit(unit=unit) if given == "":
            ended = moment_of_rectification(rectified)
            began = found if found is not None else day
            if ended is None or began is None:
                raise ValueError(
                    f"“{figure.name}”没有填所用时间。填上数值，或填上发现时间和整改的时间，由程序算"
                )
            return time_taken(began, ended, unit, calendar)
        case Choice() as rule:
            return _option_number(text if isinstance(given, str) else f"{given.normalize():f}", rule, figure)
        case Measure() if figure.unit == "%" and text.endswith(("%", "％")):
            return parse_value(text[:-1], figure.entry_decimals)
    return parse_value(given, figure.entry_decimals)


# ---- what is typed, form by form


def _typed_mark(text: str, rule: Mark, figure: Figure) -> TypedMark:
    full_value = int(rule.full * VALUE_SCALE)
    if text == "*":
        return TypedMark(full_value, reading=f"= 满分 {plain_text(rule.full)}")
    value, count = _signed(text, figure)
    if text.startswith("-"):
        off = abs(value) * count
        left = full_value - off
        if left < 0:
            raise ValueError(
                f"扣{_short(off)}超过“{figure.name}”满分{plain_text(rule.full)}。{may_type(figure)}"
            )
        check_mark_range(left, 1, figure)
        return TypedMark(left, reading=f"= {plain_text(rule.full)} − {_short(off)} = {_short(left)}")
    if count != 1:
        raise ValueError(f"“{figure.name}”直接打分，不用“次数*单次”。{may_type(figure)}")
    check_mark_range(value, 1, figure)
    return TypedMark(value, reading=f"= {_short(value)}")


def _typed_points(text: str, figure: Figure) -> TypedMark:
    """Points that are taken off or won as they are typed, or as an inspector chooses them within a range."""
    deducts = isinstance(figure.rule, Deduct)
    if text == "*" and figure.full is not None:
        return TypedMark(0, reading=f"= 满分 {plain_text(figure.full)}")
    value, count = _signed(text, figure)
    if value < 0 and not deducts:
        raise ValueError(f"“{figure.name}”填加几分，不能是负数")
    check_mark_range(abs(value), count, figure)
    return TypedMark(abs(value), count, _reading(abs(value), count, figure))


def _typed_count(text: str, figure: Figure) -> TypedMark:
    unit = unit_of(figure)
    body = text.removesuffix(unit)
    if body == "*" and figure.full is not None:
        return TypedMark(0, reading=f"= 满分 {plain_text(figure.full)}")
    if "*" in body:
        raise ValueError(f"“{figure.name}”只填几{unit}，扣几分由程序按标准算。{may_type(figure)}")
    value, _ = _signed(body, figure)
    if value < 0 and not isinstance(figure.rule, Deduct):
        raise ValueError(f"“{figure.name}”填几{unit}，不能是负数")
    check_mark_range(abs(value), 1, figure)
    return TypedMark(abs(value), 1, _reading(abs(value), 1, figure))


def _typed_choice(typed: str, rule: Choice, figure: Figure) -> TypedMark:
    best = [number for number, option in enumerate(rule.options, 1) if option.points == rule.full]
    if unicodedata.normalize("NFKC", typed).strip() == "*" and len(best) == 1:
        return TypedMark(best[0] * VALUE_SCALE, reading=f"= 满分 {plain_text(rule.full)}")
    value = _option_number(typed, rule, figure)
    option = option_of(value, rule)
    points = plain_text(option.points) if option is not None else ""
    return TypedMark(value, reading=f"= {option.name if option else ''} {points}分")


def _typed_measure(typed: str, text: str, figure: Figure) -> TypedMark:
    percent = unicodedata.normalize("NFKC", typed).strip().endswith("%")
    if percent and figure.unit != "%":
        raise ValueError(f"“{figure.name}”的单位不是百分号。{may_type(figure)}")
    body = text.removesuffix(unicodedata.normalize("NFKC", figure.unit)) if figure.unit else text
    if "*" in body:
        raise ValueError(f"“{figure.name}”填测得的数值。{may_type(figure)}")
    value, _ = _signed(body, figure)
    check_mark_range(value, 1, figure)
    return TypedMark(value, reading=f"= {value_words(value, figure)}")


def _typed_time(text: str, rule: TimeLimit, figure: Figure) -> TypedMark:
    unit = TIME_UNITS[rule.unit]
    if text == "*":
        return TypedMark(0, reading=f"= 满分 {plain_text(rule.full)}")
    body = text.removesuffix(unit).removesuffix(unit.removeprefix("个"))
    if "*" in body or body.startswith("-"):
        raise ValueError(f"“{figure.name}”{may_type(figure)}")
    value, _ = _signed(body, figure)
    check_mark_range(value, 1, figure)
    return TypedMark(value, 1, _reading(value, 1, figure))


def _option_number(typed: str, rule: Choice, figure: Figure) -> int:
    """The value that stands for an option: by name, then by id, then by number."""
    text = "".join(unicodedata.normalize("NFKC", typed).split())
    if rule.yes_no and (text.casefold() in _YES or text.casefold() in _NO):
        return VALUE_SCALE if text.casefold() in _YES else 2 * VALUE_SCALE
    names = {"".join(unicodedata.normalize("NFKC", option.name).split()): option for option in rule.options}
    ids = {option.id.casefold(): option for option in rule.options}
    option: Option | None = names.get(text) or ids.get(text.casefold())
    if option is not None:
        return (rule.options.index(option) + 1) * VALUE_SCALE
    if not rule.yes_no and re.fullmatch(r"[1-9][0-9]?", text) and int(text) <= len(rule.options):
        return int(text) * VALUE_SCALE
    raise ValueError(f"“{figure.name}”没有“{typed.strip()}”这个选项。{may_type(figure)}")


def _signed(text: str, figure: Figure) -> tuple[int, int]:
    count = 1
    sign = -1 if text.startswith("-") else 1
    body = text.removeprefix("-").removeprefix("+")
    if "*" in body:
        times, _, body = body.partition("*")
        if not re.fullmatch(r"\d{1,4}", times) or not 1 <= int(times) <= MOST_TIMES:
            raise ValueError(f"“{text}”读不懂。几处同样的扣分写成“-3*0.5”（3处，每处0.5分）")
        count = int(times)
    if body.startswith(("+", "-")):
        raise ValueError(f"“{text}”有两个正负号。{may_type(figure)}")
    try:
        return sign * parse_value(body, figure.entry_decimals), count
    except ValueError as fault:
        raise ValueError(f"{fault}。{may_type(figure)}") from None


def _reading(value: int, count: int, figure: Figure) -> str:
    """What was typed with its consequence, as far as it can be told from this entry alone."""
    times = f"{count}×{_short(value)}" if count > 1 else _short(value)
    match figure.rule:
        case Deduct(full=full, floor=floor, pricing=pricing):
            each = pricing.single
            if pricing.rates and each is None:
                return f"= {value_words(value, figure)}，扣几分看情形"
            if each is not None:
                times = f"{times}×{plain_text(each)}"
            off = Fraction(value * count, VALUE_SCALE) * (1 if each is None else each)
            return f"= {plain_text(full)} − {times} = {plain_text(max(full - off, floor))}"
        case Bonus(pricing=pricing):
            each = pricing.single
            if pricing.rates and each is None:
                return f"= {value_words(value, figure)}，加几分看情形"
            won = Fraction(value * count, VALUE_SCALE) * (1 if each is None else each)
            words = times if each is None else f"{times}×{plain_text(each)}"
            return (
                f"= 加 {plain_text(won)}" if words == plain_text(won) else f"= 加 {words} = {plain_text(won)}"
            )
        case TimeLimit(full=full, floor=floor) as rule:
            late = Fraction(late_points(value, rule), VALUE_SCALE)
            if not late:
                return f"= {value_words(value, figure)}，不超时"
            left = max(full - late, floor)
            words = f"{plain_text(full)} − {plain_text(late)} = {plain_text(left)}"
            return f"= {value_words(value, figure)}，超时，{words}"
    return f"= {times}"


def _short(value: int) -> str:
    return value_text(value, 0)
