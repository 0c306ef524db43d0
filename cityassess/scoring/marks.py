"""Exact marks: reading what was typed, rounding and printing single numbers; ``column`` rounds whole figures."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Context, Decimal, InvalidOperation
from fractions import Fraction

from cityassess.scoring.forms import Deduct
from cityassess.scoring.scheme import Figure, RoundingMode
from cityassess.scoring.values import MOST_POINTS, MOST_TIMES, MOST_VALUE, VALUE_SCALE

NOT_APPLICABLE_WORDS = frozenset({"/", "不适用", "N/A", "n/a"})
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
# The key that types / gives 、 while a Chinese input method is on, so that 8、5 must not pass for 8.5.
_SAME = str.maketrans({"。": ".", "−": "-", "—": "-", "–": "-", "×": "*", "＊": "*", "、": "/", "﹣": "-"})


@dataclass(frozen=True, slots=True)
class TypedMark:
    """What a typed mark means: ``value`` in ten-thousandths (None: 不适用), how often, and its reading in words."""

    value: int | None
    count: int = 1
    reading: str = ""


def normalise(typed: str) -> str:
    """Bring full-width digits and the signs that Chinese input methods send to plain ASCII; drop 分, % and blanks."""
    text = unicodedata.normalize("NFKC", typed.translate(_SAME)).translate(_SAME)
    text = "".join(text.split())
    return re.sub(r"(?<=\d),(?=\d{3})", "", text.removesuffix("分").removesuffix("%"))


def parse_mark(typed: str, figure: Figure) -> TypedMark:
    """Read a mark typed in a hurry for a criterion.

    ``8.5`` is the mark (or the deduction), ``*`` full marks, ``/`` not applicable, ``-1.5`` deducted from full,
    ``-3*0.5`` three times 0.5. Raises ``ValueError`` with a Chinese sentence that says what may be typed.
    """
    full = figure.full
    if full is None:
        raise ValueError(f"“{figure.name}”由程序计算，不能录入")
    text = normalise(typed)
    if text in NOT_APPLICABLE_WORDS:
        return TypedMark(None, reading="不适用")
    deducting = isinstance(figure.rule, Deduct)
    full_value = int(full * VALUE_SCALE)
    if text == "*":
        return TypedMark(0 if deducting else full_value, reading=f"= 满分 {plain_text(full)}")
    value, count = _signed(text, figure)
    if deducting:
        check_mark_range(abs(value), count, figure)
        return _typed_deduction(abs(value), count, full, figure)
    if text.startswith("-"):
        off = abs(value) * count
        left = full_value - off
        if left < 0:
            raise ValueError(f"扣{_short(off)}超过“{figure.name}”满分{plain_text(full)}。{_may_type(full)}")
        return TypedMark(left, reading=f"= {plain_text(full)} − {_short(off)} = {_short(left)}")
    if count != 1:
        raise ValueError(f"“{figure.name}”直接打分，不用“次数*单次”。{_may_type(full)}")
    check_mark_range(value, 1, figure)
    return TypedMark(value, reading=f"= {_short(value)}")


def check_mark_range(value: int, count: int, figure: Figure) -> None:
    """Refuse a value that the criterion cannot have: raises ``ValueError`` with a Chinese sentence."""
    full = figure.full
    if full is None:
        raise ValueError(f"“{figure.name}”由程序计算，不能录入")
    if value < 0:
        raise ValueError(f"“{figure.name}”的数值不能是负数")
    if not 1 <= count <= MOST_TIMES:
        raise ValueError(f"次数应是1至{MOST_TIMES}的整数")
    if value * count > MOST_VALUE:
        raise ValueError(f"“{figure.name}”一次扣分超过{MOST_POINTS}，应先核实再填")
    if isinstance(figure.rule, Deduct):
        return
    if count != 1:
        raise ValueError(f"“{figure.name}”直接打分，次数只能是1")
    if value > full * VALUE_SCALE:
        raise ValueError(f"{_short(value)}超过“{figure.name}”满分{plain_text(full)}。{_may_type(full)}")


def parse_value(given: str | Decimal, decimals: int) -> int:
    """Turn a number from a file into ten-thousandths, refusing what has more decimals than allowed.

    Raises ``ValueError`` with a Chinese sentence.
    """
    if isinstance(given, str) and given.rstrip().endswith(("%", "％")):
        raise ValueError(f"“{given}”带百分号，应写成计分用的数字")
    text = normalise(given) if isinstance(given, str) else None
    if text is not None and not _PLAIN.fullmatch(text):
        raise ValueError(f"“{given}”不是数字")
    try:
        number = Decimal(text if text is not None else given)
    except InvalidOperation:
        raise ValueError(f"“{given}”不是数字") from None
    if not number.is_finite() or abs(number) > MOST_POINTS:
        raise ValueError(f"“{given}”超出可以录入的范围")
    every_digit = Context(
        prec=len(number.as_tuple().digits) + 8
    )  # the default would round the 29th digit away
    shifted = number.scaleb(decimals, every_digit)
    if shifted != shifted.to_integral_value(context=every_digit):
        raise ValueError(f"{given}超过{decimals}位小数，应先核实再填" if decimals else f"{given}不是整数")
    return int(number.scaleb(4, every_digit))


def value_text(value: int, decimals: int) -> str:
    """Print ten-thousandths with so many decimals (more where the value has more)."""
    sign = "-" if value < 0 else ""
    whole, part = divmod(abs(value), VALUE_SCALE)
    digits = f"{part:04d}".rstrip("0").ljust(decimals, "0")[: max(decimals, 4)]
    return f"{sign}{whole}.{digits}" if digits else f"{sign}{whole}"


def rounded(value: Fraction, decimals: int, mode: RoundingMode = RoundingMode.HALF_UP) -> Fraction:
    """Round exactly: half up (四舍五入) goes away from zero, as paper rounding does."""
    scale = 10**decimals
    if mode is RoundingMode.HALF_EVEN:
        whole, rest = divmod(value.numerator * scale, value.denominator)
        double = 2 * rest - value.denominator
        return Fraction(whole + (double > 0 or (double == 0 and whole % 2 == 1)), scale)
    magnitude = (2 * abs(value.numerator) * scale + value.denominator) // (2 * value.denominator)
    return Fraction(magnitude if value >= 0 else -magnitude, scale)


def fraction_text(value: Fraction, decimals: int, mode: RoundingMode = RoundingMode.HALF_UP) -> str:
    """Print a rational rounded to so many decimals, such as 36.40."""
    return scaled_text(int(rounded(value, decimals, mode) * 10**decimals), decimals)


def scaled_text(scaled: int, decimals: int) -> str:
    """Print a whole number of units of the last decimal, such as 3640 with two decimals as 36.40."""
    whole, part = divmod(abs(scaled), 10**decimals)
    sign = "-" if scaled < 0 else ""
    return f"{sign}{whole}.{part:0{decimals}d}" if decimals else f"{sign}{whole}"


def needed_decimals(value: Fraction, least: int, most: int) -> int:
    """With how many decimals a rational is printed in full: at least ``least``, and never more than ``most``."""
    return next(
        (places for places in range(least, most) if (value * 10**places).denominator == 1), max(least, most)
    )


def plain_text(value: Fraction) -> str:
    """Print a rational without needless zeros: 40, 0.07, or 1/3 where no decimal is exact."""
    rest = value.denominator
    decimals = 0
    while 10**decimals % rest:
        decimals += 1
        if decimals > 12:
            return f"{value.numerator}/{value.denominator}"
    return fraction_text(value, decimals)


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
        raise ValueError(f"“{text}”有两个正负号。{_may_type(figure.full or Fraction(0))}")
    try:
        return sign * parse_value(body, figure.entry_decimals), count
    except ValueError as fault:
        raise ValueError(f"{fault}。{_may_type(figure.full or Fraction(0))}") from None


def _typed_deduction(value: int, count: int, full: Fraction, figure: Figure) -> TypedMark:
    floor = figure.rule.floor if isinstance(figure.rule, Deduct) else Fraction(0)
    left = max(full - Fraction(value * count, VALUE_SCALE), floor)
    times = f"{count}×{_short(value)}" if count > 1 else _short(value)
    return TypedMark(value, count, f"= {plain_text(full)} − {times} = {plain_text(left)}")


def _may_type(full: Fraction) -> str:
    return f"可填0至{plain_text(full)}，或填“/”表示不适用"


def _short(value: int) -> str:
    return value_text(value, 0)
