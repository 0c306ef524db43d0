"""Opening the office's database: a SQLite file, or a PostgreSQL server that several desks share."""

from __future__ import annotations

import getpass
import platform
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, insert, text

from cityassess import __version__
from cityassess.errors import Unavailable
from cityassess.store import anchors, migrate
from cityassess.store.canonical import clean_text, utc_now
from cityassess.store.chain import continues
from cityassess.store.engine import (
    APPLICATION_ID,
    SIDE_FILES,
    connect_for_reading,
    connect_for_writing,
    connect_without_transaction,
    file_or_url,
    postgres_engine,
    sqlite_engine,
)
from cityassess.store.failures import said_in_chinese
from cityassess.store.location import check_location
from cityassess.store.lock import FileHold, hold
from cityassess.store.session import NO_HASH, Head, Log, Session, Writer, read_head
from cityassess.store.tables import HeadRow, MetaRow

_MIGRATION_LOCK = 0x63697479  # any number, as long as every desk uses the same


class Database:
    """An open database. ``path`` is its file (None on a server).

    ``warning`` says in Chinese why its log does not continue what this machine saw of it; empty where it does.
    """

    def __init__(
        self,
        engine: Engine,
        where: str,
        path: Path | None,
        writer: Writer,
        held: FileHold | None,
        *,
        made: bool = False,
    ) -> None:
        self.engine = engine
        self.where = where
        self.path = path
        self.writer = writer
        self.warning = ""
        self.anchor_folder: Path | None = None
        self._held = held
        self._made = made
        self._head: Head | None = None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that sees one moment of the database; raises Unavailable where it cannot be read."""
        with said_in_chinese(self.where), connect_for_reading(self.engine) as connection, connection.begin():
            yield Session(connection)

    @contextmanager
    def writing(self, reason: str = "") -> Iterator[Session]:
        """A transaction that changes the database and its log, all or nothing; commits on leaving the block.

        ``reason`` goes into the log. Raises Unavailable where nothing could be written.
        """
        with said_in_chinese(self.where), connect_for_writing(self.engine) as connection:
            with connection.begin():
                head = read_head(connection, lock=True)
                session = Session(connection, Log(head, self.writer, reason))
                yield session
                head = session.finish()
            self._head = head

    def watch_log(self, folder: Path) -> None:
        """Compare the log's end with what this machine remembers; from now on remember it on closing."""
        with self.reading() as session:
            head = read_head(session.connection)
            known = anchors.remembered(folder, head.log_id)
            if known is not None:
                self.warning = continues(session.connection, head, known)
        self.anchor_folder = folder
        self._head = head
        self._remember()

    def close(self) -> None:
        """Let go of the database; closing twice does no harm."""
        self._remember()
        self.engine.dispose()
        if self._held is not None:
            self._held.release()
            self._held = None

    def discard_if_new(self) -> None:
        """Close it, and remove the file where this opening made it: an import that was refused leaves no trace."""
        if self.path is None or not self._made:
            self.close()
            return
        self.engine.dispose()
        for ending in ("", *SIDE_FILES):
            with suppress(OSError):
                self.path.with_name(self.path.name + ending).unlink()
        self.anchor_folder = None
        self.close()

    def _remember(self) -> None:
        # A log that does not continue the known one must not overwrite what speaks against it.
        if self.anchor_folder is not None and self._head is not None and not self.warning:
            anchors.remember(self.anchor_folder, self._head)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_database(
    where: str | Path, *, actor: str, create: bool = True, anchor_folder: Path | None = None
) -> Database:
    """Open a database file or server for one person, making or upgrading its tables where that is due.

    ``where`` is a path or a SQLAlchemy URL. ``anchor_folder`` is where this machine keeps the known ends of logs
    (default: the user's data folder). Raises Unavailable with one sentence: locked by another program, unsuitable
    folder, read-only, full, damaged, a stranger's or a newer database.
    """
    target = file_or_url(where)
    person = clean_text(actor)
    if isinstance(target, Path):
        database = _open_file(target, person, create)
    else:
        shown = target.render_as_string(hide_password=True).replace("+psycopg", "")
        with said_in_chinese(shown):
            engine = postgres_engine(target)
            database = Database(engine, shown, None, Writer(person, "", platform.node()), None)
    try:
        with said_in_chinese(database.where):
            _bring_up_to_date(database, create)
        database.watch_log(anchor_folder or anchors.default_folder())
    except BaseException:
        database.discard_if_new()
        raise
    return database


