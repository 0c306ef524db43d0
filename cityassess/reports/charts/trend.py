"""Lines over periods: each named at its end, apart from its neighbours, since a legend cannot be told in grey print."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
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
_NAME_SHARE = 0.28
_YEAR = re.compile(r"(\d{4}年)(\S.*)")
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


def plan_lines(lettering: Lettering, chart: LineChart, width: float) -> TrendPlan:
    """Lay out lines over the steps; more than six: the three highest and three lowest at the end stand out."""
    scale = _scale(chart)
    ticks = [(tick, lettering.label(tick_text(tick, scale.step), STEP_SIZE)) for tick in scale.ticks]
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
    left = max(label.width for _, label in ticks) + 6.0
    right = width - widest - LEADER
    note = lettering.label(f"单位：{chart.unit}" if chart.unit else "", STEP_SIZE, width)
    top = _HEAD + max(0.0, note.height - STEP_SIZE) if chart.unit else 6.0
    needed = sum(name.height + _air(name) for name in names)
    bottom = top + max(_PLOT[len(names) > MARKED], needed)
    steps = _places(len(chart.steps), left + INSET, right - 2.0)
    step_labels = _step_labels(lettering, chart.steps, steps, LEADER)
    below = max((each.top + each.label.height for each in step_labels), default=STEP_SIZE / 2)
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
    return tuple(
        ScaledLines(chart.steps, chart.lines[start : start + each], chart.unit, _scale(chart))
        for start in range(0, len(chart.lines), each)
    )


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
    apart = places[1] - places[0] if len(places) > 1 else 120.0
    each = max(1, ceil(2.2 * STEP_SIZE / apart))  # with very many steps, every second or third is named
    room = min(apart * each - 3.0, 2 * min(places[0], 60.0))
    top = 6.0
    if (years := _years(lettering, names, apart, each)) is None:
        return tuple(
            StepLabel(place, top, lettering.label(name, STEP_SIZE, min(room, 2 * beyond) if last else room))
            for place, name, last in _shown(names, places, each)
        )
    labels = [
        StepLabel(place, top, lettering.label(tail, STEP_SIZE, room))
        for place, tail, _ in _shown([tail for _, tail in years], places, each)
    ]
    below = top + max(each.label.height for each in labels) + 2.5
    for index, (year, _) in enumerate(years):
        if index == 0 or years[index - 1][0] != year:
            labels.append(StepLabel(places[index], below, lettering.label(year, STEP_SIZE)))
    return tuple(labels)


def _shown(names: Sequence[str], places: Sequence[float], each: int) -> list[tuple[float, str, bool]]:
    last = len(names) - 1
    return [(places[at], names[at], at == last) for at in range(len(names)) if (last - at) % each == 0]


def _years(
    lettering: Lettering, names: Sequence[str], apart: float, each: int
) -> list[tuple[str, str]] | None:
    """Years and what follows them, where all steps are named so and the years have room below."""
    found = [_YEAR.fullmatch(name) for name in names]
    if each > 1 or len(names) < 2 or apart < lettering.width("2000年", STEP_SIZE) + 2:
        return None
    return [(match[1], match[2]) for match in found if match] if all(found) else None
