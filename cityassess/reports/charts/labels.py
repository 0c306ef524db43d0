"""Words in charts: how wide they are, and how they are broken into lines when there is no room; nothing is left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cityassess.reports.blocks import Face
from cityassess.reports.fonts import FontSet
from cityassess.reports.textlines import printable

LEADING = 1.2  # from line to line within a label, of the size
ASCENT = 0.88  # of the size, for Chinese faces; what stands above the baseline
DESCENT = 0.12
# How far above the baseline the middle of Chinese characters lies, of the size.
MIDDLE = (ASCENT - DESCENT) / 2

_PIECES = re.compile(r"[0-9A-Za-z.%+\-−]+(?:[年月日周期号,.%]|季度?)?|\s+|.", re.DOTALL)
_NEVER_FIRST = frozenset("，。、；：？！）》〉】」』”’％℃·…—,.;:?!)]}%")
_NEVER_LAST = frozenset("（《〈【「『“‘([{〔")


@dataclass(frozen=True, slots=True)
class Label:
    """A text in lines of ``size`` points, each with its width."""

    lines: tuple[str, ...]
    widths: tuple[float, ...]
    size: float
    face: Face = Face.SONG

    @property
    def width(self) -> float:
        """The width of the widest line."""
        return max(self.widths, default=0.0)

    @property
    def height(self) -> float:
        """From the top of the first line to the bottom of the last."""
        return self.size * (1 + LEADING * (len(self.lines) - 1)) if self.lines else 0.0


@dataclass(frozen=True, slots=True)
class Lettering:
    """Labels in the faces of a document."""

    fonts: FontSet
    _words: dict[tuple[Face, str], tuple[str, float]] = field(default_factory=dict)

    def label(self, text: str, size: float, room: float = float("inf"), face: Face = Face.SONG) -> Label:
        """A text in as few lines as fit into ``room`` points, about equally long."""
        words, width = self._word(face, text)
        if not words:
            return Label((), (), size, face)
        if width * size <= room:
            return Label((words,), (width * size,), size, face)
        lines = self._balanced(words, size, room, face)
        return Label(lines, tuple(self.fonts.width(face, line, size) for line in lines), size, face)

    def width(self, text: str, size: float, face: Face = Face.SONG) -> float:
        """The width of a text in one line."""
        return self._word(face, text)[1] * size

    def _word(self, face: Face, text: str) -> tuple[str, float]:
        """A text as printed and its width at one point of size."""
        known = self._words.get((face, text))
        if known is None:
            words = printable(text).strip()
            known = self._words[face, text] = words, self.fonts.width(face, words, 1.0)
        return known

    def _balanced(self, words: str, size: float, room: float, face: Face) -> tuple[str, ...]:
        width = self.fonts.width(face, words, size)
        pieces = self._pieces(words, size, room, face)
        lines = _filled(pieces, room)
        low, high = max(width / len(lines), *(each for _, each in pieces)), room
        while high - low > size / 4:  # the narrowest measure that takes no more lines
            middle = (low + high) / 2
            if len(_filled(pieces, middle)) <= len(lines):
                high = middle
            else:
                low = middle
        return _filled(pieces, high)

    def _pieces(self, words: str, size: float, room: float, face: Face) -> list[tuple[str, float]]:
        """What is not broken if it can be helped: a number or a Latin word, a mark with the character it belongs to."""
        joined: list[str] = []
        for piece in _PIECES.findall(words):
            held = joined and (piece[0] in _NEVER_FIRST or joined[-1][-1] in _NEVER_LAST)
            if held and self.fonts.width(face, joined[-1] + piece, size) <= room:
                joined[-1] += piece
            elif self.fonts.width(face, piece, size) <= room:
                joined.append(piece)
            else:
                joined.extend(piece)
        return [(piece, self.fonts.width(face, piece, size)) for piece in joined]


def _filled(pieces: list[tuple[str, float]], room: float) -> tuple[str, ...]:
    lines: list[str] = []
    line, filled = "", 0.0
    for piece, width in pieces:
        if line and filled + width > room + 0.01 and not piece.isspace():
            lines.append(line.strip())
            line, filled = "", 0.0
        line += piece
        filled += width
    lines.append(line.strip())
    return tuple(each for each in lines if each)
