"""Text of a paper as strips for the page: paragraphs on the grid, blank lines, and lines that must stay one line.

Measures: GB/T 9704-2012, 5.2.2 to 5.2.4 (3号, 22 lines of 28 characters).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cityassess.reports.blocks import Face, Run
from cityassess.reports.fonts import FontSet
from cityassess.reports.page import Geometry, Item, TextMark
from cityassess.reports.textlines import ASCENT, SetText

LINE_GAP = 7 / 8 * 16.0  # 3.5: a line is as high as a character and 7/8 of one of 3号
INDENT = 2  # characters; 7.3.3


@dataclass(frozen=True, slots=True)
class FittedLine:
    """Text that must stand on one line, in its own size or, where it is too long for its room, in a smaller one."""

    text: SetText
    width: float

    @property
    def size(self) -> float:
        """Its size in points."""
        return self.text.size

    def marks(self, x: float, baseline: float, colour: str = "000000") -> list[TextMark]:
        """Set the line from ``x``."""
        (line,) = self.text.lines(self.width + 1, justify=False)
        return self.text.marks(line, x, baseline, colour)


class Strips:
    """Sets text on the grid of a page."""

    def __init__(self, fonts: FontSet, geometry: Geometry) -> None:
        self.fonts = fonts
        self.geometry = geometry
        self.pitch = geometry.line_pitch
        self.em = geometry.character_pitch
        self.size = geometry.body_size
        self.width = geometry.text_width

    def turned(self) -> Strips:
        """The same lines and characters on a landscape page."""
        strips = Strips(self.fonts, self.geometry)
        strips.width = self.geometry.text_height
        return strips

    def baseline(self, size: float, height: float) -> float:
        """From the top of a line of this height to the baseline of characters of this size in its middle."""
        return (height - size) / 2 + ASCENT * size

    def blank(self, lines: float = 1.0) -> Item:
        """Blank lines that stay with what follows and vanish at the top of a page."""
        return Item(lines * self.pitch, keep_next=True, gap=True, on_grid=True)

    def paragraph(
        self, runs: Sequence[Run], *, indent: float = 0.0, hanging: float = 0.0, heading: bool = False
    ) -> list[Item]:
        """Set a paragraph of body text: ``indent`` before its first line, ``hanging`` before others, in characters."""
        text = SetText(self.fonts, runs, self.size, self.em)
        first, others = indent * self.em, hanging * self.em
        lines = text.lines(self.width - others, first=self.width - first, heading=heading)
        baseline = self.baseline(self.size, self.pitch)
        last = len(lines) - 1
        return [
            # Neither the first nor the last line of a paragraph stands alone on a page.
            Item(
                self.pitch,
                text.marks(line, others if number else first, baseline),
                keep_next=last > 0 and number in {0, last - 1},
                on_grid=True,
            )
            for number, line in enumerate(lines)
        ]

    def fitted(
        self, words: str, room: float, face: Face = Face.FANGSONG, size: float | None = None
    ) -> FittedLine:
        """Set words on one line of the grid (or of ``size``, set solid), smaller where they are wider than ``room``."""
        full = size or self.size
        pitch = full if size else self.em
        text = SetText(self.fonts, (Run(words, face),), full, pitch)
        if text.width > room:
            share = max(room, 1.0) / text.width
            text = SetText(self.fonts, (Run(words, face),), full * share, pitch * share)
        return FittedLine(text, text.width)
