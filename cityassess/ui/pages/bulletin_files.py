"""What leaves the page of a bulletin: files, and paper; what was typed is kept in the database first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from cityassess.progress import Progress
from cityassess.ui import files
from cityassess.ui.bulletin.work import DraftWork
from cityassess.ui.desk import Choice, Desk
from cityassess.ui.jobs import Failure
from cityassess.ui.widgets.parts import Notice

if TYPE_CHECKING:
    from cityassess.services.office import Office
    from cityassess.services.publishing import WrittenBulletin
    from cityassess.ui.printing import PrintDialog, PrintOrder


class BulletinFiles(QObject):
    """Saves the bulletin as PDF, Word, workbook or a book of explain sheets, and prints the pages that are shown."""

    def __init__(self, desk: Desk, office: Office, work: DraftWork, page: QWidget, notice: Notice) -> None:
        super().__init__(page)
        self._desk, self._office, self._work = desk, office, work
        self._page, self._notice = page, notice
        self._dialog: PrintDialog | None = None
        self.pdf: bytes = b""
        self.pages = 0

    def menu(self, button: QPushButton) -> QMenu:
        """The menu of everything that can be saved, each with its keys."""
        menu = QMenu(button)
        entries = (
            ("PDF…", "Ctrl+Shift+S", self.ask_pdf),
            ("Word文档…", "Ctrl+Shift+W", self.ask_word),
            ("排名工作簿…", "Ctrl+Shift+X", self.ask_workbook),
            ("计分明细单（每个对象一页）…", "", self.ask_book),
        )
        for text, keys, doing in entries:
            action = QAction(text, menu)
            if keys:
                action.setShortcut(QKeySequence(keys))
            action.triggered.connect(doing)
            menu.addAction(action)
            self._page.addAction(action)  # the keys work while the menu is shut
        button.setMenu(menu)
        return menu

    # ---- saving

    @Slot()
    def ask_pdf(self) -> None:
        """Ask where to save the PDF."""
        self._ask("保存PDF", "通报.pdf", "PDF文件 (*.pdf)", partial(self._write, "保存PDF", _write_pdf))

    @Slot()
    def ask_word(self) -> None:
        """Ask where to save the Word document."""
        kind = "Word文档 (*.docx)"
        self._ask("保存Word文档", "通报.docx", kind, partial(self._write, "保存Word文档", _write_word))

    @Slot()
    def ask_workbook(self) -> None:
        """Ask where to save the workbook."""
        kind = "Excel工作簿 (*.xlsx)"
        self._ask("保存工作簿", "排名.xlsx", kind, partial(self._write, "保存工作簿", _write_workbook))

    @Slot()
    def ask_book(self) -> None:
        """Ask where to save a page for each object that tells how its score came about."""
        kind = "PDF文件 (*.pdf)"
        self._ask(
            "保存计分明细单", "计分明细单.pdf", kind, partial(self._write, "保存计分明细单", _write_book)
        )

    def _ask(self, title: str, name: str, kind: str, write: Callable[[Choice, Path], None]) -> None:
        period = self._desk.periods.current
        if period is not None and self.pdf:
            folder = Path(self._desk.settings.text("saved in") or self._desk.documents)
            title_of = period.title.replace("/", "").replace("\\", "")
            files.ask_save(self._page, title, folder / f"{title_of}{name}", kind, partial(write, period))

    def _write(
        self,
        title: str,
        write: Callable[[Office, Choice, Path, Progress], str],
        period: Choice,
        path: Path,
    ) -> None:
        self._desk.settings.keep("saved in", str(path.parent))
        work = partial(write, self._office, period, path)
        self._work.run_kept(work, self._notice.say, self._not_done, title)

    def _not_done(self, failure: Failure) -> None:
        self._notice.say(failure.sentence, "" if failure.cancelled else "error")

    # ---- printing

    @Slot()
    def ask_print(self) -> None:
        """Look for printers on the worker, then ask which one, how many copies, and on which sides."""
        if self.pdf:
            self._desk.jobs.run(_printers, self._ask_printer, self._not_done, title="查找打印机", key="print")

    def _ask_printer(self, names: tuple[str, ...]) -> None:
        if not names:
            self._not_printed("没有找到打印机。装好打印机后再试，或先保存PDF。")
            return
        from cityassess.ui.printing import PrintDialog

        settings = self._desk.settings
        last, duplex = settings.text("printer"), settings.number("duplex", 1) == 1
        self._dialog = PrintDialog(names, self.pages, last, self._page, duplex=duplex)
        self._dialog.accepted.connect(self._print_as_asked)
        self._dialog.open()

    @Slot()
    def _print_as_asked(self) -> None:
        if self._dialog is not None:
            order = self._dialog.order()
            self._desk.settings.keep("printer", order.printer)
            self._desk.settings.keep("duplex", int(order.duplex))
            self.send(order)

    def send(self, order: PrintOrder) -> None:
        """Print on the worker; an error stays in place, the preview too."""
        if self.pdf:
            work = partial(_print, self.pdf, order)
            self._desk.jobs.run(work, self._printed, self._print_failed, title="打印", key="print")

    def _printed(self, pages: int) -> None:
        self._notice.say(f"已把{pages}页送到打印机。")

    def _print_failed(self, failure: Failure) -> None:
        self._not_printed(failure.sentence)

    def _not_printed(self, sentence: str) -> None:
        self._notice.say(sentence, "error", action="保存PDF…", doing=self.ask_pdf)


def _printers(_progress: Progress) -> tuple[str, ...]:
    from cityassess.ui.printing import printers

    return printers()


def _print(pdf: bytes, order: PrintOrder, progress: Progress) -> int:
    from cityassess.services.preview import page_sizes
    from cityassess.ui.bulletin.proved import draw_some
    from cityassess.ui.printing import DPI, print_pages

    pages = range(len(page_sizes(pdf)))
    return print_pages(
        (draw_some(pdf, [page], DPI, progress)[page] for page in pages), order, progress, len(pages)
    )


def _write_pdf(office: Office, period: Choice, path: Path, progress: Progress) -> str:
    written: WrittenBulletin = office.publishing.pdf(period.code, path, progress, period.scheme)
    return f"已保存{written.pages}页：{written.path}"


def _write_word(office: Office, period: Choice, path: Path, progress: Progress) -> str:
    office.publishing.word(period.code, path, progress, period.scheme)
    return f"已保存Word文档：{path}"


def _write_workbook(office: Office, period: Choice, path: Path, progress: Progress) -> str:
    office.publishing.workbook(period.code, path, progress, period.scheme)
    return f"已保存工作簿：{path}"


def _write_book(office: Office, period: Choice, path: Path, progress: Progress) -> str:
    office.publishing.book(period.code, path, progress, period.scheme)
    return f"已保存计分明细单：{path}"
