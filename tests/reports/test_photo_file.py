"""Photos from strangers: made upright, small and bare; what is no photo, too large or broken is refused."""

from __future__ import annotations

import random
import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from cityassess.errors import Refused, Unavailable
from cityassess.reports import photo_file
from cityassess.reports.photo_file import LONGEST_SIDE, MOST_BYTES, read_photo


def drawn(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """A picture whose left half is dark and whose top right quarter is red, so that a turned one can be told."""
    picture = Image.new("RGB", (width, height), "white")
    picture.paste((20, 20, 20), (0, 0, width // 2, height))
    picture.paste((220, 30, 30), (width // 2, 0, width, height // 2))
    return picture.convert(mode)


def saved(picture: Image.Image, kind: str = "JPEG", **settings: object) -> bytes:
    """The bytes of a picture's file."""
    target = BytesIO()
    picture.save(target, kind, **settings)
    return target.getvalue()


def opened(content: bytes) -> Image.Image:
    """A picture read again."""
    return Image.open(BytesIO(content))


def png(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG file of any chunks behind its header."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = b"".join(chunk(kind, data) for kind, data in ((b"IHDR", head), *chunks, (b"IEND", b"")))
    return b"\x89PNG\r\n\x1a\n" + body


def test_a_photo_is_made_small_and_the_same_each_time() -> None:
    content = saved(drawn(4000, 3000), quality=95)
    first, second = read_photo(content), read_photo(content)
    assert first == second
    assert (first.width, first.height) == (1600, 1200) == opened(first.content).size
    assert opened(first.content).format == "JPEG"
    tall = read_photo(saved(drawn(300, 4800)))
    assert (tall.width, tall.height) == (100, LONGEST_SIDE)
    small = read_photo(saved(drawn(64, 48)))
    assert (small.width, small.height) == (64, 48)


def colour_at(content: bytes, across: float, down: float) -> str:
    """What stands at a place of a picture: dark, red or white."""
    picture = opened(content).convert("RGB")
    found = picture.getpixel((int(picture.width * across), int(picture.height * down)))
    assert isinstance(found, tuple)
    red, green, _ = found
    return "white" if green > 150 else "red" if red > 150 else "dark"


def seen(content: bytes) -> str:
    """The four quarters of a picture, from the top left on."""
    return " ".join(colour_at(content, x, y) for y in (0.25, 0.75) for x in (0.25, 0.75))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_taken_askew_stands_upright(orientation: int) -> None:
    upright = drawn(320, 240)
    undone = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    askew = upright if undone is None else upright.transpose(undone)
    found = read_photo(saved(askew, exif=exif, quality=95))
    assert (found.width, found.height) == (320, 240)
    assert seen(found.content) == "dark red dark white"
    assert 0x0112 not in opened(found.content).getexif()


def test_nothing_but_the_picture_goes_on() -> None:
    exif = Image.Exif()
    exif[0x010F] = "相机厂"
    exif.get_ifd(0x8825)[1] = "N"
    content = saved(drawn(100, 80), exif=exif, icc_profile=b"profile" * 40, comment=b"secret words")
    assert b"secret words" in content
    found = read_photo(content)
    again = opened(found.content)
    assert len(again.getexif()) == 0
    assert "icc_profile" not in again.info
    assert "comment" not in again.info
    assert b"secret words" not in found.content


@pytest.mark.parametrize("mode", ["L", "CMYK", "YCbCr"])
def test_other_colours_of_jpeg_become_plain_ones(mode: str) -> None:
    found = read_photo(saved(drawn(200, 100, mode), quality=95))
    assert opened(found.content).mode == "RGB"
    wanted = "dark dark dark white" if mode == "L" else "dark red dark white"
    assert seen(found.content) == wanted


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "I;16"])
def test_other_colours_of_png_become_plain_ones(mode: str) -> None:
    picture = drawn(200, 100, "L" if mode == "I;16" else mode)
    if mode == "I;16":
        deep = Image.new("I;16", picture.size)
        deep.paste(65535, (100, 50, 200, 100))
        picture = deep
    found = read_photo(saved(picture, "PNG"))
    assert opened(found.content).mode == "RGB"
    assert colour_at(found.content, 0.75, 0.75) == "white"
    assert colour_at(found.content, 0.25, 0.75) == "dark"


def test_what_can_be_seen_through_lies_on_white() -> None:
    clear = drawn(200, 100).convert("RGBA")
    clear.paste((0, 0, 0, 0), (0, 0, 100, 100))
    for picture in (clear, clear.convert("LA")):
        assert colour_at(read_photo(saved(picture, "PNG")).content, 0.25, 0.5) == "white"
    flat = drawn(200, 100, "P")
    dark = flat.getpixel((10, 10))
    assert colour_at(read_photo(saved(flat, "PNG", transparency=dark)).content, 0.25, 0.5) == "white"


def test_what_is_no_photo_is_refused(tmp_path: Path) -> None:
    for content in (b"", b"GIF89a", b"%PDF-1.4", saved(drawn(9, 9), "GIF"), saved(drawn(9, 9), "TIFF")):
        with pytest.raises(Refused, match=r"^现场\.png：这个文件不是JPG或PNG照片。另存为JPG后再插入。$"):
            read_photo(content, "现场.png")
    with pytest.raises(Unavailable, match=r"找不到文件“没有\.jpg”"):
        read_photo(tmp_path / "没有.jpg")
    with pytest.raises(Unavailable, match="打不开"):
        read_photo(tmp_path)


def test_a_photo_of_too_many_bytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "大.jpg"
    path.write_bytes(saved(drawn(50, 50)).ljust(MOST_BYTES + 1, b"\0"))
    with pytest.raises(Refused, match=r"大\.jpg：这张照片超过20 MB"):
        read_photo(path)
    path.write_bytes(saved(drawn(50, 50)).ljust(MOST_BYTES, b"\0"))
    assert read_photo(path).width == 50


@pytest.mark.parametrize(("width", "height"), [(8000, 5001), (65_000, 65_000), (2**31 - 1, 2**31 - 1)])
def test_too_many_pixels_are_refused_before_any_is_decoded(
    width: int, height: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decoded(_: object) -> Image.Image:
        raise AssertionError("decoded")

    monkeypatch.setattr(photo_file, "_decoded", decoded)
    with pytest.raises(Refused, match="这张照片超过4000万像素"):
        read_photo(png(width, height, (b"IDAT", zlib.compress(b"\0"))))


def test_a_picture_that_moves_is_refused() -> None:
    moving = saved(
        drawn(20, 20), "PNG", save_all=True, append_images=[drawn(20, 20).rotate(90)], duration=100
    )
    with pytest.raises(Refused, match="会动的图片"):
        read_photo(moving)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_truncated_photo_is_refused(kind: str) -> None:
    noise = Image.effect_noise((400, 300), 60).convert("RGB")
    content = saved(noise, kind)
    with pytest.raises(Refused, match="已损坏，读不完整"):
        read_photo(content[: len(content) // 2])


def test_text_in_a_png_that_unpacks_to_gigabytes_is_refused() -> None:
    bomb = b"Comment\0\0" + zlib.compress(b"\0" * 80_000_000, 9)
    with pytest.raises(Refused, match="已损坏"):
        read_photo(png(10, 10, (b"zTXt", bomb), (b"IDAT", zlib.compress(b"\0" * 310))))


def test_altered_photos_are_read_or_refused() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    noise = Image.effect_noise((60, 40), 60)
    whole = [
        saved(noise.convert("RGB"), exif=exif),
        saved(noise.convert("CMYK"), progressive=True),
        saved(noise.convert("P"), "PNG", transparency=3),
        saved(noise.convert("LA"), "PNG", exif=exif),
    ]
    chance = random.Random(20_26)
    read = 0
    for number in range(800):
        content = bytearray(whole[number % len(whole)])
        for _ in range(chance.randint(1, 6)):
            content[chance.randrange(min(len(content), 400))] = chance.randrange(256)
        try:
            found = read_photo(bytes(content))
        except Refused:
            continue
        read += 1
        assert max(found.width, found.height) <= LONGEST_SIDE
    assert 0 < read < 800
