"""One program per database file: a lock that dies with its holder, and a note beside it that says who holds it."""

from __future__ import annotations

import json
import os
import platform
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from cityassess.errors import Unavailable
from cityassess.store.canonical import utc_now

if TYPE_CHECKING:
    from filelock import BaseFileLock


class FileHold:
    """The hold on one database file, until :meth:`release` or the end of the process."""

    def __init__(self, lock: BaseFileLock, note: Path) -> None:
        self._lock = lock
        self._note = note

    def release(self) -> None:
        """Let the next program in."""
        if self._lock.is_locked:
            with suppress(OSError):
                self._note.unlink()
            self._lock.release()


def hold(path: Path, user: str) -> FileHold:
    """Take the hold on a database file for a person; raises Unavailable that names the holder, or says why not."""
    from filelock import FileLock, Timeout

    note = path.with_name(path.name + ".holder.json")
    lock = FileLock(path.with_name(path.name + ".lock"), timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise Unavailable(
            f"“{path}”已由{_holder(note)}打开。同一个数据库文件同时只能由一个程序使用，先关闭那边的程序再试。"
        ) from None
    except OSError as error:
        raise Unavailable(
            f"“{path.parent}”不能写入，数据库没有打开。换一个可写的文件夹，或请管理员授权。"
        ) from error
    about = {"user": user, "machine": platform.node(), "pid": os.getpid(), "since": utc_now()}
    try:
        note.write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
    except OSError:  # a full disk: the lock holds all the same, only nobody can be named
        with suppress(OSError):
            note.unlink(missing_ok=True)
    return FileHold(lock, note)


def _holder(note: Path) -> str:
    from datetime import datetime

    try:
        about = json.loads(note.read_text(encoding="utf-8"))
        since = datetime.fromisoformat(about["since"]).astimezone().strftime("%Y-%m-%d %H:%M")
        return f"{about['user']}（{about['machine']}，{since}起）"
    except (OSError, ValueError, KeyError, TypeError):
        return "另一个程序"
