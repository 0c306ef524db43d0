"""What stands beside a paper that was issued: by whom and when, its number, and how to correct it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from cityassess.progress import Progress
from cityassess.ui.bulletin.proved import draw_some
from cityassess.ui.desk import Choice
from cityassess.ui.widgets.parts import Card, button, label

if TYPE_CHECKING:
    from cityassess.services.bulletin.issuing import IssuedPaper
    from cityassess.services.office import Office


class IssuedSide(Card):
    """A narrow card; ``correct`` begins a correction."""

    def __init__(self) -> None:
        super().__init__(padding=16, spacing=8)
        self.setFixedWidth(264)
        self.state_line = label("", "section", wrap=True)
        self.said = label("", "sub", wrap=True)
        self.title = label("", wrap=True)
        self.pages = label("", "sub")
        self.correct = button("另起更正稿", tip="以这份通报为底稿起草更正；已发布的一版不变")
        for each in (self.state_line, self.said, self.correct):
            self.inside.addWidget(each)
        self.inside.addSpacing(8)
        self.inside.addWidget(label("这份通报", "section"))
        for each in (self.title, self.pages):
            self.inside.addWidget(each)
        self.inside.addStretch(1)

    def show_issued(self, issued: IssuedPaper) -> None:
        """Say which publication it is."""
        self.state_line.setText(f"已发布第{issued.edition}版")
        corrects = f"更正{issued.corrects}。" if issued.corrects else ""
        self.said.setText(f"{issued.when}由{issued.who}发布。{corrects}")
        title = issued.title.replace("\n", "")
        self.title.setText("\n".join(filter(None, (title, issued.number))))

    def show_pages(self, pages: int) -> None:
        """Say how many pages it has."""
        self.pages.setText(f"共{pages}页，A4纸。")


def read_issued(
    office: Office, period: Choice, dpi: float, progress: Progress
) -> tuple[bytes, tuple[tuple[float, float], ...], dict[int, QImage]]:
    """The paper of a published period: its bytes, its pages in points, and the picture of the first; on the worker."""
    from cityassess.services.preview import page_sizes

    pdf = office.publishing.proof(period.code, period.scheme).pdf
    sizes = tuple((size.width, size.height) for size in page_sizes(pdf))
    return pdf, sizes, draw_some(pdf, [0], dpi, progress)
