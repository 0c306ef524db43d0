"""Figures of matplotlib for planned charts: thin black axes, hatches and words beside tints, no ornament.

The figure of a plan carries texts in the names of our faces, so only ``MarkRenderer`` can draw it.
"""

from __future__ import annotations

from math import nan
from typing import Any

from matplotlib.figure import Figure

from cityassess.reports.blocks import tint
from cityassess.reports.charts.drawing import FAINT, HATCHES, INK, MUTED, OTHER_HATCH, Drawing
from cityassess.reports.charts.heat import (
    CLASSES,
    LEGEND_SIZE,
    RIM,
    SHADES,
    SWATCH,
    HeatPlan,
    bounds_text,
    shade,
)
from cityassess.reports.charts.labels import Lettering
from cityassess.reports.charts.rows import MARKER, NOTE_SIZE, NOTHING, Column, Row, RowPlan
from cityassess.reports.charts.trend import NamedLine, TrendPlan

PLAIN = "#C9D3DF"  # bars without a rating
# Dark enough to stay black in grey print; dash and marker tell the lines apart there.
LINES: tuple[tuple[str, str, object], ...] = (
    ("#1F3A5F", "o", "solid"),
    ("#9C2F1F", "s", (0, (6, 2))),
    ("#2B6330", "^", (0, (1.6, 1.6))),
    ("#5B3A86", "D", (0, (7, 2, 1.5, 2))),
    ("#7A5200", "v", (0, (3, 1.5))),
    ("#14626B", "o", (0, (8, 2, 1.5, 2, 1.5, 2))),
)
FORMER: dict[str, Any] = {  # the mark of the former value: small, open, readable on every hatch
    "marker": "D",
    "linestyle": "none",
    "markersize": MARKER / 1.42,  # of the square that stands on its corner
    "markerfacecolor": "#FFFFFF",
    "markeredgecolor": INK,
}
_CUT = 2.4  # the width of the gap that shows a cut axis


def draw_rows(lettering: Lettering, plan: RowPlan) -> Figure:
    """Bars in rows."""
    drawing = Drawing(plan.width, plan.height)
    if not any(column.rows for column in plan.columns):
        _nothing(lettering, drawing)
    drawing.label(plan.note, 0.0, 0, top=0.0)
    if plan.legend.lines:
        drawing.label(plan.legend, plan.width, 0, align=1.0, top=0.0)
        x = plan.width - plan.legend.width - MARKER / 2 - 4
        drawing.trace([x], [NOTE_SIZE / 2], **FORMER)
    for column in plan.columns:
        if column.rows:
            _draw_column(drawing, plan, column)
    return drawing.figure


def _draw_column(drawing: Drawing, plan: RowPlan, column: Column) -> None:
    left = column.left + plan.plot
    origin = left + plan.plot_width * plan.scale.place(plan.scale.origin)
    for colour in dict.fromkeys(row.bar.colour for row in column.rows):
        fill = tint(colour).fill
        drawing.boxes(
            [_bar_box(plan, row, left, origin) for row in column.rows if row.bar.colour == colour],
            facecolor=f"#{fill}" if fill else "#FFFFFF" if colour else PLAIN,
            edgecolor=INK,
            linewidth=0.45,
            hatch=(HATCHES.get(colour, OTHER_HATCH) if colour else "") or None,
            zorder=2,
        )
    if plan.scale.cut:
        _draw_cuts(drawing, plan, column)
    former = [
        (left + plan.plot_width * plan.scale.place(row.bar.before), row.middle)
        for row in column.rows
        if row.bar.before is not None
    ]
    drawing.trace([x for x, _ in former], [y for _, y in former], zorder=4, **FORMER)
    for row in column.rows:
        drawing.label(row.name, left - 6.0, row.middle, align=1.0)
        drawing.label(row.text, column.left + plan.text_edge, row.middle, align=1.0)
        drawing.label(row.word, column.left + plan.word_edge, row.middle)
    _draw_axis(drawing, plan, column, origin)


def _bar_box(plan: RowPlan, row: Row, left: float, origin: float) -> tuple[float, float, float, float]:
    end = left + plan.plot_width * plan.scale.place(row.bar.value)
    return min(origin, end), row.middle - plan.bar_height / 2, abs(end - origin), plan.bar_height


