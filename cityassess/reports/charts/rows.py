"""Bars in rows, one object each: names, bars, figures in a column, the rating's word; in two columns where many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from typing import TypeVar

from cityassess.reports.blocks import tint
from cityassess.reports.chart_values import Bar, BarChart, Share, Shares
from cityassess.reports.charts.labels import LEADING, Label, Lettering
from cityassess.reports.charts.scale import Scale, bar_scale, tick_text

_T = TypeVar("_T", Bar, Share)

ONE_COLUMN = 25  # rows at most before they go into two columns
CLOSER = (1.0, 0.95, 0.9, 0.85)  # rows of one column, the first at which all fits into the room there is
SIZES = (9.0, 8.5, 8.0, 7.5)  # of two columns, the largest that fits a page
ONE_CHART = 60  # rows at most before they go into several charts
NOTHING = "无数据"
NOTE_SIZE = 8.0  # of the unit, the legend and the axis
AXIS = 13.0  # room for the figures of the axis
HEAD = 17.0  # room for the unit and the legend
MARKER = 5.5  # the width of the former value's mark
_LEAST_PLOT = 66.0
_AIR, _LEAST_AIR = 4.5, 1.8  # between names of several lines, where there is room and where there is not
_APART = 22.0  # between two columns
_NAME_GAP = 6.0
_TEXT_GAP = 9.0
_WORD_GAP = 7.0
_NAME_SHARE, _TEXT_SHARE, _WORD_SHARE = (0.36, 0.31), 0.2, 0.16  # of the width, at most; of two columns


@dataclass(frozen=True, slots=True)
class ScaledBars(BarChart):
    """Some of the bars of a chart in several parts, on the axis of the whole."""

    scale: Scale | None = None


@dataclass(frozen=True, slots=True)
class ScaledShares(Shares):
    """Some of the shares of a chart in several parts, on the axis of the whole."""

    scale: Scale | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A bar with its labels; ``top`` and ``height`` are points in the chart, ``left`` is its column's edge."""

    bar: Bar
    name: Label
    text: Label
    word: Label
    left: float = 0.0
    top: float = 0.0
    height: float = 0.0

    @property
    def middle(self) -> float:
        """Where the bar, its name and its figure are centred."""
        return self.top + self.height / 2


