"""Reading a text file that may come from any program: UTF-8 or GB18030, and nothing guessed beyond that."""

from __future__ import annotations

import codecs
import stat
from pathlib import Path

from cityassess.errors import Problem, Refused, Unavailable

_MARK = "\ufeff"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# Text in GB18030 that happens to be mostly valid UTF-8 does not occur; UTF-8 with a broken byte does.
_DAMAGED_SHARE = 10


def read_text(path: Path, limit: int) -> str:
    """Return the text of a file of at most ``limit`` bytes, in UTF-8 (with or without its mark) or GB18030.

    Raises ``Refused`` for a file that is too large, empty, binary or in another encoding, ``Unavailable`` for one
    that cannot be opened.
    """
    return decode(read_bytes(path, limit), path.name)


def read_bytes(path: Path, limit: int) -> bytes:
    """Return the bytes of an ordinary file; ``Refused`` above ``limit`` bytes, ``Unavailable`` if it won't open."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise Refused(Problem("这是一个文件夹，不是文件。选中文件夹里的文件再导入。", file=path.name))
        if not stat.S_ISREG(mode):
            raise Refused(Problem("这不是普通文件，不能读取。选一个存放在磁盘上的文件。", file=path.name))
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except FileNotFoundError as error:
        raise Unavailable(f"找不到文件“{path.name}”。检查它是否已被移走或改名。") from error
    except OSError as error:
        raise Unavailable(f"文件“{path.name}”打不开。在其他程序中关闭它，或检查读取权限后再试。") from error
    if len(content) > limit:
        way_out = "拆成几个较小的文件再导入。" if is_table(path.name) else "确认选中的是方案文件。"
        raise Refused(Problem(f"文件超过{size_text(limit)}。{way_out}", file=path.name))
    return content


def decode(content: bytes, file: str) -> str:
    """Return ``content`` as text without its byte order mark; ``Refused`` names ``file`` when it is no such text."""
    if not content:
        raise Refused(Problem("文件是空的，大小为0字节。重新复制或导出这个文件。", file=file))
    way_out = "另存为“CSV UTF-8”后再导入。" if is_table(file) else "另存为UTF-8编码的文本后再导入。"
    if content.startswith(_UTF16_MARKS):
        raise Refused(Problem(f"文件的编码是UTF-16。{way_out}", file=file))
    if b"\x00" in content:
        raise Refused(Problem("文件里有空字节，不是文本文件，或已损坏。重新导出这个文件。", file=file))
    marked = content.startswith(codecs.BOM_UTF8)
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode("utf-8").lstrip(_MARK)
    except UnicodeDecodeError as error:
        damaged_line = content.count(b"\n", 0, error.start) + 1
    if marked or _mostly_utf8(content):
        raise Refused(
            Problem("这一行有损坏的字，不是完整的UTF-8文本。重新导出这个文件。", file=file, line=damaged_line)
        )
    try:
        return content.decode("gb18030").lstrip(_MARK)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Refused(
            Problem(f"这一行的编码既不是UTF-8也不是GB18030。{way_out}", file=file, line=line)
        ) from error


def is_table(file: str) -> bool:
    """Whether a file of that name is meant to be a table, and not a scheme."""
    return not file.lower().endswith((".yaml", ".yml"))


def size_text(size: int) -> str:
    """``size`` bytes in the unit an officer would use, such as ``20 MB``."""
    return f"{size // 2**20} MB" if size >= 2**20 else f"{size:,}字节"


def _mostly_utf8(content: bytes) -> bool:
    text = content.decode("utf-8", errors="replace")
    damaged = text.count("\ufffd")
    sound = sum(1 for character in text if character > "\x7f") - damaged
    return sound >= _DAMAGED_SHARE * damaged
