"""Surroundings of the window's tests, and the desk of the tests of bad input."""

from __future__ import annotations

from pathlib import Path

import pytest

from cityassess.store import anchors
from tests.flows.bad_input import Desk, build_office
from tests.leftovers import nothing_left, own_places, plain_application

__all__ = ["nothing_left", "own_places", "plain_application"]


@pytest.fixture(scope="module")
def shared_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that the tests of a module share, since none of them may change it."""
    database = tmp_path_factory.mktemp("office") / "office.db"
    build_office(database)
    return database


@pytest.fixture
def fresh_memory(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine that remembers nothing yet of any log, apart from the desk's own folder."""
    folder = tmp_path_factory.mktemp("known-logs")
    monkeypatch.setattr(anchors, "default_folder", lambda: folder)
    return folder


@pytest.fixture
def desk(shared_office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], fresh_memory: Path) -> Desk:
    """A desk on the shared office; what is done at it must be refused."""
    return Desk(tmp_path, capsys, shared_office)
