"""A renderer of matplotlib that turns what a figure draws into the marks of a page.

Figures are made at 72 dots an inch, so that a dot is a point. Texts are set in the faces of the document by the name of
the face that their font properties carry as family; nothing is read as a formula, and matplotlib's fonts are not used.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, cos, floor, radians, sin
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.colors import to_hex, to_rgba
from matplotlib.path import Path

from cityassess.reports.blocks import Face
from cityassess.reports.charts.labels import ASCENT, DESCENT
from cityassess.reports.fonts import FontSet
from cityassess.reports.page import Mark, PathMark, TextMark

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties
    from matplotlib.text import Text
    from matplotlib.transforms import Transform
    from matplotlib.typing import ColorType

_TILE = 72.0  # a hatch is given for a square of an inch
_Steps = tuple[tuple[str | float, ...], ...]
_Box = tuple[float, float, float, float]  # left, top, right, bottom


class MarkRenderer(RendererBase):
    """Gathers the marks of a figure of ``width`` × ``height`` points, y downwards from its top left corner."""

    def __init__(self, fonts: FontSet, width: float, height: float) -> None:
        super().__init__()
        self.marks: list[Mark] = []
        self._fonts = fonts
        self._width = width
        self._height = height

    def get_canvas_width_height(self) -> tuple[float, float]:
        """The size of the canvas in points."""
        return self._width, self._height

    def flipy(self) -> bool:
        """Texts come with y downwards."""
        return True

    def draw_path(
        self,
        gc: GraphicsContextBase,
        path: Path,
        transform: Transform,
        rgbFace: ColorType | None = None,  # noqa: N803  # a name that matplotlib calls
    ) -> None:
        """Take a path: filled, then hatched, then stroked."""
        steps = self._steps(path, transform)
        if not steps:
            return
        clip = self._clip(gc)
        line = gc.get_linewidth() > 0 and gc.get_rgb()[3] > 0
        fill = _hex(rgbFace) if rgbFace is not None and to_rgba(rgbFace)[3] > 0 else ""
        stroke = _hex(gc.get_rgb()) if line else ""
        thickness = _rounded(gc.get_linewidth()) if line else 0.5
        offset, lengths = gc.get_dashes()
        drawn = [] if lengths is None or offset else np.asarray(lengths, dtype=float).tolist()
        dash = tuple(_rounded(length) for length in drawn)
        if not (hatch := gc.get_hatch_path() if gc.get_hatch() else None):
            if fill or stroke:
                self.marks.append(PathMark(0, 0, steps, fill, stroke, thickness, dash, clip))
            return
        if fill:
            self.marks.append(PathMark(0, 0, steps, fill, "", thickness, (), clip))
        self._hatched(gc, hatch, steps)
        if stroke:
            self.marks.append(PathMark(0, 0, steps, "", stroke, thickness, dash, clip))

    def draw_text(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: bool | str = False,
        mtext: Text | None = None,
    ) -> None:
        """Take a line of text as typed: what looks like a formula stays as it is."""
        self.write(x, y, s, Face(prop.get_family()[0]), prop.get_size_in_points(), _hex(gc.get_rgb()), angle)

    def write(
        self,
        x: float,
        y: float,
        text: str,
        face: Face,
        size: float,
        colour: str = "000000",
        angle: float = 0.0,
    ) -> None:
        """Set a line of text at its baseline, falling back face by face."""
        along, across = cos(radians(angle)), sin(radians(angle))
        for part in self._fonts.stretches(face, text):
            self.marks.append(
                TextMark(_rounded(x), _rounded(y), part.font, size, part.text, colour=colour, turn=angle)
            )
            width = sum(part.advances) * size
            x, y = x + width * along, y - width * across

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: bool | str
    ) -> tuple[float, float, float]:
        """The box of a line of text by the metrics of its faces."""
        size = prop.get_size_in_points()
        return self._fonts.width(Face(prop.get_family()[0]), s, size), size, DESCENT * size

    def _get_font_height_metrics(self, prop: FontProperties) -> tuple[float, float, float]:
        """Asked for by matplotlib before it would open a font file of its own: ascent, descent, line gap."""
        size = prop.get_size_in_points()
        return ASCENT * size, DESCENT * size, 0.0

    def _steps(self, path: Path, transform: Transform) -> _Steps:
        steps: list[tuple[str | float, ...]] = []
        here = (0.0, 0.0)
        for vertices, code in path.iter_segments(transform, simplify=False, curves=True):
            points = [(float(x), self._height - float(y)) for x, y in vertices.reshape(-1, 2)]
            if code == Path.CLOSEPOLY:
                steps.append(("Z",))
                continue
            if code == Path.CURVE3:  # a quadratic curve as a cubic one
                (cx, cy), (x, y) = points
                first = (here[0] + 2 / 3 * (cx - here[0]), here[1] + 2 / 3 * (cy - here[1]))
                points = [first, (x + 2 / 3 * (cx - x), y + 2 / 3 * (cy - y)), (x, y)]
            kind = {1: "M", 2: "L"}.get(int(code), "C")
            steps.append((kind, *(_rounded(number) for point in points for number in point)))
            here = points[-1]
        return tuple(steps) if len(steps) > 1 else ()

    def _clip(self, gc: GraphicsContextBase) -> _Box | None:
        """The clip of a figure's axes, None where nothing could be cut off that the page does not cut."""
        box = gc.get_clip_rectangle()
        if box is None:
            return None
        left, top = _rounded(box.x0), _rounded(self._height - box.y1)
        return left, top, _rounded(box.width), _rounded(box.height)

    def _hatched(self, gc: GraphicsContextBase, hatch: Path, steps: _Steps) -> None:
        """Fill the bounds of each part of a path with hatch lines that lie on the page, not on the path."""
        clip = self._clip(gc)
        drawn: list[tuple[str | float, ...]] = []
        starts = [index for index, step in enumerate(steps) if step[0] == "M"]
        for start, end in zip(starts, [*starts[1:], len(steps)], strict=True):
            box = _bounds(steps[start:end])
            if clip is not None:
                left, top, width, height = clip
                right, bottom = min(box[2], left + width), min(box[3], top + height)
                box = (max(box[0], left), max(box[1], top), right, bottom)
            for x1, y1, x2, y2 in _cut(_ruled(hatch, box), box):
                drawn += (("M", _rounded(x1), _rounded(y1)), ("L", _rounded(x2), _rounded(y2)))
        if drawn:
            thickness = _rounded(gc.get_hatch_linewidth())
            self.marks.append(
                PathMark(0, 0, tuple(drawn), "", _hex(gc.get_hatch_color()), thickness, (), None)
            )


