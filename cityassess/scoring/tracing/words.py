"""Numbers and checks as they stand in the sentences of an explanation."""

from __future__ import annotations

from fractions import Fraction

from cityassess.scoring.assessment import CheckLine, FigureResult
from cityassess.scoring.mark_limits import value_words
from cityassess.scoring.numbers import plain_text, shown
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Figure, RoundingMode
from cityassess.scoring.values import Check

__all__ = ["check_line", "ended", "operand_text", "period_text", "shown", "times_text", "weight_text"]


def ended(figure: Figure, result: FigureResult) -> str:
    """The end of a sentence: the exact result, and the published one where rounding made a difference."""
    exact = result.exact or Fraction(0)
    if figure.rounding is None or result.published == exact:
        return shown(exact, figure.decimals)
    how = "四舍五入" if figure.rounding.mode is RoundingMode.HALF_UP else "四舍六入五成双"
    return f"{shown(exact, figure.decimals)}，{how}保留{figure.rounding.decimals}位小数得{result.text}"


def times_text(check: Check, figure: Figure) -> str:
    """What was entered: a number, 3处, an option's name; with ``×3`` where it counts several times."""
    return value_words(check.value or 0, figure, check.count)


def operand_text(value: Fraction) -> str:
    """A number beside ÷: a fraction stands in brackets, or it would read as a second division."""
    text = plain_text(value)
    return f"({text})" if "/" in text else text


def weight_text(weight: Fraction) -> str:
    """A weight as it is printed: 40%, or 3."""
    hundredfold = weight * 100
    return f"{plain_text(hundredfold)}%" if -1 < weight <= 1 else plain_text(weight)


def period_text(period: Period) -> str:
    """A period in a sentence: its code, which everything else calls it by, or a campaign's name."""
    return period.name or period.code


def check_line(check: Check, figure: Figure, share: Fraction | None = None, why: str = "") -> CheckLine:
    """A check as a line of an account."""
    text = "不适用" if check.value is None else times_text(check, figure)
    return CheckLine(
        check.key,
        text,
        check.day,
        check.inspector,
        check.mode,
        check.place,
        check.note,
        check.source,
        share,
        why,
        check.severity,
        check.repeated,
        check.rectified,
        check.found,
    )