@dataclass(frozen=True, slots=True)
class Column:
    """A column of rows: its edge, its top and its bottom."""

    left: float
    top: float
    bottom: float
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class RowPlan:
    """Where everything stands; ``plot``, ``text_edge`` and ``word_edge`` are measured from a column's left edge."""

    width: float
    height: float
    columns: tuple[Column, ...]
    scale: Scale
    plot: float
    plot_width: float
    text_edge: float
    word_edge: float
    bar_height: float
    note: Label
    legend: Label
    ticks: tuple[tuple[float, Label], ...]


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to be laid out."""

    lettering: Lettering
    bars: tuple[Bar, ...]
    scale: Scale
    width: float
    note: Label
    legend: Label
    has_axis: bool


def plan_bars(lettering: Lettering, chart: BarChart, width: float, room: float) -> RowPlan:
    """Lay out bars in the order given, best first; ``room`` is the height that they had better fit into."""
    scale = _scale(chart)
    notes = [f"单位：{chart.unit}"] if chart.unit else []
    if scale.cut:
        notes.append(f"横轴自{tick_text(scale.low, scale.step)}起")
    legend = chart.before_name if any(bar.before is not None for bar in chart.bars) else ""
    labels = [lettering.label(words, NOTE_SIZE, width * 0.6) for words in ("　".join(notes), legend)]
    return _fitted(_Order(lettering, chart.bars, scale, width, labels[0], labels[1], True), room)


def plan_shares(lettering: Lettering, chart: Shares, width: float, room: float) -> RowPlan:
    """Lay out parts of a whole in the order given, largest first."""
    bars = tuple(Bar(part.name, part.value, part.text) for part in chart.parts)
    nothing = lettering.label("", NOTE_SIZE)
    return _fitted(_Order(lettering, bars, _share_scale(chart), width, nothing, nothing, False), room)


def cut_bars(chart: BarChart, parts: int) -> tuple[BarChart, ...]:
    """About equal parts of a chart on one axis."""
    return tuple(
        ScaledBars(piece, chart.unit, chart.before_name, _scale(chart))
        for piece in _pieces(chart.bars, parts)
    )


def cut_shares(chart: Shares, parts: int) -> tuple[Shares, ...]:
    """About equal parts of a chart on one axis."""
    return tuple(ScaledShares(piece, _share_scale(chart)) for piece in _pieces(chart.parts, parts))


def _pieces(items: tuple[_T, ...], parts: int) -> list[tuple[_T, ...]]:
    each = max(1, ceil(len(items) / parts))
    return [items[start : start + each] for start in range(0, len(items), each)]


def _scale(chart: BarChart) -> Scale:
    if isinstance(chart, ScaledBars) and chart.scale is not None:
        return chart.scale
    values = [bar.value for bar in chart.bars]
    return bar_scale([*values, *(bar.before for bar in chart.bars if bar.before is not None)])


def _share_scale(chart: Shares) -> Scale:
    if isinstance(chart, ScaledShares) and chart.scale is not None:
        return chart.scale
    values = [part.value for part in chart.parts]
    low, high = min(values, default=Fraction(0)), max(values, default=Fraction(0))
    low, high = min(low, Fraction(0)), max(high, Fraction(0))
    return Scale(low, high if high > low else low + 1, Fraction(1))


def _fitted(order: _Order, room: float) -> RowPlan:
    """One column in its own size; two columns in the largest size that fits, their rows alike if that fits too."""
    if len(order.bars) <= ONE_COLUMN:
        size, pitch = (10.5, 21.0) if len(order.bars) <= 12 else (9.0, 16.5)
        plans = [_plan(order, size, share * pitch, share * _AIR, even=True) for share in CLOSER]
        return next((plan for plan in plans if plan.height <= room + 0.01), plans[0])
    for air in (_AIR, _LEAST_AIR):
        for size in SIZES:
            for even in (True, False):
                plan = _plan(order, size, 15.0, air, even=even)
                if plan.height <= room + 0.01 and plan.plot_width >= _LEAST_PLOT:
                    return plan
    return _plan(order, SIZES[-1], 13.5, _LEAST_AIR, even=False)


def _plan(order: _Order, size: float, pitch: float, air: float, *, even: bool) -> RowPlan:
    count = 2 if len(order.bars) > ONE_COLUMN else 1
    room = (order.width - _APART * (count - 1)) / count
    rows = [_row(order.lettering, bar, size, room, _NAME_SHARE[count - 1]) for bar in order.bars]
    names = max((row.name.width for row in rows), default=0.0)
    texts = max((row.text.width for row in rows), default=0.0)
    words = max((row.word.width for row in rows), default=0.0)
    plot = max(names, 14.0) + _NAME_GAP
    word_edge = room - words
    text_edge = word_edge - (_WORD_GAP if words else 0.0)
    plot_width = text_edge - texts - _TEXT_GAP - plot
    notes = max(order.note.height, order.legend.height)
    head = HEAD - NOTE_SIZE + notes if notes else 2.0
    columns = _columns(rows, count, room, head, _pitch(rows, size, pitch, air) if even else pitch, air)
    has_axis = order.has_axis and bool(rows)
    return RowPlan(
        order.width,
        columns[0].bottom + (AXIS if has_axis else 2.0),
        columns,
        order.scale,
        plot,
        plot_width,
        text_edge,
        word_edge,
        min(0.62 * pitch, 12.0),
        order.note,
        order.legend,
        _ticks(order.lettering, order.scale, plot_width) if has_axis else (),
    )


def _row(lettering: Lettering, bar: Bar, size: float, room: float, share: float) -> Row:
    word = f"{tint(bar.colour).mark}{bar.word}" if bar.word else ""
    return Row(
        bar,
        lettering.label(bar.name, size, room * share),
        lettering.label(bar.text, size, room * _TEXT_SHARE),
        lettering.label(word, size, room * _WORD_SHARE),
    )


def _pitch(rows: Sequence[Row], size: float, pitch: float, air: float) -> float:
    """The height of a row: the same for all up to two lines, so that the bars keep their rhythm."""
    two = any(_lines(row) > 1 for row in rows)
    return max(pitch, size * (1 + LEADING) + air) if two else pitch


def _lines(row: Row) -> int:
    return max(len(row.name.lines), len(row.text.lines), len(row.word.lines))


def _columns(
    rows: Sequence[Row], count: int, room: float, top: float, pitch: float, air: float
) -> tuple[Column, ...]:
    each = ceil(len(rows) / count)
    columns = []
    for number in range(count):
        left, at = number * (room + _APART), top
        placed = []
        for row in rows[number * each : (number + 1) * each]:
            height = max(pitch, max(row.name.height, row.text.height, row.word.height) + air)
            placed.append(replace(row, left=left, top=at, height=height))
            at += height
        columns.append(Column(left, top, at if placed else top + 24.0, tuple(placed)))
    bottom = max(column.bottom for column in columns)  # so that the axes of both stand on one line
    return tuple(replace(column, bottom=bottom) for column in columns)


def _ticks(lettering: Lettering, scale: Scale, width: float) -> tuple[tuple[float, Label], ...]:
    """The ticks as shares of the axis: every one, or every second, fifth … where they would touch."""
    labels = [(tick, lettering.label(tick_text(tick, scale.step), NOTE_SIZE)) for tick in scale.ticks]
    widest = max((label.width for _, label in labels), default=0.0)
    for each in range(1, len(labels) + 1):
        apart = width * float(scale.step * each / (scale.high - scale.low))
        if apart >= widest + 5:
            break
    else:
        each = len(labels) or 1
    # From nought, or from the start of the axis, so that this tick is never the one left out.
    start = next((index for index, (tick, _) in enumerate(labels) if tick == max(scale.low, 0)), 0)
    return tuple(
        (scale.place(tick), label)
        for index, (tick, label) in enumerate(labels)
        if (index - start) % each == 0
    )
