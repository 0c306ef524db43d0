"""The Word document as software sees it that we did not write: LibreOffice, where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from cityassess.reports.blocks import Block, FootNote, Imprint, RedHead, Table, Title, text
from cityassess.reports.docx import write_docx
from cityassess.reports.page import MM
from cityassess.reports.pdf import PdfMeta, write_pdf
from cityassess.services.bulletin.composing import compose
from tests.reports.sample import bulletin

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")


def printed_by_libreoffice(blocks: Sequence[Block], folder: Path) -> Path:
    """The PDF that LibreOffice makes of the Word document."""
    path = folder / "paper.docx"
    write_docx(blocks, path, meta=PdfMeta("通报"))
    home = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(OFFICE), home, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / "paper.pdf"


def test_libreoffice_prints_the_same_paper(tmp_path: Path) -> None:
    """Every word, about as many pages, lines on the grid, page numbers outside, the imprint on the bottom edge."""
    blocks = (*compose(bulletin()), Imprint("市委办公室", "市城管办", "2017年6月5日"))
    printed = printed_by_libreoffice(blocks, tmp_path)
    stream = BytesIO()
    ours = write_pdf(blocks, stream, meta=PdfMeta("通报"), shipped_faces_only=True)
    with pdfplumber.open(printed) as theirs:
        assert abs(len(theirs.pages) - ours.pages) <= 1
        said = "".join("".join((page.extract_text() or "").split()) for page in theirs.pages)
        for block in blocks:
            if isinstance(block, Table):
                for row in block.rows:
                    assert row[0].text in said
            elif isinstance(block, FootNote):
                assert "".join(block.text.split()) in said
        for number, page in enumerate(theirs.pages, 1):
            assert page.width == pytest.approx(210 * MM, abs=1)
            assert page.height == pytest.approx(297 * MM, abs=1)
            (mark,) = page.search(f"— ?{number} ?—")
            assert (mark["x0"] > page.width / 2) == bool(number % 2)
            middle = (mark["top"] + mark["bottom"]) / 2
            assert middle == pytest.approx((297 - 28) * MM, abs=3)
        body = sorted({round(char["top"], 1) for char in theirs.pages[0].chars if round(char["size"]) == 16})
        steps = {round(below - above, 1) for above, below in pairwise(body)}
        assert min(steps) == pytest.approx(28.95, abs=0.2)
        last = theirs.pages[-1]
        lowest = max(line["bottom"] for line in (*last.lines, *last.rects))
        assert lowest == pytest.approx((297 - 35) * MM, abs=3)


def test_signers_stand_two_to_a_row_in_libreoffice(tmp_path: Path) -> None:
    """7.2.6: the names under one another, the number on the last row, nothing touching and the red rule below."""
    number = "某某市城管委〔2026〕123号"
    names = ("张三丰", "李四", "王五六")
    head = RedHead("某某市城市管理委员会", number, signers=names)
    paper = printed_by_libreoffice(
        (head, Title("关于考核情况的请示"), text("现将有关情况报告如下。")), tmp_path
    )
    em = 15.8
    with pdfplumber.open(paper) as theirs:
        page = theirs.pages[0]
        first, second, third = (only(page.search(name)) for name in names)
        label, named = only(page.search("签发人：")), only(page.search(r"某某市城管委〔2026〕123 ?号"))
        rule = next(line for line in (*page.lines, *page.rects) if line["width"] > 150 * MM)
    middle = [(each["top"] + each["bottom"]) / 2 for each in (first, second, label, third, named)]
    assert middle == pytest.approx([middle[0]] * 3 + [middle[0] + 28.95] * 2, abs=1)
    assert third["x0"] == pytest.approx(first["x0"], abs=0.5)
    assert label["x1"] == pytest.approx(first["x0"], abs=1)
    assert second["x0"] - first["x1"] == pytest.approx(em, abs=1)
    assert named["x0"] - rule["x0"] == pytest.approx(em, abs=0.5)
    assert third["x0"] - named["x1"] > em
    assert rule["top"] - named["bottom"] == pytest.approx(4 * MM, abs=3)


def only(found: list[dict[str, Any]]) -> dict[str, Any]:
    (match,) = found
    return match
