"""Lines over periods: each named at its end, apart from its neighbours, since a legend cannot be told in grey print."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil

from cityassess.reports.blocks import Face
from cityassess.reports.chart_values import LineChart, TrendLine
from cityassess.reports.charts.labels import Label, Lettering
from cityassess.reports.charts.scale import Scale, line_scale, tick_text

MARKED = 6  # lines that can be told apart by dashes and markers
ONE_CHART = 48  # lines at most before they go into several charts
STEP_SIZE = 8.0
INSET = 12.0  # from the axis to the first step
LEADER = 20.0  # from the last step to the names
_HEAD = 19.0
_PLOT = (170.0, 205.0)  # the plot's height where the names do not need more: of few lines, of many
LOWER = 0.85  # of the plot's height, at least
_NAME_SHARE = 0.28
_YEAR = re.compile(r"(\d{4}年)(\S.*)")
_DATE = re.compile(r"(?<!\d)(?:\d{4}年|\d{1,2}(?:[月日周期]|季度?))")
_BELOW_AXIS = 6.0
_BETWEEN = 3.0  # names of steps
_NO_VALUE = "（无数据）"


@dataclass(frozen=True, slots=True)
class ScaledLines(LineChart):
    """Some of the lines of a chart in several parts, on the axis of the whole."""

    scale: Scale | None = None


@dataclass(frozen=True, slots=True)
class NamedLine:
    """A line with its name at ``middle`` points from the top; ``style`` is its dash and marker, None if faint."""

    line: TrendLine
    name: Label
    middle: float
    style: int | None
    last: int | None  # the step of its last value


@dataclass(frozen=True, slots=True)
class StepLabel:
    """What stands below a step, and its distance from the axis."""

    x: float
    top: float
    label: Label


@dataclass(frozen=True, slots=True)
class TrendPlan:
    """Where everything stands, in points from the top left corner."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    steps: tuple[float, ...]
    step_labels: tuple[StepLabel, ...]
    scale: Scale
    ticks: tuple[tuple[float, Label], ...]
    lines: tuple[NamedLine, ...]
    note: Label

    def level(self, value: Fraction) -> float:
        """How far below the top a value lies."""
        return _level(self.scale, value, self.top, self.bottom)


def plan_lines(lettering: Lettering, chart: LineChart, width: float, room: float) -> TrendPlan:
    """Lay out lines over the steps; more than six: the three highest and three lowest at the end stand out.

    The plot is lower by up to 15 % where the chart so fits into ``room`` points of height.
    """
    scale = _scale(chart)
    empty = _without_values(chart)  # its axis has no figures: any would be made up
    ticks = (
        []
        if empty
        else [(tick, lettering.label(tick_text(tick, scale.step), STEP_SIZE)) for tick in scale.ticks]
    )
    size = 9.0 if len(chart.lines) <= MARKED else 8.0 if len(chart.lines) <= 30 else 7.5
    styles = _styles(chart.lines)
    names = [
        lettering.label(
            line.name if _last(line) is not None else line.name + _NO_VALUE,
            size,
            width * _NAME_SHARE,
            Face.SONG if style is None or len(styles) <= MARKED else Face.HEI,
        )
        for line, style in zip(chart.lines, styles, strict=True)
    ]
    widest = max((name.width for name in names), default=0.0)
    left = max((label.width for _, label in ticks), default=0.0) + 6.0
    right = width - widest - LEADER
    note = lettering.label(f"单位：{chart.unit}" if chart.unit else "", STEP_SIZE, width)
    top = _HEAD + max(0.0, note.height - STEP_SIZE) if chart.unit else 6.0
    needed = sum(name.height + _air(name) for name in names)
    bottom = top + max(_PLOT[len(names) > MARKED], needed)
    steps = _places(len(chart.steps), left + INSET, right - 2.0)
    step_labels = _step_labels(lettering, chart.steps, steps, LEADER)
    below = max((each.top + each.label.height for each in step_labels), default=STEP_SIZE / 2)
    lower = max(top + needed, top + LOWER * (bottom - top), room - below - 3.0)
    if lower + below + 3.0 <= room + 0.01:
        bottom = min(bottom, lower)
    return TrendPlan(
        width,
        bottom + below + 3.0,
        left,
        right,
        top,
        bottom,
        steps,
        step_labels,
        scale,
        tuple((_level(scale, tick, top, bottom), label) for tick, label in ticks),
        _named(chart.lines, names, styles, scale, top, bottom),
        note,
    )


def cut_lines(chart: LineChart, parts: int) -> tuple[LineChart, ...]:
    """About equal parts of a chart on one axis."""
    each = max(1, ceil(len(chart.lines) / parts))
    scale = None if _without_values(chart) else _scale(chart)
    return tuple(
        ScaledLines(chart.steps, chart.lines[start : start + each], chart.unit, scale)
        for start in range(0, len(chart.lines), each)
    )


def _without_values(chart: LineChart) -> bool:
    scaled = isinstance(chart, ScaledLines) and chart.scale is not None
    return not scaled and all(value is None for line in chart.lines for value in line.values)


def _scale(chart: LineChart) -> Scale:
    if isinstance(chart, ScaledLines) and chart.scale is not None:
        return chart.scale
    return line_scale(value for line in chart.lines for value in line.values if value is not None)


def _level(scale: Scale, value: Fraction, top: float, bottom: float) -> float:
    return bottom - (bottom - top) * scale.place(value)


def _last(line: TrendLine) -> int | None:
    return next((step for step in reversed(range(len(line.values))) if line.values[step] is not None), None)


