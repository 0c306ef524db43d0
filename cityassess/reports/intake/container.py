"""The zip container of a workbook, judged by its directory before a byte is unpacked, and unpacked under limits.

Every part is decompressed here once and must have exactly the length and checksum that the directory names, so that
whatever reads it later cannot see another content.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from cityassess.reports.intake import limits

_CHUNK = 2**18
_END_OF_DIRECTORY = b"PK\x05\x06"
_END_BYTES = 22
_LOCAL_HEADER = struct.Struct("<4sHHHHHIIIHH")
_ENCRYPTED = 0x1 | 0x40
_NESTED = (".zip", ".xlsx", ".xlsm", ".xlsb", ".docx", ".jar", ".7z", ".rar", ".gz")
_DAMAGED = "文件不完整或已损坏，可能没有复制完。重新复制，或在Excel、WPS中打开后另存一份再导入。"
_UNSAFE = "文件的内部结构不正常，不是Excel或WPS保存的。在Excel、WPS中打开后另存为.xlsx再导入。"
_TOO_LARGE = "文件解压后过大，超出读取范围。删去无用的工作表和空行，或拆成几个文件再导入。"
_ENCRYPTED_TEXT = "文件有打开密码。在Excel或WPS中取消密码并保存，再导入。"


class Rejected(Exception):
    """A file is refused: the Chinese sentence, and the sheet and cell where known."""

    def __init__(self, message: str, sheet: str = "", row: int | None = None, column: str = "") -> None:
        super().__init__(message)
        self.message, self.sheet, self.row, self.column = message, sheet, row, column


def damaged() -> Rejected:
    """The refusal of a file whose parts do not fit together."""
    return Rejected(_DAMAGED)


@dataclass(frozen=True, slots=True)
class Part:
    """One member of the container: where its packed bytes lie."""

    name: str
    start: int
    packed: int
    size: int
    deflated: bool
    checksum: int


class Container:
    """The parts of a workbook by name; raises :class:`Rejected` unless the whole directory is in order."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.parts = _parts(content)

    def has(self, name: str) -> bool:
        """Whether there is a part of exactly that name."""
        return name in self.parts

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a part's unpacked bytes piece by piece; raises ``Rejected`` when they are not what was announced."""
        part = self.parts[name]
        packed = self._content[part.start : part.start + part.packed]
        size = checksum = 0
        for chunk in _inflated(packed) if part.deflated else _pieces(packed):
            size += len(chunk)
            if size > part.size:
                raise damaged()
            checksum = zlib.crc32(chunk, checksum)
            yield chunk
        if size != part.size or checksum != part.checksum:
            raise damaged()


def _pieces(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), _CHUNK):
        yield content[start : start + _CHUNK]


def _inflated(packed: bytes) -> Iterator[bytes]:
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    rest = packed
    while not stream.eof:
        try:
            chunk = stream.decompress(rest, _CHUNK)
        except zlib.error as error:
            raise damaged() from error
        if not chunk and not stream.unconsumed_tail and not stream.eof:
            raise damaged()
        rest = stream.unconsumed_tail
        if chunk:
            yield chunk
    if stream.unused_data:
        raise damaged()


def _parts(content: bytes) -> dict[str, Part]:
    if (
        content[-_END_BYTES:-18] != _END_OF_DIRECTORY
    ):  # also keeps two directories from being read by two readers
        raise damaged()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            directory_start = archive.start_dir
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        ValueError,
        OSError,
        struct.error,
        OverflowError,
    ) as error:
        raise damaged() from error
    if not members:
        raise damaged()
    if len(members) > limits.PARTS:
        raise Rejected(f"文件内部有{len(members):,}个部分，超过{limits.PARTS:,}个。" + _UNSAFE)
    _check_names([member.filename for member in members])
    for member in members:
        _check_member(member)
    if sum(member.file_size for member in members) > limits.UNPACKED_BYTES:
        raise Rejected(_TOO_LARGE)
    parts = [_located(member, content) for member in sorted(members, key=lambda member: member.header_offset)]
    _check_overlap(parts, members, directory_start)
    return {part.name: part for part in parts if not part.name.endswith("/")}


def _check_names(names: list[str]) -> None:
    if len({name.casefold() for name in names}) != len(names):
        raise Rejected(_UNSAFE)
    for name in names:
        if (
            "\\" in name
            or ":" in name
            or name.startswith("/")
            or ".." in name.split("/")
            or not name.isprintable()
        ):
            raise Rejected(_UNSAFE)
        if name.lower().endswith(_NESTED):
            raise Rejected("文件里嵌入了其他文件。删去嵌入的对象，另存后再导入。")


def _check_member(member: zipfile.ZipInfo) -> None:
    if member.flag_bits & _ENCRYPTED:
        raise Rejected(_ENCRYPTED_TEXT)
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Rejected(_UNSAFE)
    if stat.S_ISLNK(member.external_attr >> 16):
        raise Rejected(_UNSAFE)
    if member.file_size > limits.PART_BYTES:
        raise Rejected(_TOO_LARGE)
    if member.file_size > limits.RATIO_FROM_BYTES and member.file_size > limits.RATIO * member.compress_size:
        raise Rejected(
            "文件的压缩比异常，解压后会占满内存，不予读取。在Excel、WPS中打开后另存为.xlsx再导入。"
        )


def _located(member: zipfile.ZipInfo, content: bytes) -> Part:
    header = content[member.header_offset : member.header_offset + _LOCAL_HEADER.size]
    if len(header) != _LOCAL_HEADER.size:
        raise damaged()
    fields = _LOCAL_HEADER.unpack(header)
    name_length, extra_length = fields[9], fields[10]
    name_start = member.header_offset + _LOCAL_HEADER.size
    name = content[name_start : name_start + name_length]
    encoding = "utf-8" if fields[2] & 0x800 else "cp437"
    if fields[0] != b"PK\x03\x04" or name != member.orig_filename.encode(encoding, errors="replace"):
        raise damaged()
    return Part(
        name=member.filename,
        start=name_start + name_length + extra_length,
        packed=member.compress_size,
        size=member.file_size,
        deflated=member.compress_type == zipfile.ZIP_DEFLATED,
        checksum=member.CRC,
    )


def _check_overlap(parts: list[Part], members: list[zipfile.ZipInfo], directory_start: int) -> None:
    starts = sorted(member.header_offset for member in members)
    if starts[0] != 0:
        raise damaged()
    for part, next_start in zip(parts, [*starts[1:], directory_start], strict=True):
        if part.start + part.packed > next_start:
            raise damaged()
