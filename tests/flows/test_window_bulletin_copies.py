"""An officer saves the bulletin as other files: signed, as Word document, as a book of explain sheets."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import docx
import pypdf
import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from cityassess.progress import Progress, Silent
from cityassess.reports.signing import signatures
from cityassess.services import demo
from cityassess.services.bulletin.copies import signed_path
from cityassess.services.office import open_office
from cityassess.services.publishing import Publishing
from cityassess.ui.bulletin.history import Place
from cityassess.ui.pages.bulletin import BulletinPage
from cityassess.ui.pages.bulletin_sign import PasswordDialog
from tests.flows.officer import WAIT_MS, Officer, sit_down
from tests.reports.certificates import OFFICE, authority, key_file

pytestmark = pytest.mark.usefixtures("own_places", "plain_application")

LONG_AGO = datetime.now(UTC) - timedelta(days=30)
SECRET = "Secret-2031"
Result = TypeVar("Result")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A fresh example office, all of whose periods are published."""
    return demo.build(tmp_path / "示例").database


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """The office's certificate, in a folder of its own."""
    folder = tmp_path / "证书"
    folder.mkdir()
    return key_file(folder, password=SECRET, start=LONG_AGO)


def at_bulletin(officer: Officer) -> BulletinPage:
    """Turn to the bulletin of the newest period and wait for its pages."""
    officer.settle()
    officer.turn_to("Alt+4")
    page = officer.bulletin
    officer.until(lambda: page.paper.pictures)
    officer.settle()
    return page


def entry(page: BulletinPage, text: str) -> QAction:
    """What the menu of the button names so."""
    menu = page.save.menu()
    assert menu is not None
    (found,) = (action for action in menu.actions() if action.text().startswith(text))
    return found


def ask_password(officer: Officer, key: Path) -> PasswordDialog:
    """Choose a certificate; the question for its password."""
    officer.press(officer.window, "Ctrl+Shift+E")
    officer.choose_files(key)
    dialog = officer.dialog(PasswordDialog)
    dialog.activateWindow()
    officer.until(dialog.field.hasFocus)
    return dialog


def test_a_published_paper_is_signed_after_a_wrong_password(
    qtbot: QtBot, database: Path, tmp_path: Path, key: Path
) -> None:
    saved = tmp_path / "通报.pdf"

    def work(officer: Officer) -> None:
        page = at_bulletin(officer)
        dialog = ask_password(officer, key)
        assert dialog.field.echoMode() == QLineEdit.EchoMode.Password
        QTest.keyClicks(dialog.field, "wrong")
        officer.enter()
        officer.until(lambda: "密码不对" in dialog.notice.text)
        officer.until(dialog.field.hasFocus)
        assert dialog.isVisible(), "it may be tried again"
        QTest.keyClicks(dialog.field, SECRET)
        assert dialog.field.text() == SECRET, "what was wrong is typed over"
        officer.enter()
        officer.choose_files(saved)
        officer.until(lambda: f"已保存签名的PDF：{signed_path(saved)}" in page.notice.text)
        officer.settle()
        assert page.side.isVisible()

        officer.press(officer.window, "Ctrl+Shift+E")
        asked = officer.dialog(QFileDialog)
        assert Path(asked.directory().absolutePath()) == key.parent, "the folder is remembered"
        asked.reject()

    sit_down(qtbot, database, tmp_path, work)
    root = x509.Certificate.load(authority()[1].public_bytes(Encoding.DER))
    (found,) = signatures(signed_path(saved).read_bytes(), [root], moment=datetime.now(UTC))
    assert (found.name, found.good) == (OFFICE, True)
    with open_office(database, actor="李强") as office:
        assert office.publishing.proof("2017-05").pdf == saved.read_bytes()
    assert signed_path(saved).read_bytes().startswith(saved.read_bytes())
    for kept in (path for path in tmp_path.rglob("*") if path.is_file()):
        assert SECRET.encode() not in kept.read_bytes(), f"{kept} remembers the password"


def test_a_file_that_is_no_certificate_and_a_given_up_password_leave_nothing(
    qtbot: QtBot, database: Path, tmp_path: Path, key: Path
) -> None:
    stranger = tmp_path / "证书" / "别的.pfx"
    stranger.write_bytes(b"not a certificate")

    def work(officer: Officer) -> None:
        page = at_bulletin(officer)
        dialog = ask_password(officer, stranger)
        QTest.keyClicks(dialog.field, SECRET)
        officer.enter()
        officer.until(lambda: "不是证书文件" in page.notice.text)
        officer.window.activateWindow()
        officer.until(officer.window.isActiveWindow)
        dialog = ask_password(officer, key)
        QTest.keyClicks(dialog.field, SECRET)
        officer.press(dialog.field, "Escape")
        officer.settle()
        assert not [
            each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible()
        ]

    sit_down(qtbot, database, tmp_path, work)
    assert not list(tmp_path.glob("*.pdf"))


