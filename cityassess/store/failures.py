"""What a database's refusal means for the officer, in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from cityassess.errors import Unavailable

_FULL, _READ_ONLY, _IO, _CORRUPT, _NOT_A_DATABASE, _CANNOT_OPEN, _BUSY, _LOCKED, _NO_RIGHT, _NO_ACCESS = (
    13, 8, 10, 11, 26, 14, 5, 6, 3, 23,
)  # fmt: skip

_SQLITE = {
    _FULL: "磁盘已满，本次改动没有保存，原有数据不受影响。清理“{where}”所在的磁盘后重试。",
    _READ_ONLY: "“{where}”只能读，不能写，改动没有保存。去掉文件或文件夹的只读属性，或换一个可写的文件夹。",
    _IO: "读写“{where}”时磁盘出错，本次改动没有保存。检查磁盘后重试。",
    _CORRUPT: "“{where}”已损坏，没有改动。可用最近的备份恢复。",
    _NOT_A_DATABASE: "“{where}”不是本程序的数据库文件。换一个文件，或用最近的备份恢复。",
    _CANNOT_OPEN: "“{where}”打不开。检查文件夹是否存在、是否可写。",
    _BUSY: "“{where}”正被另一项工作占用，本次改动没有保存。稍等片刻再试。",
    _LOCKED: "“{where}”正被另一项工作占用，本次改动没有保存。稍等片刻再试。",
    _NO_RIGHT: "没有读写“{where}”的权限。换一个可写的文件夹，或请管理员授权。",
    _NO_ACCESS: "没有读写“{where}”的权限。换一个可写的文件夹，或请管理员授权。",
}

_POSTGRES = {
    "28": "数据库服务器“{where}”不接受这个用户名或口令。核对后重试，或请管理员处理。",
    "3D": "数据库服务器上没有“{where}”这个数据库。请管理员先建库。",
    "42501": "没有读写“{where}”的权限。请管理员授权。",
    "53100": "数据库服务器的磁盘已满，本次改动没有保存。请管理员清理磁盘后重试。",
    "53": "数据库服务器“{where}”资源不足，本次改动没有保存。稍等片刻再试，或请管理员处理。",
    "55P03": "“{where}”正被另一项工作占用，本次改动没有保存。稍等片刻再试。",
    "57014": "数据库服务器“{where}”超时，本次改动没有保存。稍等片刻再试。",
    "25006": "数据库服务器“{where}”只能读，不能写，改动没有保存。请管理员处理。",
}  # fmt: skip
_LOST = "连不上数据库服务器“{where}”，本次改动没有保存。检查网络和地址，或请管理员处理。"


def sentence(error: DBAPIError, where: str) -> str | None:
    """The Chinese sentence for a database's error, or None where the error is a fault of the program."""
    cause = error.orig
    code = getattr(cause, "sqlite_errorcode", None)
    if isinstance(code, int):
        said = _SQLITE.get(code & 0xFF)
        return said.format(where=where) if said else None
    if type(cause).__module__.startswith("pysqlite3"):
        return None
    state = getattr(cause, "sqlstate", None)
    if isinstance(state, str):
        for length in (5, 2):
            if state[:length] in _POSTGRES:
                return _POSTGRES[state[:length]].format(where=where)
        return _LOST.format(where=where) if state.startswith(("08", "57P")) else None
    if type(cause).__name__ == "OperationalError":  # psycopg could not connect, or lost the connection
        return (_no_such_database(str(cause)) or _LOST).format(where=where)
    return None


def _no_such_database(words: str) -> str | None:
    # A refused connection carries no SQLSTATE in psycopg 3, only the server's words.
    if "does not exist" in words and "database" in words:
        return _POSTGRES["3D"]
    return _POSTGRES["28"] if "authentication" in words else None


@contextmanager
def said_in_chinese(where: str) -> Iterator[None]:
    """Turn a database's refusal inside the block into ``Unavailable``; faults of the program pass as they are."""
    try:
        yield
    except DBAPIError as error:
        said = sentence(error, where)
        if said is None:
            raise
        raise Unavailable(said) from error
