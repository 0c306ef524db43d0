"""Surroundings of the window's tests, and the desk of the tests of bad input."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.bad_input import Desk, build_office
from tests.leftovers import nothing_left

__all__ = ["nothing_left"]


@pytest.fixture(scope="module")
def shared_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that the tests of a module share, since none of them may change it."""
    database = tmp_path_factory.mktemp("office") / "office.db"
    build_office(database)
    return database


@pytest.fixture
def desk(shared_office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A desk on the shared office; what is done at it must be refused."""
    return Desk(tmp_path, capsys, shared_office)
