"""What stands beside a paper that was issued: by whom and when, its number, how to correct it, those before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from cityassess.progress import Progress
from cityassess.ui.bulletin.proved import draw_some
from cityassess.ui.desk import Choice
from cityassess.ui.widgets.parts import Card, button, label

if TYPE_CHECKING:
    from cityassess.services.bulletin.issuing import IssuedPaper
    from cityassess.services.office import Office


CHANGED = "发布后数据有变动"
_EDITION = int(Qt.ItemDataRole.UserRole) + 1
_ROWS, _ROW_HEIGHT = 6, 52


class Standing(NamedTuple):
    """What became of a published period: whether its data moved since, and its papers, the newest first."""

    changed: bool
    papers: tuple[IssuedPaper, ...]


class IssuedSide(Card):
    """A narrow card; ``correct`` begins a correction, a click or Enter on a paper asks to look at it."""

    wanted = Signal(int)
    """Carries the number (第几版) of the paper to look at."""

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
        self.inside.addSpacing(8)
        self.papers_head = label("历次发布", "section")
        self.papers = QListWidget()
        self.papers.setObjectName("entries")
        self.papers.setAccessibleName("历次发布")
        self.papers.setToolTip("看、保存、打印当时发布的那一份，不能改")
        self.papers.itemClicked.connect(self._open)
        self.papers.itemActivated.connect(self._open)
        for hidden in (self.papers_head, self.papers):
            self.inside.addWidget(hidden)
            hidden.hide()
        self.inside.addStretch(1)

    def show_issued(self, issued: IssuedPaper) -> None:
        """Say which publication the newest is; what became of it since is told by :meth:`show_standing`."""
        if self._newest != issued:
            self._newest = issued
            self.show_standing(Standing(changed=False, papers=(issued,)))
        self.show_paper(issued)

    _newest: IssuedPaper | None = None

    def show_standing(self, standing: Standing) -> None:
        """Say whether the data moved since, and list the papers where there are several."""
        newest = self._newest
        if newest is None or standing.papers[:1] != (newest,):
            return  # of another period than is shown by now
        told = f"已发布第{newest.edition}版"
        corrects = f"更正{newest.corrects}。" if newest.corrects else ""
        way = "这一版不变。要按现在的数据更正，点“另起更正稿”。" if standing.changed else ""
        self.state_line.setText(f"{told}，{CHANGED}" if standing.changed else told)
        self.said.setText(f"{newest.when}由{newest.who}发布。{corrects}{way}")
        role = "primary" if standing.changed else ""
        if self.correct.objectName() != role:
            self.correct.setObjectName(role)
            self.correct.style().unpolish(self.correct)
            self.correct.style().polish(self.correct)
        self._list(standing.papers)

    def _list(self, papers: tuple[IssuedPaper, ...]) -> None:
        for each in (self.papers_head, self.papers):
            each.setVisible(len(papers) > 1)
        row = max(self.papers.currentRow(), 0) if self.papers.count() == len(papers) else 0
        self.papers.clear()
        for paper in papers:
            entry = QListWidgetItem(f"第{paper.edition}版　{paper.number}\n{paper.when}　{paper.who}")
            entry.setData(_EDITION, paper.edition)
            self.papers.addItem(entry)
        self.papers.setCurrentRow(row)
        self.papers.setFixedHeight(min(len(papers), _ROWS) * _ROW_HEIGHT + 4)

    def _open(self, entry: QListWidgetItem) -> None:
        self.wanted.emit(int(entry.data(_EDITION)))

    def show_paper(self, issued: IssuedPaper) -> None:
        """Say which paper is looked at."""
        for row in range(self.papers.count()):
            if self.papers.item(row).data(_EDITION) == issued.edition:
                self.papers.setCurrentRow(row)
        title = issued.title.replace("\n", "")
        self.title.setText("\n".join(filter(None, (title, issued.number))))

    def show_pages(self, pages: int) -> None:
        """Say how many pages it has."""
        self.pages.setText(f"共{pages}页，A4纸。")


def read_issued(
    office: Office, period: Choice, dpi: float, version: int | None, progress: Progress
) -> tuple[bytes, tuple[tuple[float, float], ...], dict[int, QImage]]:
    """A paper of a published period: its bytes, its pages in points, and the picture of the first; on the worker.

    ``version`` is its number (第几版), the newest where that is None.
    """
    from cityassess.services.preview import page_sizes

    pdf = office.publishing.proof(period.code, period.scheme, version=version).pdf
    sizes = tuple((size.width, size.height) for size in page_sizes(pdf))
    return pdf, sizes, draw_some(pdf, [0], dpi, progress)


def read_standing(office: Office, period: Choice, _progress: Progress) -> Standing:
    """What became of a published period since; on the worker."""
    state = office.publishing.state(period.code, period.scheme)
    return Standing(state.changed_since, office.publishing.editions(period.code, period.scheme))
