"""Putting a verified backup in the place of a database file; what stood there is set aside, never deleted."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from cityassess.errors import Unavailable
from cityassess.progress import Progress
from cityassess.safe_files import sync, sync_folder
from cityassess.store import anchors
from cityassess.store.backup import examine
from cityassess.store.database import local_writer
from cityassess.store.engine import (
    SIDE_FILES,
    connect_for_writing,
    connect_without_transaction,
    sqlite_engine,
)
from cityassess.store.failures import said_in_chinese
from cityassess.store.location import check_location
from cityassess.store.lock import hold
from cityassess.store.missing import Missing, missing_from
from cityassess.store.session import Head, Log, Session, read_head


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: where the former file is now, its end, the restored end, and which events are only there.

    ``lost`` is None where the former file could not be read; ``former`` is then what this machine remembers of it.
    """

    set_aside: Path | None
    former: Head | None
    kept: Head
    lost: Missing | None


def restore(
    path: Path,
    target: Path,
    progress: Progress,
    *,
    actor: str,
    reason: str = "",
    anchor_folder: Path | None = None,
    warn: Callable[[Missing | None], None] | None = None,
) -> Restored:
    """Put the backup ``path`` in the place of the database file ``target``, which nobody may have open.

    The backup is verified first. ``warn`` is then told what the file in its place holds beyond the backup (None: it
    cannot be read), before anything is changed; what it raises stops the restore. The restored log begins a new epoch
    with an event that names both ends. Raises Unavailable, with ``target`` untouched, where the backup does not pass or
    the folder cannot be written.
    """
    target = target.expanduser().absolute()
    check_location(target)
    manifest = examine(path, progress)
    held = hold(target, actor)
    aside = target.with_name(f".{target.name}.{os.getpid()}.restore")
    try:
        end, numbers, lost = _former(target, path)
        if warn is not None and target.exists():
            warn(lost)
        former = end
        if former is None:
            former = anchors.remembered(anchor_folder or anchors.default_folder(), manifest.log_id)
        shutil.copyfile(path, aside)
        kept = _add_restore_event(aside, former, numbers, actor, reason)
        sync(aside)
        set_aside = _set_aside(target)
        aside.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise Unavailable(
            f"“{target}”不能写入，没有恢复，原有数据不受影响。清理磁盘或检查权限后重试。"
        ) from error
    finally:
        for name in (aside, aside.with_name(aside.name + "-journal")):
            with suppress(OSError):
                name.unlink(missing_ok=True)
        held.release()
    return Restored(set_aside, former, kept, lost)


def _former(target: Path, backup: Path) -> tuple[Head | None, dict[str, int], Missing | None]:
    """The end of the log that is about to be set aside, the last row numbers it used, and what of it no backup holds.

    Empties its WAL.
    """
    if not target.exists():
        return None, {}, Missing(0)
    engine, copy = sqlite_engine(target), sqlite_engine(backup, read_only=True)
    try:
        with said_in_chinese(str(target)), connect_without_transaction(engine) as connection:
            head = read_head(connection)
            with copy.connect() as kept:
                lost = missing_from(kept, connection)
            rows = connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence").all()
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            return head, {row.name: row.seq for row in rows}, lost
    except Unavailable:  # damaged, which is why it is being replaced
        return None, {}, None
    finally:
        engine.dispose()
        copy.dispose()


def _add_restore_event(
    path: Path, former: Head | None, numbers: dict[str, int], actor: str, reason: str
) -> Head:
    engine: Engine = sqlite_engine(path)
    try:
        with said_in_chinese(str(path)), connect_for_writing(engine) as connection, connection.begin():
            kept = read_head(connection)
            session = Session(connection, Log(kept, local_writer(actor), reason))
            session.open_epoch(
                1 + max(kept.epoch, former.epoch if former and former.log_id == kept.log_id else 0)
            )
            session.record_fact("restore", asdict(former) if former else None, asdict(kept))
            for table, number in numbers.items():  # numbers that the former file used are not used again
                connection.exec_driver_sql(
                    "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (number, table)
                )
                connection.exec_driver_sql(
                    "INSERT INTO sqlite_sequence (name, seq) SELECT ?, ?"
                    " WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?)",
                    (table, number, table),
                )
            return session.finish()
    finally:
        engine.dispose()


def _set_aside(target: Path) -> Path | None:
    """Give the former file a second name, and take its side files (only a damaged one still has any) out of the way."""
    if not target.exists():
        return None
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    kept = target.with_name(f"{target.stem}-恢复前-{stamp}{target.suffix}")
    number = 1
    while kept.exists():
        number += 1
        kept = target.with_name(f"{target.stem}-恢复前-{stamp}-{number}{target.suffix}")
    try:
        kept.hardlink_to(target)  # so that there is a file under the old name at every moment
    except OSError:  # FAT has no links
        target.replace(kept)
    for ending in SIDE_FILES:
        side = target.with_name(target.name + ending)
        if side.exists():
            side.replace(kept.with_name(kept.name + ending))
    return kept
