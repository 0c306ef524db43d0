"""Charts as PNG: the same bytes each time, sharp, the right size."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from cityassess.reports.blocks import Chart
from cityassess.reports.chart_values import (
    Bar,
    BarChart,
    HeatCell,
    HeatMap,
    LineChart,
    Share,
    Shares,
    TrendLine,
)
from cityassess.reports.charts.heat import SHADES
from cityassess.reports.charts.paper import chart_marks
from cityassess.reports.charts.pictures import chart_png
from cityassess.reports.page import A4, TextMark
from tests.reports.charted import FONTS
from tests.reports.measured import paper

ROOT = Path(__file__).parents[2]
BARS = Chart(
    BarChart(
        (
            Bar("甲街道", Fraction(90), "90.00", "white", "白牌", Fraction(40)),
            Bar("乙<b>镇", Fraction(30), "30.00", "red", "红牌", Fraction(88)),
        ),
        "分",
    ),
    "图1 各街道得分 & 名次",
    "甲街道得分最高",
)
HEAT = Chart(
    HeatMap(("甲",), ("市容", "秩序"), ((HeatCell("", Fraction(1, 10)), HeatCell("", Fraction(1))),))
)
HATCHED = Chart(
    BarChart(
        tuple(
            Bar(f"{name}街道", Fraction(95 - number), f"{95 - number}.00", colour, f"{name}牌")
            for number, (name, colour) in enumerate(
                zip("红橙黄绿蓝黑", ("red", "orange", "yellow", "green", "blue", "black"), strict=True)
            )
        ),
        "分",
    )
)
TREND = Chart(
    LineChart(
        tuple(f"{month}月" for month in range(1, 7)),
        tuple(
            TrendLine(f"{name}街道", tuple(Fraction(80 + place * 3 + month) for month in range(6)))
            for place, name in enumerate("甲乙丙丁戊")
        ),
        "分",
    )
)
SHARES = Chart(Shares((Share("甲类", Fraction(3, 5), "60%"), Share("乙类", Fraction(2, 5), "40%"))))
PROGRAM = """
import hashlib
from tests.reports.test_charts_pictures import BARS, chart_png
print(hashlib.sha256(chart_png(BARS, dpi=100)).hexdigest())
"""


@pytest.mark.parametrize("dpi", [72, 300])
def test_a_png_is_as_wide_as_the_type_area_and_says_its_resolution(dpi: int) -> None:
    height, _ = chart_marks(FONTS, BARS, A4.text_width)
    picture = Image.open(BytesIO(chart_png(BARS, dpi=dpi)))
    assert picture.format == "PNG"
    assert picture.mode == "RGB"
    assert picture.size == pytest.approx((A4.text_width * dpi / 72, height * dpi / 72), abs=1)
    assert picture.info["dpi"] == pytest.approx((dpi, dpi), abs=0.1)
    assert set(picture.info) <= {"dpi"}


def test_the_texts_of_a_png_lie_where_the_marks_say() -> None:
    _, marks = chart_marks(FONTS, BARS, A4.text_width)
    picture = Image.open(BytesIO(chart_png(BARS))).convert("L")
    scale = 300 / 72
    for mark in marks:
        if isinstance(mark, TextMark):
            width = mark.size * 0.5
            left, top = round(mark.x * scale), round((mark.y - 0.8 * mark.size) * scale)
            right, bottom = round((mark.x + width) * scale), round((mark.y + 0.1 * mark.size) * scale)
            darkest, _ = picture.crop((left, top, right, bottom)).getextrema()
            assert isinstance(darkest, int)
            assert darkest < 120, mark


def test_the_shades_of_a_png_are_those_of_the_map() -> None:
    picture = Image.open(BytesIO(chart_png(HEAT)))
    width, height = picture.size
    assert picture.getpixel((width * 3 // 8, height - 30)) == tuple(bytes.fromhex(SHADES[-1]))
    assert picture.getpixel((width * 7 // 8, height - 30)) == (255, 255, 255)


@pytest.mark.parametrize("chart", [BARS, HATCHED, TREND, SHARES, HEAT])
def test_lines_are_as_thick_as_in_the_pdf(chart: Chart) -> None:
    """As much ink in each part as in the PDF's chart drawn at the same resolution; thrice the lines would be twice."""
    drawn = Image.open(BytesIO(chart_png(chart))).convert("L")
    with pypdfium2.PdfDocument(paper([chart]).content) as document:
        page = document[0].render(scale=300 / 72, grayscale=True).to_pil()
    left, top = round(A4.left_of(1) * 300 / 72), round(A4.top * 300 / 72)
    printed = page.crop((left, top, left + drawn.width, top + drawn.height))
    inks = [255.0 - np.asarray(picture, dtype=float) for picture in (drawn, printed)]
    assert inks[0].mean() == pytest.approx(inks[1].mean(), rel=0.03)
    dark = [(ink > 128).mean() for ink in inks]
    assert dark[0] == pytest.approx(dark[1], rel=0.06)


def test_the_bytes_are_the_same_in_another_process() -> None:
    here = hashlib.sha256(chart_png(BARS, dpi=100)).hexdigest()
    assert here == hashlib.sha256(chart_png(BARS, dpi=100)).hexdigest()
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=100,
    )
    assert (ran.stdout.strip(), ran.stderr) == (here, "")
