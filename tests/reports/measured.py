"""A finished PDF as pdfplumber sees it, in millimetres from the upper left corner of the paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from itertools import pairwise
from typing import Any

import pdfplumber
import pypdfium2

from cityassess.reports.blocks import Block
from cityassess.reports.page import MM
from cityassess.reports.pdf import PdfMeta, PdfResult, write_pdf

PAPER = (210.0, 297.0)
TOP, BOTTOM = 37.0, 297.0 - 35.0
EM, LINE = 156 / 28, 225 / 22
SIZE = 16 / MM  # of a character of 3号
ASCENT = 0.88
NEAR = 0.3


def left_of(page: int) -> float:
    """The left edge of the type area of a page counted from 0."""
    return 28.0 if page % 2 == 0 else 26.0


@dataclass(frozen=True)
class Char:
    """A character, its origin, its advance and its size, with the face it is set in."""

    text: str
    x: float
    y: float
    width: float
    size: float
    face: str
    colour: tuple[float, ...]

    @property
    def right(self) -> float:
        return self.x + self.width


@dataclass(frozen=True)
class Rule:
    """A level line: its ends, its middle's height on the page, its thickness and colour."""

    left: float
    right: float
    y: float
    thickness: float
    colour: tuple[float, ...]

    @property
    def red(self) -> bool:
        return len(self.colour) == 3 and self.colour[0] > 0.7 and self.colour[1] < 0.3


class Row(list[Char]):
    """Characters on one baseline, from left to right."""

    @property
    def text(self) -> str:
        return "".join(char.text for char in self)

    @property
    def y(self) -> float:
        return self[0].y

    @property
    def left(self) -> float:
        return self[0].x

    @property
    def right(self) -> float:
        """The end of the last character's advance."""
        return self[-1].right

    @property
    def em_top(self) -> float:
        return self.y - ASCENT * self[0].size

    @property
    def em_bottom(self) -> float:
        return self.y + (1 - ASCENT) * self[0].size


class Paper:
    """All pages of a PDF, measured when first asked for."""

    def __init__(self, content: bytes, result: PdfResult | None = None) -> None:
        self.content = content
        self.result = result

    @cached_property
    def _pages(self) -> list[tuple[list[Char], list[Rule], list[Any]]]:
        with pdfplumber.open(BytesIO(self.content)) as pdf:
            return [(_chars(page), _rules(page), page.images) for page in pdf.pages]

    def __len__(self) -> int:
        return len(self._pages)

    def chars(self, page: int = 0) -> list[Char]:
        """Visible characters in the order in which they were drawn."""
        return self._pages[page][0]

    def rules(self, page: int = 0) -> list[Rule]:
        """Level lines from the top."""
        return self._pages[page][1]

    def images(self, page: int = 0) -> list[Any]:
        return self._pages[page][2]

    def rows(self, page: int = 0) -> list[Row]:
        """Rows of text from the top."""
        found: dict[float, Row] = {}
        for char in self.chars(page):
            found.setdefault(round(char.y, 1), Row()).append(char)
        return [Row(sorted(found[y], key=lambda char: char.x)) for y in sorted(found)]

    def body(self, page: int = 0) -> list[Row]:
        """Rows inside the type area."""
        return [row for row in self.rows(page) if TOP < row.y < BOTTOM]

    def row(self, words: str, page: int = 0) -> Row:
        """The row that holds these words."""
        return next(row for row in self.rows(page) if words in row.text)

    def part(self, words: str, page: int = 0) -> Row:
        """The characters of these words alone."""
        row = self.row(words, page)
        start = row.text.index(words)
        return Row(row[start : start + len(words)])

    def text(self, page: int = 0) -> str:
        return "".join(row.text for row in self.rows(page))

    def number(self, page: int) -> Row | None:
        """The page number with its dashes, None where there is none."""
        found = [row for row in self.rows(page) if BOTTOM + 3 < row.y < BOTTOM + 12]
        return next((row for row in found if row.text.startswith("—")), None)

    def ink(
        self, page: int, box: tuple[float, float, float, float], *, red: bool = False
    ) -> tuple[float, float]:
        """The upper and lower edge of what is printed inside a box (left, top, right, bottom), to 0.07 mm."""
        scale = 5.0  # 14 dots in a millimetre
        with pypdfium2.PdfDocument(self.content) as document:
            picture = document[page].render(scale=scale).to_numpy()
        left, top, right, bottom = (int(edge * MM * scale) for edge in box)
        part = picture[top:bottom, left:right, :3].astype(int)
        dark = (part[:, :, 2] - part[:, :, 1] > 60) if red else (part.sum(axis=2) < 360)
        rows = dark.any(axis=1).nonzero()[0]
        return (top + rows[0]) / MM / scale, (top + rows[-1] + 1) / MM / scale


def _chars(page: Any) -> list[Char]:
    found = []
    for char in page.chars:
        if char["text"].isspace():
            continue
        x, y = char["matrix"][4], char["matrix"][5]
        width = char["x1"] - char["x0"]
        if page.rotation == 90:  # seen as readers show it; measured as it lies on the paper
            x, y = PAPER[0] * MM - y, x
            width = width if char["upright"] else char["bottom"] - char["top"]
        colour = tuple(char["non_stroking_color"] or ())
        found.append(
            Char(
                char["text"],
                x / MM,
                PAPER[1] - y / MM,
                width / MM,
                char["size"] / MM,
                char["fontname"].split("+")[-1],
                colour,
            )
        )
    return found


def _rules(page: Any) -> list[Rule]:
    found = [
        Rule(
            line["x0"] / MM,
            line["x1"] / MM,
            line["top"] / MM,
            line["linewidth"] / MM,
            tuple(line["stroking_color"] or ()),
        )
        for line in page.lines
        if abs(line["top"] - line["bottom"]) < 0.01
    ]
    return sorted(found, key=lambda rule: rule.y)


def paper(blocks: Sequence[Block], **options: Any) -> Paper:
    """Set blocks in the shipped faces and measure them."""
    stream = BytesIO()
    result = write_pdf(blocks, stream, meta=PdfMeta("通报", "考核办"), shipped_faces_only=True, **options)
    return Paper(stream.getvalue(), result)


def pitches(rows: Sequence[Row]) -> list[float]:
    """From each row to the next."""
    return [below.y - above.y for above, below in pairwise(rows)]
