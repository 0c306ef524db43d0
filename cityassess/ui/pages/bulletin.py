"""通报: the bulletin as it will be printed, page by page, with saving, printing and publishing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from cityassess.progress import Progress
from cityassess.ui import files
from cityassess.ui.desk import Choice, Desk
from cityassess.ui.jobs import Failure
from cityassess.ui.pages.page import Page
from cityassess.ui.widgets.paper import PaperView
from cityassess.ui.widgets.parts import Card, EmptyState, button, label
from cityassess.ui.widgets.question import Question

if TYPE_CHECKING:
    from cityassess.services.changes import Changes
    from cityassess.services.office import Office
    from cityassess.services.publishing import PublishingState, WrittenBulletin
    from cityassess.ui.printing import PrintDialog, PrintOrder

ZOOM_DELAY_MS = 150
BLURRED = 0.01
"""Pictures that are off by more than this share of their width are drawn again."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A bulletin as it is printed: the PDF, its page pictures, and where it stands.

    ``corrected`` says that it is the draft with the changes made since it was published.
    """

    pdf: bytes
    pages: tuple[QImage, ...]
    told: tuple[str, ...]
    state: PublishingState
    corrected: bool


class BulletinPage(Page):
    """The real PDF as pictures; printing, saving and preview all show the same pages."""

    title = "通报"
    hints = "PgUp/PgDn 翻页　Ctrl+滚轮 缩放　Ctrl+P 打印"

    def __init__(self, desk: Desk, office: Office) -> None:
        super().__init__(desk, office)
        self._proof: Seen | None = None
        self._corrected = False
        self._dialog: PrintDialog | Question | None = None
        put = desk.buttons.put
        self.save_pdf = put(button("保存PDF…", tip="保存为PDF文件（Ctrl+Shift+S）"), "file-text")
        self.save_pdf.setShortcut("Ctrl+Shift+S")
        self.save_pdf.clicked.connect(self.ask_pdf)
        self.save_workbook = put(button("保存工作簿…", tip="把排名表保存为Excel工作簿"), "file-spreadsheet")
        self.save_workbook.clicked.connect(self.ask_workbook)
        self.print = put(button("打印…", tip="打印（Ctrl+P）"), "printer")
        self.print.setShortcut("Ctrl+P")
        self.print.clicked.connect(self.ask_print)
        self.publish = put(button("发布", "primary", tip="固定本期数据并发布"), "stamp")
        self.publish.clicked.connect(self.ask_publish)
        self.paper = PaperView(desk.theme)
        self.paper.turned.connect(self._show_place)
        self.state_line = label("", "section", wrap=True)
        self.state_said = label("", "sub", wrap=True)
        self.other = button("", "link")
        self.other.clicked.connect(self._turn_over)
        self.facts = label("", wrap=True)
        self.told = label("", "sub", wrap=True)
        self.place = label("", "sub")
        self.smaller, self.larger = button("－", tip="缩小"), button("＋", tip="放大")
        self.smaller.clicked.connect(partial(self._zoom, -10))
        self.larger.clicked.connect(partial(self._zoom, 10))
        self.begin = self.entry_button()
        self.empty = EmptyState(
            "本期还没有可通报的排名。录入或导入得分后，这里显示通报的每一页。", self.begin
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(QWidget())
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self._desk_of_paper())
        self.column.addWidget(self.stack, 1)
        self._sharpen = QTimer(self)
        self._sharpen.setSingleShot(True)
        self._sharpen.setInterval(ZOOM_DELAY_MS)
        self._sharpen.timeout.connect(self._draw_again)
        self.paper.resized.connect(self._sharpen.start)
        self._allow(False)

    def _desk_of_paper(self) -> QWidget:
        side = Card(padding=16, spacing=8)
        side.setFixedWidth(264)
        for each in (self.state_line, self.state_said):
            side.inside.addWidget(each)
        side.inside.addWidget(self.other, 0, Qt.AlignmentFlag.AlignLeft)
        side.inside.addSpacing(8)
        side.inside.addWidget(label("这份通报", "section"))
        side.inside.addWidget(self.facts)
        side.inside.addWidget(self.told)
        side.inside.addStretch(1)
        row = QHBoxLayout()
        row.addWidget(self.place, 1)
        for zoom, name in ((self.smaller, "缩小"), (self.larger, "放大")):
            zoom.setFixedWidth(40)
            zoom.setAccessibleName(name)
            row.addWidget(zoom)
        side.inside.addLayout(row)
        whole = QWidget()
        across = QHBoxLayout(whole)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(12)
        across.addWidget(self.paper, 1)
        across.addWidget(side)
        return whole

    def header_buttons(self) -> tuple[QWidget, ...]:
        return (self.save_pdf, self.save_workbook, self.print, self.publish)

    def panes(self) -> tuple[QWidget, ...]:
        return (self.begin,) if self.stack.currentWidget() is self.empty else (self.paper,)

    def concerned(self, changes: Changes) -> bool:
        return changes.publications or super().concerned(changes)

    # ---- reading

    def load(self, period: Choice) -> None:
        self._corrected = self._corrected and self._proof is not None
        work = partial(_prove, self.office, period, self._corrected, self._dpi())
        self.read(work, self.show_proof, "生成通报")

    @Slot()
    def _turn_over(self) -> None:
        self._corrected = not self._corrected
        self.refresh()

    def unload(self) -> None:
        self.tell("还没有考核方案")
        self._show_nothing()

    def _show_nothing(self) -> None:
        self._proof = None
        self.stack.setCurrentWidget(self.empty)
        self._allow(False)

    def show_failure(self, failure: Failure) -> None:
        super().show_failure(failure)
        if self._proof is None:
            self.stack.setCurrentWidget(self.empty)

    def show_proof(self, proof: Seen | None) -> None:
        """Show a bulletin, or that there is nothing to print; the place read stays."""
        self.notice.dismiss()
        period = self.desk.periods.current
        if proof is None:
            self.tell(period.title if period else "")
            self._show_nothing()
            return
        self._proof = proof
        self.tell(f"{period.title if period else ''}　预览与打印、保存的内容相同")
        self.paper.show_pages(proof.pages)
        self._allow(True)
        self._show_state(proof)
        self.stack.setCurrentIndex(2)

    def _show_state(self, proof: Seen) -> None:
        state = proof.state
        if state.number == 0:
            self.state_line.setText("草稿")
            self.state_said.setText("还没有发布。保存和打印的页上带“草稿”字样。")
        else:
            self.state_line.setText(
                f"已发布第{state.number}版" + ("，发布后数据有变动" if state.changed_since else "")
            )
            said = f"{state.when}由{state.who}发布。"
            self.state_said.setText(
                said + (f"再发布即为第{state.number + 1}版。" if state.changed_since else "")
            )
        due = state.number == 0 or state.changed_since
        again = f"发布第{state.number + 1}版" if state.changed_since else "已发布"
        self.publish.setText("发布" if state.number == 0 else again)
        self.publish.setEnabled(due)
        shown = "更正后的草稿，" if proof.corrected else ""
        self.facts.setText(f"{shown}共{len(proof.pages)}页，A4纸。")
        self.told.setText("\n".join(proof.told))

    def _allow(self, allowed: bool) -> None:
        for each in (self.save_pdf, self.save_workbook, self.print, self.publish):
            each.setEnabled(allowed)

    # ---- the pictures

    def _dpi(self) -> float:
        return self.paper.page_width() * self.devicePixelRatioF() / A4_WIDTH_INCHES

    @Slot(int, int)
    def _show_place(self, page: int, pages: int) -> None:
        self.place.setText(f"第{page}页 / {pages}　{self.paper.percent}%")

    def _zoom(self, by: int) -> None:
        self.paper.zoom(self.paper.percent + by)
        self._sharpen.start()

    @Slot()
    def _draw_again(self) -> None:
        if self._proof is None or not self._proof.pages:
            return
        drawn = self.paper.pages[0].width()
        wanted = self.paper.page_width() * self.devicePixelRatioF()
        if abs(drawn - wanted) > wanted * BLURRED:
            work = partial(_draw, self._proof.pdf, self._dpi())
            self.desk.jobs.run(work, self.paper.show_pages, self.show_failure, title="绘制预览", key="draw")

    # ---- saving

    @Slot()
    def ask_pdf(self) -> None:
        """Ask where to save the PDF."""
        self._ask_save("保存PDF", "pdf", "PDF文件 (*.pdf)", self._write_pdf)

    @Slot()
    def ask_workbook(self) -> None:
        """Ask where to save the workbook."""
        self._ask_save("保存工作簿", "xlsx", "Excel工作簿 (*.xlsx)", self._write_workbook)

    def _ask_save(self, title: str, suffix: str, kind: str, write: object) -> None:
        period = self.desk.periods.current
        if period is not None and callable(write):
            folder = Path(self.desk.settings.text("saved in") or self.desk.documents)
            name = f"{period.title}通报.{suffix}" if suffix == "pdf" else f"{period.title}排名.{suffix}"
            files.ask_save(self, title, folder / name, kind, partial(write, period))

    def _write_pdf(self, period: Choice, path: Path) -> None:
        self.desk.settings.keep("saved in", str(path.parent))
        work = partial(_write_pdf, self.office, period, path)
        self.desk.jobs.run(work, self._pdf_written, self._not_done, title="保存PDF")

    def _pdf_written(self, written: WrittenBulletin) -> None:
        self.notice.say(f"已保存{written.pages}页：{written.path}")

    def _write_workbook(self, period: Choice, path: Path) -> None:
        self.desk.settings.keep("saved in", str(path.parent))
        work = partial(_write_workbook, self.office, period, path)
        self.desk.jobs.run(work, self._workbook_written, self._not_done, title="保存工作簿")

    def _workbook_written(self, path: Path) -> None:
        self.notice.say(f"已保存工作簿：{path}")

    def _not_done(self, failure: Failure) -> None:
        self.notice.say(failure.sentence, "" if failure.cancelled else "error")

    # ---- printing

    @Slot()
    def ask_print(self) -> None:
        """Look for printers on the worker, then ask which one and how many copies."""
        if self._proof is not None:
            self.desk.jobs.run(_printers, self._ask_printer, self._not_done, title="查找打印机", key="print")

    def _ask_printer(self, names: tuple[str, ...]) -> None:
        if self._proof is None:
            return
        if not names:
            self._not_printed("没有找到打印机。装好打印机后再试，或先保存PDF。")
            return
        from cityassess.ui.printing import PrintDialog

        last = self.desk.settings.text("printer")
        self._dialog = PrintDialog(names, len(self._proof.pages), last, self)
        self._dialog.accepted.connect(self._print_as_asked)
        self._dialog.open()

    @Slot()
    def _print_as_asked(self) -> None:
        from cityassess.ui.printing import PrintDialog

        if isinstance(self._dialog, PrintDialog):
            order = self._dialog.order()
            self.desk.settings.keep("printer", order.printer)
            self.send(order)

    def send(self, order: PrintOrder) -> None:
        """Print on the worker; an error stays in place, the preview too."""
        if self._proof is not None:
            work = partial(_print, self._proof.pdf, order)
            self.desk.jobs.run(work, self._printed, self._print_failed, title="打印", key="print")

    def _printed(self, pages: int) -> None:
        self.notice.say(f"已把{pages}页送到打印机。")

    def _print_failed(self, failure: Failure) -> None:
        self._not_printed(failure.sentence)

    def _not_printed(self, sentence: str) -> None:
        self.notice.say(sentence, "error", action="保存PDF…", doing=self.ask_pdf)

    # ---- publishing

    @Slot()
    def ask_publish(self) -> None:
        """Say what publishing does, and ask."""
        period = self.desk.periods.current
        if period is None or self._proof is None:
            return
        number = self._proof.state.number + 1
        text = (
            f"{period.title}的得分、方案和排名将固定为第{number}版，通报按此数据生成，以后随时可原样重印。"
            "发布后仍可更正得分，但本版不再改动，更正后需再发布一版。"
        )
        self._dialog = Question(
            self,
            f"发布{period.title}通报？",
            text,
            go=f"发布第{number}版",
            stay="再核对",
            doing=partial(self._publish, period),
        )
        self._dialog.open()

    def _publish(self, period: Choice) -> None:
        self.publish.setEnabled(False)
        work = partial(_publish, self.office, period)
        self.desk.jobs.run(work, self._published, self._not_published, title="发布通报", key="publish")

    def _published(self, changes: Changes) -> None:
        self.desk.status.note_saved()
        self.desk.status.say("已发布。")
        self.desk.hub.announce(changes)

    def _not_published(self, failure: Failure) -> None:
        self.publish.setEnabled(True)
        self._not_done(failure)


A4_WIDTH_INCHES = 210 / 25.4


def _prove(office: Office, period: Choice, corrected: bool, dpi: float, progress: Progress) -> Seen | None:
    assessment = office.standings.assess(period.code, period.scheme)
    if not any(group.ranked for group in assessment.groups):
        return None
    state = office.publishing.state(period.code, period.scheme)
    corrected = corrected and state.changed_since
    proof = office.publishing.proof(period.code, period.scheme, live=corrected)
    told = (*proof.substitutions, *(str(problem) for problem in proof.problems))
    return Seen(proof.pdf, _draw(proof.pdf, dpi, progress), told, state, corrected)


def _draw(pdf: bytes, dpi: float, progress: Progress) -> tuple[QImage, ...]:
    from cityassess.services.preview import render_pages
    from cityassess.ui.printing import image_of

    return tuple(image_of(page) for page in render_pages(pdf, dpi, progress))


def _print(pdf: bytes, order: PrintOrder, progress: Progress) -> int:
    from cityassess.ui.printing import DPI, print_pages

    return print_pages(_draw(pdf, DPI, progress), order, progress)


def _printers(_progress: Progress) -> tuple[str, ...]:
    from cityassess.ui.printing import printers

    return printers()


def _write_pdf(office: Office, period: Choice, path: Path, progress: Progress) -> WrittenBulletin:
    return office.publishing.pdf(period.code, path, progress, period.scheme)


def _write_workbook(office: Office, period: Choice, path: Path, progress: Progress) -> Path:
    office.publishing.workbook(period.code, path, progress, period.scheme)
    return path


def _publish(office: Office, period: Choice, _progress: Progress) -> Changes:
    return office.publishing.publish(period.code, period.scheme)
