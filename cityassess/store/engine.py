"""How connections to the two kinds of database are made and begin their transactions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from cityassess.errors import Unavailable

OLDEST_SQLITE = (3, 51, 3)
"""Older ones have a rare race in WAL mode that damages the file (sqlite.org, 3.51.3 release notes)."""
APPLICATION_ID = 0x43415353
"""``CASS``, written into the header of every database file of ours."""
SIDE_FILES = ("-wal", "-shm", "-journal")
"""What SQLite puts beside a database file while it is open, by the ends of the names."""

_BEGIN = "cityassess_begin"
_PRAGMAS = (
    "PRAGMA busy_timeout = 5000",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA cache_size = -16000",
)


def file_or_url(where: str | Path) -> Path | URL:
    """The file or server that ``where`` names; raises Unavailable for any database but SQLite and PostgreSQL."""
    if isinstance(where, Path) or "://" not in where:
        return Path(where)
    try:
        url = make_url(where)
    except ArgumentError:
        raise Unavailable(
            "数据库地址写法不对，应写成文件路径，或 postgresql://用户@服务器/数据库。"
        ) from None
    kind = url.get_backend_name()
    if kind == "sqlite" and url.database:
        return Path(url.database)
    if kind == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    raise Unavailable(f"不支持“{url.drivername}”数据库，可用SQLite文件或PostgreSQL。")


def sqlite_engine(path: Path, *, read_only: bool = False) -> Engine:
    """An engine on a SQLite file; raises Unavailable where the SQLite library is too old to be trusted.

    ``read_only`` is for a copy that nobody has open: a WAL beside it would not be read.
    """
    import pysqlite3

    if pysqlite3.sqlite_version_info < OLDEST_SQLITE:
        wanted = ".".join(map(str, OLDEST_SQLITE))
        raise Unavailable(
            f"SQLite库版本{pysqlite3.sqlite_version}太旧，可能损坏数据，需要{wanted}或更新。重新安装本程序后重试。"
        )
    if read_only:
        # Immutable: nobody writes to it, so no side files are made beside a copy that was in WAL mode.
        query = {"mode": "ro", "immutable": "1", "uri": "true"}
        url = URL.create("sqlite", database=path.absolute().as_uri(), query=query)
    else:
        url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, module=pysqlite3, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: object) -> None:
        connection.isolation_level = (
            None  # transactions begin where the engine says, not where the driver guesses
        )
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        begin = connection.get_execution_options().get(_BEGIN, "BEGIN")
        if begin:
            connection.exec_driver_sql(begin)

    return engine


def postgres_engine(url: URL) -> Engine:
    """An engine on a PostgreSQL server through psycopg 3, which gives up waiting for a lock after five seconds."""
    engine = create_engine(url, pool_pre_ping=True)

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: object) -> None:
        connection.execute("SET lock_timeout = '5s'")
        connection.execute("SET idle_in_transaction_session_timeout = '60s'")
        connection.execute("SET application_name = 'cityassess'")
        connection.commit()

    return engine


def connect_for_writing(engine: Engine) -> Connection:
    """A connection whose transaction takes the write lock at once (SQLite), so that it cannot fail half-way."""
    connection = engine.connect()
    if engine.dialect.name != "sqlite":
        return connection
    return connection.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})


def connect_without_transaction(engine: Engine) -> Connection:
    """A SQLite connection for statements that SQLite refuses inside a transaction."""
    return engine.connect().execution_options(**{_BEGIN: ""})


def connect_for_reading(engine: Engine) -> Connection:
    """A connection whose transaction sees the database as it was at one moment."""
    connection = engine.connect()
    if engine.dialect.name == "sqlite":
        return connection  # every read transaction is a snapshot
    return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
