"""Faces in the PDF: each embedded as a subset, and every character found again by readers that we did not write."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pypdf
import pypdfium2
import pytest

from cityassess.reports.blocks import Face, Paragraph, Run
from cityassess.reports.fonts import SHIPPED_FILES
from cityassess.reports.pdf import PdfMeta, write_pdf

# From every plane and every face that a role falls back to, more than the 256 characters of one subset.
RARE = "喆堃昶祎邴郯㮾㙍䶮𠙶𫚭𬭁𫍯𬺈𬘡㎡³℃‰①⑳〇★▲▼“”‘’—…〔〕·"
COMMON = "".join(
    bytes((high, low)).decode("gb2312") for high in range(0xB0, 0xB4) for low in range(0xA1, 0xFF)
)


def paper() -> bytes:
    """A paper with the same text in each role."""
    stream = io.BytesIO()
    blocks = [Paragraph((Run(COMMON + RARE, face),)) for face in Face]
    result = write_pdf(blocks, stream, meta=PdfMeta("字体"), shipped_faces_only=True)
    assert result.problems == ()
    return stream.getvalue()


@pytest.fixture(scope="module")
def content() -> bytes:
    return paper()


def letters(text: str) -> str:
    """The text without blanks, page numbers and what a reader puts in."""
    return "".join(char for char in text if (not char.isspace() and not char.isdigit()) or char in "³①⑳")


def expected() -> str:
    return letters((COMMON + RARE) * len(Face))


def without_page_numbers(pages: list[str]) -> str:
    return "".join(letters(page).removesuffix("——") for page in pages)


def test_every_face_is_a_subset_with_a_map_back_to_unicode(content: bytes) -> None:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        fonts = {
            str(font.BaseFont): font
            for page in pdf.pages
            for font in page.Resources.Font.values()
            if "/FontDescriptor" in font
        }
        assert all("/FontFile2" in font.FontDescriptor and "/ToUnicode" in font for font in fonts.values())
        assert all(name[1:7].isupper() and name[7] == "+" for name in fonts)
        used = {name.split("+", 1)[1] for name in fonts}
        assert used == {Path(file).stem for files in SHIPPED_FILES.values() for file in files} - {
            "NotoSansSC-Regular"
        }
        for font in fonts.values():
            sections = bytes(font.ToUnicode.read_bytes()).decode("ascii").split("beginbfchar")
            assert all(section.count("> <") <= 101 for section in sections)


def test_pdfium_finds_every_character(content: bytes) -> None:
    document = pypdfium2.PdfDocument(content)
    pages = [str(page.get_textpage().get_text_range()) for page in document]
    document.close()
    assert without_page_numbers(pages) == expected()


def test_pypdf_finds_every_character(content: bytes) -> None:
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    assert set(expected()) <= set("".join(pages))


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_poppler_finds_every_face_embedded_and_every_character(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(content)
    told = subprocess.run(
        ["pdffonts", str(path)], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert told.stderr == ""
    rows = told.stdout.splitlines()[2:]
    assert len(rows) >= 6
    assert all(row.split()[-5:-2] == ["yes", "yes", "yes"] for row in rows), told.stdout
    text = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", str(path), "-"], capture_output=True, check=True, encoding="utf-8"
    ).stdout
    assert set(expected()) <= set(text)


def test_another_process_writes_the_same_bytes(content: bytes) -> None:
    program = (
        "import hashlib\n"
        "from tests.reports.test_fonts_paper import paper\n"
        "print(hashlib.sha256(paper()).hexdigest())\n"
    )
    root = Path(__file__).parents[2]
    told = [
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(root), "PYTHONUTF8": "1"},
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "4711")
    ]
    assert told[0] == told[1]
    assert paper() == content