def _draw_cuts(drawing: Drawing, plan: RowPlan, column: Column) -> None:
    """A slanted gap near the start of each bar, below the mark of the former value."""
    x = column.left + plan.plot + min(6.0, 0.03 * plan.plot_width)
    half = plan.bar_height / 2 + 1
    gaps = [
        (
            (x, row.middle + half),
            (x + _CUT, row.middle - half),
            (x + 2 * _CUT, row.middle - half),
            (x + _CUT, row.middle + half),
        )
        for row in column.rows
    ]
    drawing.polygons(gaps, facecolor="#FFFFFF", edgecolor="none", zorder=3)


def _draw_axis(drawing: Drawing, plan: RowPlan, column: Column, origin: float) -> None:
    left = column.left + plan.plot
    places = [left + plan.plot_width * share for share, _ in plan.ticks]
    behind = [(x, column.top, x, column.bottom) for x in places if abs(x - origin) > 0.01]
    drawing.lines(behind, FAINT, 0.4, zorder=-1)
    drawing.lines([(origin, column.top, origin, column.bottom)], INK, 0.7, zorder=3)
    for x, (_, label) in zip(places, plan.ticks, strict=True):
        drawing.label(label, x - label.width / 2, 0, top=column.bottom + 3, colour=MUTED)


def draw_lines(lettering: Lettering, plan: TrendPlan) -> Figure:
    """Lines over periods."""
    drawing = Drawing(plan.width, plan.height)
    drawing.label(plan.note, 0.0, 0, top=0.0)
    drawing.lines(
        [(plan.left, y, plan.right, y) for y, _ in plan.ticks if y < plan.bottom - 0.01],
        FAINT,
        0.4,
        zorder=-1,
    )
    axis = [(plan.left, plan.top, plan.left, plan.bottom), (plan.left, plan.bottom, plan.right, plan.bottom)]
    drawing.lines([*axis, *((x, plan.bottom, x, plan.bottom + 2.5) for x in plan.steps)], INK, 0.7, zorder=0)
    for y, label in plan.ticks:
        drawing.label(label, plan.left - 4, y, align=1.0, colour=MUTED)
    for step in plan.step_labels:
        drawing.label(step.label, step.x, 0, align=0.5, top=plan.bottom + step.top)
    for named in plan.lines:
        levels = [nan if value is None else plan.level(value) for value in named.line.values]
        drawing.trace(plan.steps[: len(levels)], levels, **_line_style(named))
        _draw_name(drawing, plan, named)
    if not any(named.last is not None for named in plan.lines):
        middle = (plan.left + plan.right) / 2, (plan.top + plan.bottom) / 2
        drawing.label(lettering.label(NOTHING, 10.5), *middle, align=0.5, colour=MUTED)
    return drawing.figure


def _line_style(named: NamedLine) -> dict[str, Any]:
    if named.style is None:
        return {
            "color": "#9A9A9A",
            "linewidth": 0.6,
            "marker": "o",
            "markersize": 1.6,
            "zorder": 2,
        }
    colour, marker, dash = LINES[named.style]
    return {
        "color": colour,
        "linewidth": 1.1,
        "linestyle": dash,
        "marker": marker,
        "markersize": 4.2,
        "markerfacecolor": "#FFFFFF" if named.style % 2 else colour,
        "zorder": 3,
    }


def _draw_name(drawing: Drawing, plan: TrendPlan, named: NamedLine) -> None:
    colour = MUTED if named.style is None else INK
    x = plan.width - max(line.name.width for line in plan.lines)
    drawing.label(named.name, x, named.middle, colour=colour)
    if named.last is None or (value := named.line.values[named.last]) is None:
        return
    end = plan.level(value)
    start = plan.steps[named.last] + (3.5 if named.style is not None else 1.5)
    stroke = "#9A9A9A" if named.style is None else LINES[named.style][0]
    if start < plan.right - 4:  # it ended earlier: a dotted line leads on to the edge
        drawing.lines([(start, end, plan.right, end)], stroke, 0.4, zorder=1, linestyle=(0, (1, 2)))
        start = plan.right
    bend = [(start, end, plan.right + 4, end), (plan.right + 4, end, x - 5, named.middle)]
    drawing.lines([*bend, (x - 5, named.middle, x - 2, named.middle)], stroke, 0.5, zorder=1)


