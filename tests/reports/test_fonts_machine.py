"""Faces of the machine: where they are looked for, by what, which are passed over and why, and damaged ones."""

from __future__ import annotations

import io
import random
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pypdfium2
import pytest
from fontTools import subset
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTCollection, TTFont
from reportlab.pdfbase.ttfonts import TTFError
from reportlab.pdfgen.canvas import Canvas

from cityassess.reports import machinefonts
from cityassess.reports.blocks import Face
from cityassess.reports.facefile import QuickFace
from cityassess.reports.fontheader import read_headers
from cityassess.reports.fonts import FontSet
from cityassess.reports.machinefonts import FAMILIES, FILE_STEMS, forget_machine_faces, machine_faces
from cityassess.resource_files import resource

TEXT = "关于2026年5月份考核情况的通报é"


@pytest.fixture
def machine_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The one font folder of this machine."""
    folder = tmp_path / "fonts"
    folder.mkdir()
    monkeypatch.setattr(machinefonts, "_font_folders", lambda: iter([folder]))
    monkeypatch.setattr(machinefonts, "_registered", lambda: iter(()))
    forget_machine_faces()
    yield folder
    monkeypatch.undo()
    forget_machine_faces()


@pytest.fixture(scope="module")
def small_face() -> bytes:
    """A face of the test's own text, with composite glyphs among them."""
    font = TTFont(resource("fonts") / "NotoSansSC-Regular.ttf")
    cutter = subset.Subsetter()
    cutter.populate(text=TEXT + "".join(map(chr, range(0x20, 0x7F))) + "ü□")
    cutter.subset(font)
    stream = io.BytesIO()
    font.save(stream)
    return stream.getvalue()


def changed(
    source: bytes,
    *,
    family: str = "",
    english: str = "",
    rights: int | None = None,
    bold: bool = False,
    postscript: str = "",
) -> TTFont:
    """A face under other names, or with other rights."""
    font = TTFont(io.BytesIO(source))
    names = font["name"]
    if family or english:
        names.names = [each for each in names.names if each.nameID not in {1, 4, 16}]
    if family:
        names.setName(family, 1, 3, 1, 0x804)
    if english:
        names.setName(english, 1, 3, 1, 0x409)
    if postscript:
        names.setName(postscript, 6, 3, 1, 0x409)
    if rights is not None:
        font["OS/2"].fsType = rights
    if bold:
        font["head"].macStyle = 1
    return font


