"""Charts as plain values: what is drawn, in words and exact numbers, without a size, a face or a format.

Colours are the colour ids of a scheme; whoever draws gives each a word or a pattern as well, for grey print.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Bar:
    """One object: its value and the text printed for it, its colour with the colour's word, and its value before."""

    name: str
    value: Fraction
    text: str
    colour: str = ""
    word: str = ""
    before: Fraction | None = None


@dataclass(frozen=True, slots=True)
class BarChart:
    """Values of objects side by side, best first; ``before_name`` says what the mark of the former value is."""

    bars: tuple[Bar, ...]
    unit: str = ""
    before_name: str = "上期"


@dataclass(frozen=True, slots=True)
class TrendLine:
    """One object over the steps; None where there is no value."""

    name: str
    values: tuple[Fraction | None, ...]


@dataclass(frozen=True, slots=True)
class LineChart:
    """Values over time: ``steps`` are the names of the periods, oldest first."""

    steps: tuple[str, ...]
    lines: tuple[TrendLine, ...]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A cell: the text printed in it and how full it is, 0 to 1 (None: nothing to show)."""

    text: str
    share: Fraction | None


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Objects (rows) by criteria (columns): the darker, the further from full marks."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[HeatCell, ...], ...]


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a whole and the text printed for it."""

    name: str
    value: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class Shares:
    """Parts of a whole, largest first."""

    parts: tuple[Share, ...]


ChartValue = BarChart | LineChart | HeatMap | Shares
