"""Pages of a finished bulletin as pictures, for the screen and for a printer, and the words on them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from cityassess.progress import Progress
from cityassess.reports.preview import PageSize, PdfPages, RenderedPage, Spot

__all__ = [
    "PageSize",
    "RenderedPage",
    "Spot",
    "find_words",
    "page_sizes",
    "render_pages",
    "render_some",
    "words_at",
]


def render_pages(content: bytes, dpi: float, progress: Progress) -> tuple[RenderedPage, ...]:
    """Every page of a PDF as pixels at a resolution (96 for a screen, 300 for a printer), one step for each page.

    Raises ``Unavailable`` for bytes that are no PDF and ``Cancelled`` when told to stop.
    """
    with PdfPages(content) as pages:
        drawn = []
        for number in range(len(pages)):
            progress.step(number, len(pages), f"第{number + 1}页")
            drawn.append(pages.render(number, dpi))
    return tuple(drawn)


def render_some(
    content: bytes, numbers: Collection[int], dpi: float, progress: Progress
) -> dict[int, RenderedPage]:
    """Some pages of a PDF (from 0) as pixels, by number; those that it does not have are left out."""
    drawn: dict[int, RenderedPage] = {}
    with PdfPages(content) as pages:
        for done, number in enumerate(numbers):
            progress.step(done, len(numbers), f"第{number + 1}页")
            if 0 <= number < len(pages):
                drawn[number] = pages.render(number, dpi)
    return drawn


def page_sizes(content: bytes) -> tuple[PageSize, ...]:
    """The size of each page in points."""
    with PdfPages(content) as pages:
        return pages.sizes()


@dataclass(frozen=True, slots=True)
class Look:
    """A document as it is looked at: its pages' sizes in points, the pictures of some pages, and where words stand."""

    sizes: tuple[tuple[float, float], ...]
    pictures: Mapping[int, RenderedPage]
    spot: Spot | None


def look(content: bytes, numbers: Iterable[int], dpi: float, tries: Iterable[str], near: int = 0) -> Look:
    """Look at some pages (from 0), and at the page where the first of some words stands; the PDF is opened once.

    Where none of the pages is there, the first is drawn. Raises ``Unavailable`` for bytes that are no PDF.
    """
    with PdfPages(content) as pages:
        spot = next((spot for words in tries if (spot := pages.find(words, near)) is not None), None)
        wanted = {number for number in numbers if 0 <= number < len(pages)} or {0}
        wanted |= {spot.page} if spot is not None else set()
        sizes = tuple((size.width, size.height) for size in pages.sizes())
        return Look(sizes, {number: pages.render(number, dpi) for number in sorted(wanted)}, spot)


def find_words(content: bytes, tries: Iterable[str], near: int = 0) -> Spot | None:
    """Where on paper the first of some words stands that is there at all, looked for from page ``near`` outwards."""
    with PdfPages(content) as pages:
        return next((spot for words in tries if (spot := pages.find(words, near)) is not None), None)


def words_at(content: bytes, spot: Spot, reach: int = 12) -> str:
    """The words that begin at a spot on paper."""
    with PdfPages(content) as pages:
        return pages.words_at(spot, reach) if 0 <= spot.page < len(pages) else ""
