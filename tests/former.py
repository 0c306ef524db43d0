"""An office's database as the first version of the program left it: written by that version, kept as SQL.

Four objects, ten checks of which some were changed and withdrawn, one publication of 2026-10, a setting.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, MetaData, Table, create_engine, insert, text

from cityassess.store import migrate

_SQL = Path(__file__).parent / "cases" / "office_schema_1.sql"
_OURS = "PRAGMA application_id = 1128354643"
TABLES = (
    "alembic_version",
    "assessed_object",
    "criterion",
    "event",
    "head",
    "meta",
    "period",
    "scheme_edition",
    "publication",
    "setting",
    "spot_check",
)


def make_former(target: str) -> None:
    """Make the former office at a path, or in an empty database on a server, with the first version's tables."""
    script = _SQL.read_text(encoding="utf-8")
    if "://" not in target:
        with closing(sqlite3.connect(target)) as base:
            base.executescript(script + _OURS)
        return
    engine = create_engine(target)
    with closing(sqlite3.connect(":memory:")) as base, engine.begin() as connection:
        base.executescript(script)
        _make_first_tables(connection)
        for name in TABLES[1:]:
            _copy(base, connection, name)
    engine.dispose()


def bring_to(target: str, schema: int) -> None:
    """Bring the tables at a path as far as a later version had them."""
    engine = create_engine(f"sqlite:///{target}")
    with engine.begin() as connection:
        _migrate(connection, schema)
    engine.dispose()


def _make_first_tables(connection: Connection) -> None:
    _migrate(connection, 1)


def _migrate(connection: Connection, schema: int) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, str(schema))


def _copy(base: sqlite3.Connection, connection: Connection, name: str) -> None:
    table = Table(name, MetaData(), autoload_with=connection)
    found = base.execute(f"SELECT * FROM {name} ORDER BY 1")
    columns = [column[0] for column in found.description]
    connection.execute(insert(table), [dict(zip(columns, row, strict=True)) for row in found])
    if "id" in columns and name != "head":
        highest = f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"
        connection.execute(text(highest))
