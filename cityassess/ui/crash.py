"""What happens when the program itself is at fault: a log, and a dialog whose report can be copied."""

from __future__ import annotations

import platform
import sys
import threading
import traceback
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from cityassess import __version__
from cityassess.ui.widgets.parts import button, label


class CrashReports(QObject):
    """Writes every fault to the log and shows the first one; later ones are counted while it is open.

    ``install`` puts it in the place of Python's hooks, which may run on any thread; the dialog opens on the window's.
    """

    caught = Signal(str)

    def __init__(self, log: Path, window: QWidget) -> None:
        super().__init__(window)
        self._log = log
        self._dialog: CrashDialog | None = None
        self._window = window
        self._hooks = (sys.excepthook, threading.excepthook)
        self.caught.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Catch what nobody else catches."""
        sys.excepthook = self.catch
        threading.excepthook = self._catch_in_thread

    def remove(self) -> None:
        """Give the hooks that were there before their place back."""
        sys.excepthook, threading.excepthook = self._hooks

    def catch(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log a fault and have it shown."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        report = report_of(kind, error, trace)
        self._write(report)
        self.caught.emit(report)

    def _catch_in_thread(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self.catch(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    def _write(self, report: str) -> None:
        try:
            self._log.parent.mkdir(parents=True, exist_ok=True)
            with self._log.open("a", encoding="utf-8") as log:
                log.write(report + "\n")
        except OSError:
            print(report, file=sys.stderr)

    @Slot(str)
    def _show(self, report: str) -> None:
        if self._dialog is not None:
            self._dialog.count()
            return
        self._dialog = CrashDialog(report, self._log, self._window)
        self._dialog.finished.connect(self._forget)
        self._dialog.open()

    @Slot()
    def _forget(self) -> None:
        self._dialog = None


class CrashDialog(QDialog):
    """Says what is safe, gives the report to copy and the place of the log."""

    def __init__(self, report: str, log: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("程序出错")
        self.resize(640, 420)
        self._more = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label("抱歉，程序出错", "section"))
        column.addWidget(
            label("已保存的数据不受影响。把下面的报告复制给维护人员，然后可以继续使用。", wrap=True)
        )
        self.report = QPlainTextEdit(report)
        self.report.setReadOnly(True)
        column.addWidget(self.report, 1)
        self.place = label(f"记录也写在：{log}", "sub", wrap=True)
        column.addWidget(self.place)
        row = QHBoxLayout()
        row.addStretch(1)
        self.copy = button("复制报告")
        self.copy.clicked.connect(self._copy)
        self.go_on = button("继续使用", "primary")
        self.go_on.clicked.connect(self.accept)
        row.addWidget(self.copy)
        row.addWidget(self.go_on)
        column.addLayout(row)
        self.go_on.setFocus()

    def count(self) -> None:
        """Note one more fault while the dialog is open."""
        self._more += 1
        self.setWindowTitle(f"程序出错（另有{self._more}处，见记录）")

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())


def report_of(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> str:
    """The report: moment, versions and the traceback."""
    moment = f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S}"
    versions = f"cityassess {__version__}, Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}"
    return f"{moment}\n{versions}\n" + "".join(traceback.format_exception(kind, error, trace))
