"""Which schema a database has, and bringing it up to this program's."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect

from cityassess.errors import Unavailable

SCHEMA = 3
"""The number of the newest migration; revisions are numbered 1, 2, 3 …"""


def schema_of(connection: Connection, where: str) -> int:
    """The schema's number, 0 for an empty database; raises Unavailable for a stranger's or a newer database."""
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return 0
    number = ""
    if {"alembic_version", "event", "head"} <= tables:
        number = str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "")
    if not number.isdecimal():
        raise Unavailable(f"“{where}”是别的程序的数据库，没有改动。换一个文件，或新建数据库。")
    if int(number) > SCHEMA:
        raise Unavailable(
            f"“{where}”由更新的版本建立（库版本{number}，本程序支持到{SCHEMA}），没有改动。升级本程序后再打开。"
        )
    return int(number)


def upgrade(connection: Connection) -> None:
    """Run the migrations that are due, inside the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    folder = Path(__file__).resolve().parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
