"""The real pages beside a draft's text: drawn as they are seen, following the caret, leading back to the text."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from cityassess.progress import Progress
from cityassess.ui.bulletin.proved import Proved, Sight, draw_some
from cityassess.ui.bulletin.text import BulletinText
from cityassess.ui.bulletin.work import DraftWork
from cityassess.ui.desk import Desk
from cityassess.ui.jobs import Failure, Job
from cityassess.ui.widgets.paper import PaperView

if TYPE_CHECKING:
    from cityassess.services.preview import Spot

DRAW_DELAY_MS = 60
_REACH = 12
"""So many characters before and behind the caret are looked for on paper."""


class Preview(QObject):
    """Keeps a :class:`PaperView` at what the draft says now; drawing and looking for words run on the worker."""

    failed = Signal(object)
    """Carries the ``Failure`` of drawing."""

    def __init__(self, desk: Desk, paper: PaperView) -> None:
        super().__init__(paper)
        self._desk, self.paper = desk, paper
        self._work: DraftWork | None = None
        self._text: BulletinText | None = None
        self._locate_next = False
        self._last_page = 0
        self.pdf = b""
        self._under_way: list[Job] = []
        self._drawing = QTimer(self)
        self._drawing.setSingleShot(True)
        self._drawing.setInterval(DRAW_DELAY_MS)
        self._drawing.timeout.connect(self._draw)
        paper.lacking.connect(self._drawing.start)
        paper.clicked.connect(self._find_clicked)

    def join(self, work: DraftWork, text: BulletinText) -> None:
        """Follow this text."""
        self._work, self._text = work, text

    def close(self) -> None:
        """Ask for nothing more: the paper is about to be taken away."""
        self._drawing.stop()
        self.pdf = b""
        for job in self._under_way:
            job.forget()

    # ---- what is shown

    def sight(self) -> Sight:
        """What is in sight now, and the words at the caret: those around it, those behind it, those before it."""
        pages = tuple(self.paper.in_sight()) or (0,)
        words: tuple[str, ...] = ()
        text = self._text
        if text is not None and self.paper.following and (text.hasFocus() or self._locate_next):
            before, behind = text.around_caret(_REACH, _REACH)
            words = tuple(each for each in (before + behind, behind, before) if each.strip())
        return Sight(pages, self.paper.dpi(), words, self._last_page)

    def show_pdf(
        self, pdf: bytes, sizes: tuple[tuple[float, float], ...], pictures: dict[int, QImage]
    ) -> None:
        """Show a document; pages without a picture are drawn when they are seen."""
        self.pdf = pdf
        self.paper.show_paper(sizes, pictures)

    def show_proved(self, proved: Proved) -> None:
        """Show a proof; the place read stays unless the caret's is out of sight."""
        self.show_pdf(proved.proof.pdf, proved.sizes, proved.pictures)
        typing = self._text is not None and self._text.hasFocus()
        if proved.spot is not None and (typing or self._locate_next):
            self._go_to(proved.spot)
        self._locate_next = False

    def _go_to(self, spot: Spot) -> None:
        self._last_page = spot.page
        self.paper.reveal(spot.page, spot.down)

    @Slot()
    def _draw(self) -> None:
        pages = list(self.paper.wanted())
        if pages and self.pdf:
            work = partial(draw_some, self.pdf, pages, self.paper.dpi())
            done = partial(self._drawn, self.pdf)
            self._keep(self._desk.jobs.run(work, done, self.failed.emit, title="绘制预览", key="draw"))

    def _drawn(self, pdf: bytes, pictures: dict[int, QImage]) -> None:
        if pdf is self.pdf:
            self.paper.put_pictures(pictures)

    # ---- from the text to the paper and back

    @Slot()
    def follow(self) -> None:
        """Follow the caret again, and go to it now."""
        self.paper.following = True
        self.locate()

    @Slot()
    def locate(self) -> None:
        """Go to the caret's place, once the pages show what was typed."""
        if self._work is None or not self._work.is_open or not self.pdf:
            return
        self._locate_next = True
        if self._work.is_proved:
            sight = self.sight()
            self._locate_next = False
            work = partial(_find, self.pdf, sight.words, sight.near)
            self._run(work, self._located)

    def _located(self, spot: Spot | None) -> None:
        if spot is not None:
            self._go_to(spot)

    @Slot(int, float, float)
    def _find_clicked(self, page: int, across: float, down: float) -> None:
        if self._work is not None and self._work.is_open and self.pdf:
            self._run(partial(_words_at, self.pdf, page, across, down), self._go_to_clicked)

    def _run(self, work: object, done: object) -> None:
        if callable(work) and callable(done):
            self._keep(self._desk.jobs.run(work, done, self._not_found, title="查找位置", key="locate"))

    def _keep(self, job: Job) -> None:
        self._under_way = [*self._under_way[-3:], job]

    def _not_found(self, failure: Failure) -> None:
        if not failure.cancelled:
            self.failed.emit(failure)

    def _go_to_clicked(self, words: str) -> None:
        text = self._text
        for length in (_REACH, _REACH // 2, 3):
            place = text.find_words(words[:length]) if text is not None and len(words) >= length else None
            if text is not None and place is not None:
                text.go_to(place)
                text.setFocus()
                return


def _find(pdf: bytes, words: tuple[str, ...], near: int, _progress: Progress) -> Spot | None:
    from cityassess.services.preview import find_words

    return find_words(pdf, words, near)


def _words_at(pdf: bytes, page: int, across: float, down: float, _progress: Progress) -> str:
    from cityassess.services.preview import Spot, words_at

    return words_at(pdf, Spot(page, across, down), _REACH)
