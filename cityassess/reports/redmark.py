"""The issuing authority's red mark (发文机关标志): as large as its height and the paper's width let it be.

GB/T 9704-2012, 7.2.4: centred, 小标宋, in a size that looks well; several authorities stand under one another with
文件 to the right of them, halfway up.
"""

from __future__ import annotations

from math import ceil

from cityassess.reports.blocks import Face
from cityassess.reports.fonts import FontSet
from cityassess.reports.ink import ink
from cityassess.reports.page import TextMark
from cityassess.reports.strips import Strips
from cityassess.reports.textlines import line_marks, printable
from cityassess.reports.titlelines import TITLE_SIZE, title_lines

FACE = Face.SMALL_TITLE_SONG
PAPER = "文件"
NARROWEST = 0.58  # how far characters are narrowed before the size goes down
WIDEST = 0.96  # of the type area
SMALLEST = 36.0  # 小初: a name that would be smaller on one line goes on to further lines
LEADING = 1.2  # of the size, from line to line
BESIDE = 0.4  # of the size, between the names and 文件
MOST_GROWN = 4  # lines of the page by which several authorities make a mark higher
MOST_SHAPED = 4  # lines that end between words; more are of one length
MOST_LINES = 40


class RedMark:
    """A mark of a given height of ink on one line, a line of the page more for each further one up to five."""

    def __init__(self, strips: Strips, authority: str, height: float) -> None:
        self._strips = strips
        names = [words for line in authority.split("\n") if (words := printable(line).strip())] or [""]
        self._beside = ""
        if len(names) > 1 and names[-1].endswith(PAPER):
            self._beside = PAPER
            names[-1] = names[-1].removesuffix(PAPER)
            names = [name for name in names if name]
        self._names = names if len(names) > 1 else folded(strips.fonts, names[0], strips.width)
        self._measure(height)

    def _em(self, words: str) -> float:
        return self._strips.fonts.width(FACE, words, 1.0)

    def _measure(self, height: float) -> None:
        room = WIDEST * self._strips.width
        words = "".join(self._names) + self._beside
        above, _ = ink(self._strips.fonts, FACE, self._names[0])
        _, below = ink(self._strips.fonts, FACE, self._names[-1])
        lines = len(self._names) - 1
        wanted = height + min(lines, MOST_GROWN) * self._strips.pitch
        self._widest = max(self._em(name) for name in self._names)
        across = self._widest + (BESIDE + self._em(self._beside) if self._beside else 0.0)
        size = wanted / (above + below + lines * LEADING)
        self.size = min(size, room / (across * NARROWEST)) if words and across else size
        self._stretch = min(1.0, room / (across * self.size)) if across else 1.0
        self._across = across * self.size * self._stretch
        self._above = above * self.size
        self.height = (above + below + lines * LEADING) * self.size

    def marks(self, top: float, colour: str) -> list[TextMark]:
        """Set the mark with the upper edge of its ink at ``top``."""
        strips, size = self._strips, self.size
        left = (strips.width - self._across) / 2
        first = top + self._above
        marks: list[TextMark] = []
        for number, name in enumerate(self._names):
            tracking, x = self._spread(name, left)
            marks += line_marks(
                strips.fonts,
                FACE,
                name,
                size,
                x,
                first + number * LEADING * size,
                tracking=tracking,
                colour=colour,
                stretch=self._stretch,
            )
        if self._beside:
            x = left + (self._widest + BESIDE) * size * self._stretch
            middle = first + (len(self._names) - 1) * LEADING * size / 2
            marks += line_marks(
                strips.fonts, FACE, self._beside, size, x, middle, colour=colour, stretch=self._stretch
            )
        return marks

    def _spread(self, name: str, left: float) -> tuple[float, float]:
        """Names of several authorities are spread to one width; parts of one name are centred."""
        missing = (self._widest - self._em(name)) * self.size
        if self._beside and len(name) > 1:
            return missing / (self._em(name) - self._em(name[-1])), left
        return 0.0, left + missing * self._stretch / 2


def folded(fonts: FontSet, name: str, width: float) -> list[str]:
    """A single name on as many lines as it takes to print it in no less than 小初, broken as a title is."""
    em = fonts.width(FACE, name, 1.0)
    count = ceil(em * NARROWEST * SMALLEST / (WIDEST * width) - 1e-6)
    if count <= 1:
        return [name]
    if count <= MOST_SHAPED:
        for widened in (1.0, 1.1, 1.25, 1.4):
            lines = title_lines(fonts, name, em / count * widened * TITLE_SIZE)
            if len(lines) == count:
                return lines
    each = ceil(len(name) / min(MOST_LINES, count))
    return [name[at : at + each] for at in range(0, len(name), each)]
