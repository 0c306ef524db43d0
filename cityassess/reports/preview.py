"""Pages of a finished PDF as pictures, for the window's preview and for printing."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Self

from cityassess.errors import Unavailable


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
