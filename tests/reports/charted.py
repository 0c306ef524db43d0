"""Charts for tests: values made by Hypothesis, and what stands where in the marks that come of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from fractions import Fraction

from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics

from cityassess.reports.blocks import Chart
from cityassess.reports.chart_values import (
    Bar,
    BarChart,
    ChartValue,
    HeatCell,
    HeatMap,
    LineChart,
    Share,
    Shares,
    TrendLine,
)
from cityassess.reports.charts.paper import chart_marks
from cityassess.reports.fonts import FontSet
from cityassess.reports.page import A4, Mark, PathMark, TextMark

FONTS = FontSet(shipped_only=True)
RATINGS = (("white", "白牌"), ("yellow", "黄牌"), ("red", "红牌"), ("", ""), ("pink", "粉牌"))
CHARACTERS = (
    "乐坪街道黄泥塘长青花山大科双江乡杉镇石井水洞底万宝经济技术开发区管理委员会高新产业城南茶园（一）第3网格A"
)
SAMPLES = (
    BarChart(
        (
            Bar("甲街道", Fraction(95), "95.00", "white", "白牌", Fraction(93)),
            Bar("乙镇", Fraction(91), "91.00"),
        )
    ),
    LineChart(("2025年1月", "2025年2月"), (TrendLine("甲", (Fraction(1), Fraction(2))),), "分"),
    HeatMap(("甲",), ("市容", "秩序"), ((HeatCell("9", Fraction(1, 2)), HeatCell("—", None)),)),
)

_Box = tuple[float, float, float, float]


def digest() -> str:
    """A digest of the marks of the samples."""
    marks = [chart_marks(FontSet(shipped_only=True), Chart(value), 442.2) for value in SAMPLES]
    return hashlib.sha256(repr(marks).encode()).hexdigest()


def names(most: int = 14) -> st.SearchStrategy[str]:
    """Names of objects, 2 to ``most`` characters."""
    return st.text(CHARACTERS, min_size=2, max_size=most)


def values() -> st.SearchStrategy[Fraction]:
    """Marks in hundredths: close together, far apart, nought, below nought."""
    hundredths = st.one_of(st.integers(8000, 9600), st.integers(-3000, 12000), st.sampled_from([0, 10000]))
    return hundredths.map(lambda number: Fraction(number, 100))


@st.composite
def bar_charts(draw: st.DrawFn, most: int = 60) -> BarChart:
    """Up to ``most`` bars; in some charts all are equal or nought."""
    count = draw(st.integers(1, most))
    same = draw(st.none() | values())
    bars = []
    for _ in range(count):
        value = draw(values()) if same is None else same
        colour, word = draw(st.sampled_from(RATINGS))
        before = draw(st.none() | values())
        bars.append(Bar(draw(names()), value, f"{float(value):.2f}", colour, word, before))
    bars.sort(key=lambda bar: -bar.value)
    return BarChart(
        tuple(bars), draw(st.sampled_from(["", "分", "百分点"])), draw(st.sampled_from(["上期", "上月"]))
    )


@st.composite
def line_charts(draw: st.DrawFn, most: int = 60) -> LineChart:
    """Up to ``most`` lines over up to 12 periods, with gaps."""
    count = draw(st.integers(1, 12))
    months = tuple(f"{2024 + (n + 7) // 12}年{(n + 7) % 12 + 1}月" for n in range(count))
    steps = draw(st.sampled_from([months, tuple(draw(names(9)) for _ in range(count))]))
    some = st.lists(st.none() | values(), min_size=count, max_size=count).map(tuple)
    lines = draw(st.lists(st.builds(TrendLine, names(), some), min_size=0, max_size=most))
    return LineChart(steps, tuple(lines), draw(st.sampled_from(["", "分"])))


@st.composite
def heat_maps(draw: st.DrawFn, rows: int = 60, columns: int = 25) -> HeatMap:
    """Up to ``rows`` × ``columns`` cells, some without data."""
    down, across = draw(st.integers(1, rows)), draw(st.integers(1, columns))
    lowest = draw(st.integers(0, 990))
    shares = st.none() | st.integers(lowest, 1000).map(lambda number: Fraction(number, 1000))
    few = draw(st.lists(shares, min_size=1, max_size=12))
    cells = tuple(
        tuple(_heat_cell(few[(row * 7 + column) % len(few)]) for column in range(across))
        for row in range(down)
    )
    named = st.lists(names(), min_size=2, max_size=8)
    objects, criteria = draw(named), draw(named)
    return HeatMap(
        tuple(objects[row % len(objects)] for row in range(down)),
        tuple(criteria[column % len(criteria)] for column in range(across)),
        cells,
    )


def _heat_cell(share: Fraction | None) -> HeatCell:
    return HeatCell("—" if share is None else f"{float(share) * 10:.1f}", share)


@st.composite
def share_charts(draw: st.DrawFn, most: int = 60) -> Shares:
    """Up to ``most`` parts of a whole, some of them nought."""
    counts = sorted(draw(st.lists(st.integers(0, 400), min_size=1, max_size=most)), reverse=True)
    whole = sum(counts) or 1
    return Shares(
        tuple(Share(draw(names()), Fraction(count, whole), f"{100 * count / whole:.1f}%") for count in counts)
    )


def drawn(value: ChartValue, width: float = A4.text_width) -> tuple[float, Sequence[Mark]]:
    """The height and the marks of a value in the shipped faces."""
    return chart_marks(FONTS, Chart(value), width)


def words(marks: Iterable[Mark]) -> str:
    """All characters of the texts in the order they are written, without blanks."""
    return "".join(mark.text for mark in marks if isinstance(mark, TextMark)).replace(" ", "")


def squeezed(text: str) -> str:
    """A text as ``words`` gives it."""
    return "".join(text.split())


def text_boxes(marks: Iterable[Mark]) -> list[tuple[_Box, str]]:
    """The box of each text, from its highest to its lowest point for Chinese characters."""
    found = []
    for mark in marks:
        if isinstance(mark, TextMark):
            assert mark.turn == 0
            width = pdfmetrics.stringWidth(mark.text, mark.font, mark.size)
            box = (mark.x, mark.y - 0.88 * mark.size, mark.x + width, mark.y + 0.12 * mark.size)
            found.append((box, mark.text))
    return found


def overlapping(marks: Iterable[Mark]) -> list[tuple[str, str]]:
    """Texts that lie on one another by more than a twentieth of a point."""
    boxes = sorted(text_boxes(marks))
    found = []
    for index, ((_, top, right, bottom), text) in enumerate(boxes):
        for (left, upper, _, lower), other in boxes[index + 1 :]:
            if left >= right - 0.05:
                break
            if upper < bottom - 0.05 and top < lower - 0.05:
                found.append((text, other))
    return found


def outside(marks: Iterable[Mark], width: float, height: float) -> list[object]:
    """Texts and paths, with half their stroke, that lie beyond the chart's rectangle."""
    marks = tuple(marks)
    found: list[object] = [text for box, text in text_boxes(marks) if not _within(box, width, height)]
    for mark in marks:
        if isinstance(mark, PathMark):
            numbers = [float(number) for step in mark.steps for number in step[1:]]
            half = mark.thickness / 2 if mark.stroke else 0.0
            xs, ys = numbers[::2], numbers[1::2]
            if not _within((min(xs) - half, min(ys) - half, max(xs) + half, max(ys) + half), width, height):
                found.append(mark)
    return found


def _within(box: _Box, width: float, height: float) -> bool:
    return box[0] > -0.05 and box[1] > -0.05 and box[2] < width + 0.05 and box[3] < height + 0.05
