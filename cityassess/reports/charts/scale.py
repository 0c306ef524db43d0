"""The axis of values: round steps that hold the values, reckoned exactly and written without a trailing zero."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

# Below this share of the largest value, bars that start at nought all look the same.
FLAT = Fraction(1, 4)
_ROUND = (Fraction(1), Fraction(2), Fraction(5, 2), Fraction(5), Fraction(10))


@dataclass(frozen=True, slots=True)
class Scale:
    """From ``low`` to ``high`` with a tick each ``step``; ``cut``: it starts above nought, which must be shown."""

    low: Fraction
    high: Fraction
    step: Fraction
    cut: bool = False

    @property
    def ticks(self) -> tuple[Fraction, ...]:
        """The ticks from ``low`` to ``high``."""
        first = ceil(self.low / self.step)
        return tuple(self.step * number for number in range(first, floor(self.high / self.step) + 1))

    @property
    def origin(self) -> Fraction:
        """Where bars start: at nought, or where the axis does."""
        return max(self.low, min(self.high, Fraction(0)))

    def place(self, value: Fraction) -> float:
        """How far along the axis a value lies, 0 to 1."""
        return float((value - self.low) / (self.high - self.low))


def round_step(span: Fraction, most: int) -> Fraction:
    """The smallest of 1, 2, 2.5 and 5 by a power of ten that goes into ``span`` at most ``most`` times."""
    power = Fraction(1)
    while power * most >= span:
        power /= 10
    while power * most < span:
        if found := next((power * step for step in _ROUND if power * step * most >= span), None):
            return found
        power *= 10
    return power


def bar_scale(values: Iterable[Fraction], most: int = 5) -> Scale:
    """The axis of bars: from nought, or from above it where all values lie close together and far from it."""
    known = tuple(values)
    low, high = min(known, default=Fraction(0)), max(known, default=Fraction(0))
    if low > 0 and 0 < high - low < high * FLAT:
        step = round_step((high - low) * Fraction(5, 4), most)
        start = step * (floor(low / step) - (1 if low % step < step / 2 else 0))
        if start > 0:
            return Scale(start, max(step * ceil(high / step), start + step), step, cut=True)
    low, high = min(low, Fraction(0)), max(high, Fraction(0))
    step = round_step(high - low or Fraction(1), most)
    return Scale(step * floor(low / step), step * ceil(high / step) or (step if not low else high), step)


def line_scale(values: Iterable[Fraction], most: int = 6) -> Scale:
    """The axis of lines: the ticks that hold all values, at least one step."""
    known = tuple(values)
    low, high = min(known, default=Fraction(0)), max(known, default=Fraction(0))
    step = round_step((high - low) or max(abs(high) / 10, Fraction(1)), most)
    low, high = step * floor(low / step), step * ceil(high / step)
    return Scale(low, high, step) if high > low else Scale(low - step, high + step, step)


def tick_text(value: Fraction, step: Fraction) -> str:
    """A tick in decimals, as many as its step has."""
    decimals = 0
    while (step * 10**decimals).denominator != 1:
        decimals += 1
    digits = str(abs(value.numerator * 10**decimals // value.denominator)).rjust(decimals + 1, "0")
    sign = "−" if value < 0 else ""
    return sign + (f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits)
