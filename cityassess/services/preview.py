"""Pages of a finished bulletin as pictures, for the screen and for a printer."""

from __future__ import annotations

from cityassess.progress import Progress
from cityassess.reports.preview import PdfPages, RenderedPage

__all__ = ["RenderedPage", "render_pages"]


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
