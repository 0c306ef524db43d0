"""Saving a signed copy of an issued bulletin: which certificate, its password, where to save."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from cityassess.errors import WrongPassword
from cityassess.progress import Progress
from cityassess.ui import files
from cityassess.ui.desk import Desk
from cityassess.ui.jobs import Failure, Job
from cityassess.ui.theme import Theme
from cityassess.ui.widgets.parts import Notice, button, label

if TYPE_CHECKING:
    from cityassess.services.bulletin.copies import Seal

CERTIFICATES = "证书文件 (*.p12 *.pfx);;所有文件 (*)"
FOLDER = "certificate in"
"""Where the last certificate was; which one it was and its password are not remembered."""


class PasswordDialog(QDialog):
    """Asks for the password of a certificate; a wrong one is told here and may be tried again."""

    tried = Signal(str)
    """A password is to be tried."""

    def __init__(self, parent: QWidget, theme: Theme, name: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("签名证书的密码")
        self.setMinimumWidth(460)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label("签名证书的密码", "section"))
        column.addWidget(label(f"证书文件：{name}", wrap=True))
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setAccessibleName("证书密码")
        form = QFormLayout()
        form.setSpacing(8)
        form.addRow("密码", self.field)
        column.addLayout(form)
        self.notice = Notice(theme)
        column.addWidget(self.notice)
        said = "密码只用这一次，不会保存。签名另存一份，文件名后加“（已签名）”，发布的原件不变。"
        column.addWidget(label(said, "sub", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        stay = button("不签名")
        stay.clicked.connect(self.reject)
        self.go = button("下一步", "primary")
        self.go.clicked.connect(self._try)
        self.go.setDefault(True)
        row.addWidget(stay)
        row.addWidget(self.go)
        column.addLayout(row)
        self.field.setFocus()

    @Slot()
    def _try(self) -> None:
        self.notice.dismiss()
        self._take_one(taken=False)
        self.tried.emit(self.field.text())

    def tell(self, sentence: str) -> None:
        """Say why a password does not open the certificate, and take another one."""
        self.notice.say(sentence, "error")
        self._take_one(taken=True)
        self.field.setFocus()
        self.field.selectAll()

    def _take_one(self, *, taken: bool) -> None:
        for each in (self.field, self.go):
            each.setEnabled(taken)

    def done(self, result: int) -> None:
        self.field.clear()
        super().done(result)


class SignedCopy(QObject):
    """Asks for the office's certificate and its password, opens it on the worker, and hands it on."""

    def __init__(self, desk: Desk, page: QWidget, notice: Notice) -> None:
        super().__init__(page)
        self._desk, self._page, self._notice = desk, page, notice
        self._dialog: PasswordDialog | None = None
        self._opening: Job | None = None
        self._ready: Callable[[Seal], None] = lambda _seal: None

    def ask(self, ready: Callable[[Seal], None]) -> None:
        """Ask for the certificate; ``ready`` gets it once it is open, and is not called where nothing is signed."""
        self._ready = ready
        folder = Path(self._desk.settings.text(FOLDER) or self._desk.documents)
        files.ask_open(self._page, "选择签名用的证书", folder, CERTIFICATES, self._chosen, many=False)

    def _chosen(self, paths: tuple[Path, ...]) -> None:
        if paths:
            self._desk.settings.keep(FOLDER, str(paths[0].parent))
            # Once the dialog that asks for the file is shut: it would give the keyboard back to the page.
            QTimer.singleShot(0, self, partial(self._ask_password, paths[0]))

    def _ask_password(self, path: Path) -> None:
        dialog = self._dialog = PasswordDialog(self._page, self._desk.theme, path.name)
        dialog.tried.connect(partial(self._open, path))
        dialog.finished.connect(self._shut)
        dialog.open()

    def _open(self, path: Path, password: str) -> None:
        work = partial(_open, path, password)
        self._opening = self._desk.jobs.run(work, self._opened, self._not_opened, title="打开证书")

    def _opened(self, seal: Seal) -> None:
        if self._dialog is not None:
            self._dialog.accept()
            self._ready(seal)

    def _not_opened(self, failure: Failure) -> None:
        if self._dialog is None:
            return
        if isinstance(failure.error, WrongPassword):
            self._dialog.tell(failure.sentence)
        else:
            self._dialog.reject()
            self._notice.say(failure.sentence, "" if failure.cancelled else "error")

    @Slot()
    def _shut(self) -> None:
        dialog, self._dialog = self._dialog, None
        if self._opening is not None:
            self._opening.forget()
        if dialog is not None:
            dialog.deleteLater()


def _open(path: Path, password: str, _progress: Progress) -> Seal:
    from cityassess.services.bulletin.copies import Seal

    return Seal.from_file(path, password)