def _ruled(hatch: Path, box: _Box) -> Iterable[_Box]:
    """The straight lines of a hatch through a box, each in one piece: level, upright or slanted by half a right angle.

    A hatch repeats in each tile, so each of its lines goes on through all tiles, and again one tile further on.
    """
    left, top, right, bottom = box
    vertices = [(float(x), 1 - float(y)) for x, y in np.asarray(hatch.vertices)]
    families: dict[tuple[int, int, float], None] = {}
    for (x1, y1), (x2, y2) in zip(vertices[::2], vertices[1::2], strict=True):
        dx, dy = _sign(x2 - x1), _sign(y2 - y1)
        if (dx, dy) < (0, 0):
            dx, dy = -dx, -dy
        families[dx, dy, round((y1 * dx - x1 * dy) % 1, 6) % 1] = None
    for dx, dy, offset in families:
        crossings = [y * dx - x * dy for x in (left, right) for y in (top, bottom)]
        for number in range(
            ceil(min(crossings) / _TILE - offset), floor(max(crossings) / _TILE - offset) + 1
        ):
            crossing = (offset + number) * _TILE
            if dx:
                yield left, crossing + left * dy, right, crossing + right * dy
            else:
                yield -crossing * dy, top, -crossing * dy, bottom


def _sign(number: float) -> int:
    return 0 if abs(number) < 1e-9 else 1 if number > 0 else -1


def _cut(lines: Iterable[_Box], box: _Box) -> Iterable[_Box]:
    """Cut lines off at a box (Liang and Barsky); those outside are left out."""
    left, top, right, bottom = box
    for x1, y1, x2, y2 in lines:
        dx, dy = x2 - x1, y2 - y1
        low, high = 0.0, 1.0
        for run, room in ((-dx, x1 - left), (dx, right - x1), (-dy, y1 - top), (dy, bottom - y1)):
            if run < 0:
                low = max(low, room / run)
            elif run > 0:
                high = min(high, room / run)
            elif room < 0:
                high = -1.0
        if high - low > 1e-6:
            yield x1 + low * dx, y1 + low * dy, x1 + high * dx, y1 + high * dy


def _bounds(steps: _Steps) -> _Box:
    xs = [float(number) for step in steps for number in step[1::2]]
    ys = [float(number) for step in steps for number in step[2::2]]
    return min(xs), min(ys), max(xs), max(ys)


def _rounded(number: float) -> float:
    """To a thousandth of a point, so that the last bits of a machine's arithmetic never reach the paper."""
    return round(float(number), 3) + 0.0


def _hex(colour: ColorType) -> str:
    return to_hex(to_rgba(colour)[:3])[1:].upper()