def draw_heat(lettering: Lettering, plan: HeatPlan) -> Figure:
    """A heat map."""
    drawing = Drawing(plan.width, plan.height)
    if not plan.figures or not plan.columns:
        for number, name in enumerate(plan.names):
            drawing.label(name, 0.0, 0, top=plan.top + number * name.size * 1.2)
        _nothing(lettering, drawing)
        return drawing.figure
    _draw_shades(lettering, drawing, plan)
    for number, name in enumerate(plan.names):
        drawing.label(name, plan.left - 5, plan.top + (number + 0.5) * plan.row_height, align=1.0)
    for number, label in enumerate(plan.columns):
        x = plan.left + (number + 0.5) * plan.cell_width
        drawing.label(label, x, 0, align=0.5, top=plan.top - 4 - label.height)
    _draw_legend(lettering, drawing, plan)
    return drawing.figure


def _draw_shades(lettering: Lettering, drawing: Drawing, plan: HeatPlan) -> None:
    boxes: dict[int, list[tuple[float, float, float, float]]] = {}
    blank: list[tuple[float, float, float, float]] = []
    for row, cells in enumerate(plan.chart.cells):
        for column, cell in enumerate(cells):
            x, y = plan.left + column * plan.cell_width, plan.top + row * plan.row_height
            number = shade(cell, plan.step)
            box = (x, y, plan.cell_width, plan.row_height)
            if number is None:
                drawing.boxes([box], facecolor="none", edgecolor="#B8B8B8", linewidth=0, hatch="//", zorder=0)
            elif number:
                boxes.setdefault(number, []).append(box)
            label = plan.figures[row][column]
            colour = "#FFFFFF" if number == CLASSES - 1 else INK
            drawing.label(label, x + plan.cell_width / 2, y + plan.row_height / 2, align=0.5, colour=colour)
    drawing.boxes(blank, facecolor="none", edgecolor="#B8B8B8", linewidth=0, hatch="//", zorder=0)
    for number in sorted(boxes):
        drawing.boxes(boxes[number], facecolor=f"#{SHADES[number]}", edgecolor="none", linewidth=0, zorder=1)
    right = plan.left + len(plan.columns) * plan.cell_width
    bottom = plan.top + len(plan.names) * plan.row_height
    level = [(plan.left, y, right, y) for y in _edges(plan.top, plan.row_height, len(plan.names))]
    upright = [(x, plan.top, x, bottom) for x in _edges(plan.left, plan.cell_width, len(plan.columns))]
    drawing.lines([*level[1:-1], *upright[1:-1]], "#8C8C8C", 0.3, zorder=2)
    drawing.lines([level[0], level[-1], upright[0], upright[-1]], INK, 0.6, zorder=3)


def _edges(start: float, step: float, count: int) -> list[float]:
    return [start + step * number for number in range(count + 1)]


def _draw_legend(lettering: Lettering, drawing: Drawing, plan: HeatPlan) -> None:
    """Shades with their bounds, at the right above the map; the hatch of what has no data where it occurs."""
    width, height = SWATCH
    x, middle = plan.width - RIM, height / 2
    if any(cell.share is None for row in plan.chart.cells for cell in row):
        label = lettering.label(NOTHING, LEGEND_SIZE)
        drawing.label(label, x, middle, align=1.0)
        x -= label.width + 4 + height * 1.6
        drawing.boxes(
            [(x, 0.25, height * 1.6, height - 0.5)], facecolor="none", edgecolor="#B8B8B8", hatch="//"
        )
        x -= 10
    for number in reversed(range(CLASSES)):
        x -= width
        box = [(x, 0.25, width, height - 0.5)]
        drawing.boxes(box, facecolor=f"#{SHADES[number]}", edgecolor=INK, linewidth=0.4)
        label = lettering.label(bounds_text(number, plan.step), LEGEND_SIZE)
        colour = "#FFFFFF" if number == CLASSES - 1 else INK
        drawing.label(label, x + width / 2, middle, align=0.5, colour=colour)
    drawing.label(lettering.label("得分率", LEGEND_SIZE), x - 4, middle, align=1.0)


def _nothing(lettering: Lettering, drawing: Drawing) -> None:
    label = lettering.label(NOTHING, 10.5)
    drawing.label(label, drawing.width / 2, 0, align=0.5, top=drawing.height - 18, colour=MUTED)
