"""The shipped faces: what each role shows, glyph by glyph fall-back, and what no face has."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont as OutlineFont
from reportlab.pdfbase.ttfonts import TTFont

from cityassess.reports import fonts
from cityassess.reports.blocks import Face
from cityassess.reports.facefile import QuickFace
from cityassess.reports.fonts import SHIPPED_FILES, FontSet
from cityassess.resource_files import resource

NO_BREAK_SPACE = 0xA0  # the library gives it the space's glyph whatever the face says
MARKS = (
    "m³m²㎡㎞㎏℃‰％①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㈠Ⅰ★☆▲▼△▽○■●◆□◇〇×÷±≥≤≠→←↑↓〔〕【】「」"
    "喆堃昶犇燊祎邴郯䶮珺翀玥旻晟炅垚赟婳煊浐斓"
)


@pytest.mark.parametrize("name", sorted({name for names in SHIPPED_FILES.values() for name in names}))
def test_the_quick_reader_agrees_with_the_library(name: str) -> None:
    path = resource("fonts") / name
    slow, quick = TTFont(f"slow-{name}", str(path)).face, QuickFace(path)
    expected = {char: glyph for char, glyph in slow.charToGlyph.items() if glyph and char != NO_BREAK_SPACE}
    assert {char: glyph for char, glyph in quick.charToGlyph.items() if char != NO_BREAK_SPACE} == expected
    assert quick.hmetrics == slow.hmetrics
    assert quick.glyphPos == slow.glyphPos
    assert [quick.charWidths[char] for char in expected] == [slow.charWidths[char] for char in expected]
    characters = [0, *map(ord, "娄星区a1（）")]
    ours, theirs = (
        OutlineFont(BytesIO(each.makeSubset(characters)), recalcBBoxes=False) for each in (quick, slow)
    )
    for tag in {*theirs.keys()} - {"GlyphOrder", "name", "head"}:
        assert ours.getTableData(tag) == theirs.getTableData(tag), tag


def standard_characters() -> str:
    """The 8,105 characters of 通用规范汉字表 (2013), its three levels one after another."""
    path = Path(__file__).with_name("general_standard_characters.txt")
    return "".join(path.read_text("utf-8").split())


# How many of the characters each role takes from another face than its first; all the others show every one themselves.
FALLEN_BACK = {Face.FANGSONG: 1467}


@pytest.mark.parametrize("face", list(Face))
def test_every_role_shows_every_standard_character_in_a_full_cell(face: Face) -> None:
    text = standard_characters()
    assert len(text) == len(set(text)) == 8105
    found = FontSet(shipped_only=True)
    parts = found.stretches(face, text)
    assert "".join(part.text for part in parts) == text
    assert found.missing == ""
    assert {advance for part in parts for advance in part.advances} == {1.0}
    first = Path(SHIPPED_FILES[face][0]).stem
    others = sum(len(part.text) for part in parts if part.font != first)
    assert others == FALLEN_BACK.get(face, 0)


@pytest.mark.parametrize("face", list(Face))
def test_every_role_shows_what_offices_write_besides(face: Face) -> None:
    gb2312 = "".join(
        bytes((high, low)).decode("gb2312", "ignore")
        for high in range(0xA1, 0xF8)
        for low in range(0xA1, 0xFF)
    )
    text = gb2312 + MARKS + "".join(map(chr, [*range(0x20, 0x7F), *range(0xFF01, 0xFF5F)]))
    found = FontSet(shipped_only=True)
    shown = "".join(part.text for part in found.stretches(face, text))
    assert found.missing == ""
    assert shown == text


def test_what_falls_back_in_fangsong_is_as_thin() -> None:
    parts = FontSet(shipped_only=True).stretches(Face.FANGSONG, "任喆㎡③⑬")
    assert [(part.font, part.text) for part in parts] == [
        ("FandolFangDerived-Regular", "任"),
        ("NotoSerifSC-Light", "喆㎡③⑬"),
    ]


@pytest.mark.parametrize("face", list(Face))
def test_marks_stand_as_in_chinese_text(face: Face) -> None:
    font = OutlineFont(str(resource("fonts") / SHIPPED_FILES[face][0]))
    em, characters, outlines = font["head"].unitsPerEm, font.getBestCmap(), font["glyf"]
    box = {char: outlines[characters[ord(char)]] for char in "—…，。、：；“”‘’（）《》〔〕·"}
    assert {font["hmtx"][characters[ord(char)]][0] for char in box} == {em}
    assert (box["—"].xMin, box["—"].xMax) == (0, em)  # two of them join
    middle = (box["…"].xMin + box["…"].xMax) / 2
    assert middle == pytest.approx(em / 2, abs=0.02 * em)
    for char in "，。、":
        assert box[char].xMax < 0.5 * em, char
        assert (box[char].yMin + box[char].yMax) / 2 < 0.2 * em, char
    for opening, closing in ("“”", "‘’", "（）", "《》", "〔〕"):
        assert box[opening].xMin > 0.4 * em
        assert box[closing].xMax < 0.6 * em


@pytest.mark.parametrize("face", [Face.FANGSONG, Face.SONG, Face.SMALL_TITLE_SONG])
def test_digits_take_half_a_character(face: Face) -> None:
    found = FontSet(shipped_only=True)
    assert found.widths(face, "0123456789.%城", 16.0) == [8.0] * 12 + [16.0]


def test_a_character_that_its_face_lacks_comes_from_the_next() -> None:
    parts = FontSet(shipped_only=True).stretches(Face.KAI, "（一）傢“村”")
    assert [(part.font, part.text) for part in parts] == [
        ("WenKaiCut-Regular", "（一）"),
        ("NotoSerifSC-Regular", "傢"),
        ("WenKaiCut-Regular", "“村”"),
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
    assert [str(each) for each in found.substitutions] == ["本机没有“仿宋”字体，用“Fandol 仿宋（改制）”代替"]


def test_a_mark_that_faces_have_narrow_only_is_shown_narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_FULL_WIDTH_MARKS", frozenset("a"))
    found = FontSet(shipped_only=True)
    assert found.widths(Face.SONG, "a", 16.0) == [8.0]
    assert found.missing == ""
