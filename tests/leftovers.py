"""What every test of the window must not leave behind: work under way, and windows that show."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from cityassess.ui.theme import Theme


@pytest.fixture
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a test settings and data folders of its own, so that it does not open what another one chose."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "LOCALAPPDATA", "APPDATA"):
        folder = tmp_path / "home" / name.lower()
        folder.mkdir(parents=True)
        monkeypatch.setenv(name, str(folder))


@pytest.fixture
def plain_application(qapp: QApplication) -> Iterator[None]:
    """Give the application back as it was, for tests that look at pixels."""
    font, palette, sheet = QApplication.font(), QApplication.palette(), qapp.styleSheet()
    yield
    for theme in qapp.findChildren(Theme):
        theme.deleteLater()
    qapp.setStyleSheet(sheet)
    QApplication.setPalette(palette)
    QApplication.setFont(font)


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """Fail a test that leaves a worker thread running or a top-level widget showing."""
    yield
    working = [thread.name for thread in threading.enumerate() if thread.name.startswith("work_")]
    assert not working, f"work still under way: {working}"
    application = QApplication.instance()
    if isinstance(application, QApplication):
        showing = [widget for widget in application.topLevelWidgets() if widget.isVisible()]
        assert not showing, f"still showing: {showing}"
