"""What the services' tests share: an empty office, and the example one, on either kind of database."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cityassess.services.office import Office, open_office
from tests.databases import PostgresServer
from tests.services.louxing import import_all


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[..., Path]:
    """Make a CSV file of some lines."""

    def make(*lines: str, name: str = "得分.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return make


@pytest.fixture
def empty_office(database_url: str) -> Iterator[Office]:
    """An office with nothing in it."""
    with open_office(database_url, actor="张敏") as opened:
        yield opened


@pytest.fixture(scope="session")
def example_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example office as a database file, imported once."""
    path = tmp_path_factory.mktemp("example") / "office.db"
    with open_office(path, actor="张敏") as opened:
        import_all(opened)
    return path


@pytest.fixture(scope="session")
def example_on_server(postgres_server: PostgresServer) -> str:
    """The example office as a database on the server, imported once."""
    name = postgres_server.make()
    with open_office(postgres_server.of(name), actor="张敏") as opened:
        import_all(opened)
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path, own_memory: Path) -> Iterator[Office]:
    """A copy of the example office, nothing published yet: the test runs on SQLite, and again on PostgreSQL."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("example_file"), tmp_path / "office.db")
        with open_office(tmp_path / "office.db", actor="张敏") as opened:
            yield opened
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.make(request.getfixturevalue("example_on_server"))
    try:
        with open_office(server.of(name), actor="张敏") as opened:
            yield opened
    finally:
        server.drop(name)
