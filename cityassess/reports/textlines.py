"""Text set in the faces of a document: lines as marks on a page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from cityassess.reports.blocks import Face, Run
from cityassess.reports.fonts import FontSet
from cityassess.reports.linebreak import Line, break_lines
from cityassess.reports.officewords import word_costs
from cityassess.reports.page import TextMark

ASCENT = 0.88  # of a Chinese em box, above the baseline
FULL_DASH = 0.96  # of an em: a dash as wide as this joins its neighbour
DASH_SIDES = 0.085  # of an em: what is empty left and right of a narrower dash, together
LEAST_OF_HEADING = 4  # characters of its last line
_DASH = re.compile("—")
_UNPRINTED = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]"
)


@lru_cache(maxsize=4096)
def printable(text: str) -> str:
    """Return the text composed (NFC), with tabs and line feeds as blanks and characters that show nothing left out."""
    if text.isprintable() and text.isascii():
        return text
    text = re.sub(r"[\t\r\n\x0b\x0c]+", " ", unicodedata.normalize("NFC", text))
    return _UNPRINTED.sub("", text)


def line_marks(
    fonts: FontSet,
    face: Face,
    text: str,
    size: float,
    x: float,
    baseline: float,
    *,
    tracking: float = 0.0,
    colour: str = "000000",
    stretch: float = 1.0,
) -> list[TextMark]:
    """Set one line of text from ``x``, with ``tracking`` after each character per em of its width."""
    marks: list[TextMark] = []
    for part in fonts.stretches(face, text):
        width = sum(part.advances)
        spacing = tracking * width / len(part.text)
        marks.append(TextMark(x, baseline, part.font, size, part.text, spacing, colour, stretch))
        x += (width * size + tracking * width) * stretch
    return marks


class SetText:
    """Runs of text with the width of each character at a size, ready to be broken into lines of marks.

    ``pitch`` is the width that a full-width character takes on the grid; without it the type is set solid.
    """

    def __init__(self, fonts: FontSet, runs: Sequence[Run], size: float, pitch: float | None = None) -> None:
        runs = [Run(printable(run.text), run.face) for run in runs]
        self.size = size
        self._pitch = pitch or size
        self.text = "".join(run.text for run in runs)
        self._glyphs = [glyph for run in runs for glyph in fonts.glyphs(run.face, run.text)]
        self._shown = "".join(
            part.text for run in runs if run.text for part in fonts.stretches(run.face, run.text)
        )
        self.widths = [advance * self._pitch for _, advance in self._glyphs]
        for match in _DASH.finditer(self.text):
            self.widths[match.start()] = self._pitch

    @property
    def width(self) -> float:
        """The width of the whole text on one line."""
        return sum(self.widths)

    def lines(
        self, width: float, *, first: float | None = None, justify: bool = True, heading: bool = False
    ) -> list[Line]:
        """Break the text into lines of ``width`` points; those of a heading rather end between words."""
        if heading:
            keep = word_costs(self.text)
            return break_lines(
                self.text,
                self.widths,
                width,
                first=first,
                justify=justify,
                keep=keep,
                least_last=LEAST_OF_HEADING,
                ragged=True,
            )
        return break_lines(self.text, self.widths, width, first=first, justify=justify)

    def marks(self, line: Line, x: float, baseline: float, colour: str = "000000") -> list[TextMark]:
        """Set one of the lines: neighbours of one face and one spacing go into one mark."""
        marks: list[TextMark] = []
        size = self.size
        end = line.end
        while end > line.start and self._shown[end - 1] == " ":
            end -= 1
        start = line.start
        spacing = 0.0
        for index in range(line.start, end):
            font, advance = self._glyphs[index]
            last = index + 1 == end
            place = line.places[index - line.start]
            if self._shown[index] == "—":
                marks.append(self._dash(index, x + place, baseline, colour))
                start = index + 1
                continue
            here = 0.0 if last else line.places[index + 1 - line.start] - place - advance * size
            if index == start:
                spacing = here
            # A character whose own spacing differs still goes with those before: it ends their mark.
            if (
                last
                or self._glyphs[index + 1][0] != font
                or abs(here - spacing) > 0.005
                or self._shown[index + 1] == "—"
            ):
                words = self._shown[start : index + 1]
                left = x + line.places[start - line.start]
                marks.append(TextMark(left, baseline, font, size, words, spacing, colour))
                start = index + 1
        return marks

    def _dash(self, index: int, x: float, baseline: float, colour: str) -> TextMark:
        """A dash that fills its cell: that of many faces is shorter, and two of them would not join to a 破折号."""
        font, advance = self._glyphs[index]
        drawn = advance - DASH_SIDES
        if advance >= FULL_DASH:
            return TextMark(x, baseline, font, self.size, "—", colour=colour)
        stretch = self._pitch / (drawn * self.size)
        left = x - DASH_SIDES / 2 * self.size * stretch
        return TextMark(left, baseline, font, self.size, "—", colour=colour, stretch=stretch)