def test_a_draft_is_not_signed_and_is_saved_as_it_is_shown(
    qtbot: QtBot, database: Path, tmp_path: Path
) -> None:
    written = tmp_path / "更正.docx"
    printed = tmp_path / "更正.pdf"

    def work(officer: Officer) -> None:
        page = at_bulletin(officer)
        assert entry(page, "签名的PDF").isEnabled()
        officer.click(page.side.correct)
        officer.until(lambda: page.work.is_open)
        officer.until(lambda: page.work.is_proved)
        officer.settle()
        sign = entry(page, "签名的PDF")
        assert not sign.isEnabled()
        assert "更正稿还没有发布" in sign.toolTip()
        text = page.editor.text
        assert (text.place, text.verticalScrollBar().value()) == (Place("head", 0), 0), (
            "a text begins at its top"
        )
        text.setFocus()
        text.go_to(Place("requirements/1", 0))
        QTest.keyClicks(text, "just typed")
        for keys, path in (("Ctrl+Shift+W", written), ("Ctrl+Shift+S", printed)):
            officer.press(text, keys)
            officer.choose_files(path)
            officer.until(path.exists)
            officer.settle()
        officer.click(page.other)
        officer.until(lambda: sign.isEnabled())
        officer.settle()

    sit_down(qtbot, database, tmp_path, work)
    document = docx.Document(str(written))
    assert any("just typed" in paragraph.text for paragraph in document.paragraphs)
    pages = "".join(page.extract_text() for page in pypdf.PdfReader(printed).pages)
    assert "just typed" in " ".join(pages.split())


class Gate:
    """Progress that waits at its first step until it is let through."""

    def __init__(self) -> None:
        self.open = threading.Event()

    def around(self, progress: Progress | None) -> Progress:
        """Report to a progress, through the gate."""
        return _Gated(progress or Silent(), self.open)


class _Gated:
    def __init__(self, progress: Progress, gate: threading.Event) -> None:
        self._progress, self._gate = progress, gate

    def step(self, done: int, total: int, what: str = "") -> None:
        self._progress.step(done, total, what)
        self._gate.wait(WAIT_MS / 1000)
        self._progress.step(done, total, what)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Books and Word documents are written only once the gate opens."""
    made = Gate()
    for name in ("book", "word"):
        monkeypatch.setattr(Publishing, name, _through(made, getattr(Publishing, name)))
    yield made
    made.open.set()


def _through(gate: Gate, write: Callable[..., Result]) -> Callable[..., Result]:
    def gated(
        publishing: Publishing, period: str, path: Path, progress: Progress, *more: str, **named: bool
    ) -> Result:
        return write(publishing, period, path, gate.around(progress), *more, **named)

    return gated


@pytest.mark.parametrize(
    ("text", "file", "title"),
    [("Word文档", "通报.docx", "正在保存Word文档"), ("得分说明单", "说明单.pdf", "正在保存得分说明单")],
)
def test_saving_shows_its_progress_and_can_be_cancelled(
    qtbot: QtBot, database: Path, tmp_path: Path, gate: Gate, text: str, file: str, title: str
) -> None:
    path = tmp_path / file

    def work(officer: Officer) -> None:
        page = at_bulletin(officer)
        bar = officer.window.status_bar
        entry(page, text).trigger()
        officer.choose_files(path)
        officer.until(lambda: bar.message.text().startswith(title))
        officer.click(bar.cancel)
        gate.open.set()
        officer.settle()
        officer.until(lambda: "取消" in page.notice.text)
        assert not path.exists()

        entry(page, text).trigger()
        officer.choose_files(path)
        officer.until(lambda: str(path) in page.notice.text)
        officer.settle()

    sit_down(qtbot, database, tmp_path, work)
    assert [each.name for each in tmp_path.glob(f"*{path.suffix}")] == [file], "nothing else is left"
    if path.suffix == ".docx":
        words = "".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
        assert "2017年5月" in words
    else:
        pages = [page.extract_text() for page in pypdf.PdfReader(path).pages]
        with open_office(database, actor="李强") as office:
            groups = office.standings.assess("2017-05").groups
        units = {each.object for group in groups for each in (*group.ranked, *group.not_ranked)}
        assert len(pages) == len(units)
        assert all("考核得分说明" in "".join(page.split()) for page in pages)
