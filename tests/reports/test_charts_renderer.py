"""What matplotlib draws as marks of the page, and that nothing of the machine gets into them."""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, PathPatch, Rectangle
from matplotlib.path import Path as Outline

from cityassess.reports.blocks import Face
from cityassess.reports.charts.library import drawing_style
from cityassess.reports.charts.renderer import MarkRenderer
from cityassess.reports.charts.scale import bar_scale, line_scale, tick_text
from cityassess.reports.page import PathMark, TextMark
from tests.reports.charted import FONTS, digest

ROOT = Path(__file__).parents[2]
# Prints a digest of the marks of the samples, and what the import of matplotlib left behind.
PROGRAM = """
from tests.reports.charted import digest
print(digest())
from matplotlib import font_manager
print(len(font_manager.fontManager.ttflist))
"""


def figure() -> Figure:
    """A figure of 200 × 100 points."""
    return Figure(figsize=(200 / 72, 100 / 72), dpi=72, frameon=False)


def marks_of(drawn: Figure) -> list[PathMark | TextMark]:
    """The marks of a figure."""
    renderer = MarkRenderer(FONTS, 200, 100)
    drawn.draw(renderer)
    return [mark for mark in renderer.marks if isinstance(mark, PathMark | TextMark)]


def test_a_text_is_set_in_its_face_and_never_read_as_a_formula() -> None:
    with drawing_style():
        drawn = figure()
        words = "$a_1$ <b>甲"
        drawn.text(
            0.5, 0.5, words, fontproperties=FontProperties(family=[Face.SONG.value], size=10), ha="center"
        )
        (mark,) = marks_of(drawn)
    assert isinstance(mark, TextMark)
    assert (mark.text, mark.font, mark.size, mark.turn) == (words, "NotoSerifSC-Regular", 10, 0)
    assert mark.x == pytest.approx(100 - FONTS.width(Face.SONG, words, 10) / 2, abs=0.01)
    assert mark.y == pytest.approx(50, abs=0.01)


def test_a_turned_text_goes_on_along_its_line_where_another_face_steps_in() -> None:
    with drawing_style():
        drawn = figure()
        prop = FontProperties(family=[Face.KAI.value], size=10)
        drawn.text(0.5, 0.2, "甲堃乙", fontproperties=prop, rotation=90, rotation_mode="anchor")
        found = [mark for mark in marks_of(drawn) if isinstance(mark, TextMark)]
    assert "".join(mark.text for mark in found) == "甲堃乙"
    assert {mark.turn for mark in found} == {90}
    assert [mark.x for mark in found] == pytest.approx([100] * len(found), abs=0.01)
    at = 80.0
    for mark in found:
        assert mark.y == pytest.approx(at, abs=0.01)
        at -= 10 * len(mark.text)


def test_a_text_of_several_lines_takes_its_pitch_from_our_faces() -> None:
    with drawing_style():
        drawn = figure()
        drawn.text(0.1, 0.5, "甲\n乙", fontproperties=FontProperties(family=[Face.SONG.value], size=10))
        first, second = marks_of(drawn)
    assert isinstance(first, TextMark)
    assert isinstance(second, TextMark)
    assert 10 <= second.y - first.y <= 14


def test_curves_become_cubic_and_keep_their_ends() -> None:
    with drawing_style():
        drawn = figure()
        codes = [Outline.MOVETO, Outline.CURVE3, Outline.CURVE3]
        drawn.add_artist(PathPatch(Outline([(0, 0), (0.5, 1), (1, 0)], codes), fill=False, linewidth=1))
        (mark,) = marks_of(drawn)
    assert isinstance(mark, PathMark)
    (_, *start), (kind, *points) = mark.steps
    assert start == [0, 100]
    assert kind == "C"
    middle = [  # a point of the curve half way: it is the same for the quadratic curve that was asked for
        (float(a) + 3 * float(b) + 3 * float(c) + float(d)) / 8
        for a, b, c, d in zip(start, points[0:2], points[2:4], points[4:6], strict=True)
    ]
    assert middle == pytest.approx([100, 50], abs=0.01)


def test_fill_stroke_dash_and_clip_are_taken_over() -> None:
    with drawing_style():
        drawn = figure()
        axes = drawn.add_axes((0.25, 0.5, 0.5, 0.25), frameon=False)
        axes.set_axis_off()
        axes.add_line(Line2D([0, 1], [0, 1], color="#123456", linewidth=2, linestyle=(0, (3, 1))))
        axes.add_patch(Rectangle((0, 0), 1, 1, facecolor="#ABCDEF", edgecolor="none"))
        fill, line = marks_of(drawn)
    assert isinstance(fill, PathMark)
    assert isinstance(line, PathMark)
    assert (fill.fill, fill.stroke) == ("ABCDEF", "")
    assert (line.fill, line.stroke, line.thickness, line.dash) == ("", "123456", 2, (3, 1))
    assert fill.clip == line.clip == (50, 25, 100, 25)


def test_markers_are_drawn_at_each_point_that_is_known() -> None:
    with drawing_style():
        drawn = figure()
        xs, ys = [0.1, 0.5, 0.9], [0.5, float("nan"), 0.5]
        drawn.add_artist(Line2D(xs, ys, linestyle="none", marker="s", markersize=4, color="#000000"))
        found = [mark for mark in marks_of(drawn) if isinstance(mark, PathMark)]
    assert [float(mark.steps[0][1]) for mark in found] == pytest.approx([18, 178], abs=0.01)


