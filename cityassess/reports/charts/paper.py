"""A chart on paper: its height and its marks in the faces of the document, or the parts it must be cut into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from cityassess.reports.blocks import Chart
from cityassess.reports.chart_values import BarChart, ChartValue, HeatMap, LineChart, Shares
from cityassess.reports.charts import rows, trend
from cityassess.reports.charts.heat import HeatPlan, heat_parts, plan_heat
from cityassess.reports.charts.keeping import Drawn, Kept
from cityassess.reports.charts.labels import Lettering
from cityassess.reports.charts.library import drawing_style
from cityassess.reports.charts.rows import RowPlan
from cityassess.reports.charts.trend import TrendPlan
from cityassess.reports.fonts import FontSet
from cityassess.reports.page import A4, Mark, PathMark, TextMark

# A chart and its caption, two lines of the grid, fill a page at most.
MOST_HEIGHT = A4.text_height - 2 * A4.line_pitch

_Plan = RowPlan | TrendPlan | HeatPlan
_kept = Kept()


def chart_marks(
    fonts: FontSet, chart: Chart, width: float, height: float = MOST_HEIGHT
) -> tuple[float, Sequence[Mark]]:
    """Return the height in points and the marks of a chart ``width`` points wide, without its caption.

    The same chart in the same faces gives the same marks on every machine. What ``chart_parts`` has not cut, or could
    not, is drawn smaller as a whole until it is at most ``height`` points high: no name is ever shortened. What was
    drawn lately is not drawn again.
    """
    return _kept.drawn(fonts, chart.value, width, height, _draw)


def fits_closer(fonts: FontSet, chart: Chart, width: float, height: float) -> bool:
    """Whether a chart goes into ``height`` points set closer, not drawn smaller as a whole."""
    return _plan(Lettering(fonts), chart.value, width, height).height <= height + 0.01


def _draw(fonts: FontSet, value: ChartValue, width: float, height: float) -> Drawn:
    lettering = Lettering(fonts)
    plan = _plan(lettering, value, width, height)
    with drawing_style():
        from cityassess.reports.charts.figures import draw_heat, draw_lines, draw_rows
        from cityassess.reports.charts.renderer import MarkRenderer

        if isinstance(plan, RowPlan):
            figure = draw_rows(lettering, plan)
        elif isinstance(plan, TrendPlan):
            figure = draw_lines(lettering, plan)
        else:
            figure = draw_heat(lettering, plan)
        renderer = MarkRenderer(fonts, plan.width, plan.height)
        figure.draw(renderer)
    if plan.height <= height + 0.01:
        return plan.height, tuple(renderer.marks)
    return height, tuple(_smaller(mark, height / plan.height) for mark in renderer.marks)


def _smaller(mark: Mark, factor: float) -> Mark:
    """A mark of a renderer, drawn to a smaller scale."""
    match mark:
        case TextMark():
            x, y, size = (round(factor * number, 3) for number in (mark.x, mark.y, mark.size))
            return replace(mark, x=x, y=y, size=size)
        case PathMark():
            steps = tuple(
                (kind, *(round(factor * float(number), 3) for number in rest)) for kind, *rest in mark.steps
            )
            return replace(mark, steps=steps, thickness=round(factor * mark.thickness, 3))
        case _:
            raise TypeError(f"a chart holds no {type(mark).__name__}")


def chart_parts(
    chart: Chart, fonts: FontSet | None = None, width: float = A4.text_width, height: float = MOST_HEIGHT
) -> tuple[Chart, ...]:
    """The chart, or several that each fit into ``width`` × ``height`` points, on one axis or in the same shades.

    ``fonts`` are those that it will be set in; without them it is measured in the shipped faces.
    """
    lettering = Lettering(fonts or FontSet(shipped_only=True))
    values = _parts(lettering, chart.value, width, height)
    if len(values) == 1:
        return (chart,)
    return tuple(
        replace(chart, value=value, caption=f"{chart.caption}（{number}/{len(values)}）")
        for number, value in enumerate(values, 1)
    )


def _parts(lettering: Lettering, value: ChartValue, width: float, height: float) -> Sequence[ChartValue]:
    if isinstance(value, HeatMap):
        return heat_parts(lettering, value, width, height)
    count, most = _size(value)
    values: Sequence[ChartValue] = (value,)
    for parts in range(max(1, ceil(count / most)), count + 1):
        values = (value,) if parts == 1 else _cut(value, parts)
        if all(_plan(lettering, each, width, height).height <= height + 0.01 for each in values):
            break
    return values


def _size(value: BarChart | Shares | LineChart) -> tuple[int, int]:
    """How many objects a chart has, and how many one chart may have."""
    match value:
        case BarChart():
            return len(value.bars), rows.ONE_CHART
        case Shares():
            return len(value.parts), rows.ONE_CHART
        case LineChart():
            return len(value.lines), trend.ONE_CHART


def _cut(value: BarChart | Shares | LineChart, parts: int) -> Sequence[ChartValue]:
    match value:
        case BarChart():
            return rows.cut_bars(value, parts)
        case Shares():
            return rows.cut_shares(value, parts)
        case LineChart():
            return trend.cut_lines(value, parts)


def _plan(lettering: Lettering, value: ChartValue, width: float, room: float) -> _Plan:
    match value:
        case BarChart():
            return rows.plan_bars(lettering, value, width, room)
        case Shares():
            return rows.plan_shares(lettering, value, width, room)
        case LineChart():
            return trend.plan_lines(lettering, value, width, room)
        case HeatMap():
            return plan_heat(lettering, value, width, room)
