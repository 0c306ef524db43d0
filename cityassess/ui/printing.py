"""Printing page pictures on A4 at 300 dpi, as they are: no scaling, no margins added."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPageSize, QPainter, QTransform
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from cityassess.errors import Unavailable
from cityassess.progress import Progress
from cityassess.ui.widgets.parts import button, label

if TYPE_CHECKING:
    from cityassess.services.preview import RenderedPage

DPI = 300


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """What to print on: a printer's name (or a PDF file in its place), copies, and whether on both sides."""

    printer: str
    copies: int = 1
    duplex: bool = False
    file: Path | None = None


def printers() -> tuple[str, ...]:
    """The names of the printers of this machine, the usual one first; may take seconds where one is on a network."""
    usual = QPrinterInfo.defaultPrinterName()
    names = list(QPrinterInfo.availablePrinterNames())
    return tuple(sorted(names, key=lambda name: name != usual))


def image_of(page: RenderedPage) -> QImage:
    """A rendered page as Qt's picture, with pixels of its own."""
    return QImage(page.data, page.width, page.height, page.stride, QImage.Format.Format_RGBX8888).copy()


def print_pages(pages: Iterable[QImage], order: PrintOrder, progress: Progress, count: int = 0) -> int:
    """Print pictures made at 300 dpi, one to a sheet side, and return how many were sent.

    Pages, ``count`` in all, are taken one at a time, so that a long paper is never drawn whole; one wider than high
    is turned.

    Runs on the worker. Raises ``Unavailable`` where the printer does not take them.
    """
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if order.file is not None:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(order.file))
    else:
        printer.setPrinterName(order.printer)
    printer.setResolution(DPI)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    printer.setCopyCount(order.copies)
    long_side = QPrinter.DuplexMode.DuplexLongSide
    printer.setDuplex(long_side if order.duplex else QPrinter.DuplexMode.DuplexNone)
    printer.setDocName("通报")
    painter = QPainter()
    if not painter.begin(printer):
        raise Unavailable(f"打印机“{order.printer}”没有响应。可换一台打印机再试，或先保存PDF。")
    sent = 0
    try:
        for number, page in enumerate(pages):
            progress.step(number, count, f"第{number + 1}页")
            if number and not printer.newPage():
                raise Unavailable(
                    f"打印机“{order.printer}”在第{number + 1}页停下了。检查纸张后再试，或先保存PDF。"
                )
            painter.drawImage(QPoint(0, 0), _upright(page))
            sent = number + 1
    finally:
        painter.end()
    return sent


def _upright(page: QImage) -> QImage:
    return page if page.width() <= page.height() else page.transformed(QTransform().rotate(90))


class PrintDialog(QDialog):
    """Asks for printer, copies and sides; the last printer used stands first."""

    def __init__(
        self, names: Sequence[str], pages: int, last: str, parent: QWidget, *, duplex: bool = True
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("打印通报")
        self.setMinimumWidth(420)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label("打印通报", "section"))
        self.copies = QSpinBox()
        self.copies.setRange(1, 999)
        self.printer = QComboBox()
        self.printer.addItems(list(names))
        self.printer.setCurrentIndex(max(0, self.printer.findText(last)))
        self.sides = QComboBox()
        self.sides.addItems(["单面", "双面（长边翻页）"])
        self.sides.setCurrentIndex(int(duplex))
        self.sides.setAccessibleName("单双面")
        self.copies.setAccessibleName("份数")
        self.printer.setAccessibleName("打印机")
        form = QFormLayout()
        form.setSpacing(10)
        form.addRow("份数", self.copies)
        form.addRow("打印机", self.printer)
        form.addRow("单双面", self.sides)
        column.addLayout(form)
        column.addWidget(label(f"A4纸，每份{pages}页，按原大小打印。", "sub"))
        row = QHBoxLayout()
        row.addStretch(1)
        stay = button("不打印")
        stay.clicked.connect(self.reject)
        self.go = button("打印", "primary")
        self.go.setDefault(True)
        self.go.clicked.connect(self.accept)
        row.addWidget(stay)
        row.addWidget(self.go)
        column.addLayout(row)
        self.copies.setFocus()
        self.copies.selectAll()

    def order(self) -> PrintOrder:
        """What was asked for."""
        return PrintOrder(self.printer.currentText(), self.copies.value(), self.sides.currentIndex() == 1)
