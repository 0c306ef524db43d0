"""Writing a file whole or not at all, with a sentence for the officer when the disk will not have it."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cityassess import safe_files
from cityassess.errors import Refused, Unavailable

_DEVICE_NAME = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\..*)?", re.IGNORECASE
)
_FORBIDDEN_CHARACTER = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_DATABASE_HEAD = b"SQLite format 3\0"
# Windows (ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION): another program has the file open.
_WINDOWS_IN_USE = (32, 33)


def check_file_name(path: Path) -> None:
    """Raise ``Refused`` where Windows could not hold a file of that name, on every system alike."""
    name = path.name
    if not name:
        raise Refused("没有写明文件名。在文件夹后面加上文件名再保存。")
    if _DEVICE_NAME.fullmatch(name):
        raise Refused(f"“{name}”是Windows保留的设备名，不能用作文件名。换一个文件名再保存。")
    if _FORBIDDEN_CHARACTER.search(name) or name[-1] in " .":
        raise Refused(
            f'文件名“{name}”含有不能用的字符（< > : " / \\ | ? *，或以点、空格结尾）。换一个文件名再保存。'
        )


@contextmanager
def written_aside(path: Path, ending: str = "") -> Iterator[Path]:
    """Yield a path in the same folder to write to; on leaving, what was written takes ``path``'s place in one step.

    A name with another ending than ``ending`` (such as ``.pdf``) is refused; one without any is taken as it is. When
    the body raises, ``path`` stays as it was and nothing is left behind. Raises ``Refused`` for a name that Windows
    cannot hold, ``Unavailable`` for a full disk, a read-only folder, a file open in another program and the
    like. An ``OSError`` about a file other than these two passes through unchanged.
    """
    check_file_name(path)
    _refuse_to_replace(path)
    if ending and path.suffix and path.suffix.lower() != ending:
        raise Refused(f"“{path.name}”不是{ending}文件的名字。把文件名改成以{ending}结尾再保存。")
    try:
        with safe_files.written_aside(path) as aside:
            yield aside
    except OSError as error:
        raise _unavailable(error, path) from error


def _refuse_to_replace(path: Path) -> None:
    """Raise where what stands under the name already is nothing that a document may take the place of."""
    try:
        mode = path.stat().st_mode
    except OSError:  # nothing there, or a fault that writing will meet again
        return
    if stat.S_ISDIR(mode):
        raise Unavailable(f"“{path.name}”是一个文件夹，不能写成文件。换一个文件名再保存。")
    if not stat.S_ISREG(mode):
        raise Unavailable(f"“{path.name}”是系统设备，不是普通文件，不能写。换一个文件名再保存。")
    try:
        with path.open("rb") as file:
            head = file.read(len(_DATABASE_HEAD))
    except OSError:  # it may be replaced without being readable
        return
    if head == _DATABASE_HEAD:
        raise Refused(f"“{path.name}”是数据库文件，不能覆盖。换一个文件名再保存。")


def _unavailable(error: OSError, path: Path) -> Exception:
    sentence = _sentence(error, path)
    if sentence is not None:
        return Unavailable(sentence)
    ours = {None, os.fspath(path), os.fspath(path.parent), *_aside_names(error, path)}
    if error.filename in ours:
        return Unavailable(
            f"“{path.name}”没有写成（错误号{error.errno}）。检查磁盘后再试，或另存到别的文件夹。"
        )
    return error


def _sentence(error: OSError, path: Path) -> str | None:
    name = path.name
    if getattr(error, "winerror", None) in _WINDOWS_IN_USE or error.errno in (errno.EBUSY, errno.ETXTBSY):
        return f"“{name}”正被其他程序打开，没有写成。在Excel、WPS或阅读器中关闭它，再保存一次。"
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"磁盘空间不足，“{name}”没有写成。清理磁盘后再试，或另存到别的磁盘。"
    if error.errno == errno.EROFS:
        return f"文件夹“{path.parent.name}”是只读的，“{name}”没有写成。另存到可以写入的文件夹。"
    if error.errno in (errno.EACCES, errno.EPERM) and error.filename in {
        os.fspath(path),
        os.fspath(path.parent),
        *_aside_names(error, path),
    }:
        return f"没有权限写“{name}”，或它正被其他程序打开。关闭打开它的程序，或另存到可以写入的文件夹。"
    if error.errno == errno.ENOENT and not path.parent.exists():
        return f"文件夹“{path.parent.name}”不存在，“{name}”没有写成。选一个现有的文件夹再保存。"
    if error.errno == errno.ENAMETOOLONG:
        return f"文件名“{name}”太长。缩短文件名再保存。"
    return None


def _aside_names(error: OSError, path: Path) -> set[str]:
    name = error.filename
    if (
        isinstance(name, str)
        and Path(name).parent == path.parent
        and Path(name).name.startswith(safe_files.ASIDE)
    ):
        return {name}
    return set()
