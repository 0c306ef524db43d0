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
from cityassess.ui.pages.bulletin_sign import SignedCopy
from cityassess.ui.widgets.parts import Notice

if TYPE_CHECKING:
    from cityassess.services.bulletin.copies import Seal
    from cityassess.services.bulletin.drafting import Draft
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
        self._is_draft = True
        self._version: int | None = None
        self._of_newest: list[QAction] = []
        self._signed = SignedCopy(desk, page, notice)
        self.sign = QAction("签名的PDF…", self)

    def menu(self, button: QPushButton) -> QMenu:
        """The menu of everything that can be saved, each with its keys."""
        menu = QMenu(button)
        entries = (
            ("PDF…", "Ctrl+Shift+S", self.ask_pdf),
            ("Word文档…", "Ctrl+Shift+W", self.ask_word),
            ("排名工作簿…", "Ctrl+Shift+X", self.ask_workbook),
            ("得分说明单（每个对象一页）…", "", self.ask_book),
        )
        for text, keys, doing in entries:
            action = QAction(text, menu)
            if keys:
                action.setShortcut(QKeySequence(keys))
            action.triggered.connect(doing)
            menu.addAction(action)
            if doing in (self.ask_workbook, self.ask_book):
                self._of_newest.append(action)
            self._page.addAction(action)  # the keys work while the menu is shut
        self.sign.setShortcut(QKeySequence("Ctrl+Shift+E"))
        self.sign.triggered.connect(self.ask_signed)
        menu.insertAction(menu.actions()[1], self.sign)
        self._page.addAction(self.sign)
        menu.setToolTipsVisible(True)
        button.setMenu(menu)
        return menu

    def have(self, pdf: bytes, pages: int, draft: Draft | None, version: int | None = None) -> None:
        """What is shown, and so printed and saved: the pages of a ``draft``, or a paper as it was issued.

        ``version`` is the number of a paper before the newest; the workbook and the sheets are those of the newest.
        """
        self.pdf, self.pages, self._version = pdf, pages, version
        for action in self._of_newest:
            action.setEnabled(version is None)
            action.setToolTip("" if version is None else "只有最新一版的。先在“历次发布”里选最新一版")
        self._is_draft = draft is not None
        self.sign.setEnabled(draft is None)
        if draft is None:
            tip = "用本单位的证书文件（.p12、.pfx）签名，另存一份"
        elif draft.number > 1:
            tip = "更正稿还没有发布，不能签名。要签名已发布的一版，先点“看已发布的通报”"
        else:
            tip = "通报还没有发布，草稿不能签名。先发布"
        self.sign.setToolTip(tip)

    # ---- saving

    @Slot()
    def ask_pdf(self) -> None:
        """Ask where to save the PDF."""
        write = partial(_write_pdf, live=self._is_draft, version=self._version)
        self._ask("保存PDF", "通报.pdf", "PDF文件 (*.pdf)", partial(self._write, "保存PDF", write))

    @Slot()
    def ask_signed(self) -> None:
        """Ask for the certificate with its password, then where to save the paper and its signed copy."""
        if self.pdf:
            self._signed.ask(self._ask_signed)

    def _ask_signed(self, seal: Seal) -> None:
        write = partial(self._write, "保存签名的PDF", partial(_write_signed, seal, self._version))
        self._ask("保存签名的PDF", "通报.pdf", "PDF文件 (*.pdf)", write)

    @Slot()
    def ask_word(self) -> None:
        """Ask where to save the Word document."""
        kind = "Word文档 (*.docx)"
        write = partial(_write_word, live=self._is_draft, version=self._version)
        self._ask("保存Word文档", "通报.docx", kind, partial(self._write, "保存Word文档", write))

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
            "保存得分说明单", "得分说明单.pdf", kind, partial(self._write, "保存得分说明单", _write_book)
        )

    def _ask(self, title: str, name: str, kind: str, write: Callable[[Choice, Path], None]) -> None:
        period = self._desk.periods.current
        if period is not None and self.pdf:
            folder = Path(self._desk.settings.text("saved in") or self._desk.documents)
            title_of = period.title.replace("/", "").replace("\\", "")
            title_of += f"第{self._version}版" if self._version is not None else ""
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


def _write_pdf(
    office: Office, period: Choice, path: Path, progress: Progress, *, live: bool, version: int | None
) -> str:
    written: WrittenBulletin = office.publishing.pdf(
        period.code, path, progress, period.scheme, live=live, version=version
    )
    return f"已保存{written.pages}页：{written.path}"


def _write_signed(
    seal: Seal, version: int | None, office: Office, period: Choice, path: Path, progress: Progress
) -> str:
    written: WrittenBulletin = office.publishing.pdf(
        period.code, path, progress, period.scheme, seal=seal, version=version
    )
    return f"已保存签名的PDF：{written.signed}\n没有签名的原件：{written.path}"


def _write_word(
    office: Office, period: Choice, path: Path, progress: Progress, *, live: bool, version: int | None
) -> str:
    office.publishing.word(period.code, path, progress, period.scheme, live=live, version=version)
    return f"已保存Word文档：{path}"


def _write_workbook(office: Office, period: Choice, path: Path, progress: Progress) -> str:
    office.publishing.workbook(period.code, path, progress, period.scheme)
    return f"已保存工作簿：{path}"


def _write_book(office: Office, period: Choice, path: Path, progress: Progress) -> str:
    office.publishing.book(period.code, path, progress, period.scheme)
    return f"已保存得分说明单：{path}"