def postscript_face(path: Path, family: str) -> None:
    """Write a face with CFF outlines."""
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef", "A"])
    builder.setupCharacterMap({0x41: "A"})
    pen = T2CharStringPen(600, None)
    pen.moveTo((0, 0))
    pen.lineTo((0, 500))
    pen.lineTo((500, 0))
    pen.closePath()
    strings = {".notdef": pen.getCharString(), "A": pen.getCharString()}
    builder.setupCFF("Test-Regular", {"FullName": family}, strings, {})
    builder.setupHorizontalMetrics({".notdef": (600, 0), "A": (600, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular", "psName": "Test-Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)


def printed(found: FontSet, face: Face, text: str) -> str:
    """What a PDF with ``text`` in ``face`` says it holds."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(800, 100), invariant=1)
    x = 10.0
    for part in found.stretches(face, text):
        canvas.setFont(part.font, 16)
        canvas.drawString(x, 40, part.text)
        x += sum(part.advances) * 16
    canvas.save()
    document = pypdfium2.PdfDocument(stream.getvalue())
    try:
        page = document[0]
        page.render(scale=0.5).close()
        return str(page.get_textpage().get_text_range())
    finally:
        document.close()


# ---- finding


@pytest.mark.parametrize("face", list(Face))
def test_a_face_is_found_by_any_of_its_file_names(
    face: Face, machine_folder: Path, small_face: bytes
) -> None:
    for stem in FILE_STEMS[face]:
        path = machine_folder / f"{stem.upper()}.TTF"
        path.write_bytes(small_face)
        forget_machine_faces()
        (found,) = machine_faces(face).found
        assert found.path == path
        path.unlink()


def test_a_face_of_the_machine_comes_first_and_is_no_substitution(
    machine_folder: Path, small_face: bytes
) -> None:
    changed(small_face, family="仿宋", english="FangSong").save(machine_folder / "SimFang.ttf")
    found = FontSet()
    (part,) = found.stretches(Face.FANGSONG, "通报")
    assert part.font.startswith("SimFang@")
    assert not list(found.substitutions)
    assert FontSet(shipped_only=True).stretches(Face.FANGSONG, "通报")[0].font == "FandolFangDerived-Regular"


def test_faces_of_a_role_fill_in_for_one_another(machine_folder: Path, small_face: bytes) -> None:
    (machine_folder / "仿宋_GB2312.ttf").write_bytes(small_face)
    shutil.copy(resource("fonts") / "WenKaiCut-Regular.ttf", machine_folder / "simfang.ttf")
    fonts = [part.font.split("@")[0] for part in FontSet().stretches(Face.FANGSONG, "通喆")]
    assert fonts == ["仿宋_GB2312", "simfang"]


@pytest.mark.parametrize("face", list(Face))
def test_a_face_under_another_file_name_is_found_by_its_own(
    face: Face, machine_folder: Path, small_face: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machinefonts, "_LEAST_BYTES", 1000)
    for family in FAMILIES[face]:
        changed(small_face, family=family.upper()).save(machine_folder / "31558910439.ttf")
        forget_machine_faces()
        (found,) = machine_faces(face).found
        assert (found.path.name, found.name) == ("31558910439.ttf", family.upper())


def test_names_inside_are_not_read_where_file_names_suffice(
    machine_folder: Path, small_face: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    (machine_folder / "simfang.ttf").write_bytes(small_face)
    monkeypatch.setattr(machinefonts, "_families", lambda: pytest.fail("read every file's names"))
    assert len(machine_faces(Face.FANGSONG).found) == 1


def test_small_bold_and_late_files_are_not_taken_by_their_inner_names(
    machine_folder: Path, small_face: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(small_face, family="仿宋").save(machine_folder / "small.ttf")
    assert not machine_faces(Face.FANGSONG).found
    monkeypatch.setattr(machinefonts, "_LEAST_BYTES", 1000)
    changed(small_face, family="黑体", bold=True).save(machine_folder / "bold.ttf")
    forget_machine_faces()
    assert machine_faces(Face.FANGSONG).found
    assert not machine_faces(Face.HEI).found
    monkeypatch.setattr(machinefonts, "_LONGEST_READING", -1.0)
    forget_machine_faces()
    assert not machine_faces(Face.FANGSONG).found


def test_the_right_face_of_a_collection_is_printed(machine_folder: Path, small_face: bytes) -> None:
    collection = TTCollection()
    collection.fonts = [
        changed(small_face, english="NSimSun", postscript="NSimSun"),
        changed(small_face, family="宋体", english="SimSun", postscript="SimSun"),
    ]
    collection.save(machine_folder / "simsun.ttc")
    (found,) = machine_faces(Face.SONG).found
    assert (found.index, found.name) == (1, "宋体")
    assert printed(FontSet(), Face.SONG, TEXT) == TEXT


def test_two_files_with_one_inner_name_print_their_own_characters(
    machine_folder: Path, small_face: bytes
) -> None:
    (machine_folder / "simhei.ttf").write_bytes(small_face)
    (machine_folder / "simkai.ttf").write_bytes(small_face)
    found = FontSet()
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(400, 100))
    for y, face, text in ((70, Face.HEI, "通报"), (30, Face.KAI, "考核")):
        (part,) = found.stretches(face, text)
        canvas.setFont(part.font, 16)
        canvas.drawString(10, y, part.text)
    canvas.save()
    document = pypdfium2.PdfDocument(stream.getvalue())
    assert str(document[0].get_textpage().get_text_range()).split() == ["通报", "考核"]
    document.close()


def test_folders_of_windows_and_of_both_offices(tmp_path: Path) -> None:
    local, roaming, programs = (tmp_path / name for name in ("local", "roaming", "programs"))
    wps = [
        local / "Kingsoft" / "WPS Office" / "12.1.0.16120" / "office6" / "fonts",
        programs / "WPS Office" / "11.2.0.9999" / "office6" / "fonts",
        roaming / "kingsoft" / "office6" / "fonts",
    ]
    for folder in wps:
        folder.mkdir(parents=True)
    environment = {
        "WINDIR": str(tmp_path / "Windows"),
        "LOCALAPPDATA": str(local),
        "APPDATA": str(roaming),
        "PROGRAMFILES": str(programs),
    }
    folders = list(machinefonts._windows_folders(environment))
    assert folders[:3] == [
        tmp_path / "Windows" / "Fonts",
        local / "Microsoft" / "Windows" / "Fonts",
        local / "Microsoft" / "FontCache" / "4" / "CloudFonts",
    ]
    assert set(wps) <= set(folders)


def test_a_face_that_the_registry_lists_elsewhere_is_found(
    machine_folder: Path, tmp_path: Path, small_face: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "公文字体" / "方正小标宋简体.TTF"
    elsewhere.parent.mkdir()
    elsewhere.write_bytes(small_face)
    listed = ["simsun.ttc", str(elsewhere), str(tmp_path / "gone.ttf"), str(tmp_path / "readme.txt")]
    monkeypatch.setattr(machinefonts, "_registered", lambda: iter(listed))
    forget_machine_faces()
    (found,) = machine_faces(Face.SMALL_TITLE_SONG).found
    assert found.path == elsewhere
    assert list(machinefonts.machine_font_files()) == ["方正小标宋简体.ttf"]


def test_a_face_installed_later_is_found_after_a_new_look(machine_folder: Path, small_face: bytes) -> None:
    assert not machine_faces(Face.KAI).found
    (machine_folder / "simkai.ttf").write_bytes(small_face)
    assert not machine_faces(Face.KAI).found
    forget_machine_faces()
    assert machine_faces(Face.KAI).found


def test_a_face_without_english_names_is_used(machine_folder: Path, small_face: bytes) -> None:
    font = TTFont(io.BytesIO(small_face))
    font["name"].names = []
    font["name"].setName("方正小标宋简体", 1, 3, 1, 0x804)
    font.save(machine_folder / "方正小标宋简体.ttf")
    (found,) = machine_faces(Face.SMALL_TITLE_SONG).found
    assert found.name == "方正小标宋简体"
    fonts = FontSet()
    assert printed(fonts, Face.SMALL_TITLE_SONG, TEXT) == TEXT
    assert not fonts.substitutions


# ---- passing over


@pytest.mark.parametrize("content", [b"", b"not a font", b"\0\1\0\0" + b"\0" * 500, b"ttcf" + b"\xff" * 64])
def test_a_damaged_face_of_the_machine_is_passed_over(machine_folder: Path, content: bytes) -> None:
    (machine_folder / "simfang.ttf").write_bytes(content)
    found = FontSet()
    assert found.stretches(Face.FANGSONG, "通报")[0].font == "FandolFangDerived-Regular"
    assert [str(each) for each in found.substitutions] == [
        "本机的“仿宋”字体不能用（simfang.ttf：字体文件已损坏），用“Fandol 仿宋（改制）”代替"
    ]


def test_a_face_whose_glyphs_are_gone_is_passed_over_once_it_was_parsed(
    machine_folder: Path, small_face: bytes
) -> None:
    glyphs = TTFont(io.BytesIO(small_face)).reader.tables["glyf"]
    content = bytearray(small_face)
    content[glyphs.offset : glyphs.offset + glyphs.length] = b"\x7f" * glyphs.length
    (machine_folder / "simfang.ttf").write_bytes(content)
    (found,) = machine_faces(Face.FANGSONG).found
    assert found.path.name == "simfang.ttf"
    fonts = FontSet()
    assert fonts.stretches(Face.FANGSONG, "通报")[0].font == "FandolFangDerived-Regular"
    (told,) = map(str, fonts.substitutions)
    assert "simfang.ttf：字体文件已损坏" in told


@pytest.mark.parametrize("rights", [0x0002, 0x0100, 0x0200])
def test_a_face_whose_maker_forbids_embedding_is_passed_over(
    machine_folder: Path, small_face: bytes, rights: int
) -> None:
    changed(small_face, rights=rights).save(machine_folder / "simhei.ttf")
    found = FontSet()
    assert found.stretches(Face.HEI, "通报")[0].font == "NotoSansSC-Bold"
    (told,) = map(str, found.substitutions)
    assert "simhei.ttf：字体厂商不允许嵌入文件" in told


@pytest.mark.parametrize("rights", [0x0000, 0x0004, 0x0008])
def test_a_face_that_may_be_embedded_is_used(machine_folder: Path, small_face: bytes, rights: int) -> None:
    changed(small_face, rights=rights).save(machine_folder / "simhei.ttf")
    assert FontSet().stretches(Face.HEI, "通报")[0].font.startswith("simhei@")


def test_a_face_with_postscript_outlines_is_passed_over_by_file_name_and_by_inner_name(
    machine_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    postscript_face(machine_folder / "FZXBSK.otf", "FZXBSK")
    monkeypatch.setattr(machinefonts, "_LEAST_BYTES", 100)
    postscript_face(machine_folder / "1234.otf", "FZKai-Z03S")
    for face in (Face.SMALL_TITLE_SONG, Face.KAI):
        (passed,) = machine_faces(face).passed
        assert passed.why == "轮廓不是TrueType格式，不能嵌入PDF"
    found = FontSet()
    assert found.stretches(Face.KAI, "通报")[0].font == "WenKaiCut-Regular"
    assert "1234.otf" in str(found.substitutions[0])


# ---- damage


@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_a_cut_off_face_is_refused_or_read_without_a_crash(tmp_path: Path, kept: float) -> None:
    whole = (resource("fonts") / "WenKaiCut-Regular.ttf").read_bytes()
    path = tmp_path / "cut.ttf"
    path.write_bytes(whole[: int(len(whole) * kept)])
    try:
        face = QuickFace(path)
    except TTFError:
        return
    assert len(face.hmetrics) == face.numGlyphs


def test_an_empty_glyph_or_one_of_no_width_is_no_character(machine_folder: Path, small_face: bytes) -> None:
    font = TTFont(io.BytesIO(small_face))
    glyphs = font.getBestCmap()
    font["glyf"][glyphs[ord("通")]].numberOfContours = 0
    font["glyf"][glyphs[ord("通")]].__dict__.pop("coordinates", None)
    font["hmtx"][glyphs[ord("报")]] = (0, 0)
    font["hmtx"][glyphs[ord("考")]] = (65000, 0)
    font.save(machine_folder / "simhei.ttf")
    parts = FontSet().stretches(Face.HEI, "通报考核 ")
    assert [(part.font.split("@")[0], part.text) for part in parts] == [
        ("NotoSansSC-Bold", "通报考"),
        ("simhei", "核 "),
    ]


def spoiled(whole: bytes, seed: int) -> bytes:
    """A copy cut off, with bits flipped, or with a stretch overwritten, often in its first tables."""
    dice = random.Random(seed)
    content = bytearray(whole)
    kind = seed % 4
    if kind == 0:
        return bytes(content[: dice.randrange(len(content))])
    if kind == 3:
        start = dice.randrange(len(content))
        length = dice.randrange(1, 2000)
        content[start : start + length] = dice.randbytes(min(length, len(content) - start))
        return bytes(content)
    end = 400 if kind == 1 else len(content)
    for _ in range(dice.randrange(1, 40)):
        content[dice.randrange(end)] ^= 1 << dice.randrange(8)
    return bytes(content)


def test_no_damaged_face_stops_printing_or_loses_a_character(
    machine_folder: Path, small_face: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = 0
    for seed in range(400):
        folder = machine_folder / str(seed)
        folder.mkdir()
        (folder / "simhei.ttf").write_bytes(spoiled(small_face, seed))
        monkeypatch.setattr(machinefonts, "_font_folders", partial(iter, [folder]))
        forget_machine_faces()
        found = FontSet()
        assert printed(found, Face.HEI, TEXT) == TEXT, seed
        assert found.missing == ""
        used += "simhei" in "".join(part.font for part in found.stretches(Face.HEI, TEXT))
    assert 40 < used < 360  # both what was refused and what was read with its faults


def test_no_damaged_file_stops_the_reading_of_names(tmp_path: Path, small_face: bytes) -> None:
    path = tmp_path / "spoiled.ttf"
    read = 0
    for seed in range(600):
        path.write_bytes(spoiled(small_face, seed))
        read += bool(read_headers(path))
    assert 100 < read < 600
