"""Exact figures about the selected cells: 平均值, 计数, 求和."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from cityassess.ui.grid.source import GridCell

_EXACT = Context(prec=60)
_SHOWN_DECIMALS = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class SelectionStatistics:
    """Counts and the exact sum of some cells; blanks, zeros and 不适用 are three different things.

    ``filled`` counts every cell that is not blank, ``numbers`` those that hold a number; the sum, the mean and the
    extremes are of the numbers alone.
    """

    cells: int = 0
    filled: int = 0
    numbers: int = 0
    total: Decimal = Decimal(0)
    smallest: Decimal | None = None
    largest: Decimal | None = None

    @property
    def blanks(self) -> int:
        """Cells without a mark."""
        return self.cells - self.filled

    @property
    def mean(self) -> Fraction | None:
        """The exact mean of the numbers, None where there are none."""
        return Fraction(self.total) / self.numbers if self.numbers else None

    def text(self) -> str:
        """``平均值 8.25  计数 4  求和 33``, or empty text where fewer than two numbers are selected."""
        mean = self.mean
        if mean is None or self.numbers < 2:
            return ""
        return f"平均值 {mean_text(mean)}  计数 {self.filled:,}  求和 {plain(self.total)}"


def statistics(cells: Iterable[tuple[GridCell, bool]]) -> SelectionStatistics:
    """Count and add up cells, each with whether its column is numeric."""
    count = filled = 0
    numbers: list[Decimal] = []
    for cell, numeric in cells:
        count += 1
        if cell.state == "blank":
            continue
        filled += 1
        number = cell.number if numeric else None
        if number is not None:
            numbers.append(number)
    total = Decimal(0)
    for number in numbers:
        total = _EXACT.add(total, number)
    return SelectionStatistics(
        count, filled, len(numbers), total, min(numbers, default=None), max(numbers, default=None)
    )


def mean_text(mean: Fraction) -> str:
    """A mean with at most four decimals, half up; ``≈`` stands before a mean that has more."""
    exact = _EXACT.divide(Decimal(mean.numerator), Decimal(mean.denominator))
    rounded = exact.quantize(_SHOWN_DECIMALS, ROUND_HALF_UP, _EXACT)
    return plain(rounded) if Fraction(rounded) == mean else f"≈{plain(rounded)}"


def plain(number: Decimal) -> str:
    """A number without exponent and without zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
