"""Strangers' photos made into what a paper holds: upright, of bearable size, without anything but the picture.

A photo is read only within limits that its header is held to before a pixel is decoded, and written anew as JPEG, so
that no place where it was taken, no serial number of a camera and no hidden second picture goes into print.
"""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError

from cityassess.errors import Problem, Refused, Unavailable

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1600
"""Pixels: 156 mm of paper at 260 dots to the inch."""
QUALITY = 85
"""Of JPEG, as its library counts: what eyes do not tell from the original on paper."""

_FORMATS = ("JPEG", "PNG")
_ORIENTATION = 0x0112  # the EXIF tag
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    struct.error,
    zlib.error,
)
"""What Pillow raises for files that are not as they should be."""


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """A photo as JPEG bytes, with its size in pixels."""

    content: bytes
    width: int
    height: int


def read_photo(source: Path | bytes, name: str = "") -> PhotoFile:
    """Read a JPEG or PNG file of up to 20 MB and 40 million pixels, and write it anew: the same file, the same bytes.

    ``name`` is what the file is called where its bytes are given. Raises ``Refused`` for what is no photo, too large,
    moving or broken, ``Unavailable`` where the file cannot be read.
    """
    if isinstance(source, Path):
        name = name or source.name
        source = _bytes_of(source)
    if len(source) > MOST_BYTES:
        raise _refused("这张照片超过20 MB。缩小后再插入。", name)
    with _without_warnings():
        try:
            with Image.open(BytesIO(source), formats=_FORMATS) as picture:
                _refuse_unfit(picture, name)
                upright = _decoded(picture)
        except Image.DecompressionBombError:
            raise _refused(_TOO_LARGE, name) from None
        except UnidentifiedImageError:
            raise _refused("这个文件不是JPG或PNG照片。另存为JPG后再插入。", name) from None
        except _BROKEN as fault:
            raise _refused("这张照片已损坏，读不完整。重新拍摄或另存一份后再插入。", name) from fault
    target = BytesIO()
    upright.save(target, "JPEG", quality=QUALITY, optimize=True)
    return PhotoFile(target.getvalue(), *upright.size)


_TOO_LARGE = "这张照片超过4000万像素。缩小后再插入。"


def _bytes_of(path: Path) -> bytes:
    """What a file holds, up to one byte more than is allowed."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise Unavailable(f"找不到文件“{path.name}”。检查它是否已被移走或改名。") from error
    except OSError as error:
        raise Unavailable(f"文件“{path.name}”打不开。在其他程序中关闭它，或检查读取权限后再试。") from error


def _refuse_unfit(picture: Any, name: str) -> None:
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise _refused(_TOO_LARGE, name)
    if picture.format == "PNG" and getattr(picture, "n_frames", 1) > 1:
        raise _refused("这是会动的图片，印不到纸上。另存为静止的照片后再插入。", name)


def _decoded(picture: Any) -> Image.Image:
    """The picture in plain colours, upright, its longest side within the limit."""
    turn = _UPRIGHT.get(_orientation(picture))
    # A JPEG can be decoded at a half, a quarter or an eighth of its size: twice the limit leaves it sharp.
    picture.draft(None, (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
    picture.load()
    plain = _on_white(picture)
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if turn is not None:
        plain = plain.transpose(turn)
    plain.info.clear()  # else a comment, colour profile or resolution would be written again
    return plain


def _orientation(picture: Any) -> int:
    try:
        found = picture.getexif().get(_ORIENTATION, 1)
    except _BROKEN:  # the picture may well be sound
        return 1
    return found if isinstance(found, int) else 1


def _on_white(picture: Image.Image) -> Image.Image:
    """The picture as RGB, on white where it can be seen through."""
    if picture.has_transparency_data:
        seen = picture.convert("RGBA")
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(seen, mask=seen.getchannel("A"))
        return paper
    return picture.convert("RGB")


@contextmanager
def _without_warnings() -> Iterator[None]:
    """Keep what Pillow thinks of a stranger's file off the office's screen; what matters is refused."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _refused(words: str, name: str) -> Refused:
    return Refused(Problem(words, file=name))
