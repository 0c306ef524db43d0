"""The migrations make what the mappings say, and an older database is copied before it is brought up."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pysqlite3
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Connection, create_engine, inspect, text

from cityassess.errors import Unavailable
from cityassess.progress import Silent
from cityassess.scoring.values import Classification
from cityassess.store import backup, checks, issued, migrate, objects, papers, publications, restore
from cityassess.store.database import Database, open_database
from cityassess.store.objects import ObjectDraft
from cityassess.store.tables import Base
from tests.former import bring_to, make_former
from tests.store import verify_log
from tests.store.office import put, verified

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


def raw(url: str, query: str) -> list[tuple[object, ...]]:
    """What a query answers, asked behind the program's back."""
    engine = create_engine(
        url if "://" in url else f"sqlite:///{url}", module=pysqlite3 if "://" not in url else None
    )
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]
    finally:
        engine.dispose()


CHECKS = (
    "SELECT id, period_id, object_id, criterion_id, value, count, inspector, mode, place, note, source, rectified,"
    " detail, version FROM spot_check ORDER BY id"
)
OBJECTS = "SELECT id, parent_id, kind, name, group_name, grade, code, place, version FROM assessed_object ORDER BY id"
EVENTS = "SELECT seq, hash, body FROM event ORDER BY seq"


def test_a_former_database_is_copied_and_brought_up_with_all_it_holds(former_url: str) -> None:
    before = [raw(former_url, query) for query in (CHECKS, OBJECTS, EVENTS)]
    with open_database(former_url, actor="李强") as database:
        found = verified(database)
        assert (found.problems, found.ok, database.warning) == ((), True, "")
        after = [raw(former_url, query) for query in (CHECKS, OBJECTS, EVENTS)]
        assert after[:2] == before[:2]
        assert after[2][:-1] == before[2]
        with database.reading() as session:
            assert migrate.schema_of(session.connection, "") == migrate.SCHEMA
            (of_south,) = checks.of_period(session, "streets", "2026-11", object_key=2)
            assert (of_south.check.severity, of_south.check.repeated, of_south.check.found) == (
                "",
                False,
                None,
            )
            first = objects.load_roster(session).by_key[2]
            assert (first.lead, first.responsible, first.reclassified) == (None, (), ())
        path = database.path
    if path is not None:
        assert verify_log.verify(path) == []
        (copy,) = path.parent.glob("*升级前-1-*.db")
        assert raw(str(copy), "SELECT version_num FROM alembic_version") == [("1",)]
        assert raw(str(copy), CHECKS) == before[0]


def test_a_database_of_the_second_schema_is_brought_up_too(sqlite_path: Path) -> None:
    make_former(str(sqlite_path))
    bring_to(str(sqlite_path), 2)
    assert backup.examine(sqlite_path, Silent()).schema == 2
    before = raw(str(sqlite_path), EVENTS)
    with open_database(sqlite_path, actor="李强") as database:
        assert verified(database).problems == ()
        with database.writing() as session:
            (former,) = publications.every(session)
            assert issued.of_publication(session, former.id) is None
            papers.put(session, former.id, papers.PDF, b"%PDF")
    assert raw(str(sqlite_path), EVENTS)[:-2] == before
    assert verify_log.verify(sqlite_path) == []
    (copy,) = sqlite_path.parent.glob("*升级前-2-*.db")
    assert raw(str(copy), "SELECT version_num FROM alembic_version") == [("2",)]


def test_what_a_former_version_wrote_is_changed_and_found_again(former_url: str) -> None:
    with open_database(former_url, actor="李强") as database:
        with database.reading() as session:
            old = next(
                each
                for each in checks.of_period(session, "streets", "2026-10")
                if each.check.place == "滨河路"
            )
        again = put(database, replace(old.check, key=0), base=old.version, scheme="streets")
        assert (again.unchanged, again.keys) == (1, (old.check.key,))
        put(database, replace(old.check, key=0, repeated=True), base=old.version, scheme="streets")
        with database.writing() as session:
            west = objects.load_roster(session).by_key[3]
            reclassified = (Classification(date(2027, 1, 1), "乙组", "二类"),)
            draft = ObjectDraft(
                west.name, west.kind, "东区", west.group, code=west.code, reclassified=reclassified
            )
            objects.save_objects(session, [draft])
        assert verified(database).problems == ()
        path = database.path
    if path is not None:
        assert verify_log.verify(path) == []


def test_a_former_backup_is_verified_as_it_is_and_put_back(tmp_path: Path, own_memory: Path) -> None:
    backup_path, target = tmp_path / "旧备份.db", tmp_path / "office.db"
    make_former(str(backup_path))
    manifest = backup.examine(backup_path, Silent())
    assert (manifest.schema, manifest.seq, manifest.rows["spot_check"]) == (1, 11, 10)
    assert "object_classification" not in manifest.rows
    restored = restore.restore(backup_path, target, Silent(), actor="李强")
    assert restored.kept.seq == 12
    with open_database(target, actor="李强") as database:
        assert verified(database).ok
        assert [event[0] for event in raw(str(target), EVENTS)][-2:] == [12, 13]


def test_a_former_backup_that_was_tampered_with_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "旧备份.db"
    make_former(str(path))
    base = pysqlite3.connect(str(path))
    base.execute("UPDATE spot_check SET value = 0 WHERE id = 1")
    base.commit()
    base.close()
    with pytest.raises(Unavailable, match="检查记录（编号1）与操作记录不符"):
        backup.examine(path, Silent())


def failing_upgrade(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE spot_check ADD COLUMN severity TEXT"))
    raise Unavailable("升级中断，没有改动。")


def test_a_broken_upgrade_leaves_the_older_database(former_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = raw(former_url, "SELECT * FROM spot_check ORDER BY id")
    with monkeypatch.context() as patch, pytest.raises(Unavailable, match="升级中断"):
        patch.setattr(migrate, "upgrade", failing_upgrade)
        open_database(former_url, actor="张敏")
    assert raw(former_url, "SELECT * FROM spot_check ORDER BY id") == before
    with open_database(former_url, actor="张敏", create=False) as database:
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
