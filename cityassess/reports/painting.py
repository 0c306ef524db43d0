"""Puts the marks of a page on the canvas: fills, pictures, paths, rules, then text above all of them.

Rules that go on from one another are drawn as one, which keeps long tables small.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from math import cos, radians, sin
from typing import TYPE_CHECKING, Any, cast

from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import getFont
from reportlab.pdfbase.ttfonts import TTFont

from cityassess.reports.page import FillMark, ImageMark, Mark, PathMark, RuleMark, TextMark

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

# Operators of ISO 32000-1, 8.5.2 and 8.5.3.
_STEPS = {"M": "m", "L": "l", "C": "c", "Z": "h"}
_PAINTED = {(True, True): "B", (True, False): "f", (False, True): "S", (False, False): "n"}


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
        code = [
            f"{_fill(mark.colour)} {x:.3f} {y:.3f} {mark.width:.3f} {mark.height:.3f} re f"
            for x, y, mark in self._fills
        ]
        self._put(code)
        for x, y, image in self._images:
            self._canvas.drawImage(JpegReader(image.data), x, y, image.width, image.height)
        self._put([_path_code(*path) for path in self._paths])
        self._put(self._rule_code())
        if self._texts:
            self._put(self._text_code())

    def _put(self, code: list[str]) -> None:
        """Write operators as they are: through the canvas's own calls they take several times as long."""
        if code:
            canvas: Any = self._canvas
            canvas._code.append("\n".join(code))

    def _rule_code(self) -> list[str]:
        lines = {key: list(ends) for key, ends in self._level.items()}
        for (thickness, colour, x), spans in self._upright.items():
            lines.setdefault((thickness, colour), []).extend(
                (x, low, x, high) for low, high in _joined(spans)
            )
        code: list[str] = []
        for (thickness, colour), ends in lines.items():
            code.append(f"{_stroke(colour)} {thickness:.4f} w")
            code += [f"{x1:.3f} {y1:.3f} m {x2:.3f} {y2:.3f} l" for x1, y1, x2, y2 in ends]
            code.append("S")
        return code

    def _text_code(self) -> list[str]:
        canvas: Any = self._canvas
        document = canvas._doc
        code = ["BT"]
        spacing, stretch, colour, set_font = 0.0, 1.0, "", ""
        fonts: dict[tuple[str, int, float], str] = {}
        for x, y, mark in self._texts:
            if round(mark.spacing, 4) != spacing:
                spacing = round(mark.spacing, 4)
                code.append(f"{spacing:.4f} Tc")
            if mark.stretch != stretch:
                stretch = mark.stretch
                code.append(f"{100 * stretch:.4f} Tz")
            if mark.colour != colour:
                colour = mark.colour
                code.append(_fill(colour))
            code.append(_place(x, y, mark.turn))
            face = cast(TTFont, getFont(mark.font))
            for subset, glyphs in face.splitString(mark.text, document):
                key = (mark.font, subset, mark.size)
                font = fonts.get(key)
                if font is None:
                    name = face.getSubsetInternalName(subset, document)
                    font = fonts[key] = f"{name} {mark.size:.4f} Tf"
                if font != set_font:
                    set_font = font
                    code.append(font)
                code.append(f"<{glyphs.hex()}> Tj")
        if spacing:
            code.append("0 Tc")
        if stretch != 1.0:
            code.append("100 Tz")
        code.append("ET")
        return code


def _path_code(left: float, top: float, mark: PathMark) -> str:
    """The operators of a path; its clip is a rectangle of the strip, so it does not move with the path."""
    code = ["q 1 j"]
    if mark.clip is not None:
        x, y, width, height = mark.clip
        code.append(f"{left + x:.3f} {top - y - height:.3f} {width:.3f} {height:.3f} re W n")
    if mark.stroke:
        code.append(f"{_stroke(mark.stroke)} {mark.thickness:.4f} w")
        if mark.dash:
            code.append(f"[{' '.join(f'{length:.3f}' for length in mark.dash)}] 0 d")
    if mark.fill:
        code.append(_fill(mark.fill))
    x0, y0 = left + mark.x, top - mark.y
    for step in mark.steps:
        operator = _STEPS.get(str(step[0]))
        if operator is None:
            raise ValueError(f"unknown step of a path: {step[0]!r}")
        ends = cast("tuple[float, ...]", step[1:])
        points = [f"{y0 - value if at % 2 else x0 + value:.3f}" for at, value in enumerate(ends)]
        code.append(" ".join((*points, operator)))
    code.append(_PAINTED[bool(mark.fill), bool(mark.stroke)])
    code.append("Q")
    return "\n".join(code)


def _place(x: float, y: float, turn: float) -> str:
    if not turn:
        return f"1 0 0 1 {x:.3f} {y:.3f} Tm"
    across, up = cos(radians(turn)), sin(radians(turn))
    return f"{across:.6f} {up:.6f} {-up:.6f} {across:.6f} {x:.3f} {y:.3f} Tm"


def _joined(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    joined: list[tuple[float, float]] = []
    for low, high in sorted(spans):
        if joined and low <= joined[-1][1] + 0.01:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return joined


@cache
def _fill(colour: str) -> str:
    return f"{_rgb(colour)} rg"


@cache
def _stroke(colour: str) -> str:
    return f"{_rgb(colour)} RG"


def _rgb(colour: str) -> str:
    return " ".join(f"{value / 255:.4f}" for value in bytes.fromhex(colour))