def _open_file(path: Path, person: str, create: bool) -> Database:
    check_location(path)
    path = path.expanduser().absolute()
    check_location(path)
    try:
        if path.is_dir():
            raise Unavailable(f"“{path}”是文件夹，不是数据库文件。选择其中的数据库文件，或写上文件名。")
        if not path.exists() and not create:
            raise Unavailable(f"找不到数据库“{path}”。检查路径，或新建数据库。")
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(
            f"“{path.parent}”打不开或建不成，数据库没有打开。换一个可写的文件夹，或请管理员授权。"
        ) from error
    held = hold(path, person)
    try:
        _refuse_read_only(path)
        made = not path.exists()
        return Database(sqlite_engine(path), str(path), path, local_writer(person), held, made=made)
    except BaseException:
        held.release()
        raise


def _refuse_read_only(path: Path) -> None:
    # SQLite would open it all the same, and fail with the first mark. (To be done before SQLite has the file open:
    # closing it here would let go of SQLite's locks.)
    try:
        with path.open("r+b"):
            pass
    except FileNotFoundError:
        return
    except OSError as error:
        raise Unavailable(
            f"“{path}”只能读，不能写，没有打开。去掉文件的只读属性，或换一个可写的文件夹。"
        ) from error


def _bring_up_to_date(database: Database, create: bool) -> None:
    if database.path is not None:
        with database.engine.connect() as connection:
            schema = migrate.schema_of(connection, database.where)
        _switch_to_wal(database)
    else:
        with database.engine.connect() as connection:
            schema = migrate.schema_of(connection, database.where)
            login = str(connection.execute(text("SELECT session_user")).scalar())
        database.writer = Writer(database.writer.person, login, database.writer.device)
    if schema == migrate.SCHEMA:
        return
    if schema == 0 and not create:
        raise Unavailable(f"“{database.where}”是空的数据库。检查路径，或新建数据库。")
    if schema and database.path is not None:
        from cityassess.store.backup import copy_before_upgrade

        copy_before_upgrade(database, schema)
    with connect_for_writing(database.engine) as connection, connection.begin():
        if not _is_sqlite(connection):  # two desks may meet an old database at once; the second finds it done
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
        schema = migrate.schema_of(connection, database.where)
        if schema != migrate.SCHEMA:
            _upgrade(connection, schema, database.writer)


def _upgrade(connection: Connection, schema: int, writer: Writer) -> None:
    migrate.upgrade(connection)
    if schema:
        session = Session(connection, Log(read_head(connection, lock=True), writer, ""))
        session.record_fact("migrate", {"schema": schema}, {"schema": migrate.SCHEMA})
        session.finish()
        return
    if _is_sqlite(connection):
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    log_id = str(uuid.uuid4())
    connection.execute(insert(HeadRow).values(id=1, log_id=log_id, epoch=1, seq=0, hash=NO_HASH))
    facts = {"database_id": str(uuid.uuid4()), "made_at": utc_now(), "made_by_version": __version__}
    connection.execute(insert(MetaRow), [{"key": key, "value": value} for key, value in facts.items()])
    session = Session(connection, Log(Head(log_id, 1, 0, NO_HASH), writer, ""))
    session.record_fact("create", None, {**facts, "hash": "SHA-256(prev || body)", "schema": migrate.SCHEMA})
    session.finish()


def _switch_to_wal(database: Database) -> None:
    with connect_without_transaction(database.engine) as connection:
        mode = connection.exec_driver_sql("PRAGMA journal_mode = WAL").scalar()
    if mode != "wal":
        where = database.where
        raise Unavailable(f"“{where}”所在的磁盘不支持安全写入，数据库没有打开。换到本机硬盘的文件夹。")


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def local_writer(actor: str) -> Writer:
    """Who writes to a file on this machine: the person, by this machine's login name."""
    try:
        login = getpass.getuser()
    except (OSError, KeyError, ImportError):  # no login name: a service without a user entry
        login = ""
    return Writer(clean_text(actor), login, platform.node())
