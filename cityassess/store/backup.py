"""Backups that are checked before they count."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table, func, inspect, select

from cityassess import __version__
from cityassess.errors import Unavailable
from cityassess.progress import Progress
from cityassess.safe_files import written_aside
from cityassess.store import migrate
from cityassess.store.canonical import utc_now
from cityassess.store.engine import connect_without_transaction, sqlite_engine
from cityassess.store.events import verify_connection
from cityassess.store.failures import said_in_chinese
from cityassess.store.tables import Base, MetaRow

if TYPE_CHECKING:
    from cityassess.store.database import Database

_ROOM = 1.1
_BLOCK = 1 << 20
_DATABASE_HEAD = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class BackupManifest:
    """What a backup holds: whose log it is and how far it goes, how many rows, and the file's SHA-256."""

    database_id: str
    log_id: str
    epoch: int
    seq: int
    head: str
    schema: int
    sha256: str
    app_version: str
    made_at: str
    rows: dict[str, int]


def manifest_path(path: Path) -> Path:
    """Where a backup's manifest lies: beside it."""
    return path.with_name(path.name + ".manifest.json")


def backup(database: Database, path: Path, progress: Progress) -> BackupManifest:
    """Write a verified copy of an open database file, and its manifest beside it.

    The copy is made aside, checked (file, log, tables), and only then takes the name ``path``. Raises Unavailable for
    a server (its administrators back it up), for lack of room, and where the copy does not pass the checks.
    """
    if database.path is None:
        raise Unavailable(
            "PostgreSQL数据库不能在这里备份。请管理员用pg_dump备份，例如：pg_dump -Fc -f 备份.dump 数据库名"
        )
    path = path.expanduser().absolute()
    if path == database.path:
        raise Unavailable("备份不能写到正在使用的数据库文件上。换一个文件名。")
    _refuse_to_replace(path)
    with _written_aside(path, database.path.stat().st_size) as aside:
        progress.step(0, 0, "复制数据库")
        vacuum_into(database, aside, path)
        manifest = examine(aside, progress)
    if _sha256(path) != manifest.sha256:
        raise Unavailable(f"备份“{path}”写入后读回不一致，不能使用。换一个磁盘重新备份。")
    _write_manifest(manifest_path(path), manifest)
    return manifest


def examine(path: Path, progress: Progress) -> BackupManifest:
    """Check a copy that nobody has open: the file, the log, the tables, its manifest if there is one.

    Raises Unavailable that says what is wrong.
    """
    if not path.is_file():
        raise Unavailable(f"找不到备份“{path}”。检查路径。")
    wal = path.with_name(path.name + "-wal")
    if wal.exists() and wal.stat().st_size:
        raise Unavailable(f"“{path}”正在使用，或没有正常关闭，不能当作备份。关闭它，或用“备份”另做一份。")
    file_digest = _sha256(path)
    with _opened_copy(path) as connection:
        schema = migrate.schema_of(connection, str(path))
        if schema == 0:
            raise Unavailable(f"“{path}”是空的数据库，不是备份。换一个备份。")
        found = verify_connection(connection, progress)
        if not found.ok:
            raise Unavailable(f"备份“{path}”没有通过核对：{found.problems[0]}。换一个备份。")
        database_id = connection.execute(
            select(MetaRow.value).where(MetaRow.key == "database_id")
        ).scalar_one()
        rows = _counts(connection)
    end = found.head
    manifest = BackupManifest(
        database_id,
        end.log_id,
        end.epoch,
        end.seq,
        end.hash,
        schema,
        file_digest,
        __version__,
        utc_now(),
        rows,
    )
    _refuse_other_manifest(path, manifest)
    return manifest


def copy_before_upgrade(database: Database, schema: int) -> Path:
    """Copy an open database file before its tables are upgraded; returns the copy's path."""
    source = database.path
    if source is None:
        raise ValueError("only files are copied")
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    path = source.with_name(f"{source.stem}-升级前-{schema}-{stamp}{source.suffix}")
    with _written_aside(path, source.stat().st_size) as aside:
        vacuum_into(database, aside, path)
        with _opened_copy(aside):
            pass
    return path


def vacuum_into(database: Database, path: Path, final: Path) -> None:
    """Copy the database as it stands at one moment, while others go on writing; ``final`` is the name that is told."""
    with said_in_chinese(str(final)), connect_without_transaction(database.engine) as connection:
        connection.exec_driver_sql("VACUUM INTO ?", (str(path),))


def _refuse_to_replace(path: Path) -> None:
    """Raise where what stands under the name is no earlier backup: an officer's file may not vanish."""
    if path.is_dir():
        raise Unavailable(f"“{path}”是文件夹，没有备份。在后面写上备份的文件名。")
    if not path.exists():
        return
    with path.open("rb") as file:
        head = file.read(len(_DATABASE_HEAD))
    if head and head != _DATABASE_HEAD:
        raise Unavailable(f"“{path}”已存在，不是备份文件，没有覆盖。换一个文件名。")


@contextmanager
def _opened_copy(path: Path) -> Iterator[Connection]:
    engine = sqlite_engine(path, read_only=True)
    try:
        with said_in_chinese(str(path)), engine.connect() as connection:
            answer = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
            if answer != "ok":
                raise Unavailable(f"备份“{path}”已损坏，不能使用。换一个备份。")
            yield connection
    finally:
        engine.dispose()


@contextmanager
def _written_aside(path: Path, size: int) -> Iterator[Path]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(path.parent).free < size * _ROOM:
            raise Unavailable(
                f"“{path.parent}”所在的磁盘剩余空间不够，没有备份。清理磁盘或换一个磁盘后重试。"
            )
        with written_aside(path) as aside:
            yield aside
    except OSError as error:
        raise Unavailable(f"“{path.parent}”不能写入，没有备份。换一个可写的文件夹，或清理磁盘。") from error


def _counts(connection: Connection) -> dict[str, int]:
    tables: list[Table] = sorted(Base.metadata.tables.values(), key=lambda table: table.name)
    there = inspect(connection).get_table_names()  # a copy of a former schema has fewer
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in tables
        if table.name in there
    }


def _refuse_other_manifest(path: Path, manifest: BackupManifest) -> None:
    try:
        stated = json.loads(manifest_path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return  # the copy has been verified by itself; an office may well have moved the file alone
    except (OSError, ValueError):
        stated = None
    same = ("database_id", "log_id", "epoch", "seq", "head", "sha256", "rows")
    actual = asdict(manifest)
    if not isinstance(stated, dict) or any(stated.get(name) != actual[name] for name in same):
        raise Unavailable(f"备份“{path}”与它的清单不符，不能使用。换一个备份。")


def _write_manifest(path: Path, manifest: BackupManifest) -> None:
    try:
        with written_aside(path) as aside:
            aside.write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), encoding="utf-8")
    except OSError as error:
        raise Unavailable(f"备份的清单“{path}”写不成。清理磁盘后重新备份。") from error


def _sha256(path: Path) -> str:
    total = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            total.update(block)
    return total.hexdigest()
