"""A heat map of objects by criteria: each cell shaded by how far it is from full marks, with its figure in it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil

from cityassess.reports.chart_values import HeatCell, HeatMap
from cityassess.reports.charts.labels import LEADING, Label, Lettering

SIZES = (9.0, 8.0, 7.5, 7.0)
PART_SIZE = 8.0  # where it goes in parts anyway
HEAD = 18.0  # room for the legend
CLASSES = 5
SWATCH = (31.0, 10.5)
LEGEND_SIZE = 7.5
_STEPS = tuple(Fraction(step, 100) for step in (1, 2, 4, 5, 10, 20))
_NAME_SHARE = 0.26
_NAME_GAP = 5.0
_PAD = 4.0  # left and right of a cell's figure together
RIM = 0.5  # for the frame's right edge
_AIR = 1.9  # the height of a row where there is room, of the size
_TIGHT = 1.2
# One hue, from paper white to the darkest that still lets a small white figure print: steps even in lightness.
SHADES = ("FFFFFF", "DDE5EE", "B3C4D8", "7E9ABB", "3E5F8A")


@dataclass(frozen=True, slots=True)
class StepHeatMap(HeatMap):
    """A piece of a heat map in several parts, in the shades of the whole."""

    step: Fraction | None = None


@dataclass(frozen=True, slots=True)
class HeatPlan:
    """Where everything stands, in points; ``step`` is the share that a shade spans, from full marks down."""

    width: float
    height: float
    left: float
    top: float
    cell_width: float
    row_height: float
    names: tuple[Label, ...]
    columns: tuple[Label, ...]
    figures: tuple[tuple[Label, ...], ...]
    chart: HeatMap
    step: Fraction


def plan_heat(lettering: Lettering, chart: HeatMap, width: float, room: float) -> HeatPlan:
    """Lay out in the largest size at which all fits into ``width`` × ``room``, else in the smallest, and taller."""
    plan = None
    for size in SIZES:
        plan = _plan(lettering, chart, width, room, size)
        if plan is not None and plan.height <= room + 0.01:
            return plan
    return (
        plan or _plan(lettering, chart, width, room, SIZES[-1], forced=True) or _none(lettering, chart, width)
    )


def heat_parts(lettering: Lettering, chart: HeatMap, width: float, room: float) -> tuple[HeatMap, ...]:
    """The chart, or pieces of it that fit into ``width`` × ``room``: first by columns, then by rows."""
    if not chart.rows or not chart.columns or _fits(lettering, chart, width, room):
        return (chart,)
    step = shade_step(chart)
    for across in range(1, len(chart.columns) + 1):
        columns = _spans(len(chart.columns), across)
        if all(
            _wide_enough(lettering, _piece(chart, range(len(chart.rows)), span, step), width)
            for span in columns
        ):
            break
    else:
        columns = _spans(len(chart.columns), len(chart.columns))
    rows = [range(len(chart.rows))]
    fewest = int(len(chart.rows) * SIZES[-1] * _TIGHT / room) + 1
    for down in range(fewest, len(chart.rows) + 1):
        rows = _spans(len(chart.rows), down)
        pieces = [_piece(chart, row, column, step) for column in columns for row in rows]
        if all(_fits(lettering, piece, width, room) for piece in pieces):
            break
    return tuple(_piece(chart, row, column, step) for column in columns for row in rows)


def shade_step(chart: HeatMap) -> Fraction:
    """The share that each of the shades spans, so that the lowest share of the chart lies in the last."""
    if isinstance(chart, StepHeatMap) and chart.step is not None:
        return chart.step
    shares = [cell.share for row in chart.cells for cell in row if cell.share is not None]
    missing = 1 - min(shares, default=Fraction(1))
    return next((step for step in _STEPS if step * CLASSES >= missing), _STEPS[-1])


def shade(cell: HeatCell, step: Fraction) -> int | None:
    """Which shade a cell has, 0 the lightest; None where it has no share. A full step belongs to the lighter shade."""
    if cell.share is None:
        return None
    missing = 1 - min(max(cell.share, Fraction(0)), Fraction(1))
    return min(CLASSES - 1, max(0, ceil(missing / step) - 1))


def bounds_text(number: int, step: Fraction) -> str:
    """The words of a shade in the legend: its lower bound, or for the last one what it lies below."""
    if number == CLASSES - 1:
        return f"<{_percent(1 - step * number)}"
    return f"≥{_percent(1 - step * (number + 1))}"


def _percent(share: Fraction) -> str:
    return f"{int(share * 100)}%"


def _fits(lettering: Lettering, chart: HeatMap, width: float, room: float) -> bool:
    plan = _plan(lettering, chart, width, room, SIZES[-1])
    return plan is not None and plan.height <= room + 0.01


def _wide_enough(lettering: Lettering, chart: HeatMap, width: float) -> bool:
    return _plan(lettering, chart, width, float("inf"), PART_SIZE) is not None


def _plan(
    lettering: Lettering, chart: HeatMap, width: float, room: float, size: float, *, forced: bool = False
) -> HeatPlan | None:
    """The layout in a size, None where the columns have no room for their figures."""
    if not chart.rows or not chart.columns:
        return _none(lettering, chart, width)
    names = tuple(lettering.label(name, size, width * _NAME_SHARE) for name in chart.rows)
    left = max(name.width for name in names) + _NAME_GAP
    cell_width = (width - RIM - left) / len(chart.columns)
    widest = max((lettering.width(cell.text, size) for row in chart.cells for cell in row), default=0.0)
    if not forced and cell_width < max(widest, 2 * size) + _PAD:
        return None
    inner = max(cell_width - _PAD, size)
    columns = tuple(lettering.label(name, size, inner) for name in chart.columns)
    figures = tuple(tuple(lettering.label(cell.text, size, inner) for cell in row) for row in chart.cells)
    top = HEAD + max(column.height for column in columns) + 5.0
    tallest = max(label.height for row in (names, *figures) for label in row)
    tight = tallest + (_TIGHT - 1) * size
    loose = max(tallest + 0.5 * size, _AIR * size)
    row_height = max(tight, min(loose, (room - top - 2.0) / len(chart.rows)))
    height = top + row_height * len(chart.rows) + 2.0
    return HeatPlan(
        width, height, left, top, cell_width, row_height, names, columns, figures, chart, shade_step(chart)
    )


def _none(lettering: Lettering, chart: HeatMap, width: float) -> HeatPlan:
    names = tuple(lettering.label(name, SIZES[0], width) for name in (*chart.rows, *chart.columns))
    height = 30.0 + sum(name.size * LEADING for name in names)
    return HeatPlan(width, height, 0.0, 30.0, width, 0.0, names, (), (), chart, Fraction(1))


def _spans(count: int, parts: int) -> list[range]:
    """A count in so many runs, about equally long."""
    edges = [ceil(count * part / parts) for part in range(parts + 1)]
    return [range(low, high) for low, high in pairwise(edges) if high > low]


def _piece(chart: HeatMap, rows: range, columns: range, step: Fraction) -> HeatMap:
    return StepHeatMap(
        tuple(chart.rows[row] for row in rows),
        tuple(chart.columns[column] for column in columns),
        tuple(tuple(chart.cells[row][column] for column in columns) for row in rows),
        step,
    )
