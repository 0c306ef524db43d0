"""Exact numbers as text: reading decimals, rounding and printing; ``column`` rounds whole figures."""

from __future__ import annotations

import re
import unicodedata
from decimal import Context, Decimal, InvalidOperation
from fractions import Fraction

from cityassess.scoring.scheme import RoundingMode
from cityassess.scoring.values import MOST_POINTS, VALUE_SCALE

_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
# The key that types / gives 、 while a Chinese input method is on, so that 8、5 must not pass for 8.5.
_SAME = str.maketrans({"。": ".", "−": "-", "—": "-", "–": "-", "×": "*", "＊": "*", "、": "/", "﹣": "-"})


def normalise(typed: str) -> str:
    """Bring full-width digits and the signs that Chinese input methods send to plain ASCII; drop 分, % and blanks."""
    text = unicodedata.normalize("NFKC", typed.translate(_SAME)).translate(_SAME)
    text = "".join(text.split())
    return re.sub(r"(?<=\d),(?=\d{3})", "", text.removesuffix("分").removesuffix("%"))


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
    return Fraction(_scaled(value, decimals, mode), 10**decimals)


def _scaled(value: Fraction, decimals: int, mode: RoundingMode) -> int:
    """A rounded rational in whole units of its last decimal."""
    scale: int = 10**decimals
    numerator, denominator = value.numerator, value.denominator
    if mode is RoundingMode.HALF_EVEN:
        whole, rest = divmod(numerator * scale, denominator)
        double = 2 * rest - denominator
        return whole + (double > 0 or (double == 0 and whole % 2 == 1))
    magnitude = (2 * abs(numerator) * scale + denominator) // (2 * denominator)
    return magnitude if numerator >= 0 else -magnitude


def fraction_text(value: Fraction, decimals: int, mode: RoundingMode = RoundingMode.HALF_UP) -> str:
    """Print a rational rounded to so many decimals, such as 36.40."""
    return scaled_text(_scaled(value, decimals, mode), decimals)


def scaled_text(scaled: int, decimals: int) -> str:
    """Print a whole number of units of the last decimal, such as 3640 with two decimals as 36.40."""
    whole, part = divmod(abs(scaled), 10**decimals)
    sign = "-" if scaled < 0 else ""
    return f"{sign}{whole}.{part:0{decimals}d}" if decimals else f"{sign}{whole}"


def needed_decimals(value: Fraction, least: int, most: int) -> int:
    """With how many decimals a rational is printed in full: at least ``least``, and never more than ``most``."""
    return next(
        (places for places in range(least, most) if 10**places % value.denominator == 0), max(least, most)
    )


def shown(value: Fraction, decimals: int) -> str:
    """A number in a sentence: with its usual decimals, with more where it has more, marked 约 where none suffice."""
    for places in range(decimals, 9):
        if 10**places % value.denominator == 0:
            return fraction_text(value, places)
    return f"{fraction_text(value, decimals + 4)}（约）"


def plain_text(value: Fraction) -> str:
    """Print a rational without needless zeros: 40, 0.07, or 1/3 where no decimal is exact."""
    rest = value.denominator
    decimals = 0
    while 10**decimals % rest:
        decimals += 1
        if decimals > 12:
            return f"{value.numerator}/{value.denominator}"
    return fraction_text(value, decimals)
