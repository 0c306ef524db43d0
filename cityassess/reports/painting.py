"""Puts the marks of a page on the canvas: fills, pictures, paths, rules, then text above all of them.

Rules that go on from one another are drawn as one, which keeps long tables small.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from math import cos, radians, sin
from typing import TYPE_CHECKING, cast

from reportlab.lib.utils import ImageReader

from cityassess.reports.page import FillMark, ImageMark, Mark, PathMark, RuleMark, TextMark

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.pdfgen.textobject import PDFTextObject


class JpegReader(ImageReader):
    """A JPEG whose bytes go into the file as they are, without being decoded; equal bytes go in once."""

    def __init__(self, data: bytes) -> None:
        super().__init__(BytesIO(data))
        # The base would decode the whole picture to tell it from others and to find what shows through.
        self._data = data
        self._dataA = None


class Painter:
    """Gathers the marks of one page, all to be drawn in one coordinate system, and draws them."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._fills: list[tuple[float, float, FillMark]] = []
        self._images: list[tuple[float, float, ImageMark]] = []
        self._paths: list[tuple[float, float, PathMark]] = []
        self._upright: dict[tuple[float, str, float], list[tuple[float, float]]] = {}
        self._level: dict[tuple[float, str], list[tuple[float, float, float, float]]] = {}
        self._texts: list[tuple[float, float, TextMark]] = []

    def gather(self, marks: Sequence[Mark], left: float, top: float) -> None:
        """Take the marks of a strip whose top left corner lies at ``left``, ``top`` of the canvas."""
        for mark in marks:
            if isinstance(mark, TextMark):
                self._texts.append((left + mark.x, top - mark.y, mark))
            elif isinstance(mark, RuleMark):
                self._gather_rule(mark, left, top)
            elif isinstance(mark, FillMark):
                self._fills.append((left + mark.x, top - mark.y - mark.height, mark))
            elif isinstance(mark, ImageMark):
                self._images.append((left + mark.x, top - mark.y - mark.height, mark))
            else:
                self._paths.append((left, top, mark))

    def _gather_rule(self, mark: RuleMark, left: float, top: float) -> None:
        if mark.x1 == mark.x2:
            key = (mark.thickness, mark.colour, round(left + mark.x1, 3))
            self._upright.setdefault(key, []).append((top - mark.y2, top - mark.y1))
        else:
            ends = (left + mark.x1, top - mark.y1, left + mark.x2, top - mark.y2)
            self._level.setdefault((mark.thickness, mark.colour), []).append(ends)

    def draw(self) -> None:
        """Draw everything gathered."""
        for x, y, fill in self._fills:
            self._canvas.setFillColorRGB(*_rgb(fill.colour))
            self._canvas.rect(x, y, fill.width, fill.height, stroke=0, fill=1)
        for x, y, image in self._images:
            self._canvas.drawImage(JpegReader(image.data), x, y, image.width, image.height)
        for x, y, path in self._paths:
            self._draw_path(x, y, path)
        self._draw_rules()
        if self._texts:
            self._write()

    def _draw_path(self, left: float, top: float, mark: PathMark) -> None:
        """Draw a path; its clip is a rectangle of the strip, so it does not move with the path."""
        canvas = self._canvas
        canvas.saveState()
        if mark.clip is not None:
            x, y, width, height = mark.clip
            frame = canvas.beginPath()
            frame.rect(left + x, top - y - height, width, height)
            canvas.clipPath(frame, stroke=0, fill=0)
        if mark.stroke:
            canvas.setLineWidth(mark.thickness)
            canvas.setStrokeColorRGB(*_rgb(mark.stroke))
            canvas.setLineJoin(1)
            if mark.dash:
                canvas.setDash(list(mark.dash))
        if mark.fill:
            canvas.setFillColorRGB(*_rgb(mark.fill))
        path = canvas.beginPath()
        x0, y0 = left + mark.x, top - mark.y
        for step in mark.steps:
            ends = cast("tuple[float, ...]", step[1:])
            points = [x0 + value if at % 2 == 0 else y0 - value for at, value in enumerate(ends)]
            match step[0]:
                case "M":
                    path.moveTo(*points)
                case "L":
                    path.lineTo(*points)
                case "C":
                    path.curveTo(*points)
                case "Z":
                    path.close()
                case other:
                    raise ValueError(f"unknown step of a path: {other!r}")
        canvas.drawPath(path, stroke=int(bool(mark.stroke)), fill=int(bool(mark.fill)))
        canvas.restoreState()

    def _draw_rules(self) -> None:
        lines = {key: list(ends) for key, ends in self._level.items()}
        for (thickness, colour, x), spans in self._upright.items():
            lines.setdefault((thickness, colour), []).extend(
                (x, low, x, high) for low, high in _joined(spans)
            )
        for (thickness, colour), ends in lines.items():
            self._canvas.setLineWidth(thickness)
            self._canvas.setStrokeColorRGB(*_rgb(colour))
            self._canvas.lines(ends)

    def _write(self) -> None:
        text = self._canvas.beginText()
        spacing, stretch, colour, font = 0.0, 1.0, "", ("", 0.0)
        for x, y, mark in self._texts:
            if round(mark.spacing, 4) != spacing:
                spacing = round(mark.spacing, 4)
                text.setCharSpace(spacing)
            if mark.stretch != stretch:
                stretch = mark.stretch
                text.setHorizScale(100 * stretch)
            if mark.colour != colour:
                colour = mark.colour
                text.setFillColorRGB(*_rgb(colour))
            if (mark.font, mark.size) != font:
                font = (mark.font, mark.size)
                text.setFont(*font)
            _place(text, x, y, mark.turn)
            text.textOut(mark.text)
        if spacing:
            text.setCharSpace(0)
        if stretch != 1.0:
            text.setHorizScale(100)
        self._canvas.drawText(text)


def _place(text: PDFTextObject, x: float, y: float, turn: float) -> None:
    if not turn:
        text.setTextOrigin(x, y)
        return
    across, up = cos(radians(turn)), sin(radians(turn))
    text.setTextTransform(across, up, -up, across, x, y)


def _joined(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    joined: list[tuple[float, float]] = []
    for low, high in sorted(spans):
        if joined and low <= joined[-1][1] + 0.01:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return joined


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = bytes.fromhex(colour)
    return red / 255, green / 255, blue / 255
