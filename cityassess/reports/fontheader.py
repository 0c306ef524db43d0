"""What a font file says of itself, read without its glyphs: names, outlines, and whether it may be embedded.

Formats per the OpenType specification: the table directory, and tables name, head and OS/2. Some kilobytes of a file
are read, so hundreds of files take a blink.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_COLLECTION = b"ttcf"
_POSTSCRIPT = b"OTTO"
_TRUETYPE = {b"\0\1\0\0", b"true"}
_FAMILY, _FULL_NAME, _POSTSCRIPT_NAME, _TYPOGRAPHIC_FAMILY = 1, 4, 6, 16
_NAMES = {_FAMILY, _FULL_NAME, _POSTSCRIPT_NAME, _TYPOGRAPHIC_FAMILY}
_MACINTOSH, _WINDOWS = 1, 3
_MAC_CHINESE = 25
_MOST_FACES = 64  # in one collection
_MOST_NAMES = 2000
_RESTRICTED = 0x0002  # OS/2 fsType: no embedding without the maker's leave
_NO_SUBSET = 0x0300  # no subsetting, or bitmaps only


@dataclass(frozen=True, slots=True)
class FontHeader:
    """One face of a font file: its place in the file, its names, and what stands against embedding it.

    ``obstacle`` is empty where nothing does; ``plain`` is neither bold nor italic.
    """

    index: int
    family: str
    names: frozenset[str]
    postscript: str
    plain: bool
    obstacle: str


def read_headers(path: Path) -> tuple[FontHeader, ...]:
    """Return the faces of a font file; none where the file cannot be read or is damaged."""
    try:
        with path.open("rb") as file:
            kind = file.read(4)
            if kind != _COLLECTION:
                return (_face(file, 0, 0),)
            _, count = struct.unpack(">II", file.read(8))
            offsets = struct.unpack(f">{min(count, _MOST_FACES)}I", file.read(4 * min(count, _MOST_FACES)))
            return tuple(_face(file, index, offset) for index, offset in enumerate(offsets))
    except (OSError, struct.error, ValueError, KeyError):
        return ()


def _face(file: BinaryIO, index: int, start: int) -> FontHeader:
    file.seek(start)
    kind = file.read(4)
    if kind != _POSTSCRIPT and kind not in _TRUETYPE:
        raise ValueError("not a font")
    (count,) = struct.unpack(">H", file.read(8)[:2])
    directory = file.read(16 * count)
    tables = {tag: (offset, length) for tag, _, offset, length in struct.iter_unpack(">4sIII", directory)}
    names = _names(_table(file, tables, b"name", 1 << 18))
    texts = {text for _, _, text in names}
    (style,) = struct.unpack_from(">H", _table(file, tables, b"head", 54), 44)
    return FontHeader(
        index=index,
        family=_family(names),
        names=frozenset(text.lower() for text in texts),
        postscript=next((text for number, _, text in names if number == _POSTSCRIPT_NAME), ""),
        plain=not style & 3,
        obstacle=_obstacle(file, kind, tables),
    )


def _table(file: BinaryIO, tables: dict[bytes, tuple[int, int]], tag: bytes, most: int) -> bytes:
    offset, length = tables[tag]
    file.seek(offset)
    return file.read(min(length, most))


def _names(table: bytes) -> list[tuple[int, bool, str]]:
    """Number, whether it is Chinese, and text of each name that tells the face."""
    _, count, start = struct.unpack_from(">HHH", table)
    found = []
    for order in range(min(count, _MOST_NAMES)):
        platform, encoding, language, number, length, offset = struct.unpack_from(
            ">6H", table, 6 + 12 * order
        )
        if number not in _NAMES:
            continue
        raw = table[start + offset : start + offset + length]
        text = raw.decode(_codec(platform, encoding), "replace").replace("\0", "").strip()
        if text and "\ufffd" not in text:
            found.append((number, platform == _WINDOWS and language & 0x3FF == 4, text))
    return found


def _codec(platform: int, encoding: int) -> str:
    if platform == _MACINTOSH:
        return "gb2312" if encoding == _MAC_CHINESE else "mac_roman"
    return "gb18030" if platform == _WINDOWS and encoding == 3 else "utf-16-be"


def _family(names: list[tuple[int, bool, str]]) -> str:
    for chinese in (True, False):
        for wanted in (_FAMILY, _TYPOGRAPHIC_FAMILY, _FULL_NAME):
            for number, is_chinese, text in names:
                if number == wanted and is_chinese == chinese:
                    return text
    return ""


def _obstacle(file: BinaryIO, kind: bytes, tables: dict[bytes, tuple[int, int]]) -> str:
    if kind == _POSTSCRIPT or b"glyf" not in tables:
        return "轮廓不是TrueType格式，不能嵌入PDF"
    if b"OS/2" in tables:
        (rights,) = struct.unpack_from(">H", _table(file, tables, b"OS/2", 10), 8)
        if rights & 0x000F == _RESTRICTED or rights & _NO_SUBSET:
            return "字体厂商不允许嵌入文件"
    return ""
