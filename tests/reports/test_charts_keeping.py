"""Charts are drawn once while they stay the same, in the same faces, whoever asks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import pytest

from cityassess.reports import fonts as fonts_module
from cityassess.reports.blocks import Chart, Face
from cityassess.reports.chart_values import Bar, BarChart, ChartValue
from cityassess.reports.charts import paper
from cityassess.reports.charts.keeping import Drawn, Kept
from cityassess.reports.fonts import FontSet
from cityassess.reports.page import TextMark

WIDTH = 442.2


def chart(name: str = "乐坪街道", value: int = 95) -> BarChart:
    """A ranking of one object."""
    return BarChart((Bar(name, Fraction(value), f"{value}.00"),))


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch) -> list[ChartValue]:
    """Nothing is kept yet; what is drawn from now on."""
    made: list[ChartValue] = []
    draw = paper._draw

    def counted(fonts: FontSet, value: ChartValue, width: float, height: float) -> Drawn:
        made.append(value)
        return draw(fonts, value, width, height)

    monkeypatch.setattr(paper, "_kept", Kept(most=3))
    monkeypatch.setattr(paper, "_draw", counted)
    return made


def test_the_same_chart_is_drawn_once_and_another_value_anew(drawings: list[ChartValue]) -> None:
    first = paper.chart_marks(FontSet(shipped_only=True), Chart(chart(), "一"), WIDTH)
    again = paper.chart_marks(FontSet(shipped_only=True), Chart(chart(), "图题改了"), WIDTH)
    assert again == first
    assert len(drawings) == 1
    other = paper.chart_marks(FontSet(shipped_only=True), Chart(chart(value=94)), WIDTH)
    narrow = paper.chart_marks(FontSet(shipped_only=True), Chart(chart()), WIDTH / 2)
    assert len(drawings) == 3
    assert len({repr(first), repr(other), repr(narrow)}) == 3


def test_the_oldest_are_let_go(drawings: list[ChartValue]) -> None:
    for value in (90, 91, 92, 90, 93, 90):
        paper.chart_marks(FontSet(shipped_only=True), Chart(chart(value=value)), WIDTH)
    assert len(paper._kept) == 3
    assert len(drawings) == 4, "90 was asked for again and stayed"
    paper.chart_marks(FontSet(shipped_only=True), Chart(chart(value=91)), WIDTH)
    assert len(drawings) == 5


def test_a_document_hears_of_faces_and_characters_that_a_kept_chart_lacks(drawings: list[ChartValue]) -> None:
    heard = []
    for _ in range(2):
        faces = FontSet(shipped_only=True)
        paper.chart_marks(faces, Chart(chart("😀镇")), WIDTH)
        heard.append((faces.missing, faces.substitutions))
    assert len(drawings) == 1
    assert heard[0] == heard[1]
    assert heard[1][0] == "😀"
    assert heard[1][1]


def test_other_faces_are_another_drawing(drawings: list[ChartValue], monkeypatch: pytest.MonkeyPatch) -> None:
    before = paper.chart_marks(FontSet(shipped_only=True), Chart(chart()), WIDTH)[1]
    files = dict.fromkeys(Face, fonts_module.SHIPPED_FILES[Face.KAI])
    monkeypatch.setattr(fonts_module, "SHIPPED_FILES", files)
    fonts_module._shipped.cache_clear()
    try:
        after = paper.chart_marks(FontSet(shipped_only=True), Chart(chart()), WIDTH)[1]
    finally:
        fonts_module._shipped.cache_clear()
    assert len(drawings) == 2
    assert {mark.font for mark in before if isinstance(mark, TextMark)}.isdisjoint(
        mark.font for mark in after if isinstance(mark, TextMark)
    )


def test_threads_get_the_same_marks(drawings: list[ChartValue]) -> None:
    wanted = [chart(value=90 + number % 5) for number in range(40)]
    alone = {value: paper.chart_marks(FontSet(shipped_only=True), Chart(value), WIDTH) for value in wanted}
    with ThreadPoolExecutor(4) as pool:
        found = list(
            pool.map(lambda value: paper.chart_marks(FontSet(shipped_only=True), Chart(value), WIDTH), wanted)
        )
    assert found == [alone[value] for value in wanted]
    assert len(paper._kept) == 3
