"""The migrations make what the mappings say, and an older database is copied before it is brought up."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pysqlite3
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Connection, inspect, text

from cityassess.errors import Unavailable
from cityassess.scoring.values import Check
from cityassess.store import migrate
from cityassess.store.database import Database, open_database
from cityassess.store.tables import Base
from tests.store.office import PERIOD, make_objects, put, verified

ROOT = Path(__file__).parents[2]


def test_the_migrated_schema_is_the_mapped_one(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_the_migrated_limits_are_the_mapped_ones(sqlite_path: Path) -> None:
    with open_database(sqlite_path, actor="张敏") as database, database.engine.connect() as connection:
        made = {
            (table, limit["name"], limit["sqltext"])
            for table in Base.metadata.tables
            for limit in inspect(connection).get_check_constraints(table)
        }
    mapped = {
        (table.name, limit.name, str(limit.sqltext))
        for table in Base.metadata.tables.values()
        for limit in table.constraints
        if isinstance(limit, CheckConstraint)
    }
    assert made == mapped


def test_the_migrations_end_in_the_schema_that_the_program_knows() -> None:
    folder = Path(migrate.__file__).parent / "migrations"
    script = ScriptDirectory(str(folder))
    assert script.get_current_head() == str(migrate.SCHEMA)
    assert [revision.revision for revision in script.walk_revisions()] == [
        str(number) for number in range(migrate.SCHEMA, 0, -1)
    ]


def test_numbers_are_declared_never_to_be_used_again(sqlite_path: Path) -> None:
    open_database(sqlite_path, actor="张敏").close()
    base = pysqlite3.connect(str(sqlite_path))
    made = dict(base.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
    base.close()
    numbered = {table.name for table in Base.metadata.tables.values() if "id" in table.c} - {"head"}
    assert all("AUTOINCREMENT" in made[name] for name in numbered)


def next_schema(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE novelty (id INTEGER PRIMARY KEY)"))
    connection.execute(text("UPDATE alembic_version SET version_num = '2'"))


def failing_schema(connection: Connection) -> None:
    next_schema(connection)
    raise Unavailable("升级中断，没有改动。")


def test_an_older_database_is_copied_and_brought_up(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_database(database_url, actor="张敏") as database:
        put(database, Check(PERIOD, make_objects(database)["乐坪"], "路面", 80_000))
        events = verified(database).events
        path = database.path
    monkeypatch.setattr(migrate, "SCHEMA", 2)
    monkeypatch.setattr(migrate, "upgrade", next_schema)
    with open_database(database_url, actor="李强") as database:
        found = verified(database)
        assert found.ok
        assert found.events == events + 1
        assert database.warning == ""
        with database.reading() as session:
            assert migrate.schema_of(session.connection, "") == 2
    if path is not None:
        (copy,) = path.parent.glob("*升级前-1-*.db")
        base = pysqlite3.connect(str(copy))
        assert base.execute("SELECT version_num FROM alembic_version").fetchone() == ("1",)
        assert base.execute("SELECT value FROM spot_check").fetchone() == (80_000,)
        base.close()


def test_a_broken_upgrade_leaves_the_older_database(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_database(database_url, actor="张敏") as database:
        put(database, Check(PERIOD, make_objects(database)["乐坪"], "路面", 80_000))
    monkeypatch.setattr(migrate, "SCHEMA", 2)
    monkeypatch.setattr(migrate, "upgrade", failing_schema)
    with pytest.raises(Unavailable, match="升级中断"):
        open_database(database_url, actor="张敏")
    monkeypatch.undo()
    with open_database(database_url, actor="张敏", create=False) as database:
        assert verified(database).ok


def test_opening_loads_neither_alembic_nor_numpy_nor_the_other_driver(sqlite_path: Path) -> None:
    open_database(sqlite_path, actor="张敏").close()
    script = (
        "import sys; from cityassess.store.database import open_database\n"
        "open_database(sys.argv[1], actor='张敏').close()\n"
        "print(*sorted({'alembic', 'numpy', 'psycopg', 'mako', 'PySide6', 'openpyxl'} & set(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(sqlite_path)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    assert ran.stdout.split() == []
