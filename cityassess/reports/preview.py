"""Pages of a finished PDF as pictures, for the window's preview and for printing."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Self

from cityassess.errors import Unavailable

NEAR = 12.0
"""How far from a letter, in points, a click still means it."""


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page as pixels: ``height`` rows of ``stride`` bytes; a pixel is red, green, blue and one unused byte."""

    width: int
    height: int
    stride: int
    data: bytes


@dataclass(frozen=True, slots=True)
class PageSize:
    """A page's width and height in points, as it is read."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on paper: the page, from 0, and how far across and down it is: 0.0 at the left and the top, to 1.0."""

    page: int
    across: float
    down: float


def _squeezed(text: str) -> tuple[str, list[int]]:
    """Text without blanks and breaks, and where each of its characters stood."""
    kept = [(letter, place) for place, letter in enumerate(text) if not letter.isspace()]
    return "".join(letter for letter, _ in kept), [place for _, place in kept]


class PdfPages:
    """An open PDF whose pages are rendered one at a time; close it, or use it as a context.

    Not safe for use by two threads at once. Raises ``Unavailable`` for bytes that are no PDF.
    """

    def __init__(self, content: bytes) -> None:
        import pypdfium2

        try:
            self._document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            raise Unavailable("这份PDF打不开，可能已损坏。重新生成通报后再试。") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the document."""
        self._document.close()

    def __len__(self) -> int:
        return len(self._document)

    def sizes(self) -> tuple[PageSize, ...]:
        """The size of each page in points, a turned page as it is read."""
        found: list[PageSize] = []
        for index in range(len(self)):
            page = self._document[index]
            found.append(PageSize(*page.get_size()))
            page.close()
        return tuple(found)

    def render(self, page: int, dpi: float) -> RenderedPage:
        """Render a page (from 0) at a resolution: 96 for a screen, 300 for a printer."""
        opened = self._document[page]
        try:
            bitmap = opened.render(scale=dpi / 72, rev_byteorder=True, prefer_bgrx=True)
            try:
                return RenderedPage(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
            finally:
                bitmap.close()
        finally:
            opened.close()

    def find(self, words: str, near: int = 0) -> Spot | None:
        """Where some words begin, whatever the lines that they are broken into; None where they are not.

        Pages are looked through from ``near`` outwards.
        """
        wanted, _ = _squeezed(words)
        for index in sorted(range(len(self)), key=lambda page: abs(page - near)) if wanted else ():
            page = self._document[index]
            text = page.get_textpage()
            try:
                told, places = _squeezed(text.get_text_range())
                here = told.find(wanted)
                if here >= 0 and places[here] < text.count_chars():
                    left, _, _, top = text.get_charbox(places[here])
                    width, height = page.get_size()
                    return Spot(index, left / width, 1 - top / height)
            finally:
                text.close()
                page.close()
        return None

    def words_at(self, spot: Spot, reach: int) -> str:
        """The words that begin at a spot, at most ``reach`` characters without blanks; empty where there are none."""
        page = self._document[spot.page]
        text = page.get_textpage()
        try:
            width, height = page.get_size()
            here = text.get_index(spot.across * width, (1 - spot.down) * height, NEAR, NEAR)
            if here is None or here < 0:
                return ""
            told = text.get_text_range(here, min(2 * reach, text.count_chars() - here))
            return _squeezed(told)[0][:reach]
        finally:
            text.close()
            page.close()
