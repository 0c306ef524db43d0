"""What every chart is drawn on: a figure measured in points from its top left corner, y downwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from cityassess.reports.blocks import Face
from cityassess.reports.charts.labels import LEADING, MIDDLE, Label

INK = "#000000"
FAINT = "#C4C4C4"  # the lines behind the figures
MUTED = "#595959"
# How a rating looks on a bar besides its tint and its word: each another hatch, so that grey print tells them apart.
HATCHES: dict[str, str] = {
    "red": "///",
    "orange": "xx",
    "yellow": "\\\\",
    "white": "",
    "green": "||",
    "blue": "---",
    "black": "++",
}
OTHER_HATCH = "/"


class Words(Artist):
    """Lines of text at their baselines, handed to the renderer as they are: matplotlib's own cost ten times that."""

    def __init__(self, height: float) -> None:
        super().__init__()
        self.set_zorder(5)
        self._height = height
        self._lines: list[tuple[float, float, str, FontProperties, str]] = []
        self._faces: dict[tuple[Face, float], FontProperties] = {}

    def add(self, x: float, baseline: float, text: str, face: Face, size: float, colour: str) -> None:
        """Add a line of text that starts at ``x``."""
        prop = self._faces.get((face, size))
        if prop is None:
            prop = self._faces[face, size] = FontProperties(family=[face.value], size=size)
        self._lines.append((x, baseline, text, prop, colour))

    def draw(self, renderer: RendererBase) -> None:
        """Draw the texts in the order they were added."""
        gc = renderer.new_gc()
        for x, baseline, text, prop, colour in self._lines:
            gc.set_foreground(colour)
            y = baseline if renderer.flipy() else self._height - baseline
            renderer.draw_text(gc, x, y, text, prop, 0.0, False)
        gc.restore()


class Drawing:
    """A figure of ``width`` × ``height`` points at 72 dots an inch, with words, lines and boxes in points."""

    def __init__(self, width: float, height: float) -> None:
        self.width = width
        self.height = height
        self.figure = Figure(figsize=(width / 72, height / 72), dpi=72, frameon=False)
        self._points = Affine2D().scale(1, -1).translate(0, height)
        self._words = Words(height)
        self.figure.add_artist(self._words)

    def label(
        self,
        label: Label,
        x: float,
        middle: float,
        *,
        align: float = 0.0,
        colour: str = INK,
        top: float | None = None,
    ) -> None:
        """Set a label about ``middle`` or from ``top``; ``align`` is the part of a line's width left of ``x``."""
        size = label.size
        start = middle - label.height / 2 if top is None else top
        for number, (line, width) in enumerate(zip(label.lines, label.widths, strict=True)):
            baseline = start + size * (0.5 + MIDDLE) + number * LEADING * size
            self._words.add(x - align * width, baseline, line, label.face, size, colour)

    def lines(
        self, ends: Sequence[tuple[float, float, float, float]], colour: str, width: float, **more: Any
    ) -> None:
        """Straight lines of one kind as one path."""
        vertices = [point for x1, y1, x2, y2 in ends for point in ((x1, y1), (x2, y2))]
        if vertices:
            self._patch(
                Path(vertices, [Path.MOVETO, Path.LINETO] * len(ends)),
                {"facecolor": "none", "edgecolor": colour, "linewidth": width, **more},
            )

    def boxes(self, boxes: Sequence[tuple[float, float, float, float]], **style: Any) -> None:
        """Rectangles (left, top, width, height) of one style as one path."""
        corners = [
            ((left, top), (left + width, top), (left + width, top + height), (left, top + height))
            for left, top, width, height in boxes
        ]
        self.polygons(corners, **style)

    def polygons(self, polygons: Sequence[Sequence[tuple[float, float]]], **style: Any) -> None:
        """Closed polygons of one style as one path."""
        vertices: list[tuple[float, float]] = []
        codes: list[np.uint8] = []
        for points in polygons:
            vertices += (*points, points[0])
            codes += (Path.MOVETO, *[Path.LINETO] * (len(points) - 1), Path.CLOSEPOLY)
        if vertices:
            self._patch(Path(vertices, codes), style)

    def trace(self, xs: Sequence[float], ys: Sequence[float], **style: Any) -> None:
        """A line through points, or markers at them; not a number leaves a gap."""
        self.figure.add_artist(Line2D(xs, ys, transform=self._points, **style))

    def _patch(self, path: Path, style: dict[str, Any]) -> None:
        self.figure.add_artist(PathPatch(path, transform=self._points, **style))