@pytest.mark.parametrize(
    ("hatch", "expected"),
    [
        ("--", 12 * 60 / 72),
        ("||", 12 * 60 / 72),
        ("//", 6 * 120 / 72),
        ("\\\\", 6 * 120 / 72),
        ("++", 20),
        ("xx", 20),
    ],
)
def test_a_hatch_fills_its_shape_evenly_and_stays_inside(hatch: str, expected: float) -> None:
    with drawing_style():
        drawn = figure()
        box = Rectangle((0.1, 0.2), 0.3, 0.6, facecolor="none", edgecolor="none", hatch=hatch)
        drawn.add_artist(box)
        found = [mark for mark in marks_of(drawn) if isinstance(mark, PathMark)]
    (mark,) = [mark for mark in found if mark.stroke and mark.steps[-1][0] == "L"]
    assert len(mark.steps) / 2 == pytest.approx(expected, abs=2)
    numbers = [float(number) for step in mark.steps for number in step[1:]]
    assert min(numbers[::2]) >= 20
    assert max(numbers[::2]) <= 80
    assert min(numbers[1::2]) >= 20
    assert max(numbers[1::2]) <= 80
    lines = list(zip(mark.steps[::2], mark.steps[1::2], strict=True))
    assert len(set(lines)) == len(lines)


def test_a_hatch_of_two_shapes_leaves_the_room_between_them() -> None:
    with drawing_style():
        drawn = figure()
        squares = [Rectangle((0.1, 0.2), 0.1, 0.2), Rectangle((0.6, 0.2), 0.1, 0.2)]
        path = Outline.make_compound_path(
            *(each.get_path().transformed(each.get_patch_transform()) for each in squares)
        )
        drawn.add_artist(PathPatch(path, facecolor="none", edgecolor="none", hatch="--"))
        found = [mark for mark in marks_of(drawn) if isinstance(mark, PathMark)]
    (mark,) = [mark for mark in found if mark.stroke and mark.steps[-1][0] == "L"]
    xs = {round(float(step[1])) for step in mark.steps}
    assert xs == {20, 40, 120, 140}


def test_a_curved_shape_keeps_its_outline() -> None:
    with drawing_style():
        drawn = figure()
        drawn.add_artist(Circle((0.5, 0.5), 0.2, facecolor="#FF0000", edgecolor="none"))
        (mark,) = marks_of(drawn)
    assert isinstance(mark, PathMark)
    assert {step[0] for step in mark.steps} == {"M", "C", "Z"}


def test_no_face_of_matplotlib_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    from matplotlib import font_manager

    asked: list[object] = []
    monkeypatch.setattr(font_manager.FontManager, "findfont", lambda *args, **_: asked.append(args))
    assert digest() == digest()
    assert asked == []


def test_the_settings_of_the_process_stay_as_they_were() -> None:
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    digest()
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize(
    "odd", ["", "axes.linewidth: 9\nhatch.linewidth: 7\ntext.parse_math: True\npath.sketch: 9, 9, 9\n"]
)
def test_another_process_draws_the_same_and_leaves_nothing_behind(tmp_path: Path, odd: str) -> None:
    home, temporary, folder = tmp_path / "home", tmp_path / "temporary", tmp_path / "folder"
    for each in (home, temporary, folder):
        each.mkdir()
    blocked = {".config", ".cache", ".matplotlib"}
    for name in blocked:  # files where folders should be: nothing can be written into them
        (home / name).touch()
    if odd:
        (folder / "matplotlibrc").write_text(odd, encoding="utf-8")
    own = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "MPL"))}
    homes = dict.fromkeys(("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"), str(home))
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary))
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM],
        cwd=folder,
        env={**own, **homes, **places, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=100,
    )
    assert ran.stderr == ""
    assert ran.stdout.split() == [digest(), "1"]
    assert list(temporary.iterdir()) == []
    assert {path.name for path in home.iterdir()} == blocked


def test_matplotlib_waits_for_the_first_chart() -> None:
    code = "import sys, cityassess.reports.charts.pictures; print('matplotlib' in sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=100
    )
    assert ran.stdout.strip() == "False", ran.stderr


decimals = st.fractions(min_value=-1000, max_value=1000, max_denominator=1000)


@given(st.lists(decimals, max_size=20))
def test_the_axis_of_bars_holds_all_values_in_few_round_steps(values: list[Fraction]) -> None:
    scale = bar_scale(values)
    assert scale.low < scale.high
    assert all(scale.low <= value <= scale.high for value in values)
    assert 2 <= len(scale.ticks) <= 8
    assert scale.cut == (scale.low > 0)
    assert scale.low <= scale.origin <= scale.high
    assert all(Fraction(tick_text(tick, scale.step).replace("−", "-")) == tick for tick in scale.ticks)


@given(st.lists(decimals, max_size=20))
def test_the_axis_of_lines_holds_all_values_in_few_round_steps(values: list[Fraction]) -> None:
    scale = line_scale(values)
    assert scale.low < scale.high
    assert all(scale.low <= value <= scale.high for value in values)
    assert 2 <= len(scale.ticks) <= 9
    assert scale.ticks[0] == scale.low
    assert scale.ticks[-1] == scale.high


@pytest.mark.parametrize(
    ("low", "high", "cut"), [(80, 95, True), (10, 95, False), (90, 90, False), (-5, -3, False)]
)
def test_bars_are_cut_only_where_they_would_all_look_the_same(low: int, high: int, cut: bool) -> None:
    assert bar_scale([Fraction(low), Fraction(high)]).cut is cut
