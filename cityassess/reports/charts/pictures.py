"""The chart of the page as a PNG for files that cannot hold our marks, the same bytes everywhere.

Letters are drawn from the outlines of the shipped faces, so a picture never depends on what a machine has installed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from io import BytesIO
from math import ceil, cos, radians, sin
from typing import TYPE_CHECKING, Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from cityassess.reports.blocks import Chart
from cityassess.reports.charts.library import drawing_style
from cityassess.reports.charts.paper import chart_marks
from cityassess.reports.fonts import FontSet
from cityassess.reports.page import A4, Mark, PathMark, TextMark

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font
    from matplotlib.path import Path

_EM = 1000.0  # units of an outline
_Steps = tuple[tuple[str | float, ...], ...]


def chart_png(chart: Chart, width: float = A4.text_width, dpi: int = 300) -> bytes:
    """Return a chart as PNG on white, ``width`` points wide at ``dpi`` dots an inch, which the file says."""
    height, marks = chart_marks(FontSet(shipped_only=True), chart, width)
    with drawing_style():
        return _png(marks, width, height, dpi)


def _png(marks: Sequence[Mark], width: float, height: float, dpi: int) -> bytes:
    from matplotlib.backends import backend_agg
    from matplotlib.transforms import Affine2D, Bbox
    from PIL import Image

    scale = dpi / 72
    made: Any = backend_agg.RendererAgg  # without types
    renderer = made(ceil(width * scale), ceil(height * scale), dpi)
    renderer.clear()
    flip = Affine2D().scale(scale, -scale).translate(0, renderer.height)
    gc = renderer.new_gc()
    gc.set_snap(False)
    for mark in marks:
        if isinstance(mark, TextMark):
            gc.set_linewidth(0)
            gc.set_clip_rectangle(None)
            for place, letter in _letters(mark):
                renderer.draw_path(gc, letter, Affine2D(place) + flip, _colour(mark.colour))
        elif isinstance(mark, PathMark):
            # The renderer takes lines and dashes in points and scales them by its resolution itself.
            gc.set_linewidth(mark.thickness if mark.stroke else 0)
            gc.set_foreground(_colour(mark.stroke or "000000"), isRGBA=False)
            gc.set_dashes(0, list(mark.dash) or None)
            gc.set_clip_rectangle(
                None
                if mark.clip is None
                else Bbox.from_bounds(mark.clip[0], mark.clip[1], *mark.clip[2:]).transformed(flip)
            )
            fill = _colour(mark.fill) if mark.fill else None
            renderer.draw_path(gc, _path(mark.steps), Affine2D().translate(mark.x, mark.y) + flip, fill)
    picture = Image.frombuffer("RGBA", (renderer.width, renderer.height), renderer.buffer_rgba())
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    target = BytesIO()
    white.save(target, "PNG", dpi=(dpi, dpi), optimize=False, compress_level=6)
    return target.getvalue()


def _letters(mark: TextMark) -> Iterator[tuple[Any, Path]]:
    """The outline of each character with the matrix that takes it to its place in the marks' coordinates."""
    size = mark.size / _EM
    along, across = cos(radians(mark.turn)), sin(radians(mark.turn))
    for char, x in _advances(mark):
        left, top = mark.x + x * size * along, mark.y - x * size * across
        matrix = [
            [size * along, -size * across, left],
            [-size * across, -size * along, top],
            [0.0, 0.0, 1.0],
        ]
        yield matrix, _letter(mark.font, char)


def _advances(mark: TextMark) -> Iterator[tuple[str, float]]:
    """The characters of a mark and where each starts, in units of an outline."""
    font = pdfmetrics.getFont(mark.font)
    x = 0.0
    for char in mark.text:
        yield char, x
        x += font.stringWidth(char, _EM)


def _outline(font: str, char: str) -> _Steps:
    """The outline of a character in units of a thousandth of its size, y upwards."""
    from matplotlib.ft2font import LoadFlags

    face = _face(font)
    face.load_char(ord(char), flags=LoadFlags.NO_HINTING)
    vertices, codes = face.get_path()
    steps: list[tuple[str | float, ...]] = []
    numbers = iter([tuple(round(float(number), 2) for number in vertex) for vertex in vertices])
    kinds = iter(int(code) for code in codes)
    for kind in kinds:
        points = [next(numbers) for _ in range({3: 2, 4: 3}.get(kind, 1))]
        for _ in points[1:]:
            next(kinds)
        steps.append(
            ("Z",) if kind == 79 else ("_MLQC"[kind], *(number for point in points for number in point))
        )
    return tuple(steps)


@lru_cache(4096)
def _letter(font: str, char: str) -> Path:
    return _path(_outline(font, char))


@lru_cache(16)
def _face(font: str) -> FT2Font:
    from matplotlib.ft2font import FT2Font

    registered = pdfmetrics.getFont(font)
    if not isinstance(registered, TTFont):
        raise TypeError(f"{font} has no outlines in a file")
    face = FT2Font(registered.face.filename)
    face.set_size(_EM, 72)
    return face


def _path(steps: _Steps) -> Path:
    from matplotlib.path import Path

    vertices: list[tuple[float, float]] = []
    codes: list[int] = []
    for step in steps:
        numbers = [float(number) for number in step[1:]] or [0.0, 0.0]
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        vertices += points
        codes += [{"M": 1, "L": 2, "Q": 3, "C": 4, "Z": 79}[str(step[0])]] * len(points)
    return Path(vertices, codes) if vertices else Path([(0.0, 0.0)])


def _colour(colour: str) -> tuple[float, float, float]:
    red, green, blue = bytes.fromhex(colour)
    return red / 255, green / 255, blue / 255
