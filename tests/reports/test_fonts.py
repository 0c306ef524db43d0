"""Faces: who stands in for whom, glyph by glyph fall-back, and what no face has."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from cityassess.reports import fonts
from cityassess.reports.blocks import Face
from cityassess.reports.facefile import QuickFace
from cityassess.reports.fonts import SHIPPED_FILES, FontSet
from cityassess.resource_files import resource

NO_BREAK_SPACE = 0xA0  # the library gives it the space's glyph whatever the face says
RARE = "㎡℃▲▼○■●◆□◇★〔〕①喆堃昶犇燊祎邴郯䶮"


@pytest.mark.parametrize("name", sorted({name for names in SHIPPED_FILES.values() for name in names}))
def test_the_quick_reader_agrees_with_the_library(name: str) -> None:
    path = resource("fonts") / name
    slow, quick = TTFont(f"slow-{name}", str(path)).face, QuickFace(str(path))
    expected = {char: glyph for char, glyph in slow.charToGlyph.items() if glyph and char != NO_BREAK_SPACE}
    assert {char: glyph for char, glyph in quick.charToGlyph.items() if char != NO_BREAK_SPACE} == expected
    assert quick.hmetrics == slow.hmetrics
    assert quick.glyphPos == slow.glyphPos
    assert [quick.charWidths[char] for char in expected] == [slow.charWidths[char] for char in expected]
    characters = [0, *map(ord, "娄星区a1（）")]
    assert quick.makeSubset(characters) == slow.makeSubset(characters)


@pytest.mark.parametrize("face", list(Face))
def test_shipped_faces_cover_what_offices_write(face: Face) -> None:
    text = "".join(
        bytes((high, low)).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFF)
    )
    found = FontSet(shipped_only=True)
    shown = "".join(part.text for part in found.stretches(face, text + RARE))
    assert shown == text + RARE
    assert found.missing == ""


@pytest.mark.parametrize("face", [Face.FANGSONG, Face.SONG, Face.SMALL_TITLE_SONG])
def test_digits_take_half_a_character(face: Face) -> None:
    found = FontSet(shipped_only=True)
    assert found.widths(face, "0123456789.%城", 16.0) == [8.0] * 12 + [16.0]


def test_a_character_that_its_face_lacks_comes_from_the_next() -> None:
    parts = FontSet(shipped_only=True).stretches(Face.KAI, "（一）堃“村”")
    assert [(part.font, part.text) for part in parts] == [
        ("WenKaiCut-Regular", "（一）"),
        ("NotoSerifSC-Regular", "堃“"),
        ("WenKaiCut-Regular", "村"),
        ("NotoSerifSC-Regular", "”"),
    ]


def test_a_character_that_no_face_has_is_named_and_shown_as_a_box() -> None:
    found = FontSet(shipped_only=True)
    (part,) = found.stretches(Face.SONG, "甲\U0001f600乙")
    assert part.text == "甲□乙"
    assert found.missing == "\U0001f600"


def test_only_faces_that_were_used_are_reported() -> None:
    found = FontSet(shipped_only=True)
    assert not list(found.substitutions)
    found.width(Face.FANGSONG, "通报", 16.0)
    assert [str(each) for each in found.substitutions] == ["本机没有“仿宋”字体，用“Noto Serif SC”代替"]


@pytest.fixture
def machine_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A font folder of this machine."""
    monkeypatch.setattr(fonts, "_font_folders", lambda: iter([tmp_path]))
    fonts.machine_font_files.cache_clear()
    fonts._candidates.cache_clear()
    yield tmp_path
    fonts.machine_font_files.cache_clear()
    fonts._candidates.cache_clear()


def test_a_face_of_the_machine_comes_first_and_is_no_substitution(machine_folder: Path) -> None:
    shutil.copy(resource("fonts") / "WenKaiCut-Regular.ttf", machine_folder / "SimFang.ttf")
    found = FontSet()
    (part,) = found.stretches(Face.FANGSONG, "通报")
    assert part.font.startswith("SimFang@")
    assert not list(found.substitutions)
    assert FontSet(shipped_only=True).stretches(Face.FANGSONG, "通报")[0].font == "NotoSerifSC-Regular"


@pytest.mark.parametrize("content", [b"", b"not a font", b"\0\1\0\0" + b"\0" * 500, b"OTTO" + b"\xff" * 64])
def test_a_damaged_face_of_the_machine_is_passed_over(machine_folder: Path, content: bytes) -> None:
    (machine_folder / "simfang.ttf").write_bytes(content)
    found = FontSet()
    assert found.stretches(Face.FANGSONG, "通报")[0].font == "NotoSerifSC-Regular"
    assert [each.wanted for each in found.substitutions] == ["仿宋"]


@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_a_cut_off_face_is_refused_or_read_without_a_crash(tmp_path: Path, kept: float) -> None:
    whole = (resource("fonts") / "WenKaiCut-Regular.ttf").read_bytes()
    path = tmp_path / "cut.ttf"
    path.write_bytes(whole[: int(len(whole) * kept)])
    try:
        face = QuickFace(str(path))
    except TTFError:
        return
    assert len(face.hmetrics) == face.numGlyphs