def _final(line: TrendLine) -> Fraction | None:
    last = _last(line)
    return None if last is None else line.values[last]


def _styles(lines: Sequence[TrendLine]) -> list[int | None]:
    if len(lines) <= MARKED:
        return list(range(len(lines)))
    finals = [(value, index) for index, line in enumerate(lines) if (value := _final(line)) is not None]
    ranked = [index for _, index in sorted(finals, key=lambda pair: (-pair[0], pair[1]))]
    half = MARKED // 2
    chosen = [*ranked[:half], *ranked[half:][-half:]]
    return [chosen.index(index) if index in chosen else None for index in range(len(lines))]


def _air(name: Label) -> float:
    return 0.22 * name.size


def _places(count: int, left: float, right: float) -> tuple[float, ...]:
    if count == 1:
        return ((left + right) / 2,)
    return tuple(left + (right - left) * step / (count - 1) for step in range(count))


def _named(
    lines: Sequence[TrendLine],
    names: Sequence[Label],
    styles: Sequence[int | None],
    scale: Scale,
    top: float,
    bottom: float,
) -> tuple[NamedLine, ...]:
    """Names beside the ends of their lines, pushed apart as little as may be; those without values lowest."""
    wanted = []
    for index, line in enumerate(lines):
        final = _final(line)
        wanted.append((bottom if final is None else _level(scale, final, top, bottom), final is None, index))
    order = [index for _, _, index in sorted(wanted, key=lambda each: (each[0], each[1], each[2]))]
    heights = [names[index].height + _air(names[index]) for index in order]
    middles = dict(
        zip(order, _spread([wanted[index][0] for index in order], heights, top, bottom), strict=True)
    )
    return tuple(
        NamedLine(line, names[index], middles[index], styles[index], _last(line))
        for index, line in enumerate(lines)
    )


def _spread(wanted: Sequence[float], heights: Sequence[float], top: float, bottom: float) -> list[float]:
    """Middles in order, none overlapping, each run of neighbours as near to where it is wanted as can be."""
    runs: list[tuple[float, float, list[int]]] = []  # start, height, members
    for index, middle in enumerate(wanted):
        height = heights[index]
        start, members = middle - height / 2, [index]
        start = min(max(start, top), bottom - height)
        while runs and runs[-1][0] + runs[-1][1] > start + 1e-9:
            _, length, earlier = runs.pop()
            members = [*earlier, *members]
            height += length
            middles = _stacked([heights[member] for member in members])
            start = sum(wanted[member] - at for member, at in zip(members, middles, strict=True)) / len(
                members
            )
            start = min(max(start, top), bottom - height)
        runs.append((start, height, members))
    found = [0.0] * len(wanted)
    for start, _, members in runs:
        for member, at in zip(members, _stacked([heights[member] for member in members]), strict=True):
            found[member] = start + at
    return found


def _stacked(heights: Sequence[float]) -> list[float]:
    middles, filled = [], 0.0
    for height in heights:
        middles.append(filled + height / 2)
        filled += height
    return middles


def _step_labels(
    lettering: Lettering, names: Sequence[str], places: Sequence[float], beyond: float
) -> tuple[StepLabel, ...]:
    """Names of steps in lines as narrow as the steps; a year stands below the first of its steps only."""
    if not names:
        return ()
    if labels := _labels_by_years(lettering, names, places):
        return labels
    each, room = _measure(lettering, names, places)
    last = len(names) - 1
    return tuple(
        StepLabel(
            places[at],
            _BELOW_AXIS,
            lettering.label(names[at], STEP_SIZE, min(room, 2 * beyond) if at == last else room),
        )
        for at in _shown(len(names), each)
    )


def _labels_by_years(
    lettering: Lettering, names: Sequence[str], places: Sequence[float]
) -> tuple[StepLabel, ...]:
    """What follows the years, and these below; nothing where not all steps are named so or years have no room."""
    found = [match for name in names if (match := _YEAR.fullmatch(name))]
    if len(found) != len(names) or len(names) < 2:
        return ()
    tails = [match[2] for match in found]
    each, room = _measure(lettering, tails, places)
    shown = _shown(len(names), each)
    labels = [StepLabel(places[at], _BELOW_AXIS, lettering.label(tails[at], STEP_SIZE, room)) for at in shown]
    below = _BELOW_AXIS + max(label.label.height for label in labels) + 2.5
    years = [
        StepLabel(places[at], below, lettering.label(found[at][1], STEP_SIZE))
        for before, at in zip((None, *shown), shown, strict=False)
        if before is None or found[before][1] != found[at][1]
    ]
    crowded = any(
        right.x - left.x < (left.label.width + right.label.width) / 2 + 2 for left, right in pairwise(years)
    )
    return () if crowded else (*labels, *years)


def _measure(lettering: Lettering, names: Sequence[str], places: Sequence[float]) -> tuple[int, float]:
    """Of how many steps one is named, and how wide its name may be: no year or month is ever broken."""
    apart = places[1] - places[0] if len(places) > 1 else 120.0
    dates = {date for name in names for date in _DATE.findall(name)}
    widest = max((lettering.width(date, STEP_SIZE) for date in dates), default=0.0)
    each = max(1, ceil(max(2.2 * STEP_SIZE, widest + _BETWEEN) / apart))
    return each, min(apart * each - _BETWEEN, 2 * min(places[0], 60.0))


def _shown(count: int, each: int) -> list[int]:
    """Every second or third step where there are very many, the last among them."""
    return [at for at in range(count) if (count - 1 - at) % each == 0]
